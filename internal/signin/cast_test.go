package signin_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/fixture"
	"samverkan/internal/i18n"
	"samverkan/internal/id"
	"samverkan/internal/outward"
	"samverkan/internal/scenario"
	"samverkan/internal/signin"
	"samverkan/internal/signin/oidc"
	"samverkan/internal/signin/passkey"
	"samverkan/internal/store"
)

// The actors that the tests are about.
const (
	host    = "lst-allmanlan"
	invited = "kommun-ekeryd"
	other   = "kommun-alvnas"

	phrase = "sju gröna paraplyer dansar"
)

// clock is a clock that the tests set.
type clock struct{ ms atomic.Int64 }

func (c *clock) now() time.Time       { return time.UnixMilli(c.ms.Load()).UTC() }
func (c *clock) pass(d time.Duration) { c.ms.Add(d.Milliseconds()) }

// chance gives random bytes to several goroutines.
type chance struct {
	mu sync.Mutex
	r  *rand.ChaCha8
}

func (c *chance) Read(b []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.r.Read(b)
}

// post is a mail that was sent.
type post struct{ to, subject, text string }

// letters keeps what is sent.
type letters struct {
	mu   sync.Mutex
	sent []post
}

func (l *letters) Send(_ context.Context, to, subject, text string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sent = append(l.sent, post{to, subject, text})
	return nil
}

// world is a service with its pages, on a real database.
type world struct {
	*signin.Service
	t       testing.TB
	clerk   *clerk.Clerk
	store   *store.Store
	dir     string
	clock   *clock
	server  *httptest.Server
	logged  *bytes.Buffer
	revoked atomic.Int64
	secrets []string // what must not be found anywhere
}

// open starts a service with the exercise's actors in its directory, one conference that invited is called to, and its
// administrators. Passwords are cheap.
func open(t testing.TB, change ...func(*signin.Options)) *world {
	t.Helper()
	w := &world{t: t, dir: t.TempDir(), clock: &clock{}, logged: &bytes.Buffer{}}
	w.clock.ms.Store(time.Date(2027, 1, 6, 10, 0, 0, 0, time.UTC).UnixMilli())
	random := &chance{r: rand.NewChaCha8([32]byte{7})}
	var err error
	w.store, err = store.Open(t.Context(), store.Options{Path: filepath.Join(w.dir, "samverkan.db"), Now: w.clock.now, Random: random})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.store.Close(); err != nil {
			t.Error(err)
		}
	})
	key, err := w.store.SigningKey(t.Context(), "samverkan")
	if err != nil {
		t.Fatal(err)
	}
	ids := id.NewSource(w.clock.now, random)
	w.clerk = clerk.New(clerk.Options{Store: w.store, NewID: ids.New, Now: w.clock.now, Key: key, Origin: "samverkan",
		OnRevoked: func() { w.revoked.Add(1) }})
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	secret, err := signin.LoadKey(filepath.Join(w.dir, "sign-in.key"), random)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	w.server = httptest.NewServer(http.NewCrossOriginProtection().Handler(mux))
	t.Cleanup(w.server.Close)
	base, _ := url.Parse(w.server.URL)
	o := signin.Options{Clerk: w.clerk, Now: w.clock.now, Random: random, NewID: ids.New, Key: secret, Base: base, Texts: texts,
		Log: slog.New(slog.NewJSONHandler(w.logged, nil)),
		Address: func(r *http.Request) string {
			if a := r.Header.Get("Test-Address"); a != "" {
				return a
			}
			return "192.0.2.1"
		}}
	// Nobody is called by these tests; what comes of it is tested with a real provider and a real browser in package server.
	if o.Passkeys, err = passkey.New(passkey.Config{RPID: "localhost", Origins: []string{w.server.URL}, DisplayName: "Samverkan", Now: w.clock.now}); err != nil {
		t.Fatal(err)
	}
	if o.OIDC, err = oidc.New(oidc.Options{Now: w.clock.now, Random: random, HTTP: outward.New(outward.Options{}),
		Callback:  func(name string) string { return w.server.URL + signin.ReturnPath(name) },
		Providers: []oidc.Provider{{Name: "lst", Title: "Länsstyrelsen", Issuer: "https://127.0.0.1:1", ClientID: "samverkan"}}}); err != nil {
		t.Fatal(err)
	}
	for _, c := range change {
		c(&o)
	}
	if w.Service, err = signin.New(o); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Service.Close)
	w.Cheap()
	for _, route := range w.Routes() {
		mux.HandleFunc(route.Method+" "+route.Path, route.Handler)
	}
	mux.HandleFunc("GET /conferences/{id}", func(rw http.ResponseWriter, r *http.Request) {
		who, err := w.Identify(r)
		if err == nil {
			_, err = w.clerk.Conference(r.Context(), who, r.PathValue("id"))
		}
		if err != nil {
			http.Error(rw, err.Error(), http.StatusNotFound)
		}
	})
	mux.HandleFunc("GET /{$}", func(http.ResponseWriter, *http.Request) {})
	return w
}

