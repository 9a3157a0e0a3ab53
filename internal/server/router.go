package server

import (
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"

	"samverkan/internal/fault"
	"samverkan/internal/notify"
	"samverkan/internal/upload"
)

// router is the list of what the service answers, and of what every request passes on its way there.
func (s *Server) router() http.Handler {
	r := chi.NewRouter()
	// The two questions of those who run the service come by any name and are never limited.
	r.Get("/livez", s.live)
	r.Get("/readyz", s.readiness)
	r.Group(func(r chi.Router) {
		r.Use(s.ownHost, s.limits().limit, s.sameSite, s.steady)
		s.door.Mount(r)
		for _, path := range upload.Paths() {
			r.Handle(path, s.uploads)
			r.Handle(path+"/{id}", s.uploads)
		}
		r.Method(http.MethodPost, notify.HooksPath+"{channel}/{id}", s.post.hooks)
		for _, x := range s.signin.Routes() {
			r.Method(x.Method, x.Path, x.Handler)
		}
		for _, x := range s.web.Routes() {
			r.Method(x.Method, x.Path, x.Handler)
			if x.Method == http.MethodGet {
				r.Method(http.MethodHead, x.Path, x.Handler)
			}
		}
	})
	r.NotFound(func(w http.ResponseWriter, q *http.Request) {
		s.refuse(w, q, fault.New(fault.NotFound, "http.no-such-place"))
	})
	r.MethodNotAllowed(func(w http.ResponseWriter, q *http.Request) {
		s.refuse(w, q, fault.New(fault.Invalid, "http.method"))
	})
	// Outermost first.
	var h http.Handler = r
	for _, wrap := range []func(http.Handler) http.Handler{s.forScim, s.forFolder, s.forCalendars, s.careful, s.recovered, s.told, s.from, s.named} {
		h = wrap(h)
	}
	return h
}

// refuse says no to what no door answers: to a person at a screen with a page, to a program with a problem.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, err error) {
	if strings.Contains(r.Header.Get("Accept"), "text/html") && !strings.HasPrefix(r.URL.Path, "/api") {
		s.web.Refuse(w, r, err)
		return
	}
	s.door.Refuse(w, r, err)
}
