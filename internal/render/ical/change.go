package ical

import (
	"reflect"
	"slices"
	"strings"
	"time"
)

// Change says what a new version of an event means to those who hold an older one.
// A greater change includes the smaller ones.
type Change uint8

// The changes.
const (
	// Unchanged: nothing that a calendar shows has changed.
	Unchanged Change = iota
	// Reworded: only texts, reminders or who else is invited. A new DTSTAMP is
	// enough, and sending it is optional.
	Reworded
	// Rerouted: place, link or number. SEQUENCE must rise, because iOS ignores an
	// update with an equal one, but the answers stand.
	Rerouted
	// Rescheduled: start, end, series or status. SEQUENCE rises and everybody must
	// answer again (RFC 5546 section 2.1.4).
	Rescheduled
)

// RaisesSequence tells whether the new version needs a higher SEQUENCE.
func (c Change) RaisesSequence() bool { return c >= Rerouted }

// ResetsAnswers tells whether answers to the old version no longer count.
func (c Change) ResetsAnswers() bool { return c == Rescheduled }

// Compare says what has changed from old to next. SEQUENCE, DTSTAMP and answers are
// not looked at, since they follow from it.
func Compare(old, next Event) Change {
	a, b := old.Complete(), next.Complete()
	switch {
	case !sameTimes(a, b), a.Status != b.Status, !sameSeries(a, b):
		return Rescheduled
	case a.Location != b.Location, a.URL != b.URL, !sameWays(a.Conferences, b.Conferences):
		return Rerouted
	case a.Summary != b.Summary, a.Description != b.Description, a.Class != b.Class, a.Language != b.Language,
		a.Exercise != b.Exercise, a.Organizer != b.Organizer,
		!slices.Equal(a.Categories, b.Categories), !slices.Equal(a.Alarms, b.Alarms),
		!reflect.DeepEqual(a.Conferences, b.Conferences), !sameInvited(a.Attendees, b.Attendees):
		return Reworded
	}
	worst := Unchanged
	for i := range a.Overrides {
		worst = max(worst, Compare(a.Overrides[i], b.Overrides[i]))
	}
	return worst
}

func sameTimes(a, b Event) bool {
	return a.AllDay == b.AllDay && a.Start.Equal(b.Start) && a.End.Equal(b.End) && a.RecurrenceID.Equal(b.RecurrenceID)
}

func sameSeries(a, b Event) bool {
	rule := func(e Event) string {
		if e.Rule == nil {
			return e.RuleText
		}
		return e.Rule.String()
	}
	return rule(a) == rule(b) && len(a.Overrides) == len(b.Overrides) &&
		slices.EqualFunc(a.Exceptions, b.Exceptions, time.Time.Equal) &&
		slices.EqualFunc(a.Overrides, b.Overrides, sameTimes)
}

func sameWays(a, b []Conference) bool {
	return slices.EqualFunc(a, b, func(x, y Conference) bool {
		return x.URI == y.URI && x.Text == y.Text && slices.Equal(x.Features, y.Features)
	})
}

func sameInvited(a, b []Attendee) bool {
	return slices.EqualFunc(a, b, func(x, y Attendee) bool {
		x.Answer, y.Answer, x.DelegatedTo, y.DelegatedTo = "", "", "", ""
		return x == y
	})
}

// Revise makes next the version that follows old at now: same UID, SEQUENCE raised
// when the change demands it, DTSTAMP new, and answers either kept from old or asked
// for again. Only the organizer may do this.
func Revise(old, next Event, now time.Time) (Event, Change) {
	change := Compare(old, next)
	next.UID, next.Stamp, next.Sequence = old.UID, now, old.Sequence
	if change.RaisesSequence() {
		next.Sequence++
	}
	next.Attendees = slices.Clone(next.Attendees)
	for i := range next.Attendees {
		a := &next.Attendees[i]
		a.Answer = NeedsAction
		if before, ok := find(old.Attendees, a.Email); ok && !change.ResetsAnswers() {
			a.Answer, a.DelegatedTo = orDefault(before.Answer, NeedsAction), before.DelegatedTo
		}
	}
	return next, change
}

// Withdraw makes the cancellation of e for the attendees with the given addresses, or
// for all when none is given: to be encoded with method Cancel. For a meeting that is
// cancelled as a whole SEQUENCE rises; one who is only taken off the list is told with
// the SEQUENCE that the meeting has, so that the others' copies stay the newest.
func Withdraw(e Event, now time.Time, addresses ...string) Event {
	e.Stamp, e.Status, e.Alarms = now, Cancelled, nil
	if len(addresses) == 0 {
		e.Sequence++
		return e
	}
	all := e.Attendees
	e.Attendees = nil
	for _, address := range addresses {
		if a, ok := find(all, address); ok {
			e.Attendees = append(e.Attendees, a)
		}
	}
	return e
}

// For gives the copy of e that goes to one attendee: with that attendee only, so that
// no address list leaks and a large meeting stays a small message. ok is false when
// nobody with that address is invited.
func (e Event) For(address string) (one Event, ok bool) {
	a, ok := find(e.Attendees, address)
	e.Attendees = []Attendee{a}
	return e, ok
}

// Invited says who was added to and who was removed from the invitation.
func Invited(old, next Event) (added, removed []Attendee) {
	for _, a := range next.Attendees {
		if _, ok := find(old.Attendees, a.Email); !ok {
			added = append(added, a)
		}
	}
	for _, a := range old.Attendees {
		if _, ok := find(next.Attendees, a.Email); !ok {
			removed = append(removed, a)
		}
	}
	return added, removed
}

// Newer tells whether the message (sequence, stamp) is later than (thanSequence,
// thanStamp): RFC 5546 section 2.1.5. Messages arrive in any order, and what is not
// newer must change nothing.
func Newer(sequence int, stamp time.Time, thanSequence int, thanStamp time.Time) bool {
	if sequence != thanSequence {
		return sequence > thanSequence
	}
	return stamp.After(thanStamp)
}

func find(list []Attendee, address string) (Attendee, bool) {
	for _, a := range list {
		if strings.EqualFold(a.Email, address) {
			return a, true
		}
	}
	return Attendee{}, false
}
