package clerk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/store"
)

// said is what a reader sees of an area's items.
func said(items []area.Item) []string {
	var out []string
	for _, i := range items {
		tags, chosen := slices.Clone(i.Tags), slices.Sorted(slices.Values(i.Chosen))
		out = append(out, fmt.Sprint(i.ID, "|", i.Title, "|", i.Text, "|", i.Folder, "|", tags, "|", i.Audience, chosen, "|", i.OccurredAt.UnixMilli(), "|", i.Revision))
	}
	slices.Sort(out)
	return out
}

// Whatever is done to items: what was shown at a moment is shown of that moment afterwards, to who could read it then and can now; the
// last revision says what the item says; and the tables say what the journal says.
func TestItemsAsTheyWere(t *testing.T) {
	w := at(t, "called")
	w.administer(clerk.GrantRight{Area: "yta-snokaos", Actors: []string{volunteer}, Right: area.Contribute})
	ctx, readers, n := t.Context(), []clerk.Identity{tib(host), tib(volunteer), tib(attendee)}, 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		id := func(i int) string { return fmt.Sprintf("prov-%d-%d", n, i) }
		type moment struct {
			at    time.Time
			shown [][]string
		}
		var moments []moment
		for range rapid.IntRange(1, 8).Draw(t, "steps") {
			w.clock.set(w.clock.now().Add(time.Minute))
			writer := readers[rapid.IntRange(0, 1).Draw(t, "writer")]
			item := id(rapid.IntRange(0, 2).Draw(t, "item"))
			audience := rapid.SampledFrom([]area.Audience{area.Everyone, area.OnlyWe, area.Chosen}).Draw(t, "audience")
			var chosen []string
			if audience == area.Chosen {
				chosen = []string{attendee}
			}
			text := rapid.StringMatching("[a-zåäö ]{1,12}x").Draw(t, "text")
			v, err := w.Item(ctx, writer, "yta-snokaos", item)
			var cmd clerk.AdminCommand
			if err != nil {
				cmd = clerk.PutItem{Item: area.Item{ID: item, Area: "yta-snokaos", Kind: area.Note, Title: "Prov", Text: text, OccurredAt: w.clock.now(), Audience: audience, Chosen: chosen}}
			} else {
				c := v.Item.Content()
				c.Text, c.Audience, c.Chosen = text, audience, chosen
				cmd = rapid.SampledFrom([]clerk.AdminCommand{
					clerk.ChangeItem{Area: "yta-snokaos", Item: item, From: v.Item.Revision, Content: c, Why: "rättat"},
					clerk.MoveItems{Area: "yta-snokaos", Items: []string{item}, Folder: strings.TrimSpace(text)},
					clerk.TagItems{Area: "yta-snokaos", Items: []string{item}, Add: []string{strings.TrimSpace(text)}, Remove: v.Item.Tags},
					clerk.ShareItems{Area: "yta-snokaos", Items: []string{item}, Audience: audience, Chosen: chosen},
				}).Draw(t, "command")
			}
			if _, err := w.Administer(ctx, writer, "", cmd); err != nil && fault.KindOf(err) != fault.Forbidden && fault.KindOf(err) != fault.NotFound {
				t.Fatalf("%#v: %v", cmd, err)
			}
			m := moment{at: w.clock.now()}
			for _, r := range readers {
				l, err := w.Area(ctx, r, "yta-snokaos")
				if err != nil {
					t.Fatal(err)
				}
				m.shown = append(m.shown, said(l.Items))
			}
			moments = append(moments, m)
		}
		for i, m := range moments {
			for r, who := range readers {
				then, err := w.AreaAt(ctx, who, "yta-snokaos", m.at)
				if err != nil {
					t.Fatal(err)
				}
				got := said(then.Items)
				for _, x := range got {
					if !slices.Contains(m.shown[r], x) {
						t.Fatalf("step %d, %s is shown %q, which was not there then", i, who.Actor, x)
					}
				}
				if i == len(moments)-1 && !slices.Equal(got, m.shown[r]) {
					t.Fatalf("%s sees now: %s", who.Actor, cmp.Diff(m.shown[r], got))
				}
			}
			whole, err := w.AreaAt(ctx, clerk.OwnerIdentity(), "yta-snokaos", m.at)
			if err != nil {
				t.Fatal(err)
			}
			all := said(whole.Items)
			for r := range readers { // what somebody saw then has not been lost
				for _, x := range m.shown[r] {
					if !slices.Contains(all, x) {
						t.Fatalf("step %d: %q is gone", i, x)
					}
				}
			}
		}
	})
	w.whole()
}

