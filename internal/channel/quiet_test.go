package channel_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"samverkan/internal/channel"
	"samverkan/internal/fault"
	"samverkan/internal/i18n"
)

func TestParseQuiet(t *testing.T) {
	for text, want := range map[string]string{"": "", " ": "", "22:00-07:00": "22:00-07:00", "22.00–7.00": "22:00-07:00", "0:00-6:30": "00:00-06:30", "12:00 - 13:15": "12:00-13:15"} {
		q, err := channel.ParseQuiet(text)
		if err != nil || q.String() != want {
			t.Errorf("%q: %q %v", text, q, err)
		}
	}
	for _, text := range []string{"22", "22-07", "22:00", "22:00-22:00", "24:00-07:00", "22:60-07:00", "a-b", "22:00-07:00-08:00", "-"} {
		if q, err := channel.ParseQuiet(text); fault.CodeOf(err) != "channel.quiet" || q != (channel.Quiet{}) {
			t.Errorf("%q: %v %v", text, q, err)
		}
	}
}

// Times by the clock on the wall in Sweden; in the two nights of the year when it is moved they are given in UTC as well.
func TestQuietNext(t *testing.T) {
	at := func(text string) time.Time {
		if u, err := time.Parse("2006-01-02 15:04:05Z", text); err == nil {
			return u
		}
		u, err := time.ParseInLocation("2006-01-02 15:04:05", text, i18n.Stockholm())
		if err != nil {
			t.Fatal(err)
		}
		return u
	}
	for _, c := range []struct{ quiet, at, want string }{
		{"", "2027-01-06 03:00:00", "2027-01-06 03:00:00"},
		{"22:00-07:00", "2027-01-06 21:59:59", "2027-01-06 21:59:59"},
		{"22:00-07:00", "2027-01-06 22:00:00", "2027-01-07 07:00:00"},
		{"22:00-07:00", "2027-01-07 06:59:59", "2027-01-07 07:00:00"},
		{"22:00-07:00", "2027-01-07 07:00:00", "2027-01-07 07:00:00"},
		{"12:00-13:00", "2027-01-07 12:30:30", "2027-01-07 13:00:00"},
		{"12:00-13:00", "2027-01-07 22:30:30", "2027-01-07 22:30:30"},
		// 28 March 2027: 02:00 becomes 03:00 (01:00 UTC). The night is an hour shorter.
		{"22:00-07:00", "2027-03-27 23:00:00", "2027-03-28 05:00:00Z"},
		{"22:00-02:30", "2027-03-27 23:00:00", "2027-03-28 01:00:00Z"}, // half past two never strikes: when the clock is put on
		{"02:10-02:50", "2027-03-28 01:59:00", "2027-03-28 01:59:00"},  // nor is it ever quiet
		// 31 October 2027: 03:00 becomes 02:00 (01:00 UTC). The night is an hour longer.
		{"22:00-07:00", "2027-10-30 23:00:00", "2027-10-31 06:00:00Z"},
		{"22:00-02:30", "2027-10-30 23:00:00", "2027-10-31 00:30:00Z"},  // the first time
		{"22:00-02:30", "2027-10-31 01:10:00Z", "2027-10-31 01:30:00Z"}, // the second time round
		{"22:00-07:00", "2055-03-27 23:00:00", "2055-03-28 05:00:00Z"},  // and long after the tables of time end
	} {
		q, err := channel.ParseQuiet(c.quiet)
		if err != nil {
			t.Fatal(err)
		}
		if got := q.Next(at(c.at)); !got.Equal(at(c.want)) {
			t.Errorf("%s at %s: %s, want %s", c.quiet, c.at, got.In(i18n.Stockholm()), c.want)
		}
	}
}

// The answer is a time that is allowed, nothing before it is, and it comes within a day and an hour.
func TestQuietNextIsTheFirst(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := channel.Quiet{From: rapid.IntRange(0, 1439).Draw(t, "from"), To: rapid.IntRange(0, 1439).Draw(t, "to")}
		night := rapid.SampledFrom([]time.Time{noon, time.Date(2027, 3, 28, 0, 0, 0, 0, time.UTC), time.Date(2027, 10, 31, 0, 0, 0, 0, time.UTC)}).Draw(t, "night")
		at := night.Add(time.Duration(rapid.IntRange(-86400, 86400).Draw(t, "seconds")) * time.Second)
		next := q.Next(at)
		if !q.Allows(next) || next.Before(at) || next.Sub(at) > 25*time.Hour {
			t.Fatalf("%v at %v: %v", q, at, next)
		}
		for u := at; u.Before(next); u = u.Add(time.Minute) {
			if q.Allows(u) {
				t.Fatalf("%v at %v: %v, but %v was free", q, at, next, u)
			}
		}
		if q.Next(next) != next {
			t.Fatal("the next is not its own next")
		}
	})
}

func BenchmarkQuietNext(b *testing.B) {
	q := channel.Quiet{From: 22 * 60, To: 7 * 60}
	at := time.Date(2027, 1, 6, 21, 0, 0, 0, time.UTC)
	for b.Loop() {
		q.Next(at)
	}
}
