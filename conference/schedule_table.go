package conference

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// ScheduleTable is the schedule as rows of text, for a terminal, a mail or a table under the picture.
type ScheduleTable struct {
	Head []string
	Rows [][]string
}

// Table writes the schedule's meetings: day and time, level, conference, the viewer's part (when there is a viewer), when the last
// report or other input is due, and what the conference builds on. name gives an actor's name.
func (s Schedule) Table(w Words, name func(actor string) string) ScheduleTable {
	t := ScheduleTable{Head: []string{w.T("schedule.head.time"), w.T("schedule.head.level"), w.T("schedule.head.conference")}}
	if s.Viewer != "" {
		t.Head = append(t.Head, w.T("schedule.head.part"))
	}
	t.Head = append(t.Head, w.T("schedule.head.report"), w.T("schedule.head.builds-on"))
	for _, r := range s.Meetings {
		conference := s.Short(r.ID, w, name)
		if r.Exercise {
			conference = w.T("schedule.exercise-name", "Name", conference)
		}
		row := []string{w.T("schedule.span", "Start", w.Clock(r.Start), "End", w.Clock(r.End)), w.T(r.Level.Key()), conference}
		if s.Viewer != "" {
			row = append(row, w.T(r.Part.Key()))
		}
		var on []string
		for _, id := range s.BuildsOn(r.ID) {
			on = append(on, s.Short(id, w, name))
		}
		builds := w.List(on)
		if builds == "" {
			builds = w.T("schedule.none")
		}
		t.Rows = append(t.Rows, append(row, dueText(w, s.lastInput(r), r.Start), builds))
	}
	return t
}

// Text writes the schedule day by day in columns, each day followed by its clashes. loc is the place whose days they are; w should write
// its times there.
func (s Schedule) Text(loc *time.Location, w Words, name func(actor string) string) string {
	var b strings.Builder
	for i, date := range s.Days(loc) {
		if i > 0 {
			b.WriteByte('\n')
		}
		day := s.Day(date, loc)
		b.WriteString(w.Date(date))
		if slices.ContainsFunc(day.Meetings, func(r ScheduledRow) bool { return r.Exercise }) {
			b.WriteString(" " + w.T("schedule.exercise"))
		}
		b.WriteByte('\n')
		day.Table(w, name).write(&b)
		for _, text := range day.Warnings(w, name) {
			b.WriteString("! " + text + "\n")
		}
	}
	return b.String()
}

// Warnings writes the clashes.
func (s Schedule) Warnings(w Words, name func(actor string) string) []string {
	title := func(id string) string { return s.Short(id, w, name) }
	var out []string
	for _, c := range s.Clashes {
		out = append(out, c.Say(w, title, name))
	}
	return out
}

// Short names a conference with few words: its level and number ("Regional 3"), or its host's name and number where a level has several
// hosts, as the local level always may ("Allmänsta 4").
func (s Schedule) Short(id string, w Words, name func(actor string) string) string {
	r, ok := s.Find(id)
	if !ok {
		return id
	}
	what := w.T(r.Level.Key())
	if r.Level == Local || s.hosts(r.Level) > 1 {
		what = name(r.Host)
	}
	return w.T("schedule.short", "What", what, "Number", r.SeriesNo)
}

func (s Schedule) hosts(l Level) int {
	seen := map[string]bool{}
	for _, r := range s.all {
		if r.Level == l {
			seen[r.Host] = true
		}
	}
	return len(seen)
}

// lastInput is when all that a conference builds on is in: its reporting time, or else the last deadline of what feeds it.
func (s Schedule) lastInput(r ScheduledRow) time.Time {
	due := r.ReportDeadline
	for _, l := range s.Links {
		if l.To == r.ID && r.ReportDeadline.IsZero() && l.Deadline.After(due) {
			due = l.Deadline
		}
	}
	return due
}

// dueText is a deadline as read beside a meeting: the time alone on the meeting's own day.
func dueText(w Words, due, start time.Time) string {
	switch {
	case due.IsZero():
		return w.T("schedule.none")
	case w.Date(due) != w.Date(start):
		return w.T("schedule.other-day", "Date", w.Date(due), "Clock", w.Clock(due))
	}
	return w.Clock(due)
}

func (t ScheduleTable) write(b *strings.Builder) {
	widths := make([]int, len(t.Head))
	for _, row := range append([][]string{t.Head}, t.Rows...) {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	for _, row := range append([][]string{t.Head}, t.Rows...) {
		line := ""
		for i, cell := range row {
			line += cell + strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell)+2)
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
}
