package channel

import (
	"strings"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/i18n"
)

// Quiet are the hours when somebody is not to be disturbed by what is no alarm, by the clock on the wall in Sweden. The zero value is
// no hours at all, as is every other that ends when it begins.
type Quiet struct {
	From int // minutes after midnight, the first quiet one
	To   int // minutes after midnight, the first that is not quiet any more; before From: the next day
}

// ParseQuiet reads "22:00-07:00", also with a full stop or an en dash, and "" for none. Faults: channel.quiet.
func ParseQuiet(text string) (Quiet, error) {
	if strings.TrimSpace(text) == "" {
		return Quiet{}, nil
	}
	from, to, two := strings.Cut(strings.ReplaceAll(text, "\u2013", "-"), "-")
	a, ok1 := clockMinutes(from)
	b, ok2 := clockMinutes(to)
	if !two || !ok1 || !ok2 || a == b {
		return Quiet{}, fault.New(fault.Invalid, "channel.quiet")
	}
	return Quiet{From: a, To: b}, nil
}

func clockMinutes(text string) (int, bool) {
	t, err := time.Parse("15:04", strings.ReplaceAll(strings.TrimSpace(text), ".", ":"))
	return t.Hour()*60 + t.Minute(), err == nil
}

// String gives the hours as "22:00-07:00"; "" for none.
func (q Quiet) String() string {
	if q.From == q.To {
		return ""
	}
	clock := func(m int) string { return time.Date(2000, 1, 1, 0, m, 0, 0, time.UTC).Format("15:04") }
	return clock(q.From) + "-" + clock(q.To)
}

// Allows tells whether somebody may be disturbed at a time.
func (q Quiet) Allows(at time.Time) bool {
	at = at.In(i18n.Stockholm())
	wall := at.Hour()*60 + at.Minute()
	if q.From <= q.To {
		return wall < q.From || wall >= q.To
	}
	return wall < q.From && wall >= q.To
}

// Next gives the first time, not before at, when somebody may be disturbed: at itself, or a whole minute later on. An alarm never asks.
// In the night when an hour is skipped, hours that end in it end when the clock has been put on; in the night with an hour twice, the
// first time that it strikes.
func (q Quiet) Next(at time.Time) time.Time {
	if q.Allows(at) {
		return at
	}
	t := at.Truncate(time.Minute)
	for !q.Allows(t) { // a day's minutes at most; reckoning with hours would have to know the nights when they are skipped or come twice
		t = t.Add(time.Minute)
	}
	return t
}
