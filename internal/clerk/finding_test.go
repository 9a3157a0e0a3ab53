package clerk_test

import (
	"database/sql"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/store"
)

func (w *world) found(who clerk.Identity, q clerk.SearchQuery) clerk.Found {
	w.t.Helper()
	f, err := w.Search(w.t.Context(), who, q)
	if err != nil {
		w.t.Fatal(err)
	}
	return f
}

// tamper changes the file past the program.
func (w *world) tamper(statements ...string) {
	w.t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(w.dir, "samverkan.db")+"?_pragma=busy_timeout(5000)&_pragma=foreign_keys(1)")
	if err != nil {
		w.t.Fatal(err)
	}
	defer db.Close()
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			w.t.Fatalf("%s: %v", s, err)
		}
	}
}

// The words of a file are found when it has been read, by those who read the item; a broken one is told as that, and is read once.
func TestFilesAreRead(t *testing.T) {
	w := at(t, "called")
	ctx := t.Context()
	w.administer(clerk.CreateArea{Area: area.Area{ID: "fynd", Name: "Fynd", Owner: host, Grants: []area.Grant{{Actor: attendee, Right: area.Read}}}})
	for _, f := range []struct {
		item, name, content string
		audience            area.Audience
	}{
		{"plan", "plan.txt", "Ta fram nödvattentankarna före kvällen.", area.Everyone}, {"egen", "egen.md", "# Nödvattentankar\nbara för oss", area.OnlyWe},
		{"trasig", "trasig.docx", "detta är ingen docx", area.Everyone}, {"karta", "karta.pdf", "nödvattentankar", area.Everyone},
	} {
		digest, size, err := w.PutFile(ctx, strings.NewReader(f.content), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		w.administer(clerk.PutItem{Item: area.Item{ID: f.item, Area: "fynd", Kind: area.Document, Title: f.item, Audience: f.audience, Owner: host},
			Version: area.Version{Name: f.name, MediaType: "application/octet-stream", Size: size, Digest: digest}})
	}
	if f := w.found(tib(host), clerk.SearchQuery{Text: "nödvatten"}); f.Total != 0 {
		t.Errorf("found before it was read: %+v", f.Matches)
	}
	for n := 0; ; n++ {
		worked, err := w.ReadFile(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if !worked {
			if n != 3 {
				t.Errorf("%d files were read", n)
			}
			break
		}
	}
	for _, c := range []struct {
		who  clerk.Identity
		want int
	}{{tib(host), 2}, {tib(attendee), 1}, {tib(outsider), 0}} {
		if f := w.found(c.who, clerk.SearchQuery{Text: "vattentank"}); f.Total != c.want {
			t.Errorf("%s finds %d, want %d", c.who.Actor, f.Total, c.want)
		}
	}
	if f := w.found(tib(attendee), clerk.SearchQuery{Text: "trasig"}); f.Total != 1 || f.Matches.Matches[0].Unread != "filetext.unreadable" {
		t.Errorf("%+v", f.Matches)
	}
	w.whole()
}

// Facets, snippets, totals and news hold nothing of what is marked, whatever is looked for; rebuilt and filled anew it is the same.
func TestFindingDoesNotSing(t *testing.T) {
	w, k := secretMeeting(t)
	ctx := t.Context()
	listen := func() string {
		var all []any
		for _, who := range []clerk.Identity{tib(attendee), tib(observer), tib(outsider)} {
			var told []any
			for _, word := range k.words {
				for _, q := range []clerk.SearchQuery{{Text: word}, {Text: word, Kind: "note"}, {Text: word, Actor: host}, {Text: word, PerKind: 3}} {
					f := w.found(who, q)
					told = append(told, f)
				}
			}
			told = append(told, w.found(who, clerk.SearchQuery{Actor: host}), w.found(who, clerk.SearchQuery{Kind: "note"}))
			list, total, err := w.NewsFor(ctx, who, 500)
			if err != nil || total != len(list) {
				t.Fatal(total, err)
			}
			b, err := json.Marshal(append(told, list))
			if err != nil {
				t.Fatal(err)
			}
			if heard := k.sing(b); len(heard) > 0 {
				t.Errorf("%s hears %v", who.Actor, heard)
			}
			all = append(all, string(b))
		}
		b, _ := json.Marshal(all)
		return string(b)
	}
	before := listen()
	if _, err := w.Rebuild(ctx, clerk.OwnerIdentity()); err != nil {
		t.Fatal(err)
	}
	if listen() != before {
		t.Error("rebuilt, it answers otherwise")
	}
	w.whole()
	if err := w.store.Update(ctx, func(tx *store.Tx) error { return tx.PutConferenceTexts(regional, nil) }); err != nil {
		t.Fatal(err)
	}
	c, err := w.Verify(ctx, clerk.OwnerIdentity())
	if err != nil || len(c.Faults) != 1 {
		t.Errorf("texts that are gone: %v, %v", c.Faults, err)
	}
}

// What was there before there was an index, or an index of this kind, is found when the service has filled it: the same as before, and once.
func TestTheIndexIsFilled(t *testing.T) {
	w, _ := secretMeeting(t)
	ctx := t.Context()
	w.administer(clerk.CreateArea{Area: area.Area{ID: "fynd", Name: "Fynd om vatten", Owner: host}})
	listen := func() string {
		var all []any
		for _, who := range []clerk.Identity{tib(host), tib(attendee), tib(outsider)} {
			for _, word := range []string{"vatten", "möte", "snö", "väg"} {
				all = append(all, w.found(who, clerk.SearchQuery{Text: word}))
			}
		}
		b, err := json.Marshal(all)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	before := listen()
	w.tamper(`DELETE FROM search_text`, `DELETE FROM search_state`, `DELETE FROM search_sign`, `DELETE FROM search_block`)
	if listen() == before {
		t.Fatal("nothing was taken away")
	}
	if c, err := w.Verify(ctx, clerk.OwnerIdentity()); err != nil || len(c.Faults) > 0 {
		t.Errorf("not filled yet, which is no fault: %v, %v", c.Faults, err)
	}
	for range 2 {
		if err := w.FillSearch(ctx); err != nil {
			t.Fatal(err)
		}
	}
	if got := listen(); got != before {
		t.Errorf("filled, it answers otherwise:\n%s\nthan before:\n%s", got, before)
	}
	w.whole()
	w.tamper(`UPDATE search_text SET digest = 'x' WHERE area = 'fynd'`)
	if c, err := w.Verify(ctx, clerk.OwnerIdentity()); err != nil || len(c.Faults) != 1 {
		t.Errorf("what an area is found by is not as it is called: %v, %v", c.Faults, err)
	}
}

// Saved searches are each person's own.
func TestSavedSearches(t *testing.T) {
	w := at(t, "called")
	ctx := t.Context()
	a, b := tib(host), tib(attendee)
	for _, who := range []clerk.Identity{a, b} {
		w.administer(clerk.SaveMember{Member: directory.Member{ID: who.Member, Name: "TiB", Actor: who.Actor, SystemRole: directory.Writer}})
	}
	x, err := w.SaveSearch(ctx, a, "  Vatten  nu ", "q=vatten")
	if err != nil || x.Name != "Vatten nu" {
		t.Fatal(x, err)
	}
	if again, err := w.SaveSearch(ctx, a, "Vatten nu", "q=is"); err != nil || again.ID != x.ID {
		t.Errorf("%+v, %v", again, err)
	}
	wantCode(t, w.RemoveSearch(ctx, b, x.ID), "search.unknown")
	if list, err := w.SavedSearches(ctx, b); err != nil || len(list) > 0 {
		t.Errorf("%+v, %v", list, err)
	}
	for _, name := range []string{"", " ", strings.Repeat("å", 81), "a\x00b"} {
		_, err := w.SaveSearch(ctx, a, name, "q=x")
		wantCode(t, err, "search.name")
	}
	_, err = w.SaveSearch(ctx, a, "x", strings.Repeat("a", 2001))
	wantCode(t, err, "search.asked")
	_, err = w.SaveSearch(ctx, clerk.Identity{Member: "gast", Actor: attendee, Only: regional}, "x", "q=x")
	wantCode(t, err, "access.guest")
	if err := w.RemoveSearch(ctx, a, x.ID); err != nil {
		t.Fatal(err)
	}
}
