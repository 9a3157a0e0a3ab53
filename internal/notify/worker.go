package notify

import (
	"context"
	"io"
	"log/slog"
	"sync"
	"time"

	"samverkan/internal/channel"
	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/mail"
)

// How the worker goes about it.
const (
	leaseTime = 10 * time.Minute // longer than any single hand-over
	mailBatch = 40
	batch     = 16
	parallel  = 4 // short messages at once, in one channel
	restless  = time.Second
	longest   = 15 * time.Second // between two looks, when nobody wakes it
	firstRest = 2 * time.Second  // after the mail server could not be reached, and then twice as long
	lastRest  = time.Minute
	endTime   = 10 * time.Second // to write down what became of what was on its way
)

// WorkerOptions are what a worker works with.
type WorkerOptions struct {
	Clerk  *clerk.Clerk
	Render *Renderer
	Name   string // unique among the workers of a database, also over restarts
	// Alone is set when no other worker uses the database: what an earlier one left half done is taken over at once, and not when its
	// lease runs out.
	Alone  bool
	Relay  *mail.Relay                            // nil: no mail
	Sign   func(raw []byte) ([]byte, error)       // DKIM; nil for none
	Short  map[directory.Channel]channel.Provider // the other channels that are set up
	Random io.Reader                              // for the borders in mails; may be used by several goroutines
	Clock  Clock
	Log    *slog.Logger
}

// Worker hands deliveries over.
type Worker struct {
	o       WorkerOptions
	woken   map[directory.Channel]chan struct{}
	session *mail.Session
	resting time.Duration // before the mail server is tried again
}

// NewWorker makes a worker; nothing is connected.
func NewWorker(o WorkerOptions) *Worker {
	w := &Worker{o: o, woken: map[directory.Channel]chan struct{}{}}
	for c := range o.Short {
		w.woken[c] = make(chan struct{}, 1)
	}
	if o.Relay != nil {
		w.session = o.Relay.Session()
		w.woken[directory.Mail] = make(chan struct{}, 1)
	}
	return w
}

// Has tells whether a channel is set up.
func (w *Worker) Has(c directory.Channel) bool { return w.woken[c] != nil }

// Wake tells the worker that there may be something to hand over. It waits for nothing.
func (w *Worker) Wake() {
	for _, c := range w.woken {
		select {
		case c <- struct{}{}:
		default: // it has been told already
		}
	}
}

// Run hands over what is due until the context ends. What is on its way then is finished and written down, and what was taken and not
// begun is given back.
func (w *Worker) Run(ctx context.Context) {
	before := w.o.Clock.Now()
	if w.o.Alone {
		before = before.AddDate(100, 0, 0)
	}
	if _, err := w.o.Clerk.ExpireDeliveries(ctx, before); err != nil {
		w.trouble(ctx, "deliveries that were left", err)
	}
	var all sync.WaitGroup
	for c := range w.woken {
		all.Go(func() { w.loop(ctx, c) })
	}
	all.Wait()
	w.closing(ctx, func(end context.Context) {
		if _, err := w.o.Clerk.ReleaseDeliveries(end, w.o.Name); err != nil {
			w.trouble(end, "giving back deliveries", err)
		}
	})
	if w.session != nil {
		_ = w.session.Close() // the server will notice
	}
}

// closing does what is still to be done when the context may have ended.
func (w *Worker) closing(ctx context.Context, do func(context.Context)) {
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), endTime)
	defer cancel()
	do(end)
}

// loop works in one channel.
func (w *Worker) loop(ctx context.Context, c directory.Channel) {
	for ctx.Err() == nil {
		n, err := w.round(ctx, c)
		if err != nil {
			w.trouble(ctx, "taking deliveries", err)
		}
		wait := time.Duration(0)
		switch {
		case err != nil:
			wait = longest
		case c == directory.Mail && w.resting > 0:
			wait = w.resting
			if !pause(ctx, w.o.Clock, wait, nil) { // whoever wakes it cannot mend the server
				return
			}
			continue
		case n == 0:
			wait = w.untilNext(ctx)
		}
		if wait > 0 && !pause(ctx, w.o.Clock, wait, w.woken[c]) {
			return
		}
	}
}

// untilNext gives how long nothing is due, within reason: another process may queue something and wake nobody.
func (w *Worker) untilNext(ctx context.Context) time.Duration {
	at, any, err := w.o.Clerk.NextDelivery(ctx)
	if err != nil || !any {
		return longest
	}
	// What is due and was not to be had waits for what stands before it in its lane.
	return min(max(at.Sub(w.o.Clock.Now()), restless), longest)
}

// round takes what is due in a channel and hands it over. It gives how many it took.
func (w *Worker) round(ctx context.Context, c directory.Channel) (int, error) {
	now := w.o.Clock.Now()
	if _, err := w.o.Clerk.ExpireDeliveries(ctx, now); err != nil {
		return 0, err
	}
	limit := batch
	if c == directory.Mail {
		limit = mailBatch
	}
	list, err := w.o.Clerk.LeaseDeliveries(ctx, w.o.Name, c, now.Add(leaseTime), limit)
	if err != nil || len(list) == 0 {
		return 0, err
	}
	if c == directory.Mail {
		w.mails(ctx, list)
	} else {
		w.shorts(ctx, w.o.Short[c], list)
	}
	return len(list), nil
}

// trouble is told in the log, where the texts of faults have no place for addresses. An end that was asked for is no trouble.
func (w *Worker) trouble(ctx context.Context, what string, err error) {
	if ctx.Err() == nil {
		w.o.Log.Warn(what, "worker", w.o.Name, "code", fault.CodeOf(err))
	}
}
