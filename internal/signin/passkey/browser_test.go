package passkey_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"

	"samverkan/internal/fault"
	"samverkan/internal/signin/passkey"
)

// TestInBrowser registers passkeys and signs in with them in a real browser with a virtual authenticator.
func TestInBrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("NOT RUN: -short")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium(t)), chromedp.NoSandbox,
		chromedp.Flag("disable-dev-shm-usage", true))
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute) // a watchdog: it takes seconds
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(cancel)
	browser, cancel := chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Run(browser); err != nil {
		t.Fatal(err)
	}
	t.Run("pages", func(t *testing.T) { testPages(t, browser) })
	t.Run("page without passkeys", func(t *testing.T) { testWithoutPasskeys(t, browser) })
	t.Run("registration refused", func(t *testing.T) { testRegistrationRefused(t, browser) })
	t.Run("sign-in refused", func(t *testing.T) { testSignInRefused(t, browser) })
	t.Run("relayed from another page", func(t *testing.T) { testRelay(t, browser) })
	t.Run("counter", func(t *testing.T) { testCounter(t, browser) })
	t.Run("confirm", func(t *testing.T) { testConfirm(t, browser) })
}

func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{os.Getenv("SAMVERKAN_CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); name != "" && err == nil {
			return path
		}
	}
	if os.Getenv("SAMVERKAN_REQUIRE_ALL") == "1" {
		t.Fatal("no Chromium: install it or set SAMVERKAN_CHROMIUM")
	}
	t.Skip("NOT RUN: no Chromium: install it or set SAMVERKAN_CHROMIUM")
	return ""
}

// tab is a page with an authenticator of its own.
type tab struct {
	*testing.T
	ctx context.Context
	key webauthn.AuthenticatorID
}

func newTab(t *testing.T, browser context.Context, address string) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, time.Minute) // a watchdog: it takes a second or two
	t.Cleanup(cancel)
	b := &tab{T: t, ctx: ctx}
	b.do(webauthn.Enable(), chromedp.Navigate(address))
	b.authenticator(true)
	return b
}

// authenticator gives the tab a new authenticator, with or without a way to verify its owner.
func (b *tab) authenticator(verifies bool) {
	b.Helper()
	if b.key != "" {
		b.do(webauthn.RemoveVirtualAuthenticator(b.key))
	}
	b.do(chromedp.ActionFunc(func(ctx context.Context) (err error) {
		b.key, err = webauthn.AddVirtualAuthenticator(&webauthn.VirtualAuthenticatorOptions{
			Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal, HasResidentKey: verifies,
			HasUserVerification: verifies, IsUserVerified: verifies, AutomaticPresenceSimulation: true,
		}).Do(ctx)
		return err
	}))
}

func (b *tab) do(actions ...chromedp.Action) {
	b.Helper()
	if err := chromedp.Run(b.ctx, actions...); err != nil {
		b.Fatal(err)
	}
}

// respond lets the script on the page answer options; the error is the browser's.
func (b *tab) respond(function string, options []byte) ([]byte, error) {
	b.Helper()
	var got struct{ Response, Failed string }
	wait := func(p *runtime.EvaluateParams) *runtime.EvaluateParams {
		return p.WithAwaitPromise(true).WithUserGesture(true)
	}
	b.do(chromedp.Evaluate(`import("/passkey.js").then((m) => m.`+function+`(`+string(options)+`)).then(
		(response) => ({Response: response}), (err) => ({Failed: err.name}))`, &got, wait))
	if got.Failed != "" {
		return nil, fault.New(fault.Invalid, got.Failed)
	}
	return []byte(got.Response), nil
}

func (b *tab) must(function string, c passkey.Ceremony, err error) []byte {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
	response, err := b.respond(function, c.Options)
	if err != nil {
		b.Fatal(err)
	}
	return response
}

