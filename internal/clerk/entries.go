package clerk

import (
	"context"

	"samverkan/internal/journal"
	"samverkan/internal/store"
)

// MaxPage is the most entries answered at a time.
const MaxPage = 1000

// Entries gives at most limit entries of a conference after a number, in order and without gaps, as the reader may see them,
// and the head of the chain when they were read. Fault: conference.unknown.
func (k *Clerk) Entries(ctx context.Context, who Identity, id string, after int64, limit int) ([]journal.Entry, journal.Head, error) {
	var out []journal.Entry
	var head journal.Head
	err := k.store.View(ctx, func(tx *store.Tx) error {
		v, err := k.viewAt(tx, who, id, 0)
		if err != nil {
			return err
		}
		head = v.Head
		out, err = tx.Entries(stream(id), max(after, 0), min(max(limit, 1), MaxPage))
		if err != nil || v.Whole {
			return err
		}
		withheld := v.now.withheldFrom(who.Actor)
		for i, e := range out {
			if withheld[e.Seq] {
				out[i] = e.Withhold()
			}
		}
		return nil
	})
	return out, head, err
}

// ConferenceFilter chooses conferences, for those who do not know where lists are kept.
type ConferenceFilter = store.ConferenceFilter

// MeasureFilter chooses measures.
type MeasureFilter = store.MeasureFilter

// DecisionFilter chooses decisions.
type DecisionFilter = store.DecisionFilter

// Administered gives a mark of the journal of administration. What documents call actors, areas and incidents hangs on it.
func (k *Clerk) Administered(ctx context.Context) (string, error) {
	var head journal.Head
	err := k.store.View(ctx, func(tx *store.Tx) (err error) {
		head, err = tx.Head(directoryStream)
		return err
	})
	return head.Hash.String(), err
}
