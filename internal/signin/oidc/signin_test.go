package oidc_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/oauth2-proxy/mockoidc"

	"samverkan/internal/fault"
	"samverkan/internal/signin/oidc"
)

func TestSignIn(t *testing.T) {
	p := newIDP(t)
	p.QueueUser(&mockoidc.MockUser{Subject: "anna-1", Email: "anna@kommun.example", EmailVerified: true})
	p.mint = func(c jwt.MapClaims) string {
		c["name"], c["acr"], c["amr"] = "Anna\u202e Alm\n", "loa3", []string{"pwd", "hwk"}
		token, err := p.Keypair.SignJWT(c)
		if err != nil {
			panic(err)
		}
		return token
	}
	d := newDesk(t, p.provider("kommunen"))
	redirect, state := d.begin("kommunen")
	u, err := url.Parse(redirect)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	for name, want := range map[string]string{
		"response_type": "code", "client_id": p.ClientID, "redirect_uri": "http://samverkan.example/sign-in/kommunen",
		"scope": "openid profile email", "state": state.ID, "code_challenge_method": "S256",
	} {
		if q.Get(name) != want {
			t.Errorf("%s=%q, want %q", name, q.Get(name), want)
		}
	}
	if len(q.Get("nonce")) != 43 || len(q.Get("code_challenge")) != 43 || len(state.ID) != 43 ||
		strings.Contains(redirect, p.ClientSecret) {
		t.Errorf("the address is %s", redirect)
	}
	who, err := d.finish("kommunen", browse(t, redirect))
	if err != nil {
		t.Fatal(err)
	}
	if who.Issuer != p.Issuer() || who.Subject != "anna-1" || who.Email != "anna@kommun.example" || !who.EmailVerified ||
		who.Name != "Anna Alm" || who.ACR != "loa3" || len(who.AMR) != 2 || who.Provider != "kommunen" {
		t.Errorf("%+v", who)
	}
	if got := d.Providers(); len(got) != 1 || got[0].ClientSecret != "" || got[0].Title != "Kommunen kommunen" {
		t.Errorf("%+v", got)
	}
}

func TestEveryBeginningIsItsOwn(t *testing.T) {
	p := newIDP(t)
	d := newDesk(t, p.provider("a"))
	seen := map[string]bool{}
	for range 20 {
		redirect, state := d.begin("a")
		u, _ := url.Parse(redirect)
		for _, s := range []string{state.ID, u.Query().Get("nonce"), u.Query().Get("code_challenge")} {
			if seen[s] {
				t.Fatalf("%s came twice", s)
			}
			seen[s] = true
		}
	}
}

// What the browser brings back is not what was begun.
func TestAnswersThatDoNotBelong(t *testing.T) {
	p := newIDP(t)
	d := newDesk(t, p.provider("a"), p.provider("b"))
	for _, tt := range []struct {
		name string
		bend func(q url.Values, st *oidc.State)
		at   string
		want string
	}{
		{"another state", func(q url.Values, _ *oidc.State) { q.Set("state", strings.Repeat("A", 43)) }, "a", "oidc.state"},
		{"no state", func(q url.Values, _ *oidc.State) { q.Del("state") }, "a", "oidc.state"},
		{"two states", func(q url.Values, _ *oidc.State) { q.Add("state", "x") }, "a", "oidc.state"},
		{"two codes", func(q url.Values, _ *oidc.State) { q.Add("code", "x") }, "a", "oidc.state"},
		{"a code and an error", func(q url.Values, _ *oidc.State) { q.Set("error", "x") }, "a", "oidc.state"},
		{"neither code nor error", func(q url.Values, _ *oidc.State) { q.Del("code") }, "a", "oidc.state"},
		{"a code without end", func(q url.Values, _ *oidc.State) { q.Set("code", strings.Repeat("x", 5000)) }, "a", "oidc.state"},
		{"nothing kept", func(_ url.Values, st *oidc.State) { st.Bytes = nil }, "a", "oidc.state"},
		{"nonsense kept", func(_ url.Values, st *oidc.State) { st.Bytes = []byte("{}") }, "a", "oidc.state"},
		{"at another provider's address", func(url.Values, *oidc.State) {}, "b", "oidc.state"},
		{"at no provider's address", func(url.Values, *oidc.State) {}, "c", "oidc.unknown-provider"},
		{"another issuer", func(q url.Values, _ *oidc.State) { q.Set("iss", "https://evil.example") }, "a", "oidc.refused"},
		{"a code nobody gave", func(q url.Values, _ *oidc.State) { q.Set("code", "guessed-code-1234") }, "a", "oidc.refused"},
		{"the person says no", func(q url.Values, _ *oidc.State) { q.Del("code"); q.Set("error", "access_denied") }, "a",
			"oidc.denied"},
		{"the provider is ill", func(q url.Values, _ *oidc.State) { q.Del("code"); q.Set("error", "server_error") }, "a",
			"oidc.unavailable"},
		{"the right issuer", func(q url.Values, _ *oidc.State) { q.Set("iss", p.Issuer()) }, "a", ""},
		{"as it was", func(url.Values, *oidc.State) {}, "a", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			redirect, st := d.begin("a")
			q := browse(t, redirect)
			code := q.Get("code")
			tt.bend(q, &st)
			_, err := d.Finish(t.Context(), tt.at, st.Bytes, q)
			refused(t, err, tt.want, code, st.ID, p.ClientSecret, "guessed-code")
		})
	}
}

