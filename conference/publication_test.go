package conference

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// finished is a conference with something of everything, its minutes approved.
func finished(more ...Command) []Command {
	return append(decided(&WriteNote{ID: "I1", Kind: NoteInformation, Content: Content{Actor: "smhi", Text: "Snö."}},
		&AgreeMeasure{ID: "A1", Text: "Sök Nyholma.", Owner: "kommun-a", Due: hhmm("20:30"), Status: MeasureDone},
		&PlanNext{NextMeeting{Text: "I morgon.", Start: hhmm("18:00").AddDate(0, 0, 1)}},
		&CloseMeeting{}, &CheckMinutes{Version: 1}, &ApproveMinutes{Version: 1}), more...)
}

func publicationRows() []row {
	files := []PublishedFile{{Name: "minnesanteckningar.pdf", Digest: someDigest, Size: 7, MediaType: "application/pdf"}}
	correct := func(target, field, is string) *CorrectMinutes {
		return &CorrectMinutes{Target: target, Field: field, Is: is, Reason: "Felskrivet."}
	}
	corrected := func(target, field, was, is string) []Event {
		return []Event{&MinutesCorrected{Target: target, Field: field, Was: was, Is: is, Reason: "Felskrivet."}}
	}
	fixed := finished(correct("I1", "text", "Regn."))
	rows := []row{
		{name: "checked", given: closed(), when: &CheckMinutes{Version: 1}, then: []Event{&MinutesChecked{Version: 1}}},
		{name: "checked once more, with a remark", given: closed(&CheckMinutes{Version: 1}), when: &CheckMinutes{Version: 1, Remark: " Punkt 3. "}, then: []Event{&MinutesChecked{Version: 1, Remark: "Punkt 3."}}},
		{name: "already so", given: closed(&CheckMinutes{Version: 1}), when: &CheckMinutes{Version: 1}},
		{name: "not closed", given: rolled(), when: &CheckMinutes{Version: 1}, code: "minutes.meeting-not-closed"},
		{name: "no such version", given: closed(), when: &CheckMinutes{Version: 2}, code: "minutes.version"},
		{name: "the version before", given: fixed, when: &CheckMinutes{Version: 1}, code: "minutes.version"},
		{name: "approved", given: approved(), when: &CheckMinutes{Version: 1}, code: "minutes.approved"},
		{name: "before the close", given: closed(), when: &CheckMinutes{Version: 1}, after: -time.Second, code: "time.out-of-order"},

		{name: "approved", given: closed(&CheckMinutes{Version: 1}), when: &ApproveMinutes{Version: 1}, then: []Event{&MinutesApproved{Version: 1}}, check: func(t *testing.T, c *Conference) {
			if c.Phase != Approved || c.Version().Approved.Seq != c.Seq || c.Version().Approved.Role != Leader {
				t.Errorf("%q %+v", c.Phase, c.Version().Approved)
			}
		}},
		{name: "already so", given: approved(), when: &ApproveMinutes{Version: 1}},
		{name: "not checked", given: closed(), when: &ApproveMinutes{Version: 1}, code: "minutes.not-checked"},
		{name: "changed after the check", given: closed(&CheckMinutes{Version: 1}, &WriteNote{Kind: NoteInformation, Content: Content{Text: "Efteråt."}}), when: &ApproveMinutes{Version: 1}, code: "minutes.changed-since-check"},
		{name: "changed, and checked anew by the same", given: closed(&CheckMinutes{Version: 1}, &WriteNote{Kind: NoteInformation, Content: Content{Text: "Efteråt."}}, &CheckMinutes{Version: 1}), when: &ApproveMinutes{Version: 1},
			then: []Event{&MinutesApproved{Version: 1}}},
		{name: "marked, reported and evaluated after the check", given: append(decided(&AgreeMeasure{ID: "A1", Text: "x", Owner: "lst", Status: MeasureOngoing}), &CloseMeeting{Carry: []string{"A1"}}, &CheckMinutes{Version: 1},
			&MarkSecrecy{ID: "A1", Secrecy: marked()}, &ReportMeasure{ID: "A1", Status: MeasureDone}, &Evaluate{Leading: 5}), when: &ApproveMinutes{Version: 1}, then: []Event{&MinutesApproved{Version: 1}}},
		{name: "not closed", given: rolled(), when: &ApproveMinutes{Version: 1}, code: "minutes.meeting-not-closed"},
		{name: "no such version", given: closed(), when: &ApproveMinutes{}, code: "minutes.version"},
		{name: "before the check", given: closed(&CheckMinutes{Version: 1}), when: &ApproveMinutes{Version: 1}, after: -time.Second, code: "time.out-of-order"},

		{name: "in an area", given: approved(), when: &PublishMinutes{Version: 1, Area: "yta-sno", Files: files}, then: []Event{&MinutesPublished{Version: 1, Area: "yta-sno", Files: files}}, check: func(t *testing.T, c *Conference) {
			if c.Phase != Published {
				t.Errorf("%q", c.Phase)
			}
		}},
		{name: "in another place too", given: approved(&PublishMinutes{Version: 1, Area: "yta-sno"}), when: &PublishMinutes{Version: 1, Channel: "WIS"}, then: []Event{&MinutesPublished{Version: 1, Channel: "WIS"}}},
		{name: "already so", given: approved(&PublishMinutes{Version: 1, Area: "yta-sno", Files: files}), when: &PublishMinutes{Version: 1, Area: "yta-sno", Files: files}},
		{name: "not approved", given: closed(&CheckMinutes{Version: 1}), when: &PublishMinutes{Version: 1, Area: "yta-sno"}, code: "minutes.not-approved"},
		{name: "a correction not approved", given: fixed, when: &PublishMinutes{Version: 2, Area: "yta-sno"}, code: "minutes.not-approved"},
		{name: "no such version", given: approved(), when: &PublishMinutes{Version: 3, Area: "yta-sno"}, code: "minutes.version"},
		{name: "nowhere", given: approved(), when: &PublishMinutes{Version: 1}, code: "minutes.publish-where"},
		{name: "a file without checksum", given: approved(), when: &PublishMinutes{Version: 1, Area: "x", Files: []PublishedFile{{Name: "a.pdf"}}}, code: "file.digest"},
		{name: "a file whose name climbs", given: approved(), when: &PublishMinutes{Version: 1, Area: "x", Files: []PublishedFile{{Name: "../a.pdf", Digest: someDigest}}}, code: "file.name"},
		{name: "before the approval", given: approved(), when: &PublishMinutes{Version: 1, Area: "x"}, after: -time.Second, code: "time.out-of-order"},

		{name: "a note's text", given: finished(), when: correct("I1", "text", "Regn.\r\n"), then: corrected("I1", "text", "Snö.", "Regn."), check: func(t *testing.T, c *Conference) {
			n, _ := c.Note("I1")
			v := c.Version()
			if n.Text != "Regn." || n.Revisions[0].Content.Text != "Snö." || v.Number != 2 || v.Approved != nil || len(v.Corrections) != 1 || len(c.Minutes.Versions) != 2 {
				t.Errorf("%+v %+v", n, v)
			}
			if c.Minutes.Versions[0].Approved == nil || c.Phase != Approved {
				t.Error("the first version is no longer approved")
			}
		}},
		{name: "who said it", given: finished(), when: correct("I1", "actor", "mcf"), then: corrected("I1", "actor", "smhi", "mcf")},
		{name: "a measure's text", given: finished(), when: correct("A1", "text", "Sök Rassjö."), then: corrected("A1", "text", "Sök Nyholma.", "Sök Rassjö.")},
		{name: "a measure's owner", given: finished(), when: correct("A1", "owner", "kommun-b"), then: corrected("A1", "owner", "kommun-a", "kommun-b")},
		{name: "a measure's time", given: finished(), when: correct("A1", "due", "2027-01-06T22:30:00+01:00"), then: corrected("A1", "due", "2027-01-06T20:30:00Z", "2027-01-06T22:30:00+01:00"),
			check: func(t *testing.T, c *Conference) {
				if x, _ := c.Measure("A1"); !x.Due.Equal(hhmm("21:30")) {
					t.Errorf("due %v", x.Due)
				}
			}},
		{name: "the same time in another zone", given: finished(), when: correct("A1", "due", "2027-01-06T21:30:00+01:00")},
		{name: "a participant's function", given: finished(), when: correct("kommun-b/vatten", "function", "Driftingenjör"), then: corrected("kommun-b/vatten", "function", "Driftchef", "Driftingenjör")},
		{name: "a participant's attendance", given: finished(), when: correct("kommun-c", "status", "present"), then: corrected("kommun-c", "status", "absent", "present"), check: func(t *testing.T, c *Conference) {
			if c.Here("kommun-c") != Present {
				t.Error("still absent")
			}
		}},
		{name: "a stance", given: finished(), when: correct("D1/kommun-a", "stance", "reserves"), then: corrected("D1/kommun-a", "stance", "stands-behind", "reserves"), check: func(t *testing.T, c *Conference) {
			if d, _ := c.Decision("D1"); d.Stances["kommun-a"].Kind != Reserve || d.Settled.Outcome != Adopted {
				t.Errorf("%+v", d)
			}
		}},
		{name: "a stance's reason", given: finished(), when: correct("D1/kommun-a", "reason", "Skolskjutsen."), then: corrected("D1/kommun-a", "reason", "", "Skolskjutsen.")},
		{name: "the next meeting's time", given: finished(), when: correct("next", "start", "2027-01-07T14:00:00+01:00"), then: corrected("next", "start", "2027-01-07T18:00:00Z", "2027-01-07T14:00:00+01:00"), check: func(t *testing.T, c *Conference) {
			if !c.Next.Start.Equal(hhmm("13:00").AddDate(0, 0, 1)) || c.Next.Text != "I morgon." {
				t.Errorf("%+v", c.Next)
			}
		}},
		{name: "the next meeting's end", given: finished(), when: correct("next", "end", "2027-01-07T20:00:00+01:00"), then: corrected("next", "end", "", "2027-01-07T20:00:00+01:00")},
		{name: "what is said of the next meeting", given: finished(), when: correct("next", "text", "I övermorgon."), then: corrected("next", "text", "I morgon.", "I övermorgon.")},
		{name: "two corrections in one version", given: fixed, when: correct("A1", "text", "x"), then: corrected("A1", "text", "Sök Nyholma.", "x"), check: func(t *testing.T, c *Conference) {
			if v := c.Version(); v.Number != 2 || len(v.Corrections) != 2 {
				t.Errorf("%+v", v)
			}
		}},
		{name: "already so", given: finished(), when: correct("I1", "text", " Snö. ")},
		{name: "not approved", given: closed(), when: correct("I1", "text", "x"), code: "minutes.not-approved"},
		{name: "not closed", given: rolled(), when: correct("I1", "text", "x"), code: "minutes.not-approved"},
		{name: "without a reason", given: finished(), when: &CorrectMinutes{Target: "I1", Field: "text", Is: "x"}, code: "text.empty"},
		{name: "to nothing", given: finished(), when: correct("I1", "text", ""), code: "text.empty"},
		{name: "what is not there", given: finished(), when: correct("I9", "text", "x"), code: "note.unknown"},
		{name: "a field that a note has not", given: finished(), when: correct("I1", "due", "x"), code: "correction.field"},
		{name: "a field that a measure has not", given: finished(), when: correct("A1", "status", "x"), code: "correction.field"},
		{name: "a field that a participant has not", given: finished(), when: correct("smhi", "text", "x"), code: "correction.field"},
		{name: "a field that a stance has not", given: finished(), when: correct("D1/smhi", "text", "x"), code: "correction.field"},
		{name: "a field that the next meeting has not", given: finished(), when: correct("next", "title", "x"), code: "correction.field"},
		{name: "the next meeting, when there is none", given: approved(), when: correct("next", "text", "x"), code: "note.unknown"},
		{name: "what was decided", given: finished(), when: correct("D1", "text", "x"), code: "correction.decision"},
		{name: "a time that is none", given: finished(), when: correct("A1", "due", "i kväll"), code: "correction.time"},
		{name: "an owner not invited", given: finished(), when: correct("A1", "owner", "msb"), code: "participant.unknown"},
		{name: "an attendance that is none", given: finished(), when: correct("smhi", "status", "halv"), code: "rollcall.status"},
		{name: "a stance that is none", given: finished(), when: correct("D1/smhi", "stance", "kanske"), code: "decision.stance"},
		{name: "the stance of nobody", given: finished(), when: correct("D1/msb", "stance", "reserves"), code: "note.unknown"},
		{name: "before the approval", given: finished(), when: correct("I1", "text", "x"), after: -time.Hour, code: "time.out-of-order"},
	}
	for _, cmd := range []Command{&CheckMinutes{Version: 1}, &ApproveMinutes{Version: 1}, &PublishMinutes{Version: 1, Area: "x"}, correct("I1", "text", "x")} {
		rows = append(rows, inPhases(cmd, anyTime)...)
	}
	return rows
}

