package conference

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func rollCallRows() []row {
	begun := func(more ...Command) []Command { return opened(append([]Command{&OpenRollCall{}}, more...)...) }
	present := func(key, function string, mode Mode) Event {
		return &AttendanceMarked{Participant: key, Status: Present, Function: function, Mode: mode}
	}
	rows := []row{
		{name: "begun", given: opened(), when: &OpenRollCall{}, then: []Event{&RollCallOpened{}}},
		{name: "already so", given: rolled(), when: &OpenRollCall{}},
		{name: "begun after all", given: opened(&SkipRollCall{Reason: "Vana deltagare."}), when: &OpenRollCall{}, then: []Event{&RollCallOpened{}}, check: func(t *testing.T, c *Conference) {
			if c.RollCall.Skipped || c.RollCall.Reason != "" {
				t.Error("still skipped")
			}
		}},
		{name: "before the meeting", given: opened(), when: &OpenRollCall{}, after: -time.Second, code: "time.out-of-order"},

		{name: "present, as planned", given: begun(), when: &MarkAttendance{Participant: "kommun-a", Status: Present}, then: []Event{present("kommun-a", "Beredskapschef", Web)}},
		{name: "present, somebody else and on Rakel", given: begun(), when: &MarkAttendance{Participant: "kommun-a", Status: Present, Function: "TiB", Mode: Rakel, Note: "Dålig ton."},
			then: []Event{&AttendanceMarked{Participant: "kommun-a", Status: Present, Function: "TiB", Mode: Rakel, Note: "Dålig ton."}}},
		{name: "absent with reason", given: begun(), when: &MarkAttendance{Participant: "kommun-c", Status: Absent, Reason: "Utan ström."},
			then: []Event{&AttendanceMarked{Participant: "kommun-c", Status: Absent, Function: "Kommundirektör", Mode: Rakel, Reason: "Utan ström."}}},
		{name: "late after the end", given: rolled(), when: &MarkAttendance{Participant: "kommun-c", Status: Late},
			then: []Event{&AttendanceMarked{Participant: "kommun-c", Status: Late, Function: "Kommundirektör", Mode: Rakel}}, check: func(t *testing.T, c *Conference) {
				want := Counts{Invited: 8, Present: 8, Late: 1}
				if diff := cmp.Diff(want, c.Counts()); diff != "" {
					t.Error(diff)
				}
				if diff := cmp.Diff(Counts{Invited: 8, Present: 7, Absent: 1}, c.AtRollCall()); diff != "" {
					t.Errorf("the roll-call itself has changed: %s", diff)
				}
			}},
		{name: "left", given: rolled(), when: &MarkAttendance{Participant: "mcf", Status: Left}, then: []Event{&AttendanceMarked{Participant: "mcf", Status: Left, Mode: Web}}, check: func(t *testing.T, c *Conference) {
			if c.Here("mcf") != Absent || c.Counts().Left != 1 {
				t.Error("who has left is here")
			}
		}},
		{name: "one seat of two has left", given: rolled(), when: &MarkAttendance{Participant: "kommun-b/vatten", Status: Left},
			then: []Event{&AttendanceMarked{Participant: "kommun-b/vatten", Status: Left, Function: "Driftchef", Mode: Rakel}}, check: func(t *testing.T, c *Conference) {
				if c.Here("kommun-b") != Present {
					t.Error("the actor still has a seat filled")
				}
			}},
		{name: "already so", given: rolled(), when: &MarkAttendance{Participant: "kommun-a", Status: Present}},
		{name: "leaves without having been here", given: rolled(), when: &MarkAttendance{Participant: "kommun-c", Status: Left}, code: "rollcall.not-here"},
		{name: "not invited", given: begun(), when: &MarkAttendance{Participant: "msb", Status: Present}, code: "rollcall.not-invited"},
		{name: "a unit that is not invited", given: begun(), when: &MarkAttendance{Participant: "kommun-a/vatten", Status: Present}, code: "rollcall.not-invited"},
		{name: "no such state", given: begun(), when: &MarkAttendance{Participant: "kommun-a", Status: "halv"}, code: "rollcall.status"},
		{name: "no state", given: begun(), when: &MarkAttendance{Participant: "kommun-a"}, code: "rollcall.status"},
		{name: "by smoke", given: begun(), when: &MarkAttendance{Participant: "kommun-a", Status: Present, Mode: "rök"}, code: "participant.mode"},
		{name: "before the roll-call", given: opened(), when: &MarkAttendance{Participant: "kommun-a", Status: Present}, code: "rollcall.not-open"},
		{name: "before its last mark", given: begun(&MarkAttendance{Participant: "kommun-a", Status: Present}), when: &MarkAttendance{Participant: "kommun-a", Status: Left}, after: -time.Second, code: "time.out-of-order"},

		{name: "ended with everybody marked", given: rolled(&UndoRollCall{}), when: &CloseRollCall{}, then: []Event{&RollCallClosed{}}},
		{name: "ended with the rest absent", given: twoInvited(&OpenMeeting{}, &OpenRollCall{}, &MarkAttendance{Participant: "lst", Status: Present}), when: &CloseRollCall{RestAbsent: true},
			then: []Event{&AttendanceMarked{Participant: "kommun-a", Status: Absent, Function: "Beredskapschef", Mode: Web}, &RollCallClosed{}}},
		{name: "already so", given: rolled(), when: &CloseRollCall{}},
		{name: "somebody not marked", given: begun(&MarkAttendance{Participant: "lst", Status: Present}), when: &CloseRollCall{}, code: "rollcall.unmarked"},
		{name: "never begun", given: opened(), when: &CloseRollCall{}, code: "rollcall.not-open"},
		{name: "before a mark", given: rolled(&UndoRollCall{}), when: &CloseRollCall{}, after: -3 * time.Minute, code: "time.out-of-order"},

		{name: "skipped", given: opened(), when: &SkipRollCall{Reason: "Vana deltagare."}, then: []Event{&RollCallSkipped{Reason: "Vana deltagare."}}},
		{name: "skipped after some have spoken", given: opened(&GrantFloor{Actor: "smhi"}, &YieldFloor{}, &GrantFloor{Actor: "smhi"}, &GrantFloor{Actor: "kommun-b"}),
			when: &SkipRollCall{Reason: "Bråttom."}, then: []Event{&RollCallSkipped{Reason: "Bråttom."},
				&AttendanceMarked{Participant: "smhi", Status: Present, Function: "Meteorolog", Mode: Web, Spoke: true},
				&AttendanceMarked{Participant: "kommun-b", Status: Present, Function: "Säkerhetschef", Mode: Phone, Spoke: true}}},
		{name: "already so", given: opened(&SkipRollCall{Reason: "x"}), when: &SkipRollCall{Reason: "y"}},
		{name: "already begun", given: begun(), when: &SkipRollCall{Reason: "x"}, code: "rollcall.already-open"},
		{name: "without a reason", given: opened(), when: &SkipRollCall{Reason: "\t"}, code: "text.empty"},

		{name: "a mark taken back", given: begun(&MarkAttendance{Participant: "kommun-a", Status: Present}), when: &UndoRollCall{}, then: []Event{&RollCallUndone{}}, check: func(t *testing.T, c *Conference) {
			if c.Attendance("kommun-a").Status != Unknown {
				t.Error("still marked")
			}
		}},
		{name: "a changed mark taken back", given: begun(&MarkAttendance{Participant: "kommun-a", Status: Present}, &MarkAttendance{Participant: "kommun-a", Status: Left}), when: &UndoRollCall{},
			then: []Event{&RollCallUndone{}}, check: func(t *testing.T, c *Conference) {
				if c.Attendance("kommun-a").Status != Present {
					t.Error("the mark before does not hold again")
				}
			}},
		{name: "the end taken back", given: rolled(), when: &UndoRollCall{}, then: []Event{&RollCallUndone{}}, check: func(t *testing.T, c *Conference) {
			if c.RollCall.Held() || c.Attendance("frg").Status != Present {
				t.Error("the end is one step, the marks are others")
			}
		}},
		{name: "nothing to take back", given: begun(), when: &UndoRollCall{}, code: "undo.nothing"},
	}
	for _, cmd := range []Command{&OpenRollCall{}, &MarkAttendance{Participant: "kommun-a", Status: Present}, &CloseRollCall{}, &SkipRollCall{Reason: "x"}, &UndoRollCall{}} {
		rows = append(rows, inPhases(cmd, onlyOpen)...)
	}
	return rows
}

