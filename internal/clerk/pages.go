package clerk

import (
	"cmp"
	"context"
	"slices"

	"samverkan/internal/area"
	"samverkan/internal/store"
)

// What lists are asked by and answered with, for those who do not know where lists are kept. Nothing that the caller may not read
// is listed, counted or found, and filters are put to what is left.
type (
	Page             = store.Page             // which part of a list
	ConferenceRow    = store.Conference       // a conference as lists know it
	MeasureRow       = store.Measure          // a measure as lists know it
	ConferenceQuery  = store.ConferenceQuery  // chooses conferences
	ListedConference = store.ListedConference // a conference in a list
	DecisionQuery    = store.DecisionQuery    // chooses decisions
	ListedDecision   = store.ListedDecision   // a decision in a list over conferences
	MeasureQuery     = store.MeasureQuery     // chooses measures
	ListedMeasure    = store.ListedMeasure    // a measure in a list over conferences
	AreaQuery        = store.AreaQuery        // chooses areas
	ListedArea       = store.ListedArea       // an area in a list
	ItemQuery        = store.ItemQuery        // chooses items of an area
	Count            = store.Count            // how many items have something
	Hit              = store.Hit              // an actor that was found
	SearchQuery      = store.SearchQuery      // what is looked for
	Matches          = store.Matches          // what was found
	Match            = store.Match            // one thing that was found
	SavedSearch      = store.SavedSearch      // a search that has a name
	News             = store.News             // something that is new to somebody
)

// ConferencePage lists conferences that the caller hosts or is called to, and tells how many there are in all.
func (k *Clerk) ConferencePage(ctx context.Context, who Identity, q ConferenceQuery) (rows []ListedConference, total int, err error) {
	err = k.look(ctx, who, "conference.list", func(tx *store.Tx) (err error) {
		rows, total, err = tx.ConferencePage(who.lookup(), q)
		return err
	})
	return rows, total, err
}

// DecisionPage lists settled decisions over all conferences that the caller may see, and tells how many there are in all.
func (k *Clerk) DecisionPage(ctx context.Context, who Identity, q DecisionQuery) (rows []ListedDecision, total int, err error) {
	err = k.look(ctx, who, "decision.list", func(tx *store.Tx) (err error) {
		rows, total, err = tx.DecisionPage(who.lookup(), q)
		return err
	})
	return rows, total, err
}

// MeasurePage lists measures over all conferences that the caller may see, and tells how many there are in all.
func (k *Clerk) MeasurePage(ctx context.Context, who Identity, q MeasureQuery) (rows []ListedMeasure, total int, err error) {
	err = k.look(ctx, who, "measure.list", func(tx *store.Tx) (err error) {
		rows, total, err = tx.MeasurePage(who.lookup(), q)
		return err
	})
	return rows, total, err
}

// AreaPage lists the areas that the caller's actor has a right in, with how much is in them and is new to the caller, and tells
// how many there are in all. What q says of a member is not looked at.
func (k *Clerk) AreaPage(ctx context.Context, who Identity, q AreaQuery) (rows []ListedArea, total int, err error) {
	q.Member = who.Member
	err = k.look(ctx, who, "area.list", func(tx *store.Tx) (err error) {
		rows, total, err = tx.AreaPage(who.lookup(), q)
		return err
	})
	return rows, total, err
}

// ItemPage is a page of the items of an area, as one reader sees it. Items have their newest version alone, and the newest change
// comes first.
type ItemPage struct {
	Area  area.Area
	Right area.Right // the reader's own
	Items []area.Item
	Total int // how many fit the question
	// How many comments each of the items has, by its id.
	Comments map[string]int
	// What there is in the whole area, whatever is asked for.
	Kinds, Folders, Tags []Count
}

// ItemPage lists items of an area that the caller may read. Fault: area.unknown, also for who has no right in it.
func (k *Clerk) ItemPage(ctx context.Context, who Identity, q ItemQuery) (ItemPage, error) {
	var out ItemPage
	err := k.look(ctx, who, "area.read", func(tx *store.Tx) error {
		a, err := (&desk{tx: tx, who: who, clerk: k}).area(q.Area, area.Read)
		if err != nil {
			return err
		}
		out = ItemPage{Area: a, Right: a.RightOf(who.Actor)}
		if who.Owner {
			out.Right = area.Manage
		}
		rows, total, err := tx.ItemPage(who.lookup(), q)
		if err != nil {
			return err
		}
		out.Total = total
		out.Comments = map[string]int{}
		for _, r := range rows {
			out.Comments[r.ID] = r.Comments
			var versions []store.ItemVersion
			if r.Latest.Version > 0 {
				versions = append(versions, r.Latest)
			}
			it, err := itemOf(r.Item, versions)
			if err != nil {
				return err
			}
			out.Items = append(out.Items, it)
		}
		if err := who.onlyKnown(tx, pointed(out.Items)...); err != nil {
			return err
		}
		if out.Kinds, out.Folders, out.Tags, err = tx.ItemCounts(who.lookup(), q.Area); err != nil {
			return err
		}
		made, err := tx.AreaFolders(q.Area)
		for _, path := range made { // also what nothing is in yet
			if !slices.ContainsFunc(out.Folders, func(c Count) bool { return c.Value == path }) {
				out.Folders = append(out.Folders, Count{Value: path})
			}
		}
		slices.SortFunc(out.Folders, func(x, y Count) int { return cmp.Compare(x.Value, y.Value) })
		return err
	})
	return out, err
}

// SeenArea writes down that the caller has looked at an area: what comes after is new. Who came by a guest link, and the owner of
// the file, are nobody to remember that of. Fault: area.unknown.
func (k *Clerk) SeenArea(ctx context.Context, who Identity, id string) error {
	if err := who.Allows("area.read", ""); err != nil || who.Owner {
		return err
	}
	return k.store.Update(ctx, func(tx *store.Tx) error {
		if _, err := (&desk{tx: tx, who: who, clerk: k}).area(id, area.Read); err != nil {
			return err
		}
		if _, known, err := found(tx.Member(who.Member)); err != nil || !known {
			return err
		}
		return tx.SeeArea(who.Member, id)
	})
}

// look reads for somebody who may use an operation.
func (k *Clerk) look(ctx context.Context, who Identity, operation string, fn func(*store.Tx) error) error {
	if err := who.Allows(operation, ""); err != nil {
		return err
	}
	return k.store.View(ctx, fn)
}
