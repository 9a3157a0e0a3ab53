package conference

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// queueOf tells the speaker list in short: kommun-a, and with a mark kommun-b! for a point of order, kommun-c< for a reply.
func queueOf(c *Conference) string {
	var out []string
	for _, r := range c.Speakers.Queue {
		out = append(out, r.Actor+map[RequestKind]string{PointOfOrder: "!", FloorReply: "<"}[r.Kind])
	}
	return strings.Join(out, " ")
}

func queueIs(want string) func(*testing.T, *Conference) {
	return func(t *testing.T, c *Conference) {
		if got := queueOf(c); got != want {
			t.Errorf("the queue is %q, want %q", got, want)
		}
	}
}

func speakerRows() []row {
	ask := func(actor string) Command { return &RequestFloor{Actor: actor} }
	three := rolled(ask("lst"), ask("kommun-a"), ask("smhi"))
	rows := []row{
		{name: "asks", given: atItem("p2"), when: &RequestFloor{Actor: "kommun-a", Topic: " Plogning\r\n"}, then: []Event{&FloorRequested{Actor: "kommun-a", Kind: OrdinaryRequest, Topic: "Plogning"}}},
		{name: "a reply goes before those who wait", given: three, when: &RequestFloor{Actor: "mcf", Kind: FloorReply},
			then: []Event{&FloorRequested{Actor: "mcf", Kind: FloorReply}}, check: queueIs("mcf< lst kommun-a smhi")},
		{name: "a point of order goes before a reply", given: rolled(ask("lst"), &RequestFloor{Actor: "mcf", Kind: FloorReply}, &RequestFloor{Actor: "frg", Kind: PointOfOrder}),
			when: &RequestFloor{Actor: "smhi", Kind: PointOfOrder}, then: []Event{&FloorRequested{Actor: "smhi", Kind: PointOfOrder}}, check: queueIs("frg! smhi! mcf< lst")},
		{name: "an own turn and a reply besides", given: three, when: &RequestFloor{Actor: "lst", Kind: FloorReply},
			then: []Event{&FloorRequested{Actor: "lst", Kind: FloorReply}}, check: queueIs("lst< lst kommun-a smhi")},
		{name: "already so", given: three, when: ask("kommun-a")},
		{name: "not invited", given: rolled(), when: ask("msb"), code: "participant.unknown"},
		{name: "absent", given: rolled(), when: ask("kommun-c"), code: "floor.absent"},
		{name: "by shouting", given: rolled(), when: &RequestFloor{Actor: "lst", Kind: "rop"}, code: "floor.kind"},
		{name: "at length", given: rolled(), when: &RequestFloor{Actor: "lst", Topic: strings.Repeat("x", MaxText+1)}, code: "text.too-long"},

		{name: "withdrawn", given: three, when: &WithdrawRequest{Actor: "kommun-a"}, then: []Event{&RequestWithdrawn{Actor: "kommun-a"}}, check: queueIs("lst smhi")},
		{name: "already so", given: three, when: &WithdrawRequest{Actor: "frg"}},

		{name: "in another order", given: three, when: &OrderSpeakers{Actors: []string{"smhi"}}, then: []Event{&SpeakersOrdered{Actors: []string{"smhi", "lst", "kommun-a"}}}, check: queueIs("smhi lst kommun-a")},
		{name: "one who waits twice", given: rolled(ask("lst"), ask("kommun-a"), ask("smhi"), &RequestFloor{Actor: "kommun-a", Kind: FloorReply}), when: &OrderSpeakers{Actors: []string{"smhi"}},
			then: []Event{&SpeakersOrdered{Actors: []string{"smhi", "kommun-a", "lst", "kommun-a"}}}, check: queueIs("smhi kommun-a< lst kommun-a")},
		{name: "already so", given: three, when: &OrderSpeakers{Actors: []string{"lst", "kommun-a"}}},
		{name: "nobody named", given: rolled(ask("lst"), ask("kommun-a"), &RequestFloor{Actor: "lst", Kind: FloorReply}), when: &OrderSpeakers{}},
		{name: "one who does not wait", given: three, when: &OrderSpeakers{Actors: []string{"frg"}}, code: "floor.not-in-queue"},
		{name: "one named twice", given: three, when: &OrderSpeakers{Actors: []string{"lst", "lst"}}, code: "floor.twice"},

		{name: "the next", given: three, when: &GrantFloor{}, then: []Event{&FloorGranted{Actor: "lst"}}, check: queueIs("kommun-a smhi")},
		{name: "one out of turn", given: three, when: &GrantFloor{Actor: "smhi"}, then: []Event{&FloorGranted{Actor: "smhi"}}, check: queueIs("lst kommun-a")},
		{name: "one who has not asked", given: atItem("p2"), when: &GrantFloor{Actor: "frg"}, then: []Event{&FloorGranted{Actor: "frg"}}, check: func(t *testing.T, c *Conference) {
			want := &Talk{Actor: "frg", Item: "p2", Kind: OrdinaryRequest, Span: Span{Start: hhmm("17:16")}, Mode: Phone}
			if diff := cmp.Diff(want, c.Speakers.OnAir); diff != "" {
				t.Error(diff)
			}
		}},
		{name: "whoever has it is done", given: rolled(&GrantFloor{Actor: "lst"}), when: &GrantFloor{Actor: "smhi"}, then: []Event{&FloorYielded{}, &FloorGranted{Actor: "smhi", Cut: true}}},
		{name: "the roll-call skipped", given: opened(&SkipRollCall{Reason: "x"}), when: &GrantFloor{Actor: "smhi"},
			then: []Event{&FloorGranted{Actor: "smhi"}, &AttendanceMarked{Participant: "smhi", Status: Present, Function: "Meteorolog", Mode: Web, Spoke: true}}},
		{name: "already so", given: rolled(&GrantFloor{Actor: "lst"}), when: &GrantFloor{Actor: "lst"}},
		{name: "nobody waits", given: rolled(), when: &GrantFloor{}, code: "floor.queue-empty"},
		{name: "absent", given: rolled(), when: &GrantFloor{Actor: "kommun-c"}, code: "floor.absent"},
		{name: "the next has left", given: rolled(ask("mcf"), &MarkAttendance{Participant: "mcf", Status: Left}), when: &GrantFloor{}, code: "floor.absent"},
		{name: "not invited", given: rolled(), when: &GrantFloor{Actor: "msb"}, code: "participant.unknown"},
		{name: "before the one before", given: rolled(&GrantFloor{Actor: "lst"}), when: &GrantFloor{Actor: "smhi"}, after: -time.Second, code: "time.out-of-order"},

		{name: "done", given: rolled(&GrantFloor{Actor: "kommun-b"}), when: &YieldFloor{Actor: "kommun-b", Note: "SLUT KOM"}, then: []Event{&FloorYielded{Note: "SLUT KOM"}}, check: func(t *testing.T, c *Conference) {
			talk := c.Speakers.Talks[0]
			if talk.Length(hhmm("23:00")) != time.Minute || talk.Note != "SLUT KOM" || talk.OverRakel() {
				t.Errorf("%+v", talk)
			}
		}},
		{name: "another has it", given: rolled(&GrantFloor{Actor: "lst"}), when: &YieldFloor{Actor: "smhi"}, code: "floor.not-yours"},
		{name: "nobody has it", given: rolled(), when: &YieldFloor{}, code: "floor.nobody-speaks"},
		{name: "before it was given", given: rolled(&GrantFloor{Actor: "lst"}), when: &YieldFloor{}, after: -time.Second, code: "time.out-of-order"},

		{name: "everybody here, each actor once", given: rolled(ask("frg"), &RequestFloor{Actor: "smhi", Kind: PointOfOrder}), when: &StartRound{Topic: "Läget hos er"},
			then:  []Event{&RoundStarted{Actors: []string{"lst", "kommun-a", "kommun-b", "smhi", "mcf", "frg"}, Topic: "Läget hos er"}},
			check: queueIs("smhi! lst kommun-a kommun-b smhi mcf frg")},
		{name: "some", given: rolled(), when: &StartRound{Actors: []string{"smhi", "lst"}}, then: []Event{&RoundStarted{Actors: []string{"smhi", "lst"}}}},
		{name: "already so", given: rolled(&StartRound{Topic: "Läget"}), when: &StartRound{Topic: "Läget"}},
		{name: "the same round once more when it has begun", given: rolled(&StartRound{Actors: []string{"smhi", "lst"}}, &GrantFloor{}), when: &StartRound{Actors: []string{"smhi", "lst"}},
			then: []Event{&RoundStarted{Actors: []string{"smhi", "lst"}}}},
		{name: "one twice", given: rolled(), when: &StartRound{Actors: []string{"lst", "lst"}}, code: "floor.twice"},
		{name: "one absent", given: rolled(), when: &StartRound{Actors: []string{"kommun-c"}}, code: "floor.absent"},
		{name: "nobody here", given: twoInvited(&OpenMeeting{}, &OpenRollCall{}, &CloseRollCall{RestAbsent: true}), when: &StartRound{}, code: "floor.nobody-here"},

		{name: "a request", given: three, when: &UndoFloor{}, then: []Event{&FloorUndone{}}, check: queueIs("lst kommun-a")},
		{name: "a word given", given: append(three, &GrantFloor{}), when: &UndoFloor{}, then: []Event{&FloorUndone{}}, check: queueIs("lst kommun-a smhi")},
		{name: "a word taken from another goes back", given: rolled(&GrantFloor{Actor: "lst"}, &GrantFloor{Actor: "smhi"}), when: &UndoFloor{},
			then: []Event{&FloorUndone{}, &FloorUndone{}}, check: func(t *testing.T, c *Conference) {
				if c.Speakers.OnAir == nil || c.Speakers.OnAir.Actor != "lst" || len(c.Speakers.Talks) != 0 {
					t.Errorf("%+v", c.Speakers)
				}
			}},
		{name: "a word given, with who was heard by it", given: opened(&SkipRollCall{Reason: "x"}, &GrantFloor{Actor: "smhi"}), when: &UndoFloor{}, then: []Event{&FloorUndone{}, &RollCallUndone{}}},
		{name: "nothing", given: rolled(), when: &UndoFloor{}, code: "undo.nothing"},
		{name: "nothing after a break", given: rolled(&GrantFloor{Actor: "lst"}, &AdjournMeeting{}, &ResumeMeeting{}), when: &UndoFloor{}, code: "undo.nothing"},
	}
	for _, cmd := range []Command{ask("lst"), &WithdrawRequest{Actor: "lst"}, &OrderSpeakers{}, &GrantFloor{Actor: "lst"}, &YieldFloor{}, &StartRound{}, &UndoFloor{}} {
		rows = append(rows, inPhases(cmd, onlyOpen)...)
	}
	return rows
}

