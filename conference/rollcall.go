package conference

import (
	"slices"
	"time"

	"samverkan/internal/fault"
)

// RollCall is the upprop: which seats are filled, by actor and function (handbook ch. 4 and 8).
type RollCall struct {
	Opened  time.Time         `json:"opened,omitzero"`
	Closed  time.Time         `json:"closed,omitzero"`
	Skipped bool              `json:"skipped,omitempty"`
	Reason  string            `json:"reason,omitempty"` // why it was skipped
	Marks   map[string][]Mark `json:"marks,omitempty"`  // by participant key; the last one holds
	steps   []string          // keys in the order they were marked, and "" for the end of the roll-call; for undo
}

// Held tells whether the roll-call has been begun and ended.
func (r RollCall) Held() bool { return !r.Closed.IsZero() }

// Attendance is how a seat stands.
type Attendance string

// The states. Unknown is a seat nobody has said anything about.
const (
	Unknown Attendance = ""
	Present Attendance = "present"
	Late    Attendance = "late" // present, but came after the roll-call
	Left    Attendance = "left"
	Absent  Attendance = "absent"
)

// Mark is one state of one seat.
type Mark struct {
	Status   Attendance `json:"status,omitempty"`
	Function string     `json:"function,omitempty"`
	Mode     Mode       `json:"mode,omitempty"`
	Reason   string     `json:"reason,omitempty"` // why absent
	Note     string     `json:"note,omitempty"`
	At       time.Time  `json:"at,omitzero"`
	Spoke    bool       `json:"spoke,omitempty"` // filled in because the actor spoke, the roll-call having been skipped
}

// OpenRollCall begins the roll-call (upprop).
type OpenRollCall struct{}

// RollCallOpened is the fact.
type RollCallOpened struct{}

// MarkAttendance says how a seat stands (närvarande, sen, lämnat, frånvarande). It is used in the roll-call and for who comes late or leaves.
type MarkAttendance struct {
	Participant string     `json:"participant"` // key: actor, or actor/unit
	Status      Attendance `json:"status"`
	Function    string     `json:"function,omitempty"`
	Mode        Mode       `json:"mode,omitempty"`
	Reason      string     `json:"reason,omitempty"`
	Note        string     `json:"note,omitempty"`
}

// AttendanceMarked is the fact.
type AttendanceMarked struct {
	Participant string     `json:"participant"`
	Status      Attendance `json:"status"`
	Function    string     `json:"function,omitempty"`
	Mode        Mode       `json:"mode,omitempty"`
	Reason      string     `json:"reason,omitempty"`
	Note        string     `json:"note,omitempty"`
	Spoke       bool       `json:"spoke,omitempty"`
}

// CloseRollCall ends the roll-call. Seats that nobody has marked hinder it, unless RestAbsent says that they did not answer.
type CloseRollCall struct {
	RestAbsent bool `json:"restAbsent,omitempty"`
}

// RollCallClosed is the fact.
type RollCallClosed struct{}

// SkipRollCall leaves the roll-call out, as the handbook allows at regular meetings. Presence is then taken from who speaks.
type SkipRollCall struct {
	Reason string `json:"reason"`
}

// RollCallSkipped is the fact.
type RollCallSkipped struct {
	Reason string `json:"reason"`
}

// UndoRollCall takes back the last step: a mark, or the end of the roll-call.
type UndoRollCall struct{}

// RollCallUndone is the fact.
type RollCallUndone struct{}

// Names.
func (*OpenRollCall) Name() string     { return "rollcall.open" }
func (*RollCallOpened) Name() string   { return "rollcall.opened" }
func (*MarkAttendance) Name() string   { return "rollcall.mark" }
func (*AttendanceMarked) Name() string { return "rollcall.marked" }
func (*CloseRollCall) Name() string    { return "rollcall.close" }
func (*RollCallClosed) Name() string   { return "rollcall.closed" }
func (*SkipRollCall) Name() string     { return "rollcall.skip" }
func (*RollCallSkipped) Name() string  { return "rollcall.skipped" }
func (*UndoRollCall) Name() string     { return "rollcall.undo" }
func (*RollCallUndone) Name() string   { return "rollcall.undone" }

// Attendance gives the newest mark of a seat; the zero Mark when there is none.
func (c *Conference) Attendance(key string) Mark {
	marks := c.RollCall.Marks[key]
	if len(marks) == 0 {
		return Mark{}
	}
	return marks[len(marks)-1]
}

// Here tells how an actor stands, over all its seats: Present when any of them is here, Absent when all that are known
// are absent or have left, Unknown when nothing is known.
func (c *Conference) Here(actor string) Attendance {
	known := Unknown
	for _, p := range c.Plan.Participants {
		if p.Actor != actor {
			continue
		}
		switch c.Attendance(p.Key()).Status {
		case Present, Late:
			return Present
		case Absent, Left:
			known = Absent
		}
	}
	return known
}

