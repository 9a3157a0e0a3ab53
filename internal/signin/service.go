package signin

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/go-chi/httprate"

	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/i18n"
	"samverkan/internal/signin/oidc"
	"samverkan/internal/signin/passkey"
)

// perMinute is how many tries one address may make in a minute, of those that nothing else has stopped: an organisation shares
// one.
const perMinute = 600

// Mailer sends a mail.
type Mailer interface {
	Send(ctx context.Context, to, subject, text string) error
}

// Options are what a service works with.
type Options struct {
	Clerk    *clerk.Clerk
	Now      func() time.Time
	Random   io.Reader
	NewID    func() string
	Key      []byte // see LoadKey
	Base     *url.URL
	Texts    *i18n.Catalogue
	Mail     Mailer                     // nil: links are shown to whoever makes them
	Log      *slog.Logger               // for what goes wrong on the pages
	Address  func(*http.Request) string // of the caller; that of the connection when nil
	Passkeys *passkey.Party             // nil: none are offered
	OIDC     *oidc.Client               // nil: nobody else's sign-in is
	Sheet    string                     // where the look of the pages is; "" is [StylesheetPath]
}

// Service lets people and programs in. Its methods may be used by several goroutines.
type Service struct {
	clerk    *clerk.Clerk
	now      func() time.Time
	newID    func() string
	vault    *vault
	base     *url.URL
	texts    *i18n.Catalogue
	mail     Mailer
	log      *slog.Logger
	address  func(*http.Request) string
	passkeys *passkey.Party
	oidc     *oidc.Client
	gate     *gate
	cost     cost
	dummy    string // what the password of nobody is held against
	rate     *httprate.RateLimiter
	pages    *pages
	sheet    string
	mailing  sync.WaitGroup // mails on their way after the answer
}

// New makes the service. Fault: sign-in.key-bad for a key of the wrong length.
func New(o Options) (*Service, error) {
	v, err := newVault(o.Key, o.Random)
	if err != nil {
		return nil, err
	}
	p, err := readPages()
	if err != nil {
		return nil, err
	}
	s := &Service{clerk: o.Clerk, now: o.Now, newID: o.NewID, vault: v, base: o.Base, texts: o.Texts, mail: o.Mail, log: o.Log,
		address: o.Address, passkeys: o.Passkeys, oidc: o.OIDC, gate: newGate(), cost: usual,
		rate: httprate.NewRateLimiter(perMinute, time.Minute), pages: p}
	if s.sheet = o.Sheet; s.sheet == "" {
		s.sheet = StylesheetPath
	}
	if s.address == nil {
		s.address = connection
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	s.dummy = s.cost.nobodys(v)
	return s, nil
}

// connection is the address at the other end.
func connection(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// agent is what the caller's program says that it is, cut short.
func agent(r *http.Request) string {
	a := strings.ToValidUTF8(r.UserAgent(), "")
	if len(a) > 200 {
		a = strings.ToValidUTF8(a[:200], "")
	}
	return a
}

// link gives the whole address of a path.
func (s *Service) link(path string) string { return strings.TrimSuffix(s.base.String(), "/") + path }

// limit counts a try of the caller's address. Fault: sign-in.too-many.
func (s *Service) limit(r *http.Request) error {
	if s.rate.OnLimit(discard{http.Header{}}, r, httprate.CanonicalizeIP(s.address(r))) {
		return fault.New(fault.Limited, "sign-in.too-many", "Seconds", 60)
	}
	return nil
}

// discard is a response that nobody gets: the limiter wants to set headers, and only tells us whether.
type discard struct{ h http.Header }

func (d discard) Header() http.Header         { return d.h }
func (d discard) Write(b []byte) (int, error) { return len(b), nil }
func (d discard) WriteHeader(int)             {}

// RetryAfter gives the seconds after which a refused try is worth repeating, for the header of that name; "" for none.
func RetryAfter(err error) string {
	f, ok := fault.As(err)
	if !ok || f.Kind != fault.Limited {
		return ""
	}
	if n, ok := f.Args["Seconds"].(int); ok {
		return strconv.Itoa(n)
	}
	return "60"
}

// Identify tells who is asking: the bearer of a token, or who has a session. The zero identity is nobody. Fault:
// access.session-over for a token or cookie that opens nothing (any more).
func (s *Service) Identify(r *http.Request) (clerk.Identity, error) {
	if h := r.Header.Get("Authorization"); h != "" {
		if len(h) <= len(bearerPrefix) || !strings.EqualFold(h[:len(bearerPrefix)], bearerPrefix) ||
			!soundToken(h[len(bearerPrefix):]) {
			return clerk.Identity{}, fault.New(fault.Unauthenticated, "access.session-over")
		}
		return s.clerk.TokenIdentity(r.Context(), digest(h[len(bearerPrefix):]))
	}
	secret := s.sessionCookie(r)
	if secret == "" {
		return clerk.Identity{}, nil
	}
	return s.clerk.SessionIdentity(r.Context(), digest(secret))
}