func TestStateIsGoodForOneReturnAndTenMinutes(t *testing.T) {
	p := newIDP(t)
	d := newDesk(t, p.provider("a"))
	redirect, st := d.begin("a")
	q := browse(t, redirect)
	if _, err := d.finish("a", q); err != nil {
		t.Fatal(err)
	}
	_, err := d.finish("a", q)
	refused(t, err, "oidc.state")
	// Even where the caller forgot to take the state away the provider takes no code twice.
	_, err = d.Finish(t.Context(), "a", st.Bytes, q)
	refused(t, err, "oidc.refused", q.Get("code"))

	redirect, st = d.begin("a")
	q = browse(t, redirect)
	d.late.Store(int64(oidc.StateLasts))
	_, err = d.finish("a", q)
	refused(t, err, "oidc.expired")
	if time.Until(st.Expires) > oidc.StateLasts {
		t.Errorf("expires %v", st.Expires)
	}
}

// A code stolen from another browser is worth nothing here: the verifier is not the one of its beginning.
func TestInjectedCode(t *testing.T) {
	p := newIDP(t)
	d := newDesk(t, p.provider("a"))
	victim, _ := d.begin("a")
	stolen := browse(t, victim).Get("code")
	_, mine := d.begin("a")
	_, err := d.finish("a", url.Values{"state": {mine.ID}, "code": {stolen}})
	refused(t, err, "oidc.refused", stolen)
	if p.tokenCalls.Load() != 1 {
		t.Errorf("the provider was asked %d times", p.tokenCalls.Load())
	}

	// And were the provider careless with the verifier, the nonce is still another's.
	for _, s := range p.SessionStore.Store {
		s.CodeChallenge, s.Granted = "", false
	}
	_, mine = d.begin("a")
	_, err = d.finish("a", url.Values{"state": {mine.ID}, "code": {stolen}})
	refused(t, err, "oidc.refused", stolen)
}

// An honest provider's answer at the return address of a dishonest one, and the other way about.
func TestMixedUpProviders(t *testing.T) {
	honest, evil := newIDP(t), newIDP(t)
	d := newDesk(t, honest.provider("honest"), evil.provider("evil"))
	// The browser was sent to the dishonest provider, which sent it on to the honest one with the same question.
	lure := func() url.Values {
		redirect, _ := d.begin("evil")
		u, _ := url.Parse(redirect)
		q := u.Query()
		q.Set("client_id", honest.ClientID)
		return browse(t, honest.AuthorizationEndpoint()+"?"+q.Encode())
	}
	q := lure()
	q.Set("iss", honest.Issuer())
	_, err := d.finish("evil", q)
	refused(t, err, "oidc.refused", q.Get("code"))
	if evil.tokenCalls.Load() != 0 {
		t.Error("the dishonest provider was handed the code")
	}
	// To the honest provider's address with the state of the dishonest one.
	_, err = d.finish("honest", lure())
	refused(t, err, "oidc.state")
	if honest.tokenCalls.Load() != 0 {
		t.Error("the code was used for the wrong beginning")
	}
	// The dishonest provider hands over the honest one's token.
	evil.set(func() {
		evil.mint = func(c jwt.MapClaims) string {
			c["iss"] = honest.Issuer()
			token, _ := honest.Keypair.SignJWT(c)
			return token
		}
	})
	_, err = d.signIn("evil")
	refused(t, err, "oidc.refused")
	evil.set(func() {
		evil.mint = func(c jwt.MapClaims) string {
			c["iss"] = honest.Issuer()
			token, _ := evil.Keypair.SignJWT(c)
			return token
		}
	})
	_, err = d.signIn("evil")
	refused(t, err, "oidc.refused")
	if _, err := d.signIn("honest"); err != nil {
		t.Errorf("the honest provider suffers: %v", err)
	}
}

