package webtest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// Tab is a tab of a browser where somebody is signed in. What the browser refuses, what the page's own script fails at and every
// dialog of a script is kept as a complaint, and fails the test when it ends, unless the test has taken it.
type Tab struct {
	Role  Role
	T     testing.TB
	Base  string // where the service is: the stage's own address, or a net's that is put before it
	Close func()

	stage  *Stage
	cookie *http.Cookie
	ctx    context.Context
	media  map[string]string
	still  bool // the page's script is off, and hears of nothing

	workers map[target.ID]context.Context // service workers that were looked into

	mu      sync.Mutex
	wrong   []string
	dialogs int
}

// listen takes the browser's complaints.
func (x *Tab) listen() {
	x.T.Helper()
	note := func(s string) {
		x.mu.Lock()
		defer x.mu.Unlock()
		x.wrong = append(x.wrong, s)
	}
	chromedp.ListenTarget(x.ctx, func(ev any) {
		switch e := ev.(type) {
		case *log.EventEntryAdded:
			// A net that fails is what several tests are about, and an answer with a fault is shown by the page.
			if e.Entry.Source == log.SourceSecurity || e.Entry.Level == log.LevelError && e.Entry.Source != log.SourceNetwork {
				note("the browser: " + e.Entry.Text + " " + e.Entry.URL)
			}
		case *runtime.EventExceptionThrown:
			note("the script: " + e.ExceptionDetails.Error())
		case *runtime.EventConsoleAPICalled:
			if e.Type == runtime.APITypeError || e.Type == runtime.APITypeAssert {
				note("the console: " + told(e.Args))
			}
		case *page.EventJavascriptDialogOpening:
			x.mu.Lock()
			x.dialogs++
			x.mu.Unlock()
			if e.Type != page.DialogTypeBeforeunload {
				note("a dialog: " + e.Message)
			}
			go chromedp.Run(x.ctx, page.HandleJavaScriptDialog(true))
		}
	})
	x.Do(log.Enable(), runtime.Enable(), page.Enable(), network.Enable())
}

func told(args []*runtime.RemoteObject) string {
	var b strings.Builder
	for _, a := range args {
		if len(a.Value) > 0 {
			b.Write(a.Value)
		} else {
			b.WriteString(a.Description)
		}
		b.WriteByte(' ')
	}
	return b.String()
}

// Complaints gives what the browser complained of, and forgets it.
func (x *Tab) Complaints() []string {
	x.mu.Lock()
	defer x.mu.Unlock()
	w := x.wrong
	x.wrong = nil
	return w
}

// patience is how long something may take to come about in a browser on a busy machine.
const patience = 30 * time.Second

// Do carries out actions, and fails when they cannot be.
func (x *Tab) Do(actions ...chromedp.Action) {
	x.T.Helper()
	ctx, cancel := context.WithTimeout(x.ctx, 2*patience)
	defer cancel()
	// The tab itself is made by its first action, which must not have a time to end.
	if chromedp.FromContext(x.ctx).Target == nil {
		if err := chromedp.Run(x.ctx); err != nil {
			x.T.Fatal(err)
		}
	}
	if err := chromedp.Run(ctx, actions...); err != nil {
		x.T.Fatalf("%s: %v", x.Role, err)
	}
}

// Visit goes to a place and waits until the page is there.
func (x *Tab) Visit(path string) {
	x.T.Helper()
	x.staying("window.left = true", nil)
	document := true
	x.Do(page.BringToFront(), chromedp.ActionFunc(func(ctx context.Context) error {
		for end := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
			_, loader, wrong, _, err := page.Navigate(x.Base + path).Do(ctx)
			if err == nil && wrong == "net::ERR_ABORTED" && time.Now().Before(end) {
				continue // the page was on its way to another by itself
			}
			if err == nil && wrong != "" {
				err = errors.New(wrong)
			}
			document = loader != "" // none: another place in the same document
			return err
		}
	}))
	if document {
		x.Until("it is at "+path, `!window.left && document.readyState === "complete" && document.querySelector("main")`)
	}
}

