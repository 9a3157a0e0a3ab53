package store_test

import (
	"slices"
	"testing"

	"samverkan/internal/area"
	"samverkan/internal/fault"
	"samverkan/internal/store"
)

// What the conditions in SQL let a reader have is what the rule says that it reads: each item of each area, for everybody who can ask.
func TestItemsAreReadByTheRule(t *testing.T) {
	stageOn(t, func(t *testing.T, s *store.Store) {
		crowd(t, s)
		// In each area somebody who shares something with all has stopped.
		update(t, s, func(tx *store.Tx) error {
			items, err := tx.Items(store.Whole(), store.ItemFilter{})
			if err != nil {
				return err
			}
			stopped := map[string]bool{}
			for _, i := range items {
				if stopped[i.Area] || i.Audience != store.AudienceAll {
					continue
				}
				stopped[i.Area] = true
				a, err := tx.Area(store.Whole(), i.Area)
				if err != nil {
					return err
				}
				if !slices.Contains(a.Stopped, i.CreatedByActor) {
					a.Stopped = append(a.Stopped, i.CreatedByActor)
				}
				if err := tx.PutArea(a); err != nil {
					return err
				}
			}
			return nil
		})
		view(t, s, func(tx *store.Tx) error {
			rows, err := tx.Areas(store.Whole(), "")
			if err != nil {
				return err
			}
			read, kept := 0, 0
			for _, row := range rows {
				row, err := tx.Area(store.Whole(), row.ID)
				if err != nil {
					return err
				}
				a := area.Area{ID: row.ID, Owner: row.OwnerActor, Stopped: row.Stopped}
				for _, g := range row.Rights {
					a.Grants = append(a.Grants, area.Grant{Actor: g.Actor, Right: area.Right(g.Level)})
				}
				items, err := tx.Items(store.Whole(), store.ItemFilter{Area: row.ID})
				if err != nil {
					return err
				}
				for _, actor := range []string{host, invited, other, outsider, "", "*"} {
					want := map[string]bool{}
					for _, i := range items {
						full, err := tx.Item(store.Whole(), i.ID)
						if err != nil {
							return err
						}
						x := area.Item{ID: i.ID, Area: i.Area, Owner: i.CreatedByActor, Audience: area.OnlyWe, Chosen: full.Readers}
						switch {
						case i.Audience == store.AudienceAll:
							x.Audience = area.Everyone
						case len(full.Readers) > 0:
							x.Audience = area.Chosen
						}
						if want[i.ID] = a.MayRead(x, actor); !want[i.ID] && x.Audience == area.Everyone && a.RightOf(actor).Valid() {
							kept++
						}
						_, err = tx.Item(store.As(actor), i.ID)
						if may := err == nil; may != want[i.ID] || !may && fault.KindOf(err) != fault.NotFound {
							t.Errorf("%s, %q: %v, the rule says %v", i.ID, actor, err, want[i.ID])
						}
						versions, err := tx.ItemVersions(store.As(actor), i.ID)
						if err != nil || !want[i.ID] && len(versions) > 0 {
							t.Errorf("%s, %q: %d versions, %v", i.ID, actor, len(versions), err)
						}
					}
					ids := []string{"ingen"}
					for _, i := range items {
						ids = append(ids, i.ID)
					}
					reads, err := tx.ReadableItems(store.As(actor), ids)
					if err != nil {
						return err
					}
					for _, id := range ids {
						if reads[id] != want[id] {
							t.Errorf("%s, %q: %v among those that are read, the rule says %v", id, actor, reads[id], want[id])
						}
					}
					listed, err := tx.Items(store.As(actor), store.ItemFilter{Area: row.ID})
					if err != nil {
						return err
					}
					kinds, folders, _, err := tx.ItemCounts(store.As(actor), row.ID)
					if err != nil {
						return err
					}
					for _, counts := range [][]store.Count{kinds, folders} {
						n := 0
						for _, c := range counts {
							n += c.Items
						}
						if n != len(listed) {
							t.Errorf("%q is told of %d items in %s of %d: %v", actor, n, row.ID, len(listed), counts)
						}
					}
					for _, q := range []store.ItemQuery{{}, {Kind: "document"}, {Folder: "Minnesanteckningar"}, {Tag: "snö"}} {
						q.Area, q.Page = row.ID, store.Page{Limit: 1}
						_, total, err := tx.ItemPage(store.As(actor), q)
						q.Page = store.Page{}
						whole, _, err2 := tx.ItemPage(store.As(actor), q)
						if err != nil || err2 != nil || total != len(whole) {
							t.Errorf("%q is told of %d items by %+v, of %d: %v, %v", actor, total, q, len(whole), err, err2)
						}
					}
					for _, i := range listed {
						if read++; !want[i.ID] {
							t.Errorf("%s is listed to %q", i.ID, actor)
						}
						delete(want, i.ID)
					}
					for id, may := range want {
						if may {
							t.Errorf("%s is not listed to %q", id, actor)
						}
					}
				}
			}
			if whole, err := tx.TallyWhole(); err != nil || !whole {
				t.Errorf("the tally differs from the items: %v", err)
			}
			if read == 0 || kept == 0 {
				t.Errorf("%d are read and %d kept: nothing was tried", read, kept)
			}
			return nil
		})
	})
}