// Counts are the numbers of a roll-call.
type Counts struct {
	Invited, Present, Absent, Unknown int // seats: Present counts those here now, late ones among them
	Late, Left                        int
}

// Counts counts the seats as they stand now.
func (c *Conference) Counts() Counts {
	n := Counts{Invited: len(c.Plan.Participants)}
	for _, p := range c.Plan.Participants {
		switch c.Attendance(p.Key()).Status {
		case Present:
			n.Present++
		case Late:
			n.Present++
			n.Late++
		case Left:
			n.Left++
		case Absent:
			n.Absent++
		default:
			n.Unknown++
		}
	}
	return n
}

// AtRollCall counts the seats as they stood when the roll-call ended.
func (c *Conference) AtRollCall() Counts {
	n := Counts{Invited: len(c.Plan.Participants)}
	for _, p := range c.Plan.Participants {
		status := Unknown
		for _, k := range c.RollCall.Marks[p.Key()] {
			if !k.At.After(c.RollCall.Closed) {
				status = k.Status
			}
		}
		switch status {
		case Present, Late:
			n.Present++
		case Absent, Left:
			n.Absent++
		default:
			n.Unknown++
		}
	}
	return n
}

// lastMark is when a seat was last marked. The roll-call ends after that, or its own count would leave the mark out.
func (c *Conference) lastMark() time.Time {
	var last time.Time
	for _, marks := range c.RollCall.Marks {
		for _, k := range marks {
			last = latest(last, k.At)
		}
	}
	return last
}

func (c *Conference) unmarked() []string {
	var out []string
	for _, p := range c.Plan.Participants {
		if len(c.RollCall.Marks[p.Key()]) == 0 {
			out = append(out, p.Key())
		}
	}
	return out
}

func (cmd *OpenRollCall) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.inMeeting(); err != nil {
		return nil, err
	}
	if !c.RollCall.Opened.IsZero() {
		return nil, nil
	}
	if err := c.inOrder(m, c.Meeting.Opened); err != nil {
		return nil, err
	}
	return []Event{&RollCallOpened{}}, nil
}

func (cmd *MarkAttendance) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.inMeeting(); err != nil {
		return nil, err
	}
	if c.RollCall.Opened.IsZero() && !c.RollCall.Skipped {
		return nil, fault.New(fault.Conflict, "rollcall.not-open")
	}
	seat, ok := c.Plan.Participant(cmd.Participant)
	if !ok {
		return nil, fault.New(fault.NotFound, "rollcall.not-invited", "Actor", cmd.Participant)
	}
	now := c.Attendance(cmd.Participant)
	switch cmd.Status {
	case Present, Late, Absent:
	case Left:
		if now.Status != Present && now.Status != Late {
			return nil, fault.New(fault.Conflict, "rollcall.not-here", "Actor", cmd.Participant)
		}
	default:
		return nil, fault.New(fault.Invalid, "rollcall.status", "Status", string(cmd.Status))
	}
	if cmd.Mode != "" && !cmd.Mode.Valid() {
		return nil, fault.New(fault.Invalid, "participant.mode", "Actor", cmd.Participant, "Mode", string(cmd.Mode))
	}
	e := &AttendanceMarked{Participant: cmd.Participant, Status: cmd.Status, Function: tidy(cmd.Function),
		Mode: cmd.Mode, Reason: tidy(cmd.Reason), Note: tidy(cmd.Note)}
	if err := checkLines("function", e.Function); err != nil {
		return nil, err
	}
	if err := checkTexts("reason", e.Reason, "note", e.Note); err != nil {
		return nil, err
	}
	if err := c.inOrder(m, latest(c.Meeting.Opened, now.At)); err != nil {
		return nil, err
	}
	if e.Function == "" {
		e.Function = firstOf(now.Function, seat.Function)
	}
	if e.Mode == "" {
		e.Mode = Mode(firstOf(string(now.Mode), string(seat.Mode)))
	}
	if now.Status == e.Status && now.Function == e.Function && now.Mode == e.Mode && now.Reason == e.Reason && now.Note == e.Note {
		return nil, nil
	}
	return []Event{e}, nil
}

func firstOf(list ...string) string {
	for _, s := range list {
		if s != "" {
			return s
		}
	}
	return ""
}

