package delivery

import (
	"time"

	"samverkan/internal/directory"
)

// Fact is something that happened and that some are to be told of.
type Fact struct {
	Kind       Kind
	Conference string
	Sequence   int
	N          int // which in a row of the same kind and sequence: the third reminder, version 2 of the minutes
	At         time.Time
	Alarm      bool
	Exercise   bool
	Language   string // for contacts that have none
	Detail     Detail
	To         []Recipient
}

// Recipient is who is told.
type Recipient struct {
	Participant string // key of the seat; "" for an actor without one
	Actor       string
	Detail      *Detail // instead of the fact's own
	// Informed is set for who calls: its own duty officers get the calendar entry by one mail, and are asked for nothing.
	Informed bool
}

// Settings are how deliveries are planned.
type Settings struct {
	// Interval is how long an alarm waits for an acknowledgement before its next step; DefaultInterval when zero.
	Interval time.Duration
	// Has tells which channels are set up; nil means all.
	Has func(directory.Channel) bool
	// Quiet gives the first time from at on when a contact may be disturbed with what is no alarm; nil means always.
	Quiet func(c directory.Contact, at time.Time) time.Time
	// People are those of the recipients' people who have chosen how to be told.
	People []Person
}

// DefaultInterval is the clock of the acknowledgement: five minutes.
const DefaultInterval = 5 * time.Minute

func (s Settings) interval() time.Duration {
	if s.Interval > 0 {
		return s.Interval
	}
	return DefaultInterval
}

// Sets tells whether a channel is set up.
func (s Settings) Sets(c directory.Channel) bool { return s.Has == nil || s.Has(c) }

// rung is one way to one contact.
type rung struct {
	contact directory.Contact
	way     directory.Way
}

// ladder gives the ways to an actor in the order in which they are tried: the first contact's, then the next one's; after them what
// has to be rung, the växel last; and last of all, in the same order, what has failed since it last worked. What somebody has said is
// broken is not among them.
func ladder(contacts []directory.Contact, s Settings) []rung {
	var lists [6][]rung
	for _, c := range contacts {
		for i, w := range c.Ways {
			if !s.Sets(w.Channel) || w.Closed() {
				continue
			}
			at := 0
			switch {
			case c.Switchboard():
				at = 2
			case w.Channel == directory.Voice && i > 0: // who has put the telephone first is rung first
				at = 1
			}
			if w.Broken() {
				at += 3
			}
			lists[at] = append(lists[at], rung{c, w})
		}
	}
	var out []rung
	for _, l := range lists {
		out = append(out, l...)
	}
	return out
}

// byActor gives each actor's contacts that are called, in the order in which they are tried.
func byActor(contacts []directory.Contact) map[string][]directory.Contact {
	sorted := append([]directory.Contact(nil), contacts...)
	directory.SortContacts(sorted)
	out := map[string][]directory.Contact{}
	for _, c := range sorted {
		if c.Registrar() { // is sent what is to be registered, and nothing else
			continue
		}
		out[c.Actor] = append(out[c.Actor], c)
	}
	return out
}

// Plan gives the deliveries of a fact, without ids: for who has no way that is set up, none. The same fact planned again has the
// same keys. What an actor's people have chosen for themselves comes beside what its contacts get: an alarm in every browser where one of
// them has turned notices on, and what is no alarm as each has chosen.
func Plan(f Fact, contacts []directory.Contact, s Settings) []Delivery {
	var out []Delivery
	of := byActor(contacts)
	for _, to := range f.To {
		rungs := ladder(of[to.Actor], s)
		var planned []Delivery
		if f.Alarm && !to.Informed {
			planned = alarm(f, to, rungs, s)
		} else if r, ok := firstMail(wanted(rungs, f.Kind.Topic(), s)); ok {
			planned = []Delivery{informed(f, to, r, s)}
		}
		out = append(append(out, planned...), personally(f, to, of[to.Actor], planned, s)...)
	}
	return out
}

// firstMail finds where to write. The växel's mailbox is better than none.
func firstMail(rungs []rung) (rung, bool) {
	for _, r := range rungs {
		if r.way.Channel == directory.Mail {
			return r, true
		}
	}
	return rung{}, false
}

// informed makes a delivery that is no alarm, whatever the fact is. Who calls in the night is awake.
func informed(f Fact, to Recipient, r rung, s Settings) Delivery {
	d := quietly(f, to, r, 0, s)
	if f.Alarm {
		d.Alarm, d.NextAt = false, f.At
	}
	return d
}