// Who has no right in an area knows that it is there when it can be asked for, and nothing else; who is asked for what knows who asks.
func TestRequestsInAreas(t *testing.T) {
	stageOn(t, func(t *testing.T, s *store.Store) {
		put := func(r store.AreaRequest) {
			update(t, s, func(tx *store.Tx) error { return tx.PutAreaRequest(r) })
		}
		update(t, s, func(tx *store.Tx) error {
			return firstFault(
				tx.PutArea(store.Area{ID: "be-om", OwnerActor: host, Title: "Ö", OpenToAsk: true, Rights: []store.AreaRight{{Actor: other, Level: "manage"}, {Actor: invited, Level: "read"}}}),
				tx.PutArea(store.Area{ID: "sluten", OwnerActor: host, Title: "S"}),
				tx.PutArea(store.Area{ID: "slut", OwnerActor: host, Title: "A", OpenToAsk: true, ClosedAt: at(9)}),
				tx.PutFolder("be-om", "Karta"), tx.PutFolder("be-om", "Beslut"), tx.PutFolder("be-om", "Karta"))
		})
		put(store.AreaRequest{Area: "be-om", Actor: outsider, Level: "read", Why: "Vi behöver", AskedBy: "anna", AskedAt: at(8)})
		for as, want := range map[store.Reader][2]int{store.As(host): {0, 1}, store.As(other): {0, 1}, store.As(invited): {0, 0}, store.As(outsider): {1, 1},
			store.As(""): {0, 0}, store.As("*"): {1, 0}} {
			view(t, s, func(tx *store.Tx) error {
				areas, e1 := tx.AreasToAsk(as)
				requests, e2 := tx.AreaRequests(as, "be-om")
				if err := firstFault(e1, e2); err != nil {
					return err
				}
				if len(areas) != want[0] || len(requests) != want[1] {
					t.Errorf("%v: %d areas, %d requests, want %v", as, len(areas), len(requests), want)
				}
				return nil
			})
		}
		answered := store.AreaRequest{Area: "be-om", Actor: outsider, Level: "read", Why: "Vi behöver", AskedBy: "anna", AskedAt: at(8), AnsweredBy: host, AnsweredAt: at(9), Words: "Nej"}
		put(answered)
		view(t, s, func(tx *store.Tx) error {
			got, found, err := tx.AreaRequest("be-om", outsider)
			same(t, answered)(got, err)
			theirs, e1 := tx.AreaRequests(store.As(host), "")
			own, e2 := tx.AreaRequests(store.As(outsider), "")
			open, e3 := tx.OpenRequests(outsider)
			folders, e4 := tx.AreaFolders("be-om")
			if !found || len(theirs) != 0 || len(own) != 1 || open != 0 || len(folders) != 2 || folders[0] != "Beslut" {
				t.Errorf("%v, %d of others, %d own, %d open, %v", found, len(theirs), len(own), open, folders)
			}
			return firstFault(e1, e2, e3, e4)
		})
	})
}
