package server

import (
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"

	"samverkan/internal/clerk"
	"samverkan/internal/scim"
)

// openScim puts the door for actors' registers of people before the others, as that for calendars.
func (s *Server) openScim() {
	s.scim = scim.New(scim.Options{Clerk: s.clerk, Identify: s.signin.ScimIdentity, Put: s.signin.PutScimUser, Texts: s.o.Texts, Log: s.log,
		Base: strings.TrimSuffix(s.o.Config.URL.String(), "/")})
}

// forScim lets registers in, and everybody else on.
func (s *Server) forScim(next http.Handler) http.Handler {
	limited := s.ownHost(s.limits().limit(s.sameSite(s.steady(s.scim))))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.scim.Owns(r.URL.Path) {
			next.ServeHTTP(w, r)
			return
		}
		// Who it is about is nothing for the log.
		if routed := chi.RouteContext(r.Context()); routed != nil {
			routed.RoutePatterns = append(routed.RoutePatterns, scim.Root)
		}
		limited.ServeHTTP(w, r)
	})
}

// identify tells who shows a credential, at whichever door.
func (s *Server) identify(r *http.Request) (clerk.Identity, error) {
	if token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok && s.scim.Owns(r.URL.Path) {
		return s.signin.ScimIdentity(r.Context(), token)
	}
	return s.signin.Identify(r)
}
