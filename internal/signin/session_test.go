package signin_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/signin"
)

// TestSessions (D18) lets people sign in, sign out, end one another's sessions, change password, lose role and account, and time
// pass, in any order, and compares with a model that is a few lines: which cookies are alive, and until when.
func TestSessions(t *testing.T) {
	w := open(t).stock()
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		login := numbered("rapid%d@ek.se", n)
		member := w.person(login, host, directory.Writer, false)
		m := &sessions{w: w, login: login, address: numbered("10.0.0.%d", n), member: member, role: directory.Writer, alive: map[string]*life{}}
		rt.Repeat(map[string]func(*rapid.T){
			"sign in":        m.signIn,
			"sign out":       m.signOut,
			"end others":     m.endOthers,
			"plant a cookie": m.plant,
			"change role":    m.changeRole,
			"disable":        m.disable,
			"pass time":      m.pass,
			"use":            m.use,
			"":               m.check,
		})
	})
}

type life struct{ began, seen time.Time }

type sessions struct {
	w       *world
	login   string
	address string
	member  string
	role    directory.SystemRole
	off     bool
	failed  int
	all     []string // every cookie there ever was
	alive   map[string]*life
}

func (m *sessions) browser(cookie string) *browser {
	b := m.w.browser()
	b.address = m.address
	if cookie != "" {
		b.setCookie(cookie)
	}
	return b
}

// old gives one of the cookies there ever were.
func (m *sessions) old(rt *rapid.T) string {
	if len(m.all) == 0 {
		rt.Skip("no cookie yet")
	}
	return rapid.SampledFrom(m.all).Draw(rt, "cookie")
}

func (m *sessions) live(cookie string) bool {
	l, ok := m.alive[cookie]
	now := m.w.clock.now()
	return ok && now.Before(l.seen.Add(clerk.Idle)) && now.Before(l.began.Add(clerk.Longest))
}

func (m *sessions) enter(rt *rapid.T, before string) {
	b := m.browser(before)
	if m.off && m.failed >= 5 {
		rt.Skip("more would lock the name")
	}
	a := b.send("POST", "/sign-in", url.Values{"login": {m.login}, "password": {phrase}})
	if m.off {
		if m.failed++; a.status == 303 {
			rt.Fatal("a disabled account signed in")
		}
		return
	}
	if a.status != 303 {
		rt.Fatalf("%d %s", a.status, a.body)
	}
	if b.cookie() == before {
		rt.Fatal("the cookie from before signing in lives on")
	}
	delete(m.alive, before)
	m.all = append(m.all, b.cookie())
	m.alive[b.cookie()] = &life{m.w.clock.now(), m.w.clock.now()}
}

func (m *sessions) signIn(rt *rapid.T) { m.enter(rt, "") }

// plant signs in in a browser to which somebody has given a cookie: an old one, or one that was made up.
func (m *sessions) plant(rt *rapid.T) {
	m.enter(rt, rapid.SampledFrom(append([]string{"pahittad"}, m.all...)).Draw(rt, "planted"))
}

func (m *sessions) signOut(rt *rapid.T) {
	cookie := m.old(rt)
	var two sync.WaitGroup
	for range 2 { // twice at the same time
		two.Go(func() { m.browser(cookie).send("POST", "/sign-out", url.Values{}) })
	}
	two.Wait()
	delete(m.alive, cookie)
}

func (m *sessions) endOthers(rt *rapid.T) {
	cookie := m.old(rt)
	was := m.live(cookie)
	m.browser(cookie).send("POST", "/account/sessions", url.Values{"session": {"others"}})
	if was {
		m.touch(cookie)
		m.alive = map[string]*life{cookie: m.alive[cookie]}
	}
}

