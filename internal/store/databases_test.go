package store_test

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"samverkan/internal/store"
	"samverkan/internal/store/pgtest"
)

// postgres is the server of this test binary; TestMain stops it.
var postgres pgtest.Server

// eachDatabase runs a test on a new SQLite file and on a new database of a PostgreSQL server.
func eachDatabase(t *testing.T, test func(t *testing.T, place string)) {
	t.Helper()
	t.Run("SQLite", func(t *testing.T) { test(t, filepath.Join(t.TempDir(), "samverkan.db")) })
	t.Run("PostgreSQL", func(t *testing.T) { test(t, postgres.Database(t)) })
}

// freshOn opens a new database of each kind, empty and with the newest schema: a copy of one that was made so once.
func freshOn(t *testing.T, test func(t *testing.T, s *store.Store)) {
	t.Helper()
	t.Run("SQLite", func(t *testing.T) {
		content, err := emptyFile()
		path := filepath.Join(t.TempDir(), "samverkan.db")
		if err == nil {
			err = os.WriteFile(path, content, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
		test(t, open(t, path))
	})
	t.Run("PostgreSQL", func(t *testing.T) { test(t, open(t, postgres.DatabaseLike(t, "empty", makeAnew))) })
}

// makeAnew makes a database with the newest schema and nothing in it.
func makeAnew(place string) error {
	s, err := store.Open(context.Background(), options(place))
	if err != nil {
		return err
	}
	return s.Close()
}

// emptyFile is the content of a new file.
var emptyFile = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "store-empty-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "samverkan.db")
	if err := makeAnew(path); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})
