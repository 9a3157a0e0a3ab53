package conference

import (
	"slices"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/id"
)

// Measure is an åtgärd: who does what, by when. Its owner has accepted it, or it hinders the close.
type Measure struct {
	ID         string
	Item       string
	Text       string
	Actor      string // who raised it
	Owner      string
	Due        time.Time
	Accepted   *bool // nil: not asked yet
	AcceptedAt time.Time
	Status     MeasureStatus
	Matches    []string // needs, offers and goal conflicts that it meets
	Resolves   string   // unowned problem that it settles
	Follows    string   // decision that it follows from
	Reports    []MeasureReport
	Secrecy    Secrecy
	At         time.Time
	By         string
	Seq        int64
	Origin     []int64
}

// MeasureStatus is how far a measure has come.
type MeasureStatus string

// The states.
const (
	MeasureOpen    MeasureStatus = "open"
	MeasureOngoing MeasureStatus = "ongoing"
	MeasureDone    MeasureStatus = "done"
	MeasureDropped MeasureStatus = "dropped" // will not be done
)

func (s MeasureStatus) valid() bool {
	return s == MeasureOpen || s == MeasureOngoing || s == MeasureDone || s == MeasureDropped
}

// MeasureReport is a report of how a measure goes.
type MeasureReport struct {
	Status MeasureStatus
	Text   string
	At     time.Time
	By     string
	Actor  string
}

// Late tells whether the measure is past its due time at now, and not done or dropped.
func (x Measure) Late(now time.Time) bool {
	return !x.Due.IsZero() && now.After(x.Due) && x.Status != MeasureDone && x.Status != MeasureDropped
}

// AgreeMeasure writes down a measure.
type AgreeMeasure struct {
	ID       string        `json:"id,omitempty"`
	Item     string        `json:"item,omitempty"`
	Text     string        `json:"text"`
	Actor    string        `json:"actor,omitempty"`
	Owner    string        `json:"owner"`
	Due      time.Time     `json:"due,omitzero"`
	Accepted *bool         `json:"accepted,omitempty"`
	Status   MeasureStatus `json:"status,omitempty"` // default open
	Matches  []string      `json:"matches,omitempty"`
	Resolves string        `json:"resolves,omitempty"`
	Follows  string        `json:"follows,omitempty"`
	Secrecy  Secrecy       `json:"secrecy,omitzero"`
}

// MeasureAgreed is the fact.
type MeasureAgreed struct {
	ID       string        `json:"id"`
	Item     string        `json:"item,omitempty"`
	Text     string        `json:"text"`
	Actor    string        `json:"actor,omitempty"`
	Owner    string        `json:"owner"`
	Due      time.Time     `json:"due,omitzero"`
	Accepted *bool         `json:"accepted,omitempty"`
	Status   MeasureStatus `json:"status"`
	Matches  []string      `json:"matches,omitempty"`
	Resolves string        `json:"resolves,omitempty"`
	Follows  string        `json:"follows,omitempty"`
	Secrecy  Secrecy       `json:"secrecy,omitzero"`
}

// AcceptMeasure says whether the owner takes the measure on.
type AcceptMeasure struct {
	ID       string `json:"id"`
	Accepted bool   `json:"accepted"`
	Reason   string `json:"reason,omitempty"`
}

// MeasureAccepted is the fact.
type MeasureAccepted struct {
	ID       string `json:"id"`
	Accepted bool   `json:"accepted"`
	Reason   string `json:"reason,omitempty"`
}

// ReportMeasure says how a measure goes. It is allowed after the meeting: that is when measures are done.
type ReportMeasure struct {
	ID     string        `json:"id"`
	Status MeasureStatus `json:"status"`
	Text   string        `json:"text,omitempty"`
}

// MeasureReported is the fact.
type MeasureReported struct {
	ID     string        `json:"id"`
	Status MeasureStatus `json:"status"`
	Text   string        `json:"text,omitempty"`
}

// FollowUp records how something carried from an earlier conference stands: a direction or a measure.
type FollowUp struct {
	Conference string       `json:"conference"`
	ID         string       `json:"id"`
	Status     FollowStatus `json:"status"`
	Text       string       `json:"text,omitempty"`
}

// FollowStatus is how a carried direction or measure stands.
type FollowStatus string

// The states.
const (
	FollowHolds   FollowStatus = "holds"   // the direction still holds, the measure goes on
	FollowChanged FollowStatus = "changed" // replaced by what is decided here
	FollowEnded   FollowStatus = "ended"   // no longer holds, dropped
	FollowDone    FollowStatus = "done"    // the measure is done
)

