package store_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/journal"
	"samverkan/internal/store"
)

// sound makes a database of a few streams and gives its bytes and its entries.
func sound(t *testing.T) ([]byte, map[string][]journal.Entry) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "samverkan.db")
	s := open(t, path)
	fill(t, s, "konf-lokal-1", 40)
	fill(t, s, "konf-regional-1", 300)
	entries := readAll(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b, entries
}

func readAll(t *testing.T, s *store.Store) map[string][]journal.Entry {
	t.Helper()
	entries := map[string][]journal.Entry{}
	view(t, s, func(tx *store.Tx) error {
		for _, stream := range []string{"konf-lokal-1", "konf-regional-1"} {
			for e, err := range tx.AllEntries(stream) {
				if err != nil {
					return err
				}
				entries[stream] = append(entries[stream], e)
			}
		}
		return nil
	})
	return entries
}

// seen opens the bytes as a database and tells whether the damage in them is found. Where it is not, every
// entry must read as it was written, or the test fails.
func seen(t *testing.T, what string, b []byte, want map[string][]journal.Entry) bool {
	t.Helper()
	path := filepath.Join(t.TempDir(), "samverkan.db")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(context.Background(), options(path))
	if err != nil {
		if k := fault.KindOf(err); k != fault.Unavailable && k != fault.Invalid {
			t.Errorf("%s: Open answered with %v, of kind %v", what, err, k)
		}
		return true
	}
	defer s.Close()
	c, err := s.Check(context.Background())
	if err != nil {
		t.Errorf("%s: the check could not be made: %v", what, err)
	}
	for _, err := range c.Faults {
		if k := fault.KindOf(err); k != fault.Unavailable && k != fault.Invalid {
			t.Errorf("%s: Check found %v, of kind %v", what, err, k)
		}
	}
	if len(c.Faults) > 0 {
		return true
	}
	if !reflect.DeepEqual(readAll(t, s), want) {
		t.Errorf("%s: an entry reads as something else, and nobody saw", what)
	}
	return false
}

