package live

import (
	"context"
	"errors"
	"os"
	"time"
)

// maxSend is about how much is sent in one go, in bytes.
const maxSend = 64 << 10

// follow is the transport with a goroutine for each follower: it writes what there is, and waits for more. It begins with first.
func (h *Hub) follow(ctx context.Context, c *cursor, l line, first []byte) {
	place := c.audience.bell.place()
	beat := h.options.Beat - h.options.Beat/5*time.Duration(place)/16 // not everybody at once
	silence := time.NewTimer(beat)
	defer silence.Stop()
	buf := first
	for {
		rung := c.audience.bell.next(place)
		var behind bool
		buf, behind = h.gather(c, buf)
		if len(buf) > 0 {
			if err := h.give(l, buf); err != nil {
				h.countSlow(err)
				return
			}
			silence.Reset(beat)
			buf = nil
		}
		switch {
		case c.over():
			return
		case behind:
			if err := h.catchUp(ctx, c, l); err != nil {
				h.countSlow(err)
				return
			}
			continue
		}
		select {
		case <-rung:
		case <-silence.C:
			buf = append(buf, heartbeat...)
		case <-ctx.Done():
			return
		case <-h.ctx.Done():
			return
		}
	}
}

// gather appends all that is pending to buf. It is counted as sent: a stream on which sending fails is over.
func (h *Hub) gather(c *cursor, buf []byte) (_ []byte, behind bool) {
	var pieces []piece
	for {
		pieces, behind = c.pending(pieces[:0], maxSend)
		if len(pieces) == 0 {
			return buf, behind
		}
		size := 0
		for _, p := range pieces {
			buf = append(buf, p.bytes...)
			size += len(p.bytes)
		}
		h.counts.deliveries.Add(c.sent(pieces, size))
		if len(buf) > 4*maxSend {
			return buf, behind
		}
	}
}

func (h *Hub) countSlow(err error) {
	if errors.Is(err, os.ErrDeadlineExceeded) {
		h.counts.slow.Add(1)
	}
}

// catchUp sends what is too old for the ring, in pages from the source, until the ring has the rest.
func (h *Hub) catchUp(ctx context.Context, c *cursor, l line) error {
	for c.end.Load() == nil {
		if err := h.settled(ctx, c); err != nil {
			return err
		}
		frames, err := h.old(ctx, c)
		if err != nil || len(frames) == 0 {
			return err
		}
		var buf []byte
		for _, f := range frames {
			buf = append(buf, f.Bytes...)
		}
		if err := h.give(l, buf); err != nil {
			return err
		}
		c.after.Store(frames[len(frames)-1].Seq)
		h.counts.deliveries.Add(int64(len(frames)))
	}
	return nil
}

// settled waits until a follower has a ring that counts, for as long as a follower may wait.
func (h *Hub) settled(ctx context.Context, c *cursor) error {
	if !c.ring.Load().stale.Load() {
		return nil
	}
	patience := time.NewTimer(h.options.Stall)
	defer patience.Stop()
	place := c.audience.bell.place()
	for {
		rung := c.audience.bell.next(place)
		if !c.ring.Load().stale.Load() || c.end.Load() != nil {
			return nil
		}
		select {
		case <-rung:
		case <-patience.C:
			return context.DeadlineExceeded
		case <-ctx.Done():
			return ctx.Err()
		case <-h.ctx.Done():
			return h.ctx.Err()
		}
	}
}

// old gives the next page of what the ring has not, and nothing when the ring has what comes next. A follower that is too far
// behind is told to load its page anew instead.
func (h *Hub) old(ctx context.Context, c *cursor) ([]Frame, error) {
	r, after, head := c.ring.Load(), c.after.Load(), c.audience.newest()
	if after >= head || r.stale.Load() {
		return nil, nil
	}
	if f, lost := r.get(after + 1); f != nil || !lost {
		return nil, nil
	}
	if head-after > maxGap {
		h.counts.resets.Add(1)
		c.finish(reset(head))
		return nil, nil
	}
	select {
	case h.pages <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-h.ctx.Done():
		return nil, h.ctx.Err()
	}
	defer func() { <-h.pages }()
	h.counts.pages.Add(1)
	frames, err := h.source.Frames(ctx, r.topic, after, int(min(pageSize, head-after)))
	if err != nil || r.stale.Load() {
		return nil, err // when rights changed meanwhile, the page may show too much
	}
	for i, f := range frames {
		if f.Seq != after+int64(i)+1 {
			return nil, errShort
		}
	}
	return frames, nil
}
