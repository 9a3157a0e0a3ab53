package e2e_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/directory"
)

// seesNoDifference asks, on every route below a conference, for one that exists and for one that does not: the answers must not be told
// apart by anything but the name that was asked for.
func (b *besieged) seesNoDifference(t *testing.T, who string, c *caller, routes []route, statuses ...int) {
	t.Helper()
	looked := 0
	for _, r := range routes {
		if !strings.Contains(r.path, "/conferences/{id}") {
			continue
		}
		const missing = "konf-regional-9"
		is, err := c.asked(r, r.at(regional))
		if err != nil {
			t.Fatal(err)
		}
		not, err := c.asked(r, r.at(missing))
		if err != nil {
			t.Fatal(err)
		}
		if is.face(regional) != not.face(missing) {
			t.Errorf("%s, %s %s: one that exists\n%s\none that does not\n%s", who, r.method, r.path, is.face(regional), not.face(missing))
		}
		ok := false
		for _, s := range statuses {
			ok = ok || is.Status == s
		}
		if !ok || strings.Contains(string(is.Body), "Regional samverkanskonferens") {
			t.Errorf("%s, %s %s: %d %.300s", who, r.method, r.path, is.Status, is.Body)
		}
		looked++
	}
	if looked < 14 {
		t.Errorf("only %d routes below a conference", looked)
	}
}

