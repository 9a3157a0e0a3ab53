package conference

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"samverkan/agenda"
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

func (s Secrecy) tidied() Secrecy {
	s.Ground, s.Readers = tidy(s.Ground), cloneList(s.Readers)
	return s
}

// securityClasses are the words of säkerhetsskydd: the law's own, and its four classes (säkerhetsskyddslagen 2018:585,
// 2 kap. 5 §). None of them is a ground in OSL.
var securityClasses = []string{"säkerhetsskydd", "sakerhetsskydd", "hemlig", "konfidentiell"}

// check refuses a marking that lacks ground or owner, and everything that names säkerhetsskydd:
// such information is not allowed in the product at all (säkerhetsskyddslagen 2018:585).
func (s Secrecy) check() error {
	if !s.Marked() {
		return nil
	}
	// An ä may be written as an a with two dots after it.
	low := strings.ReplaceAll(strings.ToLower(s.Ground), "a\u0308", "ä")
	if slices.ContainsFunc(securityClasses, func(word string) bool { return strings.Contains(low, word) }) {
		return fault.New(fault.Invalid, "secrecy.security-classified")
	}
	if err := checkLines("ground", s.Ground); err != nil {
		return err
	}
	if err := checkLength("readers", len(s.Readers)); err != nil {
		return err
	}
	if err := checkKeys(append([]string{s.Owner}, s.Readers...)...); err != nil {
		return err
	}
	if strings.TrimSpace(s.Ground) == "" {
		return fault.New(fault.Invalid, "secrecy.no-ground")
	}
	if s.Owner == "" {
		return fault.New(fault.Invalid, "secrecy.no-owner")
	}
	return nil
}

// TopicSecrecy gives the markings that bear on what an actor asked for the word about: that of the item, and of every note,
// decision and measure that the actor made under the same item. A topic often says as much as what it led to, so that it is
// for those alone who may read all of it.
func (c *Conference) TopicSecrecy(actor, item string) []Secrecy {
	var out []Secrecy
	add := func(by, under string, s Secrecy) {
		if by == actor && under == item && s.Marked() {
			out = append(out, s)
		}
	}
	add(actor, item, c.itemSecrecy[item])
	for _, n := range c.Notes {
		add(n.Actor, n.Item, n.Secrecy)
	}
	for _, d := range c.Decisions {
		add(d.ProposedBy, d.Item, d.Secrecy)
	}
	for _, x := range c.Measures {
		add(x.Actor, x.Item, x.Secrecy)
	}
	if c.later != nil {
		out = append(out, c.later.TopicSecrecy(actor, item)...)
	}
	return out
}

// Foresee lets an earlier state of a conference hide what somebody asked for the word about, when what came of it was marked: the
// marked note may not have been written yet then. now is the state as it is, and is only read.
func (c *Conference) Foresee(now *Conference) { c.later = now }

// Withheld lists the numbers of the events whose payload an actor may not read: those that carry the text of a marked note,
// decision, measure, topic, file, mark of the recording or carried matter, and those that say what a marked agenda item is about.
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
	for i := range c.Reports {
		for _, s := range c.Reports[i].allMarkings() {
			hide(s, c.Reports[i].Origin...)
		}
	}
	for _, t := range c.Speakers.topics {
		for _, actor := range t.actors {
			for _, s := range c.TopicSecrecy(actor, t.item) {
				hide(s, t.seq)
			}
		}
	}
	for _, t := range c.Speakers.Talks { // asked for under one item, and perhaps spoken under another
		for _, s := range append(c.TopicSecrecy(t.Actor, t.Item), c.TopicSecrecy(t.Actor, t.Asked)...) {
			hide(s, t.Seq)
		}
	}
	for _, f := range c.FollowUps {
		hide(c.EffectiveSecrecy(c.carriedSecrecy(f.Conference, f.ID), f.Item), f.Seq)
	}
	for _, k := range c.carriers {
		hide(k.Secrecy, k.seq)
		for _, s := range c.carriedMarkings(k.file) {
			hide(s, k.seq)
		}
		for _, item := range k.items {
			hide(c.itemSecrecy[item], k.seq)
		}
	}
	for _, x := range c.Recording.Marks {
		if x.Label != "" {
			for _, s := range c.BookmarkSecrecy(x) {
				hide(s, x.Seq)
			}
		}
	}
	for _, x := range c.messages {
		if actor != c.Plan.Host && actor != x.actor {
			out[x.seq] = true
		}
	}
	for _, seq := range c.inward {
		if actor != c.Plan.Host {
			out[seq] = true
		}
	}
	delete(out, 0)
	return out
}

