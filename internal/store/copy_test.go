package store_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"samverkan/internal/fault"
	"samverkan/internal/journal"
	"samverkan/internal/store"
)

// furnish puts something in every table there is, and expunges some of it.
func furnish(t *testing.T, s *store.Store) {
	t.Helper()
	stage(t, s)
	fill(t, s, "conference/konf-1", 450) // more than fit in one statement
	fill(t, s, "directory", 3)
	if _, err := carryOut(s, "conference/konf-1", "c-1", "innehållet", 2); err != nil {
		t.Fatal(err)
	}
	update(t, s, func(tx *store.Tx) error {
		if _, err := tx.Expunge(journal.Expunged{Stream: "conference/konf-1", Seqs: []int64{7}, Ground: "beslut", By: "m"}, journal.Entry{}); err != nil {
			return err
		}
		if _, err := tx.AddItemVersion(store.ItemVersion{Item: "p-alla", FileName: "å.pdf", Digest: "d", Size: 1 << 40, PublishedAt: at(1)}); err != nil {
			return err
		}
		return tx.PutSetting("k", "rad\nrad '\"\\ 😀")
	})
}

// fillEmptyTables puts a made-up row in each table that furnish knows nothing of, such as those of a later migration.
func fillEmptyTables(t *testing.T, path string) {
	t.Helper()
	db := raw(t, path)
	for table, rows := range dump(t, path) {
		if len(rows) > 0 {
			continue
		}
		columns, err := db.Query(`SELECT c.name, c.type, coalesce(k."table", ''), coalesce(k."to", '') FROM pragma_table_info($1) c
			LEFT JOIN pragma_foreign_key_list($1) k ON k."from" = c.name`, table)
		if err != nil {
			t.Fatal(err)
		}
		var names, values []string
		for columns.Next() {
			var name, kind, parent, key string
			if err := columns.Scan(&name, &kind, &parent, &key); err != nil {
				t.Fatal(err)
			}
			value := map[string]string{"TEXT": "'x'", "INTEGER": "1", "BLOB": "x'01ff'"}[kind]
			if parent != "" {
				value = "(SELECT " + key + " FROM " + parent + " LIMIT 1)"
			}
			names, values = append(names, name), append(values, value)
		}
		if _, err := db.Exec("INSERT INTO " + table + " (" + strings.Join(names, ", ") + ") VALUES (" + strings.Join(values, ", ") + ")"); err != nil {
			t.Logf("%s: %v", table, err)
		}
	}
}

// ownIndex tells whether a table is not copied, but written by the copying.
func ownIndex(table string) bool { return table == "search_state" }

