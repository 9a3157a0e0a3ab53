package server

import (
	"context"
	"runtime/debug"
	"strings"
)

// work does in the background what no request does.
func (s *Server) work(ctx context.Context) {
	// What was needed only to open, above all to find out how long a password takes, is given back at once.
	s.background(debug.FreeOSMemory)
	s.background(func() {
		// What other nodes, and the command line on the same file, have written.
		if err := s.store.Listen(ctx, s.moved); err != nil && ctx.Err() == nil {
			s.log.Error("listening for other nodes", "error", err)
		}
	})
	if s.present != nil {
		s.background(func() { s.present.renew(ctx) })
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
	}
	if stream == "directory" {
		s.hub.Recheck()
	}
}
