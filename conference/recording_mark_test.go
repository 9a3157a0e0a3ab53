package conference

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func markRows(running func(more ...Command) []Command, file AudioFile) []row {
	attached := running(&StopRecording{}, &AttachRecording{File: file})
	rows := []row{
		{name: "marked", given: running(), when: &BookmarkRecording{Label: "Ägaren till vattnet.\n"}, then: []Event{&RecordingBookmarked{ID: "M1", Label: "Ägaren till vattnet."}}},
		{name: "marked without words", given: running(&StartItem{Item: "p2"}, &BookmarkRecording{}), when: &BookmarkRecording{}, after: time.Second, then: []Event{&RecordingBookmarked{ID: "M2", Item: "p2"}}},
		{name: "marked in a pause", given: running(&PauseRecording{}), when: &BookmarkRecording{ID: "m"}, then: []Event{&RecordingBookmarked{ID: "m"}}},
		{name: "marked without network, and come when it is over", given: running(&StopRecording{}, &CloseMeeting{}), when: &BookmarkRecording{ID: "M7"}, after: -90 * time.Second,
			then: []Event{&RecordingBookmarked{ID: "M7"}}, check: func(t *testing.T, c *Conference) {
				if x, ok := c.Recording.Mark("M7"); !ok || x.At.After(c.Recording.Runs[0].End) || x.By != "m-leader" {
					t.Errorf("%+v", c.Recording)
				}
			}},
		{name: "an earlier one comes later", given: running(&StartItem{Item: "p1"}, &StartItem{Item: "p2"}, &BookmarkRecording{Label: "b"}), when: &BookmarkRecording{Label: "a"}, after: -90 * time.Second,
			then: []Event{&RecordingBookmarked{ID: "M2", Label: "a", Item: "p1"}}, check: func(t *testing.T, c *Conference) {
				if c.Recording.Marks[0].Label != "a" {
					t.Errorf("%+v", c.Recording.Marks)
				}
			}},
		{name: "another moment under the same id", given: running(&BookmarkRecording{ID: "M1"}), when: &BookmarkRecording{ID: "M1"}, after: time.Second, code: "recording.mark-taken"},
		{name: "before anything was recorded", given: running(), when: &BookmarkRecording{}, after: -time.Hour, code: "recording.not-recorded-then"},
		{name: "after the stop", given: running(&StopRecording{}), when: &BookmarkRecording{}, after: time.Second, code: "recording.not-recorded-then"},
		{name: "nothing recorded", given: rolled(), when: &BookmarkRecording{}, code: "recording.not-recorded-then"},
		{name: "on two lines", given: running(), when: &BookmarkRecording{Label: "a\nb"}, code: "text.line-break"},
		{name: "an id that is no key", given: running(), when: &BookmarkRecording{ID: "a b"}, code: "id.invalid"},

		{name: "moved in time", given: attached, when: &AlignRecording{Digest: someDigest, StartsAt: hhmm("17:15")}, then: []Event{&RecordingAligned{Digest: someDigest, StartsAt: hhmm("17:15")}},
			check: func(t *testing.T, c *Conference) {
				if f, _ := c.Recording.File(someDigest); !f.StartsAt.Equal(hhmm("17:15")) {
					t.Errorf("%+v", f)
				}
			}},
		{name: "already so", given: attached, when: &AlignRecording{Digest: someDigest, StartsAt: hhmm("17:16").In(time.FixedZone("CET", 3600))}},
		{name: "another file", given: attached, when: &AlignRecording{Digest: otherDigest, StartsAt: hhmm("17:15")}, code: "recording.unknown-file"},
		{name: "no file", given: attached, when: &AlignRecording{StartsAt: hhmm("17:15")}, code: "recording.unknown-file"},
		{name: "no time", given: attached, when: &AlignRecording{Digest: someDigest}, code: "recording.no-start"},
		{name: "the day before", given: attached, when: &AlignRecording{Digest: someDigest, StartsAt: hhmm("17:16").AddDate(0, 0, -1)}, code: "recording.not-recorded-then"},
	}
	rows = append(rows, inPhases(&AlignRecording{}, onlyRecord)...)
	return append(rows, inPhases(&BookmarkRecording{}, onlyRecord)...)
}