// registered gives a tab with a passkey that the desk knows.
func registered(t *testing.T, browser context.Context) (*tab, *desk, string) {
	t.Helper()
	d, origin := newDesk(t)
	b := newTab(t, browser, origin+"/bare")
	c, err := d.BeginRegister(d.account())
	d.keep(c)
	if err := d.register(b.must("create", c, err)); err != nil {
		t.Fatal(err)
	}
	return b, d, origin
}

func refused(t *testing.T, err error, want string) {
	t.Helper()
	if fault.CodeOf(err) != want {
		t.Errorf("%v, want %q", err, want)
	}
}

// The two pages, clicked through, under a strict policy.
func testPages(t *testing.T, browser context.Context) {
	d, origin := newDesk(t)
	b := newTab(t, browser, origin+"/")
	done := func(form string) string {
		var text string
		b.do(chromedp.Navigate(origin+"/"), chromedp.WaitVisible("#"+form+" button"), chromedp.Click("#"+form+" button"),
			chromedp.WaitVisible("#done"), chromedp.Text("#done", &text))
		return text
	}
	status := func(form string) string {
		var text string
		b.do(chromedp.Navigate(origin+"/"), chromedp.WaitVisible("#"+form+" button"), chromedp.Click("#"+form+" button"),
			chromedp.Poll(`document.querySelector("#`+form+` [role=status]").textContent`, nil),
			chromedp.Text("#"+form+" [role=status]", &text))
		return text
	}
	if text := status("get"); text != "avbruten" {
		t.Errorf("without a passkey the page says %q", text)
	}
	if text := done("create"); text != "" {
		t.Fatalf("registration: %s", text)
	}
	if want := "begin:å&=1 end:å&=1"; !strings.HasSuffix(d.sent, want) {
		t.Errorf("the form's other fields arrive as %q", d.sent)
	}
	u := d.account()
	if len(u.Credentials) != 1 || len(u.Credentials[0].ID) < 16 || len(u.Credentials[0].PublicKey) == 0 ||
		len(u.Credentials[0].Transports) != 1 {
		t.Fatalf("%+v", u.Credentials)
	}
	if text := status("create"); text != "finns redan" {
		t.Errorf("the same passkey once more: %q", text)
	}
	before := u.Credentials[0].SignCount
	if text := done("get"); text != "" {
		t.Errorf("sign-in: %s", text)
	}
	if after := d.account().Credentials[0].SignCount; after <= before {
		t.Errorf("the counter went from %d to %d", before, after)
	}
	d.mu.Lock()
	d.user.Credentials = nil
	d.mu.Unlock()
	if text := done("get"); text != "passkey.unknown" {
		t.Errorf("a passkey that was removed here: %s", text)
	}
	if len(d.reports) != 0 {
		t.Errorf("against the page's policy: %v", d.reports)
	}
}

// In a browser without passkeys the buttons stay hidden.
func testWithoutPasskeys(t *testing.T, browser context.Context) {
	_, origin := newDesk(t)
	ctx, cancel := chromedp.NewContext(browser)
	defer cancel()
	var hidden int
	count := chromedp.Evaluate(`[...document.querySelectorAll("button")].filter((b) => b.offsetParent === null).length`, &hidden)
	if err := chromedp.Run(ctx, chromedp.Navigate(origin+"/"), chromedp.WaitVisible("#get button"), count); err != nil ||
		hidden != 0 {
		t.Errorf("%d hidden, %v", hidden, err)
	}
	script := `delete window.PublicKeyCredential`
	err := chromedp.Run(ctx, chromedp.ActionFunc(func(ctx context.Context) error {
		return addScript(ctx, script)
	}), chromedp.Navigate(origin+"/"), chromedp.WaitReady("#get button"), count)
	if err != nil || hidden != 2 {
		t.Errorf("%d hidden, %v", hidden, err)
	}
}

func addScript(ctx context.Context, source string) error {
	return cdp.Execute(ctx, "Page.addScriptToEvaluateOnNewDocument", json.RawMessage(`{"source":`+string(mustJSON(source))+`}`), nil)
}

func mustJSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}

func testRegistrationRefused(t *testing.T, browser context.Context) {
	d, origin := newDesk(t)
	b := newTab(t, browser, origin+"/bare")
	clear := func() { b.do(webauthn.ClearCredentials(b.key)) }
	begin := func() (passkey.Ceremony, []byte) {
		c, err := d.BeginRegister(d.account())
		return c, b.must("create", c, err)
	}
	handle := d.account().Handle
	c, response := begin()

	_, err := party(t, "localhost", "http://localhost:1", d.now).FinishRegister(handle, c.State, response)
	refused(t, err, "passkey.refused") // made at another origin
	_, err = party(t, "localhost", "https"+strings.TrimPrefix(origin, "http"), d.now).FinishRegister(handle, c.State, response)
	refused(t, err, "passkey.refused") // without https
	other := c
	other.State = swap(t, c.State, `"rpId":"localhost"`, `"rpId":"samverkan.example"`)
	_, err = d.FinishRegister(handle, other.State, response)
	refused(t, err, "passkey.refused") // made for another service
	_, err = d.FinishRegister([]byte("somebody else's handle"), c.State, response)
	refused(t, err, "passkey.refused") // begun for another account
	_, err = d.FinishRegister(handle, nil, response)
	refused(t, err, "passkey.state")
	signIn, err := d.BeginSignIn()
	if err != nil {
		t.Fatal(err)
	}
	_, err = d.FinishRegister(handle, signIn.State, response)
	refused(t, err, "passkey.state") // a state of a sign-in
	clear()
	again, _ := begin()
	_, err = d.FinishRegister(handle, again.State, response)
	refused(t, err, "passkey.refused") // the response to an earlier challenge
	d.late = passkey.Lasts
	_, err = d.FinishRegister(handle, c.State, response)
	refused(t, err, "passkey.expired")
	d.late = 0
	for _, junk := range []string{"", "{}", "null", "[]", string(response[:len(response)/2]), strings.Repeat("x", 100_000)} {
		_, err = d.FinishRegister(handle, c.State, []byte(junk))
		refused(t, err, "passkey.refused")
	}

	// The browser itself refuses what is not for its page, and who cannot show who they are.
	clear()
	wrong, err := party(t, "samverkan.example", "https://samverkan.example", d.now).BeginRegister(d.account())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.respond("create", wrong.Options); fault.CodeOf(err) != "SecurityError" {
		t.Errorf("for another service: %v", err)
	}
	b.do(webauthn.SetUserVerified(b.key, false))
	c, err = d.BeginRegister(d.account())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.respond("create", c.Options); fault.CodeOf(err) != "NotAllowedError" {
		t.Errorf("unverified: %v", err)
	}
	// A browser that lets it through all the same: the server sees that the owner was not verified.
	b.authenticator(false)
	weak := swap(t, c.Options, `"userVerification":"required"`, `"userVerification":"discouraged"`)
	response = b.must("create", passkey.Ceremony{Options: weak}, nil)
	_, err = d.FinishRegister(handle, c.State, response)
	refused(t, err, "passkey.refused")

	b.authenticator(true)
	c, response = begin()
	if _, err := d.FinishRegister(handle, c.State, response); err != nil {
		t.Errorf("the right one: %v", err)
	}
}

func swap(t *testing.T, in []byte, from, to string) []byte {
	t.Helper()
	if strings.Count(string(in), from) != 1 {
		t.Fatalf("%s is not there once in %s", from, in)
	}
	return []byte(strings.Replace(string(in), from, to, 1))
}

