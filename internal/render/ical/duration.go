package ical

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// duration writes RFC 5545 section 3.3.6, in hours at most: a day in a duration is
// 23 or 25 hours when clocks change.
func duration(d time.Duration) string {
	sign := ""
	if d < 0 {
		sign, d = "-", -d
	}
	h, m, s := int(d/time.Hour), int(d/time.Minute)%60, int(d/time.Second)%60
	out := sign + "PT"
	if h > 0 {
		out += fmt.Sprintf("%dH", h)
	}
	if m > 0 {
		out += fmt.Sprintf("%dM", m)
	}
	if s > 0 || (h == 0 && m == 0) {
		out += fmt.Sprintf("%dS", s)
	}
	return out
}

// readDuration reads RFC 5545 section 3.3.6. ok is false for anything else, and for
// what does not fit: no meeting is longer than ten years.
func readDuration(s string) (d time.Duration, ok bool) {
	s = strings.ToUpper(strings.TrimSpace(s))
	negative := strings.HasPrefix(s, "-")
	s, found := strings.CutPrefix(strings.TrimLeft(s, "+-"), "P")
	if !found || s == "" {
		return 0, false
	}
	units := map[byte]time.Duration{'W': 7 * 24 * time.Hour, 'D': 24 * time.Hour}
	for s != "" {
		if s[0] == 'T' {
			units = map[byte]time.Duration{'H': time.Hour, 'M': time.Minute, 'S': time.Second}
			if s = s[1:]; s == "" {
				return 0, false
			}
			continue
		}
		n := strings.IndexFunc(s, func(c rune) bool { return c < '0' || c > '9' })
		if n <= 0 {
			return 0, false
		}
		count, err := strconv.Atoi(s[:n])
		unit := units[s[n]]
		if err != nil || unit == 0 || time.Duration(count) > 10*366*24*time.Hour/unit {
			return 0, false
		}
		d += time.Duration(count) * unit
		s = s[n+1:]
	}
	if negative {
		d = -d
	}
	return d, true
}
