package conference

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"samverkan/internal/fault"
)

// readOut has a decision read back, and nobody asked yet.
func readOut(more ...Command) []Command {
	return atItem("p3", append([]Command{&ProposeDecision{ID: "D1", Text: "Liv och hälsa först."}, &ReadBackDecision{ID: "D1"}}, more...)...)
}

func stand(actors ...string) Command {
	return &TakeStance{ID: "D1", Actors: actors, Stance: StandBehind}
}

// decided has a decision that the host and kommun-a stand behind, and for which kommun-b lacked the mandate.
func decided(more ...Command) []Command {
	return readOut(append([]Command{stand("lst", "kommun-a"), &TakeStance{ID: "D1", Actors: []string{"kommun-b"}, Stance: NoMandate, ReturnsBy: hhmm("22:00")},
		&SettleDecision{ID: "D1", ValidUntil: hhmm("23:00")}}, more...)...)
}

func decisionRows() []row {
	settled := func(outcome Outcome) *DecisionSettled {
		return &DecisionSettled{ID: "D1", Outcome: outcome, NotTakingPart: []string{"smhi", "mcf", "frg"}, Absent: []string{"kommun-c"}}
	}
	taken := func(actor string, kind StanceKind) *StanceTaken {
		return &StanceTaken{ID: "D1", Actor: actor, Stance: kind}
	}
	rows := []row{
		{name: "by the host, under the current item", given: atItem("p3"), when: &ProposeDecision{Text: "Vi sparar vatten.\r\n"},
			then: []Event{&DecisionProposed{ID: "D1", Item: "p3", Text: "Vi sparar vatten.", Actor: "lst"}}},
		{name: "by another", given: atItem("p3"), when: &ProposeDecision{ID: "D4", Item: "p2", Text: "x", Actor: "kommun-a", Secrecy: marked()},
			then: []Event{&DecisionProposed{ID: "D4", Item: "p2", Text: "x", Actor: "kommun-a", Secrecy: marked()}}},
		{name: "another wording", given: atItem("p3", &ProposeDecision{ID: "D1", Text: "x", Actor: "kommun-a", Secrecy: marked()}, &StartItem{Item: "p2"}), when: &ProposeDecision{ID: "D1", Text: "y"},
			then: []Event{&DecisionProposed{ID: "D1", Item: "p3", Text: "y", Actor: "kommun-a", Secrecy: marked()}}, check: func(t *testing.T, c *Conference) {
				if d, _ := c.Decision("D1"); len(d.Proposals) != 2 || d.Wording != "y" || len(c.Decisions) != 1 {
					t.Errorf("%+v", d)
				}
			}},
		{name: "only its marking changed", given: atItem("p3", &ProposeDecision{ID: "D1", Text: "x"}), when: &ProposeDecision{ID: "D1", Text: "x", Secrecy: marked()},
			then: []Event{&DecisionProposed{ID: "D1", Item: "p3", Text: "x", Actor: "lst", Secrecy: marked()}}},
		{name: "already so", given: atItem("p3", &ProposeDecision{ID: "D1", Text: "x"}), when: &ProposeDecision{ID: "D1", Text: "x"}},
		{name: "already so, and read back", given: readOut(), when: &ProposeDecision{ID: "D1", Text: "Liv och hälsa först."}},
		{name: "another wording when it has been read back", given: readOut(), when: &ProposeDecision{ID: "D1", Text: "y"}, code: "decision.read-back-already"},
		{name: "what is settled", given: decided(), when: &ProposeDecision{ID: "D1", Text: "y"}, code: "decision.already-taken"},
		{name: "what is withdrawn", given: readOut(&WithdrawDecision{ID: "D1"}), when: &ProposeDecision{ID: "D1", Text: "y"}, code: "decision.withdrawn"},
		{name: "under the id of a note", given: atItem("p3", &WriteNote{ID: "D1", Kind: NoteInformation, Content: Content{Text: "x"}}), when: &ProposeDecision{ID: "D1", Text: "y"}, code: "note.id-taken"},
		{name: "without words", given: atItem("p3"), when: &ProposeDecision{}, code: "text.empty"},
		{name: "under no such item", given: rolled(), when: &ProposeDecision{Item: "p9", Text: "x"}, code: "agenda.item-unknown"},
		{name: "by somebody not invited", given: rolled(), when: &ProposeDecision{Text: "x", Actor: "msb"}, code: "participant.unknown"},
		{name: "with an id that is none", given: rolled(), when: &ProposeDecision{ID: "D 1", Text: "x"}, code: "id.invalid"},
		{name: "marked without ground", given: rolled(), when: &ProposeDecision{Text: "x", Secrecy: Secrecy{Owner: "lst"}}, code: "secrecy.no-ground"},

		{name: "as proposed", given: atItem("p3", &ProposeDecision{ID: "D1", Text: "x"}), when: &ReadBackDecision{ID: "D1"}, then: []Event{&DecisionReadBack{ID: "D1", Text: "x"}}},
		{name: "in other words, before anybody was asked", given: readOut(), when: &ReadBackDecision{ID: "D1", Text: "Liv, hälsa och vatten först."},
			then: []Event{&DecisionReadBack{ID: "D1", Text: "Liv, hälsa och vatten först."}}},
		{name: "in other words: everybody is asked anew", given: readOut(stand("lst", "kommun-a")), when: &ReadBackDecision{ID: "D1", Text: "Något annat."},
			then: []Event{&DecisionReadBack{ID: "D1", Text: "Något annat."}}, check: func(t *testing.T, c *Conference) {
				d, _ := c.Decision("D1")
				if len(d.Stances) != 0 || d.Wording != "Något annat." {
					t.Errorf("%v stand behind words they have not heard", d.Stances)
				}
			}},
		{name: "already so", given: readOut(stand("lst")), when: &ReadBackDecision{ID: "D1", Text: "Liv och hälsa först. "}},
		{name: "not proposed", given: rolled(), when: &ReadBackDecision{ID: "D1"}, code: "decision.unknown"},
		{name: "settled", given: decided(), when: &ReadBackDecision{ID: "D1"}, code: "decision.already-taken"},
		{name: "withdrawn", given: readOut(&WithdrawDecision{ID: "D1"}), when: &ReadBackDecision{ID: "D1"}, code: "decision.withdrawn"},
		{name: "before it was proposed", given: atItem("p3", &ProposeDecision{ID: "D1", Text: "x"}), when: &ReadBackDecision{ID: "D1"}, after: -time.Second, code: "time.out-of-order"},

		{name: "some stand behind", given: readOut(), when: &TakeStance{ID: "D1", Actors: []string{"lst", "kommun-a", "lst"}, Stance: StandBehind},
			then: []Event{taken("lst", StandBehind), taken("kommun-a", StandBehind)}},
		{name: "who answers is here, when the roll-call was skipped", given: opened(&SkipRollCall{Reason: "x"}, &ProposeDecision{ID: "D1", Text: "x"}, &ReadBackDecision{ID: "D1"}), when: stand("lst", "kommun-b"),
			then: []Event{taken("lst", StandBehind), &AttendanceMarked{Participant: "lst", Status: Present, Function: "Beredskapsdirektör", Mode: Web, Spoke: true},
				taken("kommun-b", StandBehind), &AttendanceMarked{Participant: "kommun-b", Status: Present, Function: "Säkerhetschef", Mode: Phone, Spoke: true}}},
		{name: "reserves", given: readOut(), when: &TakeStance{ID: "D1", Actors: []string{"kommun-b"}, Stance: Reserve, Reason: " Skolskjutsen. "},
			then: []Event{&StanceTaken{ID: "D1", Actor: "kommun-b", Stance: Reserve, Reason: "Skolskjutsen."}}},
		{name: "lacks the mandate", given: readOut(), when: &TakeStance{ID: "D1", Actors: []string{"kommun-b"}, Stance: NoMandate, ReturnsBy: hhmm("22:00")},
			then: []Event{&StanceTaken{ID: "D1", Actor: "kommun-b", Stance: NoMandate, ReturnsBy: hhmm("22:00")}}},
		{name: "an observer that wants to", given: readOut(), when: stand("mcf"), then: []Event{taken("mcf", StandBehind)}},
		{name: "changes its mind", given: readOut(stand("kommun-a")), when: &TakeStance{ID: "D1", Actors: []string{"kommun-a"}, Stance: NotTakingPart}, then: []Event{taken("kommun-a", NotTakingPart)}},
		{name: "already so", given: readOut(stand("lst", "kommun-a")), when: stand("kommun-a")},
		{name: "some already, some not", given: readOut(stand("lst")), when: stand("lst", "kommun-a"), then: []Event{taken("kommun-a", StandBehind)}},
		{name: "back with a mandate, when it is settled", given: decided(), when: stand("kommun-b"), then: []Event{taken("kommun-b", StandBehind)}, check: func(t *testing.T, c *Conference) {
			d, _ := c.Decision("D1")
			if s := d.Stances["kommun-b"]; !s.After || s.Kind != StandBehind || d.Settled.Outcome != Adopted {
				t.Errorf("%+v", s)
			}
		}},
		{name: "back with a mandate, when the minutes are approved", given: append(decided(), &CloseMeeting{}, &CheckMinutes{Version: 1}, &ApproveMinutes{Version: 1}), when: stand("kommun-b"), then: []Event{taken("kommun-b", StandBehind)}},
		{name: "absent, comes back when it is settled", given: decided(), when: stand("kommun-c"), then: []Event{taken("kommun-c", StandBehind)}},
		{name: "already so, afterwards", given: decided(stand("kommun-b")), when: stand("kommun-b")},
		{name: "wants out when it is settled", given: decided(), when: &TakeStance{ID: "D1", Actors: []string{"kommun-a"}, Stance: Reserve, Reason: "Ångrat oss."}, code: "decision.already-taken"},
		{name: "once more afterwards", given: decided(stand("kommun-b")), when: &TakeStance{ID: "D1", Actors: []string{"kommun-b"}, Stance: NotTakingPart}, code: "decision.already-taken"},
		{name: "not read back", given: atItem("p3", &ProposeDecision{ID: "D1", Text: "x"}), when: stand("lst"), code: "decision.not-read-back"},
		{name: "not proposed", given: rolled(), when: stand("lst"), code: "decision.unknown"},
		{name: "withdrawn", given: readOut(&WithdrawDecision{ID: "D1"}), when: stand("lst"), code: "decision.withdrawn"},
		{name: "reserves without a reason", given: readOut(), when: &TakeStance{ID: "D1", Actors: []string{"lst"}, Stance: Reserve, Reason: "\n"}, code: "decision.reservation-without-reason"},
		{name: "absence is not a stance to give", given: readOut(), when: &TakeStance{ID: "D1", Actors: []string{"lst"}, Stance: StanceAbsent}, code: "decision.stance"},
		{name: "nobody", given: readOut(), when: &TakeStance{ID: "D1", Stance: StandBehind}, code: "decision.stance-whose"},
		{name: "not invited", given: readOut(), when: stand("lst", "msb"), code: "participant.unknown"},
		{name: "not here", given: readOut(), when: stand("kommun-c"), code: "floor.absent"},
		{name: "before it was read out", given: readOut(), when: stand("lst"), after: -time.Second, code: "time.out-of-order"},
		{name: "adjourned", given: readOut(&AdjournMeeting{}), when: stand("lst"), code: "meeting.adjourned"},

		{name: "taken back", given: readOut(stand("lst", "kommun-a")), when: &UndoStance{ID: "D1"}, then: []Event{&StanceUndone{ID: "D1"}}, check: func(t *testing.T, c *Conference) {
			d, _ := c.Decision("D1")
			if got := d.With(StandBehind, c.Plan.Actors()); !slices.Equal(got, []string{"lst"}) {
				t.Errorf("%v", got)
			}
		}},
		{name: "a changed one taken back", given: readOut(stand("lst"), &TakeStance{ID: "D1", Actors: []string{"lst"}, Stance: NotTakingPart}), when: &UndoStance{ID: "D1"},
			then: []Event{&StanceUndone{ID: "D1"}}, check: func(t *testing.T, c *Conference) {
				if d, _ := c.Decision("D1"); d.Stances["lst"].Kind != StandBehind {
					t.Error("the stance before does not hold again")
				}
			}},
		{name: "nothing to take back", given: readOut(), when: &UndoStance{ID: "D1"}, code: "undo.nothing"},
		{name: "nothing after new words", given: readOut(stand("lst"), &ReadBackDecision{ID: "D1", Text: "y"}), when: &UndoStance{ID: "D1"}, code: "undo.nothing"},
		{name: "of what is settled", given: decided(), when: &UndoStance{ID: "D1"}, code: "decision.already-taken"},
		{name: "of nothing", given: rolled(), when: &UndoStance{ID: "D1"}, code: "decision.unknown"},

		{name: "adopted", given: readOut(stand("lst", "kommun-a", "kommun-b")), when: &SettleDecision{ID: "D1"}, then: []Event{settled(Adopted)}},
		{name: "adopted with a reservation", given: readOut(stand("lst", "kommun-a"), &TakeStance{ID: "D1", Actors: []string{"kommun-b"}, Stance: Reserve, Reason: "x"}), when: &SettleDecision{ID: "D1", Text: "Liv och hälsa först."},
			then: []Event{settled(AdoptedReservations)}},
		{name: "nobody stands behind it", given: readOut(&TakeStance{ID: "D1", Actors: []string{"lst", "kommun-a", "kommun-b"}, Stance: NoMandate}), when: &SettleDecision{ID: "D1"}, then: []Event{settled(NotAdopted)}},
		{name: "already so", given: decided(), when: &SettleDecision{ID: "D1", ValidUntil: hhmm("23:00")}},
		{name: "somebody has not answered", given: readOut(stand("lst")), when: &SettleDecision{ID: "D1"}, code: "decision.stance-missing"},
		{name: "settled with another end", given: decided(), when: &SettleDecision{ID: "D1"}, code: "decision.already-taken"},
		{name: "not read back", given: atItem("p3", &ProposeDecision{ID: "D1", Text: "x"}), when: &SettleDecision{ID: "D1"}, code: "decision.not-read-back"},
		{name: "in other words than were read out", given: readOut(stand("lst", "kommun-a", "kommun-b")), when: &SettleDecision{ID: "D1", Text: "Något annat."}, code: "decision.wording-differs"},
		{name: "valid until before now", given: readOut(stand("lst", "kommun-a", "kommun-b")), when: &SettleDecision{ID: "D1", ValidUntil: hhmm("17:00")}, code: "decision.validity-past"},
		{name: "before it was read out", given: readOut(), when: &SettleDecision{ID: "D1"}, after: -time.Second, code: "time.out-of-order"},
		{name: "not proposed", given: rolled(), when: &SettleDecision{ID: "D1"}, code: "decision.unknown"},
		{name: "withdrawn", given: readOut(&WithdrawDecision{ID: "D1"}), when: &SettleDecision{ID: "D1"}, code: "decision.withdrawn"},

		{name: "withdrawn", given: readOut(stand("lst")), when: &WithdrawDecision{ID: "D1", Reason: "Ingen enighet."}, then: []Event{&DecisionWithdrawn{ID: "D1", Reason: "Ingen enighet."}}},
		{name: "already so", given: readOut(&WithdrawDecision{ID: "D1"}), when: &WithdrawDecision{ID: "D1", Reason: "x"}},
		{name: "settled", given: decided(), when: &WithdrawDecision{ID: "D1"}, code: "decision.already-taken"},
		{name: "not proposed", given: rolled(), when: &WithdrawDecision{ID: "D1"}, code: "decision.unknown"},
	}
	for _, cmd := range []Command{&ProposeDecision{Text: "x"}, &ReadBackDecision{ID: "D1"}, &UndoStance{ID: "D1"}, &SettleDecision{ID: "D1"}, &WithdrawDecision{ID: "D1"}} {
		rows = append(rows, inPhases(cmd, onlyOpen)...)
	}
	return rows
}

