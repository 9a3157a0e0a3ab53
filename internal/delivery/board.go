package delivery

import (
	"slices"
	"time"

	"samverkan/conference"
	"samverkan/internal/directory"
)

// Row is a participant on the receipt board (kvittenstavlan).
type Row struct {
	Proposal *Proposal // another time that it has proposed; nil for none

	Participant string
	Actor       string
	Role        conference.Role
	State       State // how far its calling has come, the furthest of its deliveries; "" when nothing was queued
	// The first time of each since the calendar entry last changed; zero when it has not happened.
	Queued, Sent, Delivered, Acknowledged, Answered, Failed, Unsure time.Time
	Reply                                                           conference.Reply // newest answer
	Function                                                        string
	Message                                                         string
	Earlier                                                         bool   // the answer was to an earlier time
	Unverified                                                      bool   // the answer came by itself, from somebody who is not proved
	Unconfirmed                                                     string // id of the message with the answer, which does not count until somebody confirms it
	AnsweredBy                                                      string // account or incoming message
	// Deadline is when the clock is out; zero when nothing runs.
	Deadline    time.Time
	Left        time.Duration // until then, negative after it; 0 when nothing runs
	Missing     bool          // the clock is out and nobody has acknowledged, or everything failed
	Ring        []Number      // whom to ring, the first first
	Next        *Step         // what goes out next by itself; nil for nothing
	Unreachable bool          // there is no way to reach it that is set up, so that nothing was queued
	Informed    bool          // it calls itself: it is told, and asked for nothing
	Deliveries  []Delivery    // all of its calling, as queued
}

// Number is somebody to ring.
type Number struct {
	Contact     string
	Function    string
	Person      string
	Number      string
	Switchboard bool
}

// Step is what happens next.
type Step struct {
	At      time.Time
	Kind    Kind
	Channel directory.Channel
	Contact string
	Address string
	Again   bool // it has been tried before
}

// Facts are what the board holds deliveries against.
type Facts struct {
	Conference *conference.Conference
	Deliveries []Delivery
	Contacts   []directory.Contact
	Interval   time.Duration // of the clock; DefaultInterval when zero
}

// Board gives a row for each participant, in the order of the plan.
func Board(f Facts, now time.Time) []Row {
	contacts, moved, down := byActor(f.Contacts), movedAt(f.Deliveries), down(f.Deliveries)
	begun := f.begun()
	rows := make([]Row, 0, len(f.Conference.Plan.Participants))
	for _, p := range f.Conference.Plan.Participants {
		r := Row{Participant: p.Key(), Actor: p.Actor, Role: p.Role, Informed: p.Actor == f.Conference.Plan.Host}
		told := r.deliveries(f.Deliveries, down, len(f.Conference.Issues) > 0)
		if a, ok := f.Conference.Answers[p.Key()]; ok {
			r.answer(a, moved)
		}
		if !r.Informed {
			r.clock(f, begun, now)
			r.Unreachable = told == 0 && !begun.IsZero()
		}
		r.Ring = numbers(contacts[p.Actor])
		rows = append(rows, r)
	}
	return rows
}

// begun is when the calling began: with the kallelse, or with the förvarning before it; zero when nobody has been told anything.
func (f Facts) begun() time.Time {
	if len(f.Conference.Issues) > 0 {
		return f.Conference.Issues[0].At
	}
	return Forewarned(f.Deliveries)
}

// Forewarned is when the newest förvarning of a conference was queued; zero when there is none.
func Forewarned(list []Delivery) (at time.Time) {
	for _, d := range list {
		if d.Kind == Forewarning && d.At.After(at) {
			at = d.At
		}
	}
	return at
}

// Missing gives the rows of those who should have acknowledged and have not.
func Missing(rows []Row) []Row {
	return slices.DeleteFunc(slices.Clone(rows), func(r Row) bool { return !r.Missing })
}

// furthest is the order in which states count for the whole of a participant's calling.
var furthest = map[State]int{Stopped: 1, Failed: 2, Queued: 3, Sending: 4, Unsure: 5, Sent: 6, Delivered: 7, Acknowledged: 8}

// down gives the fault of the channels whose other end cannot be reached at all: one delivery has found that out, and what waits behind
// it will fare the same.
func down(all []Delivery) map[directory.Channel]string {
	out := map[directory.Channel]string{}
	for _, d := range all {
		if d.State == Queued && d.Attempts > 0 {
			switch d.Code {
			case "mail.unreachable", "mail.insecure", "mail.sign-in", "channel.signed-out", "channel.no-money":
				out[d.Channel] = d.Code
			}
		}
	}
	return out
}

