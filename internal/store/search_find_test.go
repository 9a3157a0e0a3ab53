package store_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"samverkan/internal/finding"
	"samverkan/internal/journal"
	"samverkan/internal/store"
)

func find(t *testing.T, s *store.Store, as store.Reader, q store.SearchQuery) store.Matches {
	t.Helper()
	var out store.Matches
	view(t, s, func(tx *store.Tx) (err error) { out, err = tx.Find(as, q); return err })
	return out
}

func plain(pieces []finding.Piece) string {
	var b strings.Builder
	for _, p := range pieces {
		if p.Marked {
			b.WriteString("[" + p.Text + "]")
			continue
		}
		b.WriteString(p.Text)
	}
	return b.String()
}

func ids(m store.Matches) string {
	var out []string
	for _, x := range m.Matches {
		out = append(out, x.ID)
	}
	return strings.Join(out, " ")
}

// said is what of the stage can be searched for.
func said(t *testing.T, s *store.Store) {
	t.Helper()
	update(t, s, func(tx *store.Tx) error {
		return firstFault(tx.PutConferenceTexts("konf-1", []store.Text{
			{Kind: store.FoundConference, Thing: "konf-1", Actor: host, Title: "Nr 1", At: at(15)},
			{Kind: store.FoundNote, Thing: "B1", Actor: invited, Body: "Vi behöver reservkraftaggregaten till vattenverket i Älvnäs, rum 18:30.", At: at(15)},
			{Kind: store.FoundNote, Thing: "B2", Actor: invited, Body: "Ett aggregat är på väg. ZEBRA", At: at(16)},
			{Kind: store.FoundNote, Thing: "B3", Actor: host, Body: "Kanarie i gruvan", At: at(16), Secret: true, Readers: []string{other}},
			{Kind: store.FoundDecision, Thing: "D1", Actor: host, Body: "Besluten om värmestugor gäller.", At: at(17)},
		}))
	})
}

// Words are found in their forms, by their beginning and inside long words, in that order; å, ä and ö are letters of their own.
func TestFind(t *testing.T) {
	stageOn(t, func(t *testing.T, s *store.Store) {
		said(t, s)
		for text, want := range map[string]string{
			"aggregat": "B2 B1", "kraft": "B1", "kraftaggregat": "B1", "reservkraft": "B1", "reservkraftaggregat": "B1", "beslut": "D1", "VÄRMESTUGA": "D1",
			"alvnas": "", "älvnäs": "B1", "a\u0308lvna\u0308s": "B1", "aggregat älvnäs": "B1", "aggregat -zebra": "B1", `"på väg"`: "B2", `"väg på"`: "", "18:30": "B1", "30:18": "",
			"-zebra": "", "*": "", `"`: "", `" NEAR(aggregat`: "", "aggregat*": "B2 B1", "aggregat AND": "", "stems:aggregat": "", "kanarie": "B3", "servkraft": "",
			"": "", "   ": "", `zebra"`: "B2",
		} {
			m := find(t, s, store.As(host), store.SearchQuery{Text: text})
			if got := ids(m); got != want || m.Total != len(m.Matches) {
				t.Errorf("%q finds %q of %d, want %q", text, got, m.Total, want)
			}
		}
		m := find(t, s, store.As(invited), store.SearchQuery{Text: "kraft älvnäs"})
		if got := plain(m.Matches[0].Title); got != "Vi behöver [reservkraftaggregaten] till vattenverket i [Älvnäs], rum 18:30." || m.Matches[0].About != "Nr 1" {
			t.Errorf("%q in %q", got, m.Matches[0].About)
		}
	})
}

// What is marked is found and counted by its readers alone, and nothing by who has no part in it.
func TestFindAsReader(t *testing.T) {
	stageOn(t, func(t *testing.T, s *store.Store) {
		said(t, s)
		for _, c := range []struct {
			as   store.Reader
			text string
			want string
		}{
			{store.As(host), "gruvan", "B3"}, {store.As(other), "gruvan", "B3"}, {store.As(invited), "gruvan", ""}, {store.As(outsider), "gruvan", ""}, {store.As(""), "gruvan", ""},
			{store.As("*"), "gruvan", ""}, {store.Whole(), "gruvan", "B3"}, {store.As(outsider), "aggregat", ""}, {store.As(other), "aggregat", "B2 B1"},
		} {
			if m := find(t, s, c.as, store.SearchQuery{Text: c.text}); ids(m) != c.want || m.Total != len(m.Matches) {
				t.Errorf("%+v finds %q by %q, want %q", c.as, ids(m), c.text, c.want)
			}
		}
		count := func(as store.Reader) int {
			for _, k := range find(t, s, as, store.SearchQuery{Incident: "snokaos"}).Kinds {
				if k.Value == store.FoundNote {
					return k.Items
				}
			}
			return 0
		}
		if a, b, c := count(store.As(host)), count(store.As(invited)), count(store.As(outsider)); a != 3 || b != 2 || c != 0 {
			t.Errorf("counted %d, %d, %d notes", a, b, c)
		}
		// Opened, it is found by all; marked for another, by that one.
		update(t, s, func(tx *store.Tx) error {
			return tx.PutConferenceTexts("konf-1", []store.Text{{Kind: store.FoundNote, Thing: "B3", Actor: host, Body: "Kanarie i gruvan", At: at(16), Secret: true, Readers: []string{invited}}})
		})
		if a, b := find(t, s, store.As(other), store.SearchQuery{Text: "gruvan"}), find(t, s, store.As(invited), store.SearchQuery{Text: "gruvan"}); a.Total != 0 || b.Total != 1 {
			t.Errorf("%d, %d", a.Total, b.Total)
		}
		if m := find(t, s, store.As(host), store.SearchQuery{Text: "aggregat"}); m.Total != 0 {
			t.Error("what was taken away is found")
		}
	})
}

