package server

import (
	"io"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"samverkan/internal/config"
	"samverkan/internal/i18n"
	"samverkan/internal/id"
)

// BenchmarkOpen is how long the service takes to be ready to listen, on a database that is there already; what the process
// itself takes to begin is measured from outside.
func BenchmarkOpen(b *testing.B) {
	dir := b.TempDir()
	c, err := config.Load(config.Sources{Home: dir, Env: func(string) string { return "" },
		Flags: map[string]string{"listen": "127.0.0.1:0", "metrics": "", "db": filepath.Join(dir, "samverkan.db")}})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		texts, err := i18n.Load()
		if err != nil {
			b.Fatal(err)
		}
		s, err := Open(b.Context(), Options{Config: c, Texts: texts, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Now: time.Now,
			NewID: id.NewSource(time.Now, nil).New})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := s.FirstRun(b.Context()); err != nil {
			b.Fatal(err)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