// deliveries gathers the participant's own, and gives how many of them are about what holds now: the newest change of the calendar
// entry is what it has to have got, or the newest förvarning when the kallelse is not issued. What waits for a channel that is down says
// so.
func (r *Row) deliveries(all []Delivery, down map[directory.Channel]string, issued bool) (told int) {
	newest := 0
	for _, d := range all {
		if d.Participant == r.Participant && d.Kind.Calls() {
			if d.State == Queued && d.Code == "" && d.Step == 0 {
				d.Code = down[d.Channel]
			}
			r.Deliveries = append(r.Deliveries, d)
			newest = max(newest, d.Sequence)
		}
	}
	forewarned := Forewarned(r.Deliveries)
	for _, d := range r.Deliveries {
		if issued && d.Kind == Forewarning {
			continue
		}
		told++
		if d.Sequence < newest || !issued && d.At.Before(forewarned) {
			continue
		}
		if furthest[d.State] > furthest[r.State] {
			r.State = d.State
		}
		first(&r.Queued, d.At)
		first(&r.Sent, d.HandedAt)
		first(&r.Unsure, d.UnsureAt)
		switch d.State {
		case Delivered:
			first(&r.Delivered, d.SettledAt)
		case Acknowledged:
			first(&r.Acknowledged, d.SettledAt)
		case Failed:
			first(&r.Failed, d.SettledAt)
		}
		if d.State.Pending() && (r.Next == nil || d.NextAt.Before(r.Next.At)) {
			r.Next = &Step{At: d.NextAt, Kind: d.Kind, Channel: d.Channel, Contact: d.Contact, Address: d.Address, Again: d.Attempts > 0}
		}
	}
	return told
}

// first keeps the earlier of two times; zero is none.
func first(t *time.Time, at time.Time) {
	if !at.IsZero() && (t.IsZero() || at.Before(*t)) {
		*t = at
	}
}

// movedAt is the SEQUENCE that the entry got when its time changed last; 0 when it never has. Another way in leaves answers as they are.
func movedAt(all []Delivery) (sequence int) {
	for _, d := range all {
		if d.Kind == Update && d.Detail().Change == "time" {
			sequence = max(sequence, d.Sequence)
		}
	}
	return sequence
}

func (r *Row) answer(a conference.Answer, moved int) {
	r.Reply, r.Function, r.Message, r.AnsweredBy = a.Reply, a.Function, a.Message, a.By
	r.Earlier = a.Sequence < moved
	first(&r.Acknowledged, a.At) // whoever answers has seen it
	if a.Reply != conference.Acknowledged {
		r.Answered = a.At
	}
}

// clock counts from the newest change, or to the deadline that the kallelse itself gives. A förvarning has no other clock than the
// alarm's.
func (r *Row) clock(f Facts, begun, now time.Time) {
	if r.Reply != "" && !r.Earlier || begun.IsZero() || f.Conference.Phase == conference.Cancelled {
		return
	}
	from, issued := begun, len(f.Conference.Issues) > 0
	for _, d := range r.Deliveries {
		// Other words in the kallelse are no reason to acknowledge it anew.
		if (d.Kind == Invitation || d.Kind == Update && d.Detail().Change != ChangedText) && d.At.After(from) {
			from = d.At
		}
	}
	interval := f.Interval
	if interval <= 0 {
		interval = DefaultInterval
	}
	r.Deadline = from.Add(interval)
	if at := f.Conference.Plan.Callout.AckDeadline; issued && at.After(from) {
		r.Deadline = at
	}
	r.Left = r.Deadline.Sub(now)
	pending := slices.ContainsFunc(r.Deliveries, func(d Delivery) bool { return d.State.Pending() })
	gone := r.State == Sent || r.State == Delivered || r.State == Acknowledged
	r.Missing = r.Left <= 0 || !pending && !gone
}

// numbers are whom to ring: contacts in their order, with the numbers for voice before those for text messages, and växlar last.
// A number that is both stands once.
func numbers(contacts []directory.Contact) []Number {
	var out []Number
	seen := map[string]bool{}
	for _, board := range []bool{false, true} {
		for _, c := range contacts {
			if c.Switchboard() != board {
				continue
			}
			for _, channel := range []directory.Channel{directory.Voice, directory.SMS} {
				for _, w := range c.Ways {
					if w.Channel == channel && !seen[w.Address] {
						seen[w.Address] = true
						out = append(out, Number{Contact: c.ID, Function: c.Function, Person: c.Person, Number: w.Address, Switchboard: board})
					}
				}
			}
		}
	}
	return out
}
