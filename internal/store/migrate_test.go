package store_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"samverkan/internal/fault"
	"samverkan/internal/store"
)

var updateGolden = flag.Bool("update", false, "write the golden files anew")

// schema gives every table, index and trigger of a file as SQL.
func schema(t testing.TB, path string) string {
	t.Helper()
	rows, err := raw(t, path).Query(`SELECT coalesce(sql, name) FROM sqlite_schema WHERE name NOT LIKE 'sqlite_sequence' ORDER BY type, name`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var b strings.Builder
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		b.WriteString(s + ";\n\n")
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// frozen makes a database of an older schema from its file.
func frozen(t testing.TB, version int) string {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("testdata/frozen-%d.sql", version))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "samverkan.db")
	db := raw(t, path)
	do(t, db, string(text))
	db.Close()
	return path
}

// TestAnOldDatabaseBecomesANewOne (faults.md A10): with its data, with a copy of what it was, and with the very
// schema of a new one.
func TestAnOldDatabaseBecomesANewOne(t *testing.T) {
	old := frozen(t, 1)
	before := schema(t, old)
	s := open(t, old)
	c := check(t, s)
	if len(c.Faults) != 0 || c.Entries != 13 || len(c.Streams) != 2 {
		t.Fatalf("%+v", c)
	}
	view(t, s, func(tx *store.Tx) error {
		cmd, found, err := tx.CommandSeen("konf-regional-1", "0190b6a0-0000-7000-8000-000000000004")
		if err != nil || !found || cmd.First != 7 || cmd.Last != 8 {
			t.Fatal(cmd, found, err)
		}
		return nil
	})
	fill(t, s, "konf-regional-1", 1)
	copied := s.MigrationBackup()
	if copied != old+beforeNewest(t) {
		t.Fatalf("copy: %q", copied)
	}
	if info, err := os.Stat(copied); err != nil || info.Mode().Perm() != 0o600 {
		t.Fatal(info, err)
	}
	if got := schema(t, copied); got != before {
		t.Fatalf("the copy is not what it was:\n%s", got)
	}
	s.Close()

	path := filepath.Join(t.TempDir(), "samverkan.db")
	n := open(t, path)
	if n.MigrationBackup() != "" {
		t.Fatal("a new database was copied")
	}
	n.Close()
	fresh := schema(t, path)
	if got := schema(t, old); got != fresh {
		t.Fatalf("migrated:\n%s\nfresh:\n%s", got, fresh)
	}
	// What is released does not change: a new migration adds to this file, and nothing else does.
	if *updateGolden {
		if err := os.WriteFile("testdata/schema.sql", []byte(fresh), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/schema.sql")
	if err != nil || fresh != string(want) {
		t.Fatalf("the schema differs from testdata/schema.sql (%v):\n%s", err, fresh)
	}

	again := open(t, copied) // the copy is a database of its own, and a name is never taken twice
	if again.MigrationBackup() != copied+beforeNewest(t) || len(check(t, again).Faults) != 0 {
		t.Fatal(again.MigrationBackup())
	}
}

func TestANewerDatabaseIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "samverkan.db")
	s := open(t, path)
	fill(t, s, "a", 2)
	s.Close()
	db := raw(t, path)
	do(t, db, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, 1)")
	db.Close()
	before := sum(t, path)
	for _, readOnly := range []bool{false, true} {
		o := options(path)
		o.ReadOnly = readOnly
		_, err := store.Open(context.Background(), o)
		f, _ := fault.As(err)
		if f == nil || f.Code != "store.newer-schema" || f.Kind != fault.Unavailable || f.Args["Have"] != int64(99) {
			t.Fatalf("read-only %v: %v", readOnly, err)
		}
		if sum(t, path) != before {
			t.Fatal("the file was changed")
		}
	}
	o := options(frozen(t, 1))
	o.ReadOnly = true
	_, err := store.Open(context.Background(), o)
	wantCode(t, err, "store.older-schema")
}

