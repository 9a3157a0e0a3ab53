package web

import (
	"testing"
	"time"

	"samverkan/minutes"
)

// A moment of the meeting is found in the file, also when the pauses are not in it, and nothing is found where nothing was recorded.
func TestAMomentInTheSound(t *testing.T) {
	start := time.Date(2027, 1, 6, 18, 0, 0, 0, time.UTC)
	at := func(minute int) time.Time { return start.Add(time.Duration(minute) * time.Minute) }
	run := minutes.Run{From: at(0), To: at(60), Pauses: []minutes.Pause{{From: at(20), To: at(30)}}}
	for name, c := range map[string]struct {
		length time.Duration
		when   time.Time
		want   int
	}{
		"the beginning":                      {time.Hour, at(0), 0},
		"before it":                          {time.Hour, at(-1), -1},
		"with the pause in the file":         {time.Hour, at(40), 40 * 60},
		"without the pause in the file":      {50 * time.Minute, at(40), 30 * 60},
		"in the pause that was cut out":      {50 * time.Minute, at(25), 20 * 60},
		"before the pause":                   {50 * time.Minute, at(10), 10 * 60},
		"the end":                            {50 * time.Minute, at(60), 50 * 60},
		"after the end":                      {50 * time.Minute, at(61), -1},
		"a file that is shorter than it all": {3 * time.Second, at(1), -1},
		"no time":                            {time.Hour, time.Time{}, -1},
	} {
		s := &sound{runs: []minutes.Run{run}}
		f := soundFile{Address: "/s", Start: start, Length: c.length}
		f.cuts = s.cutOut(f)
		s.Files = []soundFile{f}
		got := -1
		if h := s.at(c.when); h != nil {
			got = h.Seconds
		}
		if got != c.want {
			t.Errorf("%s: %d s, want %d", name, got, c.want)
		}
	}
	if got := (&heard{Seconds: 2535}).Clock() + " " + (&heard{Seconds: 3725}).Clock(); got != "42:15 1:02:05" {
		t.Error(got)
	}
}
