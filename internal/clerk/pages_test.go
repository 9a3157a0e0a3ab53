package clerk_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
)

// Given a meeting with something marked in every place, then no list, count or search gives any of it to who may not read it,
// whatever is looked for; and those who may find it.
func TestPagesDoNotSing(t *testing.T) {
	w, k := secretMeeting(t)
	ctx := t.Context()
	for _, who := range []clerk.Identity{tib(attendee), tib(observer), tib(outsider), {}, {Member: "gast", Actor: attendee, Only: regional}} {
		var told []any
		for _, word := range append(slices.Clone(k.words), "") {
			c, _, _ := w.ConferencePage(ctx, who, clerk.ConferenceQuery{Text: word})
			d, n, _ := w.DecisionPage(ctx, who, clerk.DecisionQuery{Text: word})
			m, o, _ := w.MeasurePage(ctx, who, clerk.MeasureQuery{Text: word})
			f, _ := w.Search(ctx, who, clerk.SearchQuery{Text: word, PerKind: 50})
			told = append(told, c, d, m, f)
			if word != "" && (n > 0 || o > 0) {
				t.Errorf("%s: %d decisions and %d measures have %q", who.Actor, n, o, word)
			}
		}
		b, err := json.Marshal(told)
		if err != nil {
			t.Fatal(err)
		}
		if heard := k.sing(b); len(heard) > 0 {
			t.Errorf("%s hears %v", who.Actor, heard)
		}
	}
	found := 0
	for _, word := range k.words {
		f, err := w.Search(ctx, tib(assessor), clerk.SearchQuery{Text: word, PerKind: 50})
		if err != nil {
			t.Fatal(err)
		}
		found += len(f.Of("decision"))
	}
	if found == 0 {
		t.Error("who may read marked decisions finds none")
	}
}

// Before the invitation is out the invited find nothing; the lists of the host and the invited say what each is there.
func TestConferencePageFollowsTheCall(t *testing.T) {
	w := at(t, "planned")
	ctx := t.Context()
	rows := func(who clerk.Identity) []clerk.ListedConference {
		rows, n, err := w.ConferencePage(ctx, who, clerk.ConferenceQuery{})
		if err != nil || n != len(rows) {
			t.Fatal(n, err)
		}
		return rows
	}
	if got := rows(tib(host)); len(got) != 1 || !got[0].Hosts {
		t.Errorf("the host: %+v", got)
	}
	if got := rows(tib(attendee)); len(got) != 0 {
		t.Errorf("who is not called yet: %+v", got)
	}
	w = at(t, "called")
	if got := rows(tib(attendee)); len(got) != 1 || got[0].Hosts || got[0].Role != "attendee" {
		t.Errorf("who is called: %+v", got)
	}
	if got := rows(tib(observer)); len(got) != 1 || got[0].Role != "observer" {
		t.Errorf("the observer: %+v", got)
	}
	for _, nobody := range []clerk.Identity{{}, {Member: "gast", Actor: attendee, Only: regional}} {
		if _, _, err := w.ConferencePage(ctx, nobody, clerk.ConferenceQuery{}); fault.KindOf(err) != fault.Unauthenticated && fault.KindOf(err) != fault.Forbidden {
			t.Errorf("%+v: %v", nobody, err)
		}
	}
}

// The page of an area is what the area's own rules let each actor read, with their counts and nothing more.
func TestItemPageFollowsTheRules(t *testing.T) {
	w := at(t, "stocked")
	ctx := t.Context()
	digest, size, err := w.PutFile(ctx, strings.NewReader("innehåll"), 100)
	if err != nil {
		t.Fatal(err)
	}
	for i, a := range []area.Audience{area.Everyone, area.Chosen, area.OnlyWe} {
		item := area.Item{ID: string(a), Area: "yta-snokaos", Kind: area.Kinds()[i], Title: "Titel " + string(a), Owner: host, Audience: a, Tags: []string{string(a)}}
		if a == area.Chosen {
			item.Chosen = []string{observer}
		}
		w.administer(clerk.PutItem{Item: item, Version: area.Version{Name: "a.txt", MediaType: "text/plain", Size: size, Digest: digest}})
	}
	for actor, want := range map[string]int{host: 3, observer: 2, attendee: 1} {
		p, err := w.ItemPage(ctx, tib(actor), clerk.ItemQuery{Area: "yta-snokaos"})
		if err != nil {
			t.Fatal(err)
		}
		all, err := w.Area(ctx, tib(actor), "yta-snokaos")
		if err != nil {
			t.Fatal(err)
		}
		if p.Total != want || len(p.Items) != want || len(all.Items) != want || len(p.Tags) != want || len(p.Kinds) != want || p.Right != all.Right {
			t.Errorf("%s: %d items, %d listed, tags %v, right %q; %d by the rules", actor, p.Total, len(p.Items), p.Tags, p.Right, len(all.Items))
		}
		for _, i := range p.Items {
			if v, ok := i.Current(); !ok || v.Digest != digest {
				t.Errorf("%s: %+v", actor, i)
			}
		}
	}
	_, err = w.ItemPage(ctx, tib(outsider), clerk.ItemQuery{Area: "yta-snokaos"})
	wantCode(t, err, "area.unknown")
	wantCode(t, w.SeenArea(ctx, tib(outsider), "yta-snokaos"), "area.unknown")
	fresh := func() int {
		rows, _, err := w.AreaPage(ctx, tib(attendee), clerk.AreaQuery{Member: "leader." + host})
		if err != nil || len(rows) != 1 {
			t.Fatal(rows, err)
		}
		return rows[0].New
	}
	if n := fresh(); n != 1 {
		t.Errorf("%d new before the first look", n)
	}
	w.clock.set(w.clock.now().Add(time.Minute))
	if err := w.SeenArea(ctx, tib(attendee), "yta-snokaos"); err != nil {
		t.Fatal(err)
	}
	if n := fresh(); n != 0 {
		t.Errorf("%d new after a look", n)
	}
}

// The directory is remembered until it changes, also by another process.
func TestDirectoryIsRememberedUntilItChanges(t *testing.T) {
	w := at(t, "stocked")
	before, err := w.Directory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if again, err := w.Directory(t.Context()); err != nil || again != before {
		t.Errorf("read anew although nothing happened, %v", err)
	}
	other := open(t, w.dir, 3)
	another := before.All()[0]
	another.ID, another.Name = "aktor-ny", "Nya aktören"
	other.administer(clerk.ImportActors{Actors: []directory.Actor{another}})
	now, err := w.Directory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := now.ByID("aktor-ny"); !ok || now.Len() != before.Len()+1 {
		t.Errorf("%d actors, %d before", now.Len(), before.Len())
	}
}