// A skipped roll-call is filled from who speaks: once for each, at the first seat, and not for who is known to be here.
func TestSkippedRollCallIsFilledFromWhoSpeaks(t *testing.T) {
	s := tell(t, opened(&SkipRollCall{Reason: "Vana deltagare."}, &GrantFloor{Actor: "kommun-b"}, &YieldFloor{}, &GrantFloor{Actor: "kommun-b"})...)
	if n := len(s.c.RollCall.Marks["kommun-b"]); n != 1 || !s.c.Attendance("kommun-b").Spoke {
		t.Errorf("%d marks for kommun-b", n)
	}
	if s.c.Attendance("kommun-b/vatten").Status != Unknown || s.c.Here("kommun-b") != Present {
		t.Error("which of two seats spoke is not known; the first stands for the actor")
	}
	if s.c.Counts() != (Counts{Invited: 8, Present: 1, Unknown: 7}) {
		t.Errorf("%+v", s.c.Counts())
	}
	s.do(&MarkAttendance{Participant: "kommun-c", Status: Absent, Reason: "Anmält."}).refused(&GrantFloor{Actor: "kommun-c"}, "floor.absent")
	s.do(&MarkAttendance{Participant: "kommun-c", Status: Late}).do(&GrantFloor{Actor: "kommun-c"})
}

// An actor that got the word by mistake has not been heard, and is not present for that.
func TestUndoneWordIsNotHeard(t *testing.T) {
	s := tell(t, opened(&SkipRollCall{Reason: "x"}, &GrantFloor{Actor: "mcf"}, &UndoFloor{})...)
	if s.c.Here("mcf") != Unknown || s.c.Speakers.OnAir != nil {
		t.Errorf("mcf is %q", s.c.Here("mcf"))
	}
	// Somebody else quoted in the same second was heard all the same.
	s.do(&GrantFloor{Actor: "kommun-a"})
	s.now = s.now.Add(-time.Minute)
	s.do(&WriteNote{Kind: NoteInformation, Content: Content{Actor: "smhi", Text: "Snö."}}).do(&UndoFloor{})
	if s.c.Here("smhi") != Present {
		t.Error("the undone word took with it who was quoted")
	}
	s.do(&GrantFloor{Actor: "mcf"}).do(&MarkAttendance{Participant: "frg", Status: Present}).do(&UndoFloor{})
	if s.c.Here("frg") != Present {
		t.Error("the undone word took another mark with it")
	}
}

// twoInvited is a conference of the host and one more.
func twoInvited(more ...Command) []Command {
	return append([]Command{&PlanConference{Plan: changed(func(p *Plan) { p.Participants = p.Participants[:2] })}}, more...)
}
