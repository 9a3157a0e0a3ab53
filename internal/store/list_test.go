package store_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"samverkan/internal/journal"
	"samverkan/internal/store"
)

// readers are everybody who can ask, those who must get nothing among them.
var readers = []store.Reader{store.As(host), store.As(invited), store.As(other), store.As(outsider), store.As(""), store.As("*"), store.Whole()}

// crowd puts conferences, decisions, measures, areas and items by chance.
func crowd(t *testing.T, s *store.Store) {
	t.Helper()
	dice := rand.New(rand.NewPCG(1, 2))
	actors := []string{host, invited, other, outsider}
	some := func() (out []string) {
		for _, a := range actors {
			if dice.IntN(3) == 0 {
				out = append(out, a)
			}
		}
		return out
	}
	pick := func(words ...string) string { return words[dice.IntN(len(words))] }
	update(t, s, func(tx *store.Tx) error {
		for i := range 40 {
			c := store.Conference{ID: fmt.Sprintf("k%02d", i), Incident: pick("", "snokaos", "varme"), Title: pick("Älvnäs krisledning", "ÖVERSVÄMNING 100 %", `a_b\c`, "Alvnas"),
				Level: pick("lokal", "regional"), SeriesNo: i, Host: pick(actors...), Phase: pick("planned", "called", "open", "published"), Exercise: dice.IntN(2) == 0,
				Head: journal.Start("k")}
			if dice.IntN(8) > 0 {
				c.StartsAt = at(dice.IntN(20))
				c.EndsAt = c.StartsAt.Add(time.Hour)
			}
			for _, a := range some() {
				c.Actors = append(c.Actors, store.ConferenceActor{Actor: a, Role: "attendee"})
			}
			if err := tx.PutConference(c); err != nil {
				return err
			}
			for k := range dice.IntN(4) {
				if err := firstFault(
					tx.PutDecision(store.Decision{Conference: c.ID, ID: fmt.Sprint("D", k), Wording: pick("Håll värmestugor öppna", "KANARIE"), Outcome: pick("adopted", "not-adopted"),
						SettledAt: at(dice.IntN(20)), Secret: dice.IntN(2) == 0, Readers: some()}),
					tx.PutMeasure(store.Measure{Conference: c.ID, ID: fmt.Sprint("A", k), Text: pick("Kör ut vatten", "KANARIE"), Owner: pick(actors...),
						DueAt: at(dice.IntN(20)), Status: pick("open", "done"), Secret: dice.IntN(2) == 0, Readers: some()})); err != nil {
					return err
				}
			}
		}
		for i := range 6 {
			a := store.Area{ID: fmt.Sprint("y", i), OwnerActor: pick(actors...), Title: pick("Snö", "ÅSKA"), Incident: pick("", "snokaos")}
			for _, x := range some() {
				if x != a.OwnerActor {
					a.Rights = append(a.Rights, store.AreaRight{Actor: x, Level: "contribute"})
				}
			}
			if a.OpenToAsk = dice.IntN(2) == 0; dice.IntN(2) == 0 {
				a.Stopped = some()
			}
			if err := tx.PutArea(a); err != nil {
				return err
			}
			for k := range dice.IntN(12) {
				x := store.Item{ID: fmt.Sprint(a.ID, "-", k), Area: a.ID, Kind: pick("minutes", "document"), Folder: pick("", "A", "A/B", "A%"), Title: pick("Protokoll", "KANARIE"),
					Audience: pick("all", "chosen", "only-we"), CreatedAt: at(k), CreatedByActor: pick(actors...), Tags: []string{pick("snö", `"%_`), "b"}, Readers: some()}
				if err := tx.PutItem(x); err != nil {
					return err
				}
				for range dice.IntN(3) {
					if _, err := tx.AddItemVersion(store.ItemVersion{Item: x.ID, FileName: "f.pdf", Digest: "d", PublishedAt: at(9)}); err != nil {
						return err
					}
				}
			}
		}
		return nil
	})
}

