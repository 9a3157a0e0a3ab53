package live

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// audience is the followers of one conference with the rings they read. One goroutine, run, does all filling and moving.
type audience struct {
	hub        *Hub
	conference string
	wake       chan struct{} // holds one: wakes that come close together are one
	recheck    atomic.Bool   // admit everybody anew, although the mark is the same
	bell       bell
	said       atomic.Pointer[notice] // the latest presence

	mu        sync.Mutex
	followers map[*follower]struct{}
	rings     map[Topic]*ring
	epoch     int // grows when rights may have changed
	head      int64
	access    string
	presence  map[string]int
	moved     bool // presence has changed since it was told
	toldAt    time.Time
	unused    int // ticks without followers
	over      bool
}

// notice is a frame that is meant for all, and shown once to each.
type notice struct {
	version int64
	bytes   []byte
}

// follower is one stream or one long-poll. What every delivery looks at stands first, together in memory.
type follower struct {
	ring     atomic.Pointer[ring]   // where it reads; replaced when its class changes
	after    atomic.Int64           // the newest number it has; only its transport moves it
	end      atomic.Pointer[[]byte] // what to say instead of anything more, then to stop
	audience *audience
	until    time.Time // guarded by the audience's lock
	Follower
}

// finish makes the follower end with last. The first reason counts.
func (f *follower) finish(last []byte) { f.end.CompareAndSwap(nil, &last) }

// tick is how often an audience looks at its clocks, and idleTicks for how long rings and audiences without readers are kept:
// a browser that polls is away for a moment between two polls.
const (
	tick      = time.Second
	idleTicks = 60
)

// open makes the audience of a conference, unless there is one.
func (h *Hub) open(ctx context.Context, conference string) error {
	head, access, err := h.source.Head(ctx, conference)
	if err != nil {
		return err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.ctx.Err(); err != nil {
		return err
	}
	if h.audiences[conference] != nil {
		return nil
	}
	a := &audience{
		hub: h, conference: conference, wake: make(chan struct{}, 1), head: head, access: access,
		followers: map[*follower]struct{}{}, rings: map[Topic]*ring{}, presence: map[string]int{},
	}
	a.bell.init()
	h.audiences[conference] = a
	h.work.Go(a.run)
	a.poke() // what was committed since Head woke nobody
	return nil
}

// poke makes run look for news.
func (a *audience) poke() {
	select {
	case a.wake <- struct{}{}:
	default:
	}
}

// run is the only one that fills the rings and moves followers between them. It ends with the hub, or after a minute without
// followers.
func (a *audience) run() {
	clock := time.NewTicker(tick)
	defer clock.Stop()
	lookEvery := max(1, int(a.hub.options.Look/tick))
	trouble := false
	for n := 1; ; n++ {
		look := true
		select {
		case <-a.hub.ctx.Done():
			return
		case <-a.wake:
		case <-clock.C:
			if err := a.watchClocks(); err != nil {
				a.hub.options.Trouble(a.conference, err)
			}
			if a.leaveIfUnused() {
				return
			}
			look = trouble || n%lookEvery == 0
		}
		if !look {
			continue
		}
		err := a.refresh(a.hub.ctx)
		if trouble = err != nil; trouble && a.hub.ctx.Err() == nil {
			a.hub.options.Trouble(a.conference, err)
		}
	}
}

// watchClocks asks again about those whose sign-in has run out unless it was used since, tells presence when it is time, and
// drops rings that nobody reads.
func (a *audience) watchClocks() error {
	now := a.hub.options.Now()
	var late []*follower
	a.mu.Lock()
	for f := range a.followers {
		if over(f.until, now) && f.end.Load() == nil {
			late = append(late, f)
		}
	}
	for t, r := range a.rings {
		if r.unread++; r.readers > 0 {
			r.unread = 0
		}
		if r.unread > idleTicks {
			delete(a.rings, t)
		}
	}
	tell := a.moved && now.Sub(a.toldAt) >= presenceEvery
	a.mu.Unlock()
	if tell {
		a.tellPresence(now)
	}
	if len(late) == 0 {
		return nil
	}
	defer a.announce()
	return a.admitAgain(a.hub.ctx, late, whySignedOut)
}

func (a *audience) leaveIfUnused() bool {
	a.hub.mu.Lock()
	defer a.hub.mu.Unlock()
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.unused++; len(a.followers) > 0 {
		a.unused = 0
	}
	if a.unused <= idleTicks {
		return false
	}
	a.over = true
	delete(a.hub.audiences, a.conference)
	return true
}

// announce makes every transport look at what there is for its followers.
func (a *audience) announce() {
	a.bell.ring()
	for _, s := range a.hub.shards {
		s.wakeFor(a)
	}
}

func (a *audience) finishAll(last func() []byte) {
	a.mu.Lock()
	for f := range a.followers {
		f.finish(last())
	}
	a.mu.Unlock()
	a.announce()
}