func (m *sessions) changeRole(*rapid.T) {
	m.role = map[directory.SystemRole]directory.SystemRole{directory.Writer: directory.ActorAdmin, directory.ActorAdmin: directory.Reader,
		directory.Reader: directory.Writer}[m.role]
	m.w.administer(clerk.SaveMember{Member: directory.Member{ID: m.member, Name: "N", Actor: host, SystemRole: m.role}})
	m.alive = map[string]*life{}
}

func (m *sessions) disable(*rapid.T) {
	if m.off = !m.off; m.off {
		m.w.administer(clerk.DisableAccount{Member: m.member})
		m.alive = map[string]*life{}
		return
	}
	m.w.administer(clerk.EnableAccount{Member: m.member})
}

func (m *sessions) pass(rt *rapid.T) {
	m.w.clock.pass(time.Duration(rapid.IntRange(1, 40).Draw(rt, "minutes")) * time.Minute)
}

// touch is the model of a use: it is noted once a minute.
func (m *sessions) touch(cookie string) {
	if l := m.alive[cookie]; m.w.clock.now().Sub(l.seen) >= time.Minute {
		l.seen = m.w.clock.now()
	}
}

func (m *sessions) use(rt *rapid.T) {
	cookie := m.old(rt)
	in, want := m.browser(cookie).in(), m.live(cookie)
	if in != want {
		rt.Fatalf("in %v, want %v", in, want)
	}
	if in {
		m.touch(cookie)
	}
}

// check looks at every cookie without using it.
func (m *sessions) check(rt *rapid.T) {
	for _, cookie := range m.all {
		if m.live(cookie) {
			continue
		}
		r := httptest.NewRequest("GET", "/", nil)
		r.AddCookie(&http.Cookie{Name: "samverkan", Value: cookie})
		if who, err := m.w.Identify(r); fault.CodeOf(err) != "access.session-over" || who.SignedIn() {
			rt.Fatalf("a dead cookie is %+v, %v", who, err)
		}
	}
}

// Nobody is thrown out of a meeting that goes on; one that was forgotten keeps nobody in for ever.
func TestSessionLastsWhileTheMeetingDoes(t *testing.T) {
	w := open(t).stock()
	p := w.called()
	w.person("a@ekeryd.se", invited, directory.Writer, false)
	w.person("b@skane.se", "lst-skane", directory.Writer, false)
	w.clock.ms.Store(p.Start.UnixMilli())
	w.do(p.ID, &conference.OpenMeeting{})
	in, out := w.browser(), w.browser()
	in.signIn("a@ekeryd.se")
	out.signIn("b@skane.se")
	w.clock.pass(31 * time.Minute)
	if !in.in() || out.in() {
		t.Fatal("seated", in.in(), "not seated", out.in())
	}
	w.clock.pass(13 * time.Hour)
	if !in.in() {
		t.Fatal("thrown out of the meeting")
	}
	said, err := w.clerk.Admit(t.Context(), p.ID, []clerk.Identity{w.who(in)})
	if err != nil || said[0].Err != nil || !said[0].Until.After(w.clock.now()) {
		t.Fatal(said, err)
	}
	w.clock.pass(24 * time.Hour)
	if in.in() {
		t.Fatal("in for ever")
	}
}

