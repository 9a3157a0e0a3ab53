package server

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/go-chi/httprate"

	"samverkan/internal/fault"
)

// A whole organisation comes from one address, so an address may ask for much, and a credential that opens something is counted by
// itself. One that opens nothing is as good as none and is counted with its address: whoever sends many of them holds up neither those
// who have signed in behind the same address, nor the counting.
const (
	perAddress    = 6000 // a minute
	perCredential = 1200
	knownFor      = 5 * time.Minute // that a credential opens something is looked up again after this
	mostKnown     = 50_000          // then all are looked up again
)

type limits struct {
	s                   *Server
	address, credential *httprate.RateLimiter

	mu    sync.Mutex
	known map[string]time.Time // hashes of credentials that open something, and until when that is taken for true
}

func (s *Server) limits() *limits {
	return &limits{s: s, address: httprate.NewRateLimiter(perAddress, time.Minute), credential: httprate.NewRateLimiter(perCredential, time.Minute),
		known: map[string]time.Time{}}
}

func (l *limits) limit(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// How much others behind the address have asked for is not told: the limiter's headers are thrown away.
		full := false
		if key := l.opens(r); key != "" {
			full = l.credential.OnLimit(discard{}, r, key)
		} else {
			host, _, _ := net.SplitHostPort(r.RemoteAddr)
			full = l.address.OnLimit(discard{}, r, host)
		}
		if full {
			w.Header().Set("Retry-After", "30")
			l.s.door.Refuse(w, r, fault.New(fault.Limited, "http.too-many"))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// opens gives the hash of the credential that a request shows, when it opens something; "" otherwise.
func (l *limits) opens(r *http.Request) string {
	c := credentialOf(r)
	if c == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(c))
	key, now := hex.EncodeToString(sum[:16]), l.s.o.Now()
	l.mu.Lock()
	until, ok := l.known[key]
	l.mu.Unlock()
	if ok && now.Before(until) {
		return key
	}
	who, err := l.s.identify(r)
	if err != nil || !who.SignedIn() {
		return ""
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.known) >= mostKnown {
		clear(l.known)
	}
	l.known[key] = now.Add(knownFor)
	return key
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

// Deadlines are the socket's, which goes by the machine's own clock.
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
