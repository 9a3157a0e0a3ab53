package conference

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// rules are the rules of clashes, each with its conferences.
func rules(list []Clash) (out []string) {
	for _, c := range list {
		out = append(out, fmt.Sprint(c.Rule, c.Conferences))
	}
	return out
}

func TestWhatBreaks(t *testing.T) {
	for _, c := range []struct {
		name, id, start string
		gap             time.Duration
		report          bool
		breaks, mends   []string
		deadline        string
	}{
		{name: "to its own time", id: "r4", start: "08:00", deadline: "07:15"},
		{name: "a little later", id: "r4", start: "08:15", gap: time.Minute, deadline: "07:15"},
		{name: "less than the set gap", id: "l5", start: "06:05", breaks: []string{"tight[l5 r4]"}},
		{name: "with a gap that is less", id: "l5", start: "06:05", gap: 20 * time.Minute},
		{name: "its report is due when it has begun", id: "r4", start: "07:00", breaks: []string{"report-after-start[r4]", "starts-before-input[l5 r4]"}, deadline: "07:15"},
		{name: "and not when that moves too", id: "r4", start: "07:00", report: true, breaks: []string{"starts-before-input[l5 r4]"}, deadline: "06:15"},
		{name: "minutes are not ready for the next level", id: "r4", start: "08:45", breaks: []string{"due-before-end[r4 n1]"}, deadline: "07:15"},
		{name: "begins before what it builds on has ended", id: "l5", start: "07:30", breaks: []string{"chain-impossible[l5 r4]", "double-booked[l5 r4]"}},
		{name: "people sit in both", id: "l4", start: "02:50", breaks: []string{"chain-impossible[l4 r3]", "double-booked[l4 r3]"}},
		{name: "links that are short of time before and after are not told as new", id: "n2", start: "16:05", deadline: "15:30"},
	} {
		plans := busyDay(t)
		at := dayClock(t, c.start)
		got, ok := WhatBreaks(plans, "lst", Move{Conference: c.id, Start: at, End: at.Add(45 * time.Minute), Gap: c.gap, Report: c.report})
		if !ok {
			t.Fatal(c.name, "not found")
		}
		if b := rules(got.Breaks); !slices.Equal(b, c.breaks) {
			t.Errorf("%s: breaks %q, want %q", c.name, b, c.breaks)
		}
		if m := rules(got.Mends); len(m) != len(c.mends) {
			t.Errorf("%s: mends %q, want %q", c.name, m, c.mends)
		}
		if c.deadline != "" && !got.Deadline.Equal(dayClock(t, c.deadline)) {
			t.Errorf("%s: reports by %v", c.name, got.Deadline)
		}
	}
	if _, ok := WhatBreaks(busyDay(t), "", Move{Conference: "x"}); ok {
		t.Error("a conference that is not there was moved")
	}
}

// A move moves the conference and, when that is asked for, its reporting time; what there is not is not moved.
func TestMoveCommands(t *testing.T) {
	p := busyDay(t)[3]
	m := Move{Conference: p.ID, Start: p.Start.Add(time.Hour), End: p.End.Add(time.Hour)}
	if got := m.Commands(&p); len(got) != 1 || !got[0].(*Reschedule).Start.Equal(m.Start) {
		t.Errorf("%+v", got)
	}
	m.Report = true
	if got := m.Commands(&p); len(got) != 2 || !got[1].(*SetReporting).Reporting.Deadline.Equal(p.Reporting.Deadline.Add(time.Hour)) {
		t.Errorf("%+v", got)
	}
	p.Reporting.Deadline = time.Time{}
	if got := m.Commands(&p); len(got) != 1 {
		t.Errorf("%+v", got)
	}
}

// Whatever is moved: each clash is told once, nothing breaks when nothing moves, what is mended breaks on the way back, and the plans are
// left as they were.
func TestWhatBreaksAlways(t *testing.T) {
	day := busyDay(t)
	rapid.Check(t, func(r *rapid.T) {
		plans := slices.Clone(day)
		at := rapid.IntRange(0, len(plans)-1).Draw(r, "which")
		start := plans[at].Start.Add(time.Duration(rapid.IntRange(-200, 200).Draw(r, "steps")) * 5 * time.Minute)
		m := Move{Conference: plans[at].ID, Start: start, End: start.Add(time.Duration(rapid.IntRange(5, 120).Draw(r, "long")) * time.Minute),
			Gap: time.Duration(rapid.IntRange(1, 90).Draw(r, "gap")) * time.Minute}
		out, ok := WhatBreaks(plans, "lst", m)
		if !ok || !plans[at].Start.Equal(day[at].Start) {
			r.Fatal("not moved, or the plans were changed")
		}
		if n := len(out.Breaks) + len(out.Remains); n != len(out.Schedule.Clashes) {
			r.Fatalf("%d clashes told of %d", n, len(out.Schedule.Clashes))
		}
		if same, _ := WhatBreaks(plans, "lst", Move{Conference: m.Conference, Start: plans[at].Start, End: plans[at].End, Gap: m.Gap}); len(same.Breaks)+len(same.Mends) > 0 {
			r.Fatalf("nothing moved, and %q broke", rules(same.Breaks))
		}
		moved := slices.Clone(plans)
		moved[at] = m.of(moved[at])
		back, _ := WhatBreaks(moved, "lst", Move{Conference: m.Conference, Start: plans[at].Start, End: plans[at].End, Gap: m.Gap})
		for _, x := range rules(out.Mends) {
			if !slices.Contains(rules(back.Breaks), x) {
				r.Fatalf("%s was mended, and does not break on the way back", x)
			}
		}
		for _, x := range rules(back.Mends) {
			if !slices.Contains(rules(out.Breaks), x) {
				r.Fatalf("%s is mended on the way back, and did not break", x)
			}
		}
	})
}
