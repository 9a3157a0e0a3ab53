package clerk

import (
	"slices"

	"samverkan/internal/area"
	"samverkan/internal/store"
)

// An item names others by their ids: what it is related to, the need that an offer answers, the offers that were agreed on. Whoever does not
// read the other finds nothing of it, not even that it is named.

// named gives the ids of others that a content names.
func named(related []string, d area.Detail) []string {
	out := slices.Clone(related)
	if d.Need != nil {
		out = append(out, d.Need.Offers...)
	}
	if d.Offer != nil && d.Offer.Need != "" {
		out = append(out, d.Offer.Need)
	}
	return out
}

// namedKnown gives what is named as far as it is among what the reader reads.
func namedKnown(reads map[string]bool, related []string, d area.Detail) ([]string, area.Detail) {
	hidden := func(id string) bool { return !reads[id] }
	related = slices.DeleteFunc(slices.Clone(related), hidden)
	if d.Need != nil && slices.ContainsFunc(d.Need.Offers, hidden) {
		need := *d.Need
		need.Offers = slices.DeleteFunc(slices.Clone(need.Offers), hidden)
		d.Need = &need
	}
	if d.Offer != nil && hidden(d.Offer.Need) {
		offer := *d.Offer
		offer.Need = ""
		d.Offer = &offer
	}
	return related, d
}

// onlyKnown takes out of items what they name and the caller does not read.
func (who Identity) onlyKnown(tx *store.Tx, items ...*area.Item) error {
	var ids []string
	for _, i := range items {
		ids = append(ids, named(i.Related, i.Detail)...)
	}
	if who.Owner || len(ids) == 0 {
		return nil
	}
	reads, err := tx.ReadableItems(who.lookup(), ids)
	if err != nil {
		return err
	}
	for _, i := range items {
		if len(named(i.Related, i.Detail)) > 0 {
			i.Related, i.Detail = namedKnown(reads, i.Related, i.Detail)
		}
	}
	return nil
}

// pointed are the items of a list, to change them where they are.
func pointed(items []area.Item) []*area.Item {
	out := make([]*area.Item, len(items))
	for n := range items {
		out[n] = &items[n]
	}
	return out
}

// onBoard are the items of a board, to change them where they are.
func onBoard(b area.Board) (out []*area.Item) {
	for n := range b.Needs {
		out = append(out, &b.Needs[n].Item)
		for m := range b.Needs[n].Answers {
			out = append(out, &b.Needs[n].Answers[m].Item)
		}
	}
	for n := range b.Offers {
		if out = append(out, &b.Offers[n].Item); b.Offers[n].Need != nil {
			out = append(out, b.Offers[n].Need)
		}
	}
	return out
}
