package conference

import (
	"slices"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/id"
)

// Measure is an åtgärd: who does what, by when. Its owner has accepted it, or it hinders the close.
type Measure struct {
	ID         string            `json:"id"`
	Item       string            `json:"item,omitempty"`
	Text       string            `json:"text,omitempty"`
	Actor      string            `json:"actor,omitempty"` // who raised it
	Owner      string            `json:"owner,omitempty"`
	Due        time.Time         `json:"due,omitzero"`
	Accepted   *bool             `json:"accepted,omitempty"` // nil: not asked yet
	AcceptedAt time.Time         `json:"acceptedAt,omitzero"`
	Status     MeasureStatus     `json:"status,omitempty"`
	Matches    []string          `json:"matches,omitempty"`  // needs, offers and goal conflicts that it meets
	Resolves   string            `json:"resolves,omitempty"` // unowned problem that it settles
	Follows    string            `json:"follows,omitempty"`  // decision that it follows from
	Reports    []MeasureReport   `json:"reports,omitempty"`
	Revisions  []MeasureRevision `json:"revisions,omitempty"`
	Secrecy    Secrecy           `json:"secrecy,omitzero"`
	At         time.Time         `json:"at,omitzero"`
	By         string            `json:"by,omitempty"`
	Seq        int64             `json:"seq"`
	Origin     []int64           `json:"origin,omitempty"`
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
	Status MeasureStatus `json:"status,omitempty"`
	Text   string        `json:"text,omitempty"`
	Due    time.Time     `json:"due,omitzero"` // when its owner now says that it will be done
	At     time.Time     `json:"at,omitzero"`
	By     string        `json:"by,omitempty"`
	Actor  string        `json:"actor,omitempty"`
}

// MeasureRevision is an earlier agreement.
type MeasureRevision struct {
	Text  string    `json:"text,omitempty"`
	Owner string    `json:"owner,omitempty"`
	Due   time.Time `json:"due,omitzero"`
	At    time.Time `json:"at,omitzero"` // when it was replaced
	By    string    `json:"by,omitempty"`
}

// Expected is when the measure will be done: the time that its owner last gave, unless it was agreed on anew since; otherwise
// the time that was agreed.
func (x Measure) Expected() time.Time {
	var agreed time.Time
	if n := len(x.Revisions); n > 0 {
		agreed = x.Revisions[n-1].At
	}
	for _, r := range slices.Backward(x.Reports) {
		if !r.Due.IsZero() && !r.At.Before(agreed) {
			return r.Due
		}
	}
	return x.Due
}

// Late tells whether the measure is past its expected time at now, and not done or dropped.
func (x Measure) Late(now time.Time) bool {
	due := x.Expected()
	return !due.IsZero() && now.After(due) && x.Status != MeasureDone && x.Status != MeasureDropped
}

// AgreeMeasure writes down a measure (åtgärd).
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

// ReviseMeasure changes what was agreed, until the minutes are approved: all of it is given anew. When it gets another owner
// or due time, the owner is asked anew, unless Accepted already tells the answer. A marked measure stays marked.
type ReviseMeasure struct {
	ID       string    `json:"id"`
	Text     string    `json:"text"`
	Owner    string    `json:"owner"`
	Due      time.Time `json:"due,omitzero"`
	Accepted *bool     `json:"accepted,omitempty"`
	Matches  []string  `json:"matches,omitempty"`
	Resolves string    `json:"resolves,omitempty"`
	Follows  string    `json:"follows,omitempty"`
}

