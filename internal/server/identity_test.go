package server_test

import (
	"crypto/tls"
	"encoding/pem"
	"fmt"
	"html"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/oauth2-proxy/mockoidc"

	"samverkan/internal/fault"
	"samverkan/internal/server"
)

// idp is another organisation's sign-in service, on https with a certificate that only the settings vouch for.
type idp struct {
	*mockoidc.MockOIDC
	client   *http.Client
	settings string
}

func newIDP(t *testing.T) *idp {
	t.Helper()
	lent := httptest.NewTLSServer(http.NotFoundHandler()) // for its certificate
	t.Cleanup(lent.Close)
	m, err := mockoidc.NewServer(nil)
	if err != nil {
		t.Fatal(err)
	}
	if m.Keypair, err = mockoidc.RandomKeypair(2048); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	shows := &tls.Config{Certificates: lent.TLS.Certificates}
	if err := m.Start(tls.NewListener(l, shows), shows); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { m.Server.Close() })
	ca := filepath.Join(t.TempDir(), "ca.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: lent.Certificate().Raw})
	if err := os.WriteFile(ca, text, 0o600); err != nil {
		t.Fatal(err)
	}
	p := &idp{MockOIDC: m, client: lent.Client()}
	p.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	p.settings = "inside = 127.0.0.0/8\nca = " + ca + "\n" + p.provider("lst")
	return p
}

// provider gives the settings of this service under a name.
func (p *idp) provider(name string, more ...string) string {
	s := fmt.Sprintf("oidc.%[1]s.title = Länsstyrelsen\noidc.%[1]s.issuer = %[2]s\noidc.%[1]s.client-id = %[3]s\noidc.%[1]s.client-secret = %[4]s\n",
		name, p.Issuer(), p.ClientID, p.ClientSecret)
	for _, m := range more {
		s += "oidc." + name + "." + m + "\n"
	}
	return s
}

// asserts is what the next one who signs in at the provider is called there.
func (p *idp) asserts(subject string) {
	p.QueueUser(&mockoidc.MockUser{Subject: subject, Email: "anna@lst.example", EmailVerified: true})
}

// leaves takes the page that leads to the provider there, as the browser does by itself, and gives the path that the provider
// sends it back to.
func (b *browser) leaves(p *idp, page answer) (back string) {
	b.s.t.Helper()
	to := html.UnescapeString(b.s.find(page.body, `<a href="(https://[^"]+)"`))
	if refresh := page.header.Get("Refresh"); refresh != "0; url="+to {
		b.s.t.Errorf("leads on to %q", refresh)
	}
	res, err := p.client.Get(to)
	if err != nil {
		b.s.t.Fatal(err)
	}
	res.Body.Close()
	back = res.Header.Get("Location")
	if !strings.HasPrefix(back, b.s.base+"/sign-in/with/") {
		b.s.t.Fatalf("the provider sends the browser to %s", back)
	}
	return strings.TrimPrefix(back, b.s.base)
}

// signsIn goes the whole way from the sign-in page to the return.
func (b *browser) signsIn(p *idp, name string) answer {
	b.s.t.Helper()
	return b.send("GET", b.leaves(p, b.post("/sign-in/with/"+name, 200, "next", "/device")), nil)
}

// connects goes the whole way from the account's page to the question whether to connect, and gives what stands on it.
func (b *browser) connects(p *idp, name string) answer {
	b.s.t.Helper()
	return b.send("GET", b.leaves(p, b.post("/account/identities", 200, "provider", name, "current", phrase)), nil)
}

func (b *browser) confirms(question answer, status int) answer {
	b.s.t.Helper()
	return b.post("/account/identities/confirm", status, "id", b.s.find(question.body, `name="id" value="([^"]+)"`))
}

