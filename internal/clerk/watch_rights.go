package clerk

import (
	"slices"

	"samverkan/internal/area"
	"samverkan/internal/directory"
	"samverkan/internal/store"
	"samverkan/internal/watch"
)

// concerns queues what happens to rights in an area, for those whom it concerns whether they watch anything or not.
func (d *desk) concerns(what watch.What, a area.Area, members []string) error {
	if members = slices.DeleteFunc(members, func(m string) bool { return m == "" || m == d.who.Member }); len(members) == 0 {
		return nil
	}
	return d.tx.QueueHappening(store.QueuedHappening{At: d.tx.Now, What: what, Thing: watch.Rights, Ref: a.ID, By: d.who.Member, ByActor: d.who.Actor,
		Mentioned: members})
}

// deciders are the people of actors who can do something about what is asked of those.
func (d *desk) deciders(actors ...string) (out []string, err error) {
	for _, actor := range actors {
		members, err := d.tx.Members(store.As(actor))
		if err != nil {
			return nil, err
		}
		for _, m := range members {
			if directory.SystemRole(m.SystemRole).Includes(directory.Writer) {
				out = append(out, m.ID)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// managers are the actors that answer for an area.
func managers(a area.Area) []string {
	return slices.DeleteFunc(a.Actors(), func(actor string) bool { return a.RightOf(actor) != area.Manage })
}

// tellDeciders queues what happens to rights in an area for the people of actors.
func (d *desk) tellDeciders(what watch.What, a area.Area, actors ...string) error {
	members, err := d.deciders(actors...)
	if err != nil {
		return err
	}
	return d.concerns(what, a, members)
}

// rights puts what has happened to rights in an area in the inboxes of those whom it concerns. What they may know of it is asked when they
// read it.
func (s *sorter) rights(q store.QueuedHappening) error {
	a, exists, err := areaByID(s.tx, q.Ref)
	if err != nil || !exists {
		return err
	}
	for _, member := range q.Mentioned {
		actor, err := s.actor(member)
		if err != nil {
			return err
		}
		if actor == "" {
			continue
		}
		old, exists, err := s.tx.InboxOf(member, q.Thing, "", "", "", q.Ref)
		if err != nil {
			return err
		}
		id := s.clerk.newID()
		if exists && old.ReadAt.IsZero() && old.What == q.What && old.ByActor == q.ByActor { // it is asked once more
			id = old.ID
		}
		if err := s.tx.PutInbox(store.InboxRow{ID: id, Member: member, What: q.What, Thing: q.Thing, Ref: q.Ref, Exercise: a.Exercise, At: q.At,
			ByActor: q.ByActor, Reasons: []watch.Reason{{On: watch.Concern, Target: a.ID}}, Due: watch.Now.Due(q.At)}); err != nil {
			return err
		}
	}
	return nil
}
