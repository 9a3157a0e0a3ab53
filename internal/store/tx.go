package store

import (
	"context"
	"database/sql"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/journal"
)

// Tx is one transaction. It is for the goroutine that runs the function it was given to, and of no use after it.
type Tx struct {
	Now time.Time // the time of the whole transaction; millisecond precision, UTC

	ctx   context.Context
	store *Store
	on    *session // nil when the transaction is over
	write bool
	after []func()
	scrub bool             // something was expunged: the log must be emptied too
	moved map[string]int64 // streams that were appended to, with their new heads
	proof *journal.Entry   // the last that was appended: it is there if the transaction happened, and not otherwise
	// broken is the first fault of a statement on PostgreSQL, which lets nothing more be done after it. SQLite
	// would; but what works on only one of them must not work.
	broken error
	rows   int // how many have been read, which is to grow with what is asked for and not with what there is
}

// AfterCommit lets do run when the transaction is safe on disk. It does not run when the transaction fails.
// It runs in the goroutine that called Update, before Update returns. After a View it runs too.
func (tx *Tx) AfterCommit(do func()) { tx.after = append(tx.after, do) }

// View runs fn in a transaction that reads one state of the database throughout. Keep it short: while it
// lasts, the log cannot be emptied. It answers with fn's own error as it is, or with store.cancelled,
// store.cannot-open, store.corrupt or store.closed.
func (s *Store) View(ctx context.Context, fn func(*Tx) error) error {
	var on *session
	select {
	case on = <-s.reading:
	case <-ctx.Done():
		return faultOf(ctx.Err())
	}
	defer func() { s.reading <- on }()
	if on.db == nil {
		return s.closed()
	}
	tx := &Tx{Now: s.stamp(), ctx: ctx, store: s, on: on}
	if err := s.view(tx, fn); err != nil {
		return err
	}
	for _, do := range tx.after {
		do()
	}
	return nil
}

func (s *Store) view(tx *Tx, fn func(*Tx) error) error {
	on := tx.on
	if err := on.begin(tx.ctx, s.dialect.beginRead); err != nil {
		on.discard()
		return err
	}
	defer func() {
		tx.on = nil
		if fault.CodeOf(tx.broken) == "store.unreachable" {
			on.discard()
			return
		}
		on.abandon() // there is nothing to keep
	}()
	return fn(tx)
}

func (s *Store) stamp() time.Time { return time.UnixMilli(s.now().UnixMilli()).UTC() }

// context is what statements run under. Writing is not cancelled half-way: SQLite would then drop the whole
// transaction, and with it those of others in the same commit.
func (tx *Tx) context() context.Context {
	if tx.write {
		return context.Background()
	}
	return tx.ctx
}

func (tx *Tx) stmt(query string) (*sql.Stmt, error) {
	switch {
	case tx.on == nil:
		return nil, fault.New(fault.Internal, "store.over")
	case tx.broken != nil:
		return nil, tx.broken
	}
	st, err := tx.on.stmt(query)
	return st, tx.fails(err)
}

// fails makes a fault of a statement's error, and remembers it where nothing more can be done after it.
func (tx *Tx) fails(err error) error {
	err = faultOf(err)
	if err != nil && tx.store.dialect.server && tx.broken == nil {
		tx.broken = err
	}
	return err
}

// exec runs a statement and gives how many rows it touched.
func (tx *Tx) exec(query string, args ...any) (int64, error) {
	st, err := tx.stmt(query)
	if err != nil {
		return 0, err
	}
	res, err := st.ExecContext(tx.context(), args...)
	if err != nil {
		return 0, tx.fails(err)
	}
	n, err := res.RowsAffected()
	return n, faultOf(err)
}
