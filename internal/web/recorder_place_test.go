package web

import (
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/fault"
	"samverkan/internal/i18n"
)

func TestPlaceIn(t *testing.T) {
	for in, want := range map[string]time.Duration{
		"": 0, "12": 12 * time.Second, "00:12": 12 * time.Second, " 1:02:03 ": time.Hour + 2*time.Minute + 3*time.Second, "90": 90 * time.Second, "75:00": 75 * time.Minute,
		"-1": -1, "1:60": -1, "1:2:3:4": -1, "tolv": -1, "1:": -1, "99999999": -1, "0:-5": -1, "1.5": -1,
	} {
		got, ok := placeIn(in)
		if ok != (want >= 0) || ok && got != want {
			t.Errorf("%q is %v, %v, not %v", in, got, ok, want)
		}
	}
}

// Where a file begins is counted from a known moment back to its first second; over midnight a time of day is the nearest one.
func TestStartOf(t *testing.T) {
	day := func(d, hour, minute, second int) time.Time {
		return time.Date(2027, time.January, d, hour, minute, second, 0, i18n.Stockholm())
	}
	c := &conference.Conference{}
	c.Meeting.Opened = day(6, 23, 30, 0)
	for _, x := range []struct {
		into, moment, clock string
		want                time.Time
		code                string
	}{
		{"", "", "", time.Time{}, ""},
		{"00:12", "", "23:45", day(6, 23, 44, 48), ""},
		{"0:12", "", "00:05:30", day(7, 0, 5, 18), ""},
		{"10", "", "0.05", day(7, 0, 4, 50), ""},
		{"1:00:00", "2027-01-06T23:00:00Z", "", day(6, 23, 0, 0), ""},
		{"", "2027-01-06T23:00:00Z", "23:40", day(6, 23, 40, 0), ""}, // the time that is written goes first
		{"x", "", "23:45", time.Time{}, "web.recording-into"},
		{"", "", "25:00", time.Time{}, "web.recording-clock"},
		{"", "igår", "", time.Time{}, "web.recording-clock"},
	} {
		got, err := startOf(x.into, x.moment, x.clock, c)
		if fault.CodeOf(err) != x.code && (err != nil || x.code != "") || err == nil && !got.Equal(x.want) {
			t.Errorf("%q %q %q: %v, %v", x.into, x.moment, x.clock, got, err)
		}
	}
}

func FuzzPlaceIn(f *testing.F) {
	for _, s := range []string{"", "12", "00:12", "1:02:03", "::", "9223372036854775807:0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if d, ok := placeIn(s); ok && (d < 0 || d > 48*time.Hour) {
			t.Errorf("%q is %v", s, d)
		}
	})
}
