package e2e_test

import (
	"net/http"
	"net/url"
	"regexp"
	"testing"
	"time"

	"samverkan/internal/directory"
	"samverkan/internal/wire"
)

// streamsWithin is how long a stream may go on for somebody who may not follow any more.
const streamsWithin = 10 * time.Second

// tokenID is where the page of one's own account has the id of a token.
var tokenID = regexp.MustCompile(`name="token" value="([^"]+)"`)

// cookie is the browser's, as a thief would have it.
func (c *caller) cookie() string {
	c.t.Helper()
	u, err := url.Parse(c.base)
	if err != nil {
		c.t.Fatal(err)
	}
	for _, k := range c.http.Jar.Cookies(u) {
		if k.Name == "samverkan" {
			return "samverkan=" + k.Value
		}
	}
	c.t.Fatal("no session cookie")
	return ""
}

// administers gives an administrative command.
func (c *caller) administers(name string, cmd any) {
	c.t.Helper()
	a := c.ask(http.MethodPost, "/api/v1/administration/commands", wanted(wire.Command{Name: name, Command: wanted(cmd)}))
	if a.Status != http.StatusOK {
		c.t.Fatalf("%s: %d %s", name, a.Status, a.Body)
	}
}

// Who has signed out, lost its token or its role, or changed its password elsewhere is nobody at the next request, also with a copy of
// the cookie, and its streams end.
func TestSignInThatIsOver(t *testing.T) {
	p := newInstallation(t)
	s := p.serves("--log-level", "warn")
	operator := s.as(p.people["operator"].Token)
	leader := s.as(p.people["leader"].Token)
	leader.begin()
	type somebody struct {
		cookie, token string
		over          func()
	}
	for name, made := range map[string]func() somebody{
		"signed out": func() somebody {
			b := s.signsIn(p.people["listener"])
			return somebody{cookie: b.cookie(), over: func() { b.form("/sign-out", url.Values{}) }}
		},
		"sessions ended from another browser": func() somebody {
			b, other := s.signsIn(p.people["colleague"]), s.signsIn(p.people["colleague"])
			return somebody{cookie: b.cookie(), over: func() { other.form("/account/sessions", url.Values{"session": {"others"}}) }}
		},
		"password changed in another browser": func() somebody {
			b, other := s.signsIn(p.people["technician"]), s.signsIn(p.people["technician"])
			return somebody{cookie: b.cookie(), over: func() {
				other.form("/account/password", url.Values{"current": {password}, "password": {"en-helt-annan-norrsken-77"}})
			}}
		},
		"role lost, in a browser": func() somebody {
			b := s.signsIn(p.people["ekeryd"])
			return somebody{cookie: b.cookie(), over: func() {
				operator.administers("member.saved", map[string]any{"member": directory.Member{ID: p.people["ekeryd"].Member, Name: "Övning",
					Actor: "kommun-ekeryd", SystemRole: directory.Reader}})
			}}
		},
		"moved to another actor, by token": func() somebody {
			return somebody{token: p.people["secretary"].Token, over: func() {
				operator.administers("member.saved", map[string]any{"member": directory.Member{ID: p.people["secretary"].Member, Name: "Övning",
					Actor: "lst-uppsala", SystemRole: directory.Writer}})
			}}
		},
		"token revoked": func() somebody {
			b := s.signsIn(p.people["leader"])
			token := b.makesToken("read")
			return somebody{token: token, over: func() {
				for _, id := range tokenID.FindAllStringSubmatch(string(b.get("/account")), -1) {
					b.form("/account/tokens/revoke", url.Values{"token": {id[1]}})
				}
			}}
		},
	} {
		t.Run(name, func(t *testing.T) {
			who := made()
			c := s.as(who.token)
			c.t = t
			header := []string{"X-Nothing", "1"}
			if who.cookie != "" {
				header = []string{"Cookie", who.cookie}
			}
			if a := c.ask(http.MethodGet, here("/agenda"), nil, header...); a.Status != http.StatusOK {
				t.Fatalf("before: %d %s", a.Status, a.Body)
			}
			f := &follower{places: []string{s.url}, token: who.token, cookie: who.cookie}
			f.begin(t)
			eventually(t, "it follows", func() bool { return f.last() > 0 })
			who.over()
			if a := c.ask(http.MethodGet, here("/agenda"), nil, header...); a.Status != http.StatusUnauthorized && a.Status != http.StatusNotFound {
				t.Errorf("the next request: %d %s", a.Status, a.Body)
			} else {
				a.problem(t)
			}
			if a := c.ask(http.MethodPost, here("/commands"), wanted(note("", "Efteråt")), header...); a.Status < 400 {
				t.Errorf("the next command: %d %s", a.Status, a.Body)
			}
			took := eventually(t, "the stream ends", func() bool { return f.got("gone") > 0 })
			if took > 5*streamsWithin {
				t.Errorf("the stream ended after %v", took)
			}
			eventually(t, "it may not come back", func() bool { return f.refused(http.StatusUnauthorized)+f.refused(http.StatusNotFound) > 0 })
			t.Logf("the stream ended after %v: %v", took.Round(time.Millisecond), f.ended)
		})
	}
}
