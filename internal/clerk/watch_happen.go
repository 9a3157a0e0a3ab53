package clerk

import (
	"context"
	"slices"
	"time"

	"samverkan/conference"
	"samverkan/internal/area"
	"samverkan/internal/fault"
	"samverkan/internal/store"
	"samverkan/internal/watch"
)

// What happens is put in a queue in the transaction of the fact itself, by what it is about and without a word of it. It is held against the
// watches afterwards, a batch in one transaction that also takes it out of the queue: so nothing is told twice and nothing is lost, whichever
// node does it and wherever it is stopped.

// happened queues what somebody did with an item. text is what it says now and before what it said; gained are tags that it was given.
func (d *desk) happened(what watch.What, a area.Area, item area.Item, text, before string, gained ...string) error {
	mentioned, err := d.mentioned(a, item, text, before)
	if err != nil {
		return err
	}
	if len(mentioned) == 0 {
		if any, err := d.tx.AnybodyWatches("", ""); err != nil || !any {
			return err
		}
	}
	return d.tx.QueueHappening(store.QueuedHappening{At: d.tx.Now, What: what, Thing: watch.Item, Item: item.ID, By: d.who.Member,
		ByActor: firstOf(d.who.Actor, item.Owner), Tags: gained, Mentioned: mentioned})
}

// became queues what came of an item: that it is there, says something else, was given tags, or is read by more. That it lies in another folder
// is nothing to be told of.
func (d *desk) became(a area.Area, next, old area.Item) error {
	gained := slices.DeleteFunc(slices.Clone(next.Tags), func(tag string) bool {
		return slices.ContainsFunc(old.Tags, func(had string) bool { return watch.FoldTag(had) == watch.FoldTag(tag) })
	})
	switch {
	case old.ID == "":
		return d.happened(watch.Came, a, next, said(next), "")
	case len(next.Versions) != len(old.Versions) || !tells(next).Equal(tells(old)):
		return d.happened(watch.Changed, a, next, said(next), said(old))
	case len(gained) > 0:
		return d.happened(watch.Tagged, a, next, "", "", gained...)
	case slices.ContainsFunc(a.Readers(next), func(actor string) bool { return !a.MayRead(old, actor) }):
		return d.happened(watch.Shared, a, next, "", "")
	}
	return nil
}

// said is what an item says in words of its own.
func said(i area.Item) string { return i.Title + "\n" + i.Text }

// tells is what an item tells of: all that can change in it but where it lies, its tags and who reads it.
func tells(i area.Item) area.Content {
	c := i.Content()
	c.Folder, c.Tags, c.Audience, c.Chosen = "", nil, "", nil
	return c
}

// asked is the happening that may end a watch that is told once.
func asked(on watch.On, target string, at time.Time) store.QueuedHappening {
	h := store.QueuedHappening{At: at, What: watch.Complete, Thing: string(on)}
	if h.Conference = target; on == watch.OnInquiry {
		h.Conference, h.Inquiry = "", target
	}
	return h
}

// mayEnd queues what may end somebody's watch of what was asked for.
func mayEnd(tx *store.Tx, on watch.On, target string) error {
	watched, err := tx.AnybodyWatches(on, target)
	if err != nil || !watched {
		return err
	}
	return tx.QueueHappening(asked(on, target, tx.Now))
}

// happens queues what an event of a conference is to those who watch: a decision that was made, or a lägesrapport that may be the last.
func happens(tx *store.Tx, c *conference.Conference, m conference.Meta, e conference.Event) error {
	switch e := e.(type) {
	case *conference.DecisionSettled:
		if e.Outcome == conference.NotAdopted {
			return nil
		}
		any, err := tx.AnybodyWatches("", "")
		if err != nil || !any {
			return err
		}
		return tx.QueueHappening(store.QueuedHappening{At: tx.Now, What: watch.Came, Thing: watch.Decision, Conference: c.Plan.ID, Ref: e.ID, By: m.Member,
			ByActor: firstOf(m.Actor, c.Plan.Host)})
	case *conference.ReportSubmitted, *conference.ReportKept:
		return mayEnd(tx, watch.OnReports, c.Plan.ID)
	}
	return nil
}

