package signin_test

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/signin"
	"samverkan/internal/store"
)

var (
	noFilter    store.ConferenceFilter
	noMeasures  store.MeasureFilter
	noDecisions store.DecisionFilter
)

func TestTokenScopes(t *testing.T) {
	w := open(t).stock()
	p := w.called()
	member := w.person("adm@lst.se", host, directory.ActorAdmin, false)
	b := w.browser()
	b.signIn("adm@lst.se")
	tokens := map[clerk.Scope]string{}
	for _, scope := range []clerk.Scope{clerk.ScopeRead, clerk.ScopeWrite, clerk.ScopeAdminister} {
		page := b.post("/account/tokens", 200, "token_name", "Skript "+string(scope), "scope", string(scope), "days", "30")
		tokens[scope] = w.secret(w.find(page.body, `<code class="secret">(svk_[0-9A-Za-z_]+)<`))
	}
	b.post("/account/tokens", 422, "token_name", "Skript", "scope", "all", "days", "30")
	b.post("/account/tokens", 422, "token_name", "Skript", "scope", "read", "days", "400")
	b.post("/account/tokens", 422, "token_name", "Skript", "scope", "read", "days", "0")
	rename := &conference.Rename{Title: "Nytt namn"}
	save := clerk.SaveMember{Member: directory.Member{ID: "ny", Name: "Ny", Actor: host, SystemRole: directory.Writer}}
	for _, c := range []struct {
		scope         clerk.Scope
		command, keep string
		own           string // its member's other tokens and sessions
	}{
		{clerk.ScopeRead, "access.scope", "access.scope", "access.scope"},
		{clerk.ScopeWrite, "", "access.scope", "access.scope"},
		{clerk.ScopeAdminister, "", "", ""},
	} {
		who := must(w.bearer(tokens[c.scope]))(t)
		if _, err := w.clerk.Conference(t.Context(), who, p.ID); err != nil {
			t.Errorf("%s reads: %v", c.scope, err)
		}
		_, err := w.clerk.Do(t.Context(), who, p.ID, clerk.Wish{Command: rename})
		if fault.CodeOf(err) != c.command {
			t.Errorf("%s commands: %v, want %q", c.scope, err, c.command)
		}
		_, err = w.clerk.Administer(t.Context(), who, "", save)
		if fault.CodeOf(err) != c.keep {
			t.Errorf("%s keeps people: %v, want %q", c.scope, err, c.keep)
		}
		// Only a token that administers makes another, or touches the person's own sign-in; the rest see themselves.
		_, _, err = w.MakeToken(t.Context(), who, "x", clerk.ScopeRead, w.clock.now().Add(time.Minute))
		code(t, err, c.own)
		_, err = w.clerk.Sessions(t.Context(), who)
		code(t, err, c.own)
		mine, err := w.clerk.Tokens(t.Context(), who, "")
		if err != nil || (len(mine) == 1 && "token/"+mine[0].ID == who.Session) != (c.own != "") {
			t.Errorf("%s sees %+v, %v", c.scope, mine, err)
		}
	}
	// The role goes: what the token reaches goes with it.
	w.administer(clerk.SaveMember{Member: directory.Member{ID: member, Name: "A", Actor: host, SystemRole: directory.Reader}})
	who := must(w.bearer(tokens[clerk.ScopeAdminister]))(t)
	_, err := w.clerk.Administer(t.Context(), who, "", save)
	code(t, err, "access.not-allowed")
	if b.in() {
		t.Error("a session outlived its role")
	}
	w.administer(clerk.DisableAccount{Member: member})
	_, err = w.bearer(tokens[clerk.ScopeRead])
	code(t, err, "access.session-over")
	w.nothingLeaks()
}

// A token ends itself, makes none that outdoes it, and only one that administers ends others.
func TestTokenOfToken(t *testing.T) {
	w := open(t).stock()
	member := w.person("adm@lst.se", host, directory.ActorAdmin, false)
	who := w.as(member)
	day := w.clock.now().Add(24 * time.Hour)
	bearer := func(scope clerk.Scope) (clerk.Identity, string) {
		secret, tok, err := w.MakeToken(t.Context(), who, "Skript", scope, day)
		if err != nil {
			t.Fatal(err)
		}
		return must(w.bearer(secret))(t), tok.ID
	}
	admin, _ := bearer(clerk.ScopeAdminister)
	reader, readerID := bearer(clerk.ScopeRead)
	_, otherID := bearer(clerk.ScopeWrite)
	code(t, w.clerk.RevokeToken(t.Context(), reader, otherID), "access.scope")
	code(t, w.clerk.RevokeToken(t.Context(), reader, "ingen"), "access.scope")
	if err := w.clerk.RevokeToken(t.Context(), admin, otherID); err != nil {
		t.Fatal(err)
	}
	_, _, err := w.MakeToken(t.Context(), admin, "Längre", clerk.ScopeRead, day.Add(time.Second))
	code(t, err, "token.wider")
	_, _, err = w.MakeServiceToken(t.Context(), admin, host, "Längre", clerk.ScopeRead, day.Add(time.Second))
	code(t, err, "token.wider")
	if _, _, err := w.MakeToken(t.Context(), admin, "Lika", clerk.ScopeAdminister, day); err != nil {
		t.Fatal(err)
	}
	if err := w.clerk.RevokeToken(t.Context(), reader, ""); err != nil {
		t.Fatal(err)
	}
	code(t, w.clerk.RevokeToken(t.Context(), who, readerID), "") // it has ended: ending it again changes nothing
	again, err := w.clerk.Admit(t.Context(), "konf-regional-1", []clerk.Identity{reader})
	if err != nil {
		t.Fatal(err)
	}
	code(t, again[0].Err, "access.session-over")
	code(t, w.clerk.RevokeToken(t.Context(), who, ""), "token.unknown") // a person's session is no token
	if _, err := w.clerk.Sessions(t.Context(), admin); err != nil {
		t.Fatal(err)
	}
	if err := w.clerk.RevokeToken(t.Context(), admin, ""); err != nil {
		t.Fatal(err)
	}
	// The identity was found out before it ended, as in a request on its way: it makes nothing any more.
	_, _, err = w.MakeToken(t.Context(), admin, "Sen", clerk.ScopeRead, day)
	code(t, err, "token.wider")
}

