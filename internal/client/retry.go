package client

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"
)

// The waits between tries: each is a random part of twice the one before, so that those who were cut off together do not
// come back together.
const (
	firstWait = 250 * time.Millisecond
	longWait  = 10 * time.Second
)

// lost is that the service could not be reached, or that its answer did not come: trying again may help.
type lost struct{ error }

func (e *lost) Unwrap() error { return e.error }

// later is that the service is there and asks to be asked again later.
type later struct {
	error
	after time.Duration // 0 when it did not say
}

func (e *later) Unwrap() error { return e.error }

// passing tells whether a failure may pass, and how long the service wants us to wait.
func passing(err error) (after time.Duration, ok bool) {
	var l *later
	if errors.As(err, &l) {
		return l.after, true
	}
	var gone *lost
	return 0, errors.As(err, &gone)
}

// persist tries until it succeeds, what failed will not pass, or the patience is at its end.
func (c *Client) persist(ctx context.Context, again bool, try func() error) error {
	begun := c.o.Now()
	for n := 0; ; n++ {
		err := try()
		after, ok := passing(err)
		if err == nil || !ok || !again || ctx.Err() != nil {
			return err
		}
		wait := after + c.backoff(n)
		if c.o.Now().Add(wait).Sub(begun) > c.o.Patience {
			return err
		}
		c.o.Trying(err, wait)
		if stopped := c.o.Wait(ctx, wait); stopped != nil {
			return stopped
		}
	}
}

// backoff is the wait before try n+1, with full jitter.
func (c *Client) backoff(n int) time.Duration {
	most := firstWait
	for range n {
		if most *= 2; most >= longWait {
			most = longWait
			break
		}
	}
	return time.Duration(c.o.Chance() * float64(most))
}

// retryAfter reads the header: seconds, or a time.
func (c *Client) retryAfter(h http.Header) time.Duration {
	text := h.Get("Retry-After")
	if n, err := strconv.Atoi(text); err == nil && n >= 0 {
		return time.Duration(min(n, 86400)) * time.Second
	}
	if at, err := http.ParseTime(text); err == nil {
		return max(at.Sub(c.o.Now()), 0)
	}
	return 0
}
