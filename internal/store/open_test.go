package store_test

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"samverkan/internal/fault"
	"samverkan/internal/store"
)

// raw opens the file behind the store's back, and waits for no disk.
func raw(t testing.TB, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(100)&_pragma=synchronous(OFF)")
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	return db
}

func do(t testing.TB, db *sql.DB, query string, args ...any) {
	t.Helper()
	if _, err := db.Exec(query, args...); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

func sum(t testing.TB, path string) [32]byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return sha256.Sum256(b)
}

// TestOpenSaysWhatIsWrong (faults.md A6, A9): each wrong place or file has its own fault, and is left as it was.
func TestOpenSaysWhatIsWrong(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, content []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	foreign := filepath.Join(dir, "foreign.db")
	db := raw(t, foreign)
	do(t, db, "CREATE TABLE bookmarks (url TEXT)")
	db.Close()
	good := filepath.Join(dir, "good.db")
	s := open(t, good)
	fill(t, s, "a", 50)
	s.Close()
	half, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	garbage := make([]byte, 8192)
	chance(3).Read(garbage)

	cases := []struct {
		name, path, code string
		kind             fault.Kind
	}{
		{"no name", "", "store.no-directory", fault.Unavailable},
		{"no directory", filepath.Join(dir, "no", "x.db"), "store.no-directory", fault.Unavailable},
		{"a file for a directory", filepath.Join(good, "x.db"), "store.no-directory", fault.Unavailable},
		{"a directory", dir, "store.not-a-file", fault.Invalid},
		{"garbage", write("garbage", garbage), "store.not-a-database", fault.Invalid},
		{"text", write("text", []byte("Minnesanteckningar från Älvnäs\n")), "store.not-a-database", fault.Invalid},
		{"another program's", foreign, "store.not-ours", fault.Invalid},
		{"cut to half", write("half", half[:len(half)/2]), "store.corrupt", fault.Unavailable},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var before [32]byte
			isFile := strings.HasPrefix(c.path, dir+"/") && !strings.HasSuffix(c.path, "/x.db")
			if isFile {
				before = sum(t, c.path)
			}
			s, err := store.Open(context.Background(), options(c.path))
			if err == nil { // damage that the schema does not show is found by a check
				checked := check(t, s)
				s.Close()
				if len(checked.Faults) == 0 {
					t.Fatal("neither Open nor Check found anything")
				}
				err = checked.Faults[0]
			}
			if fault.CodeOf(err) != c.code || fault.KindOf(err) != c.kind {
				t.Fatalf("got %v of kind %v", err, fault.KindOf(err))
			}
			if isFile && c.code != "store.corrupt" && sum(t, c.path) != before {
				t.Fatal("the file was changed")
			}
		})
	}
	if _, err := store.Open(context.Background(), store.Options{Path: filepath.Join(dir, "none.db"), Now: clock(), ReadOnly: true}); fault.CodeOf(err) != "store.no-file" {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "none.db")); err == nil {
		t.Fatal("reading made a file")
	}
}

func TestANewFileIsForItsOwnerOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "samverkan.db")
	if err := os.WriteFile(path, nil, 0o600); err != nil { // an empty file is as good as none
		t.Fatal(err)
	}
	s := open(t, path)
	fill(t, s, "a", 1)
	for _, name := range []string{path, path + "-wal"} {
		info, err := os.Stat(name)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Fatalf("%s: %v, %v", name, info.Mode(), err)
		}
	}
}

func TestOpenForReadingOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "samverkan.db")
	s := open(t, path)
	fill(t, s, "a", 3)
	o := options(path)
	o.ReadOnly = true
	r, err := store.Open(context.Background(), o) // beside a writer
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	fill(t, s, "a", 2)
	if c := check(t, r); c.Entries != 5 || len(c.Faults) != 0 {
		t.Fatalf("%+v", c)
	}
	wantCode(t, r.Update(context.Background(), func(*store.Tx) error { return nil }), "store.read-only")
}

// TestLockedByAnother (faults.md A5): told within the time that was given, nothing lost, and it works afterwards.
func TestLockedByAnother(t *testing.T) {
	path := filepath.Join(t.TempDir(), "samverkan.db")
	s := open(t, path)
	fill(t, s, "a", 1)
	db := raw(t, path)
	do(t, db, "BEGIN IMMEDIATE")
	var wg sync.WaitGroup
	for range 8 { // all are told, and not one after the other
		wg.Go(func() {
			err := s.Update(context.Background(), func(tx *store.Tx) error {
				_, err := tx.Append("a", store.AtHead, entry("x"))
				return err
			})
			if fault.CodeOf(err) != "store.locked" || fault.KindOf(err) != fault.Unavailable {
				t.Errorf("got %v", err)
			}
		})
	}
	wg.Wait()
	if c := check(t, s); c.Entries != 1 || len(c.Faults) != 0 {
		t.Fatalf("reading beside the lock: %+v", c)
	}
	do(t, db, "ROLLBACK")
	fill(t, s, "a", 1)

	do(t, db, "BEGIN IMMEDIATE")
	defer do(t, db, "ROLLBACK")
	second := open(t, path) // nothing to migrate, so the lock is not in the way
	if c := check(t, second); c.Entries != 2 {
		t.Fatalf("%+v", c)
	}
}

// TestADatabaseBegunByAnother: where there is a list of migrations and none of them is done yet, since another process is at it or was
// killed at it, the database is made.
func TestADatabaseBegunByAnother(t *testing.T) {
	path := filepath.Join(t.TempDir(), "samverkan.db")
	do(t, raw(t, path), `CREATE TABLE goose_db_version (id INTEGER PRIMARY KEY AUTOINCREMENT, version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL, tstamp TIMESTAMP DEFAULT (datetime('now')));
		INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, 1)`)
	if c := check(t, open(t, path)); len(c.Faults) != 0 {
		t.Fatal(c.Faults)
	}
}

func TestTwoStoresWriteToOneFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "samverkan.db")
	o := options(path)
	o.BusyTimeout = store.DefaultBusyTimeout
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			s, err := store.Open(context.Background(), o) // both migrate the new file
			if err != nil {
				t.Error(err)
				return
			}
			defer s.Close()
			for range 50 {
				if err := s.Update(context.Background(), func(tx *store.Tx) error {
					_, err := tx.Append("shared", store.AtHead, entry("x"))
					return err
				}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if c := check(t, open(t, path)); c.Entries != 100 || len(c.Faults) != 0 {
		t.Fatalf("%+v", c)
	}
}
