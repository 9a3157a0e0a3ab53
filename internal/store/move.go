package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"samverkan/internal/fault"
)

// copyRows is how many rows go into one statement, and copyArguments how many values at most.
const (
	copyRows      = 200
	copyArguments = 30_000
)

// Move copies a whole installation into an empty database, of the same kind or the other: every row of every table as it is,
// with the journal's numbers, salts and hashes, so that what was signed before still holds. It happens in one
// transaction on each side: nobody's change falls between, and the target has all of it or nothing. Before it is
// made to last, every chain in the target is verified, and heads and numbers of rows are compared.
//
// The private signing key and the files are not in the database; they are the caller's to bring. progress, unless nil, is
// told how many rows of a table have been copied.
//
// It answers with
//
//	store.not-empty     (Conflict, with Table) there is something in the target
//	store.other-tables  (Conflict, with Table) the databases do not have the same tables and columns
//	store.copy-differs  (Unavailable, with Table) the copy is not the same
//
// and with those of [Store.Check] when a chain of the original is damaged.
func Move(ctx context.Context, from, to *Store, progress func(table string, rows int64)) error {
	if progress == nil {
		progress = func(string, int64) {}
	}
	return to.Update(ctx, func(out *Tx) error {
		return from.View(ctx, func(in *Tx) error {
			tables, err := sameTables(in, out)
			if err != nil {
				return err
			}
			for _, table := range tables {
				n, err := out.count(table.name)
				if err != nil {
					return err
				}
				if n > 0 {
					return fault.New(fault.Conflict, "store.not-empty", "Table", table.name)
				}
			}
			for _, table := range tables {
				if err := table.copy(in, out, progress); err != nil {
					return err
				}
			}
			if err := out.filledAs(in); err != nil {
				return err
			}
			return sameContent(in, out, tables)
		})
	})
}

// table is one that both databases have.
type table struct {
	name    string
	columns []string
}

// sameTables gives the tables of both, those that others refer to first.
func sameTables(in, out *Tx) ([]table, error) {
	ours, err := in.tables()
	if err != nil {
		return nil, err
	}
	theirs, err := out.tables()
	if err != nil {
		return nil, err
	}
	for i := range max(len(ours), len(theirs)) {
		if i >= len(ours) || i >= len(theirs) || ours[i].name != theirs[i].name || !sameSet(ours[i].columns, theirs[i].columns) {
			name := append(ours, theirs...)[i].name
			return nil, fault.New(fault.Conflict, "store.other-tables", "Table", name)
		}
	}
	return out.inOrder(ours)
}

func sameSet(a, b []string) bool {
	a, b = slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	return slices.Equal(a, b)
}

// tables lists every table of the schema, by name, but goose's and the one that says whether the index is filled, which a new database has a row in.
func (tx *Tx) tables() ([]table, error) {
	names, err := all(tx, text, tx.store.dialect.tables)
	if err != nil {
		return nil, err
	}
	var tables []table
	for _, name := range names {
		if name == "search_state" {
			continue
		}
		columns, err := all(tx, text, tx.store.dialect.columns, name)
		if err != nil {
			return nil, err
		}
		tables = append(tables, table{name, columns})
	}
	return tables, nil
}

// inOrder puts tables after those they refer to.
func (tx *Tx) inOrder(tables []table) ([]table, error) {
	type reference struct{ from, to string }
	references, err := all(tx, func(s scan) (r reference, err error) { return r, s(&r.from, &r.to) }, tx.store.dialect.references)
	if err != nil {
		return nil, err
	}
	var ordered []table
	placed := map[string]bool{}
	for len(ordered) < len(tables) {
		before := len(ordered)
		for _, t := range tables {
			waits := slices.ContainsFunc(references, func(r reference) bool {
				return r.from == t.name && r.to != t.name && !placed[r.to]
			})
			if !placed[t.name] && !waits {
				ordered, placed[t.name] = append(ordered, t), true
			}
		}
		if len(ordered) == before {
			return nil, fault.New(fault.Internal, "store.failed") // two tables that refer to each other: no migration may do that
		}
	}
	return ordered, nil
}

// quoteName writes a name as SQL does.
func quoteName(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

func (tx *Tx) count(table string) (int64, error) {
	n, _, err := one(tx, func(s scan) (n int64, err error) { return n, s(&n) }, "SELECT count(*) FROM "+quoteName(table))
	return n, err
}

// copy moves the rows of a table, some hundred in a statement.
func (t table) copy(in, out *Tx, progress func(string, int64)) error {
	var names []string
	for _, c := range t.columns {
		names = append(names, quoteName(c))
	}
	st, err := in.stmt("SELECT " + strings.Join(names, ", ") + " FROM " + quoteName(t.name))
	if err != nil {
		return err
	}
	rows, err := st.QueryContext(in.context())
	if err != nil {
		return in.fails(err)
	}
	defer rows.Close()
	width := len(t.columns)
	most := min(copyRows, copyArguments/width)
	into := "INSERT INTO " + quoteName(t.name) + " (" + strings.Join(names, ", ") + ") VALUES "
	var done int64
	var waiting []any
	put := func() error {
		if len(waiting) == 0 {
			return nil
		}
		if _, err := out.exec(into+places(len(waiting)/width, width), waiting...); err != nil {
			return err
		}
		done += int64(len(waiting) / width)
		waiting = waiting[:0]
		progress(t.name, done)
		return nil
	}
	for rows.Next() {
		row := make([]any, width)
		dest := make([]any, width)
		for i := range row {
			dest[i] = &row[i]
		}
		if err := rows.Scan(dest...); err != nil {
			return unreadable(err)
		}
		if waiting = append(waiting, row...); len(waiting) == most*width {
			if err := put(); err != nil {
				return err
			}
		}
	}
	if err := rows.Err(); err != nil {
		return in.fails(err)
	}
	return put()
}

// places writes ($1, $2), ($3, $4) for two rows of two.
func places(rows, width int) string {
	var b strings.Builder
	for r := range rows {
		if r > 0 {
			b.WriteString(", ")
		}
		for c := range width {
			mark := ", "
			if c == 0 {
				mark = "("
			}
			fmt.Fprintf(&b, "%s$%d", mark, r*width+c+1)
		}
		b.WriteByte(')')
	}
	return b.String()
}

// sameContent holds the copy against the original.
func sameContent(in, out *Tx, tables []table) error {
	for _, t := range tables {
		ours, err := in.count(t.name)
		if err != nil {
			return err
		}
		theirs, err := out.count(t.name)
		if err != nil {
			return err
		}
		if ours != theirs {
			return fault.New(fault.Unavailable, "store.copy-differs", "Table", t.name)
		}
	}
	ours, err := in.Heads()
	if err != nil {
		return err
	}
	theirs, err := out.Heads()
	if err != nil {
		return err
	}
	if !slices.Equal(ours, theirs) {
		return fault.New(fault.Unavailable, "store.copy-differs", "Table", "stream_head")
	}
	checked, err := out.check()
	if err == nil && len(checked.Faults) > 0 {
		err = checked.Faults[0]
	}
	return err
}