// Where is the place that the tab is at, without the address of the service.
func (x *Tab) Where() (path string) {
	x.T.Helper()
	x.Do(chromedp.Location(&path))
	return strings.TrimPrefix(path, x.Base)
}

// Eval runs an expression in the page and gives what comes of it, also when it takes its time.
func (x *Tab) Eval(expression string, into any) {
	x.T.Helper()
	x.Do(chromedp.Evaluate(expression, into, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }))
}

// staying runs an expression as Eval does, and gives false when the page went to another meanwhile.
func (x *Tab) staying(expression string, into any) bool {
	x.T.Helper()
	stays := true
	x.Do(chromedp.ActionFunc(func(ctx context.Context) error {
		err := chromedp.Evaluate(expression, into).Do(ctx)
		if err != nil && strings.Contains(err.Error(), "navigated or closed") {
			stays, err = false, nil
		}
		return err
	}))
	return stays
}

// Text is what is seen in the first element that a selector finds, as soon as there is one.
func (x *Tab) Text(selector string) (s string) {
	x.T.Helper()
	x.visible(selector)
	x.Eval(fmt.Sprintf("document.querySelector(%q).innerText", selector), &s)
	return strings.Join(strings.Fields(s), " ")
}

// visible waits until there is an element to be seen. It is asked of the page: chromedp's own search keeps a copy of the page's nodes
// up to date, and waits for ever when that copy was left behind by a page that changed under it.
func (x *Tab) visible(selector string) {
	x.T.Helper()
	x.Until(selector+" is seen", fmt.Sprintf(`document.querySelector(%q)?.checkVisibility({visibilityProperty: true})`, selector))
}

