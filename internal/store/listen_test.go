package store_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"samverkan/internal/store"
)

// hearer collects what Listen tells.
type hearer struct {
	mu    sync.Mutex
	heard []string
}

func (h *hearer) moved(stream string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.heard = append(h.heard, stream)
}

func (h *hearer) all() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.heard)
}

// TestListening: what was there, what this store appends and what another does, each told of; nothing of what was not kept.
func TestListening(t *testing.T) {
	eachDatabase(t, func(t *testing.T, place string) {
		here, there := open(t, place), open(t, place)
		fill(t, here, "before", 2)
		var h hearer
		ctx, cancel := context.WithCancel(context.Background())
		ended := make(chan error)
		go func() { ended <- here.Listen(ctx, h.moved) }()
		until(t, "what was there is told", func() bool { return slices.Contains(h.all(), "before") })
		fill(t, here, "own's 'name'", 1)
		there.Update(context.Background(), func(tx *store.Tx) error {
			if _, err := tx.Append("undone", 0, entry("x")); err != nil {
				return err
			}
			return context.Canceled
		})
		update(t, there, func(tx *store.Tx) error { // two streams in one commit
			if _, err := tx.Append("other", 0, entry("x"), entry("y")); err != nil {
				return err
			}
			_, err := tx.Append("before", store.AtHead, entry("x"))
			return err
		})
		until(t, "all of it is told", func() bool {
			heard := h.all()
			slices.Sort(heard)
			return slices.Equal(heard, []string{"before", "before", "other", "own's 'name'"})
		})
		cancel()
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
		fill(t, there, "later", 1)
		if slices.Contains(h.all(), "later") {
			t.Fatal("told after the end")
		}
		go func() { ended <- there.Listen(context.Background(), h.moved) }()
		until(t, "the second listener is at work", func() bool { return slices.Contains(h.all(), "later") })
		there.Close()
		wantCode(t, <-ended, "store.closed")
	})
}

// TestNodesTellEachOther: on a server a message is sent at commit, and heard without looking.
func TestNodesTellEachOther(t *testing.T) {
	address := postgres.Database(t)
	here, there := open(t, address), open(t, address)
	var h hearer
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() { here.Listen(ctx, h.moved) })
	c := direct(t, address)
	until(t, "the listener listens", func() bool {
		return len(lines(t, c, "SELECT 1 FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()")) == 1
	})
	run(t, c, "NOTIFY samverkan, '1 ghost'") // it has no head, so that looking does not find it
	until(t, "the message comes", func() bool { return slices.Contains(h.all(), "ghost") })
	run(t, c, "LISTEN samverkan")
	fill(t, there, "ån's", 2)
	within, done := context.WithTimeout(context.Background(), time.Minute)
	defer done()
	if n, err := c.WaitForNotification(within); err != nil || n.Payload != "2 ån's" {
		t.Fatal(n, err)
	}
	cancel()
	wg.Wait()
}