// MeasureRevised is the fact.
type MeasureRevised struct {
	ID       string    `json:"id"`
	Text     string    `json:"text"`
	Owner    string    `json:"owner"`
	Due      time.Time `json:"due,omitzero"`
	Accepted *bool     `json:"accepted,omitempty"` // none: not asked yet
	Matches  []string  `json:"matches,omitempty"`
	Resolves string    `json:"resolves,omitempty"`
	Follows  string    `json:"follows,omitempty"`
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

// ReportMeasure says how a measure goes, and when it will be done instead of as agreed. It is allowed after the meeting: that is
// when measures are done.
type ReportMeasure struct {
	ID     string        `json:"id"`
	Status MeasureStatus `json:"status"`
	Text   string        `json:"text,omitempty"`
	Due    time.Time     `json:"due,omitzero"`
}

// MeasureReported is the fact.
type MeasureReported struct {
	ID     string        `json:"id"`
	Status MeasureStatus `json:"status"`
	Text   string        `json:"text,omitempty"`
	Due    time.Time     `json:"due,omitzero"`
}

// FollowUp records how something carried from an earlier conference stands (uppföljning): a direction, a measure or a matter.
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
	Conference string       `json:"conference,omitempty"`
	ID         string       `json:"id"`
	Status     FollowStatus `json:"status,omitempty"`
	Text       string       `json:"text,omitempty"`
	Item       string       `json:"item,omitempty"`
	At         time.Time    `json:"at,omitzero"`
	By         string       `json:"by,omitempty"`
	Seq        int64        `json:"seq"`
}

// Names.
func (*AgreeMeasure) Name() string    { return "measure.agree" }
func (*MeasureAgreed) Name() string   { return "measure.agreed" }
func (*ReviseMeasure) Name() string   { return "measure.revise" }
func (*MeasureRevised) Name() string  { return "measure.revised" }
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
	e := &MeasureAgreed{ID: cmd.ID, Item: item, Text: tidy(cmd.Text), Actor: cmd.Actor, Owner: cmd.Owner, Due: cmd.Due,
		Accepted: cloneBool(cmd.Accepted), Status: cmd.Status, Matches: cloneList(cmd.Matches), Resolves: cmd.Resolves,
		Follows: cmd.Follows, Secrecy: cmd.Secrecy.tidied()}
	if e.Status == "" {
		e.Status = MeasureOpen
	}
	if err := c.checkMeasure(e); err != nil {
		return nil, err
	}
	if cmd.ID == "" {
		e.ID = c.label(noteMeasure, "")
		return []Event{e}, nil
	}
	if err := id.Key(cmd.ID); err != nil {
		return nil, err
	}
	if old, ok := c.Measure(cmd.ID); ok {
		if cmd.Item == "" {
			e.Item = old.Item
		}
		was := &MeasureAgreed{ID: old.ID, Item: old.Item, Text: old.Text, Actor: old.Actor, Owner: old.Owner, Due: old.Due,
			Accepted: old.Accepted, Status: old.Status, Matches: old.Matches, Resolves: old.Resolves, Follows: old.Follows, Secrecy: old.Secrecy}
		return unlessSame(e, was, fault.New(fault.Conflict, "note.id-taken", "ID", cmd.ID))
	}
	if c.has(cmd.ID) {
		return nil, fault.New(fault.Conflict, "note.id-taken", "ID", cmd.ID)
	}
	return []Event{e}, nil
}