func concealRows(running func(more ...Command) []Command, file AudioFile) []row {
	span := &ConcealRecording{From: hhmm("17:16"), To: hhmm("17:17"), Secrecy: marked()}
	is := func(id string, cmd *ConcealRecording) []Event {
		return []Event{&RecordingConcealed{ID: id, From: cmd.From, To: cmd.To, Secrecy: cmd.Secrecy}}
	}
	wider := &ConcealRecording{ID: "S1", From: hhmm("17:10"), To: hhmm("17:40"), Secrecy: marked()}
	again := &ConcealRecording{From: hhmm("17:18"), To: hhmm("17:19"), Secrecy: marked()}
	elsewhere := file
	elsewhere.StartsAt = hhmm("12:00")
	early := &ConcealRecording{From: hhmm("12:01"), To: hhmm("12:02"), Secrecy: marked()}
	rows := []row{
		{name: "concealed", given: running(), when: span, then: is("S1", span)},
		{name: "concealed after approval", given: running(&StopRecording{}, &CloseMeeting{}, &CheckMinutes{Version: 1}, &ApproveMinutes{Version: 1}), when: span, then: is("S1", span)},
		{name: "made wider", given: running(span), when: wider, then: is("S1", wider), check: func(t *testing.T, c *Conference) {
			if len(c.Recording.Concealed) != 1 || !c.Recording.Concealed[0].To.Equal(hhmm("17:40")) {
				t.Errorf("%+v", c.Recording.Concealed)
			}
		}},
		{name: "opened", given: running(span), when: &ConcealRecording{ID: "S1"}, then: is("S1", &ConcealRecording{}), check: func(t *testing.T, c *Conference) {
			if c.Recording.Concealed != nil {
				t.Errorf("%+v", c.Recording.Concealed)
			}
		}},
		{name: "an opened one's id is not used again", given: running(span, &ConcealRecording{ID: "S1"}), when: again, then: is("S2", again)},
		{name: "in a file made elsewhere", given: running(&AttachRecording{File: elsewhere}), when: early, then: is("S1", early)},
		{name: "already so", given: running(span), when: span},
		{name: "already so by id, in another zone", given: running(span), when: &ConcealRecording{ID: "S1", From: span.From.In(time.FixedZone("CET", 3600)), To: span.To, Secrecy: marked()}},
		{name: "opened, and not known", given: running(), when: &ConcealRecording{ID: "S1"}, code: "recording.unknown-span"},
		{name: "without end", given: running(), when: &ConcealRecording{From: hhmm("17:16"), Secrecy: marked()}, code: "recording.span"},
		{name: "backwards", given: running(), when: &ConcealRecording{From: hhmm("17:17"), To: hhmm("17:16"), Secrecy: marked()}, code: "recording.span"},
		{name: "before anything was recorded", given: running(), when: early, code: "recording.not-recorded-then"},
		{name: "nothing recorded", given: planned(), when: span, code: "recording.not-recorded-then"},
		{name: "without ground", given: running(), when: &ConcealRecording{From: span.From, To: span.To, Secrecy: Secrecy{Owner: "lst"}}, code: "secrecy.no-ground"},
		{name: "an id that is no key", given: running(), when: &ConcealRecording{ID: "a b", From: span.From, To: span.To, Secrecy: marked()}, code: "id.invalid"},
	}
	return append(rows, inPhases(span, anyTime)...)
}

// The same wish once more, at the same moment, is the same mark.
func TestMarkOnce(t *testing.T) {
	for _, cmd := range []Command{&BookmarkRecording{ID: "m", Label: "a"}, &BookmarkRecording{Label: "a"}, &BookmarkRecording{}} {
		s := tell(t, rolled(&InformRecording{}, &StartRecording{}, cmd)...)
		if events, err := s.c.Decide(cmd, s.meta()); len(events) > 0 || err != nil {
			t.Errorf("%s: %v, %v", Encode(cmd), events, err)
		}
	}
}

