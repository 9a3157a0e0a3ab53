package webtest

import (
	"context"
	"io"
	"net"
	"strings"
	"sync/atomic"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// Opening is what it cost to open a page.
type Opening struct {
	Bytes int64   // that came over the wire, heads and all
	Ready float64 // milliseconds from the beginning until the page's own script answered a key
}

// probe asks the page's script something until it answers: Ctrl+F6 goes to the next part.
const probe = `(() => {
	const ask = () => {
		const key = new KeyboardEvent("keydown", {key: "F6", code: "F6", ctrlKey: true, bubbles: true, cancelable: true});
		(document.body || document).dispatchEvent(key);
		if (!key.defaultPrevented) { setTimeout(ask, 5); return; }
		window.answered = performance.now();
	};
	ask();
})()`

// Opener has a tab measure what opening pages costs. The bytes are counted on the line, for what a service worker asks for is told
// of to nobody in the page.
func (x *Tab) Opener() func(path string) Opening {
	x.T.Helper()
	line := x.weighed()
	x.Do(chromedp.ActionFunc(func(ctx context.Context) error {
		_, err := page.AddScriptToEvaluateOnNewDocument(probe).Do(ctx)
		return err
	}))
	return func(path string) Opening {
		x.T.Helper()
		before := line.Load()
		x.Visit(path)
		x.Until("the page answers a key", "window.answered > 0")
		var o Opening
		x.Eval("window.answered", &o.Ready)
		x.Eval("new Promise(done => setTimeout(done, 1500))", nil) // what comes after
		o.Bytes = line.Load() - before
		return o
	}
}

// weighed puts a line before the service that counts the bytes that go to the browser.
func (x *Tab) weighed() *atomic.Int64 {
	x.T.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		x.T.Fatal(err)
	}
	x.T.Cleanup(func() { l.Close() })
	sum, to := &atomic.Int64{}, strings.Replace(x.stage.URL, "http://localhost", "127.0.0.1", 1)
	go func() {
		for {
			browser, err := l.Accept()
			if err != nil {
				return
			}
			go carry(browser, to, sum)
		}
	}()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	x.Through("http://localhost:" + port)
	return sum
}

func carry(browser net.Conn, to string, sum *atomic.Int64) {
	defer browser.Close()
	service, err := net.Dial("tcp", to)
	if err != nil {
		return
	}
	defer service.Close()
	go func() {
		defer service.Close()
		io.Copy(service, browser)
	}()
	io.Copy(counted{browser, sum}, service)
}

// counted counts what is written.
type counted struct {
	io.Writer
	sum *atomic.Int64
}

func (c counted) Write(p []byte) (int, error) {
	c.sum.Add(int64(len(p)))
	return c.Writer.Write(p)
}