// Each list is, for each reader, the list that is read row by row; its pages follow each other without gaps; and its total is theirs.
func TestPagesAreTheWholeList(t *testing.T) {
	stageOn(t, func(t *testing.T, s *store.Store) {
		crowd(t, s)
		for _, as := range readers {
			view(t, s, func(tx *store.Tx) error {
				conferences, e1 := tx.Conferences(as, store.ConferenceFilter{})
				decisions, e2 := tx.Decisions(as, store.DecisionFilter{})
				measures, e3 := tx.Measures(as, store.MeasureFilter{})
				areas, e4 := tx.Areas(as, "")
				if err := firstFault(e1, e2, e3, e4); err != nil {
					return err
				}
				for _, back := range []bool{false, true} {
					whole(t, keys(conferences, func(c store.Conference) string { return c.ID }), func(p store.Page) ([]string, int, error) {
						rows, n, err := tx.ConferencePage(as, store.ConferenceQuery{Latest: back, Page: p})
						return keys(rows, func(c store.ListedConference) string { return c.ID }), n, err
					})
					whole(t, keys(decisions, func(d store.Decision) string { return d.Conference + d.ID }), func(p store.Page) ([]string, int, error) {
						rows, n, err := tx.DecisionPage(as, store.DecisionQuery{Oldest: back, Page: p})
						return keys(rows, func(d store.ListedDecision) string { return d.Conference + d.ID }), n, err
					})
					whole(t, keys(measures, func(m store.Measure) string { return m.Conference + m.ID }), func(p store.Page) ([]string, int, error) {
						rows, n, err := tx.MeasurePage(as, store.MeasureQuery{Latest: back, Page: p})
						return keys(rows, func(m store.ListedMeasure) string { return m.Conference + m.ID }), n, err
					})
				}
				whole(t, keys(areas, func(a store.Area) string { return a.ID }), func(p store.Page) ([]string, int, error) {
					rows, n, err := tx.AreaPage(as, store.AreaQuery{Page: p})
					return keys(rows, func(a store.ListedArea) string { return a.ID }), n, err
				})
				for i := range 6 {
					id := fmt.Sprint("y", i)
					items, err := tx.Items(as, store.ItemFilter{Area: id})
					if err != nil {
						return err
					}
					whole(t, keys(items, func(i store.Item) string { return i.ID }), func(p store.Page) ([]string, int, error) {
						rows, n, err := tx.ItemPage(as, store.ItemQuery{Area: id, Page: p})
						return keys(rows, func(i store.ListedItem) string { return i.ID }), n, err
					})
					counted(t, tx, as, id, items)
				}
				return nil
			})
		}
	})
}

// counted holds an area's counts against its items, as the reader may read them.
func counted(t *testing.T, tx *store.Tx, as store.Reader, area string, items []store.Item) {
	t.Helper()
	kinds, folders, tags, err := tx.ItemCounts(as, area)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]int{}
	for _, i := range items {
		want["kind "+i.Kind]++
		want["folder "+i.Folder]++
		for _, tag := range i.Tags {
			want["tag "+tag]++
		}
	}
	for name, counts := range map[string][]store.Count{"kind": kinds, "folder": folders, "tag": tags} {
		for _, c := range counts {
			if want[name+" "+c.Value] != c.Items {
				t.Errorf("%s: %d of %s %q, %d are readable", area, c.Items, name, c.Value, want[name+" "+c.Value])
			}
			delete(want, name+" "+c.Value)
		}
	}
	if len(want) > 0 {
		t.Errorf("%s: not counted: %v", area, want)
	}
	rows, _, err := tx.AreaPage(as, store.AreaQuery{Member: "anna"})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range rows {
		if a.ID == area && (a.Items != len(items) || a.New != len(items) || (a.Newest == "") != (len(items) == 0)) {
			t.Errorf("%s: %d items, %d new, newest %q of %d", area, a.Items, a.New, a.Newest, len(items))
		}
	}
}

func keys[T any](rows []T, key func(T) string) []string {
	out := make([]string, len(rows))
	for i, r := range rows {
		out[i] = key(r)
	}
	return out
}

