package conference

import (
	"testing"
	"time"
)

func itemRows() []row {
	rows := []row{
		{name: "taken up", given: rolled(), when: &StartItem{Item: "p1"}, then: []Event{&ItemStarted{Item: "p1"}}, check: func(t *testing.T, c *Conference) {
			if c.Current != "p1" {
				t.Errorf("current %q", c.Current)
			}
		}},
		{name: "the one before is thereby done", given: atItem("p1"), when: &StartItem{Item: "p2"}, then: []Event{&ItemFinished{Item: "p1"}, &ItemStarted{Item: "p2"}}},
		{name: "taken up again", given: atItem("p1", &FinishItem{Item: "p1"}, &StartItem{Item: "p2"}), when: &StartItem{Item: "p1"},
			then: []Event{&ItemFinished{Item: "p2"}, &ItemStarted{Item: "p1"}}, check: func(t *testing.T, c *Conference) {
				p1, _ := c.Item("p1")
				if len(p1.Spans) != 2 || len(c.Items) != 2 {
					t.Errorf("%+v", c.Items)
				}
			}},
		{name: "already so", given: atItem("p1"), when: &StartItem{Item: "p1"}},
		{name: "not on the agenda", given: rolled(), when: &StartItem{Item: "p9"}, code: "agenda.item-unknown"},
		{name: "none", given: rolled(), when: &StartItem{}, code: "agenda.item-unknown"},
		{name: "before the one before began", given: atItem("p1"), when: &StartItem{Item: "p2"}, after: -time.Second, code: "time.out-of-order"},

		{name: "done", given: atItem("p1"), when: &FinishItem{Item: "p1"}, then: []Event{&ItemFinished{Item: "p1"}}, check: func(t *testing.T, c *Conference) {
			if p1, _ := c.Item("p1"); c.Current != "" || p1.Used(hhmm("23:00")) != time.Minute {
				t.Errorf("%q %+v", c.Current, c.Items)
			}
		}},
		{name: "the current one, without saying which", given: atItem("p1"), when: &FinishItem{}, then: []Event{&ItemFinished{Item: "p1"}}},
		{name: "already so", given: atItem("p1", &FinishItem{}), when: &FinishItem{Item: "p1"}},
		{name: "never taken up", given: atItem("p1"), when: &FinishItem{Item: "p2"}, code: "item.not-begun"},
		{name: "none goes on", given: rolled(), when: &FinishItem{}, code: "item.not-begun"},
		{name: "not on the agenda", given: rolled(), when: &FinishItem{Item: "p9"}, code: "agenda.item-unknown"},
		{name: "before it began", given: atItem("p1"), when: &FinishItem{Item: "p1"}, after: -time.Second, code: "time.out-of-order"},
		{name: "before somebody began to speak", given: atItem("p1", &GrantFloor{Actor: "smhi"}), when: &FinishItem{Item: "p1"}, after: -time.Second, code: "time.out-of-order"},

		{name: "marked", given: planned(), when: &MarkItemSecrecy{Item: "p3", Secrecy: marked()}, then: []Event{&ItemSecrecyMarked{Item: "p3", Secrecy: marked()}}},
		{name: "the current one", given: atItem("p2"), when: &MarkItemSecrecy{Secrecy: marked()}, then: []Event{&ItemSecrecyMarked{Item: "p2", Secrecy: marked()}}},
		{name: "opened again", given: atItem("p2", &MarkItemSecrecy{Secrecy: marked()}), when: &MarkItemSecrecy{Item: "p2"}, then: []Event{&ItemSecrecyMarked{Item: "p2"}}, check: func(t *testing.T, c *Conference) {
			if c.ItemSecrecy("p2").Marked() {
				t.Error("still marked")
			}
		}},
		{name: "after approval", given: approved(), when: &MarkItemSecrecy{Item: "p3", Secrecy: marked()}, then: []Event{&ItemSecrecyMarked{Item: "p3", Secrecy: marked()}}},
		{name: "already so", given: planned(), when: &MarkItemSecrecy{Item: "p3"}},
		{name: "none", given: planned(), when: &MarkItemSecrecy{Secrecy: marked()}, code: "agenda.item-unknown"},
		{name: "not on the agenda", given: planned(), when: &MarkItemSecrecy{Item: "p9"}, code: "agenda.item-unknown"},
		{name: "without ground", given: planned(), when: &MarkItemSecrecy{Item: "p3", Secrecy: Secrecy{Owner: "lst"}}, code: "secrecy.no-ground"},
	}
	for _, cmd := range []Command{&StartItem{Item: "p1"}, &FinishItem{Item: "p1"}} {
		rows = append(rows, inPhases(cmd, onlyOpen)...)
	}
	return append(rows, inPhases(&MarkItemSecrecy{Item: "p1"}, anyTime)...)
}

func TestSpanLength(t *testing.T) {
	for _, c := range []struct {
		span Span
		want time.Duration
	}{
		{Span{Start: hhmm("18:00"), End: hhmm("18:05")}, 5 * time.Minute},
		{Span{Start: hhmm("18:00")}, 30 * time.Minute},      // goes on
		{Span{Start: hhmm("19:00")}, 0},                     // begins later than now
		{Span{Start: hhmm("18:05"), End: hhmm("18:00")}, 0}, // cannot happen, and is not negative
	} {
		if got := c.span.Length(hhmm("18:30")); got != c.want {
			t.Errorf("%v: %v, want %v", c.span, got, c.want)
		}
	}
}

// A break is no time spent on the item that goes on over it.
func TestBreakIsNotUsedTime(t *testing.T) {
	s := tell(t, rolled()...)
	s.at("18:00").do(&StartItem{Item: "p2"}).at("18:10").do(&AdjournMeeting{})
	p2, _ := s.c.Item("p2")
	if got := p2.Used(hhmm("18:20")); got != 10*time.Minute || s.c.Current != "p2" {
		t.Errorf("%v used in the break, current %q", got, s.c.Current)
	}
	s.at("18:30").do(&ResumeMeeting{}).at("18:35").do(&FinishItem{})
	p2, _ = s.c.Item("p2")
	if got := p2.Used(hhmm("19:00")); got != 15*time.Minute || len(p2.Spans) != 2 {
		t.Errorf("%v used in all, %+v", got, p2.Spans)
	}
}
