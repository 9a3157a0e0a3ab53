package conference

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// The next conference takes over what is open, and nothing that is done.
func TestSuccessor(t *testing.T) {
	tomorrow := func(at string) time.Time { return hhmm(at).AddDate(0, 0, 1) }
	yes := true
	p := smallPlan()
	p.First = true
	p.RegistryNumber, p.IncidentRegistryNumber = "451-1", "451-0"
	p.Callout = Callout{SentAt: hhmm("16:00"), AckDeadline: hhmm("17:00"), Channels: []string{"sms"}, ShortText: "Möte 18"}
	p.Reporting = Reporting{Deadline: hhmm("17:30"), Expected: 7, Received: 6, CompiledAt: hhmm("17:45")}
	p.Connections[0].OpensAt = hhmm("17:45")
	p.Documentation = Documentation{Minutes: MinutesNotes, Recording: true, Due: hhmm("21:00"), Published: []string{"WIS"}}
	p.Material = []Material{{Title: "Karta"}}
	p.Feeds = []Dependency{{Conference: "konf-nationell"}}
	p.Carried.Directions = []CarriedDecision{
		{Conference: "konf-1", ID: "D1", Wording: "Gäller än."}, {Conference: "konf-1", ID: "D2", Wording: "Upphörd."}, {Conference: "konf-1", ID: "D3", Wording: "Slut.", ValidUntil: hhmm("23:00")}}
	p.Carried.Measures = append(p.Carried.Measures, CarriedMeasure{Conference: "konf-1", ID: "A5", Text: "Gjord.", Owner: "kommun-a"})
	s := tell(t, &PlanConference{Plan: p}, &OpenMeeting{}, &SkipRollCall{Reason: "x"},
		&HandOverRole{Role: Leader, Actor: "kommun-a", Function: "TiB"},
		&FollowUp{Conference: "konf-1", ID: "D1", Status: FollowHolds}, &FollowUp{Conference: "konf-1", ID: "D2", Status: FollowEnded},
		&FollowUp{Conference: "konf-1", ID: "D3", Status: FollowHolds}, &FollowUp{Conference: "konf-1", ID: "A5", Status: FollowDone},
		&StartItem{Item: "p3"},
		&ProposeDecision{ID: "D1", Text: "Liv och hälsa först."}, &ReadBackDecision{ID: "D1"}, stand("lst", "kommun-a", "kommun-b", "kommun-c"), &SettleDecision{ID: "D1", ValidUntil: tomorrow("20:00")},
		&ProposeDecision{ID: "D2", Text: "Hemlig.", Secrecy: marked()}, &ReadBackDecision{ID: "D2"}, &TakeStance{ID: "D2", Actors: []string{"lst", "kommun-a", "kommun-b", "kommun-c"}, Stance: StandBehind}, &SettleDecision{ID: "D2"},
		&ProposeDecision{ID: "D3", Text: "Inte antagen."}, &ReadBackDecision{ID: "D3"}, &TakeStance{ID: "D3", Actors: []string{"lst", "kommun-a", "kommun-b", "kommun-c"}, Stance: NotTakingPart}, &SettleDecision{ID: "D3"},
		&ProposeDecision{ID: "D4", Text: "Inte avgjord.", Actor: "kommun-b"}, &ProposeDecision{ID: "D5", Text: "Tillbakadragen."}, &WithdrawDecision{ID: "D5"},
		&ProposeDecision{ID: "D6", Text: "Slut till dess."}, &ReadBackDecision{ID: "D6"}, &TakeStance{ID: "D6", Actors: []string{"lst", "kommun-a", "kommun-b", "kommun-c"}, Stance: StandBehind}, &SettleDecision{ID: "D6", ValidUntil: tomorrow("14:00")},
		&AgreeMeasure{ID: "A1", Text: "Öppen.", Owner: "kommun-a", Due: hhmm("22:00"), Accepted: &yes, Secrecy: marked()}, &AgreeMeasure{ID: "A2", Text: "Pågår.", Owner: "lst", Accepted: &yes, Status: MeasureOngoing},
		&AgreeMeasure{ID: "A3", Text: "Klar.", Owner: "lst", Accepted: &yes}, &AgreeMeasure{ID: "A4", Text: "Löser U2.", Owner: "lst", Accepted: &yes, Resolves: ""},
		&WriteNote{ID: "P1", Kind: NoteParked, Content: Content{Text: "Pengar.", Owner: "lst"}}, &WriteNote{ID: "U1", Kind: NoteUnowned, Content: Content{Text: "Ingen äger."}},
		&WriteNote{ID: "U2", Kind: NoteUnowned, Content: Content{Text: "Ägd."}}, &TakeOwnership{ID: "U2", Actor: "kommun-a"},
		&WriteNote{ID: "P2", Kind: NoteParked, Content: Content{Text: "Struken.", Owner: "lst"}}, &StrikeNote{ID: "P2", Reason: "x"},
		&ReportMeasure{ID: "A3", Status: MeasureDone}, &ReportMeasure{ID: "A4", Status: MeasureDropped, Text: "Går inte."},
		&PlanNext{NextMeeting{Start: tomorrow("14:00"), ReportDeadline: tomorrow("11:00")}},
		&CloseMeeting{Carry: []string{"D4", "U1"}})
	before := Replay(s.record)
	got := s.c.Successor("konf-3", tomorrow("14:00"), tomorrow("15:00"))

	want := p.Clone()
	want.ID, want.Start, want.End, want.First, want.SeriesNo = "konf-3", tomorrow("14:00"), tomorrow("15:00"), false, 3
	want.Title, want.RegistryNumber = "Regional samverkanskonferens, nr 3", ""
	want.Callout = Callout{Channels: []string{"sms"}}
	want.Reporting = Reporting{Expected: 7, Deadline: tomorrow("11:00")}
	want.Connections[0].OpensAt = tomorrow("13:45")
	want.Documentation.Due = tomorrow("17:00")
	want.Roles = []RoleHolder{{Role: Leader, Actor: "kommun-a", Function: "TiB"}, {Role: Secretary, Actor: "lst", Member: "m-secretary"}}
	want.Agenda[2].Proposal = ""
	want.Material, want.Feeds = nil, nil
	want.Needs = []Dependency{{Conference: "konf-2", Deadline: tomorrow("11:00")}}
	want.Carried = Carried{From: "konf-2", FromTitle: "Regional samverkanskonferens, nr 2",
		Directions: []CarriedDecision{{Conference: "konf-1", ID: "D1", Wording: "Gäller än."},
			{Conference: "konf-2", ID: "D1", Wording: "Liv och hälsa först.", ValidUntil: tomorrow("20:00")},
			{Conference: "konf-2", ID: "D2", Wording: "Hemlig.", Secrecy: marked()}},
		Measures: []CarriedMeasure{{Conference: "konf-1", ID: "A4", Text: "Kör diesel.", Owner: "kommun-a"},
			{Conference: "konf-2", ID: "A1", Text: "Öppen.", Owner: "kommun-a", Due: hhmm("22:00"), Secrecy: marked()},
			{Conference: "konf-2", ID: "A2", Text: "Pågår.", Owner: "lst"}},
		Matters: []CarriedMatter{{Conference: "konf-1", ID: "P1", Kind: NoteParked, Text: "Kostnader."},
			{Conference: "konf-2", ID: "D4", Kind: MatterProposal, Text: "Inte avgjord.", Owner: "kommun-b"},
			{Conference: "konf-2", ID: "P1", Kind: NoteParked, Text: "Pengar.", Owner: "lst"},
			{Conference: "konf-2", ID: "U1", Kind: NoteUnowned, Text: "Ingen äger."}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if err := got.check(); err != nil {
		t.Errorf("the next conference cannot be planned: %v", err)
	}

	// The draft is the caller's own: filling it in does not change the conference it came from.
	got.Participants[0].Function, got.Connections[0].Note, got.Agenda[0].Title = "x", "x", "x"
	got.Callout.Channels[0], got.Documentation.Published[0] = "x", "x"
	if diff := cmp.Diff(before, s.c, everything); diff != "" {
		t.Errorf("the draft is part of the old conference:\n%s", diff)
	}
}

func TestNextTitle(t *testing.T) {
	for _, c := range []struct {
		title  string
		number int
		want   string
	}{
		{"Regional samverkanskonferens Allmänlän, nr 1", 1, "Regional samverkanskonferens Allmänlän, nr 2"},
		{"Nr 9", 9, "Nr 10"}, {"Nr 9 ", 9, "Nr 10"}, {"Möte om väg 70", 1, "Möte om väg 70"}, {"Snökaos", 1, "Snökaos"}, {"Nr 01", 1, "Nr 01"}, {"", 1, ""},
	} {
		if got := nextTitle(c.title, c.number); got != c.want {
			t.Errorf("after %q comes %q, want %q", c.title, got, c.want)
		}
	}
}
