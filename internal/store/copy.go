package store

import (
	"context"
	"database/sql"
	"os"

	"samverkan/internal/fault"
)

// Copy writes the database, as it is at one moment, to a new file that only its owner may read, while others go on
// reading and writing. The copy is packed: nothing of what was removed is left in it. It is on the disk when Copy answers;
// that its name is too, is the caller's to see to. It answers with
//
//	store.no-copy    the database is not a file; its own tools copy it
//	store.full, store.cannot-open, store.io    the place is wrong; nothing is left there
func (s *Store) Copy(ctx context.Context, path string) error {
	if s.dialect.server {
		return fault.New(fault.Invalid, "store.no-copy")
	}
	q := s.pragmas() // not query_only: the copy is written on the same connection
	q.Set("mode", "ro")
	db, err := sql.Open(s.dialect.driver, s.source(q))
	if err != nil {
		return faultOf(err)
	}
	defer db.Close()
	return copyInto(ctx, db, path)
}

// copyInto fills a new file with what a database holds.
func copyInto(ctx context.Context, db *sql.DB, path string) (err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) // SQLite fills an empty file
	if err != nil {
		return fileFault(err, path)
	}
	defer func() {
		f.Close()
		if err != nil {
			os.Remove(path)
		}
	}()
	if _, err := db.ExecContext(ctx, "VACUUM INTO $1", path); err != nil {
		return faultOf(err)
	}
	if err := f.Sync(); err != nil {
		return fileFault(err, path)
	}
	return nil
}

// Schema is the number of the newest migration in the database.
func (tx *Tx) Schema() (int64, error) {
	n, _, err := one(tx, func(s scan) (n int64, err error) { return n, s(&n) }, `SELECT max(version_id) FROM goose_db_version`)
	return n, err
}
