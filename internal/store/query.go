package store

import (
	"database/sql"
	"encoding/json"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/journal"
)

// scan reads the columns of one row.
type scan func(dest ...any) error

// all gives every row of a query. read says how a row becomes a thing.
func all[T any](tx *Tx, read func(scan) (T, error), query string, args ...any) ([]T, error) {
	st, err := tx.stmt(query)
	if err != nil {
		return nil, err
	}
	rows, err := st.QueryContext(tx.context(), args...)
	if err != nil {
		return nil, tx.fails(err)
	}
	defer rows.Close()
	var things []T
	for rows.Next() {
		thing, err := read(func(dest ...any) error { return unreadable(rows.Scan(dest...)) })
		if err != nil {
			return nil, faultOf(err)
		}
		things = append(things, thing)
		tx.rows++
	}
	return things, tx.fails(rows.Err())
}

// unreadable says of a value that does not fit its column that the file is damaged: the schema lets no such value in.
func unreadable(err error) error {
	if _, told := fault.As(err); err == nil || told {
		return err
	}
	return fault.Wrap(err, fault.Unavailable, "store.corrupt")
}

// one gives the only row of a query, and whether there is one.
func one[T any](tx *Tx, read func(scan) (T, error), query string, args ...any) (T, bool, error) {
	things, err := all(tx, read, query, args...)
	if err != nil || len(things) == 0 {
		var none T
		return none, false, err
	}
	return things[0], true, nil
}

// text reads a row of one text.
func text(s scan) (v string, err error) { return v, s(&v) }

// ms is a time as a column: milliseconds since 1970, NULL when zero.
func ms(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMilli()
}

// msInto reads such a column into a time.
type msInto struct{ t *time.Time }

// Scan implements sql.Scanner.
func (m msInto) Scan(v any) error {
	var n sql.NullInt64
	if err := n.Scan(v); err != nil {
		return err
	}
	if *m.t = (time.Time{}); n.Valid {
		*m.t = time.UnixMilli(n.Int64).UTC()
	}
	return nil
}

// orNull is a text as a column that refers to something or to nothing.
func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// textInto reads such a column; NULL gives "".
type textInto struct{ s *string }

// Scan implements sql.Scanner.
func (t textInto) Scan(v any) error {
	var s sql.NullString
	err := s.Scan(v)
	*t.s = s.String
	return err
}

// flag is a truth value as a column. PostgreSQL makes a difference between a truth value and a number; the columns are numbers.
func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// hashInto reads a column of 32 bytes.
type hashInto struct{ h *journal.Hash }

// Scan implements sql.Scanner. A column of another length is damage.
func (i hashInto) Scan(v any) error {
	b, ok := v.([]byte)
	if !ok || copy(i.h[:], b) != len(i.h) || len(b) != len(i.h) {
		return fault.New(fault.Unavailable, "store.corrupt")
	}
	return nil
}

// doc is a JSON document as a column. An empty one is {}.
func doc(raw json.RawMessage) string {
	if len(raw) == 0 {
		return "{}"
	}
	return string(raw)
}

// docInto reads a JSON document.
type docInto struct{ raw *json.RawMessage }

// Scan implements sql.Scanner.
func (d docInto) Scan(v any) error {
	var s sql.NullString
	err := s.Scan(v)
	*d.raw = json.RawMessage(s.String)
	return err
}

// missing is the fault for a thing that is not there, or that the reader may not know of.
func missing(code, id string) error { return fault.New(fault.NotFound, code, "ID", id) }
