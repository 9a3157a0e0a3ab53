package webtest

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/serviceworker"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// Permit answers for the reader when a page asks for something by its name in the browser's permissions: notifications.
func (x *Tab) Permit(name string, yes bool) {
	x.T.Helper()
	setting := browser.PermissionSettingDenied
	if yes {
		setting = browser.PermissionSettingGranted
	}
	ask := browser.SetPermission(&browser.PermissionDescriptor{Name: name}, setting).WithOrigin(x.Base)
	x.Do(chromedp.ActionFunc(func(ctx context.Context) error {
		return ask.Do(cdp.WithExecutor(ctx, chromedp.FromContext(ctx).Browser))
	}))
}

// First runs a script in every page before the page's own, from the next page on.
func (x *Tab) First(script string) {
	x.T.Helper()
	x.Do(chromedp.ActionFunc(func(ctx context.Context) error {
		_, err := page.AddScriptToEvaluateOnNewDocument(script).Do(ctx)
		return err
	}))
}

// Push gives the page's service worker a push, as the browser does when its maker's service has one: a text as it is, anything else as
// JSON.
func (x *Tab) Push(data any) {
	x.T.Helper()
	text, plain := data.(string)
	if !plain {
		b, err := json.Marshal(data)
		if err != nil {
			x.T.Fatal(err)
		}
		text = string(b)
	}
	found := make(chan serviceworker.RegistrationID, 16)
	ctx, stop := context.WithCancel(x.ctx)
	defer stop()
	chromedp.ListenTarget(ctx, func(ev any) {
		if e, ok := ev.(*serviceworker.EventWorkerRegistrationUpdated); ok {
			for _, r := range e.Registrations {
				if r.ScopeURL == x.Base+"/" && !r.IsDeleted {
					select {
					case found <- r.RegistrationID:
					default:
					}
				}
			}
		}
	})
	x.Do(serviceworker.Disable(), serviceworker.Enable())
	select {
	case id := <-found:
		x.Do(serviceworker.DeliverPushMessage(x.Base, id, text))
	case <-time.After(patience):
		x.T.Fatalf("%s: the page has no service worker", x.Role)
	}
}

// InWorker runs an expression in the page's service worker and gives what comes of it, also when it takes its time. A browser may end
// a worker while it is asked, and then never answers: it is asked again then, so the expression must bear to be run twice.
func (x *Tab) InWorker(expression string, into any) {
	x.T.Helper()
	var err error
	for range 3 {
		if err = x.inTarget(x.worker(), expression, into); !errors.Is(err, context.DeadlineExceeded) {
			break
		}
	}
	if err != nil {
		x.T.Fatalf("%s, in the service worker: %v", x.Role, err)
	}
}

// worker starts the service worker of the page, unless it runs, and tells which it is.
func (x *Tab) worker() target.ID {
	x.T.Helper()
	x.Do(serviceworker.Enable(), serviceworker.StartWorker(x.Base+"/"))
	end := time.Now().Add(patience)
	for {
		all, err := chromedp.Targets(x.ctx)
		if err != nil {
			x.T.Fatal(err)
		}
		for _, info := range all {
			if info.Type == "service_worker" && info.URL == x.Base+"/sw.js" {
				return info.TargetID
			}
		}
		if time.Now().After(end) {
			x.T.Fatalf("%s: the service worker does not start", x.Role)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func (x *Tab) inTarget(id target.ID, expression string, into any) error {
	if x.workers[id] == nil {
		if x.workers == nil {
			x.workers = map[target.ID]context.Context{}
		}
		ctx, end := chromedp.NewContext(x.ctx, chromedp.WithTargetID(id))
		x.T.Cleanup(end) // to leave it would be to end it
		// Not to be reached at all takes as little time as not to be answered; what has no time to end must not be waited for here.
		reached := make(chan error, 1)
		go func() { reached <- chromedp.Run(ctx) }()
		select {
		case err := <-reached:
			if err != nil {
				return err
			}
		case <-time.After(patience):
			return context.DeadlineExceeded
		}
		x.workers[id] = ctx
	}
	ctx, cancel := context.WithTimeout(x.workers[id], patience)
	defer cancel()
	err := chromedp.Run(ctx, chromedp.Evaluate(expression, into, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }))
	if errors.Is(err, context.DeadlineExceeded) {
		delete(x.workers, id)
	}
	return err
}
