package conference

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"samverkan/internal/fault"
)

func meetingRows() []row {
	skipped := func(more ...Command) []Command {
		return opened(append([]Command{&SkipRollCall{Reason: "Vana deltagare."}}, more...)...)
	}
	rows := []row{
		{name: "opened", given: called(), when: &OpenLobby{Note: "Webb och telefon öppna."}, then: []Event{&LobbyOpened{Note: "Webb och telefon öppna."}},
			check: func(t *testing.T, c *Conference) {
				if c.Phase != Lobby || !c.Meeting.LobbyAt.Equal(hhmm("17:03")) {
					t.Errorf("%q at %v", c.Phase, c.Meeting.LobbyAt)
				}
			}},
		{name: "already so", given: inLobby(), when: &OpenLobby{}},

		{name: "from the lobby", given: inLobby(), when: &OpenMeeting{}, then: []Event{&MeetingOpened{}}, check: func(t *testing.T, c *Conference) {
			if c.Phase != Open || !c.Meeting.Ends.Equal(hhmm("19:00")) || len(c.Roles) != 2 {
				t.Errorf("%q, ends %v, %d roles", c.Phase, c.Meeting.Ends, len(c.Roles))
			}
		}},
		{name: "without lobby or invitation", given: planned(), when: &OpenMeeting{Note: "Larm."}, then: []Event{&MeetingOpened{Note: "Larm."}}},
		{name: "already so", given: opened(), when: &OpenMeeting{}},
		{name: "adjourned", given: skipped(&AdjournMeeting{}), when: &OpenMeeting{}, code: "meeting.adjourned"},
		{name: "closed", given: closed(), when: &OpenMeeting{}, code: "meeting.closed"},
		{name: "never planned", when: &OpenMeeting{}, code: "conference.unknown"},
		{name: "cancelled", given: cancelled(), when: &OpenMeeting{}, code: "conference.cancelled"},
		{name: "nobody invited", given: []Command{&PlanConference{Plan: changed(func(p *Plan) { p.Participants = nil })}}, when: &OpenMeeting{}, code: "meeting.nobody"},
		{name: "nothing to talk about", given: []Command{&PlanConference{Plan: changed(func(p *Plan) { p.Agenda = nil })}}, when: &OpenMeeting{}, code: "meeting.no-agenda"},
		{name: "before the lobby", given: inLobby(), when: &OpenMeeting{}, after: -time.Minute, code: "time.out-of-order"},

		{name: "adjourned", given: skipped(), when: &AdjournMeeting{Until: hhmm("17:30"), Reason: "Ny prognos väntas."},
			then: []Event{&MeetingAdjourned{Until: hhmm("17:30"), Reason: "Ny prognos väntas."}}, check: func(t *testing.T, c *Conference) {
				if c.Phase != Adjourned || len(c.Meeting.Breaks) != 1 || !c.Meeting.Breaks[0].End.IsZero() {
					t.Errorf("%q %+v", c.Phase, c.Meeting.Breaks)
				}
			}},
		{name: "while somebody speaks", given: skipped(&GrantFloor{Actor: "smhi"}), when: &AdjournMeeting{}, then: []Event{&FloorYielded{}, &MeetingAdjourned{}}},
		{name: "already so", given: skipped(&AdjournMeeting{Until: hhmm("17:30"), Reason: "Paus."}), when: &AdjournMeeting{Until: hhmm("17:30")}},
		{name: "the break is prolonged", given: skipped(&AdjournMeeting{Until: hhmm("17:30"), Reason: "Paus."}), when: &AdjournMeeting{Until: hhmm("17:45")},
			then: []Event{&MeetingAdjourned{Until: hhmm("17:45"), Reason: "Paus."}}, check: func(t *testing.T, c *Conference) {
				if len(c.Meeting.Breaks) != 1 || !c.Meeting.Breaks[0].Until.Equal(hhmm("17:45")) || !c.Meeting.Breaks[0].Start.Equal(hhmm("17:06")) {
					t.Errorf("%+v", c.Meeting.Breaks)
				}
			}},
		{name: "until before now", given: skipped(), when: &AdjournMeeting{Until: hhmm("17:00")}, code: "meeting.until-past"},
		{name: "while recording", given: skipped(&InformRecording{}, &StartRecording{}), when: &AdjournMeeting{}, code: "recording.running"},
		{name: "before the one who speaks began", given: skipped(&GrantFloor{Actor: "smhi"}), when: &AdjournMeeting{}, after: -time.Second, code: "time.out-of-order"},

		{name: "resumed", given: skipped(&AdjournMeeting{}), when: &ResumeMeeting{}, then: []Event{&MeetingResumed{}}, check: func(t *testing.T, c *Conference) {
			if c.Phase != Open || c.Meeting.Breaks[0].Length(time.Time{}) != time.Minute {
				t.Errorf("%q %+v", c.Phase, c.Meeting.Breaks)
			}
		}},
		{name: "already so", given: opened(), when: &ResumeMeeting{}},
		{name: "before it was broken off", given: skipped(&AdjournMeeting{}), when: &ResumeMeeting{}, after: -time.Second, code: "time.out-of-order"},

		{name: "extended", given: opened(), when: &ExtendMeeting{To: hhmm("19:30")}, then: []Event{&MeetingExtended{To: hhmm("19:30")}}, check: func(t *testing.T, c *Conference) {
			if !c.Meeting.Ends.Equal(hhmm("19:30")) || !c.Plan.End.Equal(hhmm("19:00")) {
				t.Errorf("ends %v, planned %v", c.Meeting.Ends, c.Plan.End)
			}
		}},
		{name: "already so", given: opened(), when: &ExtendMeeting{To: hhmm("19:00")}},
		{name: "to before now", given: opened(), when: &ExtendMeeting{To: hhmm("17:00")}, code: "meeting.end-past"},

		{name: "closed", given: rolled(), when: &CloseMeeting{Note: "KLART SLUT."}, then: []Event{&MeetingClosed{Note: "KLART SLUT."}}, check: func(t *testing.T, c *Conference) {
			if c.Phase != Closed || c.Version().Number != 1 || c.Meeting.ClosedBy != "m-leader" || c.Roles[0].End.IsZero() {
				t.Errorf("%q %+v", c.Phase, c.Meeting)
			}
		}},
		{name: "closed with an item and a speaker going on", given: atItem("p2", &GrantFloor{Actor: "smhi"}), when: &CloseMeeting{},
			then: []Event{&FloorYielded{}, &ItemFinished{Item: "p2"}, &MeetingClosed{}}},
		{name: "already so", given: closed(), when: &CloseMeeting{}},
		{name: "without a roll-call", given: opened(), when: &CloseMeeting{}, code: "close.unsettled"},
		{name: "a roll-call begun but not ended", given: opened(&OpenRollCall{}), when: &CloseMeeting{}, code: "close.unsettled"},
		{name: "while recording", given: rolled(&InformRecording{}, &StartRecording{}), when: &CloseMeeting{}, code: "close.unsettled"},
		{name: "something open, not carried", given: rolled(&WriteNote{Kind: NoteUnowned, Content: Content{Text: "Ingen äger det."}}), when: &CloseMeeting{}, code: "close.unsettled"},
		{name: "something open, carried over", given: rolled(&WriteNote{Kind: NoteUnowned, Content: Content{Text: "Ingen äger det."}}),
			when: &CloseMeeting{Carry: []string{"U1"}}, then: []Event{&MeetingClosed{Carry: []string{"U1"}}}},
		{name: "carries what is not open", given: rolled(), when: &CloseMeeting{Carry: []string{"U1"}}, code: "close.nothing-to-carry"},
		{name: "carries what must be settled", given: opened(), when: &CloseMeeting{Carry: []string{"rollcall"}}, code: "close.nothing-to-carry"},
		{name: "before a decision was taken", given: decided(), when: &CloseMeeting{}, after: -time.Second, code: "time.out-of-order"},
		{name: "before a role was handed over", given: rolled(&HandOverRole{Role: Leader, Actor: "kommun-a"}), when: &CloseMeeting{}, after: -time.Second, code: "time.out-of-order"},
		{name: "adjourned", given: skipped(&AdjournMeeting{}), when: &CloseMeeting{}, code: "meeting.adjourned"},
		{name: "never opened", given: inLobby(), when: &CloseMeeting{}, code: "meeting.not-open"},

		{name: "reopened", given: closed(), when: &ReopenMeeting{Reason: "Fel knapp."}, then: []Event{&MeetingReopened{Reason: "Fel knapp."}}, check: func(t *testing.T, c *Conference) {
			if c.Phase != Open || c.Version() != nil || !c.Meeting.Closed.IsZero() || !c.Roles[0].End.IsZero() || len(c.Meeting.Reopened) != 1 {
				t.Errorf("%q %+v", c.Phase, c.Meeting)
			}
		}},
		{name: "reopened after remarks", given: closed(&CheckMinutes{Version: 1, Remark: "Det fattas en punkt."}), when: &ReopenMeeting{Reason: "En punkt till."},
			then: []Event{&MeetingReopened{Reason: "En punkt till."}}},
		{name: "already so", given: opened(), when: &ReopenMeeting{Reason: "x"}},
		{name: "without a reason", given: closed(), when: &ReopenMeeting{}, code: "text.empty"},
		{name: "before it was closed", given: closed(), when: &ReopenMeeting{Reason: "x"}, after: -time.Second, code: "time.out-of-order"},
		{name: "approved", given: approved(), when: &ReopenMeeting{Reason: "x"}, code: "minutes.approved"},
		{name: "never opened", given: planned(), when: &ReopenMeeting{Reason: "x"}, code: "meeting.not-open"},
		{name: "adjourned", given: skipped(&AdjournMeeting{}), when: &ReopenMeeting{Reason: "x"}, code: "meeting.adjourned"},

		{name: "the leader drops out", given: rolled(), when: &HandOverRole{Role: Leader, Actor: "lst", Function: "TiB", Member: "m-tib", Reason: "Tappade nätet."},
			then: []Event{&RoleHandedOver{Role: Leader, Actor: "lst", Function: "TiB", Member: "m-tib", Reason: "Tappade nätet."}}, check: func(t *testing.T, c *Conference) {
				h, _ := c.RoleHolder(Leader)
				if h.Member != "m-tib" || len(c.Roles) != 3 || c.Roles[0].End.IsZero() || !c.Roles[2].End.IsZero() {
					t.Errorf("%+v", c.Roles)
				}
			}},
		{name: "a role nobody held", given: inLobby(), when: &HandOverRole{Role: Technician, Actor: "lst"}, then: []Event{&RoleHandedOver{Role: Technician, Actor: "lst"}}},
		{name: "already so", given: opened(), when: &HandOverRole{Role: Leader, Actor: "lst", Member: "m-leader"}},
		{name: "no role of the host", given: opened(), when: &HandOverRole{Role: Expert, Actor: "lst"}, code: "role.invalid"},
		{name: "to nobody", given: opened(), when: &HandOverRole{Role: Leader}, code: "role.invalid"},
		{name: "before the one before took it", given: opened(&HandOverRole{Role: Leader, Actor: "kommun-a"}), when: &HandOverRole{Role: Leader, Actor: "lst"}, after: -time.Second, code: "time.out-of-order"},
	}
	rows = append(rows, inPhases(&OpenLobby{}, onlyBefore)...)
	for _, cmd := range []Command{&AdjournMeeting{}, &ExtendMeeting{To: hhmm("20:00")}} {
		for _, r := range inPhases(cmd, onlyOpen) {
			if cmd.Name() != "meeting.adjourn" || r.code != "meeting.adjourned" {
				rows = append(rows, r)
			}
		}
	}
	for _, r := range inPhases(&ResumeMeeting{}, onlyOpen) {
		if r.code != "meeting.adjourned" {
			rows = append(rows, r)
		}
	}
	return append(rows, inPhases(&HandOverRole{Role: Leader, Actor: "kommun-a"}, onlyRecord)...)
}

