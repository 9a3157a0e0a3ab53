package store_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"pgregory.net/rapid"

	"samverkan/internal/fault"
	"samverkan/internal/journal"
	"samverkan/internal/store"
)

func TestAppendRefusesWhoIsBehind(t *testing.T) {
	freshOn(t, func(t *testing.T, s *store.Store) {
		fill(t, s, "a", 3)
		err := s.Update(context.Background(), func(tx *store.Tx) error {
			_, err := tx.Append("a", 2, entry("late"))
			return err
		})
		f, _ := fault.As(err)
		if f == nil || f.Code != "journal.moved-on" || f.Kind != fault.Conflict || f.Args["Expected"] != int64(2) || f.Args["Actual"] != int64(3) {
			t.Fatal(err)
		}
		for name, e := range map[string]journal.Entry{"no name": {Version: 1}, "NUL": {Name: "n", Version: 1, Payload: []byte("\x00")}} {
			err := s.Update(context.Background(), func(tx *store.Tx) error {
				_, err := tx.Append("a", 3, entry("good"), e)
				return err
			})
			if fault.CodeOf(err) != "journal.bad-entry" {
				t.Fatalf("%s: %v", name, err)
			}
		}
		if c := check(t, s); c.Entries != 3 || len(c.Faults) != 0 {
			t.Fatalf("%+v", c)
		}
	})
}

func TestALargePayloadIsKept(t *testing.T) {
	freshOn(t, func(t *testing.T, s *store.Store) {
		e := entry("")
		e.Payload = bytes.Repeat([]byte("å"), 1<<20/2) // 1 MB
		update(t, s, func(tx *store.Tx) error { _, err := tx.Append("a", 0, e); return err })
		view(t, s, func(tx *store.Tx) error {
			got, err := tx.Entries("a", 0, 2)
			if err != nil || len(got) != 1 || !bytes.Equal(got[0].Payload, e.Payload) {
				t.Fatal(err)
			}
			return nil
		})
	})
}

// carryOut is what a desk does with a command: once, whoever sends it how often.
func carryOut(s *store.Store, stream, id, digest string, n int) (store.Command, error) {
	var answer store.Command
	err := s.Update(context.Background(), func(tx *store.Tx) error {
		seen, found, err := tx.CommandSeen(stream, id)
		if err != nil {
			return err
		}
		if found {
			answer = seen
			return seen.Repeat(digest)
		}
		answer = store.Command{Stream: stream, ID: id, Digest: digest}
		if n > 0 {
			var entries []journal.Entry
			for i := range n {
				e := entry(fmt.Sprint(id, digest, i))
				e.CommandID = id
				entries = append(entries, e)
			}
			sealed, err := tx.Append(stream, store.AtHead, entries...)
			if err != nil {
				return err
			}
			answer.First, answer.Last = sealed[0].Seq, sealed[n-1].Seq
		}
		return tx.PutCommand(answer)
	})
	return answer, err
}

// TestACommandIsCarriedOutOnce sends random commands, some again and some with another content, and compares
// with a plain map.
func TestACommandIsCarriedOutOnce(t *testing.T) {
	freshOn(t, func(t *testing.T, s *store.Store) {
		run := 0
		rapid.Check(t, func(r *rapid.T) {
			run++
			stream := fmt.Sprint("konf-", run)
			seen := map[string]store.Command{}
			last := int64(0)
			for range rapid.IntRange(1, 12).Draw(r, "commands") {
				id := rapid.SampledFrom([]string{"c1", "c2", "c3", "c4"}).Draw(r, "id")
				digest := rapid.SampledFrom([]string{"x", "x", "y"}).Draw(r, "digest")
				n := rapid.IntRange(0, 3).Draw(r, "entries")
				got, err := carryOut(s, stream, id, digest, n)
				before, again := seen[id]
				switch {
				case again && before.Digest != digest:
					if fault.CodeOf(err) != "journal.command-reused" || fault.KindOf(err) != fault.Conflict {
						r.Fatalf("other content: %v", err)
					}
				case again:
					if err != nil || got != before {
						r.Fatalf("another answer: %+v, before %+v, %v", got, before, err)
					}
				default:
					if err != nil || n > 0 && (got.First != last+1 || got.Last != last+int64(n)) || n == 0 && got.First != 0 {
						r.Fatalf("%+v after %d, %v", got, last, err)
					}
					seen[id], last = got, last+int64(n)
				}
			}
			if err := s.View(context.Background(), func(tx *store.Tx) error {
				report, err := journal.Verify(stream, tx.AllEntries(stream))
				if err != nil || report.Head.Seq != last {
					r.Fatalf("%+v, want %d entries, %v", report, last, err)
				}
				head, err := tx.Head(stream)
				if err != nil || report.Reaches(head) != nil {
					r.Fatalf("%+v, %v", head, err)
				}
				return nil
			}); err != nil {
				r.Fatal(err)
			}
		})
	})
}

func TestTheSameCommandFromManyAtOnce(t *testing.T) {
	freshOn(t, func(t *testing.T, s *store.Store) {
		answers := make(chan store.Command, 8)
		for range 8 {
			go func() {
				a, err := carryOut(s, "a", "c", "x", 2)
				if err != nil {
					t.Error(err)
				}
				answers <- a
			}()
		}
		for range 8 {
			if a := <-answers; a.First != 1 || a.Last != 2 {
				t.Errorf("%+v", a)
			}
		}
		if err := s.Update(context.Background(), func(tx *store.Tx) error {
			return tx.PutCommand(store.Command{Stream: "a", ID: "c"})
		}); fault.CodeOf(err) != "journal.command-reused" {
			t.Error(err)
		}
	})
}

