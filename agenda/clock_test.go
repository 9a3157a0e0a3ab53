package agenda

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

var seven = time.Date(2027, 1, 6, 18, 0, 0, 0, time.UTC)

func at(minutes int) time.Time { return seven.Add(time.Duration(minutes) * time.Minute) }

const minute = time.Minute

func TestClock(t *testing.T) {
	plan := Agenda{{ID: "a", Minutes: 5}, {ID: "b", Minutes: 10}, {ID: "c", Minutes: 15}}
	for _, c := range []struct {
		name     string
		spans    []Span
		now      int
		current  string
		states   [3]State
		used     time.Duration
		left     time.Duration
		forecast int
		over     time.Duration
		spare    time.Duration
		item     ItemTime // of "b"
	}{
		{"not begun", nil, 0, "", [3]State{Waiting, Waiting, Waiting}, 0, 30 * minute, 30, 0, 0,
			ItemTime{"b", Waiting, 10 * minute, 0, 10 * minute, 0}},
		{"begun late", nil, 4, "", [3]State{Waiting, Waiting, Waiting}, 0, 30 * minute, 34, 4 * minute, 0,
			ItemTime{"b", Waiting, 10 * minute, 0, 10 * minute, 0}},
		{"in the middle", []Span{{"a", at(0), at(4), false}, {"b", at(4), time.Time{}, false}}, 7, "b", [3]State{Done, Running, Waiting},
			7 * minute, 22 * minute, 29, 0, 1 * minute, ItemTime{"b", Running, 10 * minute, 3 * minute, 7 * minute, 0}},
		{"over its time", []Span{{"a", at(0), at(5), false}, {"b", at(5), time.Time{}, false}}, 19, "b", [3]State{Done, Running, Waiting},
			19 * minute, 15 * minute, 34, 4 * minute, 0, ItemTime{"b", Running, 10 * minute, 14 * minute, 0, 4 * minute}},
		{"adjourned", []Span{{"a", at(0), at(5), false}, {"b", at(5), at(8), true}}, 20, "", [3]State{Done, Halted, Waiting},
			8 * minute, 22 * minute, 42, 12 * minute, 0, ItemTime{"b", Halted, 10 * minute, 3 * minute, 7 * minute, 0}},
		{"taken up again", []Span{{"a", at(0), at(5), false}, {"b", at(5), at(8), true}, {"b", at(20), time.Time{}, false}}, 24, "b",
			[3]State{Done, Running, Waiting}, 12 * minute, 18 * minute, 42, 12 * minute, 0, ItemTime{"b", Running, 10 * minute, 7 * minute, 3 * minute, 0}},
		{"out of order", []Span{{"c", at(0), at(10), false}}, 10, "", [3]State{Waiting, Waiting, Done},
			10 * minute, 15 * minute, 25, 0, 5 * minute, ItemTime{"b", Waiting, 10 * minute, 0, 10 * minute, 0}},
		{"an item that was removed", []Span{{"z", at(0), at(6), false}}, 6, "", [3]State{Waiting, Waiting, Waiting},
			6 * minute, 30 * minute, 36, 6 * minute, 0, ItemTime{"b", Waiting, 10 * minute, 0, 10 * minute, 0}},
		{"a clock set back", []Span{{"b", at(6), at(2), false}}, 6, "", [3]State{Waiting, Done, Waiting},
			0, 20 * minute, 26, 0, 4 * minute, ItemTime{"b", Done, 10 * minute, 0, 0, 0}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := Clock{Agenda: plan, End: at(30), Spans: c.spans}.At(at(c.now))
			for i, s := range c.states {
				if r.Items[i].State != s {
					t.Errorf("item %d is %s, want %s", i, r.Items[i].State, s)
				}
			}
			if r.Current != c.current || r.Used != c.used || r.Left != c.left || !r.Forecast.Equal(at(c.forecast)) || r.Over != c.over || r.Spare != c.spare {
				t.Errorf("got %+v", r)
			}
			if r.Planned != 30*minute || r.Until != at(30).Sub(at(c.now)) {
				t.Errorf("planned %v until %v", r.Planned, r.Until)
			}
			if got, ok := r.Item("b"); !ok || got != c.item {
				t.Errorf("b: got %+v, want %+v", got, c.item)
			}
		})
	}
	if _, ok := (Reading{}).Item("b"); ok {
		t.Error("found an item that is not there")
	}
}

// Whatever the spans are: no time is negative, the sums are the sums, and the forecast is never before now.
func TestClockAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		plan := Agenda{{ID: "a", Minutes: 5}, {ID: "b", Minutes: 0}, {ID: "c", Minutes: 15}}
		spans := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Span {
			s := Span{Item: rapid.SampledFrom([]string{"a", "b", "c", "z"}).Draw(t, "item"), From: at(rapid.IntRange(0, 60).Draw(t, "from"))}
			if rapid.Bool().Draw(t, "ended") {
				s.To, s.Paused = at(rapid.IntRange(0, 60).Draw(t, "to")), rapid.Bool().Draw(t, "paused")
			}
			return s
		}), 0, 8).Draw(t, "spans")
		now := at(rapid.IntRange(0, 90).Draw(t, "now"))
		r := Clock{Agenda: plan, End: at(30), Spans: spans}.At(now)
		var left time.Duration
		for _, it := range r.Items {
			if it.Used < 0 || it.Left < 0 || it.Over < 0 || (it.Left > 0 && it.Over > 0) {
				t.Fatalf("%+v", it)
			}
			left += it.Left
		}
		if left != r.Left || r.Forecast.Before(now) || r.Over < 0 || r.Spare < 0 || (r.Over > 0 && r.Spare > 0) {
			t.Fatalf("%+v", r)
		}
		if r.Until-r.Left != r.Spare-r.Over {
			t.Fatalf("until %v, left %v, spare %v, over %v", r.Until, r.Left, r.Spare, r.Over)
		}
	})
}
