package notify

import (
	"context"
	"time"
)

// Clock is the time that the worker goes by. Tests have one that they move.
type Clock interface {
	Now() time.Time
	// After gives a channel that is told once a time has passed.
	After(d time.Duration) <-chan time.Time
}

// pause waits for a time, a wake-up or the end, and tells whether it goes on.
func pause(ctx context.Context, c Clock, d time.Duration, woken <-chan struct{}) bool {
	select {
	case <-ctx.Done():
		return false
	case <-woken:
	case <-c.After(d):
	}
	return ctx.Err() == nil
}
