package conference

import (
	"slices"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/id"
)

// Decision is an agreement between independent actors: each stands behind it or reserves itself (handbook ch. 7.2).
// It goes from proposal to wording read back, to a stance from every actor, to settled.
type Decision struct {
	ID         string            `json:"id"`
	Item       string            `json:"item,omitempty"`
	Wording    string            `json:"wording,omitempty"` // as proposed, or as last read back
	Proposals  []Proposal        `json:"proposals,omitempty"`
	ReadBacks  []ReadBack        `json:"readBacks,omitempty"`
	Stances    map[string]Stance `json:"stances,omitempty"` // by actor
	Settled    *Settled          `json:"settled,omitempty"`
	Withdrawn  *Withdrawn        `json:"withdrawn,omitempty"`
	Secrecy    Secrecy           `json:"secrecy,omitzero"`
	Seq        int64             `json:"seq"`
	Origin     []int64           `json:"origin,omitempty"`
	By         string            `json:"by,omitempty"`
	ProposedBy string            `json:"proposedBy,omitempty"` // actor
	steps      []stanceStep
}

// Proposal is a wording that was proposed.
type Proposal struct {
	Text string    `json:"text,omitempty"`
	At   time.Time `json:"at,omitzero"`
	By   string    `json:"by,omitempty"`
}

// ReadBack is a wording read out loud.
type ReadBack struct {
	Text string    `json:"text,omitempty"`
	At   time.Time `json:"at,omitzero"`
	By   string    `json:"by,omitempty"`
}

// StanceKind is how an actor stands to a decision.
type StanceKind string

// The stances.
const (
	StandBehind   StanceKind = "stands-behind"   // står bakom
	Reserve       StanceKind = "reserves"        // reserverar sig, with reason
	NoMandate     StanceKind = "no-mandate"      // saknar mandat, återkommer
	NotTakingPart StanceKind = "not-taking-part" // deltar inte: not asked, or abstains
	StanceAbsent  StanceKind = "absent"          // frånvarande
)

// Stances lists the stances in the order in which they are read out.
func Stances() []StanceKind {
	return []StanceKind{StandBehind, Reserve, NoMandate, NotTakingPart, StanceAbsent}
}

// Stance is an actor's stance.
type Stance struct {
	Kind      StanceKind `json:"kind"`
	Reason    string     `json:"reason,omitempty"`
	ReturnsBy time.Time  `json:"returnsBy,omitzero"` // no mandate: when it comes back
	At        time.Time  `json:"at,omitzero"`
	By        string     `json:"by,omitempty"`
	ByActor   string     `json:"byActor,omitempty"` // the host, when somebody there keyed it in for the actor
	After     bool       `json:"after,omitempty"`   // given after the decision was settled
}

type stanceStep struct {
	actor string
	was   *Stance
}

// Outcome is how a decision ended.
type Outcome string

// The outcomes.
const (
	Adopted             Outcome = "adopted"
	AdoptedReservations Outcome = "adopted-with-reservations"
	NotAdopted          Outcome = "not-adopted" // nobody stands behind it
)

// Settled says that the decision is taken.
type Settled struct {
	At         time.Time `json:"at,omitzero"`
	By         string    `json:"by,omitempty"`
	Outcome    Outcome   `json:"outcome,omitempty"`
	ValidUntil time.Time `json:"validUntil,omitzero"`
}

// Withdrawn says that a proposal was taken back.
type Withdrawn struct {
	Reason string    `json:"reason,omitempty"`
	At     time.Time `json:"at,omitzero"`
	By     string    `json:"by,omitempty"`
}

// ProposeDecision puts forward a wording (lägger fram ett förslag), or changes it until it has been read back.
type ProposeDecision struct {
	ID      string  `json:"id,omitempty"`
	Item    string  `json:"item,omitempty"`
	Text    string  `json:"text"`
	Actor   string  `json:"actor,omitempty"` // who proposes; default the host
	Secrecy Secrecy `json:"secrecy,omitzero"`
}

// DecisionProposed is the fact.
type DecisionProposed struct {
	ID      string  `json:"id"`
	Item    string  `json:"item,omitempty"`
	Text    string  `json:"text"`
	Actor   string  `json:"actor"`
	Secrecy Secrecy `json:"secrecy,omitzero"`
}