func TestCookiesOnHTTPS(t *testing.T) {
	w := open(t).stock()
	w.person("a@ek.se", host, directory.Writer, false)
	s := open(t, func(o *signin.Options) {
		o.Clerk = w.clerk
		o.Base = &url.URL{Scheme: "https", Host: "samverkan.exempel.se"}
	})
	b := s.browser()
	a := b.send("POST", "/sign-in", url.Values{"login": {"a@ek.se"}, "password": {"fel lösenord"}})
	if len(a.header["Set-Cookie"]) != 0 {
		t.Fatal("a cookie for a failed sign-in")
	}
	w.Costly() // other parameters: the password is hashed anew when it is next shown
	a = b.send("POST", "/sign-in", url.Values{"login": {"a@ek.se"}, "password": {phrase}})
	if len(a.header["Set-Cookie"]) != 2 {
		t.Fatal(a.status, a.header)
	}
	for _, c := range a.header["Set-Cookie"] {
		if !strings.HasPrefix(c, "__Host-samverkan") || !strings.Contains(c, "; Path=/") || !strings.Contains(c, "; Secure") ||
			!strings.Contains(c, "; HttpOnly") || !strings.Contains(c, "; SameSite=Lax") || strings.Contains(c, "Domain") {
			t.Error(c)
		}
	}
	r := httptest.NewRequest("GET", "/", nil)
	value, _, _ := strings.Cut(strings.TrimPrefix(a.header["Set-Cookie"][0], "__Host-samverkan="), ";")
	r.AddCookie(&http.Cookie{Name: "samverkan", Value: value}) // without its prefix it may be another site's
	if who, err := s.Identify(r); who.SignedIn() || err != nil {
		t.Fatal(who, err)
	}
	r.AddCookie(&http.Cookie{Name: "__Host-samverkan", Value: value})
	if who := must(s.Identify(r))(t); !who.SignedIn() {
		t.Fatal("not signed in")
	}
	r.AddCookie(&http.Cookie{Name: "__Host-samverkan", Value: "annan"})
	if who, _ := s.Identify(r); who.SignedIn() {
		t.Fatal("two cookies, and one was chosen")
	}
}

// A password whose parameters have changed is hashed anew when it is shown, and works before and after.
func TestRehash(t *testing.T) {
	w := open(t).stock()
	member := w.person("a@ek.se", host, directory.Writer, false)
	before, _, _ := w.clerk.CredentialsOf(t.Context(), member)
	w.Costly()
	w.browser().signIn("a@ek.se")
	after, _, _ := w.clerk.CredentialsOf(t.Context(), member)
	if before.Secrets.Password == after.Secrets.Password || !strings.HasPrefix(after.Secrets.Password, "$argon2id$v=19$m=65536,t=3,p=1$") ||
		!signin.Matches(after.Secrets.Password, phrase) || !signin.Matches(before.Secrets.Password, phrase) {
		t.Fatal(before.Secrets.Password, after.Secrets.Password)
	}
	w.browser().signIn("a@ek.se")
}

// What other sites send changes nothing, whatever its type; and no page changes anything when it is only looked at.
func TestCrossSite(t *testing.T) {
	w := open(t).stock()
	w.person("a@ek.se", host, directory.Writer, false)
	b := w.browser()
	b.signIn("a@ek.se")
	for _, route := range w.Routes() {
		path := strings.ReplaceAll(route.Path, "{token}", "x")
		if route.Method == "GET" {
			b.send("GET", path, nil)
			continue
		}
		b.headers = map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
		if a := b.send("POST", path, url.Values{}); a.status != 403 {
			t.Errorf("%s from another site: %d", path, a.status)
		}
		b.headers = map[string]string{"Content-Type": "text/plain"}
		if a := b.send("POST", path, nil); a.status != 422 {
			t.Errorf("%s as text: %d", path, a.status)
		}
		b.headers = map[string]string{}
	}
	if !b.in() {
		t.Fatal("signed out by another site")
	}
}

