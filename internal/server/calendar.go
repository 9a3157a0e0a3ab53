package server

import (
	"context"
	"net/http"

	"github.com/go-chi/chi/v5"

	"samverkan/internal/dav"
	"samverkan/internal/papers"
	"samverkan/internal/render/ical"
	"samverkan/internal/signin"
)

// calendars answers calendar programs with what the desk has.
type calendars struct{ s *Server }

// Entries gives the calendar that a key opens, in the language of the installation: a program says nothing of its reader's.
func (c calendars) Entries(ctx context.Context, key string) (dav.Owner, []ical.Event, string, error) {
	f, err := papers.FeedOf(ctx, c.s.clerk, signin.FeedDigest(key), c.s.o.Texts, c.s.o.Texts.Languages()[0], c.s.o.Now())
	if err != nil {
		return dav.Owner{}, nil, "", err
	}
	return dav.Owner{ID: f.ID, Name: f.Name, Language: f.Language}, f.Events, f.Version, nil
}

// openCalendars puts the door for calendar programs before the others: it knows methods that no other door does.
func (s *Server) openCalendars() {
	s.calendars = dav.New(dav.Options{Source: calendars{s}, Texts: s.o.Texts, Log: s.log, Refuse: s.door.Refuse})
}

// forCalendars lets calendar programs in, and everybody else on.
func (s *Server) forCalendars(next http.Handler) http.Handler {
	limited := s.ownHost(s.limits().limit(s.sameSite(s.steady(s.calendars))))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.calendars.Owns(r.URL.Path) {
			// The path holds a key: the log has what it is, not which.
			if routed := chi.RouteContext(r.Context()); routed != nil {
				routed.RoutePatterns = append(routed.RoutePatterns, "/calendar")
			}
			limited.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}