// noted puts a note in the area.
func noted(w *world, who clerk.Identity, id, text string, audience area.Audience) {
	w.t.Helper()
	if _, err := w.Administer(w.t.Context(), who, "", clerk.PutItem{Item: area.Item{ID: id, Area: "yta-snokaos", Kind: area.Note, Title: "Anteckning", Text: text,
		OccurredAt: w.clock.now(), Audience: audience}}); err != nil {
		w.t.Fatal(err)
	}
}

// Two change the same item from the same revision: the second is told, and nothing is lost.
func TestChangesFromTheSameRevision(t *testing.T) {
	w := at(t, "called")
	noted(w, tib(host), "vagar", "Väg 58 är stängd", area.Everyone)
	v, err := w.Item(t.Context(), tib(host), "yta-snokaos", "vagar")
	if err != nil {
		t.Fatal(err)
	}
	change := func(text string) error {
		c := v.Item.Content()
		c.Text = text
		_, err := w.Administer(t.Context(), tib(host), "", clerk.ChangeItem{Area: "yta-snokaos", Item: "vagar", From: v.Item.Revision, Content: c})
		return err
	}
	if err := change("Väg 58 är öppen"); err != nil {
		t.Fatal(err)
	}
	if err := change("Väg 58 och 59 är stängda"); fault.CodeOf(err) != "area.item-stale" || fault.KindOf(err) != fault.Conflict {
		t.Error(err)
	}
	if err := change("Väg 58 är öppen"); err != nil { // the same wish again is carried out already
		t.Error(err)
	}
	now, err := w.Item(t.Context(), tib(host), "yta-snokaos", "vagar")
	if err != nil || now.Item.Text != "Väg 58 är öppen" || len(now.Revisions) != 2 || now.Revisions[0].Content.Text != "Väg 58 är stängd" {
		t.Error(now, err)
	}
}

