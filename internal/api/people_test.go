package api_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/signin"
	"samverkan/internal/wire"
)

const phrase = "sju gröna paraplyer dansar"

// person gives a member of an actor's a usable account.
func (w *world) person(id, actor string, role directory.SystemRole) {
	w.t.Helper()
	m := directory.Member{ID: id, Name: "Namn " + id, Actor: actor, SystemRole: role}
	if err := w.signin.Establish(w.t.Context(), clerk.OwnerIdentity(), []signin.Newcomer{{Member: m, Login: id + "@prov.example"}}, phrase); err != nil {
		w.t.Fatal(err)
	}
}

// bearer gives a real token of a person's.
func (w *world) bearer(id string, scope clerk.Scope, lasts time.Duration) (secret, tokenID string) {
	w.t.Helper()
	who, err := w.Identify(w.t.Context(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	secret, tok, err := w.signin.MakeToken(w.t.Context(), who, "Prov", scope, w.clock.now().Add(lasts))
	if err != nil {
		w.t.Fatal(err)
	}
	return secret, tok.ID
}

// grant posts a form and reads OAuth's answer.
func (w *world) grant(path string, fields ...string) (status int, answer map[string]any) {
	w.t.Helper()
	form := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	r := w.ask("", http.MethodPost, path, []byte(form.Encode()), "Content-Type", "application/x-www-form-urlencoded")
	if kind := r.header.Get("Content-Type"); kind != "application/json" || r.header.Get("Cache-Control") != "no-store" {
		w.t.Fatalf("%s: %d %s %s", path, r.status, kind, r.body)
	}
	if err := json.Unmarshal(r.body, &answer); err != nil {
		w.t.Fatal(err)
	}
	return r.status, answer
}

// A program is signed in as RFC 8628 has it: it waits, asks no oftener than it is told, and gets its token once.
func TestDeviceGrant(t *testing.T) {
	w := at(t, "called")
	w.person("karin", host, directory.Writer)
	const collect = "urn:ietf:params:oauth:grant-type:device_code"
	for _, c := range []struct {
		path   string
		fields []string
		want   string
	}{
		{"/api/v1/device/code", []string{"scope", "read"}, "invalid_request"},
		{"/api/v1/device/code", []string{"client_id", "prov", "client_id", "två"}, "invalid_request"},
		{"/api/v1/device/code", []string{"client_id", "prov", "scope", "allt"}, "invalid_scope"},
		{"/api/v1/device/token", []string{"grant_type", "password"}, "unsupported_grant_type"},
		{"/api/v1/device/token", []string{"grant_type", collect}, "invalid_request"},
		{"/api/v1/device/token", []string{"grant_type", collect, "device_code", "gissad"}, "expired_token"},
	} {
		if status, no := w.grant(c.path, c.fields...); status != 400 || no["error"] != c.want {
			t.Errorf("%s %v: %d %v, want %s", c.path, c.fields, status, no, c.want)
		}
	}
	_, begun := w.grant("/api/v1/device/code", "client_id", "prov", "scope", "write")
	code, _ := begun["device_code"].(string)
	poll := func(want string) map[string]any {
		t.Helper()
		status, answer := w.grant("/api/v1/device/token", "grant_type", collect, "device_code", code, "client_id", "prov")
		if (status == 200) != (want == "") || want != "" && answer["error"] != want {
			t.Fatalf("%d %v, want %q", status, answer, want)
		}
		return answer
	}
	poll("authorization_pending")
	poll("slow_down")
	who, err := w.Identify(t.Context(), "karin")
	if err != nil {
		t.Fatal(err)
	}
	w.approve(who, begun["user_code"].(string), true)
	got := poll("")
	if got["token_type"] != "Bearer" || got["scope"] != "write" || got["expires_in"].(float64) < 3600 {
		t.Errorf("%v", got)
	}
	poll("expired_token")
	var me struct{ Member, Name, Scope string }
	w.get(got["access_token"].(string), "/api/v1/me").into(t, &me)
	if me.Member != "karin" || me.Name != "Namn karin" || me.Scope != "write" {
		t.Errorf("%+v", me)
	}
	_, begun = w.grant("/api/v1/device/code", "client_id", "prov")
	code = begun["device_code"].(string)
	w.approve(who, begun["user_code"].(string), false)
	poll("access_denied")
}

// approve answers a code as the page does, where the person has signed in.
func (w *world) approve(who clerk.Identity, code string, yes bool) {
	w.t.Helper()
	secret := w.pages(who.Member)
	answer := map[bool]string{true: "yes", false: "no"}[yes]
	r, err := http.NewRequestWithContext(w.t.Context(), http.MethodPost, w.url+"/device", strings.NewReader(url.Values{"code": {code}, "answer": {answer}}.Encode()))
	if err != nil {
		w.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.AddCookie(secret)
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		w.t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusOK {
		w.t.Fatalf("the page answers %d", res.StatusCode)
	}
}

// pages signs a person in at the page, and gives the cookie.
func (w *world) pages(id string) *http.Cookie {
	w.t.Helper()
	form := url.Values{"login": {id + "@prov.example"}, "password": {phrase}}
	r, err := http.NewRequestWithContext(w.t.Context(), http.MethodPost, w.url+"/sign-in", strings.NewReader(form.Encode()))
	if err != nil {
		w.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		w.t.Fatal(err)
	}
	res.Body.Close()
	for _, c := range res.Cookies() {
		if strings.Contains(c.Name, "samverkan") && c.Value != "" {
			return c
		}
	}
	w.t.Fatalf("signing in: %d, and no cookie", res.StatusCode)
	return nil
}

// Tokens over the API: made, shown without their secret, ended by the person, and by themselves.
func TestTokens(t *testing.T) {
	w := at(t, "called")
	w.person("karin", host, directory.ActorAdmin)
	in := w.pages("karin")
	cookie := in.Name + "=" + in.Value
	expires := w.clock.now().Add(48 * time.Hour).UTC().Truncate(time.Second)
	var made wire.MadeToken
	w.post("", "/api/v1/tokens", wire.NewToken{Name: "Tavlan", Scope: "administer", Expires: expires}, "Cookie", cookie).into(t, &made)
	if made.Secret == "" || made.Name != "Tavlan" || !made.Expires.Equal(expires) || made.Current {
		t.Fatalf("%+v", made)
	}
	wider := w.post(made.Secret, "/api/v1/tokens", wire.NewToken{Name: "Längre", Scope: "read", Expires: expires.Add(time.Hour)})
	if p := wider.problem(t); p.Code != "token.wider" || p.Status != 403 {
		t.Errorf("%+v", p)
	}
	var reader wire.MadeToken
	w.post(made.Secret, "/api/v1/tokens", wire.NewToken{Name: "Läser", Scope: "read", Expires: expires}).into(t, &reader)
	if p := w.post(made.Secret, "/api/v1/tokens", map[string]string{"namn": "x"}).problem(t); p.Code != "api.unknown-field" {
		t.Errorf("%+v", p)
	}
	for secret, want := range map[string]int{made.Secret: 2, reader.Secret: 1} {
		r := w.get(secret, "/api/v1/tokens")
		var all []wire.Token
		r.into(t, &all)
		current := 0
		for _, x := range all {
			if x.Current {
				current++
			}
		}
		if len(all) != want || current != 1 || strings.Contains(string(r.body), reader.Secret) || strings.Contains(string(r.body), made.Secret) {
			t.Errorf("%s", r.body)
		}
	}
	var open []wire.Session
	w.get(made.Secret, "/api/v1/sessions").into(t, &open)
	if len(open) != 1 || open[0].How != "password" || open[0].Current {
		t.Fatalf("%+v", open)
	}
	if r := w.ask(reader.Secret, http.MethodDelete, "/api/v1/tokens/"+made.ID, nil); r.problem(t).Code != "access.scope" {
		t.Errorf("%d", r.status)
	}
	gone := func(secret, path string) {
		t.Helper()
		if r := w.ask(secret, http.MethodDelete, path, nil); r.status != http.StatusNoContent || len(r.body) > 0 {
			t.Errorf("%s: %d %s", path, r.status, r.body)
		}
	}
	gone(reader.Secret, "/api/v1/tokens/current")
	if r := w.get(reader.Secret, "/api/v1/me"); r.status != http.StatusUnauthorized {
		t.Errorf("a token that has ended: %d", r.status)
	}
	gone(made.Secret, "/api/v1/sessions/"+open[0].ID)
	if r := w.get("", "/api/v1/me", "Cookie", cookie); r.status != http.StatusUnauthorized {
		t.Errorf("a session that has ended: %d", r.status)
	}
	var service wire.MadeToken
	w.post(made.Secret, "/api/v1/service-tokens", wire.NewToken{Name: "Lägeskarta", Scope: "read", Expires: expires}).into(t, &service)
	var me struct{ Member, Actor, Name string }
	w.get(service.Secret, "/api/v1/me").into(t, &me)
	if me.Member != service.Member || me.Actor != host || me.Name != "Lägeskarta" {
		t.Errorf("%+v", me)
	}
	gone(made.Secret, "/api/v1/tokens/"+service.ID)
	gone(made.Secret, "/api/v1/tokens/"+made.ID)
}

// Accounts over the API: a person gets in, and is kept out, by what an administrator does.
func TestAccounts(t *testing.T) {
	w := at(t, "called")
	w.person("chef", host, directory.ActorAdmin)
	boss, _ := w.bearer("chef", clerk.ScopeAdminister, 24*time.Hour)
	var got wire.Invited
	w.post(boss, "/api/v1/accounts", wire.NewAccount{Name: "Karin Ek", Login: "Karin@Prov.example"}).into(t, &got)
	if got.Mailed || got.Login != "karin@prov.example" || !strings.HasPrefix(got.Link, "https://samverkan.example/link/") {
		t.Fatalf("%+v", got)
	}
	if p := w.post(boss, "/api/v1/accounts", wire.NewAccount{Name: "Karin Ek", Login: "karin@prov.example"}).problem(t); p.Code != "account.login-taken" {
		t.Errorf("%+v", p)
	}
	var many []wire.Invited
	csv := "name,email,actor,role\nAnna,anna@prov.example," + host + ",läsare\nBo,bo@prov.example," + host + ",\n"
	w.ask(boss, http.MethodPost, "/api/v1/accounts/import", []byte(csv), "Content-Type", "text/csv").into(t, &many)
	if len(many) != 2 || many[0].Link == "" {
		t.Errorf("%+v", many)
	}
	if p := w.ask(boss, http.MethodPost, "/api/v1/accounts/import", []byte(csv), "Content-Type", "text/csv").problem(t); p.Status != 409 {
		t.Errorf("%+v", p)
	}
	var again wire.Invited
	w.ask(boss, http.MethodPost, "/api/v1/accounts/"+got.Member+"/reset?factor=true", nil).into(t, &again)
	if again.Link == "" || again.Link == got.Link {
		t.Errorf("%+v", again)
	}
	for _, step := range []struct {
		verb     string
		disabled bool
	}{{"disable", true}, {"enable", false}} {
		if r := w.ask(boss, http.MethodPost, "/api/v1/accounts/"+got.Member+"/"+step.verb, nil); r.status != http.StatusNoContent {
			t.Fatalf("%s: %d %s", step.verb, r.status, r.body)
		}
		var all []wire.Account
		w.get(boss, "/api/v1/accounts").into(t, &all)
		seen := map[string]wire.Account{}
		for _, x := range all {
			seen[x.Member] = x
		}
		x := seen[got.Member]
		if len(all) != 4 || x.Disabled.IsZero() == step.disabled || x.Opened || x.Name != "Karin Ek" || x.Actor != host || !seen["chef"].Opened {
			t.Errorf("after %s: %+v", step.verb, all)
		}
	}
	if log := w.log.String(); log != "" {
		t.Error(log)
	}
}

// Guest links over the API, for the host and for the actor that is invited.
func TestGuests(t *testing.T) {
	w := at(t, "called")
	until := w.clock.now().Add(48 * time.Hour).UTC().Truncate(time.Second)
	hosts, theirs := w.as("h", tib(host)), w.as("e", tib(attendee))
	var one, two wire.MadeGuest
	w.post(hosts, "/api/v1/guests", wire.NewGuest{Conference: regional, Actor: "kommun-alvnas", For: "Tolk", Expires: until}).into(t, &one)
	w.post(theirs, "/api/v1/guests", wire.NewGuest{Conference: regional, Actor: attendee, For: "VMA", Expires: until}).into(t, &two)
	if !strings.HasPrefix(one.Link, "https://samverkan.example/guest/") || one.ID == two.ID {
		t.Errorf("%+v %+v", one, two)
	}
	if p := w.post(theirs, "/api/v1/guests", wire.NewGuest{Conference: regional, Actor: host, For: "x", Expires: until}).problem(t); p.Code != "guest.not-yours" {
		t.Errorf("%+v", p)
	}
	for token, want := range map[string]int{hosts: 2, theirs: 1} {
		r := w.get(token, "/api/v1/guests?conference="+regional)
		var all []wire.Guest
		r.into(t, &all)
		if len(all) != want || strings.Contains(string(r.body), "/guest/") {
			t.Errorf("%s: %s", token, r.body)
		}
	}
	if p := w.ask(theirs, http.MethodDelete, "/api/v1/guests/"+one.ID, nil).problem(t); p.Code != "guest.unknown" {
		t.Errorf("%+v", p)
	}
	if r := w.ask(hosts, http.MethodDelete, "/api/v1/guests/"+two.ID, nil); r.status != http.StatusNoContent {
		t.Errorf("%d %s", r.status, r.body)
	}
	if p := w.get(hosts, "/api/v1/guests").problem(t); p.Status != http.StatusUnprocessableEntity {
		t.Errorf("without a conference: %+v", p)
	}
}