func (cmd *CloseRollCall) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.inMeeting(); err != nil {
		return nil, err
	}
	if c.RollCall.Held() {
		return nil, nil
	}
	if c.RollCall.Opened.IsZero() {
		return nil, fault.New(fault.Conflict, "rollcall.not-open")
	}
	if err := c.inOrder(m, latest(c.RollCall.Opened, c.lastMark())); err != nil {
		return nil, err
	}
	var events []Event
	if rest := c.unmarked(); len(rest) > 0 {
		if !cmd.RestAbsent {
			return nil, fault.New(fault.Conflict, "rollcall.unmarked", "Count", len(rest), "Actors", rest)
		}
		for _, key := range rest {
			seat, _ := c.Plan.Participant(key)
			events = append(events, &AttendanceMarked{Participant: key, Status: Absent, Function: seat.Function, Mode: seat.Mode})
		}
	}
	return append(events, &RollCallClosed{}), nil
}

func (cmd *SkipRollCall) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.inMeeting(); err != nil {
		return nil, err
	}
	if c.RollCall.Skipped {
		return nil, nil
	}
	if !c.RollCall.Opened.IsZero() {
		return nil, fault.New(fault.Conflict, "rollcall.already-open")
	}
	reason := tidy(cmd.Reason)
	if err := checkText("reason", reason, true); err != nil {
		return nil, err
	}
	if err := c.inOrder(m, c.Meeting.Opened); err != nil {
		return nil, err
	}
	talks := slices.Clone(c.Speakers.Talks)
	if c.Speakers.OnAir != nil {
		talks = append(talks, *c.Speakers.OnAir)
	}
	events := []Event{&RollCallSkipped{Reason: reason}}
	done := map[string]bool{}
	for _, t := range talks {
		if seat, ok := c.seatOf(t.Actor); ok && !done[seat.Key()] {
			done[seat.Key()] = true
			events = append(events, spoke(seat))
		}
	}
	return events, nil
}

// seatOf gives the first seat of an actor.
func (c *Conference) seatOf(actor string) (Participant, bool) {
	for _, p := range c.Plan.Participants {
		if p.Actor == actor {
			return p, true
		}
	}
	return Participant{}, false
}

func spoke(seat Participant) Event {
	return &AttendanceMarked{Participant: seat.Key(), Status: Present, Function: seat.Function, Mode: seat.Mode, Spoke: true}
}

// heard gives the mark that follows from an actor speaking when the roll-call was skipped.
func (c *Conference) heard(actor string) []Event {
	if !c.RollCall.Skipped || c.Here(actor) == Present {
		return nil
	}
	if seat, ok := c.seatOf(actor); ok {
		return []Event{spoke(seat)}
	}
	return nil
}

func (cmd *UndoRollCall) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.inMeeting(); err != nil {
		return nil, err
	}
	if len(c.RollCall.steps) == 0 {
		return nil, fault.New(fault.Conflict, "undo.nothing")
	}
	return []Event{&RollCallUndone{}}, nil
}

func (e *RollCallOpened) apply(c *Conference, m Meta) {
	c.RollCall.Opened = m.OccurredAt
	c.RollCall.Skipped, c.RollCall.Reason = false, ""
}

func (e *AttendanceMarked) apply(c *Conference, m Meta) {
	if c.RollCall.Marks == nil {
		c.RollCall.Marks = map[string][]Mark{}
	}
	mark := Mark{Status: e.Status, Function: e.Function, Mode: e.Mode, Reason: e.Reason, Note: e.Note,
		At: m.OccurredAt, Spoke: e.Spoke}
	c.RollCall.Marks[e.Participant] = append(slices.Clone(c.RollCall.Marks[e.Participant]), mark)
	c.RollCall.steps = append(c.RollCall.steps, e.Participant)
	seat, _ := c.Plan.Participant(e.Participant)
	if s := &c.Speakers; e.Spoke && s.OnAir != nil && len(s.steps) > 0 && s.OnAir.Actor == seat.Actor && s.OnAir.Start.Equal(m.OccurredAt) {
		s.steps[len(s.steps)-1].heard = e.Participant
	}
}

func (e *RollCallClosed) apply(c *Conference, m Meta) {
	c.RollCall.Closed = m.OccurredAt
	c.RollCall.steps = append(c.RollCall.steps, "")
}

func (e *RollCallSkipped) apply(c *Conference, _ Meta) {
	c.RollCall.Skipped, c.RollCall.Reason = true, e.Reason
}

func (e *RollCallUndone) apply(c *Conference, _ Meta) {
	steps := c.RollCall.steps
	if len(steps) == 0 {
		return // what it takes back is expunged
	}
	key := steps[len(steps)-1]
	c.RollCall.steps = steps[:len(steps)-1]
	if key == "" {
		c.RollCall.Closed = time.Time{}
		return
	}
	marks := c.RollCall.Marks[key]
	if len(marks) <= 1 {
		delete(c.RollCall.Marks, key)
		return
	}
	c.RollCall.Marks[key] = marks[:len(marks)-1]
}