// A provider that says that it tells its issuer, and an answer that does not.
func TestIssuerThatWasPromised(t *testing.T) {
	p := newIDP(t)
	p.tells = func(m map[string]any) { m["authorization_response_iss_parameter_supported"] = true }
	d := newDesk(t, p.provider("a"))
	_, err := d.signIn("a")
	refused(t, err, "oidc.refused")
	redirect, _ := d.begin("a")
	q := browse(t, redirect)
	q.Set("iss", p.Issuer())
	if _, err := d.finish("a", q); err != nil {
		t.Error(err)
	}
}

func TestLevelOfAssurance(t *testing.T) {
	p := newIDP(t)
	acr := "loa2"
	p.mint = func(c jwt.MapClaims) string {
		c["acr"] = acr
		token, _ := p.Keypair.SignJWT(c)
		return token
	}
	provider := p.provider("a")
	provider.ACR = []string{"loa3", "loa4"}
	d := newDesk(t, provider)
	redirect, _ := d.begin("a")
	if u, _ := url.Parse(redirect); u.Query().Get("acr_values") != "loa3 loa4" {
		t.Errorf("asked for %q", u.Query().Get("acr_values"))
	}
	_, err := d.signIn("a")
	refused(t, err, "oidc.level")
	p.set(func() { acr = "loa3" })
	if _, err := d.signIn("a"); err != nil {
		t.Error(err)
	}
}

// person is a user whose userinfo says who it is about, as the specification demands.
type person struct {
	mockoidc.MockUser
	sub string
}

func (p *person) Userinfo([]string) ([]byte, error) {
	return []byte(`{"sub":"` + p.sub + `","email":"info@kommun.example","email_verified":true,"name":"Ur Uppgift"}`), nil
}

func TestUserInfo(t *testing.T) {
	p := newIDP(t)
	provider := p.provider("a")
	provider.UserInfo = true
	d := newDesk(t, provider)
	p.QueueUser(&person{mockoidc.MockUser{Subject: "anna"}, "anna"})
	who, err := d.signIn("a")
	if err != nil || who.Subject != "anna" || who.Email != "info@kommun.example" || who.Name != "Ur Uppgift" {
		t.Errorf("%+v %v", who, err)
	}
	for _, sub := range []string{"bertil", "", "Anna"} {
		p.QueueUser(&person{mockoidc.MockUser{Subject: "anna"}, sub})
		_, err = d.signIn("a")
		refused(t, err, "oidc.refused")
	}
	p.QueueUser(&person{mockoidc.MockUser{Subject: "anna"}, "anna"})
	p.set(func() {
		p.mint = func(c jwt.MapClaims) string {
			c["at_hash"] = "AAAAAAAAAAAAAAAAAAAAAA"
			token, _ := p.Keypair.SignJWT(c)
			return token
		}
	})
	_, err = d.signIn("a")
	refused(t, err, "oidc.refused")
}

func TestEmailThatNobodyVouchesFor(t *testing.T) {
	p := newIDP(t)
	careful, trusting := p.provider("careful"), p.provider("trusting")
	trusting.AllowUnverifiedEmail = true
	d := newDesk(t, careful, trusting)
	for _, verified := range []any{nil, false, "false", 1, "TRUE", []string{"true"}} {
		p.set(func() {
			p.mint = func(c jwt.MapClaims) string {
				c["email"], c["email_verified"] = "chef@kommun.example", verified
				token, _ := p.Keypair.SignJWT(c)
				return token
			}
		})
		if who, err := d.signIn("careful"); err != nil || who.Email != "" || who.EmailVerified {
			t.Errorf("%v: %+v %v", verified, who, err)
		}
		if who, err := d.signIn("trusting"); err != nil || who.Email != "chef@kommun.example" || who.EmailVerified {
			t.Errorf("%v: %+v %v", verified, who, err)
		}
	}
}

