package minutes

import (
	"cmp"
	"slices"
	"time"

	"samverkan/conference"
)

// Compose gathers the record of a conference into minutes for one reader. It never fails: whatever is in the
// record has a place. The conference is not changed.
func Compose(c *conference.Conference, o Options) *Minutes {
	k := newComposer(c, o)
	k.m.Head = k.head()
	k.m.Invitation = c.Plan.Invitation
	k.items()
	k.m.RollCall = k.rollCall()
	k.notes()
	k.decisions()
	k.measures()
	k.talks()
	k.m.Carried = k.carried()
	k.m.Recording = k.recording()
	k.next()
	k.course()
	k.material()
	k.evaluations()
	k.m.LeftOpen = c.Meeting.Carried
	k.m.Life = k.life()
	k.m.Impact = impactOf(k.m.Notes)
	k.m.Situation = k.reports()
	k.settle()
	k.m.Brief = k.m.brief()
	return k.m
}

// composer carries what every part of the work needs.
type composer struct {
	c   *conference.Conference
	o   Options
	now time.Time
	m   *Minutes

	named     map[string]bool
	place     map[string]int // item id -> index in m.Items
	starts    []start        // of items, by time
	matchedBy map[string][]string
	answers   map[string][]string
	corrects  map[string][]string
	around    map[spot][]conference.Secrecy
}

type start struct {
	at   time.Time
	item string
}

// spot is an actor under an item: where a topic says as much as a note.
type spot struct{ actor, item string }

func newComposer(c *conference.Conference, o Options) *composer {
	k := &composer{c: c, o: o, now: o.Now, named: map[string]bool{}, place: map[string]int{},
		matchedBy: map[string][]string{}, answers: map[string][]string{}, corrects: map[string][]string{},
		around: map[spot][]conference.Secrecy{}}
	if k.now.IsZero() {
		k.now = c.Latest
	}
	k.m = &Minutes{Schema: Schema, Composed: k.now, Seal: o.Seal}
	k.index()
	return k
}

// index looks through the record once, so that no part has to do it for each of its lines.
func (k *composer) index() {
	for _, n := range k.c.Notes {
		k.mark(n.Actor, n.Item, n.Secrecy)
		if n.Struck != nil {
			continue
		}
		for _, ref := range n.Matches {
			k.matchedBy[ref] = append(k.matchedBy[ref], n.ID)
		}
		if n.Answers != "" {
			k.answers[n.Answers] = append(k.answers[n.Answers], n.ID)
		}
		if n.Corrects != "" {
			k.corrects[n.Corrects] = append(k.corrects[n.Corrects], n.ID)
		}
	}
	for _, d := range k.c.Decisions {
		k.mark(d.ProposedBy, d.Item, d.Secrecy)
	}
	for _, x := range k.c.Measures {
		k.mark(x.Actor, x.Item, x.Secrecy)
		for _, ref := range x.Matches {
			k.matchedBy[ref] = append(k.matchedBy[ref], x.ID)
		}
	}
	for _, s := range k.c.Items {
		for _, span := range s.Spans {
			k.starts = append(k.starts, start{span.Start, s.ID})
		}
	}
	slices.SortStableFunc(k.starts, func(a, b start) int { return a.at.Compare(b.at) })
}

func (k *composer) mark(actor, item string, s conference.Secrecy) {
	if s.Marked() {
		at := spot{actor, item}
		k.around[at] = append(k.around[at], s)
	}
}

// actor notes that an actor is named in the minutes, and gives it back.
func (k *composer) actor(id string) string {
	if id != "" {
		k.named[id] = true
	}
	return id
}

func (k *composer) actors(ids []string) []string {
	for _, id := range ids {
		k.actor(id)
	}
	return slices.Clone(ids)
}

// hidden tells whether this reader may not read what is marked so.
func (k *composer) hidden(s conference.Secrecy) bool {
	return s.Marked() && k.o.May != nil && !k.o.May(s)
}

// marking is what the minutes say of a marking. Who else may read is nothing for somebody who may not.
func (k *composer) marking(s conference.Secrecy) Marking {
	if !s.Marked() {
		return Marking{}
	}
	k.actor(s.Owner)
	if k.hidden(s) {
		k.m.Omitted++
		s.Readers = nil
		k.m.left = append(k.m.left, s)
		return Marking{Secrecy: s, Omitted: true}
	}
	k.actors(s.Readers)
	return Marking{Secrecy: s}
}

// itemAt tells which item was being dealt with at t: the last one begun, while the meeting went on. "" when none was.
func (k *composer) itemAt(t time.Time) string {
	if end := k.c.Meeting.Closed; !end.IsZero() && t.After(end) {
		return ""
	}
	at, found := slices.BinarySearchFunc(k.starts, t, func(s start, t time.Time) int { return s.at.Compare(t) })
	for found && at+1 < len(k.starts) && k.starts[at+1].at.Equal(t) {
		at++
	}
	if !found {
		at--
	}
	if at < 0 {
		return ""
	}
	return k.starts[at].item
}

// settle puts notes and entries in the order in which they happened, and names the actors. What was keyed in offline
// comes into the journal late; here it stands where it belongs.
func (k *composer) settle() {
	slices.SortStableFunc(k.m.Notes, func(a, b Note) int { return a.At.Compare(b.At) })
	sort := func(entries []Entry) {
		slices.SortStableFunc(entries, func(a, b Entry) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.seq, b.seq)) })
	}
	for i := range k.m.Items {
		sort(k.m.Items[i].Entries)
	}
	sort(k.m.Outside)
	k.m.Actors = make([]Actor, 0, len(k.named))
	for id := range k.named {
		a := Actor{ID: id}
		if k.o.Names != nil {
			a.Name, a.Short = k.o.Names(id)
		}
		a.Name = cmp.Or(a.Name, id)
		a.Short = cmp.Or(a.Short, a.Name)
		k.m.Actors = append(k.m.Actors, a)
	}
	slices.SortFunc(k.m.Actors, func(a, b Actor) int { return cmp.Compare(a.ID, b.ID) })
	k.m.index = k.m.indexed()
}
