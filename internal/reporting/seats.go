package reporting

import (
	"slices"
	"time"

	"samverkan/conference"
	"samverkan/internal/wire"
)

// Seats lists the seats of a conference with their reports, as far as their reader may read them, in the order of the plan. A host's own
// seat that nobody asked stands only when it has reported: the host has the others' reports. of chooses seats, and nil is all of them.
func Seats(c *conference.Conference, may func(conference.Secrecy) bool, now time.Time, of func(conference.Participant) bool) []wire.SeatReport {
	var out []wire.SeatReport
	for _, p := range c.Plan.Participants {
		if of != nil && !of(p) {
			continue
		}
		x := seat(c, p, may)
		x.Overdue = x.Asked && !x.In && !c.Request.Deadline.IsZero() && now.After(c.Request.Deadline)
		if of == nil && p.Actor == c.Plan.Host && !x.Asked && !x.In {
			continue
		}
		out = append(out, x)
	}
	return out
}

func seat(c *conference.Conference, p conference.Participant, may func(conference.Secrecy) bool) wire.SeatReport {
	x := wire.SeatReport{Participant: p.Key(), Actor: p.Actor, Asked: c.Request != nil && slices.Contains(c.Request.Actors, p.Actor)}
	last, at, said := c.LastReport(x.Participant)
	if !said {
		return x
	}
	if r := c.Report(x.Participant); r != nil {
		x.In, x.Late, x.Unchanged = true, r.Late, r.Unchanged
	}
	if may == nil {
		may = func(conference.Secrecy) bool { return true }
	}
	last, x.Omitted = last.Readable(may)
	x.At, x.Report, x.Grade = at, &last, last.Tests.Grade()
	return x
}