// whole reads a list page by page and compares it with all there is.
func whole(t *testing.T, want []string, ask func(store.Page) ([]string, int, error)) {
	t.Helper()
	var got []string
	for offset := 0; ; offset += 3 {
		rows, total, err := ask(store.Page{Limit: 3, Offset: offset})
		if err != nil {
			t.Fatal(err)
		}
		if total != len(want) {
			t.Fatalf("at %d: %d in all, not %d", offset, total, len(want))
		}
		if len(rows) == 0 {
			break
		}
		got = append(got, rows...)
	}
	all, _, err := ask(store.Page{})
	if err != nil || !slices.Equal(all, got) {
		t.Errorf("in one page: %v, %v; in several: %v", all, err, got)
	}
	slices.Sort(got)
	want = slices.Clone(want)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("got %v\nwant %v", got, want)
	}
}

// Each filter keeps those rows of the whole list that it says, and no others.
func TestFiltersOfPages(t *testing.T) {
	stageOn(t, func(t *testing.T, s *store.Store) {
		crowd(t, s)
		yes := true
		for _, as := range readers {
			view(t, s, func(tx *store.Tx) error {
				all, _, err := tx.ConferencePage(as, store.ConferenceQuery{})
				if err != nil {
					return err
				}
				has := func(c store.ListedConference, actor string) bool {
					full, err := tx.Conference(store.Whole(), c.ID)
					return err == nil && slices.ContainsFunc(full.Actors, func(a store.ConferenceActor) bool { return a.Actor == actor })
				}
				for name, f := range map[string]struct {
					q    store.ConferenceQuery
					keep func(c store.ListedConference) bool
				}{
					"capitals":   {store.ConferenceQuery{Text: "älvnäs KRIS"}, func(c store.ListedConference) bool { return c.Title == "Älvnäs krisledning" }},
					"decomposed": {store.ConferenceQuery{Text: "a\u0308lvna\u0308s"}, func(c store.ListedConference) bool { return c.Title == "Älvnäs krisledning" }},
					"apart":      {store.ConferenceQuery{Text: "alvnas"}, func(c store.ListedConference) bool { return c.Title == "Alvnas" }},
					"percent":    {store.ConferenceQuery{Text: "100 %"}, func(c store.ListedConference) bool { return strings.Contains(c.Title, "%") }},
					"signs":      {store.ConferenceQuery{Text: `a_b\c`}, func(c store.ListedConference) bool { return c.Title == `a_b\c` }},
					"no signs":   {store.ConferenceQuery{Text: `l_n`}, func(store.ListedConference) bool { return false }},
					"level":      {store.ConferenceQuery{Level: "lokal"}, func(c store.ListedConference) bool { return c.Level == "lokal" }},
					"phases":     {store.ConferenceQuery{Phases: []string{"open", "called"}}, func(c store.ListedConference) bool { return c.Phase == "open" || c.Phase == "called" }},
					"host":       {store.ConferenceQuery{Host: host}, func(c store.ListedConference) bool { return c.Host == host }},
					"invited":    {store.ConferenceQuery{Invited: invited}, func(c store.ListedConference) bool { return has(c, invited) }},
					"incident":   {store.ConferenceQuery{Incident: "snokaos"}, func(c store.ListedConference) bool { return c.Incident == "snokaos" }},
					"exercise":   {store.ConferenceQuery{Exercise: &yes}, func(c store.ListedConference) bool { return c.Exercise }},
					"time": {store.ConferenceQuery{From: at(5), To: at(9)}, func(c store.ListedConference) bool {
						return c.EndsAt.After(at(5)) && c.StartsAt.Before(at(9))
					}},
				} {
					got, n, err := tx.ConferencePage(as, f.q)
					if err != nil {
						t.Fatalf("%s: %v", name, err)
					}
					want := slices.DeleteFunc(slices.Clone(all), func(c store.ListedConference) bool { return !f.keep(c) })
					id := func(c store.ListedConference) string { return c.ID }
					if !slices.Equal(keys(got, id), keys(want, id)) || n != len(want) {
						t.Errorf("%s: %v (%d), want %v", name, keys(got, id), n, keys(want, id))
					}
				}
				for _, c := range all {
					full, err := tx.Conference(store.Whole(), c.ID)
					if err != nil {
						return err
					}
					role := ""
					for _, a := range full.Actors {
						if as == store.As(a.Actor) {
							role = a.Role
						}
					}
					if as != store.Whole() && (c.Role != role || c.Hosts != (as == store.As(c.Host))) {
						t.Errorf("%s: role %q, hosts %v", c.ID, c.Role, c.Hosts)
					}
				}
				return recordFilters(t, tx, as)
			})
		}
	})
}

