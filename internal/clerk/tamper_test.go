package clerk_test

import (
	"database/sql"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/journal"
	"samverkan/internal/store"
)

// intruder writes to the database past the program, with the triggers dropped: the owner of the file can.
type intruder struct {
	t    *testing.T
	db   *sql.DB
	last int64 // row of the conference
}

func intrude(t *testing.T, w *world) intruder {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(w.dir, "samverkan.db")+"?_pragma=busy_timeout(5000)&_pragma=synchronous(OFF)")
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	x := intruder{t, db, int64(len(w.journal(clerk.OwnerIdentity(), regional)))}
	x.exec("CREATE TABLE entry_copy AS SELECT * FROM entry")
	x.exec("CREATE TABLE head_copy AS SELECT * FROM stream_head")
	for _, name := range []string{"entry_sealed", "entry_payload_sealed", "entry_kept"} {
		x.exec("DROP TRIGGER " + name)
	}
	return x
}

func (x intruder) exec(query string, args ...any) {
	x.t.Helper()
	if _, err := x.db.Exec(query, args...); err != nil {
		x.t.Fatalf("%s: %v", query, err)
	}
}

// during changes the database, lets look see it, and puts the rows from one on back from a copy.
func (x intruder) during(from, to int64, change func(), look func()) {
	x.t.Helper()
	x.together(change)
	look()
	x.together(func() {
		x.exec("DELETE FROM entry WHERE stream = 'conference/annan' OR stream = ? AND (seq BETWEEN ? AND ? OR seq > ?)", stream, from, to, x.last)
		x.exec("INSERT INTO entry SELECT * FROM entry_copy WHERE stream = ? AND seq BETWEEN ? AND ?", stream, from, to)
		x.exec("INSERT OR REPLACE INTO stream_head SELECT * FROM head_copy")
	})
}

// together lets do change the database in one transaction.
func (x intruder) together(do func()) {
	x.t.Helper()
	x.exec("BEGIN IMMEDIATE")
	do()
	x.exec("COMMIT")
}

// faultIn gives the first fault that a check finds in a stream: its code, and the row it names.
func faultIn(t *testing.T, c store.Checked, stream string) (code string, seq int64) {
	t.Helper()
	for _, f := range c.Faults {
		if in, at, broken := journal.Broken(f); broken && in == stream {
			return fault.CodeOf(f), at
		}
	}
	return "", 0
}

