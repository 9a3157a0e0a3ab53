package store_test

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"samverkan/internal/journal"
	"samverkan/internal/store"
)

// What a year of a large installation says: 300,000 texts of conferences and 100,000 items, for a part of it.
const (
	saidConferences, saidNotes = 3000, 100
	saidItems                  = 100_000
)

var saidWords = []string{"vägen", "dricksvatten", "reservkraftaggregat", "äldreboendet", "snöröjning", "skolskjutsarna", "elavbrottet", "värmestugan", "personal", "läget",
	"kommunen", "samverkan", "transporter", "hemtjänsten", "information", "krisledningsnämnden", "drivmedel", "telefoni", "vattentäkten", "bedömningen"}

func saidText(i int) string {
	n := len(saidWords)
	return fmt.Sprintf("Vi rapporterar om %s och %s vid plats%d, med %s kvar till kvällen. Inget nytt om %s.", saidWords[i%n], saidWords[(i/7)%n], i%5000, saidWords[(i/3)%n], saidWords[(i/11)%n])
}

func saidYear(b *testing.B, s *store.Store, percent int) {
	b.Helper()
	begin := time.Date(2027, 1, 1, 8, 0, 0, 0, time.UTC)
	update(b, s, func(tx *store.Tx) error {
		for i := range 100 {
			if err := tx.PutActor(store.Actor{ID: yearActor(i), Name: fmt.Sprintf("Aktör nummer %d", i), Kind: "kommun", CountyCode: fmt.Sprintf("%02d", 1+i%21)}); err != nil {
				return err
			}
		}
		for i := range yearAreas {
			a := store.Area{ID: fmt.Sprint("yta-", i), OwnerActor: yearActor(i), Title: fmt.Sprintf("Snö och kyla %d", i)}
			for k := range 20 {
				a.Rights = append(a.Rights, store.AreaRight{Actor: yearActor((i + 1 + k*3) % 100), Level: "read"})
			}
			if err := tx.PutArea(a); err != nil {
				return err
			}
		}
		return nil
	})
	for i := range saidConferences * percent / 100 {
		update(b, s, func(tx *store.Tx) error {
			id := fmt.Sprintf("konf-%04d", i)
			start := begin.Add(time.Duration(i) * 175 * time.Minute)
			c := store.Conference{ID: id, Title: fmt.Sprintf("Regional samverkanskonferens nr %d", i), Level: "regional", SeriesNo: i, Host: yearActor(i % 40), Phase: "published",
				StartsAt: start, EndsAt: start.Add(time.Hour), Head: journal.Start("conference/" + id)}
			for k := range yearInvited {
				if a := yearActor((i*13 + k*19) % 100); !slices.ContainsFunc(c.Actors, func(x store.ConferenceActor) bool { return x.Actor == a }) {
					c.Actors = append(c.Actors, store.ConferenceActor{Actor: a, Role: "attendee"})
				}
			}
			if err := tx.PutConference(c); err != nil {
				return err
			}
			texts := []store.Text{{Kind: store.FoundConference, Thing: id, Actor: c.Host, Title: c.Title, At: start}}
			for k := range saidNotes - 1 {
				texts = append(texts, store.Text{Kind: store.FoundNote, Thing: fmt.Sprint("I", k), Actor: c.Host, Body: saidText(i*saidNotes + k), At: start.Add(time.Duration(k) * time.Second),
					Secret: k%20 == 19})
			}
			return tx.PutConferenceTexts(id, texts)
		})
	}
	for from := 0; from < saidItems*percent/100; from += 500 {
		update(b, s, func(tx *store.Tx) error {
			for i := from; i < from+500; i++ {
				if err := tx.PutItem(store.Item{ID: fmt.Sprint("post-", i), Area: fmt.Sprint("yta-", i%yearAreas), Folder: "Beslut", Kind: "document", Title: saidText(i),
					Audience: []string{"all", "all", "own"}[i%3], CreatedAt: begin.Add(time.Duration(i) * time.Minute), CreatedByActor: yearActor(i % yearAreas), Tags: []string{"snö"}}); err != nil {
					return err
				}
			}
			return nil
		})
	}
}

// saidFile is where a year on SQLite is: kept from one run to the next in the directory SAMVERKAN_SAID, when that is set.
func saidFile(b *testing.B, percent int) string {
	dir := os.Getenv("SAMVERKAN_SAID")
	if dir == "" {
		dir = b.TempDir()
	}
	return filepath.Join(dir, fmt.Sprintf("said-%d.db", percent))
}

// saidAlready tells whether a database has the year from an earlier run.
func saidAlready(b *testing.B, s *store.Store) bool {
	var list []store.Actor
	view(b, s, func(tx *store.Tx) (err error) { list, err = tx.Actors(store.ActorFilter{}); return err })
	return len(list) > 0
}

// taken is how long something took, again and again.
type taken []time.Duration

// at gives what so many hundredths of them took less than, in milliseconds.
func (t taken) at(hundredth int) float64 {
	slices.Sort(t)
	return float64(t[len(t)*hundredth/100].Microseconds()) / 1000
}

