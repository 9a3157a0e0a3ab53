package cli

import (
	"strings"
	"time"

	"samverkan/internal/fault"
)

// zone is where the clock on the wall hangs.
const zone = "Europe/Stockholm"

// local are the ways to write a time by the clock on the wall.
var local = []string{"2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15.04"}

// moment reads a time as people write it: with offset (RFC 3339), as day and clock, or as the clock of today, by the clock
// in Stockholm. A clock that shows the same time twice in an autumn night, or skips it in spring, has to be told with its
// offset. Faults: cli.not-a-time, cli.time-twice, cli.time-skipped.
func (s *session) moment(text string) (time.Time, error) {
	text = strings.TrimSpace(text)
	if t, err := time.Parse(time.RFC3339Nano, text); err == nil {
		return t, nil
	}
	loc, err := time.LoadLocation(zone)
	if err != nil {
		return time.Time{}, fault.Wrap(err, fault.Internal, "internal")
	}
	day := s.world.Now().In(loc).Format("2006-01-02 ")
	for _, form := range local {
		for _, try := range []string{text, day + text} {
			if wall, err := time.Parse(form, try); err == nil {
				return onWall(wall, loc)
			}
		}
	}
	return time.Time{}, fault.New(fault.Invalid, "cli.not-a-time", "Value", clip(text))
}

// onWall finds the moment when the clock in loc shows what wall says.
func onWall(wall time.Time, loc *time.Location) (time.Time, error) {
	shown := wall.Format("2006-01-02 15:04:05")
	t, err := time.ParseInLocation("2006-01-02 15:04:05", shown, loc)
	if err != nil {
		return t, fault.Wrap(err, fault.Internal, "internal")
	}
	shows := func(u time.Time) bool { return u.In(loc).Format("2006-01-02 15:04:05") == shown }
	switch {
	case !shows(t):
		return t, fault.New(fault.Invalid, "cli.time-skipped", "Value", shown)
	case shows(t.Add(time.Hour)) || shows(t.Add(-time.Hour)):
		first, second := t, t.Add(time.Hour)
		if shows(t.Add(-time.Hour)) {
			first, second = t.Add(-time.Hour), t
		}
		return t, fault.New(fault.Invalid, "cli.time-twice", "Value", shown, "First", first.Format(time.RFC3339), "Second", second.Format(time.RFC3339))
	}
	return t, nil
}
