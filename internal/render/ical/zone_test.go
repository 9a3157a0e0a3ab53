package ical

import (
	"strings"
	"testing"
	"time"
)

// The constant rule in every file agrees with the time zone database, hour by hour
// around each change of clocks and once a day between them.
func TestTimezoneAgreesWithDatabase(t *testing.T) {
	loc := home(t)
	lastSunday := func(year int, month time.Month) time.Time {
		end := time.Date(year, month+1, 0, 1, 0, 0, 0, time.UTC) // both changes are at 01:00 UTC
		return end.AddDate(0, 0, -int(end.Weekday()))
	}
	checked := 0
	for year := 2000; year <= 2037; year++ {
		spring, autumn := lastSunday(year, time.March), lastSunday(year, time.October)
		for at := time.Date(year, 1, 1, 12, 0, 0, 0, time.UTC); at.Year() == year; at = at.Add(step(at, spring, autumn)) {
			name, offset := at.In(loc).Zone()
			wantName, wantOffset := "CET", 3600
			if !at.Before(spring) && at.Before(autumn) {
				wantName, wantOffset = "CEST", 7200
			}
			if name != wantName || offset != wantOffset {
				t.Fatalf("%s: the database says %s %d, the rule %s %d", at, name, offset, wantName, wantOffset)
			}
			checked++
		}
	}
	if checked < 38*365 {
		t.Fatalf("only %d moments compared", checked)
	}
	// The rule above is what the file says, in the file's own words.
	vt := timezone()
	for i, want := range []struct{ start, from, to, name, rule string }{
		{"19700329T020000", "+0100", "+0200", "CEST", "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU"}, // 02:00 +0100 = 01:00 UTC
		{"19701025T030000", "+0200", "+0100", "CET", "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU"}, // 03:00 +0200 = 01:00 UTC
	} {
		c := vt.Children[i]
		if value(c, "DTSTART") != want.start || value(c, "TZOFFSETFROM") != want.from || value(c, "TZOFFSETTO") != want.to ||
			value(c, "TZNAME") != want.name || value(c, "RRULE") != want.rule {
			t.Errorf("observance %d is %v", i, c.Props)
		}
		first, err := time.Parse(localForm, want.start)
		if err != nil || first.Weekday() != time.Sunday || first.AddDate(0, 0, 7).Month() == first.Month() {
			t.Errorf("%s is not the last Sunday of its month", want.start)
		}
	}
	if loc := declared(vt); loc == nil || loc.String() != homeZone {
		t.Errorf("our own zone reads back as %v", loc)
	}
}

// step goes a day at a time, and an hour at a time in the days around a change.
func step(at time.Time, changes ...time.Time) time.Duration {
	for _, c := range changes {
		if d := c.Sub(at); d > -36*time.Hour && d < 36*time.Hour {
			return time.Hour
		}
	}
	return 24 * time.Hour
}

func TestWall(t *testing.T) {
	loc := home(t)
	for _, c := range []struct {
		local string
		utc   string
	}{
		{"20270107T030000", "20270107T020000Z"},
		{"20270707T030000", "20270707T010000Z"},
		{"20270328T015959", "20270328T005959Z"},
		{"20270328T023000", "20270328T013000Z"}, // skipped: counted with the offset before
		{"20270328T030000", "20270328T010000Z"},
		{"20271031T015959", "20271030T235959Z"},
		{"20271031T023000", "20271031T003000Z"}, // comes twice: the first turn
		{"20271031T030000", "20271031T020000Z"},
		{"20440101T000000", "20431231T230000Z"},
	} {
		local, err := time.Parse(localForm, c.local)
		if err != nil {
			t.Fatal(err)
		}
		if got := wallOf(local, loc).UTC().Format(utcForm); got != c.utc {
			t.Errorf("%s is %s, want %s", c.local, got, c.utc)
		}
	}
	for _, c := range []struct {
		utc  time.Time
		want bool
	}{
		{time.Date(2027, 10, 30, 23, 59, 59, 0, time.UTC), false},
		{time.Date(2027, 10, 31, 0, 0, 0, 0, time.UTC), true},
		{time.Date(2027, 10, 31, 0, 59, 59, 0, time.UTC), true},
		{time.Date(2027, 3, 28, 0, 30, 0, 0, time.UTC), false},
		{time.Date(2027, 3, 28, 1, 0, 0, 0, time.UTC), false},
		{time.Date(2027, 10, 31, 1, 0, 0, 0, time.UTC), true},
		{time.Date(2027, 10, 31, 1, 59, 59, 0, time.UTC), true},
		{time.Date(2027, 10, 31, 2, 0, 0, 0, time.UTC), false},
	} {
		if got := repeated(c.utc, loc); got != c.want {
			t.Errorf("repeated(%s) = %v", c.utc, got)
		}
	}
}

func TestForeignZone(t *testing.T) {
	for _, c := range []struct{ tzid, want string }{
		{"Europe/Stockholm", "Europe/Stockholm"},
		{"W. Europe Standard Time", "Europe/Berlin"},
		{"central european standard time", "Europe/Warsaw"},
		{"/freeassociation.sourceforge.net/Europe/Stockholm", "Europe/Stockholm"},
		{"/citadel.org/20210210_1/America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"},
		{`"Europe/Helsinki"`, "Europe/Helsinki"},
		{"UTC", "UTC"},
		{"", ""}, {"Local", ""}, {"local", ""}, {"../../etc/passwd", ""}, {"Mars/Olympus", ""}, {"/etc/localtime", ""},
	} {
		loc, ok := foreignZone(c.tzid)
		switch {
		case ok != (c.want != ""):
			t.Errorf("%q: ok is %v", c.tzid, ok)
		case ok && loc.String() != c.want:
			t.Errorf("%q is %s, want %s", c.tzid, loc, c.want)
		}
	}
}

// Every name of Windows leads to a zone that the binary has.
func TestWindowsNames(t *testing.T) {
	n := 0
	for _, c := range windowsNames() {
		if loc, ok := foreignZone(c); !ok || loc == nil {
			t.Errorf("%q leads nowhere", c)
		}
		n++
	}
	if n < 130 {
		t.Errorf("only %d names", n)
	}
}

func windowsNames() []string {
	var names []string
	for line := range strings.Lines(windowsZones) {
		if name, _, ok := strings.Cut(line, "\t"); ok {
			names = append(names, name)
		}
	}
	return names
}