// Whoever cannot read an item can neither say anything of it nor learn whether it is there, and what was said of it or stood in it
// before it was opened does not show.
func TestNobodyElseInAnItem(t *testing.T) {
	w := at(t, "called")
	ctx := t.Context()
	w.administer(clerk.GrantRight{Area: "yta-snokaos", Actors: []string{volunteer}, Right: area.Contribute})
	noted(w, tib(host), "eget", "KANARIE bara vi", area.OnlyWe)
	hostile := tib(volunteer)
	for _, id := range []string{"eget", "finns-inte"} {
		for _, cmd := range []clerk.AdminCommand{
			clerk.CommentItem{Area: "yta-snokaos", Item: id, ID: "k-" + id, Text: "Hej"}, clerk.WithdrawComment{Area: "yta-snokaos", Item: id, ID: "k"},
			clerk.ChangeItem{Area: "yta-snokaos", Item: id, From: 1, Content: area.Content{Title: "x", Audience: area.Everyone}},
			clerk.MoveItems{Area: "yta-snokaos", Items: []string{id}, Folder: "x"}, clerk.TagItems{Area: "yta-snokaos", Items: []string{id}, Add: []string{"x"}},
			clerk.ShareItems{Area: "yta-snokaos", Items: []string{id}, Audience: area.Everyone}, clerk.WithdrawItem{Area: "yta-snokaos", Item: id},
		} {
			if _, err := w.Administer(ctx, hostile, "", cmd); fault.CodeOf(err) != "area.item-unknown" {
				t.Errorf("%s of %s: %v", cmd.Name(), id, err)
			}
		}
		_, err := w.Administer(ctx, hostile, "", clerk.PutItem{Item: area.Item{ID: "hit-" + id, Area: "yta-snokaos", Kind: area.Note, Title: "x", Text: "x",
			OccurredAt: w.clock.now(), Audience: area.Everyone, Related: []string{id}}})
		if fault.CodeOf(err) != "area.item-related" {
			t.Errorf("related to %s: %v", id, err)
		}
	}
	if _, err := w.Administer(ctx, tib(host), "", clerk.CommentItem{Area: "yta-snokaos", Item: "eget", ID: "k1", Text: "KANARIE sagt"}); err != nil {
		t.Fatal(err)
	}
	v, err := w.Item(ctx, tib(host), "yta-snokaos", "eget")
	if err != nil {
		t.Fatal(err)
	}
	before := w.clock.now()
	w.clock.set(before.Add(time.Minute))
	c := v.Item.Content()
	c.Text, c.Audience = "Nu för alla", area.Everyone
	if _, err := w.Administer(ctx, tib(host), "", clerk.ChangeItem{Area: "yta-snokaos", Item: "eget", From: v.Item.Revision, Content: c}); err != nil {
		t.Fatal(err)
	}
	seen, err := w.Item(ctx, hostile, "yta-snokaos", "eget")
	if err != nil || len(seen.Revisions) != 1 || strings.Contains(fmt.Sprint(seen.Item, seen.Revisions), "KANARIE") {
		t.Error(seen, err)
	}
	then, err := w.AreaAt(ctx, hostile, "yta-snokaos", before)
	if err != nil || strings.Contains(fmt.Sprint(then), "KANARIE") {
		t.Error(then, err)
	}
	// A comment is its writer's to take back, and then its words are gone, from the journal as well.
	if _, err := w.Administer(ctx, hostile, "", clerk.WithdrawComment{Area: "yta-snokaos", Item: "eget", ID: "k1"}); fault.CodeOf(err) != "area.comment-not-yours" {
		t.Error(err)
	}
	if _, err := w.Administer(ctx, tib(host), "", clerk.WithdrawComment{Area: "yta-snokaos", Item: "eget", ID: "k1"}); err != nil {
		t.Fatal(err)
	}
	if v, err = w.Item(ctx, tib(host), "yta-snokaos", "eget"); err != nil || len(v.Comments) != 1 || v.Comments[0].Text != "" {
		t.Error(v.Comments, err)
	}
	if err := w.store.View(ctx, func(tx *store.Tx) error {
		for e, err := range tx.AllEntries("directory") {
			if err != nil || strings.Contains(string(e.Payload), "KANARIE sagt") {
				t.Error("the journal keeps what was taken back", err)
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Administer(ctx, tib(host), "", clerk.WithdrawItem{Area: "yta-snokaos", Item: "eget"}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Item(ctx, tib(host), "yta-snokaos", "eget"); fault.CodeOf(err) != "area.item-unknown" {
		t.Error(err)
	}
	w.whole()
}

// What a network folder changes is a revision as any other change; notes, which it does not show, go along when they are one's own, and
// stay when a folder is taken away.
func TestFoldersMakeRevisions(t *testing.T) {
	w := at(t, "called")
	ctx := t.Context()
	brought := func(content string) string {
		digest, _, err := w.BringFile(ctx, tib(host), strings.NewReader(content), 100)
		if err != nil {
			t.Fatal(err)
		}
		return digest
	}
	digest, other := brought("ett"), brought("två")
	noted(w, tib(host), "anteckning", "Rader", area.Everyone)
	must(w.Administer(ctx, tib(host), "", clerk.MoveItems{Area: "yta-snokaos", Items: []string{"anteckning"}, Folder: "Mapp/Under"}))
	save := func(digest, folder string) {
		t.Helper()
		c := &clerk.SaveFile{Area: "yta-snokaos", Item: "fil", Folder: folder, File: "fil.txt"}
		if digest != "" {
			c.Version = area.Version{Name: "fil.txt", MediaType: "text/plain", Size: 1, Digest: digest}
		}
		if _, err := w.Administer(ctx, tib(host), "", c); err != nil {
			t.Fatal(err)
		}
	}
	save(digest, "Mapp")
	v := must(w.Item(ctx, tib(host), "yta-snokaos", "fil"))
	c := v.Item.Content()
	c.Text = "Läs detta först"
	must(w.Administer(ctx, tib(host), "", clerk.ChangeItem{Area: "yta-snokaos", Item: "fil", From: v.Item.Revision, Content: c}))
	save(other, "Mapp")  // a new version
	save("", "Mapp/Dit") // the same, elsewhere
	save("", "Mapp/Dit") // nothing
	must(w.Administer(ctx, tib(host), "", &clerk.MoveFolder{Area: "yta-snokaos", From: "Mapp", To: "Ny"}))
	v = must(w.Item(ctx, tib(host), "yta-snokaos", "fil"))
	var became []string
	for _, r := range v.Revisions {
		became = append(became, fmt.Sprint(r.Number, " ", r.Version, " ", r.Content.Folder, " ", r.Content.Text))
	}
	if diff := cmp.Diff([]string{"1 1 Mapp ", "2 1 Mapp Läs detta först", "3 2 Mapp Läs detta först", "4 2 Mapp/Dit Läs detta först",
		"5 2 Ny/Dit Läs detta först"}, became); diff != "" {
		t.Error(diff)
	}
	if n := must(w.Item(ctx, tib(host), "yta-snokaos", "anteckning")); n.Item.Folder != "Ny/Under" || len(n.Revisions) != 3 {
		t.Error(n.Item.Folder, n.Revisions)
	}
	w.whole()
	must(w.Administer(ctx, tib(host), "", &clerk.RemoveFolder{Area: "yta-snokaos", Path: "Ny"}))
	if _, err := w.Item(ctx, tib(host), "yta-snokaos", "fil"); fault.CodeOf(err) != "area.item-unknown" {
		t.Error(err)
	}
	must(w.Item(ctx, tib(host), "yta-snokaos", "anteckning"))
	w.whole()
}

// Who stops sharing takes everything of its own with it: items, what they said before, the log and what it said of the items of others.
func TestStoppedItemsAndComments(t *testing.T) {
	w := at(t, "called")
	w.administer(clerk.GrantRight{Area: "yta-snokaos", Actors: []string{volunteer}, Right: area.Contribute})
	ctx, hostile := t.Context(), tib(volunteer)
	noted(w, tib(host), "vard", "KANARIE text", area.Everyone)
	noted(w, hostile, "annat", "Deras", area.Everyone)
	before := w.clock.now()
	for i, who := range []clerk.Identity{tib(host), hostile} {
		must(w.Administer(ctx, who, "", clerk.CommentItem{Area: "yta-snokaos", Item: "annat", ID: fmt.Sprint("k", i), Text: "KANARIE sagt"}))
	}
	must(w.Administer(ctx, tib(host), "", clerk.StopSharing{Area: "yta-snokaos"}))
	shown := func(who clerk.Identity) string {
		page, e1 := w.ItemPage(ctx, who, clerk.ItemQuery{Area: "yta-snokaos"})
		then, e2 := w.AreaAt(ctx, who, "yta-snokaos", before)
		log, e3 := w.Log(ctx, who, "yta-snokaos")
		folder, e4 := w.Folder(ctx, who, "yta-snokaos")
		for _, err := range []error{e1, e2, e3, e4} {
			if err != nil {
				t.Fatal(err)
			}
		}
		if n := page.Comments["annat"]; n != 1 {
			t.Errorf("%s: %d comments are counted", who.Actor, n)
		}
		return fmt.Sprint(page.Items, then.Items, log.Items, folder.Bare)
	}
	if said := shown(hostile); strings.Contains(said, "KANARIE") {
		t.Error(said)
	}
	if said := shown(tib(host)); strings.Count(said, "KANARIE text") < 4 {
		t.Error(said)
	}
	if _, err := w.Item(ctx, hostile, "yta-snokaos", "vard"); fault.CodeOf(err) != "area.item-unknown" {
		t.Error(err)
	}
	for who, want := range map[string]int{volunteer: 1, host: 2} {
		v := must(w.Item(ctx, tib(who), "yta-snokaos", "annat"))
		if len(v.Comments) != want {
			t.Errorf("%s reads %v", who, v.Comments)
		}
	}
	if _, err := w.Administer(ctx, hostile, "", clerk.CommentItem{Area: "yta-snokaos", Item: "vard", ID: "k9", Text: "Hej"}); fault.CodeOf(err) != "area.item-unknown" {
		t.Error(err)
	}
	w.whole()
}
