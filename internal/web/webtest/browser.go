package webtest

import (
	"context"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"

	"samverkan/internal/i18n"
)

// Browser is a Chromium: one that the tests have in common, where each tab has a window and a storage of its own, or one that is a test's
// own, with a profile on disk.
type Browser struct {
	t       testing.TB
	stage   *Stage
	profile string // "" when it is in common
	more    []chromedp.ExecAllocatorOption
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

// Browser gives the browser that the tests have in common, for what does nothing to the browser itself: to start one takes longer than
// many a test. It is skipped with -short.
func (s *Stage) Browser(t testing.TB) *Browser {
	t.Helper()
	path := wanted(t)
	common.Lock()
	defer common.Unlock()
	if common.b == nil || common.b.gone() {
		common.end()
		common.b = &Browser{t: t, profile: newProfile(t)}
		common.b.start(path)
		common.b.t = nil // it is there when the test is over
	}
	ctx, end := context.WithTimeout(common.b.ctx, watchdog)
	t.Cleanup(end)
	return &Browser{t: t, stage: s, ctx: ctx}
}

// common is the browser of [Stage.Browser]. It starts with the first test that wants it and ends with [Forget].
var common shared

type shared struct {
	sync.Mutex
	b *Browser
}

// end ends the browser, if there is one.
func (c *shared) end() {
	if c.b == nil {
		return
	}
	if c.b.stop != nil {
		c.b.stop()
	}
	os.RemoveAll(c.b.profile)
	c.b = nil
}

// gone tells whether the browser did not come up or has ended by itself.
func (b *Browser) gone() bool {
	if b.ctx == nil || chromedp.FromContext(b.ctx).Browser == nil {
		return true
	}
	select {
	case <-chromedp.FromContext(b.ctx).Browser.LostConnection:
		return true
	default:
		return false
	}
}

// Own starts a browser that is the test's own: one that is to be killed, or whose profile is to be kept from one tab to the next.
func (s *Stage) Own(t testing.TB) *Browser { t.Helper(); return s.own(t) }

// Hearing starts a browser with a microphone that a program plays: a beep every second. It is heard without anybody being asked.
func (s *Stage) Hearing(t testing.TB) *Browser {
	t.Helper()
	return s.own(t, chromedp.Flag("use-fake-device-for-media-stream", true), chromedp.Flag("use-fake-ui-for-media-stream", true), chromedp.Flag("mute-audio", true),
		chromedp.Flag("autoplay-policy", "no-user-gesture-required"))
}

func (s *Stage) own(t testing.TB, more ...chromedp.ExecAllocatorOption) *Browser {
	t.Helper()
	path := wanted(t)
	b := &Browser{t: t, stage: s, profile: newProfile(t), more: more}
	t.Cleanup(func() {
		b.stop()
		os.RemoveAll(b.profile)
	})
	b.start(path)
	return b
}

// wanted finds the browser, or skips.
func wanted(t testing.TB) string {
	t.Helper()
	if testing.Short() {
		t.Skip("NOT RUN: -short")
	}
	return chromium(t)
}

func newProfile(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp(memory(), "samverkan-profile-")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// watchdog is how long a test may have a browser: it takes a part of it, and one that hangs says where.
const watchdog = 20 * time.Minute

func (b *Browser) start(path string) {
	b.t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.UserDataDir(b.profile),
		chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("lang", i18n.Swedish), chromedp.Flag("accept-lang", i18n.Swedish),
		chromedp.WSURLReadTimeout(time.Minute))
	options = append(options, b.more...)
	ctx, end := context.Background(), func() {}
	if b.stage != nil { // each test has its own watchdog at the one that is in common
		ctx, end = context.WithTimeout(ctx, watchdog)
	}
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
	b.mustBeOwn()
	p := chromedp.FromContext(b.ctx).Browser.Process()
	if err := p.Signal(syscall.SIGKILL); err != nil {
		b.t.Fatal(err)
	}
	b.stop() // waits until it is gone
}

// mustBeOwn fails when the browser is the one that others have too.
func (b *Browser) mustBeOwn() {
	b.t.Helper()
	if b.profile == "" {
		b.t.Fatal("the browser is everybody's: Stage.Own starts one")
	}
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
	ctx, leave := chromedp.NewContext(b.ctx, chromedp.WithTargetID(id))
	end := sync.OnceFunc(func() {
		leave()
		if !b.gone() {
			_ = target.DisposeBrowserContext(window).Do(executor) // one that cannot be closed is gone with the browser
		}
	})
	b.t.Cleanup(end) // the service is not asked for anything more when its test is over
	return b.tab(ctx, end, s, r)
}

// Home gives a tab in the profile's own window: what it keeps is there after [Browser.Kill] and [Browser.Restart]. There is one
// person at a profile at a time.
func (b *Browser) Home(r Role) *Tab {
	b.t.Helper()
	b.mustBeOwn()
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
