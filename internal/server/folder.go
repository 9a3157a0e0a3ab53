package server

import (
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"

	"samverkan/internal/clerk"
	"samverkan/internal/folder"
	"samverkan/internal/signin"
)

// openFolder puts the door for file managers before the others, as that for calendars.
func (s *Server) openFolder() {
	c := s.o.Config
	s.folder = folder.New(folder.Options{Clerk: s.clerk, Identify: s.signin.FolderIdentity, FeedDigest: signin.FeedDigest, Texts: s.o.Texts, Log: s.log,
		Now: s.o.Now, NewID: s.o.NewID, Base: strings.TrimSuffix(c.URL.String(), "/"), Refuse: s.door.Refuse,
		Limits: clerk.UploadLimits{Largest: c.Upload.Largest, Quota: c.Upload.Quota, Spare: c.Upload.Spare, Keep: c.Upload.Keep}})
}

// forFolder lets file managers in, and everybody else on.
func (s *Server) forFolder(next http.Handler) http.Handler {
	limited := s.ownHost(s.limits().limit(s.sameSite(s.steady(s.folder))))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.folder.Owns(r.URL.Path) {
			next.ServeHTTP(w, r)
			return
		}
		// Names of files are nothing for the log, and the address of a feed holds a key.
		if routed := chi.RouteContext(r.Context()); routed != nil {
			routed.RoutePatterns = append(routed.RoutePatterns, "/dav")
		}
		limited.ServeHTTP(w, r)
	})
}
