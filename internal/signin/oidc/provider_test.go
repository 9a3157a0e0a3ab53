package oidc_test

import (
	"crypto/rand"
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/oauth2-proxy/mockoidc"

	"samverkan/internal/fault"
	"samverkan/internal/outward"
	"samverkan/internal/signin/oidc"
)

// idp is a provider in this process, whose answers a test may change on the way out.
type idp struct {
	*mockoidc.MockOIDC
	mu    sync.Mutex
	mint  func(jwt.MapClaims) string // makes the ID token of its claims
	tells func(map[string]any)       // changes what the provider says of itself
	keys  func() any                 // the key set instead of its own
	info  func(map[string]any)       // changes what userinfo says
	fail  func(w http.ResponseWriter, r *http.Request) bool

	tokenCalls, keyCalls, selfCalls atomic.Int32
}

func newIDP(t *testing.T) *idp {
	t.Helper()
	m, err := mockoidc.NewServer(nil)
	if err != nil {
		t.Fatal(err)
	}
	if m.Keypair, err = mockoidc.RandomKeypair(2048); err != nil {
		t.Fatal(err)
	}
	p := &idp{MockOIDC: m}
	if err := m.AddMiddleware(p.between); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Start(l, nil); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { m.Server.Close() })
	return p
}

// between stands in front of the provider.
func (p *idp) between(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.fail != nil && p.fail(w, r) {
			return
		}
		rec := httptest.NewRecorder()
		next.ServeHTTP(rec, r)
		body := rec.Body.Bytes()
		change := func(f func(map[string]any)) {
			var m map[string]any
			if f != nil && rec.Code == 200 && json.Unmarshal(body, &m) == nil {
				f(m)
				body, _ = json.Marshal(m)
			}
		}
		switch r.URL.Path {
		case mockoidc.TokenEndpoint:
			p.tokenCalls.Add(1)
			if p.mint != nil {
				change(func(m map[string]any) { m["id_token"] = p.mint(claimsOf(m["id_token"].(string))) })
			}
		case mockoidc.DiscoveryEndpoint:
			p.selfCalls.Add(1)
			change(p.tells)
		case mockoidc.UserinfoEndpoint:
			change(p.info)
		case mockoidc.JWKSEndpoint:
			p.keyCalls.Add(1)
			if p.keys != nil {
				body, _ = json.Marshal(p.keys())
			}
		}
		for name, values := range rec.Header() {
			w.Header()[name] = values
		}
		w.Header().Del("Content-Length")
		w.WriteHeader(rec.Code)
		w.Write(body)
	})
}

// set changes the provider while it runs.
func (p *idp) set(f func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f()
}

func claimsOf(token string) jwt.MapClaims {
	var c jwt.MapClaims
	if _, _, err := jwt.NewParser().ParseUnverified(token, &c); err != nil {
		panic(err)
	}
	return c
}

func (p *idp) provider(name string) oidc.Provider {
	return oidc.Provider{Name: name, Title: "Kommunen " + name, Issuer: p.Issuer(), ClientID: p.ClientID,
		ClientSecret: p.ClientSecret}
}

// desk is the service's side: the client, its clock, and the memory that takes a state away when it is used.
type desk struct {
	*oidc.Client
	t    *testing.T
	late atomic.Int64 // how far the service's clock is ahead
	kept map[string][]byte
}

func newDesk(t *testing.T, providers ...oidc.Provider) *desk {
	t.Helper()
	d := &desk{t: t, kept: map[string][]byte{}}
	c, err := oidc.New(oidc.Options{
		Providers: providers,
		Callback:  func(name string) string { return "http://samverkan.example/sign-in/" + name },
		HTTP: outward.New(outward.Options{
			PlainHTTP: true, Inside: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}, Timeout: 5 * time.Second,
		}),
		PlainHTTP: true,
		Now:       func() time.Time { return time.Now().Add(time.Duration(d.late.Load())) },
		Random:    rand.Reader,
	})
	if err != nil {
		t.Fatal(err)
	}
	d.Client = c
	return d
}

func (d *desk) begin(provider string) (redirect string, state oidc.State) {
	d.t.Helper()
	redirect, state, err := d.Begin(d.t.Context(), provider)
	if err != nil {
		d.t.Fatal(err)
	}
	d.kept[state.ID] = state.Bytes
	return redirect, state
}

// finish is what the page at the return address does: it finds the state by its name, and takes it away.
func (d *desk) finish(provider string, query url.Values) (oidc.Identity, error) {
	kept := d.kept[query.Get("state")]
	delete(d.kept, query.Get("state"))
	return d.Finish(d.t.Context(), provider, kept, query)
}

// browse sends a browser to the provider and gives the query that it comes back with.
func browse(t *testing.T, redirect string) url.Values {
	t.Helper()
	c := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := c.Get(redirect)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	back, err := resp.Location()
	if err != nil {
		t.Fatalf("the provider does not send the browser back: %s", resp.Status)
	}
	return back.Query()
}

// signIn goes the whole way.
func (d *desk) signIn(provider string) (oidc.Identity, error) {
	d.t.Helper()
	redirect, _ := d.begin(provider)
	return d.finish(provider, browse(d.t, redirect))
}

// refused checks the code of a fault, and that it does not tell what must not be told.
func refused(t *testing.T, err error, want string, secrets ...string) {
	t.Helper()
	if fault.CodeOf(err) != want {
		t.Errorf("%v, want %s", err, want)
	}
	for _, s := range secrets {
		if err != nil && s != "" && strings.Contains(err.Error(), s) {
			t.Errorf("a secret stands in the fault: %v", err)
		}
	}
}