// An item is found by its title, tags, file name and the words of its file, by who reads it in its area, whatever is searched.
func TestFindItems(t *testing.T) {
	stageOn(t, func(t *testing.T, s *store.Store) {
		update(t, s, func(tx *store.Tx) error {
			if err := firstFault(tx.PutArea(store.Area{ID: "egen", OwnerActor: invited, Title: "Egen yta", Rights: []store.AreaRight{{Actor: other, Level: "read"}}}),
				tx.PutItem(store.Item{ID: "alla", Area: "egen", Folder: "Kartor/Nya", Kind: "document", Title: "Kartläge", Audience: "all", CreatedAt: at(9), CreatedByActor: invited, Tags: []string{"vatten"}}),
				tx.PutItem(store.Item{ID: "vi", Area: "egen", Kind: "document", Title: "Bara Älvnäs", Audience: "own", CreatedAt: at(9), CreatedByActor: invited, Tags: []string{"hemligt"}})); err != nil {
				return err
			}
			for _, id := range []string{"alla", "vi"} {
				if _, err := tx.AddItemVersion(store.ItemVersion{Item: id, FileName: "nödvattenplan.txt", MediaType: "text/plain", Digest: "fil", PublishedAt: at(9)}); err != nil {
					return err
				}
			}
			job, found, err := tx.LeaseFileText(tx.Now.Add(time.Hour))
			if err != nil || !found || job.Digest != "fil" || job.Format != "text" {
				t.Errorf("%+v, %v, %v", job, found, err)
			}
			if again, found, err := tx.LeaseFileText(tx.Now.Add(time.Hour)); found || err != nil {
				t.Errorf("leased twice: %+v, %v", again, err)
			}
			job.Content = strings.Repeat("utfyllnad och mera ", 4000) + "Kanariefågeln sjunger."
			return tx.PutFileText(job)
		})
		for _, c := range []struct {
			as   store.Reader
			q    store.SearchQuery
			want int
		}{
			{store.As(invited), store.SearchQuery{Text: "kanariefågel"}, 2}, {store.As(other), store.SearchQuery{Text: "kanariefågel"}, 1}, {store.As(outsider), store.SearchQuery{Text: "kanariefågel"}, 0},
			{store.As(host), store.SearchQuery{Text: "kanariefågel"}, 0}, {store.As(other), store.SearchQuery{Text: "nödvatten"}, 1}, {store.As(other), store.SearchQuery{Text: "utfyllnad kartläge"}, 1},
			{store.As(other), store.SearchQuery{Tag: "vatten"}, 1}, {store.As(other), store.SearchQuery{Tag: "hemligt"}, 0}, {store.As(invited), store.SearchQuery{Tag: "hemligt"}, 1},
			{store.As(other), store.SearchQuery{Text: "fågel", Folder: "Kartor"}, 1}, {store.As(other), store.SearchQuery{Text: "fågel", Folder: "Kart"}, 0}, {store.As(other), store.SearchQuery{Text: "fågel", Actor: host}, 0},
			{store.As(other), store.SearchQuery{Text: "fågel", Kind: "document"}, 1}, {store.As(other), store.SearchQuery{Text: "fågel", Kind: "minutes"}, 0}, {store.As(other), store.SearchQuery{Text: "fågel", Place: "98"}, 1},
			{store.As(other), store.SearchQuery{Text: "fågel", Place: "97"}, 0}, {store.As(other), store.SearchQuery{Text: "fågel", Area: "egen"}, 1}, {store.As(other), store.SearchQuery{Area: "egen"}, 2},
		} {
			m := find(t, s, c.as, c.q)
			if m.Total != c.want {
				t.Errorf("%+v finds %d by %+v, want %d", c.as, m.Total, c.q, c.want)
			}
			if told := fmt.Sprint(m.Facets); c.want == 0 && told != fmt.Sprint(store.Facets{Kinds: []store.Count{}, Actors: []store.Count{}, Tags: []store.Count{}, Folders: []store.Count{}, Places: []store.Count{}}) {
				t.Errorf("%+v is told %s by %+v", c.as, told, c.q)
			}
		}
		if m := find(t, s, store.As(other), store.SearchQuery{Text: "fågel"}); !strings.Contains(plain(m.Matches[0].Text), "[Kanariefågeln] sjunger.") {
			t.Errorf("%q", plain(m.Matches[0].Text))
		}
		update(t, s, func(tx *store.Tx) error { return tx.DeleteFileText("fil") })
		if m := find(t, s, store.As(invited), store.SearchQuery{Text: "fågel"}); m.Total != 0 {
			t.Error("the words of a removed file are found")
		}
		update(t, s, func(tx *store.Tx) error { return tx.DeleteItem("alla") })
		if m := find(t, s, store.As(invited), store.SearchQuery{Text: "kartläge"}); m.Total != 0 {
			t.Error("a removed item is found")
		}
		wholeIndex(t, s)
	})
}