// Every row of the regional conference, changed in a column, deleted, doubled, moved: the check names the stream and the first row
// that is wrong. Which columns are tried at a row is drawn; over the rows each is tried many times.
func TestEveryRowIsGuarded(t *testing.T) {
	w := at(t, "held")
	x := intrude(t, w)
	n := x.last
	w.whole()
	// Each check reads the whole file, and the words of the full-text index are most of it. They are made anew in the end.
	x.exec("DELETE FROM search_text")

	const here = " WHERE stream = '" + "conference/konf-regional-1" + "' AND seq = ?"
	type change struct {
		name, sql, code string
	}
	columns := []change{
		{"stream", "UPDATE entry SET stream = 'conference/annan'" + here, "journal.broken-sequence"},
		{"seq", "UPDATE entry SET seq = seq + 100000" + here, "journal.broken-sequence"},
		{"recorded_at", "UPDATE entry SET recorded_at = recorded_at + 1" + here, "journal.broken-header"},
		{"occurred_at", "UPDATE entry SET occurred_at = occurred_at - 1" + here, "journal.broken-header"},
		{"member", "UPDATE entry SET member = member || ' '" + here, "journal.broken-header"},
		{"actor", "UPDATE entry SET actor = 'lst-skane'" + here, "journal.broken-header"},
		{"role", "UPDATE entry SET role = 'observer'" + here, "journal.broken-header"},
		{"command_id", "UPDATE entry SET command_id = command_id || 'x'" + here, "journal.broken-header"},
		{"name", "UPDATE entry SET name = 'note.struck.x'" + here, "journal.broken-header"},
		{"name, as if expunged", "UPDATE entry SET name = 'journal.expunged'" + here, "journal.broken-header"},
		{"version", "UPDATE entry SET version = version + 1" + here, "journal.broken-header"},
		{"payload", "UPDATE entry SET payload = replace(payload, '}', ' }')" + here, "journal.broken-payload"},
		{"payload emptied", "UPDATE entry SET payload = ''" + here, "journal.broken-payload"},
		{"salt", "UPDATE entry SET salt = randomblob(16)" + here, "journal.broken-payload"},
		{"payload and salt removed", "UPDATE entry SET payload = NULL, salt = NULL" + here, "journal.broken-missing"},
		{"digest", "UPDATE entry SET digest = randomblob(32)" + here, "journal.broken-header"},
		{"prev", "UPDATE entry SET prev = randomblob(32)" + here, "journal.broken-link"},
		{"hash", "UPDATE entry SET hash = randomblob(32)" + here, "journal.broken-header"},
	}
	const seed = 20270106
	t.Logf("columns are drawn with seed %d", seed)
	chance := rand.New(rand.NewPCG(seed, 1))
	started, checks, tried := time.Now(), 0, map[string]int{}
	expect := func(row int64, name, code string, at int64) {
		t.Helper()
		checks++
		tried[name]++
		c, err := w.store.Check(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if got, seq := faultIn(t, c, stream); got != code || seq != at {
			t.Errorf("row %d, %s: %s at %d, want %s at %d", row, name, got, seq, code, at)
		}
	}
	rows := 0
	for row := int64(1); row <= n; row++ {
		if !everyRow(row, n) {
			continue
		}
		rows++
		one := columns[int(row)%len(columns)]
		other := columns[chance.IntN(len(columns))]
		for _, c := range []change{one, other} {
			code, at := c.code, row
			if row == n && (c.name == "stream") {
				code, at = "journal.broken-head", n-1 // nothing follows that would not fit
			}
			x.during(row, row, func() { x.exec(c.sql, row) }, func() { expect(row, c.name, code, at) })
		}
		x.during(row, row, func() { x.exec("DELETE FROM entry"+here, row) }, func() {
			if row == n {
				expect(row, "deleted", "journal.broken-head", n-1)
			} else {
				expect(row, "deleted", "journal.broken-sequence", row)
			}
		})
		// The row once more, with those after it moved up.
		x.during(row, n, func() {
			x.exec("UPDATE entry SET seq = seq + 1000001 WHERE stream = ? AND seq > ?", stream, row)
			x.exec("UPDATE entry SET seq = seq - 1000000 WHERE stream = ? AND seq > 1000000", stream)
			x.exec(`INSERT INTO entry SELECT stream, seq + 1, recorded_at, occurred_at, member, actor, role, command_id, name, version,
				payload, salt, digest, prev, hash FROM entry`+here, row)
		}, func() { expect(row, "doubled", "journal.broken-link", row+1) })
		if row < n { // changed places with the next
			x.during(row, row+1, func() {
				x.exec("UPDATE entry SET seq = 1000000"+here, row)
				x.exec("UPDATE entry SET seq = seq - 1"+here, row+1)
				x.exec("UPDATE entry SET seq = ?"+here, row+1, 1000000)
			}, func() { expect(row, "moved", "journal.broken-link", row) })
		}
	}
	for _, c := range columns {
		if tried[c.name] == 0 {
			t.Errorf("%s was tried %d times", c.name, tried[c.name])
		}
	}
	if _, err := w.Rebuild(t.Context(), clerk.OwnerIdentity()); err != nil {
		t.Fatal(err)
	}
	w.whole()
	t.Logf("%d changes to %d rows were found in %v", checks, rows, time.Since(started).Round(time.Millisecond))
}

// The head that the database keeps for itself is guarded by the rows, and the rows by a head that somebody else has kept.
func TestTheHeadIsGuarded(t *testing.T) {
	w := at(t, "held")
	x := intrude(t, w)
	n := x.last
	check := func() store.Checked {
		c, err := w.store.Check(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	for name, c := range map[string]struct {
		sql string
		at  int64
	}{
		"seq":     {"UPDATE stream_head SET seq = seq + 1 WHERE stream = ?", n},
		"hash":    {"UPDATE stream_head SET hash = randomblob(32) WHERE stream = ?", n},
		"removed": {"DELETE FROM stream_head WHERE stream = ?", 0},
	} {
		x.during(1, 0, func() { x.exec(c.sql, stream) }, func() {
			if code, at := faultIn(t, check(), stream); code != "journal.broken-head" || at != c.at {
				t.Errorf("%s: %s at %d", name, code, at)
			}
		})
	}
	// Cut off at the end, with the head made to fit: no row of the journal shows it. A signed head that was kept elsewhere does.
	note, head, err := w.Checkpoint(t.Context(), clerk.OwnerIdentity(), regional)
	if err != nil {
		t.Fatal(err)
	}
	kept, _, err := journal.OpenCheckpoint(note, w.key.Public())
	if err != nil || kept.Head != head {
		t.Fatal(kept, err)
	}
	for cut := n; cut > n-3; cut-- {
		x.exec("DELETE FROM entry WHERE stream = ? AND seq = ?", stream, cut)
		x.exec("UPDATE stream_head SET seq = ?, hash = (SELECT hash FROM entry WHERE stream = ? AND seq = ?) WHERE stream = ?", cut-1, stream, cut-1, stream)
		c := check()
		if code, at := faultIn(t, c, stream); code != "" {
			t.Fatal(code, at)
		}
		err := c.Streams[0].Reaches(kept.Head)
		if in, at, broken := journal.Broken(err); !broken || in != stream || at != cut-1 {
			t.Errorf("cut off at %d: %v", cut, err)
		}
	}
}