// TestTheDatabaseRefusesToChangeAnEntry: by hand, past the store.
func TestTheDatabaseRefusesToChangeAnEntry(t *testing.T) {
	path := filepath.Join(t.TempDir(), "samverkan.db")
	fill(t, open(t, path), "a", 2)
	db := raw(t, path)
	columns := []string{
		"stream", "seq", "recorded_at", "occurred_at", "member", "actor", "role", "command_id", "name", "version",
		"digest", "prev", "hash", "payload", "salt",
	}
	for _, c := range columns {
		if _, err := db.Exec("UPDATE entry SET " + c + " = " + c + " || 'x'"); err == nil {
			t.Errorf("%s was changed", c)
		}
	}
	for _, query := range []string{"DELETE FROM entry", "DELETE FROM entry WHERE seq = 2", "UPDATE entry SET payload = NULL"} {
		if _, err := db.Exec(query); err == nil {
			t.Errorf("%s was carried out", query)
		}
	}
}

const canary = "kanariefågel-9c1f"

// holds tells in which of the database's files the bytes are.
func holds(t *testing.T, path, what string) (names []string) {
	t.Helper()
	all, err := filepath.Glob(path + "*")
	if err != nil || len(all) == 0 {
		t.Fatal(all, err)
	}
	for _, name := range all {
		if b, err := os.ReadFile(name); err != nil {
			t.Fatal(err)
		} else if bytes.Contains(b, []byte(what)) {
			names = append(names, filepath.Base(name))
		}
	}
	return names
}

func TestWhatIsExpungedIsGone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "samverkan.db")
	s := open(t, path)
	fill(t, s, "konf-regional-1", 20)
	secret := entry(canary)
	secret.Payload = bytes.Repeat([]byte(canary+" "), 3000) // over several pages of the file
	update(t, s, func(tx *store.Tx) error {
		if _, err := tx.Append("konf-regional-1", 20, secret, secret); err != nil {
			return err
		}
		return tx.PutCommand(store.Command{Stream: "konf-regional-1", ID: "c", Digest: "of the canary", First: 21, Last: 22})
	})
	fill(t, s, "konf-regional-1", 20)
	if len(holds(t, path, canary)) == 0 {
		t.Fatal("the canary is nowhere; the test would show nothing")
	}
	x := journal.Expunged{Stream: "konf-regional-1", Seqs: []int64{21, 22}, Ground: "Gallringsbeslut 2027:4, arkivlagen 10 §", By: "medlem-anna"}
	var record journal.Entry
	update(t, s, func(tx *store.Tx) (err error) {
		record, err = tx.Expunge(x, journal.Entry{Actor: "lst-allmanlan", Role: "registrar", CommandID: "c-gallra"})
		return err
	})
	if record.Seq != 43 || record.Name != journal.ExpungedName || record.Member != "medlem-anna" || record.Actor != "lst-allmanlan" {
		t.Fatalf("%+v", record)
	}
	// The command id carries the canary too, in the header: that is not expunged. Only the payload is looked for.
	if names := holds(t, path, canary+" "+canary); len(names) != 0 {
		t.Fatalf("expunged, and still in %q", names)
	}
	c := check(t, s)
	if len(c.Faults) != 0 || c.Streams[0].Expunged != 2 || c.Streams[0].Head.Seq != 43 {
		t.Fatalf("%+v", c)
	}
	view(t, s, func(tx *store.Tx) error {
		cmd, found, err := tx.CommandSeen("konf-regional-1", "c")
		if err != nil || !found || cmd.Digest != "" || cmd.Repeat("anything") != nil {
			t.Fatalf("%+v, %v", cmd, err)
		}
		return nil
	})
	for _, seqs := range [][]int64{{21}, {99}, {43}, {3, 22}} {
		err := s.Update(context.Background(), func(tx *store.Tx) error {
			x := x
			x.Seqs = seqs
			_, err := tx.Expunge(x, journal.Entry{})
			return err
		})
		wantCode(t, err, "store.nothing-to-expunge")
	}
	x.Ground = ""
	err := s.Update(context.Background(), func(tx *store.Tx) error { _, err := tx.Expunge(x, journal.Entry{}); return err })
	wantCode(t, err, "journal.expunge-incomplete")
	if c := check(t, s); c.Streams[0].Expunged != 2 { // nothing of the refused ones was done
		t.Fatalf("%+v", c)
	}
}

// TestAReaderInTheWayDelaysTheWiping: the log is emptied with the next commit after the reader has gone.
func TestAReaderInTheWayDelaysTheWiping(t *testing.T) {
	path := filepath.Join(t.TempDir(), "samverkan.db")
	s := open(t, path)
	secret := entry("x")
	secret.Payload = []byte(canary + " " + canary)
	update(t, s, func(tx *store.Tx) error { _, err := tx.Append("a", 0, secret); return err })
	view(t, s, func(tx *store.Tx) error {
		if _, err := tx.Head("a"); err != nil {
			t.Fatal(err)
		}
		update(t, s, func(tx *store.Tx) error {
			_, err := tx.Expunge(journal.Expunged{Stream: "a", Seqs: []int64{1}, Ground: "beslut", By: "m"}, journal.Entry{})
			return err
		})
		return nil
	})
	fill(t, s, "a", 1)
	if names := holds(t, path, canary); len(names) != 0 {
		t.Fatalf("still in %q", names)
	}
}