// Every step of the speaker list can be taken back, as far as it is remembered, and gives the list as it stood.
func TestUndoGivesTheListAsItStood(t *testing.T) {
	s := tell(t, rolled()...)
	var before []Speakers
	steps := []Command{&RequestFloor{Actor: "lst"}, &RequestFloor{Actor: "smhi", Kind: PointOfOrder, Topic: "Ordning"}, &GrantFloor{}, &YieldFloor{Note: "KOM"},
		&StartRound{Topic: "Läget"}, &OrderSpeakers{Actors: []string{"frg", "lst"}}, &WithdrawRequest{Actor: "mcf"}, &GrantFloor{}, &GrantFloor{}, &YieldFloor{}}
	for _, cmd := range steps {
		before = append(before, Replay(s.record).Speakers)
		s.do(cmd)
	}
	for i := len(before) - 1; i >= 0; i-- {
		s.do(&UndoFloor{})
		got, want := s.c.Speakers, before[i]
		got.topics, want.topics = nil, nil // what was said in words stays in the journal
		if diff := cmp.Diff(want, got, everything); diff != "" {
			t.Fatalf("taking back %s:\n%s", steps[i].Name(), diff)
		}
	}
	for range maxSpeakerSteps + 5 {
		s.do(&GrantFloor{Actor: "lst"}).do(&YieldFloor{})
	}
	for range maxSpeakerSteps {
		s.do(&UndoFloor{})
	}
	s.refused(&UndoFloor{}, "undo.nothing")
}