// The list of what hinders the close says what to do about each, and no more after it is done.
func TestBlockers(t *testing.T) {
	no := false
	p := smallPlan()
	p.Carried.Directions = []CarriedDecision{{Conference: "konf-1", ID: "D1", Wording: "Spara på vattnet.", Secrecy: marked()}}
	s := tell(t, &PlanConference{Plan: p}, &OpenMeeting{}, &InformRecording{}, &StartRecording{},
		&ProposeDecision{Text: "Ett."}, &ProposeDecision{Text: "Två."}, &ReadBackDecision{ID: "D2"}, &ProposeDecision{Text: "Tre."}, &WithdrawDecision{ID: "D3"},
		&WriteNote{Kind: NoteUnowned, Content: Content{Text: "Vägvakten."}}, &WriteNote{Kind: NoteParked, Content: Content{Text: "Pengar."}},
		&WriteNote{Kind: NoteParked, Content: Content{Text: "Har ägare.", Owner: "lst"}}, &WriteNote{Kind: NoteUnowned, Content: Content{Text: "Struken."}},
		&StrikeNote{ID: "U2", Reason: "Skrevs två gånger."},
		&AgreeMeasure{Text: "Ingen frågad.", Owner: "kommun-a"}, &AgreeMeasure{Text: "Sa nej.", Owner: "kommun-b", Accepted: &no},
		&AgreeMeasure{Text: "Nedlagd.", Owner: "kommun-b", Status: MeasureDropped}, &AgreeMeasure{Text: "Redan gjord.", Owner: "kommun-b", Status: MeasureDone})
	want := map[string]string{"rollcall": "close.no-rollcall", "recording": "recording.running", "D1": "close.not-read-back", "D2": "close.not-settled",
		"U1": "close.unowned", "P1": "close.parked-without-owner", "A1": "close.measure-not-accepted", "A2": "close.measure-not-accepted",
		"konf-1/D1": "close.direction-not-followed-up"}
	_, err := s.c.Decide(&CloseMeeting{}, s.meta())
	f, _ := fault.As(err)
	if diff := cmp.Diff(want, f.Fields); diff != "" || f.Args["Count"] != len(want) {
		t.Fatalf("%v", diff)
	}
	for _, b := range s.c.Blockers() {
		if b.ID == "konf-1/D1" && !b.Secrecy.Marked() {
			t.Error("a marked direction is listed as open")
		}
		if wantCarriable := b.ID != "rollcall" && b.ID != "recording"; b.Carriable != wantCarriable {
			t.Errorf("%s: carriable %v", b.ID, b.Carriable)
		}
	}
	yes := true
	s.do(&SkipRollCall{Reason: "x"}).do(&StopRecording{}).do(&TakeOwnership{ID: "U1", Actor: "kommun-a"}).do(&FollowUp{Conference: "konf-1", ID: "D1", Status: FollowHolds}).
		do(&AcceptMeasure{ID: "A1", Accepted: true}).do(&ReviseMeasure{ID: "A2", Text: "Sa nej.", Owner: "kommun-a", Accepted: &yes})
	s.refused(&CloseMeeting{Carry: []string{"D1", "D2"}}, "close.unsettled")
	s.do(&CloseMeeting{Carry: []string{"D1", "D2", "P1"}})
	if !slices.Equal(s.c.Meeting.Carried, []string{"D1", "D2", "P1"}) {
		t.Errorf("carried %v", s.c.Meeting.Carried)
	}
}