// quietly makes a delivery that is no alarm: it waits for the quiet hours of the contact to end, and for those of whose own the
// address is.
func quietly(f Fact, to Recipient, r rung, step int, s Settings) Delivery {
	d := message(f, to, r, step)
	if s.Quiet == nil {
		return d
	}
	asleep := []directory.Contact{r.contact}
	for _, p := range s.People {
		if p.Actor == to.Actor && p.has(r.way) {
			asleep = append(asleep, directory.Contact{Quiet: p.Quiet})
		}
	}
	for range asleep { // the one's hours may end within the other's; together they may be the whole day, which nobody has meant
		for _, c := range asleep {
			d.NextAt = s.Quiet(c, d.NextAt)
		}
	}
	return d
}

// alarm sends at once by the first way and by another channel, and leaves the rest to climb by. One of the two is mail where there is
// any: it carries the calendar entry and the way in.
func alarm(f Fact, to Recipient, rungs []rung, s Settings) []Delivery {
	if len(rungs) == 0 {
		return nil
	}
	now := map[int]bool{0: true}
	first := rungs[0].way.Channel
	for _, suits := range []func(directory.Channel) bool{
		func(c directory.Channel) bool { return c == directory.Mail && first != c },
		func(c directory.Channel) bool { return c != first },
	} {
		for i := 1; i < len(rungs) && len(now) == 1; i++ {
			if suits(rungs[i].way.Channel) {
				now[i] = true
			}
		}
	}
	var out []Delivery
	for i, r := range rungs {
		if now[i] {
			out = append(out, message(f, to, r, 0))
		}
	}
	step := 0
	for i, r := range rungs {
		if now[i] || f.Kind == Cancel { // nothing stops a climb that nobody can answer: see Recall
			continue
		}
		step++
		d := message(f, to, r, step)
		d.NextAt = f.At.Add(time.Duration(step) * s.interval())
		out = append(out, d)
	}
	return out
}

func message(f Fact, to Recipient, r rung, step int) Delivery {
	detail := f.Detail
	if to.Detail != nil {
		detail = *to.Detail
	}
	language := f.Language
	if r.contact.Language != "" {
		language = r.contact.Language
	}
	if language == "" {
		language = "sv"
	}
	return Delivery{Key: key(f, to.Participant, r.contact.ID, r.way), At: f.At, Kind: f.Kind, Conference: f.Conference,
		Participant: to.Participant, Actor: to.Actor, Contact: r.contact.ID, Channel: r.way.Channel, Address: r.way.Address, Lane: r.way.Lane(),
		Sequence: f.Sequence, Language: language, Data: detail.JSON(), Step: step, Alarm: f.Alarm, Exercise: f.Exercise,
		State: Queued, NextAt: f.At}
}

// Instead gives the delivery that goes in place of one that is no alarm and has failed, and whether there is one that has not been
// tried: to the actor's next mail address, and when there is none by another channel that is no call. tried are the deliveries of the
// same fact. What a person has asked for besides goes nowhere else, and neither does what was for the registrator.
func Instead(failed Delivery, contacts []directory.Contact, tried []Delivery, s Settings, now time.Time) (Delivery, bool) {
	if failed.Alarm || failed.Personal() || failed.Kind == Register || failed.State != Failed {
		return Delivery{}, false
	}
	lanes, step := map[string]bool{failed.Lane: true}, failed.Step
	for _, d := range tried {
		if d.Kind == failed.Kind && d.Sequence == failed.Sequence && d.Participant == failed.Participant {
			lanes[d.Lane], step = true, max(step, d.Step)
		}
	}
	f := Fact{Kind: failed.Kind, Conference: failed.Conference, Sequence: failed.Sequence, N: number(failed.Key), At: now,
		Exercise: failed.Exercise, Language: failed.Language, Detail: failed.Detail()}
	for _, suits := range []func(directory.Channel) bool{
		func(c directory.Channel) bool { return c == directory.Mail },
		func(c directory.Channel) bool { return c != directory.Mail && c != directory.Voice },
	} {
		for _, r := range ladder(byActor(contacts)[failed.Actor], s) {
			if suits(r.way.Channel) && !lanes[r.way.Lane()] && !r.way.Broken() {
				return quietly(f, Recipient{Participant: failed.Participant, Actor: failed.Actor}, r, step+1, s), true
			}
		}
	}
	return Delivery{}, false
}

// Stuck tells whether a delivery that is still being tried is to go another way meanwhile: the mailbox is full, for an alarm the first
// time that it is, and for other mail when it has been so for some minutes.
func Stuck(d Delivery) bool {
	return d.State == Queued && d.Code == "mail.full-mailbox" && (d.Alarm && d.Attempts == 1 || !d.Alarm && d.Attempts == 4)
}
