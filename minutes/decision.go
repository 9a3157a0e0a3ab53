package minutes

import (
	"time"

	"samverkan/conference"
)

// Decision is an agreement: what was read back, and how every invited actor stood to it.
type Decision struct {
	ID         string             `json:"id"`
	Item       string             `json:"item,omitempty"`
	Wording    string             `json:"wording,omitempty"` // as read back; as proposed when it never was
	ProposedBy string             `json:"proposedBy,omitempty"`
	Proposals  []Wording          `json:"proposals,omitempty"`
	ReadBacks  []Wording          `json:"readBacks,omitempty"`
	Status     DecisionStatus     `json:"status"`
	SettledAt  time.Time          `json:"settledAt,omitzero"`
	Outcome    conference.Outcome `json:"outcome,omitempty"`
	ValidUntil time.Time          `json:"validUntil,omitzero"`
	Withdrawn  *Struck            `json:"withdrawn,omitempty"`
	Counts     StanceCounts       `json:"counts"`
	Stances    []Stance           `json:"stances,omitempty"` // in the order of the plan; every actor once when it is settled
	Marking
}

// Wording is what was proposed or read out, and when.
type Wording struct {
	Text string    `json:"text,omitempty"`
	At   time.Time `json:"at"`
}

// DecisionStatus is how far a decision came.
type DecisionStatus string

// The statuses.
const (
	DecisionProposed  DecisionStatus = "proposed"
	DecisionReadBack  DecisionStatus = "read-back"
	DecisionSettled   DecisionStatus = "settled"
	DecisionWithdrawn DecisionStatus = "withdrawn"
)

// Stance is how one actor stands. Kind is empty for an actor that was invited after the decision was settled.
type Stance struct {
	Actor     string                `json:"actor"`
	Kind      conference.StanceKind `json:"kind"`
	Reason    string                `json:"reason,omitempty"`
	ReturnsBy time.Time             `json:"returnsBy,omitzero"` // lacks mandate: when it comes back
	At        time.Time             `json:"at,omitzero"`
	After     bool                  `json:"after,omitempty"` // given after the decision was settled
}

// StanceCounts are the numbers of a decision.
type StanceCounts struct {
	StandBehind   int `json:"standBehind"`
	Reserve       int `json:"reserve"`
	NoMandate     int `json:"noMandate"`
	NotTakingPart int `json:"notTakingPart"`
	Absent        int `json:"absent"`
}

func (n *StanceCounts) count(kind conference.StanceKind) {
	switch kind {
	case conference.StandBehind:
		n.StandBehind++
	case conference.Reserve:
		n.Reserve++
	case conference.NoMandate:
		n.NoMandate++
	case conference.NotTakingPart:
		n.NotTakingPart++
	case conference.StanceAbsent:
		n.Absent++
	}
}

func (k *composer) decisions() {
	k.m.Decisions = make([]Decision, 0, len(k.c.Decisions))
	for i := range k.c.Decisions {
		d := &k.c.Decisions[i]
		out := k.decision(d)
		k.m.Decisions = append(k.m.Decisions, out)
		k.enter(d.Item, Entry{At: out.lastAt(), What: EntryDecision, ID: d.ID, seq: d.Seq})
	}
}

func (k *composer) decision(d *conference.Decision) Decision {
	out := Decision{ID: d.ID, Item: d.Item, ProposedBy: k.actor(d.ProposedBy), Status: DecisionProposed,
		Marking: k.marking(k.c.EffectiveSecrecy(d.Secrecy, d.Item))}
	readable := func(s string) string {
		if out.Omitted {
			return ""
		}
		return s
	}
	out.Wording = readable(d.Wording)
	for _, p := range d.Proposals {
		out.Proposals = append(out.Proposals, Wording{readable(p.Text), p.At})
	}
	for _, r := range d.ReadBacks {
		out.ReadBacks = append(out.ReadBacks, Wording{readable(r.Text), r.At})
		out.Status = DecisionReadBack
	}
	if s := d.Settled; s != nil {
		out.Status, out.SettledAt, out.Outcome, out.ValidUntil = DecisionSettled, s.At, s.Outcome, s.ValidUntil
	}
	if w := d.Withdrawn; w != nil {
		out.Status, out.Withdrawn = DecisionWithdrawn, &Struck{At: w.At, Reason: readable(w.Reason)}
	}
	for _, a := range k.c.Plan.Actors() {
		s, has := d.Stances[a]
		if !has && d.Settled == nil {
			continue
		}
		out.Stances = append(out.Stances, Stance{Actor: k.actor(a), Kind: s.Kind, Reason: readable(s.Reason),
			ReturnsBy: s.ReturnsBy, At: s.At, After: s.After})
		out.Counts.count(s.Kind)
	}
	return out
}

// lastAt is when the decision was settled or withdrawn, or else last dealt with.
func (d Decision) lastAt() time.Time {
	switch {
	case !d.SettledAt.IsZero():
		return d.SettledAt
	case d.Withdrawn != nil:
		return d.Withdrawn.At
	case len(d.ReadBacks) > 0:
		return d.ReadBacks[len(d.ReadBacks)-1].At
	case len(d.Proposals) > 0:
		return d.Proposals[len(d.Proposals)-1].At
	}
	return time.Time{}
}

// Taken tells whether the decision was settled with somebody behind it.
func (d Decision) Taken() bool {
	return d.Status == DecisionSettled && d.Outcome != conference.NotAdopted
}

// Holds tells whether the decision was taken and is still valid at t.
func (d Decision) Holds(t time.Time) bool {
	return d.Taken() && (d.ValidUntil.IsZero() || d.ValidUntil.After(t))
}

// With lists the stances of one kind.
func (d Decision) With(kind conference.StanceKind) []Stance {
	var out []Stance
	for _, s := range d.Stances {
		if s.Kind == kind {
			out = append(out, s)
		}
	}
	return out
}

// Decision finds a decision by its id.
func (m *Minutes) Decision(id string) (Decision, bool) {
	for _, d := range m.Decisions {
		if d.ID == id {
			return d, true
		}
	}
	return Decision{}, false
}
