package conference

import (
	"time"

	"samverkan/internal/fault"
)

// Phase is where in its life the conference is.
type Phase string

// The phases, in order. Cancelled can follow any of the first two.
const (
	Unplanned Phase = ""
	Planned   Phase = "planned"   // being prepared
	Called    Phase = "called"    // the invitation is out
	Lobby     Phase = "lobby"     // connections are open, the meeting is not
	Open      Phase = "open"      // the meeting goes on
	Adjourned Phase = "adjourned" // ajournerad
	Closed    Phase = "closed"    // the meeting is over, the minutes are checked
	Approved  Phase = "approved"  // minutes are approved (fastställda): from here on only a correction changes them
	Published Phase = "published" // and published
	Cancelled Phase = "cancelled"
)

// Conference is the aggregate: the state that its events add up to.
type Conference struct {
	Seq    int64     `json:"seq"`             // number of the newest event
	Latest time.Time `json:"latest,omitzero"` // latest time at which something happened
	Phase  Phase     `json:"phase"`
	Plan   Plan      `json:"plan"`

	Issues   []Issue              `json:"issues,omitempty"`   // invitations sent
	Sequence int                  `json:"sequence,omitempty"` // SEQUENCE of the calendar entry (RFC 5546 2.1.4)
	Stamp    time.Time            `json:"stamp,omitzero"`     // when the calendar entry last changed
	Answers  map[string]Answer    `json:"answers,omitempty"`  // by participant key
	Ticked   map[string]Tick      `json:"ticked,omitempty"`   // checklist item id
	Received map[string]time.Time `json:"received,omitempty"` // input from other conferences: when it came in
	Request  *ReportRequest       `json:"request,omitempty"`  // of situation reports
	Reports  []ReportState        `json:"reports,omitempty"`  // situation reports, in the order in which the seats first reported

	Meeting     Meeting         `json:"meeting"`
	Roles       []RoleTerm      `json:"roles,omitempty"` // who has held which internal role, and when
	RollCall    RollCall        `json:"rollCall"`
	Items       []ItemState     `json:"items,omitempty"`
	Current     string          `json:"current,omitempty"` // id of the item being dealt with
	Speakers    Speakers        `json:"speakers"`
	Notes       []Note          `json:"notes,omitempty"`
	Decisions   []Decision      `json:"decisions,omitempty"`
	Measures    []Measure       `json:"measures,omitempty"`
	FollowUps   []FollowUpState `json:"followUps,omitempty"`
	Raised      []Flag          `json:"raised,omitempty"` // what the listener has put before the leader
	Walk        *Walk           `json:"walk,omitempty"`   // through an area, row by row; nil for other conferences
	Recording   Recording       `json:"recording"`
	Next        *NextMeeting    `json:"next,omitempty"`
	Minutes     Minutes         `json:"minutes"`
	Evaluations []Evaluation    `json:"evaluations,omitempty"`

	itemSecrecy map[string]Secrecy
	carriers    []carrier        // events whose payload holds something that is or can be marked
	labels      map[NoteKind]int // highest number given per kind of label
	messages    []message        // written to the host with an answer
	inward      []int64          // events that are between the host's own people
	edited      int64            // newest event after the close that changed what the minutes say
	later       *Conference      // how it stands now, when this is how it stood; see Foresee
}

// New gives the conference before anything has happened.
func New() *Conference {
	return &Conference{
		Answers:     map[string]Answer{},
		Ticked:      map[string]Tick{},
		Received:    map[string]time.Time{},
		itemSecrecy: map[string]Secrecy{},
		labels:      map[NoteKind]int{},
	}
}

// planned refuses a command on a conference that does not exist or is cancelled.
func (c *Conference) planned() error {
	switch c.Phase {
	case Unplanned:
		return fault.New(fault.NotFound, "conference.unknown")
	case Cancelled:
		return fault.New(fault.Conflict, "conference.cancelled")
	}
	return nil
}

// beforeMeeting refuses changes to the plan once the meeting has begun.
func (c *Conference) beforeMeeting() error {
	if err := c.planned(); err != nil {
		return err
	}
	switch c.Phase {
	case Planned, Called, Lobby:
		return nil
	}
	return fault.New(fault.Conflict, "plan.meeting-begun")
}

// beforeClose refuses changes to the plan once the meeting is over: until then a new way in, another order of the agenda
// or one more actor may still be needed.
func (c *Conference) beforeClose() error {
	if err := c.planned(); err != nil {
		return err
	}
	switch c.Phase {
	case Closed, Approved, Published:
		return fault.New(fault.Conflict, "meeting.closed")
	}
	return nil
}

// inMeeting refuses what needs a meeting that goes on.
func (c *Conference) inMeeting() error {
	if err := c.planned(); err != nil {
		return err
	}
	switch c.Phase {
	case Open:
		return nil
	case Adjourned:
		return fault.New(fault.Conflict, "meeting.adjourned")
	case Closed, Approved, Published:
		return fault.New(fault.Conflict, "meeting.closed")
	}
	return fault.New(fault.Conflict, "meeting.not-open")
}

// recordOpen refuses changes to the record before the lobby, and after approval: from then on only a correction does.
func (c *Conference) recordOpen() error {
	if err := c.planned(); err != nil {
		return err
	}
	switch c.Phase {
	case Lobby, Open, Adjourned, Closed:
		return nil
	case Approved, Published:
		return fault.New(fault.Conflict, "minutes.approved")
	}
	return fault.New(fault.Conflict, "meeting.not-open")
}

// inOrder refuses a step of the meeting that is said to have happened before the step it follows.
func (c *Conference) inOrder(m Meta, after time.Time) error {
	if m.OccurredAt.Before(after) {
		return fault.New(fault.Invalid, "time.out-of-order", "At", m.OccurredAt, "After", after)
	}
	return nil
}

// Span is a stretch of time; End is zero while it lasts.
type Span struct {
	Start time.Time `json:"start"`
	End   time.Time `json:"end,omitzero"`
}

// Length is how long the span has lasted at now.
func (s Span) Length(now time.Time) time.Duration {
	end := s.End
	if end.IsZero() {
		end = now
	}
	if end.Before(s.Start) {
		return 0
	}
	return end.Sub(s.Start)
}