// FollowedUp is the fact.
type FollowedUp struct {
	Conference string       `json:"conference"`
	ID         string       `json:"id"`
	Status     FollowStatus `json:"status"`
	Text       string       `json:"text,omitempty"`
}

// FollowUpState is a follow-up in the record.
type FollowUpState struct {
	Conference string
	ID         string
	Status     FollowStatus
	Text       string
	Item       string
	At         time.Time
	By         string
	Seq        int64
}

// Names.
func (*AgreeMeasure) Name() string    { return "measure.agree" }
func (*MeasureAgreed) Name() string   { return "measure.agreed" }
func (*AcceptMeasure) Name() string   { return "measure.accept" }
func (*MeasureAccepted) Name() string { return "measure.accepted" }
func (*ReportMeasure) Name() string   { return "measure.report" }
func (*MeasureReported) Name() string { return "measure.reported" }
func (*FollowUp) Name() string        { return "carried.follow-up" }
func (*FollowedUp) Name() string      { return "carried.followed-up" }

// Measure finds a measure.
func (c *Conference) Measure(id string) (*Measure, bool) {
	for i := range c.Measures {
		if c.Measures[i].ID == id {
			return &c.Measures[i], true
		}
	}
	return nil, false
}

func (c *Conference) followedUp(conference, id string) bool {
	return slices.ContainsFunc(c.FollowUps, func(f FollowUpState) bool { return f.Conference == conference && f.ID == id })
}

func (cmd *AgreeMeasure) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.recordOpen(); err != nil {
		return nil, err
	}
	item, err := c.knownItem(cmd.Item)
	if err != nil {
		return nil, err
	}
	e := &MeasureAgreed{Item: item, Text: tidy(cmd.Text), Actor: cmd.Actor, Owner: cmd.Owner, Due: cmd.Due, Accepted: cmd.Accepted,
		Status: cmd.Status, Matches: cmd.Matches, Resolves: cmd.Resolves, Follows: cmd.Follows, Secrecy: cmd.Secrecy}
	if e.Status == "" {
		e.Status = MeasureOpen
	}
	if err := c.checkMeasure(e); err != nil {
		return nil, err
	}
	if cmd.ID != "" {
		if err := id.Key(cmd.ID); err != nil {
			return nil, err
		}
		if old, ok := c.Measure(cmd.ID); ok && old.Text == e.Text && old.Owner == e.Owner && old.Due.Equal(e.Due) {
			return nil, nil
		}
		if c.has(cmd.ID) {
			return nil, fault.New(fault.Conflict, "note.id-taken", "ID", cmd.ID)
		}
	}
	e.ID = c.label(noteMeasure, cmd.ID)
	return []Event{e}, nil
}

func (c *Conference) checkMeasure(e *MeasureAgreed) error {
	if err := checkText("text", e.Text, true); err != nil {
		return err
	}
	if e.Owner == "" {
		return fault.New(fault.Invalid, "measure.no-owner")
	}
	for _, a := range []string{e.Owner, e.Actor} {
		if a != "" && a != c.Plan.Host {
			if err := c.invited(a); err != nil {
				return err
			}
		}
	}
	if !e.Status.valid() {
		return fault.New(fault.Invalid, "measure.status", "Status", string(e.Status))
	}
	for _, ref := range append([]string{e.Follows, e.Resolves}, e.Matches...) {
		if ref != "" && !c.has(ref) {
			return fault.New(fault.NotFound, "note.unknown", "ID", ref)
		}
	}
	if e.Resolves != "" {
		if n, ok := c.Note(e.Resolves); !ok || n.Kind != NoteUnowned {
			return fault.New(fault.NotFound, "unowned.unknown", "ID", e.Resolves)
		}
	}
	return e.Secrecy.check()
}

func (cmd *AcceptMeasure) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.recordable(); err != nil {
		return nil, err
	}
	x, ok := c.Measure(cmd.ID)
	if !ok {
		return nil, fault.New(fault.NotFound, "measure.unknown", "ID", cmd.ID)
	}
	if x.Accepted != nil && *x.Accepted == cmd.Accepted {
		return nil, nil
	}
	if err := checkText("reason", cmd.Reason, !cmd.Accepted); err != nil {
		return nil, err
	}
	return []Event{&MeasureAccepted{ID: cmd.ID, Accepted: cmd.Accepted, Reason: tidy(cmd.Reason)}}, nil
}