// An identity is nobody's until its person has connected it, by the password and a yes; then it opens the account, until the
// connection is taken away.
func TestSignInWithAnotherOrganisation(t *testing.T) {
	p := newIDP(t)
	s := start(t, p.settings)
	_, anna := s.person("anna@lst.example", actor)
	s.says(anna.get("/sign-in", 200).body, "signin.provider", "Name", "Länsstyrelsen")

	// The provider vouches for the very address of the account. That binds nothing.
	p.asserts("anna-1")
	stranger := s.browser()
	a := stranger.signsIn(p, "lst")
	if a.status != 403 || stranger.in() {
		t.Errorf("not connected: %d, in %v", a.status, stranger.in())
	}
	s.says(a.body, "fault.oidc.not-linked")
	if !strings.Contains(a.body, `name="password"`) || !strings.Contains(a.body, `name="next" value="/device"`) {
		t.Error("the other ways in are not on the page")
	}

	if a := anna.post("/account/identities", 401, "provider", "lst", "current", "fel lösenord här"); a.header.Get("Refresh") != "" {
		t.Error("left without the password")
	}
	p.asserts("anna-1")
	question := anna.connects(p, "lst")
	s.says(question.body, "signin.connect.text", "Name", "Länsstyrelsen")
	if !strings.Contains(question.body, "anna@lst.example") {
		t.Errorf("who is to be connected?\n%s", question.body)
	}
	p.asserts("anna-1")
	if stranger.signsIn(p, "lst").status != 403 {
		t.Error("connected before the yes")
	}
	anna.confirms(question, 303)
	anna.confirms(question, 410) // good for one yes
	s.says(anna.get("/account/identities", 200).body, "signin.identities.subject", "Subject", "anna-1")

	p.asserts("anna-1")
	b := s.browser()
	if a := b.signsIn(p, "lst"); a.status != 303 || a.header.Get("Location") != "/device" || !b.in() {
		t.Fatalf("connected: %d to %s\n%s", a.status, a.header.Get("Location"), a.body)
	}
	s.says(b.get("/account", 200).body, "signin.how.oidc")
	p.asserts("somebody-else")
	if a := s.browser().signsIn(p, "lst"); a.status != 403 {
		t.Errorf("another subject: %d", a.status)
	}

	b.post("/account/identities/remove", 303, "issuer", p.Issuer(), "subject", "anna-1")
	p.asserts("anna-1")
	if a := s.browser().signsIn(p, "lst"); a.status != 403 {
		t.Errorf("after the connection was taken away: %d", a.status)
	}
	for _, secret := range []string{p.ClientSecret, phrase} {
		if strings.Contains(s.log.String(), secret) {
			t.Error("a secret in the log")
		}
	}
}

// What was begun in one browser is finished there, once, and in time.
func TestReturnBelongsToItsBrowser(t *testing.T) {
	p := newIDP(t)
	s := start(t, p.settings)
	_, anna := s.person("anna@lst.example", actor)
	p.asserts("anna-1")
	anna.confirms(anna.connects(p, "lst"), 303)

	begin := func(b *browser) string {
		p.asserts("anna-1")
		return b.leaves(p, b.post("/sign-in/with/lst", 200))
	}
	refused := func(name string, b *browser, back, key string) {
		t.Helper()
		a := b.send("GET", back, nil)
		if a.status < 400 || b.in() {
			t.Errorf("%s: %d, in %v", name, a.status, b.in())
		}
		s.says(a.body, key)
	}
	b := s.browser()
	back := begin(b)
	refused("another browser", s.browser(), back, "fault.oidc.state")
	third := s.browser()
	begin(third)
	refused("another browser that began something itself", third, back, "fault.oidc.state")
	if a := b.send("GET", back, nil); a.status != 303 {
		t.Fatalf("its own: %d\n%s", a.status, a.body)
	}
	b.post("/sign-out", 303)
	refused("the same once more", b, back, "fault.oidc.state")

	back = begin(b)
	s.late.Store(int64(11 * time.Minute))
	refused("too late", b, back, "fault.oidc.state")
	s.late.Store(0)
	refused("no state", b, "/sign-in/with/lst/return?code=x", "fault.oidc.state")
	if a := b.send("GET", "/sign-in/with/ingen/return?code=x&state=y", nil); a.status != 404 {
		t.Errorf("no such provider: %d", a.status)
	}

	// A connection that was begun in one session is not finished in another's: whoever leads somebody to the return of their own
	// identity would else have a way into that account.
	mallory, m := s.person("mallory@lst.example", actor)
	p.asserts("mallory-1")
	back = m.leaves(p, m.post("/account/identities", 200, "provider", "lst", "current", phrase))
	if a := anna.send("GET", back, nil); strings.Contains(a.body, "/account/identities/confirm") {
		t.Errorf("asks about another's identity: %d", a.status)
	}
	question := m.send("GET", back, nil)
	anna.confirms(question, 410)
	m.confirms(question, 303)
	if got, ok, err := s.Clerk().MemberByExternal(t.Context(), p.Issuer(), "mallory-1"); err != nil || !ok || got != mallory {
		t.Errorf("%q %v %v", got, ok, err)
	}
	// And what is one's is not another's.
	p.asserts("mallory-1")
	s.says(anna.connects(p, "lst").body, "fault.oidc.linked-to-other")
}

// Who is no longer let in is not by another way either.
func TestDisabledIsRefused(t *testing.T) {
	p := newIDP(t)
	s := start(t, p.settings)
	member, anna := s.person("anna@lst.example", actor)
	p.asserts("anna-1")
	anna.confirms(anna.connects(p, "lst"), 303)
	s.disable(member)
	p.asserts("anna-1")
	b := s.browser()
	a := b.signsIn(p, "lst")
	if a.status != 403 || b.in() {
		t.Errorf("%d, in %v", a.status, b.in())
	}
	s.says(a.body, "fault.sign-in.closed")
}