// Until waits until an expression is true in the page, and fails when it does not come to be.
func (x *Tab) Until(what, expression string) {
	x.T.Helper()
	end := time.Now().Add(patience)
	for {
		var yes bool
		ctx, cancel := context.WithTimeout(x.ctx, patience)
		err := chromedp.Run(ctx, chromedp.Evaluate("!!("+expression+")", &yes))
		cancel()
		if err == nil && yes {
			return
		}
		if time.Now().After(end) {
			x.T.Fatalf("%s: it never came that %s (%s): %v", x.Role, what, expression, err)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// Click clicks on the first element that a selector finds.
func (x *Tab) Click(selector string) {
	x.T.Helper()
	x.click(selector, 1)
}

// DoubleClick clicks twice on it, as who is used to it does.
func (x *Tab) DoubleClick(selector string) {
	x.T.Helper()
	x.click(selector, 2)
}

// click presses where the element is, and again when it was somewhere else by then: a page that is patched moves what it holds.
func (x *Tab) click(selector string, times int) {
	x.T.Helper()
	for end := time.Now().Add(patience); ; {
		x.visible(selector)
		var at []float64
		if !x.staying(fmt.Sprintf(`(() => { const e = document.querySelector(%[1]q); if (!e?.isConnected) return []; e.scrollIntoViewIfNeeded();
			window.hit = false;
			document.removeEventListener("click", window.hitter, true);
			window.hitter = (press) => { if (press.target.closest(%[1]q)) window.hit = true; }; // a label is pressed before what it is for
			document.addEventListener("click", window.hitter, true);
			const [r] = e.getClientRects(); return r ? [r.left + r.width / 2, r.top + r.height / 2] : []; })()`, selector), &at) || len(at) < 2 {
			if time.Now().After(end) {
				x.T.Fatalf("%s: %s is never there to be pressed", x.Role, selector)
			}
			time.Sleep(50 * time.Millisecond) // it was taken away, or the page was, since it was seen
			continue
		}
		for n := 1; n <= times; n++ {
			x.Do(chromedp.MouseClickXY(at[0], at[1], chromedp.ClickCount(n)))
		}
		if x.still || !x.missed() {
			return
		}
		if time.Now().After(end) {
			x.T.Fatalf("%s: what was pressed on was not %s", x.Role, selector)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// missed tells whether the last press fell on something else. Where the page is another, or is just becoming one, it fell where it should.
func (x *Tab) missed() (yes bool) {
	x.T.Helper()
	return x.staying("window.hit === false", &yes) && yes
}

// Type writes in a field as fingers do, after what stands there.
func (x *Tab) Type(selector, text string) {
	x.T.Helper()
	x.Focus(selector)
	x.Do(chromedp.KeyEvent(text))
}

// Focus puts the focus on the first element that a selector finds.
func (x *Tab) Focus(selector string) {
	x.T.Helper()
	x.visible(selector)
	x.Eval(fmt.Sprintf("document.querySelector(%q).focus()", selector), nil)
}

// Press presses a key where the focus is: "a", kb.Enter, kb.F8, with modifiers.
func (x *Tab) Press(key string, options ...chromedp.KeyOption) {
	x.T.Helper()
	x.Do(chromedp.KeyEvent(key, options...))
}

// Size gives the tab a window of so many points; below 500 it is a telephone's.
func (x *Tab) Size(width, height int64) {
	x.T.Helper()
	x.Do(emulation.SetDeviceMetricsOverride(width, height, 1, width < 500))
}

// Media sets what the reader prefers, by name and value: prefers-color-scheme dark, forced-colors active, prefers-reduced-motion
// reduce. An empty value takes it back.
func (x *Tab) Media(nameAndValue ...string) {
	x.T.Helper()
	if x.media == nil {
		x.media = map[string]string{}
	}
	for i := 0; i+1 < len(nameAndValue); i += 2 {
		x.media[nameAndValue[i]] = nameAndValue[i+1]
	}
	var features []*emulation.MediaFeature
	for name, value := range x.media {
		features = append(features, &emulation.MediaFeature{Name: name, Value: value})
	}
	slices.SortFunc(features, func(a, b *emulation.MediaFeature) int { return strings.Compare(a.Name, b.Name) })
	x.Do(emulation.SetEmulatedMedia().WithFeatures(features))
}

// Scripts turns the page's script off, or on again, from the next page on.
func (x *Tab) Scripts(on bool) {
	x.T.Helper()
	x.still = !on
	x.Do(emulation.SetScriptExecutionDisabled(!on))
}

// Offline takes the net from the tab, or gives it back. What a service worker asks for goes another way: put a [Net] before the
// service where that matters.
func (x *Tab) Offline(yes bool) {
	x.T.Helper()
	x.Do(network.EmulateNetworkConditions(yes, 0, -1, -1))
}

// Slow gives the tab a net of so many bytes a second and so long a way.
func (x *Tab) Slow(bytesPerSecond float64, way time.Duration) {
	x.T.Helper()
	x.Do(network.EmulateNetworkConditions(false, float64(way.Milliseconds()), bytesPerSecond, bytesPerSecond))
}

// Through has the tab reach the service by another address from now on, such as a net's.
func (x *Tab) Through(base string) {
	x.T.Helper()
	x.Base = base
	if x.cookie != nil {
		x.Do(network.SetCookie(x.cookie.Name, x.cookie.Value).WithURL(base).WithHTTPOnly(true))
	}
}

// SignOut ends the session behind the tab's back, as somebody at another machine does.
func (x *Tab) SignOut() {
	x.T.Helper()
	c := x.stage.newClient(x.Role, x.cookie)
	if a := c.Send(http.MethodPost, "/sign-out", "", nil); a.Status >= 400 {
		x.T.Fatalf("signing out: %d", a.Status)
	}
}

// SignIn begins a new session in the tab.
func (x *Tab) SignIn() {
	x.T.Helper()
	x.cookie = x.stage.enter(x.Role)
	x.Through(x.Base)
}

// JSON gives what a page's element holds as JSON.
func (x *Tab) JSON(selector string, into any) {
	x.T.Helper()
	var text string
	quoted, err := json.Marshal(selector)
	if err != nil {
		x.T.Fatal(err)
	}
	x.Eval("document.querySelector("+string(quoted)+").textContent", &text)
	if err := json.Unmarshal([]byte(text), into); err != nil {
		x.T.Fatal(err)
	}
}