func TestOverRakel(t *testing.T) {
	for seconds, want := range map[int]bool{59: false, 60: false, 61: true} {
		talk := Talk{Mode: Rakel, Span: Span{Start: hhmm("18:00"), End: hhmm("18:00").Add(time.Duration(seconds) * time.Second)}}
		if talk.OverRakel() != want {
			t.Errorf("%d seconds: %v", seconds, !want)
		}
		talk.Mode = Web
		if talk.OverRakel() {
			t.Error("the minute is Rakel's")
		}
	}
	s := tell(t, rolled(&MarkAttendance{Participant: "kommun-a", Status: Present, Mode: Rakel}, &GrantFloor{Actor: "kommun-a"})...)
	if got := s.c.Speakers.OnAir.Mode; got != Rakel {
		t.Errorf("the roll-call said Rakel, the talk says %s", got)
	}
}

func ExampleConference_Decide() {
	c := New()
	m := Meta{Member: "anna", Actor: "lst", Role: Leader, OccurredAt: hhmm("18:00")}
	for _, cmd := range rolled(&RequestFloor{Actor: "kommun-a"}, &GrantFloor{}) {
		m.OccurredAt = m.OccurredAt.Add(time.Minute)
		events, err := c.Decide(cmd, m)
		if err != nil {
			fmt.Println(err)
			return
		}
		for _, e := range events {
			m.Seq++
			c.Apply(e, m)
		}
	}
	fmt.Println(c.Speakers.OnAir.Actor)
	_, err := c.Decide(&GrantFloor{Actor: "kommun-c"}, m)
	fmt.Println(err)
	// Output:
	// kommun-a
	// floor.absent Actor=kommun-c
}
