package clerk

import (
	"context"

	"samverkan/internal/journal"
	"samverkan/internal/store"
)

// Administration gives at most limit entries of the journal of administration after a number: who did what with actors, people, areas and
// incidents. For the one who runs the installation. Faults: those of Allows.
func (k *Clerk) Administration(ctx context.Context, who Identity, after int64, limit int) ([]journal.Entry, journal.Head, error) {
	if err := who.Allows("audit.read", ""); err != nil {
		return nil, journal.Head{}, err
	}
	var out []journal.Entry
	var head journal.Head
	err := k.store.View(ctx, func(tx *store.Tx) (err error) {
		if head, err = tx.Head(directoryStream); err != nil {
			return err
		}
		out, err = tx.Entries(directoryStream, max(after, 0), min(max(limit, 1), MaxPage))
		return err
	})
	return out, head, err
}
