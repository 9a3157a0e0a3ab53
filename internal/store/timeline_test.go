package store_test

import (
	"fmt"
	"slices"
	"testing"

	"samverkan/internal/store"
)

// The timeline has for each reader exactly what the lists of each kind have for the same reader; its pages follow each other without
// gaps; and what is chosen is chosen.
func TestTimelineIsTheLists(t *testing.T) {
	stageOn(t, func(t *testing.T, s *store.Store) {
		crowd(t, s)
		for _, as := range readers {
			view(t, s, func(tx *store.Tx) error {
				const incident = "snokaos"
				var want []string
				conferences, _, e1 := tx.ConferencePage(as, store.ConferenceQuery{Incident: incident})
				for _, c := range conferences {
					if !c.StartsAt.IsZero() {
						want = append(want, "meeting "+c.ID)
					}
				}
				decisions, _, e2 := tx.DecisionPage(as, store.DecisionQuery{Incident: incident})
				for _, d := range decisions {
					want = append(want, "decision "+d.Conference+" "+d.ID)
				}
				areas, _, e3 := tx.AreaPage(as, store.AreaQuery{Incident: incident})
				for _, a := range areas {
					items, _, err := tx.ItemPage(as, store.ItemQuery{Area: a.ID})
					if err != nil {
						return err
					}
					for _, x := range items {
						want = append(want, "item "+x.Area+" "+x.ID)
					}
				}
				if err := firstFault(e1, e2, e3); err != nil {
					return err
				}
				var got []string
				last := store.TimelineRow{}
				for offset := 0; ; offset += 7 {
					rows, total, err := tx.Timeline(as, store.TimelineQuery{Incident: incident, Page: store.Page{Limit: 7, Offset: offset}})
					if err != nil {
						return err
					}
					if total != len(want) {
						t.Errorf("%v: %d in all, and %d in the lists", as, total, len(want))
					}
					for i, r := range rows {
						if (offset > 0 || i > 0) && r.At.After(last.At) {
							t.Errorf("%v comes after %v", r.At, last.At)
						}
						last = r
						line := r.Kind + " " + r.Where
						if r.ID != "" {
							line += " " + r.ID
						}
						got = append(got, line)
					}
					if len(rows) < 7 {
						break
					}
				}
				slices.Sort(want)
				slices.Sort(got)
				if !slices.Equal(got, want) {
					t.Errorf("%v: %q\nwant %q", as, got, want)
				}
				some, _, err := tx.Timeline(as, store.TimelineQuery{Incident: incident, Level: "lokal", Kinds: []string{store.TimelineDecision}, From: at(3), To: at(12)})
				for _, r := range some {
					if r.Kind != store.TimelineDecision || r.Level != "lokal" || r.At.Before(at(3)) || !r.At.Before(at(12)) {
						t.Errorf("not asked for: %+v", r)
					}
				}
				if none, n, err := tx.Timeline(as, store.TimelineQuery{Incident: incident, Kinds: []string{"hittepå"}}); err != nil || len(none)+n > 0 {
					return fmt.Errorf("of no kind: %d %w", n, err)
				}
				return err
			})
		}
	})
}