func script(t testing.TB, name string) []byte {
	t.Helper()
	b, err := fixture.Snokaos.ReadFile("snokaos/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// stock fills the directory.
func (w *world) stock() *world {
	w.t.Helper()
	actors, err := directory.ReadActors(bytes.NewReader(script(w.t, "actors.csv")))
	if err != nil {
		w.t.Fatal(err)
	}
	sweden, err := directory.Sweden()
	if err != nil {
		w.t.Fatal(err)
	}
	w.administer(clerk.ImportActors{Actors: append(sweden.All(), actors...)})
	return w
}

// called plans the regional conference and sends its invitation.
func (w *world) called() conference.Plan {
	w.t.Helper()
	x, err := scenario.ReadIncident(bytes.NewReader(script(w.t, "event.yaml")))
	if err != nil {
		w.t.Fatal(err)
	}
	w.administer(clerk.SaveIncident{Incident: x})
	p, err := scenario.ReadPlan(bytes.NewReader(script(w.t, "conference-regional.yaml")))
	if err != nil {
		w.t.Fatal(err)
	}
	p.Callout.SentAt = time.Time{}
	w.clock.ms.Store(p.Start.Add(-6 * time.Hour).UnixMilli())
	w.do(p.ID, &conference.PlanConference{Plan: p})
	w.do(p.ID, &conference.IssueInvitation{Channels: p.Callout.Channels, AckDeadline: p.Callout.AckDeadline})
	return p
}

func (w *world) do(conf string, cmd conference.Command) {
	w.t.Helper()
	if _, err := w.clerk.Do(w.t.Context(), clerk.Identity{Member: "x", Actor: host, SystemRole: directory.Writer}, conf, clerk.Wish{Command: cmd}); err != nil {
		w.t.Fatalf("%s: %v", cmd.Name(), err)
	}
}

func (w *world) administer(cmd clerk.AdminCommand) {
	w.t.Helper()
	if _, err := w.clerk.Administer(w.t.Context(), clerk.OwnerIdentity(), "", cmd); err != nil {
		w.t.Fatalf("%s: %v", cmd.Name(), err)
	}
}

// secret remembers something that must not be found in the log or the database, and gives it back.
func (w *world) secret(s string) string {
	if i := strings.LastIndexByte(s, '/'); i >= 0 {
		s, w.secrets = s[i+1:], append(w.secrets, s[i+1:])
		return s
	}
	w.secrets = append(w.secrets, s)
	return s
}

// person makes an account with the password phrase, and gives the member's id.
func (w *world) person(login, actor string, role directory.SystemRole, shared bool) string {
	w.t.Helper()
	got, err := w.Invite(w.t.Context(), clerk.OwnerIdentity(), directory.Member{Name: "Namn " + strings.Split(login, "@")[0], Actor: actor, SystemRole: role},
		login, shared, "sv")
	if err != nil {
		w.t.Fatal(err)
	}
	w.secret(got.Link)
	b := w.browser()
	b.post(strings.TrimPrefix(got.Link, w.server.URL), 303, "password", phrase)
	return got.Member
}

// as gives who a member is, as one who has signed in.
func (w *world) as(member string) clerk.Identity {
	w.t.Helper()
	who, err := w.clerk.Identify(w.t.Context(), member)
	if err != nil {
		w.t.Fatal(err)
	}
	return who
}

// browser is somebody at a screen.
type browser struct {
	w       *world
	client  *http.Client
	address string
	headers map[string]string
}

func (w *world) browser() *browser {
	jar, _ := cookiejar.New(nil)
	client := *w.server.Client()
	client.Jar = jar
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &browser{w: w, client: &client, headers: map[string]string{}}
}

// answer is a response that has been read.
type answer struct {
	status int
	body   string
	header http.Header
}

func (b *browser) send(method, path string, form url.Values) answer {
	b.w.t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	req, err := http.NewRequest(method, b.w.server.URL+path, body)
	if err != nil {
		b.w.t.Fatal(err)
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	req.Header.Set("User-Agent", "prov")
	if b.address != "" {
		req.Header.Set("Test-Address", b.address)
	}
	for k, v := range b.headers {
		req.Header.Set(k, v)
	}
	res, err := b.client.Do(req)
	if err != nil {
		b.w.t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		b.w.t.Fatal(err)
	}
	return answer{res.StatusCode, string(text), res.Header}
}

func (b *browser) get(path string, status int) answer {
	b.w.t.Helper()
	a := b.send("GET", path, nil)
	if a.status != status {
		b.w.t.Fatalf("GET %s: %d, want %d\n%s", path, a.status, status, a.body)
	}
	return a
}

func (b *browser) post(path string, status int, fields ...string) answer {
	b.w.t.Helper()
	form := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	a := b.send("POST", path, form)
	if a.status != status {
		b.w.t.Fatalf("POST %s: %d, want %d\n%s", path, a.status, status, a.body)
	}
	return a
}

// signIn signs in with the phrase.
func (b *browser) signIn(login string) answer {
	b.w.t.Helper()
	return b.post("/sign-in", 303, "login", login, "password", phrase)
}

// cookie gives the value of the session's cookie.
func (b *browser) cookie() string {
	u, _ := url.Parse(b.w.server.URL)
	for _, c := range b.client.Jar.Cookies(u) {
		if c.Name == "samverkan" {
			return c.Value
		}
	}
	return ""
}

func (b *browser) setCookie(value string) {
	u, _ := url.Parse(b.w.server.URL)
	b.client.Jar.SetCookies(u, []*http.Cookie{{Name: "samverkan", Value: value, Path: "/"}})
}

// in tells whether the browser is signed in.
func (b *browser) in() bool { return b.send("GET", "/account", nil).status == 200 }

// find gives the first group of a pattern in a page.
func (w *world) find(page, pattern string) string {
	w.t.Helper()
	m := regexp.MustCompile(pattern).FindStringSubmatch(page)
	if m == nil {
		w.t.Fatalf("no %s in\n%s", pattern, page)
	}
	return m[1]
}

// bearer asks with a token who that is.
func (w *world) bearer(token string) (clerk.Identity, error) {
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("Authorization", "Bearer "+token)
	return w.Identify(r)
}

func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func numbered(format string, n int) string { return fmt.Sprintf(format, n) }
