package ical

import (
	"slices"
	"testing"
	"time"
)

func TestCompareAndRevise(t *testing.T) {
	loc := home(t)
	now := stamp.Add(2 * time.Hour)
	series := func() Event {
		e := goldens(loc)["series"].Events[0]
		e.Attendees = meeting(loc).Attendees
		return e
	}
	single := func() Event { return meeting(loc) }
	for _, c := range []struct {
		name   string
		old    func() Event
		change func(*Event)
		want   Change
	}{
		{"nothing", single, func(e *Event) {}, Unchanged},
		{"the same instant in another zone", single, func(e *Event) { e.Start = e.Start.UTC() }, Unchanged},
		{"sequence, stamp and answers do not count", single, func(e *Event) {
			e.Sequence, e.Stamp, e.Attendees[0].Answer = 9, now, Declined
		}, Unchanged},
		{"an explicit default", single, func(e *Event) { e.Status, e.Attendees[0].Role = Confirmed, Required }, Unchanged},
		{"carriage returns of a web form", single, func(e *Event) { e.Description = prose(e.Description) }, Unchanged},
		{"title", single, func(e *Event) { e.Summary += " (ny)" }, Reworded},
		{"text", single, func(e *Event) { e.Description += " Ta med kartor." }, Reworded},
		{"reminder", single, func(e *Event) { e.Alarms = e.Alarms[:1] }, Reworded},
		{"label of a way in", single, func(e *Event) { e.Conferences[0].Label = "Webb" }, Rerouted}, // it is the place too
		{"somebody added", single, func(e *Event) {
			e.Attendees = append(e.Attendees, Attendee{Person: Person{Email: "ny@exempel.se"}})
		}, Reworded},
		{"somebody removed", single, func(e *Event) { e.Attendees = e.Attendees[1:] }, Reworded},
		{"link", single, func(e *Event) { e.Conferences[0].URI = "https://annan.example.se/x" }, Rerouted},
		{"number", single, func(e *Event) { e.Conferences[1].URI = "tel:+46107654321" }, Rerouted},
		{"code", single, func(e *Event) { e.Conferences[1].Text = "010-123 45 67, kod 9999" }, Rerouted},
		{"room", single, func(e *Event) { e.Location = "Sal 2" }, Rerouted},
		{"start", single, func(e *Event) { e.Start = e.Start.Add(time.Minute) }, Rescheduled},
		{"end", single, func(e *Event) { e.End = e.End.Add(time.Minute) }, Rescheduled},
		{"start, link and text", single, func(e *Event) {
			e.Start, e.Location, e.Summary = e.Start.Add(time.Minute), "Sal 2", "x"
		}, Rescheduled},
		{"tentative", single, func(e *Event) { e.Status = Tentative }, Rescheduled},
		{"cancelled", single, func(e *Event) { e.Status = Cancelled }, Rescheduled},
		{"became a series", single, func(e *Event) { e.Rule = &Rule{Freq: Daily} }, Rescheduled},
		{"an unchanged series", series, func(e *Event) {}, Unchanged},
		{"one more time", series, func(e *Event) { e.Rule = &Rule{Freq: Weekly, Count: 7, Days: e.Rule.Days} }, Rescheduled},
		{"a meeting left out", series, func(e *Event) { e.Exceptions = nil }, Rescheduled},
		{"a moved meeting moved again", series, func(e *Event) {
			e.Overrides = slices.Clone(e.Overrides)
			e.Overrides[0].Start = e.Overrides[0].Start.Add(time.Minute)
		}, Rescheduled},
		{"a moved meeting in another room", series, func(e *Event) {
			e.Overrides = slices.Clone(e.Overrides)
			e.Overrides[0].Location = "Sal 2"
		}, Rerouted},
	} {
		t.Run(c.name, func(t *testing.T) {
			old, next := c.old(), c.old()
			old.Sequence = 4
			old.Attendees[0].Answer = Accepted
			next.UID, next.Attendees = "something else", slices.Clone(next.Attendees)
			c.change(&next)
			got, change := Revise(old, next, now)
			if change != c.want {
				t.Fatalf("change %d, want %d", change, c.want)
			}
			wantSequence, wantAnswer := 4, Accepted
			if c.want >= Rerouted {
				wantSequence = 5
			}
			if c.want == Rescheduled {
				wantAnswer = NeedsAction
			}
			if got.UID != old.UID || got.Sequence != wantSequence || !got.Stamp.Equal(now) {
				t.Errorf("%s %d %s", got.UID, got.Sequence, got.Stamp)
			}
			if a, ok := find(got.Attendees, old.Attendees[0].Email); ok && a.Answer != wantAnswer {
				t.Errorf("answer %s, want %s", a.Answer, wantAnswer)
			}
		})
	}
}

func TestWithdraw(t *testing.T) {
	e := meeting(home(t))
	e.Sequence = 3
	now := stamp.Add(time.Hour)
	all := Withdraw(e, now)
	if all.Sequence != 4 || all.Status != Cancelled || len(all.Attendees) != 3 || len(all.Alarms) != 0 || !all.Stamp.Equal(now) || all.UID != e.UID || !all.Start.Equal(e.Start) {
		t.Errorf("%+v", all)
	}
	one := Withdraw(e, now, "JOUR@samiskt.example.se")
	if one.Sequence != 3 || one.Status != Cancelled || len(one.Attendees) != 1 || one.Attendees[0].Email != "jour@samiskt.example.se" {
		t.Errorf("%+v", one)
	}
	for _, c := range []Event{all, one} {
		for _, f := range Lint(encode(t, Calendar{Method: Cancel, Events: []Event{c}}), "jour@samiskt.example.se") {
			t.Error(f)
		}
	}
	if e.Status != "" || e.Sequence != 3 || len(e.Attendees) != 3 {
		t.Error("the event itself was changed")
	}
}

func TestForAndInvited(t *testing.T) {
	e := meeting(home(t))
	one, ok := e.For("VB@region.example.se")
	if !ok || len(one.Attendees) != 1 || one.Attendees[0].Email != "vb@region.example.se" || len(e.Attendees) != 3 {
		t.Errorf("%v %+v", ok, one.Attendees)
	}
	if _, ok := e.For("okand@exempel.se"); ok {
		t.Error("somebody who is not invited got a copy")
	}
	next := e
	next.Attendees = append(slices.Clone(e.Attendees[1:]), Attendee{Person: Person{Email: "ny@exempel.se"}})
	added, removed := Invited(e, next)
	if len(added) != 1 || added[0].Email != "ny@exempel.se" || len(removed) != 1 || removed[0].Email != "tib@rtjnord.example.se" {
		t.Errorf("%v %v", added, removed)
	}
}

func TestNewer(t *testing.T) {
	later := stamp.Add(time.Second)
	for _, c := range []struct {
		seq   int
		stamp time.Time
		than  int
		at    time.Time
		want  bool
	}{
		{1, stamp, 0, later, true},
		{0, later, 1, stamp, false},
		{1, later, 1, stamp, true},
		{1, stamp, 1, later, false},
		{1, stamp, 1, stamp, false}, // the same message again
	} {
		if got := Newer(c.seq, c.stamp, c.than, c.at); got != c.want {
			t.Errorf("%+v", c)
		}
	}
}
