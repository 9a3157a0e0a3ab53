package mail

import (
	"context"
	"sync"
	"time"
)

// limit keeps to a number of letters in any minute. The first ones go at once, as a server that counts by the minute allows.
type limit struct {
	mu   sync.Mutex
	last []time.Time // when the latest letters went, or are to go, the oldest at next
	next int
}

func newLimit(perMinute int) *limit { return &limit{last: make([]time.Time, max(perMinute, 0))} }

// take gives the next letter its turn, and how long it is until then.
func (l *limit) take(now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.last) == 0 {
		return 0
	}
	at := l.turn()
	if at.Before(now) {
		at = now
	}
	l.last[l.next] = at
	l.next = (l.next + 1) % len(l.last)
	return at.Sub(now)
}

// turn is a minute after the letter that is as many back as there may be in a minute.
func (l *limit) turn() time.Time {
	if oldest := l.last[l.next]; !oldest.IsZero() {
		return oldest.Add(time.Minute)
	}
	return time.Time{}
}

func (l *limit) freeAt() time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.last) == 0 {
		return time.Time{}
	}
	return l.turn()
}

func wait(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
