package server

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/go-chi/httprate"

	"samverkan/internal/fault"
)

// A whole organisation comes from one address, so an address may ask for much; a single credential for less; and an address that
// keeps showing wrong credentials for little.
const (
	perAddress    = 6000 // a minute
	perCredential = 1200
	perWrong      = 300
)

type limits struct {
	s                          *Server
	address, credential, wrong *httprate.RateLimiter
}

func (s *Server) limits() *limits {
	return &limits{s: s, address: httprate.NewRateLimiter(perAddress, time.Minute), credential: httprate.NewRateLimiter(perCredential, time.Minute),
		wrong: httprate.NewRateLimiter(perWrong, time.Minute)}
}

func (l *limits) limit(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, _ := net.SplitHostPort(r.RemoteAddr)
		limiter, key := l.address, host
		if c := credentialOf(r); c != "" {
			sum := sha256.Sum256([]byte(c))
			limiter, key = l.credential, hex.EncodeToString(sum[:16])
			if full, _, err := l.wrong.Status(host); err == nil && !full {
				l.refuse(w, r)
				return
			}
		}
		if limiter.OnLimit(w, r, key) {
			l.refuse(w, r)
			return
		}
		next.ServeHTTP(w, r)
		if out, ok := w.(*response); ok && out.status == http.StatusUnauthorized && credentialOf(r) != "" {
			l.wrong.OnLimit(discard{}, r, host)
		}
	})
}

func (l *limits) refuse(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Retry-After", "30")
	l.s.door.Refuse(w, r, fault.New(fault.Limited, "http.too-many"))
}

// credentialOf gives what a request shows of who it is, unlooked at.
func credentialOf(r *http.Request) string {
	if a := r.Header.Get("Authorization"); a != "" {
		return a
	}
	for _, c := range r.Cookies() {
		if strings.HasSuffix(c.Name, "samverkan") {
			return c.Value
		}
	}
	return ""
}

// discard takes headers that nobody reads.
type discard struct{}

func (discard) Header() http.Header         { return http.Header{} }
func (discard) Write(b []byte) (int, error) { return len(b), nil }
func (discard) WriteHeader(int)             {}

// least is how many bytes of a body must come within [bodyTime].
const least = 4 << 10

// steady lets a body take the time it needs as long as it comes: a slow line is not an attack, a line that gives a byte now and
// then is.
func (s *Server) steady(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Body != nil && r.Body != http.NoBody {
			r.Body = &body{ReadCloser: r.Body, control: http.NewResponseController(w)}
		}
		next.ServeHTTP(w, r)
	})
}

type body struct {
	io.ReadCloser
	control *http.ResponseController
	since   int
}

func (b *body) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if b.since += n; b.since >= least {
		b.since = 0
		b.control.SetReadDeadline(time.Now().Add(bodyTime))
		b.control.SetWriteDeadline(time.Now().Add(bodyTime + sendTime))
	}
	return n, err
}
