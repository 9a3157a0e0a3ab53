package backup

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/journal"
	"samverkan/internal/store"
)

// watchdog is how long a test waits for what takes a second or two.
const watchdog = 30 * time.Second

// followed is a live database with its replica.
type followed struct {
	dir, database, files, to string
	live                     *store.Store
	replica                  *Replica
	clock                    *clock
}

// clock is the time of day, which a test may move on.
type clock struct {
	mu    sync.Mutex
	ahead time.Duration
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.ahead)
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead += d
}

// follow starts a replica of a new database, as the service does.
func follow(t testing.TB) *followed {
	t.Helper()
	dir := t.TempDir()
	f := &followed{dir: dir, database: filepath.Join(dir, databaseName), files: filepath.Join(dir, databaseName+".files"),
		to: t.TempDir(), clock: &clock{}}
	f.start(t)
	t.Cleanup(func() { f.stop(t) })
	return f
}

func (f *followed) start(t testing.TB) {
	t.Helper()
	f.replica = NewReplica(ReplicaOptions{Database: f.database, Files: f.files, To: f.to, Now: f.clock.now,
		Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Every: 50 * time.Millisecond, Drill: time.Hour})
	var err error
	f.live, err = store.Open(context.Background(), store.Options{Path: f.database, Now: time.Now, EmptyLog: f.replica.EmptyLog})
	if err != nil {
		t.Fatal(err)
	}
	f.replica.Start(f.live)
}

func (f *followed) stop(t testing.TB) {
	if f.live == nil {
		return
	}
	if err := f.live.Close(); err != nil {
		t.Error(err)
	}
	if err := f.replica.Close(context.Background()); err != nil {
		t.Log(err)
	}
	f.live = nil
}

// wait waits until the state is as wanted.
func (f *followed) wait(t testing.TB, what string, is func(State) bool) State {
	t.Helper()
	for end := time.Now().Add(watchdog); ; time.Sleep(10 * time.Millisecond) {
		s := f.replica.State()
		if is(s) {
			return s
		}
		if time.Now().After(end) {
			t.Fatalf("never %s: %+v, %v", what, s, s.Fault)
		}
	}
}

// caughtUp waits for a copying that began after now, and a drill that passed.
func (f *followed) caughtUp(t testing.TB) {
	t.Helper()
	since := f.clock.now()
	f.wait(t, "caught up", func(s State) bool {
		f.replica.mu.Lock()
		defer f.replica.mu.Unlock()
		return s.Healthy && f.replica.synced.After(since) && f.replica.filed.After(since)
	})
}

func (f *followed) proven(t testing.TB) {
	t.Helper()
	since := f.clock.now()
	f.wait(t, "proven", func(s State) bool { return s.Healthy && s.Drilled.After(since) })
}

