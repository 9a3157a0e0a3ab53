package clerk

import (
	"samverkan/internal/delivery"
	"samverkan/internal/store"
)

// alarmed sees to what was queued before an alarm that has just been queued: what stands in its way goes at once, and a cancellation
// goes also by the ways that only the kallelse went.
func (k *Clerk) alarmed(tx *store.Tx, f delivery.Fact) error {
	all, err := tx.ConferenceOutgoing(f.Conference, "")
	if err != nil {
		return err
	}
	var before, planned []delivery.Delivery
	for _, d := range all {
		if d.Kind == f.Kind && d.Sequence == f.Sequence && d.At.UnixMilli() == f.At.UnixMilli() {
			planned = append(planned, d)
		} else {
			before = append(before, d)
		}
	}
	if _, err := k.enqueue(tx, f.Conference, delivery.Recall(f, before, planned)); err != nil {
		return err
	}
	return putAll(tx, delivery.Waken(before, planned, tx.Now))
}
