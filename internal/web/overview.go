package web

import (
	"strconv"
	"time"

	"samverkan/conference"
	"samverkan/internal/i18n"
)

// overview is what the pages over many conferences share: the shell, and how they write days and words about a conference.
type overview struct {
	Shell
	Writes bool // the reader may do things, and not only read

	q *request
}

func (q *request) overview(section, title string, args ...any) overview {
	o := overview{Shell: q.shell(title, args...), Writes: q.writes(), q: q}
	o.Section = section
	return o
}

// writes tells whether the reader may do more than read; each command is still held against its own rule.
func (q *request) writes() bool { return q.Who.Allows("administer", "") == nil }

// Actor gives an actor's name as in lists.
func (o overview) ActorName(id string) string { return o.q.shortName(id) }

// Day writes a day with few letters: tors 7 jan.
func (o overview) Day(t time.Time) string { return dayIn(o.p, t) }

func dayIn(p *i18n.Printer, t time.Time) string {
	t = t.In(i18n.Stockholm())
	return p.T("doc.day", "Weekday", p.T("doc.weekday."+strconv.Itoa(int(t.Weekday()))), "Day", t.Day(), "Month", p.T("doc.month."+strconv.Itoa(int(t.Month()))))
}

// When writes a time: of today by the clock alone, and otherwise with its day.
func (o overview) When(t time.Time) string {
	if sameDay(t, o.Now) {
		return o.p.Clock(t)
	}
	return o.p.T("web.overview.when", "Day", o.Day(t), "Clock", o.p.Clock(t))
}

// Hours writes from when until when, without the day.
func (o overview) Hours(from, to time.Time) string {
	return o.p.T("web.overview.hours", "From", o.p.Clock(from), "To", o.p.Clock(to))
}

// Today tells whether a time is on the reader's day.
func (o overview) Today(t time.Time) bool { return sameDay(t, o.Now) }

func sameDay(a, b time.Time) bool {
	y, m, d := a.In(i18n.Stockholm()).Date()
	y2, m2, d2 := b.In(i18n.Stockholm()).Date()
	return y == y2 && m == m2 && d == d2
}

// midnight is the beginning of a day in Stockholm, days after that of t.
func midnight(t time.Time, days int) time.Time {
	y, m, d := t.In(i18n.Stockholm()).Date()
	return time.Date(y, m, d+days, 0, 0, 0, 0, i18n.Stockholm())
}

// Length writes how long something is, in the unit that matters: 13 min, 5 h, 3 dygn.
func (o overview) Length(d time.Duration) string { return lengthIn(o.p, d) }

func lengthIn(p *i18n.Printer, d time.Duration) string {
	switch d = max(d, -d); {
	case d >= 48*time.Hour:
		return p.N("web.overview.days", int(d/(24*time.Hour)))
	case d >= 10*time.Hour:
		return p.Duration(d.Truncate(time.Hour))
	}
	return p.Duration(max(d.Truncate(time.Minute), time.Minute))
}

// Phase is the word for where a conference stands.
func (o overview) Phase(p string) string { return o.p.T("web.overview.phase." + p) }

// Level is the word for a level.
func (o overview) Level(l string) string { return o.p.T(conference.Level(l).Key()) }

// Part is the word for what the reader's actor does in a conference.
func (o overview) Part(part conference.Part) string {
	return o.p.T("web.overview.part." + string(part))
}

// Reply is the word for an answer to an invitation.
func (o overview) Reply(r conference.Reply) string { return o.p.T("web.overview.reply." + string(r)) }

// RoleWord is what the reader does in the room.
func (o overview) RoleWord(r conference.Role) string { return o.p.T("web.overview.role." + string(r)) }

// As tells in which form a meeting is held.
func (o overview) As(m conference.Mode) string { return o.p.T("web.overview.as." + string(m)) }

// Outcome is the word for what came of a decision.
func (o overview) Outcome(x string) string { return o.p.T("web.overview.outcome." + x) }

// Status is the word for how far a measure has come.
func (o overview) Status(x string) string { return o.p.T("web.overview.status." + x) }

// partOf tells what an actor does in a conference: it leads, takes part with a voice, or follows.
func partOf(host bool, role string) conference.Part {
	switch {
	case host:
		return conference.Leads
	case conference.Role(role) == conference.Attendee:
		return conference.Joins
	}
	return conference.Follows
}

// tellRead writes down that marked matter of some conferences is shown, before it is.
func (q *request) tellRead(what string, conferences ...string) error {
	told := map[string]bool{}
	for _, id := range conferences {
		if told[id] || q.web.o.SecretRead == nil {
			continue
		}
		told[id] = true
		if err := q.web.o.SecretRead(q.ctx(), q.Who, id, what); err != nil {
			return err
		}
	}
	return nil
}
