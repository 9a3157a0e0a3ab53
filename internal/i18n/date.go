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

// Clock writes the time of day: "19:03". In the hour of an autumn night that comes twice it says which.
func (p *Printer) Clock(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(p.location)
	clock := t.Format("15:04")
	if same(t, t.Add(time.Hour)) {
		return p.T("date.clock.first", "Clock", clock)
	}
	if same(t, t.Add(-time.Hour)) {
		return p.T("date.clock.second", "Clock", clock)
	}
	return clock
}

func same(t, u time.Time) bool { return t.Format("15:04") == u.Format("15:04") }

// DateTime writes day and time: "onsdag 6 januari 2027 kl. 19:03".
func (p *Printer) DateTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return p.T("date.time", "Date", p.Date(t), "Clock", p.Clock(t))
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
func (p *Printer) Span(start, end time.Time) string {
	switch {
	case start.IsZero():
		return ""
	case end.IsZero():
		return p.T("date.span", "Start", p.Clock(start), "End", "")
	case p.ShortDate(start) != p.ShortDate(end):
		return p.T("date.span.days", "Start", p.DateTime(start), "End", p.DateTime(end))
	}
	return p.T("date.span", "Start", p.Clock(start), "End", p.Clock(end))
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
