package server

import (
	"context"
	"time"

	"samverkan/internal/fault"
)

// watchEach is how often what has happened is held against what people watch, and what is due is told. Another process may have written it
// and wakes nobody.
const watchEach = time.Second

// watching tells people of what they watch. All that it does is in the database, so that a restart and other nodes go on with it.
func (s *Server) watching(ctx context.Context) {
	next := time.NewTicker(watchEach)
	defer next.Stop()
	for {
		worked, err := s.clerk.SortHappenings(ctx)
		for worked && err == nil && ctx.Err() == nil {
			worked, err = s.clerk.SortHappenings(ctx)
		}
		if err == nil {
			_, err = s.clerk.TellInboxes(ctx)
		}
		if err != nil && ctx.Err() == nil {
			s.log.Warn("telling of what is watched", "code", fault.CodeOf(err))
		}
		select {
		case <-ctx.Done():
			return
		case <-next.C:
		}
	}
}
