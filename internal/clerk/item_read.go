package clerk

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"samverkan/internal/area"
	"samverkan/internal/fault"
	"samverkan/internal/store"
)

// ItemView is an item as one reader sees it.
type ItemView struct {
	Area      area.Area       `json:"area"`
	Right     area.Right      `json:"right"` // the reader's own, in the area
	Item      area.Item       `json:"item"`
	Related   []area.Item     `json:"related"`   // those of the related that the reader reads
	Comments  []area.Comment  `json:"comments"`  // the first first
	Revisions []area.Revision `json:"revisions"` // those that the reader reads, the first first
}

// Item gives an item with what was said of it and how it came to be as it is. Faults: area.unknown, area.item-unknown.
func (k *Clerk) Item(ctx context.Context, who Identity, areaID, id string) (ItemView, error) {
	var out ItemView
	err := k.look(ctx, who, "item.read", func(tx *store.Tx) error {
		d := &desk{tx: tx, who: who, clerk: k}
		a, err := d.area(areaID, area.Read)
		if err != nil {
			return err
		}
		out = ItemView{Area: a, Right: a.RightOf(who.Actor), Related: []area.Item{}, Comments: []area.Comment{}, Revisions: []area.Revision{}}
		if who.Owner {
			out.Right = area.Manage
		}
		var ok bool
		if out.Item, ok, err = d.readable(a, id); err != nil {
			return err
		}
		if !ok {
			return fault.New(fault.NotFound, "area.item-unknown", "Item", id)
		}
		if err := who.onlyKnown(tx, &out.Item); err != nil {
			return err
		}
		for _, other := range out.Item.Related {
			it, ok, err := d.readable(a, other)
			if err != nil {
				return err
			}
			if ok {
				out.Related = append(out.Related, it)
			}
		}
		if err := who.onlyKnown(tx, pointed(out.Related)...); err != nil {
			return err
		}
		return d.told(&out)
	})
	return out, err
}

// readable gives an item of an area to who reads it; false to everybody else.
func (d *desk) readable(a area.Area, id string) (area.Item, bool, error) {
	it, exists, err := itemByID(d.tx, id)
	return it, exists && it.Area == a.ID && (d.who.Owner || a.MayRead(it, d.who.Actor)), err
}

// told fills in what was said of an item and what it was before.
func (d *desk) told(v *ItemView) error {
	comments, err := d.tx.ItemComments(d.who.lookup(), v.Item.ID)
	if err != nil {
		return err
	}
	for _, c := range comments {
		if said := commentOf(c); d.who.Owner || v.Area.ReadComment(v.Item, said, d.who.Actor) {
			v.Comments = append(v.Comments, said)
		}
	}
	rows, err := d.tx.ItemRevisions(d.who.lookup(), v.Item.ID)
	if err != nil {
		return err
	}
	for _, row := range rows {
		r, err := revisionOf(row)
		if err != nil {
			return err
		}
		if d.who.Owner || v.Area.ReadRevision(v.Item, r, d.who.Actor) {
			v.Revisions = append(v.Revisions, r)
		}
	}
	then := make([]area.Item, len(v.Revisions))
	for n, r := range v.Revisions {
		then[n] = v.Item.With(r.Content)
	}
	if err := d.who.onlyKnown(d.tx, pointed(then)...); err != nil {
		return err
	}
	for n := range then {
		v.Revisions[n].Content = then[n].Content()
	}
	return nil
}

func revisionOf(row store.ItemRevision) (area.Revision, error) {
	r := area.Revision{Number: row.Number, At: row.At, By: row.Member, Actor: row.Actor, Why: row.Why, Version: row.Version}
	if err := json.Unmarshal([]byte(row.Content), &r.Content); err != nil {
		return r, fault.Wrap(err, fault.Unavailable, "store.corrupt")
	}
	return r, nil
}

// AreaAt gives an area with the items that the caller reads and read at a moment, as they were then, the latest change first. Who the
// area is shared with is what holds now. Fault: area.unknown, also for who has no right in it.
func (k *Clerk) AreaAt(ctx context.Context, who Identity, id string, at time.Time) (Listing, error) {
	var out Listing
	err := k.look(ctx, who, "area.read", func(tx *store.Tx) error {
		a, err := (&desk{tx: tx, who: who, clerk: k}).area(id, area.Read)
		if err != nil {
			return err
		}
		out = Listing{Area: a, Right: a.RightOf(who.Actor), Items: []area.Item{}}
		if who.Owner {
			out.Right = area.Manage
		}
		rows, err := tx.ItemRevisionsAt(who.lookup(), id, at)
		if err != nil {
			return err
		}
		for _, row := range rows {
			r, err := revisionOf(row)
			if err != nil {
				return err
			}
			it, _, err := itemByID(tx, row.Item)
			if err != nil {
				return err
			}
			if who.Owner || a.ReadRevision(it, r, who.Actor) {
				out.Items = append(out.Items, it.AsOf(r, at))
			}
		}
		return who.onlyKnown(tx, pointed(out.Items)...)
	})
	return out, err
}

// longestLog is how many lines of a log are read.
const longestLog = 5000

// Log gives the tidslogg of an area: the notes that the caller reads by when what they tell of happened, the first first. Of a very
// long one it is the last part. Fault: area.unknown.
func (k *Clerk) Log(ctx context.Context, who Identity, id string) (Listing, error) {
	var out Listing
	err := k.look(ctx, who, "area.read", func(tx *store.Tx) error {
		a, err := (&desk{tx: tx, who: who, clerk: k}).area(id, area.Read)
		if err != nil {
			return err
		}
		out = Listing{Area: a, Right: a.RightOf(who.Actor), Items: []area.Item{}}
		if who.Owner {
			out.Right = area.Manage
		}
		rows, err := tx.LogItems(who.lookup(), id, string(area.Note), longestLog)
		for _, row := range slices.Backward(rows) {
			it, err := itemOf(row, nil)
			if err != nil {
				return err
			}
			out.Items = append(out.Items, it)
		}
		if err != nil {
			return err
		}
		return who.onlyKnown(tx, pointed(out.Items)...)
	})
	return out, err
}
