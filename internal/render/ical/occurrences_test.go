package ical

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestOccurrences(t *testing.T) {
	loc := home(t)
	utc := func(list []Event) string {
		var out []string
		for _, e := range list {
			out = append(out, e.Start.UTC().Format("20060102T1504Z"))
		}
		return strings.Join(out, " ")
	}
	at := func(y int, m time.Month, d, h int) Event {
		s := time.Date(y, m, d, h, 0, 0, 0, loc)
		return Event{UID: "x", Start: s, End: s.Add(30 * time.Minute)}
	}
	with := func(e Event, r Rule) Event { e.Rule = &r; return e }
	always := time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name string
		e    Event
		want string
	}{
		{"one meeting", at(2027, 1, 7, 3), "20270107T0200Z"},
		{"daily over the spring change", with(at(2027, 3, 27, 8), Rule{Freq: Daily, Count: 3}), "20270327T0700Z 20270328T0600Z 20270329T0600Z"},
		{"daily over the autumn change", with(at(2027, 10, 30, 8), Rule{Freq: Daily, Count: 3}), "20271030T0600Z 20271031T0700Z 20271101T0700Z"},
		{"daily in the skipped hour", with(at(2027, 3, 27, 2), Rule{Freq: Daily, Count: 3}), "20270327T0100Z 20270328T0100Z 20270329T0000Z"},
		{"daily in the repeated hour", with(at(2027, 10, 30, 2), Rule{Freq: Daily, Count: 3}), "20271030T0000Z 20271031T0000Z 20271101T0100Z"},
		{"every third day until", with(at(2027, 1, 1, 8), Rule{Freq: Daily, Interval: 3, Until: time.Date(2027, 1, 7, 7, 0, 0, 0, time.UTC)}), "20270101T0700Z 20270104T0700Z 20270107T0700Z"},
		{"weekly on the day of the start", with(at(2027, 1, 7, 8), Rule{Freq: Weekly, Count: 2}), "20270107T0700Z 20270114T0700Z"},
		{"weekly, sunday belongs to the week before monday", with(at(2027, 1, 7, 8), Rule{Freq: Weekly, Interval: 2, Count: 3, Days: []Day{{0, time.Sunday}, {0, time.Thursday}}}), "20270107T0700Z 20270110T0700Z 20270121T0700Z"},
		{"monthly on the 31st", with(at(2027, 1, 31, 8), Rule{Freq: Monthly, Count: 3}), "20270131T0700Z 20270331T0600Z 20270531T0600Z"},
		{"last friday", with(at(2027, 1, 29, 8), Rule{Freq: Monthly, Count: 3, Days: []Day{{-1, time.Friday}}}), "20270129T0700Z 20270226T0700Z 20270326T0700Z"},
		{"second tuesday, every other month", with(at(2027, 1, 12, 8), Rule{Freq: Monthly, Interval: 2, Count: 3, Days: []Day{{2, time.Tuesday}}}), "20270112T0700Z 20270309T0700Z 20270511T0600Z"},
		{"29 february", with(at(2028, 2, 29, 8), Rule{Freq: Yearly, Count: 2}), "20280229T0700Z 20320229T0700Z"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := utc(c.e.Occurrences(time.Time{}, always, 100)); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}

	series := goldens(loc)["series"].Events[0]
	got := series.Occurrences(time.Time{}, always, 100)
	if want := "20270318T0700Z 20270322T0700Z 20270329T0800Z 20270401T0600Z 20270405T0600Z"; utc(got) != want {
		t.Errorf("exceptions and overrides: got %s, want %s", utc(got), want)
	}
	if got[2].Summary != "Lägesavstämning, flyttad" || got[1].Rule != nil || !got[1].RecurrenceID.Equal(got[1].Start) || got[1].End.Sub(got[1].Start) != 30*time.Minute {
		t.Errorf("%+v", got[1])
	}
	if got := series.Occurrences(got[1].Start, got[3].Start, 100); utc(got) != "20270322T0700Z 20270329T0800Z" {
		t.Errorf("a window gives %s", utc(got))
	}
	if got := series.Occurrences(time.Time{}, always, 2); utc(got) != "20270318T0700Z 20270322T0700Z" {
		t.Errorf("at most two gives %s", utc(got))
	}
	endless := with(at(2027, 1, 1, 8), Rule{Freq: Daily})
	if n := len(endless.Rule.starts(endless.Start, always.AddDate(9000, 0, 0))); n != maxPeriods {
		t.Errorf("a series without end gives %d", n)
	}
	week := Event{Start: time.Date(2027, 3, 22, 0, 0, 0, 0, loc), End: time.Date(2027, 3, 29, 0, 0, 0, 0, loc), AllDay: true, Rule: &Rule{Freq: Weekly, Count: 2}}
	days := week.Occurrences(time.Time{}, always, 9)
	if !slices.EqualFunc(days, []time.Time{time.Date(2027, 3, 29, 0, 0, 0, 0, loc), time.Date(2027, 4, 5, 0, 0, 0, 0, loc)}, func(e Event, end time.Time) bool { return e.End.Equal(end) }) {
		t.Errorf("whole days end %s and %s", days[0].End, days[1].End)
	}
}
