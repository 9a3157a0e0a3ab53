package live

import (
	"context"
	"time"

	"samverkan/internal/fault"
)

// join counts a follower in, asks whether it may follow, and gives it a place in the ring of its class.
func (h *Hub) join(ctx context.Context, who Follower) (*follower, error) {
	if err := h.enter(who); err != nil {
		return nil, err
	}
	f, err := h.admit(ctx, who)
	if err != nil {
		h.exit(who)
		return nil, err
	}
	return f, nil
}

// admit asks first and looks then whether rights changed meanwhile, in which case it asks again.
func (h *Hub) admit(ctx context.Context, who Follower) (*follower, error) {
	for {
		a := h.find(who.Conference)
		epoch := 0
		if a != nil {
			epoch = a.currentEpoch()
		}
		said, err := h.source.Admit(ctx, who.Conference, []any{who.Ticket})
		if err == nil {
			err = said[0].Err
		}
		if err != nil {
			return nil, err
		}
		if a == nil {
			if err := h.open(ctx, who.Conference); err != nil {
				return nil, err
			}
			continue // what was admitted before the audience looked at the mark is worth nothing
		}
		f := &follower{Follower: who, audience: a, until: said[0].Until}
		f.after.Store(who.After)
		if ok, err := a.enter(ctx, f, said[0].Class, epoch); ok || err != nil {
			return f, err
		}
	}
}

func (a *audience) currentEpoch() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.epoch
}

// enter gives f its place. It answers false when rights may have changed since the epoch, or the audience is over.
func (a *audience) enter(ctx context.Context, f *follower, class string, epoch int) (bool, error) {
	ahead, err := a.ahead(ctx, f)
	if err != nil {
		return false, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.over || a.epoch != epoch {
		return false, nil
	}
	after := f.After
	switch {
	case f.Fresh:
		f.after.Store(a.head)
		after = a.head
	case ahead || a.head-after > maxGap:
		f.finish(reset(a.head))
		a.hub.counts.resets.Add(1)
		after = a.head
	}
	a.place(f, class, after)
	a.followers[f] = struct{}{}
	if f.Actor != "" {
		a.presence[f.Actor]++
		a.moved = true
	}
	if a.hub.closing.Load() {
		f.finish(a.hub.reconnect())
	}
	return true, nil
}

// ahead tells whether a follower claims to have entries that do not exist, as after a restored backup. That the hub has not
// heard of them yet is no reason: the follower may have written the newest itself.
func (a *audience) ahead(ctx context.Context, f *follower) (bool, error) {
	a.mu.Lock()
	head := a.head
	a.mu.Unlock()
	if f.Fresh || f.After <= head {
		return false, nil
	}
	head, _, err := a.hub.source.Head(ctx, a.conference)
	return f.After > head, err
}

// place lets f read in the ring of its class from after on. The ring is made, or filled backwards, when that is needed. The
// audience's lock is held.
func (a *audience) place(f *follower, class string, after int64) {
	topic := Topic{Conference: a.conference, Class: class, Form: f.Form}
	after = max(0, min(after, a.head), a.head-ringSize)
	r := a.rings[topic]
	if r == nil {
		r = newRing(topic, after)
		a.rings[topic] = r
	}
	r.want.Store(min(r.want.Load(), after+1))
	r.readers++
	if old := f.ring.Swap(r); old != nil {
		old.readers--
	}
	if after+1 < r.first.Load() || r.head.Load() < a.head {
		a.poke()
	}
}

// leave is what a follower's transport says when it is over.
func (a *audience) leave(f *follower) {
	a.mu.Lock()
	delete(a.followers, f)
	f.ring.Load().readers--
	if f.Actor != "" {
		if a.presence[f.Actor]--; a.presence[f.Actor] == 0 {
			delete(a.presence, f.Actor)
		}
		a.moved = true
	}
	a.mu.Unlock()
	a.hub.exit(f.Follower)
}

// dropRings makes what has been rendered worthless. The audience's lock is held.
func (a *audience) dropRings() {
	a.epoch++
	for _, r := range a.rings {
		r.stale.Store(true)
	}
	clear(a.rings)
}

// admitStale asks about every follower whose ring is worthless, and gives it a new one or the way out. A follower about whom
// the source cannot answer now gets nothing until it can.
func (a *audience) admitStale(ctx context.Context) error {
	var stale []*follower
	a.mu.Lock()
	for f := range a.followers {
		if f.ring.Load().stale.Load() && f.end.Load() == nil {
			stale = append(stale, f)
		}
	}
	a.mu.Unlock()
	if len(stale) == 0 {
		return nil
	}
	failed := a.admitAgain(ctx, stale, whyNoAccess)
	a.announce()
	return failed
}

// admitAgain asks about followers, and gives each its place or the way out.
func (a *audience) admitAgain(ctx context.Context, all []*follower, why string) error {
	tickets := make([]any, len(all))
	for i, f := range all {
		tickets[i] = f.Ticket
	}
	said, err := a.hub.source.Admit(ctx, a.conference, tickets)
	if err != nil {
		return err
	}
	now := a.hub.options.Now()
	var failed error
	for i, f := range all {
		switch x := said[i]; {
		case refused(x.Err), x.Err == nil && over(x.Until, now):
			f.finish(gone(wayOut(x, why)))
			a.hub.counts.gone.Add(1)
		case x.Err != nil:
			failed = x.Err
		default:
			a.move(f, x.Class, x.Until)
		}
	}
	return failed
}

// wayOut is why a follower is shown out. Whoever must only sign in again goes on where it was, and its page is not thrown away.
func wayOut(x Admission, why string) string {
	if x.Err == nil || fault.KindOf(x.Err) == fault.Unauthenticated {
		return whySignedOut
	}
	return why
}

// over tells whether a sign-in has ended.
func over(until, now time.Time) bool { return !until.IsZero() && !now.Before(until) }

func (a *audience) move(f *follower, class string, until time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if _, here := a.followers[f]; here {
		f.until = until
		a.place(f, class, f.after.Load())
	}
}

func refused(err error) bool {
	switch fault.KindOf(err) {
	case fault.Unauthenticated, fault.Forbidden, fault.NotFound, fault.Gone:
		return true
	}
	return false
}
