package store_test

import (
	"database/sql"
	"fmt"
	"slices"
	"testing"
	"time"

	"samverkan/internal/journal"
	"samverkan/internal/store"
)

// A year of a large installation, as rows: what lists have to go through. The numbers are those of docs/benchmarks.md.
const (
	yearActors, yearConferences, yearInvited = 700, 3000, 36
	yearMeasures, yearDecisions              = 6, 4 // in each conference
	yearAreas, yearItems                     = 60, 12000
)

func yearActor(n int) string { return fmt.Sprintf("aktor-%03d", n%yearActors) }

// busy is an actor that hosts and attends more than most.
const busy = "aktor-001"

func year(b testing.TB, s *store.Store) {
	b.Helper()
	begin := time.Date(2027, 1, 1, 8, 0, 0, 0, time.UTC)
	update(b, s, func(tx *store.Tx) error {
		for i := range yearActors {
			if err := tx.PutActor(store.Actor{ID: yearActor(i), Name: fmt.Sprintf("Aktör nummer %d i Östra länet", i), Kind: "kommun"}); err != nil {
				return err
			}
		}
		return tx.PutMember(store.Member{ID: "anna", Name: "Anna", Actor: busy})
	})
	for from := 0; from < yearConferences; from += 250 {
		update(b, s, func(tx *store.Tx) error {
			for i := from; i < from+250; i++ {
				if err := yearConference(tx, i, begin.Add(time.Duration(i)*175*time.Minute)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	update(b, s, func(tx *store.Tx) error {
		for i := range yearAreas {
			a := store.Area{ID: fmt.Sprint("yta-", i), OwnerActor: yearActor(i), Title: fmt.Sprintf("Snö och kyla %d", i)}
			for k := range 40 {
				a.Rights = append(a.Rights, store.AreaRight{Actor: yearActor(i + 1 + k*7), Level: "read"})
			}
			if err := tx.PutArea(a); err != nil {
				return err
			}
		}
		for i := range yearItems {
			area := i % yearAreas
			it := store.Item{ID: fmt.Sprint("post-", i), Area: fmt.Sprint("yta-", area), Folder: []string{"Minnesanteckningar/Regional", "Beslut", ""}[i%3],
				Kind: []string{"minutes", "decision", "document"}[i%3], Title: fmt.Sprintf("Minnesanteckningar nr %d från Älvnäs", i),
				Audience: []string{"all", "all", "all", "own"}[i%4], CreatedAt: begin.Add(time.Duration(i) * 43 * time.Minute),
				CreatedByActor: yearActor(area), Tags: []string{"snö", fmt.Sprint("vecka ", i%52)}}
			if err := tx.PutItem(it); err != nil {
				return err
			}
			if _, err := tx.AddItemVersion(store.ItemVersion{Item: it.ID, FileName: "a.pdf", MediaType: "application/pdf", Digest: fmt.Sprint("d", i),
				PublishedAt: it.CreatedAt}); err != nil {
				return err
			}
		}
		return nil
	})
}

func yearConference(tx *store.Tx, i int, start time.Time) error {
	id := fmt.Sprintf("konf-%04d", i)
	c := store.Conference{ID: id, Incident: fmt.Sprint("handelse-", i/20), Title: fmt.Sprintf("Regional samverkanskonferens om översvämningen nr %d", i),
		Level: []string{"local", "regional", "national"}[i%3], SeriesNo: i, Host: yearActor(i % 40), Phase: []string{"called", "open", "published", "published"}[i%4],
		StartsAt: start, EndsAt: start.Add(time.Hour), Head: journal.Start("conference/" + id)}
	for k := range yearInvited {
		if a := yearActor(i*13 + k*19); !slices.ContainsFunc(c.Actors, func(x store.ConferenceActor) bool { return x.Actor == a }) {
			c.Actors = append(c.Actors, store.ConferenceActor{Actor: a, Role: "attendee"})
		}
	}
	if err := tx.PutConference(c); err != nil {
		return err
	}
	for k := range yearMeasures {
		if err := tx.PutMeasure(store.Measure{Conference: id, ID: fmt.Sprint("A", k), Text: "Kör ut dricksvatten till äldreboendet", Owner: c.Actors[k].Actor,
			DueAt: start.Add(time.Duration(k) * time.Hour), Status: []string{"open", "done"}[(i/2+k)%2], Secret: k == 5, Readers: []string{c.Actors[0].Actor}[:k/5]}); err != nil {
			return err
		}
	}
	for k := range yearDecisions {
		if err := tx.PutDecision(store.Decision{Conference: id, ID: fmt.Sprint("D", k), Wording: "Inriktning: värmestugor hålls öppna dygnet runt", Outcome: "adopted",
			SettledAt: start.Add(30 * time.Minute), ValidUntil: start.Add(48 * time.Hour), Secret: k == 3}); err != nil {
			return err
		}
	}
	return nil
}

// BenchmarkLists asks for the first page of each list over a year, for an actor that has much of it and for who reads everything.
func BenchmarkLists(b *testing.B) {
	for _, on := range []struct {
		name  string
		place func(b *testing.B) string
	}{{"SQLite", func(b *testing.B) string { return b.TempDir() + "/samverkan.db" }}, {"PostgreSQL", func(b *testing.B) string { return postgres.Database(b) }}} {
		b.Run(on.name, func(b *testing.B) {
			place := on.place(b)
			s := open(b, place)
			year(b, s)
			if on.name == "PostgreSQL" { // which it does by itself after a minute
				db, err := sql.Open("pgx", place)
				if err != nil {
					b.Fatal(err)
				}
				defer db.Close()
				if _, err := db.Exec("ANALYZE"); err != nil {
					b.Fatal(err)
				}
			}
			for _, as := range []struct {
				name   string
				reader store.Reader
			}{{"busy", store.As(busy)}, {"all", store.Whole()}} {
				for _, l := range lists {
					b.Run(l.name+"/"+as.name, func(b *testing.B) {
						took := make([]time.Duration, 0, b.N)
						rows := 0
						for b.Loop() {
							begun := time.Now()
							view(b, s, func(tx *store.Tx) (err error) { rows, err = l.ask(tx, as.reader); return err })
							took = append(took, time.Since(begun))
						}
						slices.Sort(took)
						b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms-median")
						b.ReportMetric(float64(rows), "rows-in-all")
						b.ReportMetric(0, "ns/op")
					})
				}
			}
		})
	}
}

var lists = []struct {
	name string
	ask  func(tx *store.Tx, as store.Reader) (int, error)
}{
	{"conferences", func(tx *store.Tx, as store.Reader) (int, error) {
		_, n, err := tx.ConferencePage(as, store.ConferenceQuery{Latest: true, Page: store.Page{Limit: 50}})
		return n, err
	}},
	{"conferences-filtered", func(tx *store.Tx, as store.Reader) (int, error) {
		_, n, err := tx.ConferencePage(as, store.ConferenceQuery{Text: "översvämningen 7", Level: "regional", Phases: []string{"open", "published"}, Page: store.Page{Limit: 50}})
		return n, err
	}},
	{"decisions", func(tx *store.Tx, as store.Reader) (int, error) {
		_, n, err := tx.DecisionPage(as, store.DecisionQuery{Page: store.Page{Limit: 50}})
		return n, err
	}},
	{"decisions-valid", func(tx *store.Tx, as store.Reader) (int, error) {
		_, n, err := tx.DecisionPage(as, store.DecisionQuery{Text: "värmestugor", ValidAt: time.Date(2027, 6, 1, 0, 0, 0, 0, time.UTC), Page: store.Page{Limit: 50}})
		return n, err
	}},
	{"measures-own-open", func(tx *store.Tx, as store.Reader) (int, error) {
		_, n, err := tx.MeasurePage(as, store.MeasureQuery{Owner: busy, Statuses: []string{"open", "ongoing"}, Page: store.Page{Limit: 50}})
		return n, err
	}},
	{"measures-text", func(tx *store.Tx, as store.Reader) (int, error) {
		_, n, err := tx.MeasurePage(as, store.MeasureQuery{Text: "dricksvatten", Page: store.Page{Limit: 50}})
		return n, err
	}},
	{"areas", func(tx *store.Tx, as store.Reader) (int, error) {
		_, n, err := tx.AreaPage(as, store.AreaQuery{Member: "anna", Page: store.Page{Limit: 50}})
		return n, err
	}},
	{"items", func(tx *store.Tx, as store.Reader) (int, error) {
		_, n, err := tx.ItemPage(as, store.ItemQuery{Area: "yta-1", Tag: "snö", Page: store.Page{Limit: 50}})
		return n, err
	}},
	{"item-counts", func(tx *store.Tx, as store.Reader) (int, error) {
		kinds, _, _, err := tx.ItemCounts(as, "yta-1")
		return len(kinds), err
	}},
	{"search", func(tx *store.Tx, as store.Reader) (int, error) {
		f, err := tx.Find(as, store.SearchQuery{Text: "älvnäs", Page: store.Page{Limit: 10}})
		return f.Total, err
	}},
}