// A provider that is one actor's vouches for that actor's people alone.
func TestProviderOfAnotherActor(t *testing.T) {
	p := newIDP(t)
	s := start(t, p.settings+p.provider("skane", "actor = "+actor))
	_, anna := s.person("anna@lst.example", "lst-halland")
	p.asserts("anna-1")
	anna.confirms(anna.connects(p, "lst"), 303)
	a := anna.post("/account/identities", 403, "provider", "skane", "current", phrase)
	s.says(a.body, "fault.oidc.wrong-actor", "Provider", "Länsstyrelsen")
	p.asserts("anna-1")
	b := s.browser()
	a = b.signsIn(p, "skane")
	if a.status != 403 || b.in() {
		t.Errorf("%d, in %v", a.status, b.in())
	}
	s.says(a.body, "fault.oidc.wrong-actor", "Provider", "Länsstyrelsen")
	// It stands in the log of the account.
	if body := anna.get("/account", 200).body; strings.Count(body, ">Misslyckades<") != 1 {
		t.Errorf("the log:\n%s", body)
	}
}

// Somebody with a second factor is asked for it after a provider that promises nothing.
func TestSecondFactorAfterProvider(t *testing.T) {
	p := newIDP(t)
	s := start(t, p.settings)
	member, anna := s.person("anna@lst.example", actor)
	p.asserts("anna-1")
	anna.confirms(anna.connects(p, "lst"), 303)
	who, err := s.Clerk().Identify(t.Context(), member)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Clerk().SetTOTP(t.Context(), who, []byte("sealed"), 0, nil); err != nil {
		t.Fatal(err)
	}
	p.asserts("anna-1")
	b := s.browser()
	if a := b.signsIn(p, "lst"); a.header.Get("Location") != "/sign-in/second?next=%2Fdevice" || b.in() {
		t.Errorf("to %q, in %v", a.header.Get("Location"), b.in())
	}
}

// A provider that is down is told of in plain words, keeps nobody else out, and does not keep the service from starting.
func TestProviderIsDown(t *testing.T) {
	p := newIDP(t)
	settings := p.settings
	p.Server.Close()
	s := start(t, settings)
	s.person("anna@lst.example", actor)
	b := s.browser()
	a := b.post("/sign-in/with/lst", 503)
	s.says(a.body, "fault.oidc.unavailable", "Provider", "Länsstyrelsen")
	b.post("/sign-in", 303, "login", "anna@lst.example", "password", phrase)
	if !b.in() {
		t.Error("not in by the password")
	}
}

// The pages run no script but their own, and send forms nowhere else.
func TestPolicyOfTheSignInPages(t *testing.T) {
	s := start(t, "")
	_, anna := s.person("anna@lst.example", actor)
	for path, script := range map[string]bool{"/sign-in": true, "/account/passkeys": true, "/account": false, "/account/identities": false} {
		a := anna.get(path, 200)
		policy := a.header.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "form-action 'self'", "require-trusted-types-for 'script'", "frame-ancestors 'none'"} {
			if !strings.Contains(policy, want) {
				t.Errorf("%s: no %s in %s", path, want, policy)
			}
		}
		if strings.Contains(policy, "script-src") != script {
			t.Errorf("%s: %s", path, policy)
		}
		if script && !strings.Contains(policy, "script-src 'nonce-"+s.find(a.body, `<script type="module" nonce="([^"]+)"`)+"'") {
			t.Errorf("%s: the nonce is another: %s", path, policy)
		}
	}
}

// Passkeys are offered where browsers would use them: by a host's name with https, or on the machine itself.
func TestWherePasskeysAreOffered(t *testing.T) {
	for address, want := range map[string]int{"http://localhost:8080": 200, "https://samverkan.example": 200, "https://samverkan.example:8443": 200,
		"http://samverkan.example": 404, "https://192.0.2.1": 404, "http://127.0.0.1:8080": 404} {
		s, err := server.Open(t.Context(), options(t, "", address))
		if err != nil {
			t.Fatalf("%s: %v", address, err)
		}
		w := httptest.NewRecorder()
		for _, route := range s.SignIn().Routes() {
			if route.Path == "/sign-in/passkey/begin" {
				r := httptest.NewRequest("POST", route.Path, strings.NewReader(url.Values{}.Encode()))
				r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				route.Handler(w, r)
			}
		}
		if w.Code != want {
			t.Errorf("%s: %d, want %d: %s", address, w.Code, want, w.Body)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestCertificatesThatCannotBeRead(t *testing.T) {
	p := newIDP(t)
	dir := t.TempDir()
	empty := filepath.Join(dir, "tom.pem")
	if err := os.WriteFile(empty, []byte("inget"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, ca := range []string{empty, filepath.Join(dir, "finns-inte.pem")} {
		_, err := server.Open(t.Context(), options(t, "ca = "+ca+"\n"+p.provider("lst"), "http://localhost:1"))
		if fault.CodeOf(err) != "serve.ca" {
			t.Errorf("%s: %v", ca, err)
		}
	}
}