func testSignInRefused(t *testing.T, browser context.Context) {
	b, d, _ := registered(t, browser)
	begin := func() (passkey.Ceremony, []byte) {
		c, err := d.BeginSignIn()
		return c, b.must("get", c, err)
	}
	finish := func(p *passkey.Party, state, response []byte) error {
		_, err := p.FinishSignIn(state, response, d.lookup)
		return err
	}
	c, response := begin()
	refused(t, finish(party(t, "localhost", "http://localhost:1", d.now), c.State, response), "passkey.refused")
	refused(t, finish(d.Party, swap(t, c.State, `"rpId":"localhost"`, `"rpId":"samverkan.example"`), response), "passkey.refused")
	refused(t, finish(d.Party, nil, response), "passkey.state")
	registration, err := d.BeginRegister(d.account())
	if err != nil {
		t.Fatal(err)
	}
	refused(t, finish(d.Party, registration.State, response), "passkey.state")
	for _, junk := range []string{"", "{}", "null", `{"id":"AA"}`, string(response[:len(response)-40])} {
		refused(t, finish(d.Party, c.State, []byte(junk)), "passkey.refused")
	}
	d.late = passkey.Lasts
	refused(t, finish(d.Party, c.State, response), "passkey.expired")
	d.late = 0
	down := fault.New(fault.Unavailable, "store.busy")
	_, err = d.FinishSignIn(c.State, response, func([]byte) (passkey.User, error) { return passkey.User{}, down })
	refused(t, err, "store.busy") // not the person's fault
	_, err = d.FinishSignIn(c.State, response, func([]byte) (passkey.User, error) {
		u := d.account()
		u.Handle = []byte("another account, same keys")
		return u, nil
	})
	refused(t, err, "passkey.unknown")

	// Replayed: to the same beginning, which is gone, and to a later one.
	d.keep(c)
	if _, err := d.signIn(response); err != nil {
		t.Fatalf("the right one: %v", err)
	}
	_, err = d.signIn(response)
	refused(t, err, "passkey.state")
	later, _ := begin()
	refused(t, finish(d.Party, later.State, response), "passkey.refused")

	// Changed on the way.
	for _, field := range []string{"authenticatorData", "signature", "clientDataJSON"} {
		c, response := begin()
		refused(t, finish(d.Party, c.State, flip(t, response, field)), "passkey.refused")
	}

	// What a bad authenticator might send.
	for name, bits := range map[string]*webauthn.SetResponseOverrideBitsParams{
		"signature": webauthn.SetResponseOverrideBits(b.key).WithIsBogusSignature(true),
		"verified":  webauthn.SetResponseOverrideBits(b.key).WithIsBadUV(true),
		"present":   webauthn.SetResponseOverrideBits(b.key).WithIsBadUP(true),
	} {
		b.do(bits)
		c, err := d.BeginSignIn()
		if err != nil {
			t.Fatal(err)
		}
		response, err := b.respond("get", c.Options)
		if err != nil {
			t.Errorf("%s: the browser itself refuses: %v", name, err)
			continue
		}
		refused(t, finish(d.Party, c.State, response), "passkey.refused")
		b.do(webauthn.SetResponseOverrideBits(b.key).WithIsBogusSignature(false).WithIsBadUV(false).WithIsBadUP(false))
	}
	// A beginning that was weakened on the way to the browser.
	b.do(webauthn.SetUserVerified(b.key, false))
	c, err = d.BeginSignIn()
	if err != nil {
		t.Fatal(err)
	}
	weak := swap(t, c.Options, `"userVerification":"required"`, `"userVerification":"discouraged"`)
	refused(t, finish(d.Party, c.State, b.must("get", passkey.Ceremony{Options: weak}, nil)), "passkey.refused")
}

// flip changes one bit of a field of a response. Of the client's data it changes a letter of the type.
func flip(t *testing.T, response []byte, field string) []byte {
	t.Helper()
	var all map[string]any
	if err := json.Unmarshal(response, &all); err != nil {
		t.Fatal(err)
	}
	inner := all["response"].(map[string]any)
	raw, err := base64.RawURLEncoding.DecodeString(inner[field].(string))
	if err != nil {
		t.Fatal(err)
	}
	raw[len(raw)-1] ^= 1
	if field == "clientDataJSON" {
		raw[len(raw)-1] ^= 1
		raw = []byte(strings.Replace(string(raw), `"crossOrigin":false`, `"crossOrigin":false `, 1))
	}
	inner[field] = encode(raw)
	return mustJSON(all)
}

