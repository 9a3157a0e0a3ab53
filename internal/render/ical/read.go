package ical

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-ical"

	"samverkan/internal/fault"
)

// reader turns the bare tree of a foreign calendar into our own types.
type reader struct {
	home  *time.Location
	zones map[string]*time.Location // what the file itself says of its TZIDs
}

func (r reader) calendar(c *ical.Component) (Calendar, error) {
	out := Calendar{
		Method: Method(strings.ToUpper(oneLine(value(c, ical.PropMethod)))),
		Name:   text(c, ical.PropName),
	}
	if out.Name == "" {
		out.Name = text(c, "X-WR-CALNAME")
	}
	out.Refresh, _ = readDuration(value(c, ical.PropRefreshInterval))
	var overrides []Event
	for _, child := range c.Children {
		if child.Name != ical.CompEvent {
			continue
		}
		e, err := r.event(child)
		if err != nil {
			return Calendar{}, err
		}
		if e.RecurrenceID.IsZero() {
			out.Events = append(out.Events, e)
		} else {
			overrides = append(overrides, e)
		}
	}
	// A meeting of a series belongs to its series when that is in the file too.
	series := map[string]int{}
	for i, e := range out.Events {
		series[e.UID] = i
	}
	for _, o := range overrides {
		if i, ok := series[o.UID]; ok {
			out.Events[i].Overrides = append(out.Events[i].Overrides, o)
		} else {
			out.Events = append(out.Events, o)
		}
	}
	return out, nil
}

func (r reader) event(c *ical.Component) (Event, error) {
	e := Event{
		UID:         strings.TrimSpace(unescape(valid(value(c, ical.PropUID)))),
		Summary:     text(c, ical.PropSummary),
		Description: prose(unescape(value(c, ical.PropDescription))),
		Location:    text(c, ical.PropLocation),
		URL:         oneLine(value(c, ical.PropURL)),
		Status:      Status(strings.ToUpper(text(c, ical.PropStatus))),
		Class:       Class(strings.ToUpper(text(c, ical.PropClass))),
		Exercise:    value(c, "X-SAMVERKAN-EXERCISE") == "TRUE",
	}
	if e.UID == "" || hasControl(e.UID) {
		return Event{}, fault.New(fault.Invalid, "ical.uid-missing")
	}
	if n, err := strconv.Atoi(strings.TrimSpace(value(c, ical.PropSequence))); err == nil && n > 0 {
		e.Sequence = n
	}
	if p := c.Props.Get(ical.PropSummary); p != nil {
		e.Language = readParameter(p.Params.Get("LANGUAGE"))
	}
	for _, p := range c.Props[ical.PropCategories] {
		for _, s := range splitList(p.Value) {
			e.Categories = append(e.Categories, unescape(s))
		}
	}
	e.Categories = cleaned(e.Categories)
	if err := r.times(c, &e); err != nil {
		return Event{}, err
	}
	if p := c.Props.Get(ical.PropOrganizer); p != nil {
		e.Organizer = person(p)
	}
	for i := range c.Props[ical.PropAttendee] {
		e.Attendees = append(e.Attendees, attendee(&c.Props[ical.PropAttendee][i]))
	}
	for _, p := range c.Props[ical.PropConference] {
		conf := Conference{URI: oneLine(p.Value), Label: readParameter(p.Params.Get("LABEL"))}
		for _, f := range p.Params.Values("FEATURE") {
			conf.Features = append(conf.Features, Feature(strings.ToUpper(readParameter(f))))
		}
		e.Conferences = append(e.Conferences, conf)
	}
	for _, child := range c.Children {
		if a, ok := r.alarm(child, e); ok {
			e.Alarms = append(e.Alarms, a)
		}
	}
	return e, nil
}

// times reads every moment of the event.
func (r reader) times(c *ical.Component, e *Event) error {
	var err error
	if e.Stamp, _, err = r.moment(c, ical.PropDateTimeStamp); err != nil {
		return err
	}
	e.Stamp = e.Stamp.UTC()
	if e.Start, e.AllDay, err = r.moment(c, ical.PropDateTimeStart); err != nil {
		return err
	}
	if e.End, _, err = r.moment(c, ical.PropDateTimeEnd); err != nil {
		return err
	}
	if e.RecurrenceID, _, err = r.moment(c, ical.PropRecurrenceID); err != nil {
		return err
	}
	if e.End.IsZero() && !e.Start.IsZero() { // RFC 5545 section 3.6.1
		length, ok := readDuration(value(c, ical.PropDuration))
		switch {
		case ok && length >= 0:
			e.End = e.Start.Add(length)
		case e.AllDay:
			e.End = wall(e.Start.Year(), e.Start.Month(), e.Start.Day()+1, 0, 0, 0, r.home)
		default:
			e.End = e.Start
		}
	}
	if rule := value(c, ical.PropRecurrenceRule); rule != "" {
		zone := r.home
		if !e.Start.IsZero() {
			zone = e.Start.Location()
		}
		if parsed, ok := parseRule(rule, zone); ok {
			e.Rule = &parsed
		} else {
			e.RuleText = oneLine(rule)
		}
	}
	for _, p := range c.Props[ical.PropExceptionDates] {
		for _, v := range strings.Split(p.Value, ",") {
			t, _, err := r.parse(ical.PropExceptionDates, v, p.Params)
			if err != nil {
				return err
			}
			e.Exceptions = append(e.Exceptions, t)
		}
	}
	return nil
}