// worded queues that the words of a file have been read, for those who watch a search.
func worded(tx *store.Tx, digest string) error {
	any, err := tx.AnybodyWatches(watch.OnSearch, "")
	if err != nil || !any {
		return err
	}
	items, err := tx.ItemsWithFile(digest)
	for _, id := range items {
		if err != nil {
			break
		}
		var i area.Item
		var exists bool
		if i, exists, err = itemByID(tx, id); err != nil || !exists {
			continue
		}
		v, _ := i.Current()
		err = tx.QueueHappening(store.QueuedHappening{At: tx.Now, What: watch.Worded, Thing: watch.Item, Item: id, By: v.By, ByActor: i.Owner})
	}
	return err
}

// happeningsAtOnce is how much is held against the watches in one transaction, which everybody who writes waits for.
const happeningsAtOnce = 40

// SortHappenings holds what has happened against what people watch, and puts what concerns them and they may read in their inboxes. worked is
// false when nothing waits. For the service itself.
func (k *Clerk) SortHappenings(ctx context.Context) (worked bool, err error) {
	if err := k.store.View(ctx, func(tx *store.Tx) error {
		list, err := tx.Happenings(1)
		worked = len(list) > 0
		return err
	}); err != nil || !worked {
		return false, err
	}
	return true, k.store.Update(ctx, func(tx *store.Tx) error {
		list, err := tx.Happenings(happeningsAtOnce)
		if err != nil || len(list) == 0 {
			return err
		}
		s := &sorter{tx: tx, clerk: k, actors: map[string]string{}}
		for _, h := range list {
			if err := s.sort(h); err != nil {
				return err
			}
		}
		return tx.DropHappenings(list[len(list)-1].Number)
	})
}

// sorter holds happenings against watches, in one transaction.
type sorter struct {
	tx     *store.Tx
	clerk  *Clerk
	actors map[string]string // of members; "" for those whose account is closed
}

// actor gives the actor of a member; "" for one whose account is closed.
func (s *sorter) actor(member string) (string, error) {
	if actor, known := s.actors[member]; known {
		return actor, nil
	}
	m, known, err := found(s.tx.Member(member))
	if err != nil {
		return "", err
	}
	a, has, err := found(s.tx.Account(member))
	if err != nil {
		return "", err
	}
	if !known || has && !a.Disabled.IsZero() {
		m.Actor = ""
	}
	s.actors[member] = m.Actor
	return m.Actor, nil
}

// sort puts one happening in the inboxes of those whom it concerns and who may read of it.
func (s *sorter) sort(q store.QueuedHappening) error {
	switch q.Thing {
	case watch.Item:
		return s.item(q)
	case watch.Decision:
		return s.decision(q)
	case watch.Rights:
		return s.rights(q)
	}
	return s.complete(q)
}

func (s *sorter) item(q store.QueuedHappening) error {
	item, exists, err := itemByID(s.tx, q.Item)
	if err != nil || !exists {
		return err
	}
	a, exists, err := areaByID(s.tx, item.Area)
	if err != nil || !exists {
		return err
	}
	texts, err := s.tx.ThingText(store.FoundItem, item.ID, "", item.ID)
	if err != nil {
		return err
	}
	h := watch.Happening{What: q.What, Thing: watch.Item, Kind: string(item.Kind), Area: a.ID, Incident: a.Incident, Actor: item.Owner, Folder: item.Folder,
		Tags: item.Tags, Gained: q.Tags, By: q.By, At: q.At}
	return s.tell(q, h, texts, a.Exercise, func(actor string) (bool, error) { return a.MayRead(item, actor), nil })
}

func (s *sorter) decision(q store.QueuedHappening) error {
	texts, err := s.tx.ThingText(store.FoundDecision, "", q.Conference, q.Ref)
	if err != nil || len(texts) == 0 {
		return err // expunged
	}
	c, exists, err := found(s.tx.Conference(store.Whole(), q.Conference))
	if err != nil || !exists {
		return err
	}
	h := watch.Happening{What: q.What, Thing: watch.Decision, Incident: c.Incident, Actor: c.Host, By: q.By, At: q.At}
	return s.tell(q, h, texts, c.Exercise, func(actor string) (bool, error) {
		return s.tx.ReadsDecision(store.As(actor), q.Conference, q.Ref)
	})
}