// Whoever is not let in any more, or never was, cannot tell a conference that exists from one that does not, on any route.
func TestWhoIsNotLetInSeesNoDifference(t *testing.T) {
	b := besiege(t)
	routes := b.api(t)
	leader := b.as(b.people["leader"].Token)
	leader.begin()
	late, err := b.desk.Conference(t.Context(), b.identity("leader"), regional)
	if err != nil {
		t.Fatal(err)
	}
	other := late.Conference.Plan // another conference, with a guest of its own
	other.ID, other.SeriesNo = "konf-annan", other.SeriesNo+1
	if _, err := b.desk.Do(t.Context(), clerk.OwnerIdentity(), other.ID, clerk.Wish{Command: &conference.PlanConference{Plan: other}}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.desk.Do(t.Context(), clerk.OwnerIdentity(), other.ID, clerk.Wish{Command: &conference.OpenMeeting{}}); err != nil {
		t.Fatal(err)
	}

	b.seesNoDifference(t, "nobody", b.as(""), routes, 401)
	b.seesNoDifference(t, "a token that never was", b.as("svk_"+strings.Repeat("A", 32)+"_00000000"), routes, 401)
	b.seesNoDifference(t, "another county", b.as(b.people["outsider"].Token), routes, 404)

	// A guest of the other conference.
	_, link, err := b.doors.InviteGuest(t.Context(), clerk.OwnerIdentity(), other.ID, "kommun-ekeryd", "Vikarien", time.Now().Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	b.seesNoDifference(t, "a guest of another conference", b.enters(t, "/guest/"+b.keep(link[strings.LastIndex(link, "/")+1:])), routes, 404, 403)
}

// What opens something stops doing so at once when it is taken away, on every route, and whoever follows is cut off.
func TestWhatIsTakenAwayStopsAtOnce(t *testing.T) {
	b := besiege(t)
	routes := b.api(t)
	leader := b.as(b.people["leader"].Token)
	leader.begin()

	t.Run("a token", func(t *testing.T) {
		own := b.comesIn(t, "colleague")
		token := b.keep(own.makesToken("write"))
		b.as(token).get(here(""))
		cut := b.as(token).followed(t)
		id := regexp.MustCompile(`name="token" value="([^"]+)"`).FindAllStringSubmatch(string(own.get("/account")), -1)
		if len(id) < 2 {
			t.Fatalf("%v", id)
		}
		for _, m := range id { // all: the page does not say which is which in a way that a test should rely on
			if a := own.form("/account/tokens/revoke", url.Values{"token": {m[1]}}); a.Status != http.StatusSeeOther {
				t.Fatalf("%d %s", a.Status, a.Body)
			}
		}
		b.seesNoDifference(t, "a revoked token", b.as(token), routes, 401)
		b.seesNoDifference(t, "the other revoked token", b.as(b.people["colleague"].Token), routes, 401)
		cut()
	})
	t.Run("a session", func(t *testing.T) {
		own := b.comesIn(t, "secretary")
		own.get(here(""))
		stolen := b.browser()
		u, err := url.Parse(own.base)
		if err != nil {
			t.Fatal(err)
		}
		stolen.http.Jar.SetCookies(u, own.http.Jar.Cookies(u))
		stolen.get(here(""))
		cut := stolen.followed(t)
		if a := own.form("/sign-out", url.Values{"x": {"y"}}); a.Status != http.StatusSeeOther {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		b.seesNoDifference(t, "a session that was ended", stolen, routes, 401)
		cut()
	})
	t.Run("an account", func(t *testing.T) {
		own := b.comesIn(t, "listener")
		own.get(here(""))
		if _, err := b.desk.Administer(t.Context(), clerk.OwnerIdentity(), "", clerk.DisableAccount{Member: b.people["listener"].Member}); err != nil {
			t.Fatal(err)
		}
		b.seesNoDifference(t, "a closed account, its session", own, routes, 401)
		b.seesNoDifference(t, "a closed account, its token", b.as(b.people["listener"].Token), routes, 401)
		if a := b.browser().form("/sign-in", url.Values{"login": {b.people["listener"].Login}, "password": {password}}); a.Status != http.StatusUnauthorized {
			t.Errorf("a closed account signs in: %d", a.Status)
		}
	})
	t.Run("a guest link", func(t *testing.T) {
		id, path := b.guestOf(t, "kommun-ekeryd", time.Now().Add(time.Hour))
		guest := b.enters(t, path)
		guest.get(here(""))
		cut := guest.followed(t)
		if _, err := b.desk.Administer(t.Context(), b.identity("leader"), "", clerk.RevokeGuest{ID: id}); err != nil {
			t.Fatal(err)
		}
		b.seesNoDifference(t, "a revoked guest", guest, routes, 401)
		cut()
		expired := time.Now().Add(1500 * time.Millisecond)
		_, short := b.guestOf(t, "kommun-ekeryd", expired)
		passing := b.enters(t, short)
		time.Sleep(time.Until(expired) + 50*time.Millisecond)
		b.seesNoDifference(t, "a guest whose link is too old", passing, routes, 401)
		var first string
		for _, p := range []string{path, short, "/guest/aldrig-funnits"} { // revoked, too old, never was
			a := b.browser().ask(http.MethodGet, p, nil)
			if face := a.face(p); first == "" {
				first = face
			} else if face != first || a.Status != http.StatusGone {
				t.Errorf("%s is told apart: %d\n%s", p, a.Status, face)
			}
		}
	})
	t.Run("a role", func(t *testing.T) {
		secretary := b.as(b.people["secretary"].Token)
		if r := secretary.give(note("fore", "Före")); r.Status != "accepted" {
			t.Fatalf("%+v", r)
		}
		b.gives(t, leader, &conference.HandOverRole{Role: conference.Secretary, Actor: "lst-allmanlan", Member: b.people["technician"].Member})
		a := secretary.ask(http.MethodPost, here("/commands"), wanted(note("efter", "Efter")))
		if a.Status != http.StatusForbidden {
			t.Errorf("who has handed over the role goes on: %d %s", a.Status, a.Body)
		}
		a.problem(t)
	})
	t.Run("a person", func(t *testing.T) {
		own := b.people["ekeryd"]
		b.as(own.Token).get(here(""))
		moved := directory.Member{ID: own.Member, Name: "Flyttad Ek", Actor: "kommun-alvnas", SystemRole: directory.Writer}
		if _, err := b.desk.Administer(t.Context(), clerk.OwnerIdentity(), "", clerk.SaveMember{Member: moved}); err != nil {
			t.Fatal(err)
		}
		b.seesNoDifference(t, "a token of the actor before", b.as(own.Token), routes, 401)
	})
	b.alive(t)
}

// followed opens a stream, and gives what waits until it has been cut.
func (c *caller) followed(t *testing.T) (cut func()) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, c.base+here("/stream?after=0"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	stream := &http.Client{Jar: c.http.Jar}
	out, err := stream.Do(r)
	if err != nil || out.StatusCode != http.StatusOK {
		t.Fatalf("%v %+v", err, out)
	}
	ended := make(chan time.Time, 1)
	go func() {
		drain(out)
		ended <- time.Now()
	}()
	return func() {
		t.Helper()
		begun := time.Now()
		select {
		case at := <-ended:
			t.Logf("the stream was cut after %v", max(0, at.Sub(begun)).Round(time.Millisecond))
		case <-time.After(5 * 10 * time.Second):
			t.Error("who may no longer follow goes on following")
		}
	}
}

// Signing in says the same of an account that exists, one that does not, and one that is closed; until the lock, at the lock, and about
// how long to wait. Others behind the same address are not held up by it.
func TestGuessingTellsNothing(t *testing.T) {
	b := besiege(t)
	token := b.as(b.people["leader"].Token)
	if _, err := b.desk.Administer(t.Context(), clerk.OwnerIdentity(), "", clerk.DisableAccount{Member: b.people["listener"].Member}); err != nil {
		t.Fatal(err)
	}
	logins := []string{b.people["secretary"].Login, "ingen.alls@ovning.example", b.people["listener"].Login}
	locked := 0
	for try := range 12 {
		var first string
		for i, login := range logins {
			a := b.browser().form("/sign-in", url.Values{"login": {login}, "password": {b.keep("fel-lösenord-" + itoa(int64(try)))}})
			face := a.face(login)
			if i == 0 {
				first = face
			} else if face != first {
				t.Fatalf("try %d: %s\n%s\nand %s\n%s", try, logins[0], first, login, face)
			}
			if a.Status == http.StatusTooManyRequests {
				locked++
				if a.Header.Get("Retry-After") == "" {
					t.Error("no word of when to try again")
				}
			} else if a.Status != http.StatusUnauthorized {
				t.Fatalf("try %d of %s: %d", try, login, a.Status)
			}
		}
	}
	if locked == 0 {
		t.Error("nobody is ever locked out")
	}
	token.get(here(""))
	b.comesIn(t, "technician")
	var first string
	for _, path := range []string{"/link/aldrig-funnits", "/link/" + strings.Repeat("A", 43), "/link/" + strings.Repeat("x", 3000)} {
		a := b.browser().ask(http.MethodGet, path, nil)
		if face := a.face(path); first == "" {
			first = face
		} else if face != first || a.Status != http.StatusGone {
			t.Errorf("%.40s is told apart: %d\n%s", path, a.Status, face)
		}
	}
}
