package store_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"samverkan/internal/store"
)

// fillDisk writes until nothing more goes in.
func fillDisk(t *testing.T, dir string) {
	t.Helper()
	f, err := os.Create(filepath.Join(dir, "filler"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for size := 1 << 20; size > 0; {
		n, err := f.Write(make([]byte, size))
		if err != nil && !errors.Is(err, syscall.ENOSPC) {
			t.Fatal(err)
		}
		if n < size {
			size /= 2
		}
	}
}

// TestReadingOnAFullDisk (faults.md A4): what is there can be read, though SQLite has no room for the index of its log.
func TestReadingOnAFullDisk(t *testing.T) {
	elsewhere := filepath.Join(t.TempDir(), "samverkan.db")
	s := open(t, elsewhere)
	fill(t, s, "a", 5)
	carry := func(t *testing.T, names ...string) string {
		dir := tmpfs(t, "4m")
		for _, name := range names {
			b, err := os.ReadFile(elsewhere + name)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, "samverkan.db"+name), b, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		fillDisk(t, dir)
		return filepath.Join(dir, "samverkan.db")
	}
	read := func(t *testing.T, path string) {
		o := options(path)
		o.ReadOnly = true
		r, err := store.Open(context.Background(), o)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		for range 3 {
			if c := check(t, r); c.Entries != 5 || len(c.Faults) != 0 {
				t.Fatalf("%+v", c)
			}
		}
	}
	t.Run("killed", func(t *testing.T) { read(t, carry(t, "", "-wal")) })
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	t.Run("closed", func(t *testing.T) { read(t, carry(t, "")) })
	t.Run("beside a service", func(t *testing.T) {
		dir := tmpfs(t, "4m")
		path := filepath.Join(dir, "samverkan.db")
		writing := open(t, path)
		fill(t, writing, "a", 5)
		fillDisk(t, dir)
		read(t, path)
	})
}
