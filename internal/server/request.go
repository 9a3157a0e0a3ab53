package server

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"runtime/debug"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"samverkan/internal/fault"
)

// requestID is the header by which a request is found in the log. One from outside is not taken.
const requestID = "Request-Id"

// named gives the request an id of our own making.
func (s *Server) named(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set(requestID, s.o.NewID())
		next.ServeHTTP(w, r)
	})
}

// from finds out which address the request came from, and keeps it where every door looks for it. Only a proxy that the settings
// trust is believed about others, and only as far back as the first that is not.
func (s *Server) from(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.RemoteAddr = s.origin(r)
		next.ServeHTTP(w, r)
	})
}

func (s *Server) origin(r *http.Request) string {
	host, port, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil || !s.trusted(host) {
		return r.RemoteAddr
	}
	chain := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(chain) - 1; i >= 0; i-- {
		hop := strings.TrimSpace(chain[i])
		if _, err := netip.ParseAddr(hop); err != nil {
			break
		}
		if host = hop; !s.trusted(hop) {
			break
		}
	}
	return net.JoinHostPort(host, port)
}

func (s *Server) trusted(host string) bool {
	a, err := netip.ParseAddr(host)
	if err != nil {
		return false
	}
	for _, p := range s.o.Config.TrustedProxy {
		if p.Contains(a.Unmap()) {
			return true
		}
	}
	return false
}

// response remembers what was answered, and gives slow receivers time as long as they receive.
type response struct {
	http.ResponseWriter
	control *http.ResponseController
	status  int
	bytes   int64
}

// Unwrap is for http.ResponseController.
func (w *response) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *response) WriteHeader(status int) {
	if w.status == 0 && status >= 200 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *response) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	if w.bytes > 64<<10 { // a long answer: the time runs from here, by the clock that the socket goes by
		w.control.SetWriteDeadline(time.Now().Add(sendTime))
	}
	n, err := w.ResponseWriter.Write(b)
	w.bytes += int64(n)
	return n, err
}

// told writes one line and one measurement for each request: which place, never which address in full, for that may hold a link,
// and never who.
func (s *Server) told(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begun := s.o.Now()
		out := &response{ResponseWriter: w, control: http.NewResponseController(w)}
		// chi fills it in as the request is routed.
		routed := chi.NewRouteContext()
		r = r.WithContext(context.WithValue(r.Context(), chi.RouteCtxKey, routed))
		next.ServeHTTP(out, r)
		place := "none"
		if n := len(routed.RoutePatterns); n > 0 { // the last is the whole: doors have their own routers
			place = routed.RoutePatterns[n-1]
		}
		took := s.o.Now().Sub(begun)
		s.metrics.request(r.Method, place, out.status, took)
		level := slog.LevelInfo
		if place == "/livez" || place == "/readyz" {
			level = slog.LevelDebug
		}
		s.log.Log(r.Context(), level, "request", "request", w.Header().Get(requestID), "method", r.Method, "place", place,
			"status", out.status, "bytes", out.bytes, "ms", took.Milliseconds())
	})
}

// recovered turns a panic into the answer that something is wrong on our side, once in the log.
func (s *Server) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			v := recover()
			if v == nil {
				return
			}
			if v == http.ErrAbortHandler {
				panic(v)
			}
			s.log.Error("panic", "request", w.Header().Get(requestID), "value", v, "stack", string(debug.Stack()))
			s.door.Refuse(w, r, fault.New(fault.Internal, "internal"))
		}()
		next.ServeHTTP(w, r)
	})
}
