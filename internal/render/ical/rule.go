package ical

import (
	"strconv"
	"strings"
	"time"
)

// Freq is how often a series comes back.
type Freq string

// The frequencies that every calendar program agrees on. HOURLY and shorter are
// left out: implementations differ at the change of clocks.
const (
	Daily   Freq = "DAILY"
	Weekly  Freq = "WEEKLY"
	Monthly Freq = "MONTHLY"
	Yearly  Freq = "YEARLY"
)

// Rule is a series (RFC 5545 section 3.3.10), held to what Outlook converts without
// loss: at most one day of the month, no BYSETPOS, no RDATE.
type Rule struct {
	Freq     Freq
	Interval int       // every nth period; zero means one
	Count    int       // how many meetings, zero for no limit; not together with Until
	Until    time.Time // the last start at the latest, zero for no limit
	Days     []Day     // of a weekly series: which days; of a monthly: one day, with Nth
	MonthDay int       // of a monthly series: day 1 to 31; zero means the day of the start
}

// Day is a weekday in a rule.
type Day struct {
	Nth     int // in a monthly rule: 1 to 4 from the beginning, -1 the last; zero in a weekly one
	Weekday time.Weekday
}

var weekdayCodes = [...]string{"SU", "MO", "TU", "WE", "TH", "FR", "SA"}

// String writes the rule as the value of RRULE.
func (r Rule) String() string {
	parts := []string{"FREQ=" + string(r.Freq)}
	if r.Interval > 1 {
		parts = append(parts, "INTERVAL="+strconv.Itoa(r.Interval))
	}
	if r.Count > 0 {
		parts = append(parts, "COUNT="+strconv.Itoa(r.Count))
	}
	if !r.Until.IsZero() {
		parts = append(parts, "UNTIL="+r.Until.UTC().Format(utcForm))
	}
	if len(r.Days) > 0 {
		days := make([]string, len(r.Days))
		for i, d := range r.Days {
			days[i] = weekdayCodes[d.Weekday]
			if d.Nth != 0 {
				days[i] = strconv.Itoa(d.Nth) + days[i]
			}
		}
		parts = append(parts, "BYDAY="+strings.Join(days, ","))
	}
	if r.MonthDay > 0 {
		parts = append(parts, "BYMONTHDAY="+strconv.Itoa(r.MonthDay))
	}
	return strings.Join(parts, ";")
}

// valid tells whether the rule is one that we write.
func (r Rule) valid() bool {
	if r.Interval < 0 || r.Interval > 999 || r.Count < 0 || r.Count > 9999 || (r.Count > 0 && !r.Until.IsZero()) || len(r.Days) > 7 {
		return false
	}
	for _, d := range r.Days {
		if d.Weekday < time.Sunday || d.Weekday > time.Saturday {
			return false
		}
	}
	switch r.Freq {
	case Daily, Yearly:
		return len(r.Days) == 0 && r.MonthDay == 0
	case Weekly:
		for _, d := range r.Days {
			if d.Nth != 0 {
				return false
			}
		}
		return r.MonthDay == 0
	case Monthly:
		if len(r.Days) == 0 {
			return r.MonthDay >= 0 && r.MonthDay <= 31
		}
		n := r.Days[0].Nth
		return r.MonthDay == 0 && len(r.Days) == 1 && (n == -1 || (n >= 1 && n <= 4))
	}
	return false
}

// parseRule reads the value of RRULE. ok is false for a rule that Rule cannot express.
func parseRule(s string, loc *time.Location) (r Rule, ok bool) {
	setpos, monday := 0, true
	for part := range strings.SplitSeq(strings.ToUpper(strings.TrimSpace(s)), ";") {
		name, value, found := strings.Cut(part, "=")
		if !found {
			return Rule{}, false
		}
		var err error
		switch name {
		case "FREQ":
			r.Freq = Freq(value)
		case "INTERVAL":
			r.Interval, err = strconv.Atoi(value)
		case "COUNT":
			r.Count, err = strconv.Atoi(value)
		case "UNTIL":
			r.Until, err = parseUntil(value, loc)
		case "BYDAY":
			r.Days, err = parseDays(value)
		case "BYMONTHDAY":
			r.MonthDay, err = strconv.Atoi(value)
		case "BYSETPOS":
			setpos, err = strconv.Atoi(value)
		case "WKST":
			monday = value == "MO"
		default:
			return Rule{}, false
		}
		if err != nil {
			return Rule{}, false
		}
	}
	if setpos != 0 { // Outlook's way of writing 1MO
		if r.Freq != Monthly || len(r.Days) != 1 || r.Days[0].Nth != 0 {
			return Rule{}, false
		}
		r.Days[0].Nth = setpos
	}
	if !monday && r.Freq == Weekly && r.Interval > 1 { // the week's first day then decides which weeks count
		return Rule{}, false
	}
	if r.Interval == 1 {
		r.Interval = 0
	}
	return r, r.valid()
}

func parseUntil(s string, loc *time.Location) (time.Time, error) {
	if t, err := time.Parse(utcForm, s); err == nil {
		return t, nil
	}
	if t, err := time.Parse(localForm, s); err == nil {
		return wallOf(t, loc).UTC(), nil
	}
	t, err := time.Parse(dateForm, s)
	return wall(t.Year(), t.Month(), t.Day(), 23, 59, 59, loc).UTC(), err
}

func parseDays(s string) ([]Day, error) {
	var days []Day
	for part := range strings.SplitSeq(s, ",") {
		if len(part) < 2 {
			return nil, strconv.ErrSyntax
		}
		code := part[len(part)-2:]
		d := Day{Weekday: -1}
		for i, c := range weekdayCodes {
			if c == code {
				d.Weekday = time.Weekday(i)
			}
		}
		if d.Weekday < 0 {
			return nil, strconv.ErrSyntax
		}
		if n := part[:len(part)-2]; n != "" {
			var err error
			if d.Nth, err = strconv.Atoi(n); err != nil {
				return nil, err
			}
		}
		days = append(days, d)
	}
	return days, nil
}