// restored restores the replica and gives the ends of its chains.
func (f *followed) restored(t testing.TB) string {
	t.Helper()
	r, err := RestoreReplica(context.Background(), f.to, filepath.Join(t.TempDir(), "ny"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	s := open(t, r.Database)
	defer s.Close()
	return heads(t, s)
}

// TestTheReplicaFollows (faults.md A7): the disk is lost, and what the replica gives is what was there a moment before.
func TestTheReplicaFollows(t *testing.T) {
	t.Parallel()
	f := follow(t)
	for range 5 {
		write(t, f.live, "konf-1", 10)
		time.Sleep(60 * time.Millisecond)
	}
	digest := keep(t, f.files, "ljudupptagning")
	f.wait(t, "drilled", func(s State) bool { return s.Healthy && !s.Drilled.IsZero() })
	write(t, f.live, "konf-2", 3)
	f.caughtUp(t)
	want := heads(t, f.live)
	r, err := RestoreReplica(context.Background(), f.to, filepath.Join(t.TempDir(), "ny"), time.Now)
	if err != nil || r.Entries != 53 || r.Files != 1 || r.Newest.Stream != "konf-2" {
		t.Fatalf("%+v, %v", r, err)
	}
	if got := heads(t, open(t, r.Database)); got != want {
		t.Fatalf("restored %s, want %s", got, want)
	}
	path := filepath.Join(r.Database+".files", "sha256", string(digest[:2]), string(digest[2:4]), string(digest))
	if b, err := os.ReadFile(path); err != nil || string(b) != "ljudupptagning" {
		t.Fatal(err)
	}
}

// TestTheReplicaGoesOnAfterARestart, of the service and of the machine.
func TestTheReplicaGoesOnAfterARestart(t *testing.T) {
	t.Parallel()
	f := follow(t)
	for round := range 4 {
		write(t, f.live, "konf-1", 20)
		f.caughtUp(t)
		f.stop(t)
		if round == 2 { // what litestream keeps beside the database is lost
			if err := os.RemoveAll(filepath.Join(f.dir, ".samverkan.db.replica")); err != nil {
				t.Fatal(err)
			}
		}
		f.start(t)
		write(t, f.live, "konf-1", 1)
		f.wait(t, "drilled", func(s State) bool { return s.Healthy && !s.Drilled.IsZero() })
		f.caughtUp(t)
		if got, want := f.restored(t), heads(t, f.live); got != want {
			t.Fatalf("round %d: restored %s, want %s", round, got, want)
		}
	}
}

// TestTheLastIsCopiedAtTheEnd: a service that is stopped leaves nothing behind.
func TestTheLastIsCopiedAtTheEnd(t *testing.T) {
	t.Parallel()
	f := follow(t)
	f.caughtUp(t)
	write(t, f.live, "konf-1", 9)
	want := heads(t, f.live)
	f.stop(t)
	if got := f.restored(t); got != want {
		t.Fatalf("restored %s, want %s", got, want)
	}
}

// TestTheTargetFails (faults.md A8): the service goes on, health turns red within a minute, and it mends by itself.
func TestTheTargetFails(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		code       string
		spoil      func(t *testing.T, f *followed)
		mend       func(t *testing.T, f *followed)
		needsMount bool
	}{
		"gone": {code: "backup.target-gone",
			spoil: func(t *testing.T, f *followed) { must(t, os.Rename(f.to, f.to+".away")) },
			mend:  func(t *testing.T, f *followed) { must(t, os.Rename(f.to+".away", f.to)) }},
		"gone, and another in its place": {code: "backup.target-gone",
			spoil: func(t *testing.T, f *followed) { must(t, os.RemoveAll(f.to)) },
			mend:  func(t *testing.T, f *followed) { must(t, os.Mkdir(f.to, 0o700)) }},
		"somebody else's": {code: "backup.target-not-ours",
			spoil: func(t *testing.T, f *followed) {
				must(t, os.Rename(filepath.Join(f.to, markName), filepath.Join(f.to, "x")))
			},
			mend: func(t *testing.T, f *followed) {
				must(t, os.Rename(filepath.Join(f.to, "x"), filepath.Join(f.to, markName)))
			}},
		"full": {code: "backup.full", needsMount: true,
			spoil: func(t *testing.T, f *followed) { fillUp(t, f.to) },
			mend:  func(t *testing.T, f *followed) { must(t, os.Remove(filepath.Join(f.to, "filler"))) }},
		"read only": {code: "backup.denied", needsMount: true,
			spoil: func(t *testing.T, f *followed) { remount(t, f.to, true) },
			mend:  func(t *testing.T, f *followed) { remount(t, f.to, false) }},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := &followed{dir: t.TempDir(), clock: &clock{}}
			if f.to = filepath.Join(t.TempDir(), "replik"); c.needsMount {
				f.to = smallDisk(t, "1m")
			} else {
				must(t, os.Mkdir(f.to, 0o700))
			}
			f.database, f.files = filepath.Join(f.dir, databaseName), filepath.Join(f.dir, databaseName+".files")
			f.start(t)
			t.Cleanup(func() { f.stop(t) })
			write(t, f.live, "konf-1", 20)
			f.wait(t, "drilled", func(s State) bool { return s.Healthy && !s.Drilled.IsZero() })

			c.spoil(t, f)
			write(t, f.live, "konf-1", 20) // the service goes on
			f.wait(t, "seen", func(s State) bool { return fault.CodeOf(s.Fault) == c.code })
			f.clock.advance(RedAfter + time.Second)
			s := f.wait(t, "red", func(s State) bool { return !s.Healthy && fault.CodeOf(s.Fault) == "backup.lagging" })
			if s.Lag < RedAfter {
				t.Fatalf("%+v", s)
			}
			write(t, f.live, "konf-1", 20)

			c.mend(t, f)
			f.caughtUp(t)
			if got, want := f.restored(t), heads(t, f.live); got != want {
				t.Fatalf("restored %s, want %s", got, want)
			}
		})
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestTheDrillFindsWhatCopyingDoesNot: a replica that looks well, and cannot be restored, is found out and begun anew.
func TestTheDrillFindsWhatCopyingDoesNot(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(t *testing.T, path string){
		// One byte alone may mean nothing: what is compressed can say the same zeros in more ways than one, and is the same file then.
		"changed bytes": func(t *testing.T, path string) {
			b, err := os.ReadFile(path)
			must(t, err)
			for i := len(b) / 8; i < len(b)*7/8; i += 50 {
				b[i] ^= 1
			}
			must(t, os.WriteFile(path, b, 0o600))
		},
		"a file too short": func(t *testing.T, path string) { must(t, os.Truncate(path, 200)) },
		"a file missing":   func(t *testing.T, path string) { must(t, os.Remove(path)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := follow(t)
			write(t, f.live, "konf-1", 50)
			f.wait(t, "drilled", func(s State) bool { return s.Healthy && !s.Drilled.IsZero() })
			write(t, f.live, "konf-1", 1)
			f.caughtUp(t)
			pieces, err := filepath.Glob(filepath.Join(f.to, "g00000001", "ltx", "0", "*.ltx"))
			if err != nil || len(pieces) < 2 {
				t.Fatal(pieces, err)
			}
			spoil(t, pieces[0])
			write(t, f.live, "konf-1", 1)
			f.caughtUp(t) // the copying saw nothing
			f.stop(t)
			f.start(t) // the next drill comes at once
			f.wait(t, "begun anew and proven", func(s State) bool {
				return s.Healthy && !s.Drilled.IsZero() && exists(filepath.Join(f.to, "g00000002", provenName))
			})
			if exists(filepath.Join(f.to, "g00000001")) {
				t.Error("the old generation is still there")
			}
			f.caughtUp(t)
			if got, want := f.restored(t), heads(t, f.live); got != want {
				t.Fatalf("restored %s, want %s", got, want)
			}
		})
	}
}

// TestWhatIsExpungedLeavesTheReplica: neither the log nor the replica holds it any more, and commits are as fast as before.
func TestWhatIsExpungedLeavesTheReplica(t *testing.T) {
	t.Parallel()
	f := follow(t)
	write(t, f.live, "konf-1", 5)
	secret := "HEMLIGT-" + strings.Repeat("x", 40)
	must(t, f.live.Update(context.Background(), func(tx *store.Tx) error {
		_, err := tx.Append("konf-1", store.AtHead, entry(secret))
		return err
	}))
	f.wait(t, "drilled", func(s State) bool { return s.Healthy && !s.Drilled.IsZero() })
	f.caughtUp(t)
	must(t, f.live.Update(context.Background(), func(tx *store.Tx) error {
		x := journal.Expunged{Stream: "konf-1", Seqs: []int64{6}, Ground: "Arkivlagen 10 §", By: "medlem-anna"}
		_, err := tx.Expunge(x, entry(""))
		return err
	}))
	f.proven(t)
	for _, path := range []string{f.database, f.database + "-wal"} {
		if b, err := os.ReadFile(path); err != nil || strings.Contains(string(b), secret) {
			t.Errorf("%s still holds what was expunged (%v)", path, err)
		}
	}
	if exists(filepath.Join(f.to, "g00000001")) {
		t.Error("the generation from before is still there")
	}
	if got, want := f.restored(t), heads(t, f.live); got != want {
		t.Fatalf("restored %s, want %s", got, want)
	}
}

// TestSmallPiecesAreMerged: what the upkeep does leaves a replica that can be restored.
func TestSmallPiecesAreMerged(t *testing.T) {
	t.Parallel()
	f := follow(t)
	for round := range 4 {
		for range 3 {
			write(t, f.live, fmt.Sprint("konf-", round), 200)
			f.caughtUp(t)
		}
		f.clock.advance(maintenance + time.Second)
		f.caughtUp(t)
	}
	merged, err := filepath.Glob(filepath.Join(f.to, "g*", "ltx", "1", "*.ltx"))
	if err != nil || len(merged) == 0 {
		t.Fatal("nothing was merged", err)
	}
	if got, want := f.restored(t), heads(t, f.live); got != want {
		t.Fatalf("restored %s, want %s", got, want)
	}
}

// TestALargeOneIsRestored (faults.md A7): the database is deleted while the service runs; what is restored ends where it ended.
// Run for the whole project it has as many events as years of conferences give.
func TestALargeOneIsRestored(t *testing.T) {
	f := follow(t)
	events := 20_000
	if os.Getenv("SAMVERKAN_REQUIRE_ALL") == "1" {
		events = 100_000
	}
	for n := range events / 1000 {
		write(t, f.live, fmt.Sprint("konf-", n%10), 1000)
	}
	f.caughtUp(t)
	want := heads(t, f.live)
	for _, name := range []string{f.database, f.database + "-wal", f.database + "-shm"} {
		must(t, os.Remove(name))
	}
	began := time.Now()
	r, err := RestoreReplica(context.Background(), f.to, filepath.Join(t.TempDir(), "ny"), time.Now)
	if err != nil || r.Entries != int64(events) {
		t.Fatalf("%+v, %v", r, err)
	}
	t.Logf("%d events restored and checked in %v", events, time.Since(began))
	if got := heads(t, open(t, r.Database)); got != want {
		t.Fatalf("restored %s, want %s", got, want)
	}
}

// BenchmarkRestore measures backup, check and restore of a database (faults.md A7: a million events within 60 s).
func BenchmarkRestore(b *testing.B) {
	const events = 50_000
	i := install(b)
	for n := range events / 1000 {
		write(b, i.live, fmt.Sprint("konf-", n%10), 1000)
	}
	to := b.TempDir()
	made := takeBackup(b, i.options(to))
	b.Run("backup", func(b *testing.B) {
		for b.Loop() {
			takeBackup(b, i.options(to))
		}
		b.ReportMetric(float64(b.N*events)/b.Elapsed().Seconds(), "events/s")
	})
	b.Run("restore", func(b *testing.B) {
		for b.Loop() {
			if _, err := Restore(context.Background(), made.Path, filepath.Join(b.TempDir(), "ny"), time.Now); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.N*events)/b.Elapsed().Seconds(), "events/s")
	})
}
