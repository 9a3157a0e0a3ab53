package minutes

import (
	"time"

	"samverkan/conference"
)

// RollCall is who was there, seat by seat.
type RollCall struct {
	Opened  time.Time `json:"opened,omitzero"`
	Closed  time.Time `json:"closed,omitzero"`
	Skipped bool      `json:"skipped,omitempty"` // then presence is taken from who spoke
	Reason  string    `json:"reason,omitempty"`  // why it was skipped
	AtCall  *Counts   `json:"atCall,omitempty"`  // when the roll-call ended; absent when it was not held
	AtEnd   Counts    `json:"atEnd"`             // at the end, or now
	Seats   []Seat    `json:"seats"`             // in the order of the plan
}

// Counts count seats. Present counts those here, late ones among them.
type Counts struct {
	Invited int `json:"invited"`
	Present int `json:"present"`
	Late    int `json:"late"`
	Left    int `json:"left"`
	Absent  int `json:"absent"`
	Unknown int `json:"unknown"`
}

// Seat is an invited actor, or one unit of it.
type Seat struct {
	Key      string                `json:"key"`
	Actor    string                `json:"actor"`
	Unit     string                `json:"unit,omitempty"`
	Role     conference.Role       `json:"role"`
	Function string                `json:"function,omitempty"` // who came; before that, who is expected
	Expected string                `json:"expected,omitempty"` // the expected function, when another came
	Mandate  bool                  `json:"mandate,omitempty"`  // expected to be able to stand behind a decision
	Mode     conference.Mode       `json:"mode,omitempty"`
	Status   conference.Attendance `json:"status"` // as it stood last
	Reply    conference.Reply      `json:"reply,omitempty"`
	Marks    []Mark                `json:"marks,omitempty"` // all of them, in order
}

// Mark is one state of a seat.
type Mark struct {
	Status   conference.Attendance `json:"status"`
	Function string                `json:"function,omitempty"`
	Mode     conference.Mode       `json:"mode,omitempty"`
	Reason   string                `json:"reason,omitempty"`
	Note     string                `json:"note,omitempty"`
	At       time.Time             `json:"at"`
	Spoke    bool                  `json:"spoke,omitempty"` // taken from that the actor spoke
}

func (k *composer) rollCall() RollCall {
	rc := &k.c.RollCall
	out := RollCall{Opened: rc.Opened, Closed: rc.Closed, Skipped: rc.Skipped, Reason: rc.Reason,
		AtEnd: counts(k.c.Counts()), Seats: make([]Seat, 0, len(k.c.Plan.Participants))}
	if rc.Held() {
		at := counts(k.c.AtRollCall())
		out.AtCall = &at
	}
	for _, p := range k.c.Plan.Participants {
		out.Seats = append(out.Seats, k.seat(p))
	}
	if !rc.Opened.IsZero() {
		k.enter(k.itemAt(rc.Opened), Entry{At: rc.Opened, What: EntryRollCall, Step: "opened"})
	}
	if !rc.Closed.IsZero() {
		k.enter(k.itemAt(rc.Closed), Entry{At: rc.Closed, What: EntryRollCall, Step: "closed"})
	}
	return out
}

func counts(n conference.Counts) Counts {
	return Counts{Invited: n.Invited, Present: n.Present, Late: n.Late, Left: n.Left, Absent: n.Absent, Unknown: n.Unknown}
}

func (k *composer) seat(p conference.Participant) Seat {
	now := k.c.Attendance(p.Key())
	s := Seat{Key: p.Key(), Actor: k.actor(p.Actor), Unit: p.Unit, Role: p.Role, Function: p.Function, Mandate: p.Mandate,
		Mode: p.Mode, Status: now.Status, Reply: k.c.Answers[p.Key()].Reply}
	if now.Function != "" && now.Function != p.Function {
		s.Function, s.Expected = now.Function, p.Function
	}
	if now.Mode != "" {
		s.Mode = now.Mode
	}
	for i, mark := range k.c.RollCall.Marks[p.Key()] {
		s.Marks = append(s.Marks, Mark(mark))
		if k.isChange(mark) {
			k.enter(k.itemAt(mark.At), Entry{At: mark.At, What: EntryAttendance, ID: p.Key(), Index: i})
		}
	}
	return s
}

// isChange tells whether a mark is news of its own: made after the roll-call, or without one.
func (k *composer) isChange(mark conference.Mark) bool {
	closed := k.c.RollCall.Closed
	return k.c.RollCall.Skipped || !closed.IsZero() && mark.At.After(closed)
}

// Seat finds a seat by its key.
func (r RollCall) Seat(key string) (Seat, bool) {
	for _, s := range r.Seats {
		if s.Key == key {
			return s, true
		}
	}
	return Seat{}, false
}

// Here tells whether the seat is filled.
func (s Seat) Here() bool { return s.Status == conference.Present || s.Status == conference.Late }
