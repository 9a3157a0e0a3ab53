package store

import "context"

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
			w.abandon()
			t.result <- err
			answer(kept, errLost)
			return
		}
		if keep {
			kept = append(kept, t)
		}
	}
	if err := w.on.exec("COMMIT"); err != nil {
		w.abandon()
		answer(kept, faultOf(err))
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
	if err := w.on.ready(context.Background()); err != nil {
		return err
	}
	return w.on.exec(w.store.dialect.beginWrite)
}

// abandon drops the transaction, and the connection when even that fails.
func (w *writer) abandon() {
	if err := w.on.exec("ROLLBACK"); err != nil {
		w.on.discard()
	}
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
	if err := w.on.exec("SAVEPOINT turn"); err != nil {
		return false, faultOf(err)
	}
	t.begin <- &Tx{Now: w.store.stamp(), store: w.store, on: w.on, write: true}
	keep = <-t.end == nil
	if !keep {
		if err := w.on.exec("ROLLBACK TO turn"); err != nil {
			return false, faultOf(err)
		}
	}
	if err := w.on.exec("RELEASE turn"); err != nil {
		return false, faultOf(err)
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
	case !w.scrub || !w.store.dialect.wholeFile:
	case w.store.empties != nil:
		w.store.empties()
		w.scrub = false
	default:
		busy, err := w.checkpoint()
		w.scrub = busy || err != nil
	}
}
