package ical

import (
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-ical"
)

// declaredZones reads what the file's own VTIMEZONEs say, for TZIDs that are no known
// name ("Customized Time Zone", "(UTC+01:00) Stockholm"). A zone that follows the
// European Union's rule, or has one offset all year, is understood; nothing else is,
// and a time in it is refused rather than guessed.
func declaredZones(cal *ical.Component) map[string]*time.Location {
	zones := map[string]*time.Location{}
	for _, c := range cal.Children {
		if c.Name != ical.CompTimezone {
			continue
		}
		id := oneLine(unescape(value(c, ical.PropTimezoneID)))
		if loc := declared(c); id != "" && loc != nil {
			zones[id] = loc
		}
	}
	return zones
}

func declared(c *ical.Component) *time.Location {
	var winter, summer *ical.Component
	for _, o := range c.Children {
		switch o.Name {
		case ical.CompTimezoneStandard:
			winter = o // the last one stands for today
		case ical.CompTimezoneDaylight:
			summer = o
		}
	}
	if winter == nil {
		return nil
	}
	offset, ok := utcOffset(value(winter, ical.PropTimezoneOffsetTo))
	switch {
	case !ok:
		return nil
	case summer == nil:
		return time.FixedZone("", offset)
	case lastSundayOf(summer, "3") && lastSundayOf(winter, "10"):
		ahead, ok := utcOffset(value(summer, ical.PropTimezoneOffsetTo))
		if ok && ahead == offset+3600 {
			return unionZone(offset)
		}
	}
	return nil
}

// unionZone gives a zone with the European Union's rule by its offset in winter.
func unionZone(offset int) *time.Location {
	names := map[int]string{0: "Europe/London", 3600: homeZone, 7200: "Europe/Helsinki"}
	if name := names[offset]; name != "" {
		if loc, err := time.LoadLocation(name); err == nil {
			return loc
		}
	}
	return nil
}

// lastSundayOf tells whether the observance begins on the last Sunday of month.
func lastSundayOf(c *ical.Component, month string) bool {
	parts := map[string]string{}
	for part := range strings.SplitSeq(strings.ToUpper(value(c, ical.PropRecurrenceRule)), ";") {
		name, v, _ := strings.Cut(part, "=")
		parts[name] = v
	}
	return parts["FREQ"] == "YEARLY" && parts["BYMONTH"] == month && parts["BYDAY"] == "-1SU"
}

// utcOffset reads RFC 5545 section 3.3.14, in seconds.
func utcOffset(s string) (int, bool) {
	s = strings.TrimSpace(s)
	if len(s) != 5 && len(s) != 7 || s[0] != '+' && s[0] != '-' {
		return 0, false
	}
	n, err := strconv.Atoi(s[1:5])
	if err != nil || n < 0 || n/100 > 14 || n%100 > 59 {
		return 0, false
	}
	seconds := n/100*3600 + n%100*60
	if s[0] == '-' {
		seconds = -seconds
	}
	return seconds, true
}
