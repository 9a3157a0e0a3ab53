package i18n

import (
	"strconv"
	"strings"
	"time"
)

// Date writes the day in full: "onsdag 6 januari 2027". A zero time gives "", here and below.
func (p *Printer) Date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(p.location)
	return p.T("date.long",
		"Weekday", p.T("date.weekday."+strconv.Itoa(int(t.Weekday()))),
		"Day", t.Day(), "Month", p.T("date.month."+strconv.Itoa(int(t.Month()))), "Year", t.Year())
}

// ShortDate writes the day in figures, year first: "2027-01-06".
func (p *Printer) ShortDate(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(p.location).Format("2006-01-02")
}

// How exactly a time of day is written.
const (
	minutes = "15:04"
	seconds = "15:04:05"
)

// Clock writes the time of day: "19:03". In the hour of an autumn night that comes twice it says which.
func (p *Printer) Clock(t time.Time) string { return p.clock(t, minutes) }

// ClockSeconds writes the time of day to the second: "19:03:20".
func (p *Printer) ClockSeconds(t time.Time) string { return p.clock(t, seconds) }

func (p *Printer) clock(t time.Time, form string) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(p.location)
	clock := t.Format(form)
	if same(t, t.Add(time.Hour)) {
		return p.T("date.clock.first", "Clock", clock)
	}
	if same(t, t.Add(-time.Hour)) {
		return p.T("date.clock.second", "Clock", clock)
	}
	return clock
}

func same(t, u time.Time) bool { return t.Format(minutes) == u.Format(minutes) }

// DateTime writes day and time: "onsdag 6 januari 2027 kl. 19:03".
func (p *Printer) DateTime(t time.Time) string { return p.dateTime(t, minutes) }

func (p *Printer) dateTime(t time.Time, form string) string {
	if t.IsZero() {
		return ""
	}
	return p.T("date.time", "Date", p.Date(t), "Clock", p.clock(t, form))
}

// ShortDateTime writes day and time in figures, for tables: "2027-01-06 19:03".
func (p *Printer) ShortDateTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return p.ShortDate(t) + " " + p.Clock(t)
}

// Span writes from when until when: "kl. 19:00–20:10", with the days when they are not the same.
// Without an end it says "kl. 19:00–".
func (p *Printer) Span(start, end time.Time) string { return p.span(start, end, minutes) }

// SpanSeconds writes from when until when to the second, as a stretch of sound is given: "kl. 19:04:10–19:05:00".
func (p *Printer) SpanSeconds(start, end time.Time) string { return p.span(start, end, seconds) }

func (p *Printer) span(start, end time.Time, form string) string {
	switch {
	case start.IsZero():
		return ""
	case end.IsZero():
		return p.T("date.span", "Start", p.clock(start, form), "End", "")
	case p.ShortDate(start) != p.ShortDate(end):
		return p.T("date.span.days", "Start", p.dateTime(start, form), "End", p.dateTime(end, form))
	}
	return p.T("date.span", "Start", p.clock(start, form), "End", p.clock(end, form))
}

// Duration writes a length of time in hours and minutes, under a minute in seconds: "1 h 10 min", "45 s".
// Longer times are rounded to the nearest minute.
func (p *Printer) Duration(d time.Duration) string {
	if d < 0 {
		return "\u2212" + p.Duration(-d)
	}
	if d = d.Round(time.Second); d < time.Minute {
		return p.T("duration.seconds", "Seconds", int(d/time.Second))
	}
	d = d.Round(time.Minute)
	var parts []string
	if h := int(d / time.Hour); h > 0 {
		parts = append(parts, p.T("duration.hours", "Hours", p.Number(h)))
	}
	if m := int(d % time.Hour / time.Minute); m > 0 {
		parts = append(parts, p.T("duration.minutes", "Minutes", m))
	}
	return strings.Join(parts, " ")
}
