package conference

import (
	"testing"
	"time"
)

func measureRows() []row {
	yes, no := true, false
	agree := &AgreeMeasure{ID: "A1", Text: "Sök Nyholma.", Owner: "kommun-a", Due: hhmm("20:30")}
	agreed := func(more ...Command) []Command { return atItem("p2", append([]Command{agree}, more...)...) }
	later := hhmm("21:45")
	expects := func(want time.Time) func(*testing.T, *Conference) {
		return func(t *testing.T, c *Conference) {
			if x, _ := c.Measure("A1"); !x.Expected().Equal(want) || x.Late(want) || !x.Late(want.Add(time.Minute)) {
				t.Errorf("expected %v, not %v", x.Expected(), want)
			}
		}
	}
	unowned := &WriteNote{ID: "U1", Kind: NoteUnowned, Content: Content{Text: "x"}}
	acceptance := func(want *bool) func(*testing.T, *Conference) {
		return func(t *testing.T, c *Conference) {
			x, _ := c.Measure("A1")
			if (x.Accepted == nil) != (want == nil) || want != nil && *x.Accepted != *want || (x.Accepted == nil) != x.AcceptedAt.IsZero() {
				t.Errorf("accepted %v at %v", x.Accepted, x.AcceptedAt)
			}
		}
	}
	rows := []row{
		{name: "agreed", given: atItem("p2", unowned), when: &AgreeMeasure{Text: "Bommar.\r\n", Actor: "smhi", Owner: "kommun-a", Due: hhmm("22:00"), Accepted: &yes, Matches: []string{"U1"}, Resolves: "U1", Secrecy: marked()},
			then: []Event{&MeasureAgreed{ID: "A1", Item: "p2", Text: "Bommar.", Actor: "smhi", Owner: "kommun-a", Due: hhmm("22:00"), Accepted: &yes, Status: MeasureOpen, Matches: []string{"U1"}, Resolves: "U1", Secrecy: marked()}},
			check: func(t *testing.T, c *Conference) {
				if u, _ := c.Note("U1"); c.OwnerOf(*u) != "kommun-a" || len(c.MatchedBy("U1")) != 1 {
					t.Error("the problem is not settled by it")
				}
			}},
		{name: "that follows from a decision, by the host", given: decided(), when: &AgreeMeasure{Text: "x", Owner: "lst", Follows: "D1", Status: MeasureOngoing},
			then: []Event{&MeasureAgreed{ID: "A1", Item: "p3", Text: "x", Owner: "lst", Status: MeasureOngoing, Follows: "D1"}}},
		{name: "already so", given: agreed(), when: agree},
		{name: "already so, under another item now", given: agreed(&StartItem{Item: "p3"}), when: agree},
		{name: "other details under the same id", given: agreed(), when: &AgreeMeasure{ID: "A1", Text: "Sök Nyholma.", Owner: "kommun-a", Due: hhmm("20:30"), Accepted: &yes}, code: "note.id-taken"},
		{name: "the id of a note", given: atItem("p2", unowned), when: &AgreeMeasure{ID: "U1", Text: "x", Owner: "lst"}, code: "note.id-taken"},
		{name: "an id that is none", given: rolled(), when: &AgreeMeasure{ID: "A/1", Text: "x", Owner: "lst"}, code: "id.invalid"},
		{name: "without words", given: rolled(), when: &AgreeMeasure{Owner: "lst"}, code: "text.empty"},
		{name: "by nobody", given: rolled(), when: &AgreeMeasure{Text: "x"}, code: "measure.no-owner"},
		{name: "by somebody not invited", given: rolled(), when: &AgreeMeasure{Text: "x", Owner: "msb"}, code: "participant.unknown"},
		{name: "in no state", given: rolled(), when: &AgreeMeasure{Text: "x", Owner: "lst", Status: "kanske"}, code: "measure.status"},
		{name: "for what is not there", given: rolled(), when: &AgreeMeasure{Text: "x", Owner: "lst", Matches: []string{"B1"}}, code: "note.unknown"},
		{name: "settles what is no unowned problem", given: agreed(), when: &AgreeMeasure{Text: "x", Owner: "lst", Resolves: "A1"}, code: "unowned.unknown"},
		{name: "under no such item", given: rolled(), when: &AgreeMeasure{Item: "p9", Text: "x", Owner: "lst"}, code: "agenda.item-unknown"},
		{name: "marked without owner", given: rolled(), when: &AgreeMeasure{Text: "x", Owner: "lst", Secrecy: Secrecy{Ground: "OSL 18 kap. 13 §"}}, code: "secrecy.no-owner"},
		{name: "too many matches", given: rolled(), when: &AgreeMeasure{Text: "x", Owner: "lst", Matches: make([]string, MaxParts+1)}, code: "list.too-long"},

		{name: "another owner: it is asked", given: agreed(&AcceptMeasure{ID: "A1", Accepted: true}), when: &ReviseMeasure{ID: "A1", Text: "Sök Nyholma.", Owner: "kommun-b", Due: hhmm("20:30")},
			then: []Event{&MeasureRevised{ID: "A1", Text: "Sök Nyholma.", Owner: "kommun-b", Due: hhmm("20:30")}}, check: acceptance(nil)},
		{name: "another owner that has said yes", given: agreed(), when: &ReviseMeasure{ID: "A1", Text: "Sök Nyholma.", Owner: "kommun-b", Accepted: &yes},
			then: []Event{&MeasureRevised{ID: "A1", Text: "Sök Nyholma.", Owner: "kommun-b", Accepted: &yes}}, check: acceptance(&yes)},
		{name: "other words: the acceptance stands", given: agreed(&AcceptMeasure{ID: "A1", Accepted: true}), when: &ReviseMeasure{ID: "A1", Text: "Sök Nyholma kommun.", Owner: "kommun-a", Due: hhmm("20:30")},
			then: []Event{&MeasureRevised{ID: "A1", Text: "Sök Nyholma kommun.", Owner: "kommun-a", Due: hhmm("20:30"), Accepted: &yes}}, check: func(t *testing.T, c *Conference) {
				x, _ := c.Measure("A1")
				if len(x.Revisions) != 1 || x.Revisions[0].Text != "Sök Nyholma." || len(x.Origin) != 3 {
					t.Errorf("%+v", x)
				}
			}},
		{name: "already so", given: agreed(), when: &ReviseMeasure{ID: "A1", Text: "Sök Nyholma. ", Owner: "kommun-a", Due: hhmm("20:30")}},
		{name: "not there", given: rolled(), when: &ReviseMeasure{ID: "A1", Text: "x", Owner: "lst"}, code: "measure.unknown"},
		{name: "by nobody", given: agreed(), when: &ReviseMeasure{ID: "A1", Text: "x"}, code: "measure.no-owner"},
		{name: "for what is not there", given: agreed(), when: &ReviseMeasure{ID: "A1", Text: "x", Owner: "lst", Follows: "D1"}, code: "note.unknown"},

		{name: "taken on", given: agreed(), when: &AcceptMeasure{ID: "A1", Accepted: true}, then: []Event{&MeasureAccepted{ID: "A1", Accepted: true}}, check: acceptance(&yes)},
		{name: "turned down", given: agreed(&AcceptMeasure{ID: "A1", Accepted: true}), when: &AcceptMeasure{ID: "A1", Reason: "Vi har inga fordon."},
			then: []Event{&MeasureAccepted{ID: "A1", Reason: "Vi har inga fordon."}}, check: acceptance(&no)},
		{name: "already so", given: agreed(&AcceptMeasure{ID: "A1", Accepted: true}), when: &AcceptMeasure{ID: "A1", Accepted: true}},
		{name: "turned down without a reason", given: agreed(), when: &AcceptMeasure{ID: "A1"}, code: "text.empty"},
		{name: "not there", given: rolled(), when: &AcceptMeasure{ID: "A1", Accepted: true}, code: "measure.unknown"},

		{name: "done, long after", given: append(agreed(&AcceptMeasure{ID: "A1", Accepted: true}), &CloseMeeting{}, &CheckMinutes{Version: 1}, &ApproveMinutes{Version: 1}), when: &ReportMeasure{ID: "A1", Status: MeasureDone, Text: "Nåddes kl. 20.10."},
			then: []Event{&MeasureReported{ID: "A1", Status: MeasureDone, Text: "Nåddes kl. 20.10."}}},
		{name: "already so", given: agreed(&ReportMeasure{ID: "A1", Status: MeasureOngoing, Text: "x"}), when: &ReportMeasure{ID: "A1", Status: MeasureOngoing, Text: "x"}},
		{name: "a new time", given: agreed(), when: &ReportMeasure{ID: "A1", Status: MeasureOngoing, Due: later}, then: []Event{&MeasureReported{ID: "A1", Status: MeasureOngoing, Due: later}}, check: expects(later)},
		{name: "the same new time", given: agreed(&ReportMeasure{ID: "A1", Status: MeasureOngoing, Due: later}), when: &ReportMeasure{ID: "A1", Status: MeasureOngoing, Due: later}},
		{name: "a later word on it without a time", given: agreed(&ReportMeasure{ID: "A1", Status: MeasureOngoing, Due: later}), when: &ReportMeasure{ID: "A1", Status: MeasureOngoing, Text: "Föraren är sen."},
			then: []Event{&MeasureReported{ID: "A1", Status: MeasureOngoing, Text: "Föraren är sen."}}, check: expects(later)},
		{name: "agreed anew after it", given: agreed(&ReportMeasure{ID: "A1", Status: MeasureOngoing, Due: later}), when: &ReviseMeasure{ID: "A1", Text: "x", Owner: "lst", Due: later.Add(time.Hour)},
			then: []Event{&MeasureRevised{ID: "A1", Text: "x", Owner: "lst", Due: later.Add(time.Hour)}}, check: expects(later.Add(time.Hour))},
		{name: "dropped without a reason", given: agreed(), when: &ReportMeasure{ID: "A1", Status: MeasureDropped}, code: "text.empty"},
		{name: "in no state", given: agreed(), when: &ReportMeasure{ID: "A1"}, code: "measure.status"},
		{name: "not there", given: rolled(), when: &ReportMeasure{ID: "A1", Status: MeasureDone}, code: "measure.unknown"},

		{name: "a measure is done", given: atItem("p2"), when: &FollowUp{Conference: "konf-1", ID: "A4", Status: FollowDone, Text: "Levererat."},
			then: []Event{&FollowedUp{Conference: "konf-1", ID: "A4", Status: FollowDone, Text: "Levererat."}}, check: func(t *testing.T, c *Conference) {
				if c.FollowUps[0].Item != "p2" || c.followStatus("konf-1", "A4") != FollowDone {
					t.Errorf("%+v", c.FollowUps)
				}
			}},
		{name: "a parked matter goes on", given: rolled(), when: &FollowUp{Conference: "konf-1", ID: "P1", Status: FollowHolds}, then: []Event{&FollowedUp{Conference: "konf-1", ID: "P1", Status: FollowHolds}}},
		{name: "changes again", given: rolled(&FollowUp{Conference: "konf-1", ID: "P1", Status: FollowHolds}), when: &FollowUp{Conference: "konf-1", ID: "P1", Status: FollowEnded}, then: []Event{&FollowedUp{Conference: "konf-1", ID: "P1", Status: FollowEnded}}},
		{name: "already so", given: rolled(&FollowUp{Conference: "konf-1", ID: "P1", Status: FollowHolds}), when: &FollowUp{Conference: "konf-1", ID: "P1", Status: FollowHolds}},
		{name: "what was not carried over", given: rolled(), when: &FollowUp{Conference: "konf-1", ID: "A9", Status: FollowDone}, code: "carried.unknown"},
		{name: "in no state", given: rolled(), when: &FollowUp{Conference: "konf-1", ID: "A4", Status: "väl"}, code: "carried.status"},
	}
	for _, cmd := range []Command{&AgreeMeasure{Text: "x", Owner: "lst"}, &ReviseMeasure{ID: "A1", Text: "x", Owner: "lst"}, &FollowUp{Conference: "konf-1", ID: "A4", Status: FollowDone}} {
		rows = append(rows, inPhases(cmd, onlyRecord)...)
	}
	rows = append(rows, inPhases(&AcceptMeasure{ID: "A1", Accepted: true}, beforeApproval)...)
	return append(rows, inPhases(&ReportMeasure{ID: "A1", Status: MeasureDone}, anyTime)...)
}

// What the caller does with its own yes does not change what was agreed.
func TestAcceptanceIsNotShared(t *testing.T) {
	yes := true
	s := tell(t, rolled(&AgreeMeasure{Text: "x", Owner: "lst", Accepted: &yes})...)
	yes = false
	if x, _ := s.c.Measure("A1"); !*x.Accepted {
		t.Error("the owner's acceptance was taken back from outside")
	}
}

func TestMeasureLate(t *testing.T) {
	for _, c := range []struct {
		due    time.Time
		status MeasureStatus
		want   bool
	}{{hhmm("18:00"), MeasureOpen, true}, {hhmm("18:00"), MeasureDone, false}, {hhmm("18:00"), MeasureDropped, false}, {hhmm("20:00"), MeasureOpen, false}, {time.Time{}, MeasureOpen, false}} {
		if got := (Measure{Due: c.due, Status: c.status}).Late(hhmm("19:00")); got != c.want {
			t.Errorf("due %v, %s: late %v", c.due, c.status, got)
		}
	}
}
