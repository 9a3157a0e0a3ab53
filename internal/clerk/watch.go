package clerk

import (
	"context"
	"slices"
	"strings"

	"samverkan/internal/area"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/inquiry"
	"samverkan/internal/store"
	"samverkan/internal/watch"
)

// Watched is a watch with what its target is called, as far as its owner may know that now.
type Watched struct {
	watch.Watch
	Name string // "" for what the owner may not see any more
}

// Watches lists what the caller watches, the oldest first.
func (k *Clerk) Watches(ctx context.Context, who Identity) (list []Watched, err error) {
	err = k.look(ctx, who, "watch.read", func(tx *store.Tx) error {
		all, err := tx.Watches(who.Member)
		list = make([]Watched, 0, len(all))
		for _, w := range all {
			if err != nil {
				break
			}
			x := Watched{Watch: w}
			x.Name, err = (&desk{tx: tx, who: who, clerk: k}).watched(w)
			list = append(list, x)
		}
		return err
	})
	return list, err
}

// watched gives what the target of a watch is called; "" for what the caller may not see.
func (d *desk) watched(w watch.Watch) (string, error) {
	switch w.On {
	case watch.OnArea:
		a, err := d.area(w.Target, area.Read)
		if fault.KindOf(err) == fault.NotFound {
			return "", nil
		}
		return a.Name, err
	case watch.OnReports:
		c, ok, err := found(d.tx.Conference(d.who.lookup(), w.Target))
		if !ok {
			return "", err
		}
		return c.Title, err
	case watch.OnInquiry:
		q, ok, err := d.tx.Inquiry(w.Target)
		if !ok || q.Owner != d.who.Actor && !d.who.Owner {
			return "", err
		}
		return q.Title, err
	case watch.OnActor:
		dir, err := d.directory()
		if err != nil {
			return "", err
		}
		a, _ := dir.ByID(w.Target)
		return a.Name, nil
	case watch.OnPlace:
		dir, err := d.directory()
		if err != nil {
			return "", err
		}
		return placeCalled(dir, w.Target), nil
	}
	return firstOf(w.Label, w.Target), nil
}

// placeCalled is what a municipality or county is called, by its code; "" for none.
func placeCalled(dir *directory.Directory, code string) string {
	county := ""
	for _, a := range dir.All() {
		if a.MunicipalityCode == code && a.Kind == directory.Municipality {
			return a.ShortName
		}
		if a.CountyCode == code && a.CountyName != "" {
			county = a.CountyName
		}
	}
	return county
}

// AddWatch watches something for the caller, or changes how soon one is told of what is watched already. Faults: watch.sort,
// watch.often, watch.target, watch.label, watch.too-many, watch.person-only for who is no person, those of the target when the caller may
// not see it, inquiry.asker-only, and watch.nothing-asked for lägesrapporter that nobody was asked for.
func (k *Clerk) AddWatch(ctx context.Context, who Identity, w watch.Watch) (Watched, error) {
	if err := who.Allows("watch.own", ""); err != nil {
		return Watched{}, err
	}
	w = w.Normal()
	if w.Often == "" {
		w.Often = watch.Now
	}
	if err := w.Check(); err != nil {
		return Watched{}, err
	}
	var out Watched
	err := k.store.Update(ctx, func(tx *store.Tx) error {
		d := &desk{tx: tx, who: who, clerk: k}
		if err := d.isPerson(); err != nil {
			return err
		}
		if err := d.mayWatch(&w); err != nil {
			return err
		}
		list, err := tx.Watches(who.Member)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(list, func(x watch.Watch) bool { return x.On == w.On && x.Target == w.Target })
		switch {
		case at >= 0:
			w.ID, w.Made = list[at].ID, list[at].Made
		case len(list) >= watch.MaxOwn:
			return fault.New(fault.Conflict, "watch.too-many", "Max", watch.MaxOwn)
		default:
			w.ID, w.Made = k.newID(), tx.Now
		}
		w.Member = who.Member
		if err := tx.PutWatch(w); err != nil {
			return err
		}
		out.Watch = w
		if out.Name, err = d.watched(w); err != nil || !w.On.Once() {
			return err
		}
		return tx.QueueHappening(asked(w.On, w.Target, tx.Now)) // everything may be in already
	})
	return out, err
}

