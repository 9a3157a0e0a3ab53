package calling

import (
	"time"

	"samverkan/internal/clerk"
	"samverkan/internal/delivery"
	"samverkan/internal/wire"
)

// Told says what came of a call, but for its warnings: those are texts, which the door adds in its reader's language.
func Told(x clerk.CalledOut) wire.Called {
	p := x.Conference.Plan
	out := wire.Called{Conference: p.ID, Title: p.Title, Start: p.Start, End: p.End, Exercise: p.Exercise, Already: x.Already,
		Forewarned: len(x.Conference.Issues) == 0, Actors: len(p.Actors()), Seats: len(p.Participants), Sends: x.Sends, Alarm: x.Alarm}
	for _, d := range x.Queued {
		if out.Channels == nil {
			out.Channels = map[string]int{}
		}
		out.Channels[string(d.Channel)]++
	}
	out.Deadline = deadline(x.Rows)
	for _, r := range x.Rows {
		if x.Sends && len(r.Deliveries) == 0 && !r.Informed {
			out.Missing = append(out.Missing, wire.Unreached{Participant: r.Participant, Actor: r.Actor, Ring: numbers(r.Ring)})
		}
	}
	return out
}

// deadline is when the last clock is out.
func deadline(rows []delivery.Row) (at time.Time) {
	for _, r := range rows {
		if r.Deadline.After(at) {
			at = r.Deadline
		}
	}
	return at
}

// Board is the receipt board as it travels.
func Board(rows []delivery.Row) []wire.Acknowledged {
	var out []wire.Acknowledged
	for _, r := range rows {
		x := wire.Acknowledged{Participant: r.Participant, Actor: r.Actor, State: string(r.State), Queued: r.Queued, Sent: r.Sent,
			Delivered: r.Delivered, Acknowledged: r.Acknowledged, Answered: r.Answered, Failed: r.Failed, Unsure: r.Unsure, Reply: string(r.Reply),
			Function: r.Function, Message: r.Message, Earlier: r.Earlier, Unverified: r.Unverified, Unconfirmed: r.Unconfirmed, Informed: r.Informed, Deadline: r.Deadline,
			Missing: r.Missing, Unreachable: r.Unreachable, Ring: numbers(r.Ring), Code: failure(r.Deliveries)}
		if r.Next != nil {
			x.NextAt, x.NextChannel = r.Next.At, string(r.Next.Channel)
		}
		out = append(out, x)
	}
	return out
}

// failure is why the last that failed did.
func failure(list []delivery.Delivery) (code string) {
	for _, d := range list {
		if d.Code != "" && (d.State == delivery.Failed || d.State == delivery.Unsure || d.State == delivery.Queued) {
			code = d.Code
		}
	}
	return code
}

func numbers(list []delivery.Number) []wire.Number {
	var out []wire.Number
	for _, n := range list {
		out = append(out, wire.Number{Function: n.Function, Person: n.Person, Number: n.Number, Switchboard: n.Switchboard})
	}
	return out
}