// tell writes the rows of a happening.
func (s *sorter) tell(q store.QueuedHappening, h watch.Happening, texts []store.Text, exercise bool, may func(actor string) (bool, error)) error {
	if len(texts) > 0 {
		h.Place = texts[0].Place
	}
	watches, err := s.tx.WatchesOf(h.Targets())
	if err != nil {
		return err
	}
	if slices.ContainsFunc(watches, func(w watch.Watch) bool { return w.On == watch.OnSearch && watch.ReadSearch(w.Target).Text != "" }) {
		var words []string
		for _, t := range texts {
			words = append(words, t.Title, t.Also, t.Body)
		}
		h.Texts = words
	}
	reads := map[string]bool{} // by actor
	for _, n := range watch.NoticesOf(h, watches, q.Mentioned) {
		actor, err := s.actor(n.Member)
		if err != nil {
			return err
		}
		if actor == "" {
			continue
		}
		ok, asked := reads[actor]
		if !asked {
			if ok, err = may(actor); err != nil {
				return err
			}
			reads[actor] = ok
		}
		if !ok {
			continue
		}
		if err := s.put(q, n, exercise); err != nil {
			return err
		}
	}
	return nil
}

// put writes a notice in an inbox. What is unread there of the same thing becomes this, so that a thing that changes often is told of once.
func (s *sorter) put(q store.QueuedHappening, n watch.Notice, exercise bool) error {
	row := store.InboxRow{ID: s.clerk.newID(), Member: n.Member, What: q.What, Thing: q.Thing, Item: q.Item, Conference: q.Conference, Inquiry: q.Inquiry,
		Ref: q.Ref, Exercise: exercise, At: q.At, ByActor: q.ByActor, Reasons: n.Reasons, Due: n.Due}
	old, exists, err := s.tx.InboxOf(n.Member, q.Thing, q.Item, q.Conference, q.Inquiry, q.Ref)
	if err != nil {
		return err
	}
	if exists && q.What.Later() {
		return nil
	}
	if exists && old.ReadAt.IsZero() {
		row.ID = old.ID
		if old.What == watch.Came {
			row.What = watch.Came
		}
		for _, r := range old.Reasons {
			if !slices.Contains(row.Reasons, r) {
				row.Reasons = append(row.Reasons, r)
			}
		}
		if old.ToldAt.IsZero() && !old.Due.IsZero() && (row.Due.IsZero() || old.Due.Before(row.Due)) {
			row.Due = old.Due
		}
	}
	return s.tx.PutInbox(row)
}

// complete tells those who wait for everything to be in that it is, and ends their watches.
func (s *sorter) complete(q store.QueuedHappening) error {
	on, target := watch.On(q.Thing), firstOf(q.Inquiry, q.Conference)
	in, exercise, err := s.clerk.allIn(s.tx, on, target)
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	if err != nil || !in {
		return err
	}
	watches, err := s.tx.WatchesOf([]string{target})
	if err != nil {
		return err
	}
	for _, w := range watches {
		if w.On != on || w.Target != target {
			continue
		}
		actor, err := s.actor(w.Member)
		if err != nil {
			return err
		}
		ok := false
		if on == watch.OnInquiry {
			x, exists, err := s.tx.Inquiry(target)
			if err != nil {
				return err
			}
			ok = exists && x.Owner == actor
		} else if _, ok, err = found(s.tx.Conference(store.As(actor), target)); err != nil {
			return err
		}
		if _, err := s.tx.DeleteWatch(w.Member, w.ID); err != nil {
			return err
		}
		if actor == "" || !ok {
			continue
		}
		if err := s.put(q, watch.Notice{Member: w.Member, Reasons: []watch.Reason{{On: w.On, Target: w.Target}}, Due: w.Often.Due(q.At)}, exercise); err != nil {
			return err
		}
	}
	return nil
}
