package oidc

import (
	"context"
	"time"
)

const (
	freshFor  = time.Hour        // how long an answer of a provider is used without asking again
	usableFor = 24 * time.Hour   // how long it is used when the provider does not answer
	retryRate = 10 * time.Second // how often a provider is asked at most
)

// cached is something fetched from a provider and kept for a while. One fetch runs at a time.
type cached[T any] struct {
	turn    chan struct{} // held by whoever looks or fetches
	value   T
	got     time.Time // zero: never
	tried   time.Time
	lastErr error
}

func newCached[T any]() cached[T] { return cached[T]{turn: make(chan struct{}, 1)} }

// get gives the value, fetching it when it is old, or when the one there is does not do (enough). Asked again too
// soon it answers with what it has, or with the fault of last time.
func (c *cached[T]) get(
	ctx context.Context, now time.Time, enough func(T) bool, fetch func(context.Context) (T, error),
) (T, error) {
	var none T
	select {
	case c.turn <- struct{}{}:
		defer func() { <-c.turn }()
	case <-ctx.Done():
		return none, ctx.Err()
	}
	has := !c.got.IsZero() && now.Sub(c.got) < usableFor
	if has && now.Sub(c.got) < freshFor && enough(c.value) {
		return c.value, nil
	}
	if c.tried.IsZero() || now.Sub(c.tried) >= retryRate {
		value, err := fetch(ctx)
		if ctx.Err() != nil {
			return none, ctx.Err() // who asked went away; that says nothing of the provider
		}
		c.tried, c.lastErr = now, err
		if err == nil {
			c.value, c.got = value, now
			return value, nil
		}
	}
	if has {
		return c.value, nil
	}
	return none, c.lastErr
}
