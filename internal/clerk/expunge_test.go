package clerk_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/journal"
	"samverkan/internal/pack"
	"samverkan/internal/store"
)

// sayings gives the long texts in a payload.
func sayings(payload []byte) []string {
	var v any
	if json.Unmarshal(payload, &v) != nil {
		return nil
	}
	var out []string
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case string:
			if len([]rune(v)) >= 30 {
				out = append(out, v)
			}
		case []any:
			for _, x := range v {
				walk(x)
			}
		case map[string]any:
			for _, x := range v {
				walk(x)
			}
		}
	}
	walk(v)
	return out
}

// onlyIn keeps those of a row's texts that stand in no other row.
func onlyIn(entries []journal.Entry, row int) []string {
	var out []string
	for _, s := range sayings(entries[row].Payload) {
		quoted, _ := json.Marshal(s)
		quoted = bytes.Trim(quoted, `"`)
		alone := true
		for i, e := range entries {
			if i != row && bytes.Contains(e.Payload, quoted) {
				alone = false
			}
		}
		if alone {
			out = append(out, s)
		}
	}
	return out
}

// Any single row can be expunged: the chain holds, the state still folds, the lists and every document can be made, and what the
// row said is in none of them.
func TestAnyRowCanBeExpunged(t *testing.T) {
	w := at(t, "held")
	ctx := t.Context()
	owner := clerk.OwnerIdentity()
	entries := w.journal(owner, regional)
	m := w.maker(w.clock.now())
	removed, kinds := 0, map[string]bool{}
	for i, e := range entries {
		if kinds[e.Name] && !everyRow(e.Seq, int64(len(entries))) {
			continue
		}
		gone := onlyIn(entries, i)
		removed += len(gone)
		err := w.TryExpunge(ctx, owner, clerk.Expunge{Stream: stream, Seqs: []int64{e.Seq}, Ground: "Gallringsbeslut 12/2027"},
			func(tx *store.Tx, all []journal.Entry, c *conference.Conference) error {
				report, err := journal.Verify(stream, each(all))
				if err != nil || report.Expunged != 1 || report.Head.Seq != int64(len(entries))+1 {
					return fmt.Errorf("%+v, %w", report, err)
				}
				var said bytes.Buffer
				measures, err := tx.Measures(store.Whole(), store.MeasureFilter{})
				if err != nil {
					return err
				}
				decisions, err := tx.Decisions(store.Whole(), store.DecisionFilter{})
				if err != nil {
					return err
				}
				conferences, err := tx.Conferences(store.Whole(), store.ConferenceFilter{})
				if err != nil {
					return err
				}
				if err := json.NewEncoder(&said).Encode([]any{measures, decisions, conferences}); err != nil {
					return err
				}
				if e.Name == "conference.planned" {
					if len(conferences)+len(measures)+len(decisions) > 0 {
						return fmt.Errorf("without a plan there is still %d conferences", len(conferences))
					}
					return nil
				}
				papers, formats := []pack.Paper{pack.Minutes}, []pack.Format{pack.JSON}
				if !kinds[e.Name] { // everything once for each kind of row: it takes a while
					papers, formats, kinds[e.Name] = pack.Papers(), []pack.Format{pack.Markdown, pack.JSON, pack.CSV, pack.ICS}, true
				}
				for _, paper := range papers {
					for _, format := range formats {
						f, err := m.File(ctx, paper, format, c, pack.Reader{})
						if fault.CodeOf(err) == "pack.format" {
							continue
						}
						if err != nil {
							return fmt.Errorf("%s.%s: %w", paper, format, err)
						}
						said.Write(f.Content)
					}
				}
				for _, s := range gone {
					quoted, _ := json.Marshal(s)
					if bytes.Contains(said.Bytes(), []byte(s)) || bytes.Contains(said.Bytes(), bytes.Trim(quoted, `"`)) {
						t.Errorf("row %d, %s: %q is still there", e.Seq, e.Name, s)
					}
				}
				return nil
			})
		if err != nil {
			t.Errorf("row %d, %s: %v", e.Seq, e.Name, err)
		}
	}
	if removed < 20 {
		t.Errorf("only %d texts were looked for", removed)
	}
	w.whole()
}

func each(entries []journal.Entry) iter.Seq2[journal.Entry, error] {
	return func(yield func(journal.Entry, error) bool) {
		for _, e := range entries {
			if !yield(e, nil) {
				return
			}
		}
	}
}

// rowOf finds the row that carries a text.
func rowOf(t *testing.T, entries []journal.Entry, name, text string) journal.Entry {
	t.Helper()
	for _, e := range entries {
		if e.Name == name && strings.Contains(string(e.Payload), text) {
			return e
		}
	}
	t.Fatalf("no %s says %q", name, text)
	return journal.Entry{}
}