// Everybody may read its own log; an administrator its actor's; one who runs the installation all of it.
func TestSignInLog(t *testing.T) {
	w := open(t).stock()
	a := w.person("a@ek.se", host, directory.Writer, false)
	admin := w.person("adm@ek.se", host, directory.ActorAdmin, false)
	stranger := w.person("b@alvnas.se", other, directory.ActorAdmin, false)
	runs := w.person("drift@ek.se", other, directory.Operator, false)
	w.browser().post("/sign-in", 401, "login", "a@ek.se", "password", "fel lösenord")
	w.browser().post("/sign-in", 401, "login", "ingen@ek.se", "password", "fel lösenord")
	own := must(w.clerk.SignInLog(t.Context(), w.as(a), "", false, 10))(t)
	if len(own) != 2 || own[0].Outcome != "failed" || own[0].Agent != "prov" || own[0].Address != "192.0.2.1" || own[1].Outcome != "ok" {
		t.Fatalf("%+v", own)
	}
	if all := must(w.clerk.SignInLog(t.Context(), w.as(runs), "", true, 100))(t); len(all) != 6 {
		t.Fatalf("%+v", all)
	}
	if its := must(w.clerk.SignInLog(t.Context(), w.as(admin), host, false, 100))(t); len(its) != 3 {
		t.Fatalf("%+v", its)
	}
	_, err := w.clerk.SignInLog(t.Context(), w.as(stranger), host, false, 100)
	code(t, err, "access.not-your-actor")
	_, err = w.clerk.SignInLog(t.Context(), w.as(admin), "", true, 100)
	code(t, err, "access.operator-only")
	_, err = w.clerk.SignInLog(t.Context(), w.as(a), host, false, 100)
	code(t, err, "access.not-allowed")
	if err := w.clerk.Tidy(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.clock.pass(401 * 24 * time.Hour)
	if err := w.clerk.Tidy(t.Context()); err != nil {
		t.Fatal(err)
	}
	if all := must(w.clerk.SignInLog(t.Context(), w.as(runs), "", true, 100))(t); len(all) != 0 {
		t.Fatalf("%+v", all)
	}
}

func TestSessionFor(t *testing.T) {
	w := open(t).stock()
	member := w.person("a@ek.se", host, directory.Writer, false)
	c := must(w.SessionFor(t.Context(), member, "prov"))(t)
	b := w.browser()
	b.setCookie(c.Value)
	if !b.in() || w.who(b).Member != member {
		t.Fatal("not in")
	}
	w.administer(clerk.DisableAccount{Member: member})
	_, err := w.SessionFor(t.Context(), member, "prov")
	code(t, err, "access.sign-in")
	_, err = w.SessionFor(t.Context(), "ingen", "prov")
	code(t, err, "access.sign-in")
}

// A clock that jumps (faults.md B1) neither lets a session live for ever nor kills everybody: it counts by the clock as it is, and
// when the clock is right again everybody is where they were.
func TestSessionsWhenTheClockJumps(t *testing.T) {
	w := open(t).stock()
	member := w.person("a@ek.se", host, directory.Writer, false)
	c := must(w.SessionFor(t.Context(), member, "prov"))(t)
	r := httptest.NewRequest("GET", "/", nil)
	r.AddCookie(c)
	in := func() bool {
		who, err := w.Identify(r)
		return err == nil && who.SignedIn()
	}
	begun := w.clock.now()
	for _, x := range []struct {
		name string
		at   time.Time
		in   bool
	}{
		{"an hour forward", begun.Add(time.Hour), false}, // unused for longer than a session may be
		{"back again", begun.Add(time.Minute), true},
		{"an hour back", begun.Add(-time.Hour), true},
		{"1970", time.Unix(0, 0), true},
		{"2038", time.Date(2038, 1, 19, 3, 14, 8, 0, time.UTC), false},
		{"right again", begun.Add(2 * time.Minute), true},
		{"past its longest life", begun.Add(13 * time.Hour), false},
	} {
		w.clock.ms.Store(x.at.UnixMilli())
		if got := in(); got != x.in {
			t.Errorf("%s: signed in %v, want %v", x.name, got, x.in)
		}
	}
}

// BenchmarkIdentify is what each request of somebody who has signed in costs.
func BenchmarkIdentify(b *testing.B) {
	w := open(b).stock()
	member := w.person("a@ek.se", host, directory.Writer, false)
	c := must(w.SessionFor(b.Context(), member, "prov"))(b)
	r := httptest.NewRequest("GET", "/", nil)
	r.AddCookie(c)
	for b.Loop() {
		if who, err := w.Identify(r); err != nil || !who.SignedIn() {
			b.Fatal(who, err)
		}
	}
}
