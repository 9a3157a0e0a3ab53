package store

import (
	"context"
	"database/sql"

	"samverkan/internal/fault"
	"samverkan/internal/journal"
)

// Expunge removes payloads and salts for good, and appends the entry that says so: which, on what legal ground,
// by whom. Of who, Actor, Role, CommandID and OccurredAt are taken into that entry. The digests of the commands
// that led to the entries go too. Projections, files and search are the caller's to clear, in the same transaction.
//
// It answers with journal.expunge-incomplete, and with store.nothing-to-expunge (NotFound, with Seq) for a seq that
// has no payload: there is no such entry, it is expunged already, or it records a removal.
func (tx *Tx) Expunge(x journal.Expunged, who journal.Entry) (journal.Entry, error) {
	record, err := x.Entry()
	if err != nil {
		return journal.Entry{}, err
	}
	for _, seq := range x.Seqs {
		n, err := tx.exec(`UPDATE entry SET payload = NULL, salt = NULL
			WHERE stream = $1 AND seq = $2 AND payload IS NOT NULL AND name <> $3`, x.Stream, seq, journal.ExpungedName)
		if err != nil {
			return journal.Entry{}, err
		}
		if n == 0 {
			return journal.Entry{}, fault.New(fault.NotFound, "store.nothing-to-expunge", "Stream", x.Stream, "Seq", seq)
		}
		if _, err := tx.exec(`UPDATE command SET digest = '' WHERE stream = $1 AND first_seq <= $2 AND last_seq >= $3`,
			x.Stream, seq, seq); err != nil {
			return journal.Entry{}, err
		}
	}
	record.Actor, record.Role, record.CommandID, record.OccurredAt = who.Actor, who.Role, who.CommandID, who.OccurredAt
	sealed, err := tx.Append(x.Stream, AtHead, record)
	if err != nil {
		return journal.Entry{}, err
	}
	tx.scrub = true
	return sealed[0], nil
}

// checkpoint moves the log into the database and cuts it to nothing. It waits only briefly for readers, who
// would hold up every writer, and tells when one was in the way.
func (w *writer) checkpoint() (busy bool, err error) {
	ctx := context.Background()
	if _, err := w.on.conn.ExecContext(ctx, "PRAGMA busy_timeout = 100"); err != nil {
		return true, err
	}
	var frames, moved sql.NullInt64
	err = w.on.conn.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &frames, &moved)
	if _, err := w.on.conn.ExecContext(ctx, "PRAGMA busy_timeout = "+milliseconds(w.store.busy)); err != nil {
		return true, err
	}
	return busy, err
}