func wholeIndex(t *testing.T, s *store.Store) {
	t.Helper()
	view(t, s, func(tx *store.Tx) error {
		whole, err := tx.IndexWhole()
		if !whole {
			t.Error("texts and index differ")
		}
		return err
	})
}

// The latest is first, time narrows it, and pages follow on each other.
func TestFindPages(t *testing.T) {
	stageOn(t, func(t *testing.T, s *store.Store) {
		update(t, s, func(tx *store.Tx) error {
			s.BlockTexts(64)
			var texts []store.Text
			for _, from := range []int{1, 0} { // blocks of the same time
				for i := from; i < 1200; i += 2 {
					texts = append(texts, store.Text{Kind: store.FoundNote, Thing: fmt.Sprint("N", i), Actor: invited, Body: "Snöröjning pågår", At: at(1).Add(time.Duration(i) * time.Second)})
				}
				if err := tx.PutConferenceTexts("konf-1", texts); err != nil {
					return err
				}
			}
			return nil
		})
		m := find(t, s, store.As(invited), store.SearchQuery{Text: "snöröjningen", Page: store.Page{Limit: 3, Offset: 3}})
		if ids(m) != "N1196 N1195 N1194" || m.Total != 203 || !m.More {
			t.Errorf("%s of %d", ids(m), m.Total)
		}
		m = find(t, s, store.As(invited), store.SearchQuery{Text: "snöröjningen", Page: store.Page{Limit: 2, Offset: 998}})
		if ids(m) != "N201 N200" || m.Total != 1000 || !m.More {
			t.Errorf("%s of %d", ids(m), m.Total)
		}
		m = find(t, s, store.As(invited), store.SearchQuery{Text: "snö", From: at(1).Add(5 * time.Second), To: at(1).Add(7 * time.Second)})
		if ids(m) != "N6 N5" || m.More {
			t.Error(ids(m))
		}
	})
}

// What was in the index is in no byte of the file after it has been expunged with what it was made of: what was said, and what was read out of a file.
func TestExpungedFromIndex(t *testing.T) {
	path := filepath.Join(t.TempDir(), "samverkan.db")
	s := open(t, path)
	s.BlockTexts(4) // so that it is in a block
	stage(t, s)
	said(t, s)
	putCanaryFile(t, s, "Tetragonen flyttas.")
	update(t, s, func(tx *store.Tx) error {
		_, err := tx.Append("x", 0, journal.Entry{OccurredAt: at(1), Name: "x", Version: 1, CommandID: "1", Payload: []byte(`{"a":1}`)})
		return err
	})
	words := []string{"reservkraftaggregaten", "rvkraftaggregaten", "zebra", "ZEBRA", "gruvan", "Kanarie", "etragon", "tetr"}
	if there := inFiles(t, path, words); len(there) == 0 {
		t.Fatal("nothing was there; the test would show nothing")
	}
	update(t, s, func(tx *store.Tx) error {
		if err := firstFault(tx.PutConferenceTexts("konf-1", nil), tx.DeleteItem("kanarie"), tx.DeleteFileText("kanariefil")); err != nil {
			return err
		}
		_, err := tx.Expunge(journal.Expunged{Stream: "x", Seqs: []int64{1}, Ground: "Gallring", By: "a"}, journal.Entry{OccurredAt: at(1)})
		return err
	})
	wholeIndex(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if there := inFiles(t, path, words); len(there) > 0 {
		t.Error(there)
	}
}

// putCanaryFile puts an item with a file that has been read.
func putCanaryFile(t *testing.T, s *store.Store, content string) {
	t.Helper()
	update(t, s, func(tx *store.Tx) error {
		if err := firstFault(tx.PutArea(store.Area{ID: "fyr", OwnerActor: host, Title: "Fyr"}),
			tx.PutItem(store.Item{ID: "kanarie", Area: "fyr", Kind: "document", Title: "Fil", Audience: "all", CreatedAt: at(9), CreatedByActor: host})); err != nil {
			return err
		}
		if _, err := tx.AddItemVersion(store.ItemVersion{Item: "kanarie", FileName: "a.txt", MediaType: "text/plain", Digest: "kanariefil", PublishedAt: at(9)}); err != nil {
			return err
		}
		return tx.PutFileText(store.FileText{Digest: "kanariefil", Format: "text", Content: content})
	})
}

// inFiles tells which words are in the files of a database.
func inFiles(t *testing.T, path string, words []string) (there []string) {
	t.Helper()
	files, _ := filepath.Glob(path + "*")
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range words {
			if bytes.Contains(raw, []byte(word)) {
				there = append(there, word+" in "+filepath.Base(name))
			}
		}
	}
	return there
}

