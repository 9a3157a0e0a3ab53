package live

import (
	"context"
	"encoding/binary"
	"io"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"samverkan/internal/fault"
)

// Hub keeps the followers of all conferences. It is made by [New] and ended by [Hub.Close].
type Hub struct {
	source  Source
	options Options
	limit   int
	shards  []*shard
	pages   chan struct{} // a place for each reader of old entries
	counts  counts

	closing atomic.Bool // set with the lock held

	ctx    context.Context // ends when everybody has left or has to
	cancel context.CancelFunc
	work   sync.WaitGroup

	mu        sync.RWMutex
	audiences map[string]*audience
	sessions  map[string]int
	total     int
	empty     chan struct{} // closed when the hub is closing and the last follower has left
}

// oldReaders is how many may read pages of old entries from the source at a time.
const oldReaders = 4

// New makes a hub. Options.Now and Options.Random have to be given.
func New(source Source, o Options) *Hub {
	o = o.withDefaults()
	h := &Hub{
		source: source, options: o, limit: o.Limit, pages: make(chan struct{}, oldReaders), empty: make(chan struct{}),
		audiences: map[string]*audience{}, sessions: map[string]int{},
	}
	if n := openFiles() - 2000; n > 0 && n < h.limit {
		h.limit = n
	}
	h.ctx, h.cancel = context.WithCancel(context.Background())
	if !o.NoHijack {
		h.shards = startShards(h)
	}
	return h
}

// Wake says that something was committed in a conference. It is cheap, never waits, and may be called too often.
func (h *Hub) Wake(conference string) {
	if a := h.find(conference); a != nil {
		a.poke()
	}
}

// Recheck says that a session, a right or a token was taken away: every follower is admitted anew or has to go.
func (h *Hub) Recheck() {
	for _, a := range h.all() {
		a.recheck.Store(true)
		a.poke()
	}
}

// Forget throws away what is kept of a conference, after something in it was removed for good. Its followers stay.
func (h *Hub) Forget(conference string) {
	if a := h.find(conference); a != nil {
		a.recheck.Store(true)
		a.poke()
	}
}

// Presence tells how many follow a conference at this node, by actor.
func (h *Hub) Presence(conference string) map[string]int {
	a := h.find(conference)
	if a == nil {
		return map[string]int{}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	return maps.Clone(a.presence)
}

// PresenceChanged says that followers of a conference have come or gone at another node.
func (h *Hub) PresenceChanged(conference string) {
	if a := h.find(conference); a != nil {
		a.mu.Lock()
		a.moved = true
		a.mu.Unlock()
	}
}

// Close tells every stream to come back after a moment, and ends it. It returns when the last has ended; when ctx ends first,
// the rest are cut.
func (h *Hub) Close(ctx context.Context) error {
	h.mu.Lock()
	first := !h.closing.Swap(true)
	if first && h.total == 0 {
		close(h.empty)
	}
	h.mu.Unlock()
	for _, a := range h.all() {
		a.finishAll(h.reconnect)
	}
	var err error
	select {
	case <-h.empty:
	case <-ctx.Done():
		err = ctx.Err()
	}
	h.mu.Lock()
	h.cancel()
	h.mu.Unlock()
	h.work.Wait()
	return err
}

// retry is how long one follower should wait before it comes back, by chance, so that those who were cut at once do not come
// back at once.
func (h *Hub) retry() time.Duration {
	const least, most = time.Second, 5 * time.Second
	var b [8]byte
	if _, err := io.ReadFull(h.options.Random, b[:]); err != nil {
		return least
	}
	return least + time.Duration(binary.LittleEndian.Uint64(b[:])%uint64(most-least))
}

func (h *Hub) reconnect() []byte { return reconnect(h.retry()) }

// enter counts a stream in, or refuses it: live.closing, live.full, live.too-many.
func (h *Hub) enter(f Follower) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case h.closing.Load():
		return fault.New(fault.Unavailable, "live.closing")
	case h.total >= h.limit:
		h.counts.refused.Add(1)
		return fault.New(fault.Unavailable, "live.full")
	case f.Session != "" && h.sessions[f.Session] >= h.options.PerSession:
		h.counts.refused.Add(1)
		return fault.New(fault.Limited, "live.too-many", "Limit", h.options.PerSession)
	}
	h.total++
	if f.Session != "" {
		h.sessions[f.Session]++
	}
	return nil
}

// exit counts a stream out.
func (h *Hub) exit(f Follower) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.total--
	if f.Session != "" {
		if h.sessions[f.Session]--; h.sessions[f.Session] == 0 {
			delete(h.sessions, f.Session)
		}
	}
	if h.closing.Load() && h.total == 0 {
		close(h.empty)
	}
}

func (h *Hub) find(conference string) *audience {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.audiences[conference]
}

func (h *Hub) all() []*audience {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return slices.Collect(maps.Values(h.audiences))
}

// Stats are counted since the hub was made, apart from the first four, which tell how it is now.
type Stats struct {
	Followers, Conferences, Rings int
	Lagging                       int64 // followers on shards whose buffer is full

	Frames     int64 // rendered by the source
	Deliveries int64 // frames written to followers
	Slow       int64 // followers dropped because they took nothing
	Behind     int64 // followers dropped because they took too little
	Resets     int64 // followers told to load their page anew
	Gone       int64 // followers whose right or sign-in ended
	Refused    int64 // followers over a limit
	Pages      int64 // times that old entries were read for one follower
}

type counts struct{ frames, deliveries, slow, behind, resets, gone, refused, pages, lagging atomic.Int64 }

// Stats tells what there is and what has happened.
func (h *Hub) Stats() Stats {
	s := Stats{
		Frames: h.counts.frames.Load(), Deliveries: h.counts.deliveries.Load(), Slow: h.counts.slow.Load(),
		Behind: h.counts.behind.Load(), Resets: h.counts.resets.Load(), Gone: h.counts.gone.Load(),
		Refused: h.counts.refused.Load(), Pages: h.counts.pages.Load(), Lagging: h.counts.lagging.Load(),
	}
	for _, a := range h.all() {
		a.mu.Lock()
		s.Conferences++
		s.Followers += len(a.followers)
		s.Rings += len(a.rings)
		a.mu.Unlock()
	}
	return s
}
