package lint

import (
	"bytes"
	"slices"
	"strings"

	"samverkan/internal/render/ical"
)

// invitation looks at the calendar and at how it goes with the mail.
func (l *linter) invitation() {
	if l.calendar == nil {
		if l.enclosed != nil {
			l.find(2, "mail", "the calendar is an attachment alone: Outlook shows no buttons")
		}
		return
	}
	l.dress()
	for _, f := range ical.Lint(l.calendar.data, l.to) {
		l.find(f.Rule, f.Where, "%s", f.What)
	}
	cal, err := ical.Decode(bytes.NewReader(l.calendar.data))
	if err != nil {
		l.find(12, l.calendar.where, "%v", err)
		return
	}
	if given := l.calendar.params["method"]; given == "" || given != string(cal.Method) {
		l.find(1, l.calendar.where, "method=%q with METHOD:%s", given, cal.Method)
	}
	if cal.Method == ical.Publish {
		l.find(3, l.calendar.where, "METHOD:PUBLISH")
	}
	for _, e := range cal.Events {
		l.event(e)
	}
}

// dress looks at how the calendar is put into the mail.
func (l *linter) dress() {
	c := l.calendar
	switch {
	case l.calendars != 1:
		l.find(2, "mail", "%d parts are text/calendar", l.calendars)
	case !c.last:
		l.find(2, c.where, "not the last of multipart/alternative")
	}
	if c.dressed != "" {
		l.find(2, c.where, "Content-Disposition: %s", c.dressed)
	}
	if c.encoding != "base64" {
		l.find(2, c.where, "encoded as %q", c.encoding)
	}
	if !strings.EqualFold(c.params["charset"], "utf-8") {
		l.find(2, c.where, "charset %q", c.params["charset"])
	}
	switch a := l.enclosed; {
	case a == nil:
		l.find(2, "mail", "no copy of the calendar as application/ics")
	case !bytes.Equal(a.data, c.data):
		l.find(2, a.where, "another calendar than in %s", c.where)
	case !strings.HasPrefix(a.dressed, "attachment") || !strings.HasSuffix(a.params["name"], ".ics"):
		l.find(2, a.where, "no attachment with a name in .ics")
	}
}

// event looks at a meeting against the mail around it.
func (l *linter) event(e ical.Event) {
	if box, _, _ := strings.Cut(strings.ToLower(e.Organizer.Email), "@"); slices.Contains(unread, strings.ReplaceAll(box, "-", "")) {
		l.find(4, "ORGANIZER", "%s: nobody reads the answers", box)
	}
	if e.Organizer.Email != l.from {
		l.find(5, "From", "%s, and ORGANIZER is %s", l.from, e.Organizer.Email)
	}
	if n := len(e.Attendees); n != 1 {
		l.find(6, "ATTENDEE", "%d, whose addresses the recipient gets", n)
	}
	for _, c := range e.Conferences {
		if way := strings.TrimPrefix(c.URI, "tel:"); !says(l.plain, way) {
			l.find(10, "text/plain", "does not have %s", c.URI)
		}
		if l.html != "" && !says(strings.ReplaceAll(l.html, "&amp;", "&"), strings.TrimPrefix(c.URI, "tel:")) {
			l.find(10, "text/html", "does not have %s", c.URI)
		}
	}
}

// unread are names of mailboxes that say of themselves that nobody looks into them.
var unread = []string{"noreply", "donotreply", "ingensvar", "svaraej"}

// says tells whether a text has a way in: a link as it is, a number in whatever groups, from home or from abroad.
func says(text, way string) bool {
	if strings.Contains(way, ":") {
		return strings.Contains(text, way)
	}
	way, _, _ = strings.Cut(way, ";")
	way, _, _ = strings.Cut(way, ",")
	way, text = figures(way), figures(text)
	return strings.Contains(text, way[max(0, len(way)-9):])
}

func figures(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}
