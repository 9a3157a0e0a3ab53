package client

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/wire"
)

// clock is a clock that moves when somebody waits.
type clock struct {
	mu    sync.Mutex
	now   time.Time
	waits []time.Duration
}

func newClock() *clock { return &clock{now: time.Date(2027, 1, 6, 18, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Wait(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	c.waits = append(c.waits, d)
	return ctx.Err()
}

func (c *clock) waited() []time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]time.Duration(nil), c.waits...)
}

// serve starts a service for a test, and gives a client of it with a clock that does not take time.
func serve(t *testing.T, handle http.Handler, change ...func(*Options)) (*Client, *clock) {
	t.Helper()
	server := httptest.NewServer(handle)
	t.Cleanup(server.Close)
	k := newClock()
	o := Options{Server: server.URL, Token: "svk_test", Now: k.Now, Wait: k.Wait, Chance: func() float64 { return 0.5 }}
	for _, f := range change {
		f(&o)
	}
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c, k
}

func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	if _, is := v.(wire.Problem); is {
		w.Header().Set("Content-Type", "application/problem+json")
	}
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // a reader that has gone is the test's own doing
}

// cut ends a connection without an answer.
func cut(w http.ResponseWriter) {
	panic(http.ErrAbortHandler)
}

func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	if fault.CodeOf(err) != code {
		t.Fatalf("got %v, want %s", err, code)
	}
}