func TestCovers(t *testing.T) {
	r := Recording{Runs: []RecordingRun{{Span: Span{Start: hhmm("18:00"), End: hhmm("18:10")}}, {Span: Span{Start: hhmm("18:20")}}},
		Files: []AudioFile{{StartsAt: hhmm("17:30"), Length: 10 * time.Minute}, {Length: time.Hour}}}
	got := map[string]bool{}
	for _, span := range [][2]string{{"17:29", "17:30"}, {"17:40", "17:45"}, {"17:41", "17:59"}, {"17:59", "18:00"}, {"18:05", "18:05"}, {"18:11", "18:19"}, {"18:10", "18:11"}, {"23:00", "23:01"}} {
		got[span[0]+"-"+span[1]] = r.Covers(hhmm(span[0]), hhmm(span[1]))
	}
	want := map[string]bool{"17:29-17:30": true, "17:40-17:45": true, "17:41-17:59": false, "17:59-18:00": true, "18:05-18:05": true, "18:11-18:19": false, "18:10-18:11": true, "23:00-23:01": true}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// What somebody called a moment is withheld as the item is, and as the stretch of sound that it stands in; the moment is not.
func TestMarksAndSpansForOthers(t *testing.T) {
	secret := Secrecy{Ground: "OSL 18 kap. 13 §", Owner: "lst", Readers: []string{"kommun-a"}}
	s := tell(t, rolled(&InformRecording{}, &StartRecording{})...)
	s.at("18:00").do(&StartItem{Item: "p2"}).at("18:01").do(&BookmarkRecording{Label: "Öppet."})
	inSpan := s.at("18:05").doSeqs(&BookmarkRecording{Label: "Hemligt."})
	s.at("18:06").do(&BookmarkRecording{}).do(&StartItem{Item: "p3"})
	underItem := s.at("18:20").doSeqs(&BookmarkRecording{Label: "Hemlig punkt."})
	was := s.c.Hiding()
	s.do(&MarkItemSecrecy{Item: "p3", Secrecy: secret}).do(&ConcealRecording{From: hhmm("18:04"), To: hhmm("18:07"), Secrecy: secret})
	if s.c.Hiding() == was {
		t.Error("what is hidden changed, and Hiding is the same")
	}
	hidden := s.c.Withheld("kommun-b")
	if !hidden[inSpan[0]] || !hidden[underItem[0]] {
		t.Errorf("of %v and %v, only %v are withheld", inSpan, underItem, hidden)
	}
	if got := s.c.Withheld("kommun-a"); len(got) != 0 {
		t.Errorf("kommun-a may read it all, and %v are withheld", got)
	}
	other := readBy(t, s.c, "kommun-b")
	var labels []string
	for _, x := range other.Recording.Marks {
		labels = append(labels, x.Label)
	}
	if diff := cmp.Diff([]string{"Öppet.", LeftOut, "", LeftOut}, labels); diff != "" {
		t.Error(diff)
	}
	want := []ConcealedSpan{{ID: "S1", From: hhmm("18:04"), To: hhmm("18:07"), Secrecy: Secrecy{Ground: secret.Ground, Owner: "lst"}}}
	if diff := cmp.Diff(want, other.Recording.Concealed); diff != "" {
		t.Errorf("of a concealed stretch more or less is told than where it is, and its ground:\n%s", diff)
	}
	s.do(&ConcealRecording{ID: "S1"})
	if s.c.Withheld("kommun-b")[inSpan[0]] {
		t.Error("opened, and still withheld")
	}
}

// readBy is the conference as an actor is given it.
func readBy(t *testing.T, c *Conference, actor string) *Conference {
	t.Helper()
	data, err := Snapshot(c, Reading{Actor: actor, May: func(s Secrecy) bool { return s.ReadableBy(actor, c.Plan.Host) }})
	if err != nil {
		t.Fatal(err)
	}
	out, err := Restore(data)
	if err != nil {
		t.Fatal(err)
	}
	return out
}