func (cmd *ReportMeasure) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.planned(); err != nil {
		return nil, err
	}
	x, ok := c.Measure(cmd.ID)
	if !ok {
		return nil, fault.New(fault.NotFound, "measure.unknown", "ID", cmd.ID)
	}
	if !cmd.Status.valid() {
		return nil, fault.New(fault.Invalid, "measure.status", "Status", string(cmd.Status))
	}
	if err := checkText("text", cmd.Text, cmd.Status == MeasureDropped); err != nil {
		return nil, err
	}
	text := tidy(cmd.Text)
	if x.Status == cmd.Status && (text == "" || len(x.Reports) > 0 && x.Reports[len(x.Reports)-1].Text == text) {
		return nil, nil
	}
	return []Event{&MeasureReported{ID: cmd.ID, Status: cmd.Status, Text: text}}, nil
}

func (cmd *FollowUp) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.recordOpen(); err != nil {
		return nil, err
	}
	direction := slices.ContainsFunc(c.Plan.Carried.Directions, func(d CarriedDecision) bool {
		return d.Conference == cmd.Conference && d.ID == cmd.ID
	})
	measure := slices.ContainsFunc(c.Plan.Carried.Measures, func(x CarriedMeasure) bool {
		return x.Conference == cmd.Conference && x.ID == cmd.ID
	})
	matter := slices.ContainsFunc(c.Plan.Carried.Matters, func(x CarriedMatter) bool {
		return x.Conference == cmd.Conference && x.ID == cmd.ID
	})
	if !direction && !measure && !matter {
		return nil, fault.New(fault.NotFound, "carried.unknown", "ID", cmd.Conference+"/"+cmd.ID)
	}
	switch cmd.Status {
	case FollowHolds, FollowChanged, FollowEnded, FollowDone:
	default:
		return nil, fault.New(fault.Invalid, "carried.status", "Status", string(cmd.Status))
	}
	if err := checkText("text", cmd.Text, false); err != nil {
		return nil, err
	}
	for _, f := range slices.Backward(c.FollowUps) {
		if f.Conference == cmd.Conference && f.ID == cmd.ID {
			if f.Status == cmd.Status && f.Text == tidy(cmd.Text) {
				return nil, nil
			}
			break
		}
	}
	return []Event{&FollowedUp{Conference: cmd.Conference, ID: cmd.ID, Status: cmd.Status, Text: tidy(cmd.Text)}}, nil
}

func (e *MeasureAgreed) apply(c *Conference, m Meta) {
	x := Measure{ID: e.ID, Item: e.Item, Text: e.Text, Actor: e.Actor, Owner: e.Owner, Due: e.Due, Accepted: e.Accepted,
		Status: e.Status, Matches: e.Matches, Resolves: e.Resolves, Follows: e.Follows, Secrecy: e.Secrecy,
		At: m.OccurredAt, By: m.Member, Seq: m.Seq, Origin: []int64{m.Seq}}
	if e.Accepted != nil {
		x.AcceptedAt = m.OccurredAt
	}
	c.Measures = append(c.Measures, x)
	c.labelled(noteMeasure, e.ID)
}

func (e *MeasureAccepted) apply(c *Conference, m Meta) {
	x, _ := c.Measure(e.ID)
	accepted := e.Accepted
	x.Accepted, x.AcceptedAt = &accepted, m.OccurredAt
	if e.Reason != "" {
		x.Reports = append(slices.Clone(x.Reports), MeasureReport{Status: x.Status, Text: e.Reason, At: m.OccurredAt, By: m.Member, Actor: m.Actor})
	}
	x.Origin = append(slices.Clone(x.Origin), m.Seq)
}

func (e *MeasureReported) apply(c *Conference, m Meta) {
	x, _ := c.Measure(e.ID)
	x.Status = e.Status
	x.Reports = append(slices.Clone(x.Reports), MeasureReport{Status: e.Status, Text: e.Text, At: m.OccurredAt, By: m.Member, Actor: m.Actor})
	x.Origin = append(slices.Clone(x.Origin), m.Seq)
}

func (e *FollowedUp) apply(c *Conference, m Meta) {
	c.FollowUps = append(c.FollowUps, FollowUpState{Conference: e.Conference, ID: e.ID, Status: e.Status, Text: e.Text,
		Item: c.Current, At: m.OccurredAt, By: m.Member, Seq: m.Seq})
}
