package clerk

import (
	"context"
	"sync"

	"samverkan/internal/store"
)

// sightings writes down which sessions have been used. When many come at once, as after a restart, one write is for all who came
// during the write before: a write to the disk for each would hold them all up.
type sightings struct {
	mu      sync.Mutex
	waiting []string // ids
	writing bool
}

// note writes down that a session was used, at once or with the next ones. That is worth no failed request: a full disk must not
// throw everybody out.
func (x *sightings) note(ctx context.Context, s *store.Store, id string) {
	x.mu.Lock()
	x.waiting = append(x.waiting, id)
	busy := x.writing
	x.writing = true
	x.mu.Unlock()
	if busy {
		return
	}
	ctx = context.WithoutCancel(ctx) // others may be among them
	if x.write(ctx, s) {
		go func() {
			for x.write(ctx, s) {
			}
		}()
	}
}

// write writes down those that wait, and tells whether more have come meanwhile.
func (x *sightings) write(ctx context.Context, s *store.Store) (more bool) {
	x.mu.Lock()
	ids := x.waiting
	x.waiting = nil
	x.mu.Unlock()
	_ = s.Update(ctx, func(tx *store.Tx) error { // see note
		for _, id := range ids {
			if err := tx.SeeSignIn(id); err != nil {
				return err
			}
		}
		return nil
	})
	x.mu.Lock()
	defer x.mu.Unlock()
	x.writing = len(x.waiting) > 0
	return x.writing
}