// dump gives every row of every table as text, in an order of its own.
func dump(t *testing.T, place string) map[string][]string {
	t.Helper()
	rows := map[string][]string{}
	if strings.HasPrefix(place, "postgres://") {
		c := direct(t, place)
		for _, table := range lines(t, c, `SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1`) {
			if ownIndex(table) {
				continue
			}
			rows[table] = lines(t, c, "SELECT * FROM "+table+" ORDER BY 1, 2")
		}
		return rows
	}
	db := raw(t, place)
	names, err := db.Query(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY 1`)
	if err != nil {
		t.Fatal(err)
	}
	var tables []string
	for names.Next() {
		var n string
		if err := names.Scan(&n); err != nil {
			t.Fatal(err)
		}
		tables = append(tables, n)
	}
	for _, table := range tables {
		if ownIndex(table) {
			continue
		}
		rows[table] = nil
		r, err := db.Query("SELECT * FROM " + table + " ORDER BY 1, 2")
		if err != nil {
			t.Fatal(err)
		}
		columns, err := r.Columns()
		if err != nil {
			t.Fatal(err)
		}
		for r.Next() {
			values, into := make([]any, len(columns)), make([]any, len(columns))
			for i := range values {
				into[i] = &values[i]
			}
			if err := r.Scan(into...); err != nil {
				t.Fatal(err)
			}
			rows[table] = append(rows[table], fmt.Sprint(values...))
		}
	}
	return rows
}

// TestAnInstallationIsCopied: from a file to a server, back to a file, and on to another server; every row of every table the same.
func TestAnInstallationIsCopied(t *testing.T) {
	first := filepath.Join(t.TempDir(), "samverkan.db")
	s := open(t, first)
	furnish(t, s)
	key, err := s.SigningKey(context.Background(), "samverkan")
	if err != nil {
		t.Fatal(err)
	}
	for range 3 { // one may need a row of another
		fillEmptyTables(t, first)
	}
	want := dump(t, first)
	for table, rows := range want {
		if len(rows) == 0 {
			t.Errorf("nothing in %s: what is not there cannot be missed. Let furnish put something in it", table)
		}
	}
	delete(want, "goose_db_version")
	for _, place := range []string{postgres.Database(t), filepath.Join(t.TempDir(), "samverkan.db"), postgres.Database(t)} {
		to := open(t, place)
		entries := check(t, s).Entries
		told := map[string]int64{}
		if err := store.Move(context.Background(), s, to, func(table string, n int64) { told[table] = n }); err != nil {
			t.Fatal(err)
		}
		got := dump(t, place)
		delete(got, "goose_db_version")
		if len(got) != len(want) {
			t.Fatalf("%d tables, want %d", len(got), len(want))
		}
		for table, rows := range want {
			if fmt.Sprint(got[table]) != fmt.Sprint(rows) || told[table] != int64(len(rows)) {
				t.Errorf("%s: %d rows, want %d, told %d\n%q\n%q", table, len(got[table]), len(rows), told[table], got[table][:1], rows[:1])
			}
		}
		c := check(t, to)
		if len(c.Faults) != 0 || c.Entries != entries {
			t.Fatalf("%+v", c)
		}
		fill(t, to, "konf-ny", 1) // and it goes on from there
		update(t, to, func(tx *store.Tx) error { _, err := tx.Append("directory", store.AtHead, entry("x")); return err })
		if public := publicKeys(t, to); len(public) != 1 || public[0].String() != key.Public().String() {
			t.Fatal(public)
		}
		wantCode(t, store.Move(context.Background(), s, to, nil), "store.not-empty")
		s = to
		want = dump(t, place)
		delete(want, "goose_db_version")
	}
}

// TestACopyThatCannotBeTrueIsNotMade: another schema, a damaged original, somebody who goes on writing.
func TestACopyThatCannotBeTrueIsNotMade(t *testing.T) {
	eachDatabase(t, func(t *testing.T, place string) {
		path := filepath.Join(t.TempDir(), "from.db")
		s := open(t, path)
		fill(t, s, "a", 3)
		to := open(t, place)
		db := raw(t, path)

		do(t, db, "CREATE TABLE forgotten (id TEXT) STRICT")
		err := store.Move(context.Background(), s, to, nil)
		f, _ := fault.As(err)
		if f == nil || f.Code != "store.other-tables" || f.Args["Table"] != "forgotten" {
			t.Fatal(err)
		}
		do(t, db, "DROP TABLE forgotten")
		do(t, db, "ALTER TABLE setting ADD COLUMN forgotten TEXT")
		wantCode(t, store.Move(context.Background(), s, to, nil), "store.other-tables")
		do(t, db, "ALTER TABLE setting DROP COLUMN forgotten")

		once := true
		if err := store.Move(context.Background(), s, to, func(table string, _ int64) {
			if once {
				once = false
				fill(t, s, "a", 1) // in the middle: not in the copy, and not in the way
			}
		}); err != nil {
			t.Fatal(err)
		}
		if c := check(t, to); c.Entries != 3 || len(c.Faults) != 0 {
			t.Fatalf("%+v", c)
		}

		do(t, db, "DROP TRIGGER entry_sealed")
		do(t, db, "UPDATE entry SET member = 'x' WHERE seq = 2")
		other := filepath.Join(t.TempDir(), "to.db")
		spoilt := open(t, other)
		wantCode(t, store.Move(context.Background(), s, spoilt, nil), "journal.broken-header")
		if c := check(t, spoilt); c.Entries != 0 {
			t.Fatalf("%+v", c)
		}
		if info, err := os.Stat(other); err != nil || info.Mode().Perm() != 0o600 {
			t.Fatal(info, err)
		}
	})
}
