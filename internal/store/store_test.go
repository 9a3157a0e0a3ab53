package store_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/journal"
	"samverkan/internal/store"
)

var evening = time.Date(2027, 1, 6, 18, 0, 0, 0, time.UTC)

// clock gives a time that rises by a second at each look.
func clock() func() time.Time {
	var mu sync.Mutex
	at := evening
	return func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		at = at.Add(time.Second)
		return at
	}
}

// chance gives the same random bytes each time.
func chance(seed uint64) *rand.ChaCha8 {
	var s [32]byte
	s[0], s[1] = byte(seed), byte(seed>>8)
	return rand.NewChaCha8(s)
}

func options(path string) store.Options {
	return store.Options{Path: path, Now: clock(), Random: chance(1), BusyTimeout: 300 * time.Millisecond}
}

func open(t testing.TB, path string) *store.Store {
	t.Helper()
	s, err := store.Open(context.Background(), options(path))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func fresh(t testing.TB) *store.Store {
	t.Helper()
	return open(t, filepath.Join(t.TempDir(), "samverkan.db"))
}

func update(t testing.TB, s *store.Store, fn func(tx *store.Tx) error) {
	t.Helper()
	if err := s.Update(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

func view(t testing.TB, s *store.Store, fn func(tx *store.Tx) error) {
	t.Helper()
	if err := s.View(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

func wantCode(t testing.TB, err error, code string) {
	t.Helper()
	if fault.CodeOf(err) != code {
		t.Fatalf("got %v, want %s", err, code)
	}
}

func entry(text string) journal.Entry {
	return journal.Entry{
		Member: "medlem-anna", Actor: "lst-allmanlan", Role: "secretary",
		CommandID: "c-" + strings.ToValidUTF8(text[:min(40, len(text))], ""),
		Name:      "note.taken", Version: 1, Payload: fmt.Appendf(nil, `{"text":%q}`, text),
	}
}

// fill appends n entries to a stream.
func fill(t testing.TB, s *store.Store, stream string, n int) []journal.Entry {
	t.Helper()
	var entries []journal.Entry
	for i := range n {
		entries = append(entries, entry(fmt.Sprintf("Älvnäs, rad %d i %s", i+1, stream)))
	}
	var sealed []journal.Entry
	update(t, s, func(tx *store.Tx) (err error) {
		sealed, err = tx.Append(stream, store.AtHead, entries...)
		return err
	})
	return sealed
}

func check(t testing.TB, s *store.Store) store.Checked {
	t.Helper()
	c, err := s.Check(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestWhatIsKeptIsThereAfterReopening(t *testing.T) {
	path := filepath.Join(t.TempDir(), "å ä ö?#%25&.db")
	s := open(t, path)
	want := fill(t, s, "konf-regional-1", 3)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Update(context.Background(), func(*store.Tx) error { return nil }); fault.CodeOf(err) != "store.closed" {
		t.Fatal(err)
	}
	if err := s.View(context.Background(), func(*store.Tx) error { return nil }); fault.CodeOf(err) != "store.closed" {
		t.Fatal(err)
	}
	s = open(t, path)
	view(t, s, func(tx *store.Tx) error {
		got, err := tx.Entries("konf-regional-1", 0, 10)
		if err != nil || len(got) != 3 || got[2].Hash != want[2].Hash || string(got[2].Payload) != string(want[2].Payload) {
			t.Fatalf("%v\n%+v", err, got)
		}
		return nil
	})
	if c := check(t, s); len(c.Faults) != 0 || c.Entries != 3 {
		t.Fatalf("%+v", c)
	}
}

func TestNothingOfAFailedUpdateIsKept(t *testing.T) {
	freshOn(t, func(t *testing.T, s *store.Store) {
		no := errors.New("no")
		committed := false
		err := s.Update(context.Background(), func(tx *store.Tx) error {
			tx.AfterCommit(func() { committed = true })
			if _, err := tx.Append("a", 0, entry("1")); err != nil {
				t.Fatal(err)
			}
			return no
		})
		if err != no || committed {
			t.Fatal(err, committed)
		}
		func() {
			defer func() {
				if recover() != "ojdå" {
					t.Error("the panic did not come through")
				}
			}()
			s.Update(context.Background(), func(tx *store.Tx) error {
				tx.Append("a", 0, entry("1"))
				panic("ojdå")
			})
		}()
		view(t, s, func(tx *store.Tx) error {
			if head, err := tx.Head("a"); err != nil || head != journal.Start("a") {
				t.Fatal(head, err)
			}
			return nil
		})
		update(t, s, func(tx *store.Tx) error {
			tx.AfterCommit(func() { committed = true })
			_, err := tx.Append("a", 0, entry("1"))
			return err
		})
		if !committed {
			t.Fatal("AfterCommit did not run")
		}
	})
}

func TestATransactionSeesOneTimeAndOneState(t *testing.T) {
	freshOn(t, func(t *testing.T, s *store.Store) {
		fill(t, s, "a", 1)
		view(t, s, func(tx *store.Tx) error {
			before, err := tx.Head("a")
			if err != nil {
				t.Fatal(err)
			}
			sealed := fill(t, s, "a", 2) // by another transaction, in the middle of this one
			after, err := tx.Head("a")
			if err != nil || after != before {
				t.Fatal("the state changed under a reader", after, err)
			}
			if !sealed[0].RecordedAt.Equal(sealed[1].RecordedAt) || !sealed[0].RecordedAt.After(tx.Now) {
				t.Fatal(sealed[0].RecordedAt, sealed[1].RecordedAt, tx.Now)
			}
			return nil
		})
	})
}

func TestAReaderCannotWrite(t *testing.T) {
	freshOn(t, func(t *testing.T, s *store.Store) {
		err := s.View(context.Background(), func(tx *store.Tx) error { return tx.PutSetting("a", "b") })
		wantCode(t, err, "store.read-only")
		var kept *store.Tx
		view(t, s, func(tx *store.Tx) error { kept = tx; return nil })
		_, err = kept.Head("a")
		wantCode(t, err, "store.over")
	})
}

func TestWaitingCanBeCancelled(t *testing.T) {
	freshOn(t, func(t *testing.T, s *store.Store) {
		inside, release := make(chan bool), make(chan bool)
		go s.Update(context.Background(), func(*store.Tx) error { close(inside); <-release; return nil })
		<-inside
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		wantCode(t, s.Update(ctx, func(*store.Tx) error { t.Error("ran"); return nil }), "store.cancelled")
		close(release)
		ctx, cancel = context.WithCancel(context.Background())
		err := s.View(ctx, func(tx *store.Tx) error {
			cancel()
			_, err := tx.Heads()
			return err
		})
		wantCode(t, err, "store.cancelled")
		fill(t, s, "a", 1)
	})
}

// TestManyWriters appends to one stream and to many from 16 goroutines at once; some of them fail on purpose.
func TestManyWriters(t *testing.T) {
	freshOn(t, func(t *testing.T, s *store.Store) {
		no := fault.New(fault.Conflict, "test.no")
		var wg sync.WaitGroup
		for g := range 16 {
			wg.Go(func() {
				for i := range 25 {
					fail := (g+i)%5 == 0
					err := s.Update(context.Background(), func(tx *store.Tx) error {
						if _, err := tx.Append("shared", store.AtHead, entry(fmt.Sprint(g, "-", i))); err != nil {
							return err
						}
						if _, err := tx.Append(fmt.Sprint("own-", g), store.AtHead, entry(fmt.Sprint(i))); err != nil {
							return err
						}
						if fail {
							return no
						}
						return nil
					})
					if fail != (err == no) || !fail && err != nil {
						t.Errorf("%d-%d: %v", g, i, err)
					}
				}
			})
		}
		wg.Wait()
		c := check(t, s)
		if len(c.Faults) != 0 || c.Entries != 2*16*20 || len(c.Streams) != 17 {
			t.Fatalf("%d entries in %d streams, %v", c.Entries, len(c.Streams), c.Faults)
		}
		seen := map[string]bool{}
		view(t, s, func(tx *store.Tx) error {
			for e, err := range tx.AllEntries("shared") {
				if err != nil || seen[e.CommandID] {
					t.Fatal(e.CommandID, err)
				}
				seen[e.CommandID] = true
			}
			return nil
		})
		if len(seen) != 16*20 {
			t.Fatal(len(seen))
		}
	})
}