// ReadBackDecision records that the exact wording was read out (läser upp). An empty text means the proposal as it stands.
// A wording other than the proposed one becomes the proposal, and stances already given are asked for anew.
type ReadBackDecision struct {
	ID   string `json:"id"`
	Text string `json:"text,omitempty"`
}

// DecisionReadBack is the fact.
type DecisionReadBack struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

// TakeStance gives the stance (ställningstagande: står bakom, reserverar sig, saknar mandat, deltar inte) of one or more actors on what was read back. When the decision is settled, only an actor that
// lacked the mandate or was absent may still give one, at any time; it is marked as given afterwards.
type TakeStance struct {
	ID        string     `json:"id"`
	Actors    []string   `json:"actors"`
	Stance    StanceKind `json:"stance"`
	Reason    string     `json:"reason,omitempty"`
	ReturnsBy time.Time  `json:"returnsBy,omitzero"`
}

// StanceTaken is the fact, for one actor.
type StanceTaken struct {
	ID        string     `json:"id"`
	Actor     string     `json:"actor"`
	Stance    StanceKind `json:"stance"`
	Reason    string     `json:"reason,omitempty"`
	ReturnsBy time.Time  `json:"returnsBy,omitzero"`
}

// UndoStance takes back the stance given last.
type UndoStance struct {
	ID string `json:"id"`
}

// StanceUndone is the fact.
type StanceUndone struct {
	ID string `json:"id"`
}

// SettleDecision closes the decision: it is taken (fattat). Everybody invited has a stance then: what they said; absent, when the roll-call says so;
// not taking part, for those who are not attendees and said nothing. An attendee who is here and has not answered hinders it:
// silence is never counted as yes.
type SettleDecision struct {
	ID         string    `json:"id"`
	Text       string    `json:"text,omitempty"` // must be what was read back, when given
	ValidUntil time.Time `json:"validUntil,omitzero"`
}

// DecisionSettled is the fact, with what follows for those who said nothing.
type DecisionSettled struct {
	ID            string    `json:"id"`
	Outcome       Outcome   `json:"outcome"`
	ValidUntil    time.Time `json:"validUntil,omitzero"`
	NotTakingPart []string  `json:"notTakingPart,omitempty"`
	Absent        []string  `json:"absent,omitempty"`
}

// WithdrawDecision takes a proposal back (drar tillbaka).
type WithdrawDecision struct {
	ID     string `json:"id"`
	Reason string `json:"reason,omitempty"`
}

// DecisionWithdrawn is the fact.
type DecisionWithdrawn struct {
	ID     string `json:"id"`
	Reason string `json:"reason,omitempty"`
}

// Names.
func (*ProposeDecision) Name() string   { return "decision.propose" }
func (*DecisionProposed) Name() string  { return "decision.proposed" }
func (*ReadBackDecision) Name() string  { return "decision.read-back" }
func (*DecisionReadBack) Name() string  { return "decision.was-read-back" }
func (*TakeStance) Name() string        { return "decision.take-stance" }
func (*StanceTaken) Name() string       { return "decision.stance-taken" }
func (*UndoStance) Name() string        { return "decision.undo-stance" }
func (*StanceUndone) Name() string      { return "decision.stance-undone" }
func (*SettleDecision) Name() string    { return "decision.settle" }
func (*DecisionSettled) Name() string   { return "decision.settled" }
func (*WithdrawDecision) Name() string  { return "decision.withdraw" }
func (*DecisionWithdrawn) Name() string { return "decision.withdrawn" }

// Decision finds a decision.
func (c *Conference) Decision(id string) (*Decision, bool) {
	for i := range c.Decisions {
		if c.Decisions[i].ID == id {
			return &c.Decisions[i], true
		}
	}
	return nil, false
}

// With lists the actors with a given stance, in the order of actors.
func (d *Decision) With(kind StanceKind, actors []string) []string {
	var out []string
	for _, a := range actors {
		if s, ok := d.Stances[a]; ok && s.Kind == kind {
			out = append(out, a)
		}
	}
	return out
}

// Asked tells whether an actor is asked for a stance: it has a seat as attendee.
func (c *Conference) Asked(actor string) bool {
	return slices.ContainsFunc(c.Plan.Participants, func(p Participant) bool {
		return p.Actor == actor && p.Role == Attendee
	})
}

// Unanswered lists the actors that hinder a decision: attendees, not known to be absent, without a stance.
func (c *Conference) Unanswered(d *Decision) []string {
	var out []string
	for _, a := range c.Plan.Actors() {
		if _, ok := d.Stances[a]; !ok && c.Asked(a) && c.Here(a) != Absent {
			out = append(out, a)
		}
	}
	return out
}

