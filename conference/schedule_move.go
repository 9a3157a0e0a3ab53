package conference

import (
	"slices"
	"time"
)

// Move is another time for one conference of a schedule.
type Move struct {
	Conference string        `json:"conference"`
	Start      time.Time     `json:"start"`
	End        time.Time     `json:"end"`
	Report     bool          `json:"report,omitempty"` // its reporting time is moved as far as its start
	Gap        time.Duration `json:"-"`                // less than this before input is due is short of time; zero means half an hour
}

// Moved is what a move does to the rhythm.
type Moved struct {
	Move
	WasStart time.Time `json:"wasStart"`
	WasEnd   time.Time `json:"wasEnd"`
	Deadline time.Time `json:"deadline,omitzero"` // when reports are due after the move; zero for none
	Breaks   []Clash   `json:"breaks"`            // what worked before, or is shorter of time than before
	Mends    []Clash   `json:"mends"`             // what did not work before and then does
	Remains  []Clash   `json:"remains"`           // what works no better
	Schedule Schedule  `json:"-"`                 // as it then is
}

// WhatBreaks tells what happens to the rhythm when one of the plans gets another time; false when it is not among them. The plans are
// those that viewer may know of: nothing is told of others. They are not changed.
func WhatBreaks(plans []Plan, viewer string, m Move) (Moved, bool) {
	out := Moved{Move: m}
	at := slices.IndexFunc(plans, func(p Plan) bool { return p.ID == m.Conference })
	if at < 0 {
		return out, false
	}
	if m.Gap <= 0 {
		m.Gap = tightGap
	}
	before := newSchedule(plans, viewer, m.Gap)
	after := slices.Clone(plans)
	p := &after[at]
	out.WasStart, out.WasEnd = p.Start, p.End
	*p = m.of(*p)
	out.Deadline = p.Reporting.Deadline
	out.Schedule = newSchedule(after, viewer, m.Gap)
	was := map[string]Clash{}
	for _, c := range before.Clashes {
		was[c.key()] = c
	}
	is := map[string]bool{}
	for _, c := range out.Schedule.Clashes {
		is[c.key()] = true
		old, there := was[c.key()]
		if !there || c.Rule == "tight" && c.Gap < old.Gap {
			out.Breaks = append(out.Breaks, c)
		} else {
			out.Remains = append(out.Remains, c)
		}
	}
	for _, c := range before.Clashes {
		if !is[c.key()] {
			out.Mends = append(out.Mends, c)
		}
	}
	return out, true
}

// of is a plan as it is after the move.
func (m Move) of(p Plan) Plan {
	if m.Report && !p.Reporting.Deadline.IsZero() {
		p.Reporting.Deadline = p.Reporting.Deadline.Add(m.Start.Sub(p.Start))
	}
	p.Start, p.End = m.Start, m.End
	return p
}

// Commands are what gives a conference its new time.
func (m Move) Commands(p *Plan) []Command {
	out := []Command{&Reschedule{Start: m.Start, End: m.End}}
	if then := m.of(*p).Reporting; !then.Deadline.Equal(p.Reporting.Deadline) {
		out = append(out, &SetReporting{Reporting: then})
	}
	return out
}

// key tells clashes apart that are of the same kind.
func (c Clash) key() string {
	key := c.Rule
	for _, id := range c.Conferences {
		key += "\n" + id
	}
	return key
}
