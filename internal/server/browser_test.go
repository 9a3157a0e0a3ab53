package server_test

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
)

// missing skips what cannot be looked at here, or fails where everything must be.
func missing(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("SAMVERKAN_REQUIRE_ALL") == "1" {
		t.Fatal(why)
	}
	t.Skip("NOT RUN: " + why)
}

// chromium starts a browser.
func chromium(t *testing.T) context.Context {
	t.Helper()
	if testing.Short() {
		t.Skip("NOT RUN: -short")
	}
	path := ""
	for _, name := range []string{os.Getenv("SAMVERKAN_CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); name != "" && err == nil && path == "" {
			path = found
		}
	}
	if path == "" {
		missing(t, "no Chromium: install it or set SAMVERKAN_CHROMIUM")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("lang", "sv"), chromedp.Flag("accept-lang", "sv"))
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute) // a watchdog: it takes seconds
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(cancel)
	browser, cancel := chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Run(browser); err != nil {
		t.Fatal(err)
	}
	return browser
}

// tab is a page in which the browser's complaints about policies are kept.
type tab struct {
	*testing.T
	ctx  context.Context
	base string

	mu    sync.Mutex
	wrong []string
}

func newTab(t *testing.T, browser context.Context, base string) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser)
	t.Cleanup(cancel)
	b := &tab{T: t, ctx: ctx, base: base}
	chromedp.ListenTarget(ctx, func(ev any) {
		if e, ok := ev.(*log.EventEntryAdded); ok && e.Entry.Source == log.SourceSecurity {
			b.mu.Lock()
			defer b.mu.Unlock()
			b.wrong = append(b.wrong, e.Entry.Text)
		}
	})
	b.do(log.Enable())
	return b
}

func (b *tab) do(actions ...chromedp.Action) {
	b.Helper()
	if err := chromedp.Run(b.ctx, actions...); err != nil {
		b.Fatal(err)
	}
}

func (b *tab) complaints() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.wrong
}

// visit goes to a page.
func (b *tab) visit(path string) {
	b.Helper()
	b.do(page.BringToFront(), chromedp.Navigate(b.base+path), chromedp.WaitReady("main"))
}

// text gives what stands in the first element that a selector finds.
func (b *tab) text(selector string) (s string) {
	b.Helper()
	b.do(chromedp.WaitVisible(selector, chromedp.ByQuery), chromedp.Text(selector, &s, chromedp.ByQuery))
	return strings.TrimSpace(s)
}

func (b *tab) expect(selector, want string) {
	b.Helper()
	if got := b.text(selector); !strings.Contains(got, want) {
		b.Errorf("%s says %q, not %q", selector, got, want)
	}
}

// click clicks, and waits for what comes of it.
func (b *tab) click(selector, then string) {
	b.Helper()
	b.do(chromedp.WaitVisible(selector, chromedp.ByQuery), chromedp.Click(selector, chromedp.ByQuery), chromedp.WaitVisible(then, chromedp.ByQuery))
}

// authenticator gives the tab a telephone or key that knows its owner.
func (b *tab) authenticator() {
	b.Helper()
	b.do(webauthn.Enable(), chromedp.ActionFunc(func(ctx context.Context) error {
		_, err := webauthn.AddVirtualAuthenticator(&webauthn.VirtualAuthenticatorOptions{
			Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal, HasResidentKey: true,
			HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true,
		}).Do(ctx)
		return err
	}))
}

const (
	create = `form[data-passkey=create]`
	get    = `form[data-passkey=get]`
)

// Somebody signs in by password, adds a passkey, and signs in by it; taken away, it opens nothing.
func TestPasskeysInBrowser(t *testing.T) {
	browser := chromium(t)
	s := start(t, "")
	s.person("anna@lst.example", actor)
	b := newTab(t, browser, s.base)
	b.authenticator()

	b.visit("/sign-in")
	b.click(get+" button", get+" [role=status]")
	b.expect(get+" [role=status]", "Ingen passnyckel användes")
	b.do(chromedp.SendKeys("#login", "anna@lst.example"), chromedp.SendKeys("#password", phrase))
	b.click(`form[action="/sign-in"] button`, `form[action="/sign-out"]`)

	b.visit("/account/passkeys")
	b.do(chromedp.SendKeys("#key_name", "Jobbtelefonen"), chromedp.SendKeys("#current", "fel lösenord här"))
	b.click(create+" button", create+" [role=status]")
	b.expect(create+" [role=status]", "Kontrollera lösenordet")
	b.do(chromedp.SetValue("#current", phrase))
	b.click(create+" button", ".done")
	b.expect(".rows", "Jobbtelefonen")

	// Once in each device.
	b.do(chromedp.SendKeys("#key_name", "En till"), chromedp.SendKeys("#current", phrase))
	b.click(create+" button", create+" [role=status]")
	b.expect(create+" [role=status]", "redan en passnyckel")

	b.visit("/account/passkeys")
	b.click("summary", "#name-0")
	b.do(chromedp.SetValue("#name-0", "Gamla telefonen"))
	b.click(`form[action="/account/passkeys/name"] button`, ".done")
	b.expect(".rows", "Gamla telefonen")

	b.visit("/account")
	b.click(`form[action="/sign-out"] button`, `a[href="/sign-in"]`)
	b.visit("/sign-in?next=/device")
	b.click(get+" button", `form[action="/device"], #code`)
	b.visit("/account")
	b.expect("main", "passnyckel ·")

	b.visit("/account/passkeys")
	b.expect(".rows .meta", "senast använd")
	b.click(`form[action="/account/passkeys/remove"] button`, ".done")
	b.visit("/account")
	b.click(`form[action="/sign-out"] button`, `a[href="/sign-in"]`)
	b.visit("/sign-in")
	b.click(get+" button", ".errors")
	b.expect(".errors", "inte registrerad här längre")
	if wrong := b.complaints(); len(wrong) > 0 {
		t.Errorf("the browser refused: %s", strings.Join(wrong, "\n"))
	}
}

// A disabled account is not opened by its passkey, which ended with it.
func TestPasskeyOfADisabledAccount(t *testing.T) {
	browser := chromium(t)
	s := start(t, "")
	member, _ := s.person("anna@lst.example", actor)
	b := newTab(t, browser, s.base)
	b.authenticator()
	b.visit("/sign-in?next=/account/passkeys")
	b.do(chromedp.SendKeys("#login", "anna@lst.example"), chromedp.SendKeys("#password", phrase))
	b.click(`form[action="/sign-in"] button`, "#key_name")
	b.do(chromedp.SendKeys("#key_name", "Telefonen"), chromedp.SendKeys("#current", phrase))
	b.click(create+" button", ".done")
	s.disable(member)
	b.visit("/sign-in")
	b.click(get+" button", ".errors")
	b.expect(".errors", "inte registrerad här längre")
}