func (d *Decision) readBack() bool { return len(d.ReadBacks) > 0 }

// readBackAt is when the wording that counts was read out; zero before that.
func (d *Decision) readBackAt() time.Time {
	if !d.readBack() {
		return time.Time{}
	}
	return d.ReadBacks[len(d.ReadBacks)-1].At
}

// openDecision finds a decision that is still being made.
func (c *Conference) openDecision(id string) (*Decision, error) {
	d, ok := c.Decision(id)
	switch {
	case !ok:
		return nil, fault.New(fault.NotFound, "decision.unknown", "ID", id)
	case d.Settled != nil:
		return nil, fault.New(fault.Conflict, "decision.already-taken", "ID", id)
	case d.Withdrawn != nil:
		return nil, fault.New(fault.Conflict, "decision.withdrawn", "ID", id)
	}
	return d, nil
}

func (cmd *ProposeDecision) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.inMeeting(); err != nil {
		return nil, err
	}
	item, err := c.knownItem(cmd.Item)
	if err != nil {
		return nil, err
	}
	e := &DecisionProposed{ID: cmd.ID, Item: item, Text: tidy(cmd.Text), Actor: firstOf(cmd.Actor, c.Plan.Host), Secrecy: cmd.Secrecy.tidied()}
	if err := checkText("text", e.Text, true); err != nil {
		return nil, err
	}
	if err := e.Secrecy.check(); err != nil {
		return nil, err
	}
	if e.Actor != c.Plan.Host {
		if err := c.invited(e.Actor); err != nil {
			return nil, err
		}
	}
	if e.ID == "" {
		e.ID = c.label(noteDecision, "")
		return []Event{e}, nil
	}
	if err := id.Key(e.ID); err != nil {
		return nil, err
	}
	if _, ok := c.Decision(e.ID); ok {
		return c.proposeAnew(cmd, e)
	}
	if c.has(e.ID) {
		return nil, fault.New(fault.Conflict, "note.id-taken", "ID", e.ID)
	}
	return []Event{e}, nil
}

// proposeAnew changes a proposal that has not been read back. What the command leaves out stays as it was: above all,
// a marked proposal is not opened by being reworded.
func (c *Conference) proposeAnew(cmd *ProposeDecision, e *DecisionProposed) ([]Event, error) {
	d, err := c.openDecision(e.ID)
	if err != nil {
		return nil, err
	}
	if cmd.Item == "" {
		e.Item = d.Item
	}
	if cmd.Actor == "" {
		e.Actor = d.ProposedBy
	}
	if !e.Secrecy.Marked() {
		e.Secrecy = d.Secrecy
	}
	was := &DecisionProposed{ID: d.ID, Item: d.Item, Text: d.Wording, Actor: d.ProposedBy, Secrecy: d.Secrecy}
	if len(d.ReadBacks) > 0 {
		return unlessSame(e, was, fault.New(fault.Conflict, "decision.read-back-already", "ID", d.ID))
	}
	return unlessSame(e, was, e)
}

func (cmd *ReadBackDecision) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.inMeeting(); err != nil {
		return nil, err
	}
	d, err := c.openDecision(cmd.ID)
	if err != nil {
		return nil, err
	}
	text := tidy(cmd.Text)
	if err := checkText("text", text, false); err != nil {
		return nil, err
	}
	if text == "" {
		text = d.Wording
	}
	if d.readBack() && text == d.Wording {
		return nil, nil
	}
	if err := c.inOrder(m, latest(d.Proposals[len(d.Proposals)-1].At, d.readBackAt())); err != nil {
		return nil, err
	}
	return []Event{&DecisionReadBack{ID: cmd.ID, Text: text}}, nil
}

