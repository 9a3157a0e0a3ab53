package conference

import (
	"slices"
	"strings"

	"samverkan/internal/fault"
)

// Secrecy is the marking of a note, item, file or decision (OSL, offentlighets- och sekretesslagen 2009:400).
// The zero value is open.
type Secrecy struct {
	Ground    string   `json:"ground,omitempty"`    // legal ground: chapter and section, e.g. "OSL 18 kap. 13 §"
	Suspected bool     `json:"suspected,omitempty"` // not yet assessed
	Owner     string   `json:"owner,omitempty"`     // the actor that assesses it
	Readers   []string `json:"readers,omitempty"`   // actors besides host and owner that may read it
}

// IsZero tells whether the matter is open.
func (s Secrecy) IsZero() bool {
	return s.Ground == "" && !s.Suspected && s.Owner == "" && len(s.Readers) == 0
}

// Marked tells whether the matter is marked, fully or on suspicion.
func (s Secrecy) Marked() bool { return !s.IsZero() }

// ReadableBy tells whether an actor may read the marked matter: the host, the owner, and the named readers.
// Open matter is readable by all. It is the rule that the clerk and the composer of minutes share.
func (s Secrecy) ReadableBy(actor, host string) bool {
	return !s.Marked() || actor == host || actor == s.Owner || slices.Contains(s.Readers, actor)
}

// check refuses a marking that lacks ground or owner, and everything that names säkerhetsskydd:
// such information is not allowed in the product at all (säkerhetsskyddslagen 2018:585).
func (s Secrecy) check() error {
	if !s.Marked() {
		return nil
	}
	low := strings.ToLower(s.Ground)
	if strings.Contains(low, "säkerhetsskydd") || strings.Contains(low, "sakerhetsskydd") {
		return fault.New(fault.Invalid, "secrecy.security-classified")
	}
	if strings.TrimSpace(s.Ground) == "" {
		return fault.New(fault.Invalid, "secrecy.no-ground")
	}
	if s.Owner == "" {
		return fault.New(fault.Invalid, "secrecy.no-owner")
	}
	return nil
}

// TopicSecrecy is the marking of what an actor asked for the word about: that of the item, or of a note that the actor made
// under the same item. A topic often says as much as the note.
func (c *Conference) TopicSecrecy(actor, item string) Secrecy {
	if s := c.itemSecrecy[item]; s.Marked() {
		return s
	}
	for _, n := range c.Notes {
		if n.Item == item && n.Actor == actor && n.Secrecy.Marked() {
			return n.Secrecy
		}
	}
	return Secrecy{}
}

// Withheld lists the numbers of the events whose payload an actor may not read: those that carry the text of a marked note,
// decision, measure, topic, file or carried matter.
func (c *Conference) Withheld(actor string) map[int64]bool {
	out := map[int64]bool{}
	hide := func(s Secrecy, seqs ...int64) {
		if s.ReadableBy(actor, c.Plan.Host) {
			return
		}
		for _, n := range seqs {
			out[n] = true
		}
	}
	for _, n := range c.Notes {
		hide(c.EffectiveSecrecy(n.Secrecy, n.Item), n.Origin...)
	}
	for _, d := range c.Decisions {
		hide(c.EffectiveSecrecy(d.Secrecy, d.Item), d.Origin...)
	}
	for _, x := range c.Measures {
		hide(c.EffectiveSecrecy(x.Secrecy, x.Item), x.Origin...)
	}
	for _, t := range c.Speakers.Talks {
		hide(c.TopicSecrecy(t.Actor, t.Item), t.Seq)
	}
	for _, r := range c.Speakers.Queue {
		hide(c.TopicSecrecy(r.Actor, r.Item), r.Seq)
	}
	for _, f := range c.FollowUps {
		hide(c.carriedSecrecy(f.Conference, f.ID), f.Seq)
	}
	for _, s := range c.planSecrecy {
		hide(s.Secrecy, s.seq)
	}
	delete(out, 0)
	return out
}

// planSecrecy remembers which event of the plan carries something marked.
type planSecrecy struct {
	Secrecy
	seq int64
}

func (c *Conference) markPlan(seq int64, list ...Secrecy) {
	for _, s := range list {
		if s.Marked() {
			c.planSecrecy = append(c.planSecrecy, planSecrecy{Secrecy: s, seq: seq})
		}
	}
}

// carriedSecrecy is the marking of something carried from an earlier conference.
func (c *Conference) carriedSecrecy(conference, id string) Secrecy {
	for _, x := range c.Plan.Carried.Measures {
		if x.Conference == conference && x.ID == id {
			return x.Secrecy
		}
	}
	for _, x := range c.Plan.Carried.Matters {
		if x.Conference == conference && x.ID == id {
			return x.Secrecy
		}
	}
	return Secrecy{}
}
