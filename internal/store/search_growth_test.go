package store_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"samverkan/internal/journal"
	"samverkan/internal/store"
)

// With ten times as much to search, a search that has its first page reads at most 1.3 times as many rows, and one that has to look everywhere, in 180 blocks
// more, fewer than one for each of these.
func TestFindReadsNoMore(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "samverkan.db"))
	s.BlockTexts(32)
	said := 0
	say := func(conferences int) {
		update(t, s, func(tx *store.Tx) error {
			for ; said < conferences; said++ {
				id := fmt.Sprint("konf-", said)
				c := store.Conference{ID: id, Title: id, Level: "regional", Host: host, Phase: "published", StartsAt: at(1), EndsAt: at(2), Head: journal.Start("conference/" + id)}
				if err := tx.PutConference(c); err != nil {
					return err
				}
				var texts []store.Text
				for k := range 40 {
					body := "Snöröjning pågår"
					if k == 0 && said%15 == 7 {
						body = "Kanariefågel och snöröjning"
					}
					texts = append(texts, store.Text{Kind: store.FoundNote, Thing: fmt.Sprint("N", k), Actor: host, Body: body,
						At: at(1).Add(time.Duration(said*40+k) * time.Second)})
				}
				if err := tx.PutConferenceTexts(id, texts); err != nil {
					return err
				}
			}
			return nil
		})
	}
	update(t, s, func(tx *store.Tx) error { return tx.PutActor(store.Actor{ID: host, Name: "Värd", Kind: "kommun"}) })
	rows := func(q store.SearchQuery) int {
		n := 0
		view(t, s, func(tx *store.Tx) error {
			_, err := tx.Find(store.As(host), q)
			n = tx.RowsRead()
			return err
		})
		return n
	}
	asked := []struct {
		name string
		q    store.SearchQuery
		more int // rows that it may read besides
	}{
		{"a common word", store.SearchQuery{Text: "snöröjning", PerKind: 8}, 0},
		{"a phrase", store.SearchQuery{Text: `"snöröjning pågår"`, PerKind: 8}, 0},
		{"of a kind", store.SearchQuery{Text: "snöröjning", Kind: store.FoundNote, Page: store.Page{Limit: 50}}, 0},
		{"nothing but a kind", store.SearchQuery{Kind: store.FoundNote, Page: store.Page{Limit: 50}}, 0},
		{"a rare word", store.SearchQuery{Text: "kanariefågel", PerKind: 8}, 100},
		{"what nobody said", store.SearchQuery{Text: "tetragon", PerKind: 8}, 100},
		{"a common word and what nobody said", store.SearchQuery{Text: "snöröjning tetragon", PerKind: 8}, 100},
	}
	few := map[string]int{}
	say(16) // 20 blocks
	for _, a := range asked {
		few[a.name] = rows(a.q)
	}
	say(160) // 200 blocks
	for _, a := range asked {
		n := rows(a.q)
		if t.Logf("%s: %d rows, %d of a tenth", a.name, n, few[a.name]); n > few[a.name]*13/10+a.more {
			t.Errorf("%s takes %d rows where a tenth takes %d", a.name, n, few[a.name])
		}
	}
	wholeIndex(t, s)
}