// A correction begins a version that goes the whole way again; a check made before a further correction is no check of it.
func TestCorrectedVersionGoesTheWholeWay(t *testing.T) {
	s := tell(t, finished(&PublishMinutes{Version: 1, Area: "yta-sno"}, &CorrectMinutes{Target: "I1", Field: "text", Is: "Regn.", Reason: "Felskrivet."})...)
	if s.c.Phase != Published {
		t.Fatalf("%q: version 1 is still published", s.c.Phase)
	}
	s.refused(&WriteNote{Kind: NoteInformation, Content: Content{Text: "x"}}, "minutes.approved").refused(&ApproveMinutes{Version: 2}, "minutes.not-checked")
	s.do(&CheckMinutes{Version: 2}).do(&CorrectMinutes{Target: "A1", Field: "text", Is: "x", Reason: "y"}).refused(&ApproveMinutes{Version: 2}, "minutes.not-checked")
	s.do(&CheckMinutes{Version: 2}).do(&ApproveMinutes{Version: 2}).refused(&PublishMinutes{Version: 1, Area: "yta-sno"}, "minutes.version")
	s.do(&PublishMinutes{Version: 2, Area: "yta-sno"}).do(&CorrectMinutes{Target: "I1", Field: "text", Is: "Hagel.", Reason: "z"})
	if v := s.c.Version(); v.Number != 3 || len(s.c.Minutes.Versions[1].Corrections) != 2 || !slices.Equal(v.Corrections, []Correction{{Target: "I1", Field: "text", Was: "Regn.", Is: "Hagel.", Reason: "z", At: s.now, By: "m-leader"}}) {
		t.Errorf("%+v", v)
	}
}

// A reopened meeting is closed into a first version again, and remarks on the old one are gone.
func TestReopenedMeetingHasOneVersion(t *testing.T) {
	s := tell(t, closed(&CheckMinutes{Version: 1, Remark: "Det fattas något."}, &ReopenMeeting{Reason: "En punkt till."}, &StartItem{Item: "p2"}, &CloseMeeting{})...)
	if diff := cmp.Diff([]MinutesVersion{{Number: 1, At: s.now}}, s.c.Minutes.Versions); diff != "" {
		t.Error(diff)
	}
	s.refused(&ApproveMinutes{Version: 1}, "minutes.not-checked")
}