// measure tells how long a question takes of a year and how much longer that is than of a tenth of it, and how much each finds. They are asked in turns, so
// that what else the machine does is alike to both.
//
// What a file takes is counted of the processor, which other work changes least; what a server takes, in all.
func measure(b *testing.B, tenth, year *store.Store, name string, ask func(tx *store.Tx) (int, error)) {
	b.Run(name, func(b *testing.B) {
		var found, rows [2]int
		var took, worked [2]taken
		once := func(i int, s *store.Store) {
			begun, spent := time.Now(), processorTime()
			view(b, s, func(tx *store.Tx) (err error) {
				found[i], err = ask(tx)
				rows[i] = tx.RowsRead()
				return err
			})
			took[i], worked[i] = append(took[i], time.Since(begun)), append(worked[i], processorTime()-spent)
		}
		for range 2 { // the first time waits for the disk
			once(0, tenth)
			once(1, year)
		}
		took, worked = [2]taken{}, [2]taken{}
		for b.Loop() {
			once(0, tenth)
			once(1, year)
		}
		by := worked
		if strings.Contains(b.Name(), "PostgreSQL") || by[0].at(50) == 0 {
			by = took
		}
		for i, of := range []string{"tenth", "year"} {
			b.ReportMetric(float64(found[i]), "found-"+of)
			b.ReportMetric(float64(rows[i]), "rows-"+of)
			b.ReportMetric(by[i].at(50), "ms-"+of)
			b.ReportMetric(took[i].at(99), "p99-ms-"+of)
		}
		b.ReportMetric(by[1].at(50)/by[0].at(50), "times-a-tenth")
		b.ReportMetric(0, "ns/op")
	})
}

// BenchmarkFind searches a year, or a tenth of one, on both databases: common words, a rare one, a phrase, the inside of a compound, and with filters.
func BenchmarkFind(b *testing.B) {
	for _, on := range []struct {
		name  string
		place func(b *testing.B, percent int) string
	}{{"SQLite", saidFile}, {"PostgreSQL", func(b *testing.B, _ int) string { return postgres.Database(b) }}} {
		b.Run(on.name, func(b *testing.B) {
			var parts []*store.Store
			for _, percent := range []int{10, 100} {
				place := on.place(b, percent)
				s := open(b, place)
				if !saidAlready(b, s) {
					saidYear(b, s, percent)
				}
				if on.name == "PostgreSQL" { // which it does by itself after a minute
					db, err := sql.Open("pgx", place)
					if err != nil {
						b.Fatal(err)
					}
					defer db.Close()
					if _, err := db.Exec("VACUUM ANALYZE"); err != nil {
						b.Fatal(err)
					}
				}
				parts = append(parts, s)
			}
			measure := func(name string, ask func(tx *store.Tx) (int, error)) { measure(b, parts[0], parts[1], name, ask) }
			searches := []struct {
				name string
				q    store.SearchQuery
			}{
				{"common", store.SearchQuery{Text: "dricksvatten"}}, {"two", store.SearchQuery{Text: "snöröjning personal"}}, {"rare", store.SearchQuery{Text: "plats77"}},
				{"two, seldom", store.SearchQuery{Text: "dricksvatten plats77"}}, {"beginning", store.SearchQuery{Text: "sam"}}, {"month", store.SearchQuery{Text: "personal", From: time.Date(2027, 1, 10, 0, 0, 0, 0, time.UTC), To: time.Date(2027, 1, 20, 0, 0, 0, 0, time.UTC)}}, {"without", store.SearchQuery{Text: "personal -dricksvatten"}},
				{"hostile", store.SearchQuery{Text: strings.Repeat("* NEAR(\"", 10) + strings.Repeat("aggregatkraftvattenverken a ", 13)}}, {"phrase", store.SearchQuery{Text: `"inget nytt om telefoni"`}}, {"inside", store.SearchQuery{Text: "aggregat"}}, {"filtered", store.SearchQuery{Text: "vatten", Place: "05", Kind: "item"}},
			}
			for _, ask := range searches {
				measure(ask.name, func(tx *store.Tx) (int, error) {
					ask.q.PerKind = 8
					m, err := tx.Find(store.As(busy), ask.q)
					return m.Total, err
				})
			}
			measure("each of these once", func(tx *store.Tx) (n int, err error) {
				for _, ask := range searches {
					ask.q.PerKind = 8
					m, err := tx.Find(store.As(busy), ask.q)
					if err != nil {
						return 0, err
					}
					n += m.Total
				}
				return n, nil
			})
			measure("page of an area", func(tx *store.Tx) (int, error) {
				_, n, err := tx.ItemPage(store.As(busy), store.ItemQuery{Area: "yta-1", Page: store.Page{Limit: 50}})
				if err == nil {
					_, _, _, err = tx.ItemCounts(store.As(busy), "yta-1")
				}
				return n, err
			})
			measure("areas", func(tx *store.Tx) (int, error) {
				_, n, err := tx.AreaPage(store.As(busy), store.AreaQuery{Member: "anna", Page: store.Page{Limit: 50}})
				return n, err
			})
			measure("news", func(tx *store.Tx) (int, error) {
				_, n, err := tx.NewsFor(store.As(busy), "anna", 100)
				return n, err
			})
		})
	}
}