func TestTokenEnds(t *testing.T) {
	w := open(t).stock()
	member := w.person("a@lst.se", host, directory.Writer, false)
	who := w.as(member)
	day := w.clock.now().Add(24 * time.Hour)
	one, t1, err := w.MakeToken(t.Context(), who, "ett", clerk.ScopeRead, day)
	two, t2, err2 := w.MakeToken(t.Context(), who, "två", clerk.ScopeRead, day)
	if err != nil || err2 != nil {
		t.Fatal(err, err2)
	}
	stranger := w.as(w.person("b@alvnas.se", other, directory.ActorAdmin, false))
	code(t, w.clerk.RevokeToken(t.Context(), stranger, t1.ID), "token.unknown")
	code(t, w.clerk.RevokeToken(t.Context(), clerk.Identity{}, t1.ID), "access.sign-in")
	if err := w.clerk.RevokeToken(t.Context(), who, t1.ID); err != nil {
		t.Fatal(err)
	}
	_, err = w.bearer(one)
	code(t, err, "access.session-over")
	boss := w.as(w.person("chef@lst.se", host, directory.ActorAdmin, false))
	if err := w.clerk.RevokeToken(t.Context(), boss, t2.ID); err != nil {
		t.Fatalf("the actor's own administrator: %v", err)
	}
	_, err = w.bearer(two)
	code(t, err, "access.session-over")
	three, _, err := w.MakeToken(t.Context(), who, "tre", clerk.ScopeRead, day)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.bearer(three); err != nil {
		t.Fatal(err)
	}
	w.clock.pass(24 * time.Hour)
	_, err = w.bearer(three)
	code(t, err, "access.session-over")

	service, m, err := w.MakeServiceToken(t.Context(), boss, host, "Lägeskarta", clerk.ScopeWrite, w.clock.now().Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	if got := must(w.bearer(service))(t); got.Member != m.ID || got.Actor != host || got.SystemRole != directory.Writer {
		t.Fatalf("%+v", got)
	}
	_, _, err = w.MakeServiceToken(t.Context(), boss, other, "Annans", clerk.ScopeRead, w.clock.now().Add(time.Hour))
	code(t, err, "access.not-your-actor")
	if c := must(w.clerk.Verify(t.Context(), clerk.OwnerIdentity()))(t); len(c.Faults) > 0 {
		t.Fatal(c.Faults)
	}
}

func TestDeviceGrant(t *testing.T) {
	w := open(t).stock()
	member := w.person("a@lst.se", host, directory.Writer, false)
	asks := func() signin.DeviceCode {
		r := httptest.NewRequest("POST", "/device/code", nil)
		return must(w.BeginDevice(r, "samverkan CLI", clerk.ScopeWrite))(t)
	}
	collect := func(d signin.DeviceCode, want string) string {
		t.Helper()
		secret, _, err := w.CollectDevice(t.Context(), d.DeviceCode)
		code(t, err, want)
		return secret
	}
	d := asks()
	w.secret(d.DeviceCode)
	collect(d, "device.pending")
	collect(d, "device.slow-down")
	w.clock.pass(5 * time.Second)
	collect(d, "device.slow-down") // it should have waited ten by now
	w.clock.pass(20 * time.Second)
	collect(d, "device.pending")
	b := w.browser()
	if to := b.get("/device?code="+d.UserCode, 303).header.Get("Location"); !strings.HasPrefix(to, "/sign-in?next=") {
		t.Fatal(to)
	}
	b.signIn("a@lst.se")
	if page := b.get("/device?code="+d.UserCode, 200); !strings.Contains(page.body, d.UserCode) {
		t.Fatal(page.body)
	}
	typed := strings.ToLower(strings.ReplaceAll(d.UserCode, "-", " "))
	if page := b.post("/device", 200, "code", typed); !strings.Contains(page.body, "samverkan CLI") || !strings.Contains(page.body, "läsa och skriva") {
		t.Fatalf("what is approved is not shown:\n%s", page.body)
	}
	collect(d, "device.slow-down")
	b.post("/device", 200, "code", typed, "answer", "yes")
	b.post("/device", 404, "code", typed, "answer", "yes")
	token := w.secret(collect(d, ""))
	if who := must(w.bearer(token))(t); who.Member != member || who.Scope != clerk.ScopeWrite {
		t.Fatalf("%+v", who)
	}
	collect(d, "device.expired") // once
	no := asks()
	b.post("/device", 200, "code", no.UserCode, "answer", "no")
	collect(no, "device.denied")
	late := asks()
	w.clock.pass(10 * time.Minute)
	collect(late, "device.expired")
	b.post("/device", 404, "code", late.UserCode)
	collect(signin.DeviceCode{DeviceCode: "gissning"}, "device.expired")

	// Five wrong codes, and the account waits: also with the right one.
	right := asks()
	for range 4 {
		b.post("/device", 404, "code", "BBBB-BBBB")
	}
	b.post("/device", 429, "code", right.UserCode)
	w.clock.pass(10 * time.Minute)
	again := asks()
	b.post("/device", 200, "code", again.UserCode)
	w.nothingLeaks()
}