// An unowned problem is also settled by a measure that its owner has accepted.
func TestUnownedIsSettledByAMeasure(t *testing.T) {
	s := tell(t, rolled(&WriteNote{Kind: NoteUnowned, Content: Content{Text: "Vägvakten."}}, &AgreeMeasure{Text: "Bommar.", Owner: "kommun-a", Resolves: "U1"})...)
	s.refused(&CloseMeeting{Carry: []string{"A1"}}, "close.unsettled")
	s.do(&AcceptMeasure{ID: "A1", Accepted: true})
	n, _ := s.c.Note("U1")
	if got := s.c.OwnerOf(*n); got != "kommun-a" {
		t.Fatalf("owned by %q", got)
	}
	s.do(&ReportMeasure{ID: "A1", Status: MeasureDropped, Text: "Går inte."})
	if got := s.c.OwnerOf(*n); got != "" {
		t.Fatalf("owned by %q though the measure was dropped", got)
	}
}

// A role handed over in the very second of the close is not given back by the reopening.
func TestReopenKeepsTheLastHolder(t *testing.T) {
	s := tell(t, rolled()...)
	s.do(&HandOverRole{Role: Leader, Actor: "kommun-a"})
	s.now = s.now.Add(-time.Minute)
	s.do(&CloseMeeting{}).do(&ReopenMeeting{Reason: "Fel knapp."})
	open := 0
	for _, r := range s.c.Roles {
		if r.Role == Leader && r.End.IsZero() {
			open++
		}
	}
	if h, _ := s.c.RoleHolder(Leader); open != 1 || h.Actor != "kommun-a" {
		t.Errorf("%d leaders at once: %+v", open, s.c.Roles)
	}
}
