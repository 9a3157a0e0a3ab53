package server

import (
	"context"
	"log/slog"
	"maps"
	"sync"
	"time"

	"samverkan/internal/live"
	"samverkan/internal/store"
)

// renewing is how often a node says again who follows there; presentFor how long that holds.
const (
	renewing   = 10 * time.Second
	presentFor = 3 * renewing
)

// present adds up who follows at all nodes of one database. Each writes down its own, and reads the sum.
type present struct {
	store *store.Store
	hub   *live.Hub
	log   *slog.Logger
	node  string

	mu   sync.Mutex
	here map[string]map[string]int // by conference
	all  map[string]map[string]int
}

// everywhere implements [live.Options]: it is asked each time presence is told.
func (p *present) everywhere(conference string, here map[string]int) map[string]int {
	all, err := p.tell(context.Background(), conference, here)
	if err != nil {
		p.log.Warn("presence", "error", err)
		return here
	}
	return all
}

// tell writes down who follows here and gives who follows anywhere.
func (p *present) tell(ctx context.Context, conference string, here map[string]int) (map[string]int, error) {
	ctx, cancel := context.WithTimeout(ctx, probeTime)
	defer cancel()
	all := map[string]int{}
	err := p.store.Update(ctx, func(tx *store.Tx) error {
		clear(all)
		var rows []store.Present
		for actor, n := range here {
			rows = append(rows, store.Present{Actor: actor, Followers: int64(n)})
		}
		if err := tx.PutPresence(p.node, conference, rows); err != nil {
			return err
		}
		if err := tx.ForgetPresence(tx.Now.Add(-presentFor)); err != nil {
			return err
		}
		sum, err := tx.Presence(conference, tx.Now.Add(-presentFor))
		for _, x := range sum {
			all[x.Actor] = int(x.Followers)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.here[conference], p.all[conference] = maps.Clone(here), all
	if len(here) == 0 {
		delete(p.here, conference)
	}
	return all, nil
}

// now gives who follows anywhere, as each node has written it down.
func (p *present) now(ctx context.Context, conference string) (map[string]int, error) {
	all := map[string]int{}
	err := p.store.View(ctx, func(tx *store.Tx) error {
		clear(all)
		sum, err := tx.Presence(conference, tx.Now.Add(-presentFor))
		for _, x := range sum {
			all[x.Actor] = int(x.Followers)
		}
		return err
	})
	return all, err
}

// renew says again who follows here, and tells the hub when others have come or gone elsewhere.
func (p *present) renew(ctx context.Context) {
	tick := time.NewTicker(renewing)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		p.mu.Lock()
		here, before := maps.Clone(p.here), maps.Clone(p.all)
		p.mu.Unlock()
		for conference := range here {
			now := p.hub.Presence(conference)
			all, err := p.tell(ctx, conference, now)
			if err != nil {
				if ctx.Err() == nil {
					p.log.Warn("presence", "error", err)
				}
				break
			}
			if !maps.Equal(all, before[conference]) {
				p.hub.PresenceChanged(conference)
			}
		}
	}
}
