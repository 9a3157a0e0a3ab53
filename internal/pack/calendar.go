package pack

import (
	"bytes"
	"strings"
	"time"

	"samverkan/conference"
	"samverkan/internal/i18n"
	"samverkan/internal/render/ical"
)

// Calendar says how a conference becomes a calendar entry.
type Calendar struct {
	Domain    string // right of @ in the UID; the name of the installation
	Method    ical.Method
	Organizer ical.Person
	Attendees []ical.Attendee
	Now       time.Time // DTSTAMP
}

// longestAlarm is how long before a meeting an alarm can be; calendars take no longer ones.
const longestAlarm = 28 * 24 * time.Hour

// Event gives the calendar entry of a conference. Title and description come from the plan alone: nothing that was said in
// the meeting, and nothing marked, can reach a calendar.
func (m Maker) Event(c *conference.Conference, k Calendar) ical.Event {
	p := &c.Plan
	e := ical.Event{UID: p.ID + "@" + k.Domain, Sequence: c.Sequence, Stamp: k.Now, Start: p.Start, End: p.End,
		Summary: p.Title, Language: m.Printer.Lang(), Exercise: p.Exercise, Organizer: k.Organizer, Attendees: k.Attendees,
		Categories: []string{m.Printer.T("pack.ics.category")}, Status: ical.Confirmed}
	if !c.Meeting.Ends.IsZero() {
		e.End = c.Meeting.Ends
	}
	if c.Phase == conference.Cancelled || k.Method == ical.Cancel {
		e.Status = ical.Cancelled
	}
	for _, way := range p.Connections {
		e.Conferences = append(e.Conferences, m.wayIn(way)...)
		if way.Mode == conference.Room && e.Location == "" {
			e.Location = way.Place
		}
	}
	e.Description = m.describe(p)
	if k.Method != ical.Cancel && k.Method != ical.Reply {
		e.Alarms = []ical.Alarm{{Before: 15 * time.Minute}}
		before := p.Start.Sub(p.Reporting.Deadline) + time.Hour
		if r := p.Reporting.Deadline; !r.IsZero() && r.Before(p.Start) && before <= longestAlarm {
			e.Alarms = append(e.Alarms, ical.Alarm{Before: before, Text: m.Printer.T("pack.ics.report-alarm", "At", m.Printer.Clock(r))})
		}
	}
	return e
}

// wayIn gives the URI of a way in. A talk group and a room have none; they stand in the description.
func (m Maker) wayIn(way conference.Connection) []ical.Conference {
	label := m.Printer.T("pack.mode." + string(way.Mode))
	if way.Reserve {
		label = m.Printer.T("pack.mode.reserve", "Mode", label)
	}
	switch {
	case way.URL != "":
		features := []ical.Feature{ical.Audio, ical.Screen}
		if way.Mode == conference.Video {
			features = append(features, ical.Video)
		}
		return []ical.Conference{{URI: way.URL, Features: features, Label: label}}
	case way.Number != "":
		number := i18n.Telephone(way.Number)
		text := number
		if way.Code != "" {
			text = m.Printer.T("pack.ics.phone", "Number", number, "Code", way.Code)
		}
		return []ical.Conference{{URI: "tel:" + dialable(way.Number), Features: []ical.Feature{ical.Phone, ical.Audio}, Label: label, Text: text}}
	}
	return nil
}

// dialable makes an international number of a Swedish one (RFC 3966 wants global numbers).
func dialable(number string) string {
	var b strings.Builder
	for _, r := range number {
		if r >= '0' && r <= '9' || r == '+' && b.Len() == 0 {
			b.WriteRune(r)
		}
	}
	s := b.String()
	if strings.HasPrefix(s, "00") {
		return "+" + s[2:]
	}
	if strings.HasPrefix(s, "0") {
		return "+46" + s[1:]
	}
	return s
}

func (m Maker) describe(p *conference.Plan) string {
	t := m.Printer.T
	var parts []string
	add := func(key, text string) {
		if text = strings.TrimSpace(text); text != "" {
			parts = append(parts, t(key)+": "+text)
		}
	}
	add("pack.ics.purpose", p.Invitation.Purpose)
	for i, g := range p.Invitation.Goals {
		if i == 0 {
			parts = append(parts, t("pack.ics.goals")+":")
		}
		parts = append(parts, "– "+g)
	}
	add("pack.ics.prepare", p.Invitation.Resources)
	if !p.Reporting.Deadline.IsZero() {
		parts = append(parts, t("pack.ics.report", "At", p.Reporting.Deadline))
	}
	for _, way := range p.Connections {
		if way.Mode == conference.Rakel && way.TalkGroup != "" {
			parts = append(parts, t("pack.ics.rakel", "Group", way.TalkGroup))
		}
	}
	if p.Support.Phone != "" {
		parts = append(parts, t("pack.ics.support", "Phone", i18n.Telephone(p.Support.Phone)))
	}
	return strings.Join(parts, "\n")
}

// ICS gives a calendar file of one or more conferences.
func (m Maker) ICS(k Calendar, list ...*conference.Conference) ([]byte, error) {
	cal := ical.Calendar{Method: k.Method}
	if cal.Method == "" {
		cal.Method = ical.Publish
	}
	for _, c := range list {
		cal.Events = append(cal.Events, m.Event(c, k))
	}
	var b bytes.Buffer
	if err := ical.Encode(&b, cal); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