func recordFilters(t *testing.T, tx *store.Tx, as store.Reader) error {
	decisions, _, e1 := tx.DecisionPage(as, store.DecisionQuery{})
	measures, _, e2 := tx.MeasurePage(as, store.MeasureQuery{})
	valid, n, e3 := tx.DecisionPage(as, store.DecisionQuery{Text: "VÄRME", Incident: "snokaos", Outcomes: []string{"adopted"}, ValidAt: at(12), From: at(3), To: at(11)})
	owned, m, e4 := tx.MeasurePage(as, store.MeasureQuery{Owner: invited, Statuses: []string{"open"}, Host: host, DueFrom: at(2), DueTo: at(17)})
	if err := firstFault(e1, e2, e3, e4); err != nil {
		return err
	}
	wantD := slices.DeleteFunc(slices.Clone(decisions), func(d store.ListedDecision) bool {
		return !(strings.Contains(d.Wording, "värme") && d.Incident == "snokaos" && d.Outcome == "adopted" && !d.SettledAt.Before(at(3)) && d.SettledAt.Before(at(11)))
	})
	if n != len(wantD) || len(valid) != n {
		t.Errorf("%d decisions, %d are so", n, len(wantD))
	}
	wantM := slices.DeleteFunc(slices.Clone(measures), func(m store.ListedMeasure) bool {
		return !(m.Owner == invited && m.Status == "open" && m.Host == host && !m.DueAt.Before(at(2)) && m.DueAt.Before(at(17)))
	})
	if m != len(wantM) || len(owned) != m {
		t.Errorf("%d measures, %d are so", m, len(wantM))
	}
	for _, d := range valid {
		if d.Title == "" || d.StartsAt.IsZero() && d.Level == "" {
			t.Errorf("%s: nothing is told of its conference", d.ID)
		}
	}
	return nil
}

// What is new in an area is what changed after the member looked.
func TestNewSinceSeen(t *testing.T) {
	stageOn(t, func(t *testing.T, s *store.Store) {
		fresh := func() int {
			n := -1
			view(t, s, func(tx *store.Tx) error {
				rows, _, err := tx.AreaPage(store.As(host), store.AreaQuery{Member: "anna"})
				if err == nil {
					n = rows[0].New
				}
				return err
			})
			return n
		}
		if n := fresh(); n != 2 {
			t.Fatalf("%d new before the first look", n)
		}
		update(t, s, func(tx *store.Tx) error { return tx.SeeArea("anna", "yta") })
		if n := fresh(); n != 0 {
			t.Fatalf("%d new after a look", n)
		}
		later := func(do func(tx *store.Tx) error) {
			update(t, s, func(tx *store.Tx) error { tx.Now = tx.Now.Add(time.Minute); return do(tx) })
		}
		later(func(tx *store.Tx) error {
			_, err := tx.AddItemVersion(store.ItemVersion{Item: "p-vi", FileName: "f", Digest: "d", PublishedAt: at(9)})
			return err
		})
		if n := fresh(); n != 0 {
			t.Fatalf("%d new when only another actor's own changed", n)
		}
		later(func(tx *store.Tx) error {
			_, err := tx.AddItemVersion(store.ItemVersion{Item: "p-alla", FileName: "f", Digest: "d", PublishedAt: at(9)})
			return err
		})
		if n := fresh(); n != 1 {
			t.Fatalf("%d new after one changed", n)
		}
	})
}
