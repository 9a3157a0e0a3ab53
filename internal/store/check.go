package store

import (
	"context"
	"errors"

	moderncsqlite "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"samverkan/internal/fault"
	"samverkan/internal/journal"
)

// Checked is what a check of the whole database found.
type Checked struct {
	Streams []journal.Report // those whose chain holds
	Entries int64            // in them
	Faults  []error          // one for the file and one for each stream, the first place where it fails
}

// Check reads the whole database: SQLite's own check of the file, references between tables, and the hash chain
// of every stream against its head. SQLite's check does not see most changed bytes; the chains see every one in
// an entry.
//
// Damage is in Checked.Faults: store.corrupt, store.dangling-rows, those of [journal.Verify] and
// [journal.Report.Reaches], and journal.expunge-unfinished. The error says that the check itself could not be made.
func (s *Store) Check(ctx context.Context) (Checked, error) {
	var c Checked
	err := s.View(ctx, func(tx *Tx) (err error) {
		c, err = tx.check()
		return err
	})
	return c, err
}

func (tx *Tx) check() (c Checked, err error) {
	if err := c.note(tx.checkFile()); err != nil {
		return c, err
	}
	streams, err := all(tx, text, `SELECT stream FROM entry UNION SELECT stream FROM stream_head ORDER BY 1`)
	if err != nil {
		return c, c.note(err)
	}
	for _, stream := range streams {
		report, err := tx.checkStream(stream)
		if err == nil {
			c.Streams = append(c.Streams, report)
			c.Entries += report.Head.Seq
		}
		if err := c.note(err); err != nil {
			return c, err
		}
	}
	return c, nil
}

// note keeps a fault that is damage, and gives back one that ends the check.
func (c *Checked) note(err error) error {
	if err == nil {
		return nil
	}
	switch code := fault.CodeOf(err); code {
	case "store.cancelled", "store.closed", "store.locked", "store.unreachable", "store.server-busy":
		return err
	}
	c.Faults = append(c.Faults, misshapen(err))
	return nil
}

// misshapen tells damage from a mistake of ours: a statement that SQLite does not understand, where every installation asks it, was asked
// of tables that are not as the migrations made them.
func misshapen(err error) error {
	var refused *moderncsqlite.Error
	if errors.As(err, &refused) && refused.Code()&0xff == sqlite3.SQLITE_ERROR {
		return fault.Wrap(refused, fault.Unavailable, "store.corrupt")
	}
	return err
}

func (tx *Tx) checkFile() error {
	found, err := all(tx, text, tx.store.dialect.checkFile)
	switch {
	case err != nil:
		return err
	case len(found) != 1 || found[0] != "ok":
		return fault.New(fault.Unavailable, "store.corrupt")
	}
	dangling, err := all(tx, func(s scan) (table string, err error) {
		var row, parent, key any
		return table, s(&table, &row, &parent, &key)
	}, tx.store.dialect.checkKeys)
	if err == nil && len(dangling) > 0 {
		return fault.New(fault.Unavailable, "store.dangling-rows", "Table", dangling[0], "Count", len(dangling))
	}
	return err
}

func (tx *Tx) checkStream(stream string) (journal.Report, error) {
	report, err := journal.Verify(stream, tx.AllEntries(stream))
	if err != nil {
		return report, err
	}
	head, err := tx.Head(stream)
	if err != nil {
		return report, err
	}
	if err := report.Reaches(head); err != nil {
		return report, err
	}
	if len(report.Kept) > 0 {
		return report, fault.New(fault.Invalid, "journal.expunge-unfinished", "Stream", stream, "Seq", report.Kept[0])
	}
	return report, nil
}
