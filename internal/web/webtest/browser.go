package webtest

import (
	"context"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"

	"samverkan/internal/i18n"
)

// Browser is a Chromium with a profile of its own.
type Browser struct {
	t       testing.TB
	stage   *Stage
	profile string
	ctx     context.Context
	stop    func()
}

// missing skips what cannot be looked at here, or fails where everything must be.
func missing(t testing.TB, why string) {
	t.Helper()
	if os.Getenv("SAMVERKAN_REQUIRE_ALL") == "1" {
		t.Fatal(why)
	}
	t.Skip("NOT RUN: " + why)
}

// chromium finds the browser.
func chromium(t testing.TB) string {
	t.Helper()
	for _, name := range []string{os.Getenv("SAMVERKAN_CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if name == "" {
			continue
		}
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	missing(t, "no Chromium: install it or set SAMVERKAN_CHROMIUM")
	return ""
}

// Browser starts a browser for the stage. It is skipped with -short.
func (s *Stage) Browser(t testing.TB) *Browser {
	t.Helper()
	if testing.Short() {
		t.Skip("NOT RUN: -short")
	}
	profile, err := os.MkdirTemp(memory(), "samverkan-profile-")
	if err != nil {
		t.Fatal(err)
	}
	b := &Browser{t: t, stage: s, profile: profile}
	t.Cleanup(func() {
		b.stop()
		os.RemoveAll(profile)
	})
	b.start(chromium(t))
	return b
}

// watchdog is how long a browser may live: a test takes a part of it, and one that hangs says where.
const watchdog = 20 * time.Minute

func (b *Browser) start(path string) {
	b.t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.UserDataDir(b.profile),
		chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("lang", i18n.Swedish), chromedp.Flag("accept-lang", i18n.Swedish),
		chromedp.WSURLReadTimeout(time.Minute))
	ctx, end := context.WithTimeout(context.Background(), watchdog)
	allocated, free := chromedp.NewExecAllocator(ctx, options...)
	var close func()
	b.ctx, close = chromedp.NewContext(allocated)
	b.stop = func() { close(); free(); end() }
	if err := chromedp.Run(b.ctx); err != nil {
		b.t.Fatal(err)
	}
}

// Kill ends the browser as a machine that loses its power does. What it had in memory alone is gone.
func (b *Browser) Kill() {
	b.t.Helper()
	p := chromedp.FromContext(b.ctx).Browser.Process()
	if err := p.Signal(syscall.SIGKILL); err != nil {
		b.t.Fatal(err)
	}
	b.stop() // waits until it is gone
}

// Restart starts the browser anew with what its profile kept.
func (b *Browser) Restart() {
	b.t.Helper()
	for _, lock := range []string{"SingletonLock", "SingletonSocket", "SingletonCookie"} {
		os.Remove(b.profile + "/" + lock) // of the one that was killed
	}
	b.start(chromium(b.t))
}

// As gives a tab of a window of its own, where somebody is signed in: what one keeps there no other sees, and it is gone when the
// window is closed.
func (b *Browser) As(r Role) *Tab { b.t.Helper(); return b.At(b.stage, r) }

// At gives such a tab at another stage than the browser was started for.
func (b *Browser) At(s *Stage, r Role) *Tab {
	b.t.Helper()
	executor := cdp.WithExecutor(b.ctx, chromedp.FromContext(b.ctx).Browser)
	window, err := target.CreateBrowserContext().WithDisposeOnDetach(true).Do(executor)
	if err != nil {
		b.t.Fatal(err)
	}
	id, err := target.CreateTarget("about:blank").WithBrowserContextID(window).WithNewWindow(true).Do(executor)
	if err != nil {
		b.t.Fatal(err)
	}
	ctx, end := chromedp.NewContext(b.ctx, chromedp.WithTargetID(id))
	return b.tab(ctx, end, s, r)
}

// Home gives a tab in the profile's own window: what it keeps is there after [Browser.Kill] and [Browser.Restart]. There is one
// person at a profile at a time.
func (b *Browser) Home(r Role) *Tab {
	b.t.Helper()
	ctx, end := chromedp.NewContext(b.ctx)
	return b.tab(ctx, end, b.stage, r)
}

func (b *Browser) tab(ctx context.Context, end func(), s *Stage, r Role) *Tab {
	b.t.Helper()
	x := &Tab{Role: r, T: b.t, Base: s.URL, stage: s, ctx: ctx, Close: end}
	x.listen()
	if c := s.enter(r); c != nil {
		x.cookie = c
		x.Do(network.SetCookie(c.Name, c.Value).WithURL(x.Base).WithHTTPOnly(true))
	}
	b.t.Cleanup(func() {
		for _, w := range x.Complaints() {
			b.t.Errorf("%s: %s", r, w)
		}
	})
	return x
}