// Hiding writes every marking there is, and where: two states in which it is the same hide the same from the same actors,
// as far as what had been said by then.
func (c *Conference) Hiding() string {
	var b strings.Builder
	add := func(where string, s Secrecy) {
		if s.Marked() {
			b.WriteString(where + "\t" + s.Owner + "\t" + strings.Join(s.Readers, " ") + "\n")
		}
	}
	for _, n := range c.Notes {
		add(n.ID+"\t"+n.Item, n.Secrecy)
	}
	for _, d := range c.Decisions {
		add(d.ID+"\t"+d.Item, d.Secrecy)
	}
	for _, x := range c.Measures {
		add(x.ID+"\t"+x.Item, x.Secrecy)
	}
	for i := range c.Reports {
		for _, s := range c.Reports[i].allMarkings() {
			add(ReportRef(c.Reports[i].Participant, ""), s)
		}
	}
	for _, item := range slices.Sorted(maps.Keys(c.itemSecrecy)) {
		add(item, c.itemSecrecy[item])
	}
	for _, k := range c.carriers {
		add(strconv.FormatInt(k.seq, 10), k.Secrecy)
		for _, s := range c.carriedMarkings(k.file) {
			add(k.file, s)
		}
	}
	for _, x := range c.Recording.Concealed {
		add(x.ID+"\t"+strconv.FormatInt(x.From.UnixMilli(), 10)+"\t"+strconv.FormatInt(x.To.UnixMilli(), 10), x.Secrecy)
	}
	for _, x := range c.messages {
		b.WriteString(x.actor + "\n")
	}
	b.WriteString(strings.Repeat("inward\n", len(c.inward)))
	return b.String()
}

// carrier remembers which event carries something marked that is no line of the record: a file, what was carried over
// from an earlier conference, or what the agenda says about an item.
type carrier struct {
	Secrecy
	seq   int64
	file  string   // the file whose marking this is, which may change; or the ref of a report, which is marked where it stands
	items []string // agenda items about which the event says more than a title
}

func (c *Conference) carries(seq int64, s Secrecy) {
	if s.Marked() {
		c.carriers = append(c.carriers, carrier{Secrecy: s, seq: seq})
	}
}

func (c *Conference) carriesFile(seq int64, file string, s Secrecy) {
	c.carriers = append(c.carriers, carrier{Secrecy: s, seq: seq, file: file})
}

// carriesAgenda remembers the items that say more than their title: an aim, a proposal, questions, topics.
func (c *Conference) carriesAgenda(seq int64, a agenda.Agenda) {
	var items []string
	for _, it := range a {
		topic := slices.ContainsFunc(it.Speakers, func(s agenda.Speaker) bool { return s.Topic != "" })
		if it.Aim != "" || it.Proposal != "" || len(it.Questions) > 0 || topic {
			items = append(items, it.ID)
		}
	}
	if len(items) > 0 {
		c.carriers = append(c.carriers, carrier{seq: seq, items: items})
	}
}

// carriedSecrecy is the marking of something carried from an earlier conference.
func (c *Conference) carriedSecrecy(conference, id string) Secrecy {
	for _, d := range c.Plan.Carried.Directions {
		if d.Conference == conference && d.ID == id {
			return d.Secrecy
		}
	}
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
