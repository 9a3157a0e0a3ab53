package live

import (
	"context"
	"time"
)

// Poll is a follower without a stream: it answers with the frames after f.After as soon as there are any, and with none after
// wait. next is what to give as After the next time. A frame that ends a stream, such as reset, comes alone and has no number.
// Its faults are those of [Hub.Serve]; a follower that goes away gets the error of ctx.
func (h *Hub) Poll(ctx context.Context, who Follower, wait time.Duration) (frames []Frame, next int64, err error) {
	f, err := h.join(ctx, who)
	if err != nil {
		return nil, who.After, err
	}
	defer f.audience.leave(f)
	c := &cursor{follower: f}
	place := f.audience.bell.place()
	timer := time.NewTimer(wait)
	defer timer.Stop()
	for {
		rung := f.audience.bell.next(place)
		frames, err = h.take(ctx, c)
		if err != nil || len(frames) > 0 {
			return frames, c.after.Load(), err
		}
		select {
		case <-rung:
		case <-timer.C:
			return nil, c.after.Load(), nil
		case <-ctx.Done():
			return nil, c.after.Load(), ctx.Err()
		case <-h.ctx.Done():
			return []Frame{{Bytes: h.reconnect()}}, c.after.Load(), nil
		}
	}
}

// take gives what there is for a follower, at most a page.
func (h *Hub) take(ctx context.Context, c *cursor) ([]Frame, error) {
	if last := c.end.Load(); last != nil {
		return []Frame{{Bytes: *last}}, nil
	}
	r := c.ring.Load()
	if r.stale.Load() {
		return nil, nil
	}
	var frames []Frame
	for seq := c.after.Load() + 1; seq <= r.head.Load() && len(frames) < pageSize; seq++ {
		f, _ := r.get(seq)
		if f == nil {
			break
		}
		frames = append(frames, *f)
	}
	if len(frames) == 0 {
		var err error
		if frames, err = h.old(ctx, c); err != nil {
			return nil, err
		}
		if last := c.end.Load(); last != nil {
			return []Frame{{Bytes: *last}}, nil
		}
	}
	if n := len(frames); n > 0 {
		c.after.Store(frames[n-1].Seq)
		h.counts.deliveries.Add(int64(n))
	}
	return frames, nil
}