// isPerson refuses who has no account to watch for.
func (d *desk) isPerson() error {
	if _, known, err := found(d.tx.Member(d.who.Member)); err != nil || known {
		return err
	}
	return fault.New(fault.Forbidden, "watch.person-only")
}

// mayWatch refuses what the caller may not see, and what is not there.
func (d *desk) mayWatch(w *watch.Watch) error {
	wrong := func() error {
		f := fault.New(fault.Invalid, "watch.target")
		f.Fields = map[string]string{"target": "watch.target"}
		return f
	}
	switch w.On {
	case watch.OnArea:
		_, err := d.area(w.Target, area.Read)
		w.Label = ""
		return err
	case watch.OnActor, watch.OnPlace:
		w.Label = ""
		if name, err := d.watched(*w); err != nil || name != "" {
			return err
		}
		if w.On == watch.OnActor {
			return fault.New(fault.NotFound, "actor.unknown", "Actor", w.Target)
		}
		return wrong()
	case watch.OnKind:
		w.Label = ""
		if w.Target != watch.Decision && !area.Kind(w.Target).Valid() {
			return wrong()
		}
	case watch.OnReports:
		w.Label = ""
		v, err := d.clerk.viewAt(d.tx, d.who, w.Target, 0)
		if err == nil && v.Conference.Request == nil {
			err = fault.New(fault.Conflict, "watch.nothing-asked")
		}
		return err
	case watch.OnInquiry:
		w.Label = ""
		q, _, err := seenInquiry(d.tx, d.who, w.Target)
		if err == nil && !d.who.Owner && q.Owner != d.who.Actor {
			err = fault.New(fault.Forbidden, "inquiry.asker-only")
		}
		return err
	}
	return nil
}

// RemoveWatch ends one of the caller's own watches. Fault: watch.unknown, also for another's.
func (k *Clerk) RemoveWatch(ctx context.Context, who Identity, id string) error {
	if err := who.Allows("watch.own", ""); err != nil {
		return err
	}
	return k.store.Update(ctx, func(tx *store.Tx) error {
		had, err := tx.DeleteWatch(who.Member, id)
		if err == nil && !had {
			err = fault.New(fault.NotFound, "watch.unknown")
		}
		return err
	})
}

// allIn tells whether everything that a watch waits for is in, and whether that is of an exercise. What is not there any more is not.
func (k *Clerk) allIn(tx *store.Tx, on watch.On, target string) (in, exercise bool, err error) {
	if on == watch.OnInquiry {
		var q *inquiry.Inquiry
		q, _, err = foldInquiry(tx, target)
		return err == nil && q.ID != "" && len(q.Missing()) == 0, err == nil && q.Exercise, err
	}
	r, err := k.readings.of(tx, target)
	if err != nil {
		return false, false, err
	}
	c := r.state
	return c.Plan.ID != "" && c.Request != nil && len(c.ReportsMissing()) == 0, c.Plan.Exercise, nil
}

// named is what somebody writes after an @ to name a member or an actor.
func namesFor(tx *store.Tx, dir *directory.Directory, actors []string) (names []watch.Name, people map[string][]string, err error) {
	people = map[string][]string{}
	for _, id := range actors {
		a, known := dir.ByID(id)
		if !known {
			continue
		}
		for _, name := range []string{a.ID, a.Name, a.ShortName} {
			names = append(names, watch.Name{ID: actorMark + id, Name: name})
		}
		members, err := tx.Members(store.As(id))
		if err != nil {
			return nil, nil, err
		}
		for _, m := range members {
			people[id] = append(people[id], m.ID)
			names = append(names, watch.Name{ID: m.ID, Name: m.Name}, watch.Name{ID: m.ID, Name: m.ID})
		}
	}
	return names, people, nil
}

// actorMark is before the id of an actor among those who are named.
const actorMark = "actor/"

// mentioned gives the members that are named in a text about an item and were not in what it was before: a person by name, or an
// actor's people by the actor's. Only those who read the item can be named.
func (d *desk) mentioned(a area.Area, item area.Item, text, before string) ([]string, error) {
	if !watch.MayMention(text) {
		return nil, nil
	}
	dir, err := d.directory()
	if err != nil {
		return nil, err
	}
	names, people, err := namesFor(d.tx, dir, a.Readers(item))
	if err != nil {
		return nil, err
	}
	var out []string
	for _, id := range watch.Mentioned(text, before, names) {
		if actor, is := strings.CutPrefix(id, actorMark); is {
			out = append(out, people[actor]...)
		} else {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}
