package server

import (
	"net/http"
	"net/url"
	"strings"

	"samverkan/internal/fault"
)

// policy is what a page may do when it says nothing else: show text and styles of the service itself, and send forms to it.
const policy = "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; " +
	"frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// careful gives every answer the headers that make a browser careful. A handler that needs less care says so itself.
func (s *Server) careful(next http.Handler) http.Handler {
	secure := s.o.Config.Secure()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		// The recorder at the desk takes up sound; nothing of another site is ever in a page.
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(self), payment=(), usb=()")
		h.Set("Cache-Control", "no-store")
		if r.ProtoMajor == 1 && len(r.TransferEncoding) > 0 {
			// A request that says its length in two ways has lost one of them by here. Somebody in between may have gone by it, and
			// would take what follows for a part of the body; so nothing follows a body in chunks (RFC 9112, 6.1).
			h.Set("Connection", "close")
		}
		if secure {
			h.Set("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
		}
		next.ServeHTTP(w, r)
	})
}

// ownHost refuses requests for another name than the service's: links in mails and passkeys are made from it.
func (s *Server) ownHost(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.ours(r.Host) {
			s.door.Refuse(w, r, fault.New(fault.NotFound, "http.other-host"))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// ours tells whether a Host header names the service: by its address, or from the machine that it runs on.
func (s *Server) ours(host string) bool {
	host = strings.ToLower(host)
	if host == s.o.Config.URL.Host || host == withoutDefaultPort(s.o.Config.URL) {
		return true
	}
	name := (&url.URL{Host: host}).Hostname()
	return name == "localhost" || name == "127.0.0.1" || name == "::1"
}

func withoutDefaultPort(u *url.URL) string {
	if u.Scheme == "https" && u.Port() == "443" || u.Scheme == "http" && u.Port() == "80" {
		return u.Hostname()
	}
	return u.Host
}

// sameSite refuses what another site makes a browser send: by the browser's own word, and without it when a cookie comes along.
func (s *Server) sameSite(next http.Handler) http.Handler {
	protection := http.NewCrossOriginProtection()
	refused := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.door.Refuse(w, r, fault.New(fault.Forbidden, "http.cross-site"))
	})
	protection.SetDenyHandler(refused)
	checked := protection.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		unsafe := r.Method != http.MethodGet && r.Method != http.MethodHead && r.Method != http.MethodOptions
		if unsafe && r.Header.Get("Cookie") != "" && r.Header.Get("Sec-Fetch-Site") == "" && r.Header.Get("Origin") == "" {
			refused.ServeHTTP(w, r)
			return
		}
		checked.ServeHTTP(w, r)
	})
}
