package server

import (
	"context"
	"time"

	"samverkan/internal/fault"
)

// exerciseEach is how often the simulated actors of exercises that go are asked what they do.
const exerciseEach = time.Second

// exercises has simulated actors act. How far each exercise has come is in the database, so that a restart goes on with it.
func (s *Server) exercises(ctx context.Context) {
	next := time.NewTicker(exerciseEach)
	defer next.Stop()
	for {
		if _, err := s.clerk.RunExercises(ctx); err != nil && ctx.Err() == nil {
			s.log.Warn("playing an exercise", "code", fault.CodeOf(err))
		}
		select {
		case <-ctx.Done():
			return
		case <-next.C:
		}
	}
}