// What is expunged is gone from the desk, the lists, every other process, and the files of the database.
func TestExpunged(t *testing.T) {
	a := at(t, "held")
	ctx := t.Context()
	owner := clerk.OwnerIdentity()
	b := open(t, a.dir, 3)
	b.clock.set(a.clock.now())
	entries := a.journal(owner, regional)
	m, _ := a.view(owner, regional).Conference.Measure("A3")
	d, _ := a.view(owner, regional).Conference.Decision("D1")
	n, _ := a.view(owner, regional).Conference.Note("B1")
	gone := []string{m.Text, n.Text, d.Wording}
	var seqs []int64
	for i, e := range entries {
		for _, text := range gone {
			quoted, _ := json.Marshal(text)
			if bytes.Contains(e.Payload, bytes.Trim(quoted, `"`)) && (len(seqs) == 0 || seqs[len(seqs)-1] != e.Seq) {
				seqs = append(seqs, e.Seq)
			}
		}
		_ = i
	}
	if len(seqs) < 4 {
		t.Fatal(seqs)
	}
	// Both processes have the conference in memory.
	for _, w := range []*world{a, b} {
		w.do(holder(conference.Leader), regional, w.clock.now(), "", &conference.Evaluate{Text: w.store.Path() + fmt.Sprint(w == a)})
	}
	for _, c := range []struct {
		who  clerk.Identity
		cmd  clerk.Expunge
		code string
	}{
		{tib(host), clerk.Expunge{Stream: stream, Seqs: seqs, Ground: "x"}, "access.operator-only"},
		{owner, clerk.Expunge{Stream: stream, Seqs: seqs}, "journal.expunge-incomplete"},
		{owner, clerk.Expunge{Stream: stream, Seqs: nil, Ground: "x"}, "journal.expunge-incomplete"},
		{owner, clerk.Expunge{Stream: stream, Seqs: []int64{5, 4}, Ground: "x"}, "journal.expunge-incomplete"},
		{owner, clerk.Expunge{Stream: stream, Seqs: []int64{4, 99999}, Ground: "x"}, "store.nothing-to-expunge"},
		{owner, clerk.Expunge{Stream: "conference/ingen", Seqs: []int64{1}, Ground: "x"}, "store.nothing-to-expunge"},
	} {
		_, err := a.Administer(ctx, c.who, "", c.cmd)
		wantCode(t, err, c.code)
	}
	a.whole()
	cmd := clerk.Expunge{Stream: stream, Seqs: seqs, Ground: "Gallringsbeslut 12/2027"}
	if _, err := a.Administer(ctx, owner, "gallra", cmd); err != nil {
		t.Fatal(err)
	}
	// The other process goes on with what it has in memory, and must not write it back.
	b.do(holder(conference.Leader), regional, b.clock.now(), "", &conference.Evaluate{Text: "Efteråt"})
	keptAsFolded(b, regional)
	a.do(holder(conference.Leader), regional, a.clock.now(), "", &conference.Evaluate{Text: "Efteråt hos den andra"})
	keptAsFolded(a, regional)
	for _, w := range []*world{a, b} {
		for where, said := range heard(w, owner) {
			for _, text := range gone {
				quoted, _ := json.Marshal(text)
				if bytes.Contains(said, []byte(text)) || bytes.Contains(said, bytes.Trim(quoted, `"`)) {
					t.Errorf("%q is still in %s", text, where)
				}
			}
		}
	}
	rebuiltTheSame(a, regional)
	report := a.whole().Streams[0]
	if report.Expunged != int64(len(seqs)) {
		t.Errorf("%+v", report)
	}
	// The removal is told to all who read the journal, and cannot be removed.
	last := rowOf(t, a.journal(tib(attendee), regional), journal.ExpungedName, "Gallringsbeslut 12/2027")
	_, err := a.Administer(ctx, owner, "", clerk.Expunge{Stream: stream, Seqs: []int64{last.Seq}, Ground: "x"})
	wantCode(t, err, "store.nothing-to-expunge")
	_, err = a.Administer(ctx, owner, "", cmd)
	wantCode(t, err, "store.nothing-to-expunge")
	if r, err := a.Administer(ctx, owner, "gallra", cmd); err != nil || r.Status != clerk.Already {
		t.Errorf("%+v, %v", r, err)
	}
	// A command that said it does not bring it back.
	for _, x := range wishes(plan(t, "regional"), run(t, "regional")) {
		if r, err := a.Do(ctx, x.who, regional, x.Wish); err == nil && r.Status != clerk.Already {
			t.Errorf("line %d: %+v", x.line, r)
		}
	}
	for _, w := range []*world{b, a} {
		if err := w.store.Close(); err != nil {
			t.Fatal(err)
		}
	}
	left, err := filepath.Glob(filepath.Join(a.dir, "samverkan.db*"))
	if err != nil || len(left) == 0 {
		t.Fatal(left, err)
	}
	for _, name := range left {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range gone {
			quoted, _ := json.Marshal(text)
			if bytes.Contains(raw, []byte(text)) || bytes.Contains(raw, bytes.Trim(quoted, `"`)) {
				t.Errorf("%q is still in the file %s", text, filepath.Base(name))
			}
		}
	}
}

// A row of the journal of administration can be expunged as any other.
func TestExpungeAdministration(t *testing.T) {
	w := at(t, "held")
	owner := clerk.OwnerIdentity()
	w.administer(clerk.Expunge{Stream: "directory", Seqs: []int64{4}, Ground: "Kontot är borttaget"})
	w.whole()
	if n, err := w.Rebuild(t.Context(), owner); err != nil || n != 1 {
		t.Fatal(n, err)
	}
}

// A conference whose plan is expunged has no host and no name: nobody but the owner of the file sees it, least of all who acts for
// nobody.
func TestExpungedPlan(t *testing.T) {
	w := at(t, "held")
	owner := clerk.OwnerIdentity()
	w.administer(clerk.Expunge{Stream: stream, Seqs: []int64{1}, Ground: "Gallringsbeslut 12/2027"})
	for _, who := range []clerk.Identity{{}, member("ingen", "", "operator"), tib(host), tib(attendee), tib(outsider)} {
		_, err := w.Conference(t.Context(), who, regional)
		wantCode(t, err, "conference.unknown")
	}
	w.view(owner, regional)
	w.do(owner, regional, w.clock.now(), "", &conference.Evaluate{Text: "Det går att skriva"})
	if list, err := w.Conferences(t.Context(), owner, store.ConferenceFilter{}); err != nil || len(list) != 0 {
		t.Errorf("%+v, %v", list, err)
	}
	w.whole()
}