// TestAHalfMigrationIsFinished stops before each migration, as a killed process would.
func TestAHalfMigrationIsFinished(t *testing.T) {
	files, err := filepath.Glob("migrations/sqlite/*.sql")
	if err != nil || len(files) < 4 {
		t.Fatal(files, err)
	}
	for n := 2; n < len(files); n++ {
		path := frozen(t, 1)
		db := raw(t, path)
		for i := 1; i < n; i++ {
			text, err := os.ReadFile(files[i])
			if err != nil {
				t.Fatal(err)
			}
			do(t, db, string(text))
			do(t, db, "INSERT INTO goose_db_version (version_id, is_applied) VALUES ($1, 1)", numberOf(t, files[i]))
		}
		db.Close()
		if err := os.WriteFile(path+beforeNewest(t)+".half", []byte("left by a killed process"), 0o600); err != nil {
			t.Fatal(err)
		}
		s := open(t, path)
		if c := check(t, s); len(c.Faults) != 0 || c.Entries != 13 {
			t.Fatalf("after %d: %+v", n, c)
		}
		if _, err := os.Stat(path + beforeNewest(t) + ".half"); err == nil {
			t.Fatal("a half copy is still there")
		}
	}
}

// TestBothDialectsHaveTheSameTables compares the columns of the migrations, number by number.
func TestBothDialectsHaveTheSameTables(t *testing.T) {
	table := regexp.MustCompile(`(?ms)^CREATE TABLE (\w+) \((.*?)^\)`)
	column := regexp.MustCompile(`(?m)^    (\w+)\s+(TEXT|INTEGER|BIGINT|BLOB|BYTEA)(.*?),?$`)
	added := regexp.MustCompile(`(?m)^ALTER TABLE (\w+) ADD COLUMN (\w+)\s+(TEXT|INTEGER|BIGINT|BLOB|BYTEA)(.*?);$`)
	index := regexp.MustCompile(`(?m)^CREATE INDEX .*$`)
	read := func(path string) (out []string) {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range table.FindAllStringSubmatch(string(text), -1) {
			for _, c := range column.FindAllStringSubmatch(m[2], -1) {
				if m[1] == "search_index" {
					continue // each database's own
				}
				kind := strings.NewReplacer("BIGINT", "INTEGER", "BYTEA", "BLOB").Replace(c[2])
				out = append(out, fmt.Sprint(m[1], ".", c[1], " ", kind, " ", strings.Join(strings.Fields(c[3]), " ")))
			}
		}
		for _, m := range added.FindAllStringSubmatch(string(text), -1) {
			kind := strings.NewReplacer("BIGINT", "INTEGER", "BYTEA", "BLOB").Replace(m[3])
			out = append(out, fmt.Sprint(m[1], ".", m[2], " ", kind, " ", strings.Join(strings.Fields(m[4]), " ")))
		}
		indexes := slices.DeleteFunc(index.FindAllString(string(text), -1), func(s string) bool { return strings.Contains(s, " ON search_index ") })
		return append(out, indexes...)
	}
	files, err := filepath.Glob("migrations/sqlite/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	others, err := filepath.Glob("migrations/postgres/*.sql")
	if err != nil || len(others) != len(files) {
		t.Fatalf("%d migrations for SQLite, %d for PostgreSQL, %v", len(files), len(others), err)
	}
	for _, path := range files {
		ours, theirs := read(path), read(strings.Replace(path, "sqlite", "postgres", 1))
		if len(ours) == 0 || !slices.Equal(ours, theirs) {
			t.Errorf("%s:\n%q\n%q", path, ours, theirs)
		}
	}
}

// numberOf is the number that a migration's file begins with.
func numberOf(t *testing.T, file string) int {
	t.Helper()
	number, _, _ := strings.Cut(filepath.Base(file), "_")
	n, err := strconv.Atoi(number)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// beforeNewest is how the copy of a database that is brought to the newest schema ends.
func beforeNewest(t *testing.T) string {
	t.Helper()
	files, err := filepath.Glob("migrations/sqlite/*.sql")
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	return ".before-schema-" + strconv.Itoa(numberOf(t, slices.Max(files)))
}
