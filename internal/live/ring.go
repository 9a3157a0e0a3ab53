package live

import "sync/atomic"

const (
	ringSize = 1024 // a power of two
	pageSize = 500  // how much the source is asked for at once
	maxGap   = 2000 // whoever is further behind loads its page anew
)

// ring holds the newest frames of one topic. One goroutine, the filler of the conference, puts; any number read, without locks.
type ring struct {
	topic Topic
	slots [ringSize]atomic.Pointer[Frame]
	head  atomic.Int64 // the newest number
	first atomic.Int64 // the oldest number that has been put
	want  atomic.Int64 // the oldest number that somebody waits for; what is older will not come
	// stale says that rights have changed: what lies here is given to nobody any more.
	stale atomic.Bool

	// Guarded by the audience's lock.
	readers int
	unread  int // how many ticks it has had no readers
}

// newRing makes an empty ring for a reader who has everything up to and with after.
func newRing(t Topic, after int64) *ring {
	r := &ring{topic: t}
	r.head.Store(after)
	r.first.Store(after + 1)
	r.want.Store(after + 1)
	return r
}

// put places a frame in its slot. The frame after the head becomes visible when the head is moved.
func (r *ring) put(f Frame) { r.slots[f.Seq&(ringSize-1)].Store(&f) }

// get gives the frame with a number at or below the head. Nil and lost: it has been overwritten, or is older than what anybody
// here waits for. Nil and not lost: it is on its way.
func (r *ring) get(seq int64) (f *Frame, lost bool) {
	f = r.slots[seq&(ringSize-1)].Load()
	if f != nil && f.Seq == seq {
		return f, false
	}
	return nil, f != nil && f.Seq > seq || seq <= r.head.Load()-ringSize || seq < r.want.Load()
}
