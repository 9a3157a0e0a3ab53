package server

import (
	"context"
	"strings"
	"time"

	"samverkan/internal/store"
)

// every is how often a node tells who follows what at it; presenceFor how long that holds.
const (
	every       = 10 * time.Second
	presenceFor = 3 * every
)

// work does in the background what no request does.
func (s *Server) work(ctx context.Context) {
	s.o.Clerk.OnCommit(s.hub.Wake)
	s.o.SignIn.OnRevoked(s.hub.Recheck)
	s.background(func() {
		// What other nodes, and the command line on the same file, have written.
		if err := s.o.Store.Listen(ctx, s.moved); err != nil && ctx.Err() == nil {
			s.o.Log.Error("listening for other nodes", "error", err)
		}
	})
	s.background(func() { s.tellPresence(ctx) })
}

func (s *Server) background(do func()) {
	s.active.Add(1)
	go func() {
		defer s.active.Done()
		do()
	}()
}

// moved wakes those who follow what another node has written. In the directory are the rights of everybody.
func (s *Server) moved(stream string) {
	if id, ok := strings.CutPrefix(stream, "conference/"); ok {
		s.hub.Wake(id)
	}
	if stream == "directory" {
		s.hub.Recheck()
	}
}

// tellPresence writes down who follows here, for the other nodes to read.
func (s *Server) tellPresence(ctx context.Context) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	told := map[string]bool{}
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		now := map[string]bool{}
		for _, id := range s.hub.Conferences() {
			now[id] = true
		}
		for id := range told {
			now[id] = now[id] || false
		}
		if len(now) == 0 {
			continue
		}
		err := s.o.Store.Update(ctx, func(tx *store.Tx) error {
			for id := range now {
				var rows []store.Present
				for actor, n := range s.hub.Presence(id) {
					rows = append(rows, store.Present{Actor: actor, Followers: int64(n)})
				}
				if err := tx.PutPresence(s.o.Node, id, rows); err != nil {
					return err
				}
			}
			return tx.ForgetPresence(tx.Now.Add(-presenceFor))
		})
		if err != nil && ctx.Err() == nil {
			s.o.Log.Warn("presence", "error", err)
		}
		for id, here := range now {
			if told[id] = here; !here {
				delete(told, id)
			}
		}
	}
}