func (cmd *TakeStance) decide(c *Conference, m Meta) ([]Event, error) {
	d, ok := c.Decision(cmd.ID)
	if !ok {
		return nil, fault.New(fault.NotFound, "decision.unknown", "ID", cmd.ID)
	}
	if d.Withdrawn != nil {
		return nil, fault.New(fault.Conflict, "decision.withdrawn", "ID", cmd.ID)
	}
	after := d.readBackAt()
	if d.Settled == nil {
		if err := c.inMeeting(); err != nil {
			return nil, err
		}
		if !d.readBack() {
			return nil, fault.New(fault.Conflict, "decision.not-read-back", "ID", cmd.ID)
		}
	} else {
		// Who lacked the mandate, or was absent, may come back at any time, often when the minutes are long approved.
		if err := c.planned(); err != nil {
			return nil, err
		}
		after = d.Settled.At
	}
	reason := tidy(cmd.Reason)
	switch cmd.Stance {
	case StandBehind, NotTakingPart, NoMandate:
	case Reserve:
		if reason == "" {
			return nil, fault.New(fault.Invalid, "decision.reservation-without-reason")
		}
	default:
		return nil, fault.New(fault.Invalid, "decision.stance", "Stance", string(cmd.Stance))
	}
	if err := checkTexts("reason", reason); err != nil {
		return nil, err
	}
	if len(cmd.Actors) == 0 {
		return nil, fault.New(fault.Invalid, "decision.stance-whose")
	}
	if err := checkLength("actors", len(cmd.Actors)); err != nil {
		return nil, err
	}
	if err := c.inOrder(m, after); err != nil {
		return nil, err
	}
	var events []Event
	seen := map[string]bool{}
	for _, a := range cmd.Actors {
		if seen[a] {
			continue
		}
		seen[a] = true
		if err := c.invited(a); err != nil {
			return nil, err
		}
		old, has := d.Stances[a]
		if has && old.Kind == cmd.Stance && old.Reason == reason && old.ReturnsBy.Equal(cmd.ReturnsBy) {
			continue
		}
		if d.Settled != nil && (!has || old.Kind != NoMandate && old.Kind != StanceAbsent) {
			return nil, fault.New(fault.Conflict, "decision.already-taken", "ID", cmd.ID)
		}
		if d.Settled == nil && c.Here(a) == Absent {
			return nil, fault.New(fault.Conflict, "floor.absent", "Actor", a)
		}
		events = append(events, &StanceTaken{ID: cmd.ID, Actor: a, Stance: cmd.Stance, Reason: reason, ReturnsBy: cmd.ReturnsBy})
		if d.Settled == nil {
			events = append(events, c.heard(a)...) // whoever answers is here
		}
	}
	return events, nil
}

func (cmd *UndoStance) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.inMeeting(); err != nil {
		return nil, err
	}
	d, err := c.openDecision(cmd.ID)
	if err != nil {
		return nil, err
	}
	if len(d.steps) == 0 {
		return nil, fault.New(fault.Conflict, "undo.nothing")
	}
	return []Event{&StanceUndone{ID: cmd.ID}}, nil
}

func (cmd *SettleDecision) decide(c *Conference, m Meta) ([]Event, error) {
	d, ok := c.Decision(cmd.ID)
	if ok && d.Settled != nil && d.Settled.ValidUntil.Equal(cmd.ValidUntil) && (cmd.Text == "" || tidy(cmd.Text) == d.Wording) {
		return nil, nil
	}
	if err := c.inMeeting(); err != nil {
		return nil, err
	}
	d, err := c.openDecision(cmd.ID)
	if err != nil {
		return nil, err
	}
	if !d.readBack() {
		return nil, fault.New(fault.Conflict, "decision.not-read-back", "ID", cmd.ID)
	}
	if text := tidy(cmd.Text); text != "" && text != d.Wording {
		return nil, fault.New(fault.Conflict, "decision.wording-differs", "ID", cmd.ID)
	}
	if !cmd.ValidUntil.IsZero() && !cmd.ValidUntil.After(m.OccurredAt) {
		return nil, fault.New(fault.Invalid, "decision.validity-past", "ValidUntil", cmd.ValidUntil)
	}
	if err := c.inOrder(m, d.readBackAt()); err != nil {
		return nil, err
	}
	if rest := c.Unanswered(d); len(rest) > 0 {
		return nil, fault.New(fault.Conflict, "decision.stance-missing", "ID", cmd.ID, "Count", len(rest), "Actors", rest)
	}
	e := &DecisionSettled{ID: cmd.ID, ValidUntil: cmd.ValidUntil}
	for _, a := range c.Plan.Actors() {
		if _, ok := d.Stances[a]; ok {
			continue
		}
		if c.Here(a) == Absent {
			e.Absent = append(e.Absent, a)
		} else {
			e.NotTakingPart = append(e.NotTakingPart, a)
		}
	}
	e.Outcome = d.outcome()
	return []Event{e}, nil
}

