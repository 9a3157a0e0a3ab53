package clerk

import (
	"context"
	"time"

	"samverkan/internal/area"
	"samverkan/internal/store"
)

// longestKind is how many items of one kind are read: what fits on a map or in a calendar that somebody looks at.
const longestKind = 1000

// ItemsOf gives the items of a kind that the caller reads in an area, the oldest first; of very many the latest. With a moment it gives them as
// they were then, by the rule of AreaAt. Fault: area.unknown.
func (k *Clerk) ItemsOf(ctx context.Context, who Identity, id string, kind area.Kind, at time.Time) (Listing, error) {
	if !at.IsZero() {
		out, err := k.AreaAt(ctx, who, id, at)
		if out.Items = area.Of(kind, out.Items); out.Items == nil {
			out.Items = []area.Item{}
		}
		return out, err
	}
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
		rows, err := tx.KindItems(who.lookup(), id, string(kind), longestKind)
		if err != nil {
			return err
		}
		for _, row := range rows {
			it, _, err := itemByID(tx, row.ID) // with its mark of secrecy
			if err != nil {
				return err
			}
			out.Items = append(out.Items, it)
		}
		return who.onlyKnown(tx, pointed(out.Items)...)
	})
	return out, err
}
