package clienttest

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
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

func chromiumPath(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("NOT RUN: -short")
	}
	for _, name := range []string{os.Getenv("SAMVERKAN_CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); name != "" && err == nil {
			return found
		}
	}
	missing(t, "no Chromium: install it or set SAMVERKAN_CHROMIUM")
	return ""
}

// profile is a directory for what a browser keeps. A browser that has been killed can still be writing in it for a moment.
func profile(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "samverkan-profile-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for range 50 {
			if err = os.RemoveAll(dir); err == nil {
				return
			}
			time.Sleep(100 * time.Millisecond)
		}
		t.Log(err)
	})
	return dir
}

// watchdog is how long a test may have a browser: it takes seconds.
const watchdog = 3 * time.Minute

// common is the browser of every test that does nothing to the browser itself. It starts with the first and ends with the last.
var common struct {
	ctx  context.Context
	stop func()
}

// chromium gives a browser. With a directory it is one of the test's own, which keeps there what it keeps, so that it can be killed and
// started again. Without, it is the browser that is common to the tests, with a storage of the test's own that is gone when it is over.
func chromium(t *testing.T, dir string) (context.Context, context.CancelFunc) {
	t.Helper()
	if dir != "" {
		ctx, stop := started(t, dir)
		ctx, end := context.WithTimeout(ctx, watchdog)
		all := func() { end(); stop() }
		t.Cleanup(all)
		return ctx, all
	}
	if common.ctx == nil {
		common.ctx, common.stop = started(t, "")
	}
	ctx, end := context.WithTimeout(common.ctx, watchdog)
	executor := cdp.WithExecutor(common.ctx, chromedp.FromContext(common.ctx).Browser)
	storage, err := target.CreateBrowserContext().Do(executor)
	if err != nil {
		t.Fatal(err)
	}
	id, err := target.CreateTarget("about:blank").WithBrowserContextID(storage).WithNewWindow(true).Do(executor)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := chromedp.NewContext(ctx, chromedp.WithTargetID(id))
	chromedp.FromContext(ctx).BrowserContextID = storage // of the tabs that are opened from here
	all := sync.OnceFunc(func() {
		cancel()
		end()
		if err := target.DisposeBrowserContext(storage).Do(executor); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(all)
	if err := chromedp.Run(ctx); err != nil {
		t.Fatal(err)
	}
	return ctx, all
}

// started starts a browser.
func started(t *testing.T, dir string) (context.Context, func()) {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromiumPath(t)), chromedp.NoSandbox,
		chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("lang", "sv"), chromedp.Flag("accept-lang", "sv"))
	if dir != "" {
		options = append(options, chromedp.UserDataDir(dir))
	}
	ctx, end := chromedp.NewExecAllocator(context.Background(), options...)
	browser, cancel := chromedp.NewContext(ctx)
	all := func() {
		cancel()
		end()
	}
	if err := chromedp.Run(browser); err != nil {
		all()
		t.Fatal(err)
	}
	return browser, all
}

// tab is a page. What the browser complains of (policies, faults in scripts) is kept, and fails the test in the end.
type tab struct {
	*testing.T
	*site
	ctx   context.Context
	close context.CancelFunc

	mu    sync.Mutex
	wrong []string
}

func (s *site) tab(browser context.Context) *tab {
	s.T.Helper()
	ctx, cancel := chromedp.NewContext(browser)
	b := &tab{T: s.T, site: s, ctx: ctx, close: cancel}
	s.T.Cleanup(func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		if len(b.wrong) > 0 {
			s.T.Errorf("the browser complains: %s", strings.Join(b.wrong, "\n"))
		}
		cancel()
	})
	chromedp.ListenTarget(ctx, func(ev any) {
		b.mu.Lock()
		defer b.mu.Unlock()
		switch e := ev.(type) {
		case *log.EventEntryAdded:
			if e.Entry.Source == log.SourceSecurity {
				b.wrong = append(b.wrong, e.Entry.Text)
			}
		case *runtime.EventExceptionThrown:
			b.wrong = append(b.wrong, e.ExceptionDetails.Error())
		}
	})
	b.do(log.Enable())
	return b
}

func (b *tab) do(actions ...chromedp.Action) {
	b.Helper()
	for _, a := range actions {
		err := chromedp.Run(b.ctx, a)
		// The page drew the element anew between the search for it and what was to be done with it, so nothing was done.
		for n := 0; n < 5 && err != nil && strings.Contains(err.Error(), "Could not find node with given id"); n++ {
			err = chromedp.Run(b.ctx, a)
		}
		if err != nil {
			b.Fatal(err)
		}
	}
}

func (b *tab) visit(path string) {
	b.Helper()
	b.do(chromedp.Navigate(b.URL+path), chromedp.WaitReady("main"))
}

// js gives the value of an expression; a promise is waited for.
func js[T any](b *tab, expression string) (v T) {
	b.Helper()
	b.do(chromedp.Evaluate(expression, &v, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }))
	return v
}

// until waits until an expression is true.
func (b *tab) until(within time.Duration, expression string) {
	b.Helper()
	began := time.Now()
	for !js[bool](b, "Boolean("+expression+")") {
		if time.Since(began) > within {
			b.Fatalf("after %v it is not so that %s; the page says %q", within, expression, js[string](b, "document.body.innerText"))
		}
		time.Sleep(20 * time.Millisecond)
	}
}