func cloneBool(b *bool) *bool {
	if b == nil {
		return nil
	}
	v := *b
	return &v
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
	if err := checkLength("matches", len(e.Matches)); err != nil {
		return err
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

func (cmd *ReviseMeasure) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.recordOpen(); err != nil {
		return nil, err
	}
	x, ok := c.Measure(cmd.ID)
	if !ok {
		return nil, fault.New(fault.NotFound, "measure.unknown", "ID", cmd.ID)
	}
	e := &MeasureRevised{ID: cmd.ID, Text: tidy(cmd.Text), Owner: cmd.Owner, Due: cmd.Due, Accepted: cloneBool(cmd.Accepted),
		Matches: cloneList(cmd.Matches), Resolves: cmd.Resolves, Follows: cmd.Follows}
	if err := c.checkMeasure(&MeasureAgreed{Text: e.Text, Owner: e.Owner, Status: x.Status, Matches: e.Matches,
		Resolves: e.Resolves, Follows: e.Follows}); err != nil {
		return nil, err
	}
	if e.Accepted == nil && e.Owner == x.Owner && e.Due.Equal(x.Due) {
		e.Accepted = cloneBool(x.Accepted)
	}
	return unlessSame(e, &MeasureRevised{ID: x.ID, Text: x.Text, Owner: x.Owner, Due: x.Due, Accepted: x.Accepted,
		Matches: x.Matches, Resolves: x.Resolves, Follows: x.Follows}, e)
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
	reason := tidy(cmd.Reason)
	if err := checkText("reason", reason, !cmd.Accepted); err != nil {
		return nil, err
	}
	return []Event{&MeasureAccepted{ID: cmd.ID, Accepted: cmd.Accepted, Reason: reason}}, nil
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
	text := tidy(cmd.Text)
	if err := checkText("text", text, cmd.Status == MeasureDropped); err != nil {
		return nil, err
	}
	var last MeasureReport
	if n := len(x.Reports); n > 0 {
		last = x.Reports[n-1]
	}
	if x.Status == cmd.Status && (text == "" || last.Text == text) && (cmd.Due.IsZero() || cmd.Due.Equal(x.Expected())) {
		return nil, nil
	}
	return []Event{&MeasureReported{ID: cmd.ID, Status: cmd.Status, Text: text, Due: cmd.Due}}, nil
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
	text := tidy(cmd.Text)
	if err := checkTexts("text", text); err != nil {
		return nil, err
	}
	for _, f := range slices.Backward(c.FollowUps) {
		if f.Conference == cmd.Conference && f.ID == cmd.ID {
			if f.Status == cmd.Status && f.Text == text {
				return nil, nil
			}
			break
		}
	}
	return []Event{&FollowedUp{Conference: cmd.Conference, ID: cmd.ID, Status: cmd.Status, Text: text}}, nil
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

func (e *MeasureRevised) apply(c *Conference, m Meta) {
	x, ok := c.Measure(e.ID)
	if !ok {
		return // what it was about is expunged
	}
	x.Revisions = append(slices.Clone(x.Revisions), MeasureRevision{Text: x.Text, Owner: x.Owner, Due: x.Due, At: m.OccurredAt, By: m.Member})
	x.Text, x.Owner, x.Due, x.Matches, x.Resolves, x.Follows = e.Text, e.Owner, e.Due, e.Matches, e.Resolves, e.Follows
	switch {
	case e.Accepted == nil:
		x.Accepted, x.AcceptedAt = nil, time.Time{}
	case x.Accepted == nil || *x.Accepted != *e.Accepted:
		x.Accepted, x.AcceptedAt = e.Accepted, m.OccurredAt
	}
	x.Origin = append(slices.Clone(x.Origin), m.Seq)
}

func (e *MeasureAccepted) apply(c *Conference, m Meta) {
	x, ok := c.Measure(e.ID)
	if !ok {
		return // what it was about is expunged
	}
	accepted := e.Accepted
	x.Accepted, x.AcceptedAt = &accepted, m.OccurredAt
	if e.Reason != "" {
		x.Reports = append(slices.Clone(x.Reports), MeasureReport{Status: x.Status, Text: e.Reason, At: m.OccurredAt, By: m.Member, Actor: m.Actor})
	}
	x.Origin = append(slices.Clone(x.Origin), m.Seq)
}

func (e *MeasureReported) apply(c *Conference, m Meta) {
	x, ok := c.Measure(e.ID)
	if !ok {
		return // what it was about is expunged
	}
	x.Status = e.Status
	x.Reports = append(slices.Clone(x.Reports), MeasureReport{Status: e.Status, Text: e.Text, Due: e.Due, At: m.OccurredAt, By: m.Member, Actor: m.Actor})
	x.Origin = append(slices.Clone(x.Origin), m.Seq)
}

func (e *FollowedUp) apply(c *Conference, m Meta) {
	c.FollowUps = append(c.FollowUps, FollowUpState{Conference: e.Conference, ID: e.ID, Status: e.Status, Text: e.Text,
		Item: c.Current, At: m.OccurredAt, By: m.Member, Seq: m.Seq})
}