func (d *Decision) outcome() Outcome {
	behind, reserved := false, false
	for _, s := range d.Stances {
		behind = behind || s.Kind == StandBehind
		reserved = reserved || s.Kind == Reserve
	}
	switch {
	case !behind:
		return NotAdopted
	case reserved:
		return AdoptedReservations
	}
	return Adopted
}

func (cmd *WithdrawDecision) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.inMeeting(); err != nil {
		return nil, err
	}
	if d, ok := c.Decision(cmd.ID); ok && d.Withdrawn != nil {
		return nil, nil
	}
	if _, err := c.openDecision(cmd.ID); err != nil {
		return nil, err
	}
	reason := tidy(cmd.Reason)
	if err := checkTexts("reason", reason); err != nil {
		return nil, err
	}
	return []Event{&DecisionWithdrawn{ID: cmd.ID, Reason: reason}}, nil
}

func (e *DecisionProposed) apply(c *Conference, m Meta) {
	p := Proposal{Text: e.Text, At: m.OccurredAt, By: m.Member}
	if d, ok := c.Decision(e.ID); ok {
		d.Wording, d.Secrecy, d.Item, d.ProposedBy = e.Text, e.Secrecy, e.Item, e.Actor
		d.Proposals = append(slices.Clone(d.Proposals), p)
		d.Origin = append(slices.Clone(d.Origin), m.Seq)
		return
	}
	c.Decisions = append(c.Decisions, Decision{ID: e.ID, Item: e.Item, Wording: e.Text, Proposals: []Proposal{p},
		Stances: map[string]Stance{}, Secrecy: e.Secrecy, Seq: m.Seq, Origin: []int64{m.Seq}, By: m.Member, ProposedBy: e.Actor})
	c.labelled(noteDecision, e.ID)
}

func (e *DecisionReadBack) apply(c *Conference, m Meta) {
	d, ok := c.Decision(e.ID)
	if !ok {
		return // what it was about is expunged
	}
	if e.Text != d.Wording && len(d.Stances) > 0 {
		d.Stances, d.steps = map[string]Stance{}, nil
	}
	d.Wording = e.Text
	d.ReadBacks = append(slices.Clone(d.ReadBacks), ReadBack{Text: e.Text, At: m.OccurredAt, By: m.Member})
	d.Origin = append(slices.Clone(d.Origin), m.Seq)
}

func (e *StanceTaken) apply(c *Conference, m Meta) {
	d, ok := c.Decision(e.ID)
	if !ok {
		return // what it was about is expunged
	}
	step := stanceStep{actor: e.Actor}
	if old, ok := d.Stances[e.Actor]; ok {
		step.was = &old
	}
	d.steps = append(slices.Clone(d.steps), step)
	d.Stances[e.Actor] = Stance{Kind: e.Stance, Reason: e.Reason, ReturnsBy: e.ReturnsBy, At: m.OccurredAt,
		By: m.Member, ByActor: m.Actor, After: d.Settled != nil}
	d.Origin = append(slices.Clone(d.Origin), m.Seq)
}

func (e *StanceUndone) apply(c *Conference, _ Meta) {
	d, ok := c.Decision(e.ID)
	if !ok {
		return // what it was about is expunged
	}
	if len(d.steps) == 0 {
		return
	}
	last := d.steps[len(d.steps)-1]
	d.steps = d.steps[:len(d.steps)-1]
	if last.was == nil {
		delete(d.Stances, last.actor)
		return
	}
	d.Stances[last.actor] = *last.was
}

func (e *DecisionSettled) apply(c *Conference, m Meta) {
	d, ok := c.Decision(e.ID)
	if !ok {
		return // what it was about is expunged
	}
	for _, a := range e.NotTakingPart {
		d.Stances[a] = Stance{Kind: NotTakingPart, At: m.OccurredAt}
	}
	for _, a := range e.Absent {
		d.Stances[a] = Stance{Kind: StanceAbsent, At: m.OccurredAt}
	}
	d.Settled = &Settled{At: m.OccurredAt, By: m.Member, Outcome: e.Outcome, ValidUntil: e.ValidUntil}
}

func (e *DecisionWithdrawn) apply(c *Conference, m Meta) {
	d, ok := c.Decision(e.ID)
	if !ok {
		return // what it was about is expunged
	}
	d.Withdrawn = &Withdrawn{Reason: e.Reason, At: m.OccurredAt, By: m.Member}
	d.Origin = append(slices.Clone(d.Origin), m.Seq)
}
