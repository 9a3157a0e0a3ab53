package web

import (
	"strconv"
	"strings"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/i18n"
)

// readTime reads a moment as people write it, in the time of Stockholm: 06:00 (the first time it is so from a moment on), 6.00, 06:00:30,
// 7/1 06:00, 2027-01-07 06:00, 2027-01-07 (its beginning), or with its zone as programs do. Fault: web.field-time.
func readTime(text string, from time.Time) (time.Time, error) {
	bad := fault.New(fault.Invalid, "web.field-time")
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t, nil
	}
	if t, err := time.ParseInLocation("2006-01-02T15:04:05", strings.ReplaceAll(text, " ", "T"), i18n.Stockholm()); err == nil {
		return t, nil // as a field for a time to the second writes it
	}
	from = from.In(i18n.Stockholm())
	day, clock, two := strings.Cut(strings.ReplaceAll(text, "T", " "), " ")
	if !two && strings.ContainsAny(day, ":.") && !strings.Contains(day, "-") {
		hour, minute, second, err := readClockToSecond(day)
		if err != nil {
			return time.Time{}, bad
		}
		t := time.Date(from.Year(), from.Month(), from.Day(), hour, minute, second, 0, from.Location())
		if t.Before(from.Truncate(time.Minute)) {
			t = time.Date(from.Year(), from.Month(), from.Day()+1, hour, minute, second, 0, from.Location())
		}
		return t, nil
	}
	y, m, d, err := readDay(day, from)
	if err != nil {
		return time.Time{}, bad
	}
	hour, minute := 0, 0
	if clock = strings.TrimSpace(clock); clock != "" {
		if hour, minute, err = readClock(clock); err != nil {
			return time.Time{}, bad
		}
	}
	t := time.Date(y, m, d, hour, minute, 0, 0, from.Location())
	if t.Day() != d || t.Month() != m {
		return time.Time{}, bad // the day does not exist
	}
	return t, nil
}

// readClockToSecond reads 06:00:30 too; without seconds it is as the clock strikes the minute.
func readClockToSecond(text string) (hour, minute, second int, err error) {
	if parts := strings.Split(strings.TrimSpace(strings.ReplaceAll(text, ".", ":")), ":"); len(parts) == 3 && len(parts[2]) == 2 {
		if second, err = strconv.Atoi(parts[2]); err != nil || second < 0 || second > 59 {
			return 0, 0, 0, fault.New(fault.Invalid, "web.field-time")
		}
		text = parts[0] + ":" + parts[1]
	}
	hour, minute, err = readClock(text)
	return hour, minute, second, err
}

func readClock(text string) (hour, minute int, err error) {
	text = strings.ReplaceAll(strings.TrimPrefix(text, "kl."), ".", ":")
	h, m, _ := strings.Cut(text, ":")
	if hour, err = strconv.Atoi(strings.TrimSpace(h)); err != nil {
		return 0, 0, err
	}
	if m != "" {
		if minute, err = strconv.Atoi(strings.TrimSpace(m)); err != nil {
			return 0, 0, err
		}
	}
	if hour < 0 || hour > 23 || minute < 0 || minute > 59 || len(m) > 2 {
		return 0, 0, fault.New(fault.Invalid, "web.field-time")
	}
	return hour, minute, nil
}

// readDay reads 2027-01-07, or 7/1: the first such day from a moment on.
func readDay(text string, from time.Time) (int, time.Month, int, error) {
	if t, err := time.Parse(time.DateOnly, text); err == nil {
		return t.Year(), t.Month(), t.Day(), nil
	}
	d, m, ok := strings.Cut(text, "/")
	day, err1 := strconv.Atoi(d)
	month, err2 := strconv.Atoi(m)
	if !ok || err1 != nil || err2 != nil || month < 1 || month > 12 || day < 1 || day > 31 {
		return 0, 0, 0, fault.New(fault.Invalid, "web.field-time")
	}
	year := from.Year()
	if time.Date(year, time.Month(month), day+1, 0, 0, 0, 0, from.Location()).Before(from) {
		year++
	}
	return year, time.Month(month), day, nil
}
