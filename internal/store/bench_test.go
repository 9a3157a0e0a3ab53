package store_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"samverkan/internal/journal"
	"samverkan/internal/store"
	"samverkan/internal/store/pgtest"
)

// BenchmarkAppend appends one entry per transaction, each safe on disk before its writer goes on, on both databases, and
// sets it against a bare write and fsync of as many bytes on the same disk.
func BenchmarkAppend(b *testing.B) {
	b.Run("SQLite", func(b *testing.B) {
		benchmarkAppend(b, func(b *testing.B) string { return filepath.Join(b.TempDir(), "samverkan.db") })
	})
	b.Run("PostgreSQL", func(b *testing.B) {
		durable := &pgtest.Server{Durable: true}
		defer durable.Stop()
		benchmarkAppend(b, func(b *testing.B) string { return durable.Database(b) })
	})
}

func benchmarkAppend(b *testing.B, place func(b *testing.B) string) {
	for _, writers := range []int{1, 8, 64} {
		b.Run(fmt.Sprintf("writers=%d", writers), func(b *testing.B) {
			bare := bareFsync(b)
			s := open(b, place(b))
			took := make([][]time.Duration, writers)
			b.ResetTimer()
			work := make(chan int)
			done := make(chan error, writers)
			for w := range writers {
				go func() {
					stream := fmt.Sprint("konf-", w)
					for range work {
						begun := time.Now()
						if err := s.Update(context.Background(), func(tx *store.Tx) error {
							_, err := tx.Append(stream, store.AtHead, entry("Vattnet räcker till klockan fem i morgon bitti."))
							return err
						}); err != nil {
							done <- err
							return
						}
						took[w] = append(took[w], time.Since(begun))
					}
					done <- nil
				}()
			}
			for i := range b.N {
				work <- i
			}
			close(work)
			for range writers {
				if err := <-done; err != nil {
					b.Fatal(err)
				}
			}
			b.StopTimer()
			each := float64(b.Elapsed().Nanoseconds()) / float64(b.N)
			all := slices.Sorted(slices.Values(slices.Concat(took...)))
			b.ReportMetric(1e9/each, "appends/s")
			b.ReportMetric(float64(all[len(all)/2].Microseconds()), "µs/p50")
			b.ReportMetric(float64(all[len(all)*99/100].Microseconds()), "µs/p99")
			b.ReportMetric(bare/1000, "µs/bare-fsync")
			b.ReportMetric(each/bare, "×bare-fsync")
		})
	}
}

// bareFsync measures a write of 4 KiB at the end of a file with its fsync: the middle one of many, in
// nanoseconds. It is the least that a durable append by itself can cost on this disk.
func bareFsync(b *testing.B) float64 {
	b.Helper()
	f, err := os.Create(filepath.Join(b.TempDir(), "bare"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	const times = 500
	page := make([]byte, 4096)
	var took []time.Duration
	for range times {
		begun := time.Now()
		if _, err := f.Write(page); err != nil {
			b.Fatal(err)
		}
		if err := f.Sync(); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(begun))
	}
	slices.Sort(took)
	return float64(took[times/2].Nanoseconds())
}

// BenchmarkVerify reads 100,000 rows from the database and verifies their chain.
func BenchmarkVerify(b *testing.B) {
	const rows = 100_000
	s := fresh(b)
	for range rows / 1000 {
		fill(b, s, "konf-lang", 1000)
	}
	b.ResetTimer()
	for b.Loop() {
		view(b, s, func(tx *store.Tx) error {
			report, err := journal.Verify("konf-lang", tx.AllEntries("konf-lang"))
			if err != nil || report.Head.Seq != rows {
				b.Fatal(report, err)
			}
			return nil
		})
	}
	b.ReportMetric(float64(b.N)*rows/b.Elapsed().Seconds(), "rows/s")
}
