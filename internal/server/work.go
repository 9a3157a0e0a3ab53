package server

import (
	"context"
	"strings"
	"time"

	"samverkan/internal/fault"
)

// tidyEach is how often what has no more use is removed.
const tidyEach = 24 * time.Hour

// work does in the background what no request does.
func (s *Server) work(ctx context.Context) {
	s.background(func() {
		// What other nodes, and the command line on the same file, have written.
		if err := s.store.Listen(ctx, s.moved); err != nil && ctx.Err() == nil {
			s.log.Error("listening for other nodes", "error", err)
		}
	})
	if s.present != nil {
		s.background(func() { s.present.renew(ctx) })
		s.background(func() { s.recheck(ctx) })
	}
	s.background(func() { s.tidy(ctx) })
	s.background(func() { s.uploads.Run(ctx) })
	s.startPost(ctx)
	s.background(func() { s.hearing.Run(ctx) })
	s.background(func() { s.exercises(ctx) })
	s.background(func() { s.watching(ctx) })
}

// recheckEach is how often a node looks whether its followers are still signed in: at another node they may have signed out.
const recheckEach = 5 * time.Second

func (s *Server) recheck(ctx context.Context) {
	next := time.NewTicker(recheckEach)
	defer next.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-next.C:
			s.hub.Recheck()
		}
	}
}

// tidy removes dead sessions, links, codes and old lines of the log, when the service begins and then once a day. That it cannot
// be done is no reason to stop.
func (s *Server) tidy(ctx context.Context) {
	next := time.NewTicker(tidyEach)
	defer next.Stop()
	for {
		if err := s.clerk.Tidy(ctx); err != nil && ctx.Err() == nil {
			s.log.Warn("tidying", "code", fault.CodeOf(err))
		}
		// Nothing goes by itself unless the operator has said so, kind by kind.
		if gone, err := s.clerk.CullNightly(ctx); err != nil && ctx.Err() == nil {
			s.log.Warn("gallring", "code", fault.CodeOf(err))
		} else if len(gone) > 0 {
			s.log.Info("gallring", "count", len(gone))
		}
		select {
		case <-ctx.Done():
			return
		case <-next.C:
		}
	}
}

func (s *Server) background(do func()) {
	s.active.Add(1)
	go func() {
		defer s.active.Done()
		do()
	}()
}

// moved wakes those who follow what has been written. In the directory are the rights of everybody.
func (s *Server) moved(stream string) {
	if id, ok := strings.CutPrefix(stream, "conference/"); ok {
		s.hub.Wake(id)
		s.wakePost() // another node may have queued something, or be gone
	}
	if stream == "directory" {
		s.hub.Recheck()
	}
}