// moment reads a date-time or date property; zero when the event has none.
func (r reader) moment(c *ical.Component, name string) (t time.Time, date bool, err error) {
	p := c.Props.Get(name)
	if p == nil {
		return time.Time{}, false, nil
	}
	return r.parse(name, p.Value, p.Params)
}

func (r reader) parse(name, v string, params ical.Params) (time.Time, bool, error) {
	v = strings.ToUpper(strings.TrimSpace(v))
	if t, err := time.Parse(utcForm, v); err == nil {
		return t, false, nil
	}
	loc := r.home // a floating time is Swedish time
	if tzid := readParameter(params.Get("TZID")); tzid != "" {
		if loc = r.zone(tzid); loc == nil {
			return time.Time{}, false, fault.New(fault.Invalid, "ical.zone", "Zone", shorten(tzid))
		}
	}
	if t, err := time.Parse(localForm, v); err == nil {
		return wallOf(t, loc), false, nil
	}
	if t, err := time.Parse(dateForm, v); err == nil { // also without VALUE=DATE
		return wallOf(t, r.home), true, nil
	}
	return time.Time{}, false, fault.New(fault.Invalid, "ical.time", "Property", name, "Value", shorten(oneLine(v)))
}

func shorten(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

func (r reader) zone(tzid string) *time.Location {
	if loc, ok := foreignZone(tzid); ok {
		return loc
	}
	return r.zones[tzid]
}

func person(p *ical.Prop) Person {
	out := Person{Name: readParameter(p.Params.Get(ical.ParamCommonName)), Email: address(p.Value)}
	if out.Email == "" {
		out.Email = address("mailto:" + readParameter(p.Params.Get(ical.ParamEmail)))
	}
	if out.Name == out.Email {
		out.Name = "" // we write the address where there is no name
	}
	return out
}

func attendee(p *ical.Prop) Attendee {
	param := func(name string) string { return strings.ToUpper(readParameter(p.Params.Get(name))) }
	return Attendee{
		Person:      person(p),
		Role:        orDefault(Role(param(ical.ParamRole)), Required),
		Type:        orDefault(UserType(param("CUTYPE")), Individual),
		Answer:      orDefault(Answer(param(ical.ParamParticipationStatus)), NeedsAction),
		RSVP:        param("RSVP") == "TRUE",
		DelegatedTo: address(readParameter(p.Params.Get("DELEGATED-TO"))),
	}
}

// address takes the mail address out of a mailto URI; "" when there is none that
// could be trusted to be one.
func address(uri string) string {
	uri = strings.TrimSpace(uri)
	if len(uri) < 8 || !strings.EqualFold(uri[:7], "mailto:") {
		return ""
	}
	a, _, _ := strings.Cut(uri[7:], "?")
	if u, err := url.PathUnescape(a); err == nil {
		a = u
	}
	if !isAddress(a) {
		return ""
	}
	return a
}

func (r reader) alarm(c *ical.Component, e Event) (Alarm, bool) {
	p := c.Props.Get(ical.PropTrigger)
	if c.Name != ical.CompAlarm || p == nil || slices.ContainsFunc(p.Params.Values(ical.ParamRelated), func(s string) bool { return strings.EqualFold(s, "END") }) {
		return Alarm{}, false
	}
	a := Alarm{Text: prose(unescape(value(c, ical.PropDescription)))}
	if d, ok := readDuration(p.Value); ok {
		a.Before = -d
	} else if t, err := time.Parse(utcForm, p.Value); err == nil && !e.Start.IsZero() {
		a.Before = e.Start.Sub(t)
	} else {
		return Alarm{}, false
	}
	return a, a.Before >= 0
}

func value(c *ical.Component, name string) string {
	if p := c.Props.Get(name); p != nil {
		return p.Value
	}
	return ""
}

func text(c *ical.Component, name string) string { return oneLine(unescape(value(c, name))) }

// readDuration reads RFC 5545 section 3.3.6. ok is false for anything else, and for
// what does not fit: no meeting is longer than ten years.
func readDuration(s string) (d time.Duration, ok bool) {
	s = strings.ToUpper(strings.TrimSpace(s))
	negative := strings.HasPrefix(s, "-")
	s, found := strings.CutPrefix(strings.TrimLeft(s, "+-"), "P")
	if !found || s == "" {
		return 0, false
	}
	units := map[byte]time.Duration{'W': 7 * 24 * time.Hour, 'D': 24 * time.Hour}
	for s != "" {
		if s[0] == 'T' {
			units = map[byte]time.Duration{'H': time.Hour, 'M': time.Minute, 'S': time.Second}
			if s = s[1:]; s == "" {
				return 0, false
			}
			continue
		}
		n := strings.IndexFunc(s, func(c rune) bool { return c < '0' || c > '9' })
		if n <= 0 {
			return 0, false
		}
		count, err := strconv.Atoi(s[:n])
		unit := units[s[n]]
		if err != nil || unit == 0 || time.Duration(count) > 10*366*24*time.Hour/unit {
			return 0, false
		}
		d += time.Duration(count) * unit
		s = s[n+1:]
	}
	if negative {
		d = -d
	}
	return d, true
}