// Whatever is typed finds something or nothing, and is never a fault (faults.md D13).
func FuzzFind(f *testing.F) {
	s := open(f, filepath.Join(f.TempDir(), "samverkan.db"))
	for _, typed := range []string{`'; DROP TABLE search_text; --`, `"" OR 1=1`, `NEAR("a" "b", 5)`, `words : kraft*`, `a AND NOT (b`, "\x00\xff", strings.Repeat("kraft* ", 2000), strings.Repeat(`"`, 999),
		`{"a":[1]}`, "%_\\", "$1 ? ?1", "å\u0308\u0308\u0308", "-" + strings.Repeat("-x ", 300), "𝔎𝔯𝔞𝔣𝔱 🚒", strings.Repeat("reservkraftaggregat", 40)} {
		f.Add(typed, typed)
	}
	f.Fuzz(func(t *testing.T, typed, narrow string) {
		for _, q := range []store.SearchQuery{{Text: typed}, {Text: typed, Tag: narrow, Folder: narrow}, {Text: typed, Kind: narrow, Place: narrow, Actor: narrow, Incident: narrow, Area: narrow}} {
			for _, as := range []store.Reader{store.As("a"), store.Whole()} {
				if err := s.View(context.Background(), func(tx *store.Tx) error {
					_, err := tx.Find(as, q)
					return err
				}); err != nil {
					t.Fatalf("%q: %v", typed, err)
				}
			}
		}
	})
}

// A moved installation is searched as before.
func TestMovedIndex(t *testing.T) {
	freshOn(t, func(t *testing.T, s *store.Store) {
		from := open(t, filepath.Join(t.TempDir(), "samverkan.db"))
		stage(t, from)
		said(t, from)
		if err := store.Move(t.Context(), from, s, nil); err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{"aggregat", "kraft", `"på väg"`} {
			a, b := find(t, from, store.As(host), store.SearchQuery{Text: text}), find(t, s, store.As(host), store.SearchQuery{Text: text})
			if a.Total == 0 || ids(a) != ids(b) {
				t.Errorf("%q: %q became %q", text, ids(a), ids(b))
			}
		}
		wholeIndex(t, s)
	})
}

// News are what changed after the member looked.
func TestNews(t *testing.T) {
	stageOn(t, func(t *testing.T, s *store.Store) {
		said(t, s)
		update(t, s, func(tx *store.Tx) error {
			return tx.PutMember(store.Member{ID: "berit", Name: "Berit", Actor: invited})
		})
		news := func(as store.Reader) []string {
			var out []string
			view(t, s, func(tx *store.Tx) error {
				list, total, err := tx.NewsFor(as, "berit", 50)
				for _, n := range list {
					out = append(out, n.Kind+" "+n.ID)
				}
				if total != len(list) {
					t.Errorf("%d of %d", len(list), total)
				}
				return err
			})
			return out
		}
		if got := news(store.As(invited)); !slices.Contains(got, "decision D1") {
			t.Errorf("%v", got)
		}
		if got := news(store.As(outsider)); len(got) > 0 {
			t.Errorf("an outsider has %v", got)
		}
		update(t, s, func(tx *store.Tx) error { return tx.SeeEverything(store.As(invited), "berit") })
		update(t, s, func(tx *store.Tx) error {
			return tx.PutConferenceTexts("konf-1", []store.Text{{Kind: store.FoundDecision, Thing: "D2", Body: "Nytt", At: tx.Now.Add(time.Hour)}})
		})
		if got := news(store.As(invited)); fmt.Sprint(got) != "[decision D2]" {
			t.Errorf("%v", got)
		}
	})
}
