package store

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"

	"samverkan/internal/fault"
	"samverkan/internal/journal"
)

// maxBatch is how many transactions share a commit at most.
const maxBatch = 64

// tries is how often a transaction that was lost through another's fault is run.
const tries = 3

// errLost is for transactions that were in order, in a batch that another one spoiled.
var errLost = errors.New("the shared transaction was lost")

// writer gives waiting transactions their turn on the only writing connection, several to a commit.
//
// The caller's own goroutine runs its function: it gets the Tx, and gives its verdict back. So a panic in it
// has its own stack, and leaves the writer working.
type writer struct {
	store    *Store
	on       *session
	turns    chan *turn
	stopping chan struct{}
	once     sync.Once
	done     chan struct{}
	saved    bool // the savepoint of the next turn stands already
	scrub    bool // the log is still to be emptied of something expunged
}

// turn is one call of Update that waits, runs or has its answer.
type turn struct {
	taken  atomic.Bool // by the writer that begins it, or by the caller who goes away
	begin  chan *Tx
	end    chan error // the caller's verdict: nil to keep
	result chan error // after the commit
	scrub  bool
	moved  map[string]int64
	proof  *journal.Entry
}

func (s *Store) startWriter(ctx context.Context) (*writer, error) {
	w := &writer{
		store: s, on: &session{db: s.writeDB, server: s.dialect.server},
		turns: make(chan *turn), stopping: make(chan struct{}), done: make(chan struct{}),
	}
	if err := w.on.ready(ctx); err != nil {
		return nil, err
	}
	go w.run()
	return w, nil
}

// stop lets turns that have begun end, and waits for them.
func (w *writer) stop() {
	w.once.Do(func() { close(w.stopping) })
	<-w.done
}

// Update runs fn in a transaction that may write. Everything fn did is on disk when Update answers nil, and
// nothing of it when it answers anything else. fn may run more than once. Writing cannot be cancelled once fn
// has begun; before that, ctx ends the waiting.
//
// It answers with fn's own error as it is, or with store.locked, store.full, store.read-only, store.io, store.corrupt,
// store.cancelled or store.closed. On a server also with store.unreachable, store.server-busy, and store.unsure: the
// connection was lost during the commit and it could not be learned in time what became of it. Then, and only then, it may
// have happened. Giving the same command again, by the same id, is safe.
func (s *Store) Update(ctx context.Context, fn func(*Tx) error) error {
	if s.writing == nil {
		return fault.New(fault.Unavailable, "store.read-only")
	}
	for n := 1; ; n++ {
		if err := ctx.Err(); err != nil { // a free writer would otherwise win by chance over one who has gone away
			return faultOf(err)
		}
		tx, err := s.writing.take(ctx, fn)
		switch {
		case errors.Is(err, errLost) && n < tries:
			continue
		case errors.Is(err, errLost) && s.dialect.server:
			return fault.Wrap(err, fault.Unavailable, "store.unreachable")
		case errors.Is(err, errLost):
			return fault.Wrap(err, fault.Unavailable, "store.io")
		case err != nil:
			return err
		}
		for _, do := range tx.after {
			do()
		}
		return nil
	}
}

// take waits for a turn, runs fn in it, and waits for the commit.
func (w *writer) take(ctx context.Context, fn func(*Tx) error) (*Tx, error) {
	t := &turn{begin: make(chan *Tx, 1), end: make(chan error, 1), result: make(chan error, 1)}
	select {
	case w.turns <- t:
	case <-w.stopping:
		return nil, w.store.closed()
	case <-ctx.Done():
		return nil, faultOf(ctx.Err())
	}
	var tx *Tx
	select {
	case tx = <-t.begin:
	case err := <-t.result:
		return nil, err
	case <-ctx.Done():
		if t.taken.CompareAndSwap(false, true) {
			return nil, faultOf(ctx.Err())
		}
		select { // the writer was faster
		case tx = <-t.begin:
		case err := <-t.result:
			return nil, err
		}
	}
	tx.ctx = ctx
	if err := t.run(tx, fn); err != nil {
		if undone(tx.broken) {
			return nil, errLost
		}
		return nil, err
	}
	err := <-t.result
	if undone(err) && tx.broken != nil {
		return nil, errLost
	}
	return tx, err
}

// undone tells of a fault in the middle of a transaction that has nothing to do with what was wished: another one went
// first, or the connection was lost before COMMIT was sent. The function may decide again.
func undone(broken error) bool {
	code := fault.CodeOf(broken)
	return code == "store.contended" || code == "store.unreachable"
}

// run gives the writer a verdict even when fn panics or ends its goroutine.
func (t *turn) run(tx *Tx, fn func(*Tx) error) (err error) {
	err = errLost
	defer func() {
		t.scrub, t.moved, t.proof, tx.on = tx.scrub, tx.moved, tx.proof, nil
		t.end <- err
	}()
	err = fn(tx)
	return err
}
