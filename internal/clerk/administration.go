package clerk

import (
	"context"
	"slices"
	"strings"

	"samverkan/internal/journal"
	"samverkan/internal/store"
)

// Administration gives at most limit entries of the journal of administration after a number: who did what with actors, people, areas and
// incidents. For the one who runs the installation. What is said in areas is left out: that is read in the area, by the rights there.
// Faults: those of Allows.
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
	for i := range out {
		if !who.Owner && ofContent(out[i].Name) {
			out[i].Payload = nil
		}
	}
	return out, head, err
}

// ofContent tells whether an entry of administration says what stands in an area, and not what the area is and who is in it. One whose name
// is new counts as such until it is known not to be.
func ofContent(name string) bool {
	return strings.HasPrefix(name, "area.") && !slices.Contains([]string{CreateArea{}.Name(), GrantRight{}.Name(), CloseArea{}.Name(), ReopenArea{}.Name(),
		StopSharing{}.Name(), ShareAgain{}.Name(), LeaveArea{}.Name(), HandOver{}.Name(), TakeOver{}.Name()}, name)
}
