package store

import (
	"context"

	"samverkan/internal/fault"
)

// savepoint stands before each turn: what is after it can be taken back by itself.
const savepoint = "SAVEPOINT turn"

// run takes turns until the writer is stopped.
func (w *writer) run() {
	defer close(w.done)
	defer w.on.close()
	for {
		select {
		case t := <-w.turns:
			w.batch(t)
		case <-w.stopping:
			return
		}
	}
}

// batch runs first, and whoever else waits by then, in one transaction of the database. Those whose own
// function failed know it already; the others get the outcome of the commit.
func (w *writer) batch(first *turn) {
	if err := w.begin(); err != nil {
		w.refuse(first, err)
		return
	}
	var kept []*turn
	n := 0
	for t := first; t != nil; t = w.next(n) {
		n++
		keep, err := w.give(t)
		if err != nil { // the database gave up the transaction
			w.drop(err)
			t.result <- err
			answer(kept, errLost)
			return
		}
		if keep {
			kept = append(kept, t)
		}
	}
	if err := w.commit(kept); err != nil {
		answer(kept, err)
		return
	}
	w.empty(kept)
	answer(kept, nil)
}

func answer(turns []*turn, err error) {
	for _, t := range turns {
		t.result <- err
	}
}

// begin starts the transaction, on a new connection when the last was lost.
func (w *writer) begin() error {
	w.saved = w.store.dialect.server
	if w.saved {
		return w.on.begin(context.Background(), w.store.dialect.beginWrite+"; "+savepoint)
	}
	return w.on.begin(context.Background(), w.store.dialect.beginWrite)
}

// commit makes what was kept last. An error says for certain that it does not, or that nobody knows.
func (w *writer) commit(kept []*turn) error {
	err := faultOf(w.on.exec(w.tell(kept) + "COMMIT"))
	if err == nil {
		return nil
	}
	w.drop(err)
	if w.store.dialect.server && fault.CodeOf(err) == "store.unreachable" {
		return w.outcome(err, kept)
	}
	return err
}

// drop ends a transaction that failed, and a connection that is lost with it.
func (w *writer) drop(err error) {
	if w.store.dialect.server && fault.CodeOf(err) == "store.unreachable" {
		w.on.discard()
		return
	}
	w.on.abandon()
}

// refuse answers everybody who waits: they have waited as long, and each would wait as long again.
func (w *writer) refuse(first *turn, err error) {
	err = faultOf(err)
	n := 0
	for t := first; t != nil; t = w.next(n) {
		if t.taken.CompareAndSwap(false, true) {
			t.result <- err
		}
		n++
	}
}

// next gives somebody who waits already; nil when nobody does or the batch is full.
func (w *writer) next(had int) *turn {
	if had >= maxBatch {
		return nil
	}
	select {
	case t := <-w.turns:
		return t
	default:
		return nil
	}
}

// give lets t run between two savepoints and tells whether to keep what it did. An error means that the whole
// transaction is lost.
func (w *writer) give(t *turn) (keep bool, err error) {
	if !t.taken.CompareAndSwap(false, true) {
		return false, nil // the caller has gone away
	}
	if !w.saved {
		if err := w.on.exec(savepoint); err != nil {
			return false, faultOf(err)
		}
	}
	w.saved = false
	tx := &Tx{Now: w.store.stamp(), store: w.store, on: w.on, write: true}
	t.begin <- tx
	verdict := <-t.end
	if fault.CodeOf(tx.broken) == "store.unreachable" {
		return false, tx.broken
	}
	keep = verdict == nil && tx.broken == nil
	if !keep {
		if err := w.on.exec("ROLLBACK TO turn"); err != nil {
			return false, faultOf(err)
		}
	}
	if err := w.on.later("RELEASE turn"); err != nil {
		return false, faultOf(err)
	}
	if verdict == nil && !keep {
		t.result <- tx.broken // the function passed over a fault after which nothing can be kept
	}
	return keep, nil
}

// empty clears the log of what was expunged. A reader that still sees the old state prevents it; then it is
// tried again after the next commit.
func (w *writer) empty(kept []*turn) {
	for _, t := range kept {
		w.scrub = w.scrub || t.scrub
	}
	switch {
	case !w.scrub:
	case w.store.dialect.server:
		w.scrub = w.rewrite() != nil
	case w.store.empties != nil:
		w.store.empties()
		w.scrub = false
	default:
		busy, err := w.checkpoint()
		w.scrub = busy || err != nil
	}
}
