package store_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"samverkan/internal/finding"
	"samverkan/internal/store"
)

// Whatever is put, changed and taken away, in blocks and fresh, what is found is what a reading of every text finds, on both databases.
func TestFindAsReading(t *testing.T) {
	for _, texts := range []int{16, 2} { // with some blocks, and with some shelves of them
		stageOn(t, func(t *testing.T, s *store.Store) { foundAsRead(t, s, texts) })
	}
}

func foundAsRead(t *testing.T, s *store.Store, texts int) {
	s.BlockTexts(texts)
	dice := rand.New(rand.NewPCG(7, 21))
	words := []string{"reservkraftaggregaten", "aggregat", "kraft", "vattenverket", "vatten", "dricksvatten", "på", "väg", "vägen", "snö", "snöröjning", "Älvnäs"}
	some := func(n int) string {
		var out []string
		for range n {
			out = append(out, words[dice.IntN(len(words))])
		}
		return strings.Join(out, " ")
	}
	said := map[string]map[string]store.Text{"konf-1": {}, "konf-2": {}}
	step := func(tx *store.Tx) error {
		in := []string{"konf-1", "konf-2"}[dice.IntN(2)]
		for range 1 + dice.IntN(12) {
			id := fmt.Sprint("N", dice.IntN(40))
			if dice.IntN(4) == 0 {
				delete(said[in], id)
				continue
			}
			said[in][id] = store.Text{Kind: store.FoundNote, Thing: id, Actor: host, Title: some(dice.IntN(2)), Body: some(dice.IntN(6)), At: at(1).Add(time.Duration(dice.IntN(100000)) * time.Second)}
		}
		var texts []store.Text
		for _, x := range said[in] {
			texts = append(texts, x)
		}
		return tx.PutConferenceTexts(in, texts)
	}
	for range 12 {
		update(t, s, step)
		wholeIndex(t, s)
		for range 8 {
			typed := some(1+dice.IntN(2)) + []string{"", " -" + some(1), ` "` + some(2) + `"`, ` -"` + some(2) + `"`}[dice.IntN(4)]
			if dice.IntN(2) == 0 {
				typed = typed[:strings.IndexByte(typed+" ", ' ')]
			}
			q := store.SearchQuery{Text: typed, Kind: store.FoundNote}
			if dice.IntN(3) == 0 {
				q.From = at(1).Add(time.Duration(dice.IntN(100000)) * time.Second)
			}
			m := find(t, s, store.Whole(), q)
			var got []string
			for _, x := range m.Matches {
				got = append(got, x.In+" "+x.ID)
			}
			if want := read(said, q); !slices.Equal(got, want) || m.Total != len(want) {
				t.Fatalf("%q since %v finds\n%q\nwant\n%q", typed, q.From, got, want)
			}
		}
	}
	update(t, s, func(tx *store.Tx) error { return tx.ClearConference("konf-2") })
	wholeIndex(t, s)
	clear(said["konf-2"])
	if got, want := find(t, s, store.Whole(), store.SearchQuery{Text: "vatten", Kind: store.FoundNote}), read(said, store.SearchQuery{Text: "vatten"}); got.Total != len(want) {
		t.Errorf("%d, want %d", got.Total, len(want))
	}
}

// read finds by reading.
func read(said map[string]map[string]store.Text, q store.SearchQuery) (out []string) {
	asked := finding.Parse(q.Text)
	for fit := range finding.Fits {
		type found struct {
			key string
			at  time.Time
		}
		var list []found
		for in, texts := range said {
			for id, x := range texts {
				if key := in + " " + id; !slices.Contains(out, key) && !x.At.Before(q.From) && asked.Answers(fit, x.Title, x.Body) {
					list = append(list, found{key, x.At})
				}
			}
		}
		slices.SortFunc(list, func(a, b found) int { return b.at.Compare(a.at) })
		for _, f := range list {
			out = append(out, f.key)
		}
	}
	return out
}
