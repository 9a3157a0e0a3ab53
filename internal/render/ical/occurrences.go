package ical

import (
	"slices"
	"time"
)

// maxPeriods bounds how far a series is followed: a rule from outside may have no end.
const maxPeriods = 10_000

// Occurrences lists the meetings of the event that begin in [from, to), at most max,
// in order of their start. A single meeting is its own only occurrence. Each carries
// RecurrenceID when it comes from a series; exceptions are left out and overrides
// stand in their place. A foreign rule that is kept as RuleText gives only the first.
func (e Event) Occurrences(from, to time.Time, max int) []Event {
	var out []Event
	add := func(o Event) {
		if !o.Start.Before(from) && o.Start.Before(to) {
			out = append(out, o)
		}
	}
	if e.Rule == nil {
		add(e)
		return out
	}
	length := e.End.Sub(e.Start)
	moved := map[int64]bool{}
	for _, o := range e.Overrides {
		moved[o.RecurrenceID.Unix()] = true
		add(o)
	}
	gone := map[int64]bool{}
	for _, x := range e.Exceptions {
		gone[x.Unix()] = true
	}
	plain := 0
	for _, start := range e.Rule.starts(e.Start, to) {
		if plain >= max || moved[start.Unix()] || gone[start.Unix()] || start.Before(from) {
			continue
		}
		o := e
		o.Start, o.RecurrenceID = start, start
		o.End = endAfter(e, start, length)
		o.Rule, o.Exceptions, o.Overrides = nil, nil, nil
		add(o)
		plain++
	}
	slices.SortStableFunc(out, func(a, b Event) int { return a.Start.Compare(b.Start) })
	return out[:min(len(out), max)]
}

// endAfter keeps the length in time, and for whole days the number of days.
func endAfter(e Event, start time.Time, length time.Duration) time.Time {
	if e.AllDay {
		days := int((length + 12*time.Hour) / (24 * time.Hour))
		return wall(start.Year(), start.Month(), start.Day()+days, 0, 0, 0, start.Location())
	}
	return start.Add(length)
}

// starts lists the starts of a series from first until before to. Local time is
// kept over the change of clocks, which is why it counts in calendar days.
func (r Rule) starts(first, to time.Time) []time.Time {
	var out []time.Time
	step := max(r.Interval, 1)
	year, month, day := first.Date()
	for n := range maxPeriods {
		var days []int // days counted from the first of month, any number
		y, m := year, month
		switch r.Freq {
		case Daily:
			days = []int{day + n*step}
		case Weekly:
			days = r.weekDays(first, day+7*n*step)
		case Monthly:
			y, m = year, month+time.Month(n*step)
			days = r.monthDay(y, m, day)
		case Yearly:
			y = year + n*step
			days = inMonth(y, m, day)
		default:
			return out
		}
		for _, d := range days {
			t := wall(y, m, d, first.Hour(), first.Minute(), first.Second(), first.Location())
			switch {
			case t.Before(first):
				continue
			case !t.Before(to), !r.Until.IsZero() && t.After(r.Until), r.Count > 0 && len(out) >= r.Count:
				return out
			}
			out = append(out, t)
		}
	}
	return out
}

// weekDays gives the days of the week that begins on the Monday before day.
func (r Rule) weekDays(first time.Time, day int) []int {
	if len(r.Days) == 0 {
		return []int{day}
	}
	fromMonday := func(w time.Weekday) int { return (int(w) + 6) % 7 }
	monday := day - fromMonday(first.Weekday())
	var days []int
	for _, d := range r.Days {
		days = append(days, monday+fromMonday(d.Weekday))
	}
	slices.Sort(days)
	return slices.Compact(days)
}

func (r Rule) monthDay(y int, m time.Month, day int) []int {
	if len(r.Days) == 0 {
		if r.MonthDay > 0 {
			day = r.MonthDay
		}
		return inMonth(y, m, day)
	}
	want := r.Days[0]
	if want.Nth < 0 {
		last := time.Date(y, m+1, 0, 0, 0, 0, 0, time.UTC)
		return []int{last.Day() - (int(last.Weekday())-int(want.Weekday)+7)%7}
	}
	first := time.Date(y, m, 1, 0, 0, 0, 0, time.UTC)
	return inMonth(y, m, 1+(int(want.Weekday)-int(first.Weekday())+7)%7+7*(want.Nth-1))
}

// inMonth drops a day that the month does not have: the 31st of April is no meeting.
func inMonth(y int, m time.Month, day int) []int {
	if time.Date(y, m, day, 0, 0, 0, 0, time.UTC).Day() != day {
		return nil
	}
	return []int{day}
}