// A page at another origin, which the browser lets use the same passkey (a service on another port of the host),
// relays our challenge and sends us the response.
func testRelay(t *testing.T, browser context.Context) {
	b, d, _ := registered(t, browser)
	_, evil := newDesk(t)
	b.do(chromedp.Navigate(evil + "/bare"))
	c, err := d.BeginSignIn()
	response := b.must("get", c, err)
	_, err = d.FinishSignIn(c.State, response, d.lookup)
	refused(t, err, "passkey.refused")
}

// A copy of a key lags behind the original, or runs ahead of it: one of them shows a counter that was seen before.
func testCounter(t *testing.T, browser context.Context) {
	b, d, _ := registered(t, browser)
	signIn := func() error {
		c, err := d.BeginSignIn()
		d.keep(c)
		_, err = d.signIn(b.must("get", c, err))
		return err
	}
	var copies []*webauthn.Credential
	b.do(chromedp.ActionFunc(func(ctx context.Context) (err error) {
		copies, err = webauthn.GetCredentials(b.key).Do(ctx)
		return err
	}))
	if len(copies) != 1 {
		t.Fatalf("%d keys in the authenticator", len(copies))
	}
	for range 3 {
		if err := signIn(); err != nil {
			t.Fatal(err)
		}
	}
	count := d.account().Credentials[0].SignCount
	back := *copies[0]
	b.do(webauthn.ClearCredentials(b.key), webauthn.AddCredential(b.key, &back))
	refused(t, signIn(), "passkey.cloned")
	if now := d.account().Credentials[0].SignCount; now != count {
		t.Errorf("the counter went from %d to %d by a copy", count, now)
	}
	ahead := *copies[0]
	ahead.SignCount = int64(count) + 10
	b.do(webauthn.ClearCredentials(b.key), webauthn.AddCredential(b.key, &ahead))
	if err := signIn(); err != nil {
		t.Errorf("a counter that goes forward: %v", err)
	}
}

// Confirming who sits there takes one of that user's passkeys, and no other's.
func testConfirm(t *testing.T, browser context.Context) {
	b, d, _ := registered(t, browser)
	if _, err := d.BeginConfirm(passkey.User{Handle: d.account().Handle}); fault.CodeOf(err) != "passkey.none" {
		t.Errorf("no passkey to confirm with: %v", err)
	}
	c, err := d.BeginConfirm(d.account())
	response := b.must("get", c, err)
	in, err := d.FinishSignIn(c.State, response, d.lookup)
	if err != nil || string(in.Handle) != string(d.account().Handle) {
		t.Errorf("%+v %v", in, err)
	}
	// Begun for another user with other passkeys, answered with this one.
	bo := passkey.User{Handle: []byte("bo's handle, which is his"), Name: "bo",
		Credentials: []passkey.Credential{{ID: []byte("bo's passkey")}}}
	c, err = d.BeginConfirm(bo)
	if err != nil {
		t.Fatal(err)
	}
	free, err := d.BeginSignIn()
	if err != nil {
		t.Fatal(err)
	}
	response = b.must("get", passkey.Ceremony{Options: swap(t, free.Options, free.ID, c.ID)}, nil)
	for _, u := range []passkey.User{bo, d.account()} {
		_, err = d.FinishSignIn(c.State, response, func([]byte) (passkey.User, error) { return u, nil })
		refused(t, err, "passkey.unknown")
	}
	thief := bo
	thief.Credentials = append(thief.Credentials, d.account().Credentials...)
	_, err = d.FinishSignIn(c.State, response, func([]byte) (passkey.User, error) { return thief, nil })
	refused(t, err, "passkey.refused")
}