// Silence is never counted as yes: whoever is here, or may be here, and is asked, hinders the decision, and is named.
func TestWhoHindersADecision(t *testing.T) {
	unanswered := func(s *story) []string {
		t.Helper()
		_, err := s.c.Decide(&SettleDecision{ID: "D1"}, s.meta())
		f, ok := fault.As(err)
		if !ok || f.Code != "decision.stance-missing" {
			t.Fatalf("%v", err)
		}
		return f.Args["Actors"].([]string)
	}
	// With the roll-call held, the absent are known: only those here are asked, and each actor once.
	s := tell(t, readOut()...)
	if diff := cmp.Diff([]string{"lst", "kommun-a", "kommun-b"}, unanswered(s)); diff != "" {
		t.Error(diff)
	}
	// One who has left is absent; one who comes late is asked.
	s.do(&MarkAttendance{Participant: "kommun-a", Status: Left}).do(&MarkAttendance{Participant: "kommun-c", Status: Late})
	if diff := cmp.Diff([]string{"lst", "kommun-b", "kommun-c"}, unanswered(s)); diff != "" {
		t.Error(diff)
	}
	s.do(stand("lst", "kommun-b", "kommun-c")).do(&SettleDecision{ID: "D1"})
	d, _ := s.c.Decision("D1")
	want := map[StanceKind][]string{StandBehind: {"lst", "kommun-b", "kommun-c"}, StanceAbsent: {"kommun-a"}, NotTakingPart: {"smhi", "mcf", "frg"}}
	for kind, actors := range want {
		if diff := cmp.Diff(actors, d.With(kind, s.c.Plan.Actors())); diff != "" {
			t.Errorf("%s: %s", kind, diff)
		}
	}
	// With the roll-call skipped, nobody is known to be absent, and all attendees are asked.
	s = tell(t, opened(&SkipRollCall{Reason: "x"}, &ProposeDecision{ID: "D1", Text: "x"}, &ReadBackDecision{ID: "D1"})...)
	if diff := cmp.Diff([]string{"lst", "kommun-a", "kommun-b", "kommun-c"}, unanswered(s)); diff != "" {
		t.Error(diff)
	}
	s.do(&MarkAttendance{Participant: "kommun-c", Status: Absent}).do(stand("lst", "kommun-a", "kommun-b")).do(&SettleDecision{ID: "D1"})
	// Who took a stance and then left keeps it.
	s = tell(t, readOut(stand("lst", "kommun-a", "kommun-b"), &MarkAttendance{Participant: "kommun-a", Status: Left}, &SettleDecision{ID: "D1"})...)
	if d, _ := s.c.Decision("D1"); d.Stances["kommun-a"].Kind != StandBehind {
		t.Error("who leaves takes its stance along")
	}
}

// An actor with several seats is one actor: asked when any of them is an attendee, absent when none of them is here.
func TestActorWithSeveralSeats(t *testing.T) {
	s := tell(t, readOut(stand("lst", "kommun-a"), &MarkAttendance{Participant: "kommun-b", Status: Left})...)
	s.refused(&SettleDecision{ID: "D1"}, "decision.stance-missing") // its waterworks is still here
	s.do(&MarkAttendance{Participant: "kommun-b/vatten", Status: Left}).do(&SettleDecision{ID: "D1"})
	d, _ := s.c.Decision("D1")
	if d.Stances["kommun-b"].Kind != StanceAbsent || len(d.Stances) != len(s.c.Plan.Actors()) {
		t.Errorf("%+v", d.Stances)
	}
	if !s.c.Asked("kommun-b") || s.c.Asked("mcf") {
		t.Error("who is asked")
	}
}
