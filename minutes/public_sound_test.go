package minutes_test

import (
	"slices"
	"testing"
	"time"

	"samverkan/agenda"
	"samverkan/conference"
	"samverkan/minutes"
)

var marked = conference.Secrecy{Ground: "OSL 18 kap. 13 §", Owner: "lst", Readers: []string{"kommun"}}

func clock(minute, second int) time.Time {
	return time.Date(2027, 1, 6, 19, minute, second, 0, time.UTC)
}

// taped is a conference of an hour that is recorded from the fifth minute, in one file of so many minutes.
func taped(length time.Duration, pauses ...conference.Pause) *conference.Conference {
	c := conference.New()
	c.Plan.Agenda = agenda.Agenda{{ID: "p1"}, {ID: "p2"}}
	c.Recording.Runs = []conference.RecordingRun{{Span: conference.Span{Start: clock(5, 0), End: clock(55, 0)}, Pauses: pauses}}
	c.Recording.Files = []conference.AudioFile{{Name: "ljud.webm", Digest: "d", StartsAt: clock(5, 0), Length: length}}
	return c
}

// What is concealed, and marked items, are silent; what is marked at another moment leaves the recording out.
func TestPublicSound(t *testing.T) {
	t.Parallel()
	conceal := func(from, to time.Time) conference.ConcealedSpan {
		return conference.ConcealedSpan{ID: "S1", From: from, To: to, Secrecy: marked}
	}
	note := func(at time.Time) conference.Note {
		return conference.Note{ID: "I1", At: at, Content: conference.Content{Text: "x", Secrecy: marked}}
	}
	for name, x := range map[string]struct {
		change func(*conference.Conference)
		quiet  int
		why    string
	}{
		"nothing is marked": {func(*conference.Conference) {}, 0, ""},
		"a concealed stretch": {func(c *conference.Conference) {
			c.Recording.Concealed = append(c.Recording.Concealed, conceal(clock(10, 0), clock(12, 0)))
		}, 1, ""},
		"a note inside it": {func(c *conference.Conference) {
			c.Recording.Concealed = append(c.Recording.Concealed, conceal(clock(10, 0), clock(12, 0)))
			c.Notes = append(c.Notes, note(clock(11, 0)))
		}, 1, ""},
		"a note beside it": {func(c *conference.Conference) {
			c.Recording.Concealed = append(c.Recording.Concealed, conceal(clock(10, 0), clock(12, 0)))
			c.Notes = append(c.Notes, note(clock(13, 0)))
		}, 0, minutes.SoundUncovered},
		"a note before the recording": {func(c *conference.Conference) { c.Notes = append(c.Notes, note(clock(2, 0))) }, 0, ""},
		"two stretches that meet are one": {func(c *conference.Conference) {
			c.Recording.Concealed = append(c.Recording.Concealed, conceal(clock(10, 0), clock(12, 0)), conceal(clock(11, 0), clock(14, 0)))
		}, 1, ""},
		"a stretch outside the file": {func(c *conference.Conference) {
			c.Recording.Concealed = append(c.Recording.Concealed, conceal(clock(1, 0), clock(2, 0)))
		}, 0, ""},
		"a decision read back": {func(c *conference.Conference) {
			c.Decisions = []conference.Decision{{ID: "B1", Secrecy: marked, ReadBacks: []conference.ReadBack{{At: clock(20, 0)}}}}
		}, 0, minutes.SoundUncovered},
		"a measure": {func(c *conference.Conference) {
			c.Measures = []conference.Measure{{ID: "A1", Secrecy: marked, At: clock(20, 0)}}
		}, 0, minutes.SoundUncovered},
		"a statement of a report in the meeting": {func(c *conference.Conference) {
			c.Reports = []conference.ReportState{{Participant: "kommun", ReportVersion: conference.ReportVersion{At: clock(20, 0), Report: conference.Report{Statements: []conference.Statement{{Text: "x", Secrecy: marked}}}}}}
		}, 0, minutes.SoundUncovered},
		"the file is marked": {func(c *conference.Conference) { c.Recording.Files[0].Secrecy = marked }, 0, minutes.SoundMarked},
		"it has no beginning": {func(c *conference.Conference) {
			c.Recording.Files[0].StartsAt, c.Recording.Runs = time.Time{}, append(c.Recording.Runs, conference.RecordingRun{})
			c.Recording.Concealed = append(c.Recording.Concealed, conceal(clock(10, 0), clock(12, 0)))
		}, 0, minutes.SoundUnaligned},
	} {
		c := taped(50 * time.Minute)
		x.change(c)
		got := minutes.PublicSound(c, nil)[0]
		if len(got.Quiet) != x.quiet || got.Why != x.why || x.why == minutes.SoundUncovered && len(got.Bare) != 1 {
			t.Errorf("%s: %+v", name, got)
		}
		for _, q := range got.Quiet {
			if len(q.Secrecy.Readers) > 0 {
				t.Errorf("%s: it tells who else may read", name)
			}
		}
	}
	c := taped(50 * time.Minute)
	c.Recording.Concealed = append(c.Recording.Concealed, conceal(clock(10, 0), clock(12, 0)))
	if got := minutes.PublicSound(c, func(conference.AudioFile) bool { return false })[0]; got.Why != minutes.SoundFormat || got.Quiet != nil {
		t.Errorf("a format that cannot be silenced: %+v", got)
	}
}

// A place in the file is found with the pauses that are missing in it; where nobody can know whether they are, both places are silent.
func TestStretchesInAFile(t *testing.T) {
	t.Parallel()
	pause := conference.Pause{Span: conference.Span{Start: clock(10, 0), End: clock(15, 0)}}
	late, early := minutes.InFile{From: 15*time.Minute - time.Second, To: 16*time.Minute + time.Second}, minutes.InFile{From: 10*time.Minute - time.Second, To: 11*time.Minute + time.Second}
	for name, x := range map[string]struct {
		c    *conference.Conference
		want []minutes.InFile
	}{
		"no pause":                   {taped(50 * time.Minute), []minutes.InFile{late}},
		"the pause is in the file":   {taped(50*time.Minute, pause), []minutes.InFile{late}},
		"the pause is missing in it": {taped(45*time.Minute, pause), []minutes.InFile{early}},
		"the file was cut off":       {taped(30*time.Minute, pause), []minutes.InFile{late, early}},
		"its length is not known":    {taped(0, pause), []minutes.InFile{late, early}},
	} {
		x.c.Recording.Concealed = []conference.ConcealedSpan{{ID: "S1", From: clock(20, 0), To: clock(21, 0), Secrecy: marked}}
		if got := minutes.PublicSound(x.c, nil)[0].Stretches(x.c); !slices.Equal(got, x.want) {
			t.Errorf("%s: %v", name, got)
		}
	}
}