// TestDamageIsFound (faults.md A6): flipped bytes, a zeroed page, a file cut short.
func TestDamageIsFound(t *testing.T) {
	good, want := sound(t)
	if seen(t, "no damage", good, want) {
		t.Fatal("damage found in a sound file")
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	found := 0
	for range 60 {
		b := append([]byte(nil), good...)
		at := random.IntN(len(b))
		b[at] ^= byte(1 + random.IntN(255))
		if seen(t, "flip", b, want) {
			found++
		}
	}
	for range 30 { // in what the tables are said to look like, where a statement no longer fits them
		b := append([]byte(nil), good...)
		at := inSchema(t, good, random)
		b[at] ^= byte(1 + random.IntN(255))
		if seen(t, fmt.Sprintf("flip at %d of the schema", at), b, want) {
			found++
		}
	}
	t.Logf("%d of 90 flips found; in the others every entry reads as written", found)
	if found == 0 {
		t.Error("no flip was found; the test shows nothing")
	}
	const page = 4096
	for n := 1; n < len(good)/page; n += 3 {
		b := append([]byte(nil), good...)
		clear(b[n*page : (n+1)*page])
		seen(t, "zeroed page", b, want)
	}
	for _, n := range []int{1, 99, page, len(good) / 2, len(good) - page, len(good) - 1} {
		if !seen(t, "cut short", good[:n], want) {
			t.Errorf("cut to %d of %d bytes, and nobody saw", n, len(good))
		}
	}
}

// TestEveryFlipInAnEntryIsFound: each byte of the payloads, of which SQLite itself keeps no sum.
func TestEveryFlipInAnEntryIsFound(t *testing.T) {
	good, want := sound(t)
	e := want["konf-regional-1"][150]
	for name, bytes := range map[string][]byte{"payload": e.Payload, "salt": e.Salt, "digest": e.Digest[:], "hash": e.Hash[:]} {
		at := index(t, good, bytes)
		for i := 0; i < len(bytes); i += 5 {
			b := append([]byte(nil), good...)
			b[at+i] ^= 1
			if !seen(t, name, b, want) {
				t.Errorf("%s: byte %d changed, and nobody saw", name, i)
			}
		}
	}
}

// inSchema gives a place in the text of one of the tables, indexes and triggers.
func inSchema(t *testing.T, file []byte, random *rand.Rand) int {
	t.Helper()
	var made []int
	for at := range file {
		if bytes.HasPrefix(file[at:], []byte("CREATE ")) {
			made = append(made, at)
		}
	}
	if len(made) == 0 {
		t.Fatal("the file says nothing of its tables")
	}
	return made[random.IntN(len(made))] + random.IntN(200)
}

func index(t *testing.T, file, part []byte) int {
	t.Helper()
	for i := range len(file) - len(part) {
		if string(file[i:i+len(part)]) == string(part) {
			return i
		}
	}
	t.Fatal("the bytes are not in the file")
	return 0
}

// TestTamperingBySQLIsFound (faults.md D25): who may write the file can take the triggers away, and is found out.
func TestTamperingBySQLIsFound(t *testing.T) {
	good, _ := sound(t)
	cases := map[string]struct {
		query string
		code  string
		seq   int64
	}{
		"payload":     {"UPDATE entry SET payload = '{}' WHERE stream = 'konf-regional-1' AND seq = 150", "journal.broken-payload", 150},
		"who":         {"UPDATE entry SET member = 'medlem-bo' WHERE stream = 'konf-regional-1' AND seq = 7", "journal.broken-header", 7},
		"when":        {"UPDATE entry SET occurred_at = occurred_at + 1 WHERE stream = 'konf-regional-1' AND seq = 300", "journal.broken-header", 300},
		"delete":      {"DELETE FROM entry WHERE stream = 'konf-regional-1' AND seq = 33", "journal.broken-sequence", 33},
		"cut the end": {"DELETE FROM entry WHERE stream = 'konf-regional-1' AND seq > 290", "journal.broken-head", 290},
		"cut all":     {"DELETE FROM entry WHERE stream = 'konf-regional-1'", "journal.broken-head", 0},
		"close the gap": {`DELETE FROM entry WHERE stream = 'konf-regional-1' AND seq = 33;
			UPDATE entry SET seq = seq - 1 WHERE stream = 'konf-regional-1' AND seq = 34`, "journal.broken-link", 33},
		"swap": {`UPDATE entry SET seq = 1000 WHERE stream = 'konf-regional-1' AND seq = 50;
			UPDATE entry SET seq = 50 WHERE stream = 'konf-regional-1' AND seq = 51;
			UPDATE entry SET seq = 51 WHERE stream = 'konf-regional-1' AND seq = 1000`, "journal.broken-link", 50},
		"insert": {`INSERT INTO entry SELECT stream, 301, recorded_at, occurred_at, member, actor, role, command_id, name, version,
			payload, salt, digest, prev, hash FROM entry WHERE stream = 'konf-regional-1' AND seq = 300`, "journal.broken-link", 301},
		"other stream": {"UPDATE entry SET stream = 'konf-regional-1', seq = 301 WHERE stream = 'konf-lokal-1' AND seq = 40", "journal.broken-head", 39},
		"gallra utan beslut": {"UPDATE entry SET payload = NULL, salt = NULL WHERE stream = 'konf-regional-1' AND seq = 12",
			"journal.broken-missing", 12},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "samverkan.db")
			if err := os.WriteFile(path, good, 0o600); err != nil {
				t.Fatal(err)
			}
			db := raw(t, path)
			for _, trigger := range []string{"entry_sealed", "entry_payload_sealed", "entry_kept"} {
				do(t, db, "DROP TRIGGER "+trigger)
			}
			do(t, db, c.query)
			db.Close()
			checked := check(t, open(t, path))
			if len(checked.Faults) == 0 {
				t.Fatal("not found")
			}
			_, seq, is := journal.Broken(checked.Faults[0])
			if !is || seq != c.seq || fault.CodeOf(checked.Faults[0]) != c.code {
				t.Fatalf("got %v, want %s at %d", checked.Faults, c.code, c.seq)
			}
		})
	}
}

func TestARestoredPayloadIsFound(t *testing.T) {
	path := filepath.Join(t.TempDir(), "samverkan.db")
	s := open(t, path)
	e := fill(t, s, "a", 3)[1]
	update(t, s, func(tx *store.Tx) error {
		_, err := tx.Expunge(journal.Expunged{Stream: "a", Seqs: []int64{2}, Ground: "beslut", By: "m"}, journal.Entry{})
		return err
	})
	db := raw(t, path)
	do(t, db, "DROP TRIGGER entry_payload_sealed")
	do(t, db, "UPDATE entry SET payload = $1, salt = $2 WHERE seq = 2", string(e.Payload), e.Salt)
	c := check(t, s)
	if len(c.Faults) != 1 || fault.CodeOf(c.Faults[0]) != "journal.expunge-unfinished" {
		t.Fatalf("%+v", c)
	}
}

func TestRowsThatReferToNothingAreFound(t *testing.T) {
	path := filepath.Join(t.TempDir(), "samverkan.db")
	s := open(t, path)
	do(t, raw(t, path), "INSERT INTO member (id, name, actor, system_role) VALUES ('m', 'M', 'ingen', '')")
	c := check(t, s)
	f, _ := fault.As(append(c.Faults, nil)[0])
	if f == nil || f.Code != "store.dangling-rows" || f.Args["Table"] != "member" {
		t.Fatalf("%+v", c)
	}
}