func TestProvidersThatCannotWork(t *testing.T) {
	good := oidc.Provider{Name: "a", Issuer: "https://idp.example/x", ClientID: "samverkan"}
	for name, bend := range map[string]func(*oidc.Provider){
		"no name":       func(p *oidc.Provider) { p.Name = "" },
		"path in name":  func(p *oidc.Provider) { p.Name = "../a" },
		"plain http":    func(p *oidc.Provider) { p.Issuer = "http://idp.example" },
		"no issuer":     func(p *oidc.Provider) { p.Issuer = "" },
		"query":         func(p *oidc.Provider) { p.Issuer = "https://idp.example/?x=y" },
		"secret within": func(p *oidc.Provider) { p.Issuer = "https://u:p@idp.example/" },
		"no client":     func(p *oidc.Provider) { p.ClientID = "" },
	} {
		p := good
		bend(&p)
		_, err := oidc.New(oidc.Options{Providers: []oidc.Provider{p}})
		if fault.CodeOf(err) != "oidc.bad-provider" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := oidc.New(oidc.Options{Providers: []oidc.Provider{good, good}}); fault.CodeOf(err) != "oidc.bad-provider" {
		t.Errorf("twice the same: %v", err)
	}
	if _, err := oidc.New(oidc.Options{Providers: []oidc.Provider{good}}); err != nil {
		t.Error(err)
	}
}

// One provider is down: it is told so, and nobody else notices.
func TestProviderThatIsDown(t *testing.T) {
	up, down := newIDP(t), newIDP(t)
	d := newDesk(t, up.provider("up"), down.provider("down"))
	down.set(func() {
		down.fail = func(w http.ResponseWriter, _ *http.Request) bool {
			http.Error(w, strings.Repeat("ont ", 1000), http.StatusBadGateway)
			return true
		}
	})
	for range 5 {
		_, _, err := d.Begin(t.Context(), "down")
		f, _ := fault.As(err)
		if f == nil || f.Kind != fault.Unavailable || f.Code != "oidc.unavailable" || f.Args["Provider"] != "Kommunen down" ||
			len(f.Error()) > 400 {
			t.Fatalf("%v", err)
		}
	}
	if _, err := d.signIn("up"); err != nil {
		t.Errorf("the other provider suffers: %v", err)
	}
	// It comes back, and is asked again when ten seconds have passed.
	down.set(func() { down.fail = nil })
	_, _, err := d.Begin(t.Context(), "down")
	refused(t, err, "oidc.unavailable")
	d.late.Store(int64(11 * time.Second))
	if _, err := d.signIn("down"); err != nil {
		t.Error(err)
	}
	if n := down.selfCalls.Load(); n != 1 {
		t.Errorf("the provider was asked %d times about itself", n)
	}
	// It goes away for good: what is known of it lasts a day.
	down.Server.Close()
	d.late.Store(int64(23 * time.Hour))
	redirect, st := d.begin("down")
	if !strings.HasPrefix(redirect, down.AuthorizationEndpoint()) {
		t.Error(redirect)
	}
	_, err = d.finish("down", url.Values{"state": {st.ID}, "code": {"x"}})
	refused(t, err, "oidc.unavailable")
	d.late.Store(int64(25 * time.Hour))
	_, _, err = d.Begin(t.Context(), "down")
	refused(t, err, "oidc.unavailable")
}

// The provider fails in the middle.
func TestProviderThatFailsOnTheWay(t *testing.T) {
	p := newIDP(t)
	d := newDesk(t, p.provider("a"))
	for _, path := range []string{mockoidc.JWKSEndpoint, mockoidc.TokenEndpoint} {
		redirect, _ := d.begin("a")
		q := browse(t, redirect)
		p.set(func() {
			p.fail = func(w http.ResponseWriter, r *http.Request) bool {
				if r.URL.Path != path {
					return false
				}
				http.Error(w, "kod "+q.Get("code"), http.StatusInternalServerError)
				return true
			}
		})
		_, err := d.finish("a", q)
		refused(t, err, "oidc.unavailable", q.Get("code"))
		p.set(func() { p.fail = nil })
	}
}

// What a provider says of itself is believed only as far as it may go.
func TestMetadataThatLies(t *testing.T) {
	for name, tells := range map[string]func(map[string]any){
		"another issuer":         func(m map[string]any) { m["issuer"] = "https://evil.example" },
		"a slash more":           func(m map[string]any) { m["issuer"] = m["issuer"].(string) + "/" },
		"a script to go to":      func(m map[string]any) { m["authorization_endpoint"] = "javascript:alert(1)" },
		"keys in a file":         func(m map[string]any) { m["jwks_uri"] = "file:///etc/passwd" },
		"no token endpoint":      func(m map[string]any) { delete(m, "token_endpoint") },
		"an endpoint of numbers": func(m map[string]any) { m["token_endpoint"] = 7 },
	} {
		p := newIDP(t)
		p.tells = tells
		_, _, err := newDesk(t, p.provider("a")).Begin(t.Context(), "a")
		if fault.CodeOf(err) != "oidc.unavailable" {
			t.Errorf("%s: %v", name, err)
		}
	}
	// Endpoints that point into the network: the call is refused where it is made.
	p := newIDP(t)
	p.tells = func(m map[string]any) { m["token_endpoint"] = "http://169.254.169.254/latest" }
	_, err := newDesk(t, p.provider("a")).signIn("a")
	refused(t, err, "oidc.unavailable")
	if !strings.Contains(err.Error(), "outward.forbidden") {
		t.Errorf("not for the reason meant: %v", err)
	}
}
