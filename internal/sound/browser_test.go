package sound

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/cdproto/runtime"
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

func chromium(t *testing.T) context.Context {
	t.Helper()
	if testing.Short() {
		t.Skip("NOT RUN: -short")
	}
	path := ""
	for _, name := range []string{os.Getenv("SAMVERKAN_CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); name != "" && err == nil {
			path = found
			break
		}
	}
	if path == "" {
		missing(t, "no Chromium: install it or set SAMVERKAN_CHROMIUM")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.Flag("disable-dev-shm-usage", true))
	ctx, stop := context.WithTimeout(context.Background(), 2*time.Minute) // a watchdog: it takes seconds
	t.Cleanup(stop)
	ctx, end := chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(end)
	ctx, cancel := chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	return ctx
}

// A recording as a browser makes it has no length, and a player does not know where to jump. With its front it has both, and so has
// a silenced copy.
func TestBrowserSeeks(t *testing.T) {
	ctx := chromium(t)
	raw := sample(t, "chrome.webm")
	front, err := Head(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	var silenced bytes.Buffer
	if err := Silence(&silenced, bytes.NewReader(raw), []Span{{time.Second, 2 * time.Second}}); err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.Write([]byte("<p>"))
	})
	serve := func(path string, b []byte) {
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "audio/webm")
			http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(b))
		})
	}
	serve("/raw", raw)
	serve("/silenced", silenced.Bytes())
	mux.HandleFunc("/front", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "audio/webm")
		http.ServeContent(w, r, "", time.Time{}, front.Seeker(bytes.NewReader(raw)))
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)

	var lengths map[string]float64
	err = chromedp.Run(ctx, chromedp.Navigate(server.URL), chromedp.Evaluate(`(async () => {
		const out = {};
		for (const name of ["raw", "front", "silenced"]) {
			const a = new Audio("/" + name);
			a.preload = "metadata";
			await new Promise((done, fail) => { a.onloadedmetadata = done; a.onerror = () => fail(a.error.message); });
			out[name] = Number.isFinite(a.duration) ? a.duration : -1;
			if (name === "raw") continue;
			await new Promise((done, fail) => { a.onseeked = done; a.onerror = () => fail(a.error.message); a.currentTime = 5.5; });
			out[name + " at"] = a.currentTime;
			const c = new OfflineAudioContext(1, 48000, 48000);
			out[name + " decoded"] = (await c.decodeAudioData(await (await fetch("/" + name)).arrayBuffer())).duration;
		}
		return out;
	})()`, &lengths, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }))
	if err != nil {
		t.Fatal(err)
	}
	if lengths["raw"] != -1 {
		t.Logf("this Chromium gives a recording its length: %v", lengths["raw"])
	}
	for _, name := range []string{"front", "silenced"} {
		if d := lengths[name]; d < 7.2 || d > 7.4 {
			t.Errorf("%s: %v s long", name, d)
		}
		if at := lengths[name+" at"]; at < 5.4 || at > 5.6 {
			t.Errorf("%s: at %v s when sent to 5.5", name, at)
		}
		if d := lengths[name+" decoded"]; d < 7.2 || d > 7.4 {
			t.Errorf("%s: decoded to %v s", name, d)
		}
	}
}
