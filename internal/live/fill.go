package live

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"
)

var errShort = errors.New("live: the source has fewer frames than its head says")

// refresh brings the rings up to the newest entry. When rights may have changed, everybody is admitted anew first, so that
// nothing newer reaches somebody by an older right.
func (a *audience) refresh(ctx context.Context) error {
	head, access, err := a.hub.source.Head(ctx, a.conference)
	if err != nil {
		return err
	}
	a.mu.Lock()
	changed := a.recheck.Swap(false) || access != a.access
	a.access = access
	a.head = max(a.head, head)
	if changed {
		a.dropRings()
	}
	a.mu.Unlock()
	errs := []error{a.admitStale(ctx)}
	a.mu.Lock()
	rings := slices.Collect(maps.Values(a.rings))
	a.mu.Unlock()
	for _, r := range rings {
		errs = append(errs, a.fill(ctx, r, head))
	}
	return errors.Join(errs...)
}

// fill gives a ring what it lacks: first the older frames that somebody waits for, then the newer ones up to head.
func (a *audience) fill(ctx context.Context, r *ring, head int64) error {
	want := max(r.want.Load(), r.head.Load()-ringSize+1)
	if first := r.first.Load(); want < first {
		if err := a.read(ctx, r, want-1, first-1, false); err != nil {
			return err
		}
		r.first.Store(want)
		a.announce()
	}
	if r.head.Load() >= head {
		return nil
	}
	return a.read(ctx, r, r.head.Load(), head, true)
}

// breath is how long a filler waits between two pages, so that followers are not overrun by a long run of entries at once.
const breath = 20 * time.Millisecond

// read puts the frames after one number up to and with another. When forward, each page is shown as it comes.
func (a *audience) read(ctx context.Context, r *ring, after, to int64, forward bool) error {
	for after < to {
		frames, err := a.hub.source.Frames(ctx, r.topic, after, int(min(pageSize, to-after)))
		if err != nil {
			return err
		}
		if len(frames) == 0 {
			return errShort
		}
		for _, f := range frames {
			if f.Seq != after+1 || f.Seq > to {
				return fmt.Errorf("live: the source gave frame %d after %d", f.Seq, after)
			}
			r.put(f)
			if forward {
				r.head.Store(f.Seq)
			}
			after = f.Seq
		}
		a.hub.counts.frames.Add(int64(len(frames)))
		if !forward {
			continue
		}
		a.announce()
		if after < to {
			select {
			case <-time.After(breath):
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	}
	return nil
}
