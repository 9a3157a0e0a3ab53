package store_test

import (
	"path/filepath"
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

// freshOn opens a new database of each kind.
func freshOn(t *testing.T, test func(t *testing.T, s *store.Store)) {
	t.Helper()
	eachDatabase(t, func(t *testing.T, place string) { test(t, open(t, place)) })
}
