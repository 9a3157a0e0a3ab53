package server

import (
	"context"
	"encoding/json"
	"net/http"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/store"
)

// Limits of what is healthy.
const (
	probeEvery = 2 * time.Second // a question asked more often gets the last answer
	probeTime  = 3 * time.Second
	maxDrift   = 2 * time.Minute  // of the clock against the time that has passed
	maxAhead   = 10 * time.Minute // of what is written against the clock
	maxLag     = time.Minute      // of the continuous copy
	firstYear  = 2026
)

// probe remembers the last look at what the service stands on.
type probe struct {
	mu     sync.Mutex
	at     time.Time
	checks map[string]string
	ok     bool
}

// live answers that the process runs.
func (s *Server) live(w http.ResponseWriter, _ *http.Request) { health(w, true, map[string]string{}) }

// readiness answers whether the service can do its work: write to its database, on a disk with room, with a clock that can be
// believed, and with its copy not far behind.
func (s *Server) readiness(w http.ResponseWriter, r *http.Request) {
	ok, checks := s.look(r.Context())
	if !s.ready.Load() {
		ok, checks["service"] = false, "stopping"
	}
	health(w, ok, checks)
}

func health(w http.ResponseWriter, ok bool, checks map[string]string) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	status := "ok"
	if !ok {
		status = "unavailable"
		w.Header().Set("Retry-After", "5")
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	json.NewEncoder(w).Encode(map[string]any{"status": status, "checks": checks})
}

func (s *Server) look(ctx context.Context) (bool, map[string]string) {
	p := &s.probe
	p.mu.Lock()
	defer p.mu.Unlock()
	// A clock that was set back must not keep an old answer alive.
	if now := s.o.Now(); p.checks == nil || now.Before(p.at) || now.Sub(p.at) >= probeEvery {
		p.ok, p.checks = s.check(ctx)
		p.at = now
	}
	out := map[string]string{}
	for k, v := range p.checks {
		out[k] = v
	}
	return p.ok, out
}

func (s *Server) check(ctx context.Context) (bool, map[string]string) {
	ctx, cancel := context.WithTimeout(ctx, probeTime)
	defer cancel()
	out, ok := map[string]string{}, true
	tell := func(name string, err error) {
		if out[name] = "ok"; err != nil {
			ok, out[name] = false, fault.CodeOf(err)
		}
	}
	var newest time.Time
	tell("database", s.store.Update(ctx, func(tx *store.Tx) (err error) {
		newest, err = tx.Newest()
		if err != nil {
			return err
		}
		return tx.PutSetting("ready."+s.o.Node, strconv.FormatInt(tx.Now.Unix(), 10))
	}))
	tell("clock", s.clock(newest))
	tell("disk", s.disk())
	if s.replica != nil {
		lag, err := s.replica.Lag()
		if err == nil && lag > maxLag {
			err = fault.New(fault.Unavailable, "serve.replica-late", "Lag", lag.Round(time.Second).String())
		}
		tell("replica", err)
	}
	return ok, out
}

// clock holds the clock against the time that has passed since the start, and against what has been written.
func (s *Server) clock(newest time.Time) error {
	now := s.o.Now()
	passed := now.Sub(s.started) // by the monotonic clock, when there is one
	wall := now.Round(0).Sub(s.started.Round(0))
	drift := wall - passed
	if drift < 0 {
		drift = -drift
	}
	if now.Year() < firstYear || drift > maxDrift || newest.After(now.Add(maxAhead)) {
		return fault.New(fault.Unavailable, "serve.clock")
	}
	return nil
}

// disk refuses when too little is free where the database and the files are.
func (s *Server) disk() error {
	places := []string{s.o.Config.Files}
	if !s.o.Config.OnPostgres() {
		places = append(places, filepath.Dir(s.o.Config.Database))
	}
	for _, dir := range places {
		free, known := freePercent(dir)
		if known && free < float64(s.o.Config.DiskFree) {
			return fault.New(fault.Full, "serve.disk")
		}
	}
	return nil
}
