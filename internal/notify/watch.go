package notify

import (
	"context"
	"slices"

	"samverkan/internal/clerk"
	"samverkan/internal/delivery"
	"samverkan/internal/watch"
)

// watched fills in what a notice of what somebody watches says as it stands now. needed is false when there is nothing left of it: it has
// been read, or may not be read any more.
func (r *Renderer) watched(ctx context.Context, x *rendered, d delivery.Delivery) (needed bool, err error) {
	rows, total, err := r.o.Clerk.Notice(ctx, d)
	if err != nil || total == 0 {
		return false, err
	}
	f := &x.facts
	f.Page, f.Count, f.More = r.o.Base+"/inbox", total, total-len(rows)
	for _, row := range rows {
		if row.Secret {
			f.Unnamed++
			continue
		}
		f.Watched = append(f.Watched, oneLine(x.tell.happened(row)))
	}
	return true, nil
}

// happened says in a line what has happened to a thing.
func (t teller) happened(row clerk.InboxRow) string {
	key := "notify.watch." + string(row.What)
	switch {
	case row.What == watch.Complete:
		key += "-" + row.Thing
	case slices.ContainsFunc(row.Reasons, func(r watch.Reason) bool { return r.On == watch.Mention }):
		key = "notify.watch.mention"
	case row.Thing == watch.Decision:
		key = "notify.watch.decision"
	}
	return t.p.T(key, "Title", cut(oneLine(row.Title), 120), "About", oneLine(row.About), "Actor", t.short(row.Actor), "When", t.p.ShortDateTime(row.At))
}
