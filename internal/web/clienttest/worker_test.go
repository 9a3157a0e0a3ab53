package clienttest

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

const offlinePage = `<h1 id="gone">Det finns inget nät</h1>`

// Without a network a page says so; the secretary's room is there as it was, goes on taking notes, and sends them when the network is back.
func TestWithoutNetwork(t *testing.T) {
	dir := profile(t)
	browser, _ := chromium(t, dir)
	s := newSite(t)
	g := s.register()
	desk := deskPage("m1", 'k')
	desk.html += " data-keep"
	s.add("/conferences/k1/room", desk)
	s.add("/desk", desk)
	s.add("/offline", sitePage{main: offlinePage})
	s.add("/start", sitePage{html: `data-member="m1"`, main: `<h1>Start</h1>`})
	b := s.tab(browser)
	g.openDesk(b) // lets the page be left
	room := "/conferences/k1/room"
	kept := `caches.keys().then((k) => k.some((n) => n === "kept m1"))`
	b.visit(room)
	waitFor(b, kept)
	waitFor(b, `caches.open("assets").then((c) => c.keys()).then((k) => k.some((r) => r.url.includes("/desk.")))`)
	b.until(5*time.Second, `document.querySelector("x-composer[data-ready]")`)
	var want []string
	write := func(n int) {
		for range n {
			want = append(want, fmt.Sprintf("Anteckning %d", len(want)+1))
			b.write(want[len(want)-1])
		}
	}
	write(10)
	b.until(20*time.Second, `document.querySelectorAll("[data-ref]").length === 10`)
	s.away(true)
	write(10)
	b.until(5*time.Second, `document.querySelectorAll("[data-waiting]").length === 10 && document.querySelector("[data-connection]").dataset.state === "off"`)
	b.visit("/start")
	if h := js[string](b, `document.querySelector("h1").id`); h != "gone" {
		t.Errorf("without a network another page shows %q", js[string](b, `document.body.innerText`))
	}
	b.visit(room)
	b.until(10*time.Second, `document.querySelector("x-composer[data-ready]") && document.querySelectorAll("[data-waiting]").length === 10`)
	if stale := js[string](b, `document.documentElement.dataset.stale ?? ""`); stale == "" {
		t.Error("a page that was kept does not say that it was")
	}
	if skew := js[float64](b, `Math.abs(Date.parse(document.documentElement.dataset.now) - Date.now())`); skew > 3000 {
		t.Errorf("its clock is %v ms off", skew)
	}
	write(5)
	if err := chromedp.FromContext(browser).Browser.Process().Kill(); err != nil {
		t.Fatal(err)
	}
	chromedp.FromContext(browser).Browser.Process().Wait()
	browser, _ = chromium(t, dir)
	b = s.tab(browser)
	b.visit(room)
	b.until(10*time.Second, `document.querySelectorAll("[data-waiting]").length === 15`)
	g.set(func(g *register) { g.lose = 3 })
	s.away(false)
	b.do(chromedp.Evaluate(`dispatchEvent(new Event("online"))`, nil))
	b.until(40*time.Second, `document.querySelector("[data-outbox-title]").textContent === "Allt är sparat"`)
	if got := g.texts(); !slices.Equal(got, want) {
		t.Errorf("written is\n%q, not\n%q", got, want)
	}
}

// waitFor waits for a promise to give true.
func waitFor(b *tab, promise string) {
	b.Helper()
	for range 200 {
		if js[bool](b, promise) {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	b.Fatalf("it never became so that %s; kept is %s", promise, js[string](b, `caches.keys().then((k) => k.join())`))
}

// A proxy that says that the service is away is no better than no network; without anything kept, what it says is shown.
func TestServiceAwayBehindAProxy(t *testing.T) {
	browser, _ := chromium(t, "")
	s := newSite(t)
	s.add("/conferences/k1/room", sitePage{html: `data-member="m1" data-keep`, main: `<h1>Rummet</h1>`})
	s.add("/conferences/k2/room", sitePage{html: `data-member="m1"`, main: `<h1>Annat rum</h1>`})
	s.add("/offline", sitePage{main: offlinePage})
	b := s.tab(browser)
	b.visit("/conferences/k1/room")
	waitFor(b, `caches.keys().then((k) => k.some((n) => n === "kept m1"))`)
	s.mux.HandleFunc("/conferences/", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusBadGateway)
		fmt.Fprint(w, "<main><h1>502</h1></main>")
	})
	for path, want := range map[string]string{"/conferences/k1/room": "Rummet", "/conferences/k2/room": "502"} {
		b.visit(path)
		if got := js[string](b, `document.querySelector("h1").textContent`); got != want {
			t.Errorf("%s shows %q, not %q", path, got, want)
		}
	}
	b.visit("/conferences/k1/room")
	if !js[bool](b, `"stale" in document.documentElement.dataset`) {
		t.Error("the page that was kept does not say so")
	}
}

// What is kept is kept for one member: not for the next, and not after signing out. A page that does not allow it is not kept.
func TestKeptForOneMember(t *testing.T) {
	browser, _ := chromium(t, "")
	s := newSite(t)
	keeps := sitePage{html: `data-member="m1" data-keep`, main: `<h1 id="room">Hemligt rum</h1><form data-sign-out method="post" action="/sign-out"><button id="leave">Ut</button></form>`}
	s.add("/conferences/k1/room", keeps)
	s.add("/conferences/k2/room", sitePage{html: `data-member="m1"`, main: `<h1>Annat rum</h1>`})
	s.add("/offline", sitePage{main: offlinePage})
	s.add("/other", sitePage{html: `data-member="m2"`, main: `<h1>Annan</h1>`})
	s.add("/sign-out", sitePage{main: `<h1>Utloggad</h1>`})
	b := s.tab(browser)
	all := `(async () => { let out = []; for (const name of await caches.keys()) for (const r of await (await caches.open(name)).keys()) out.push(name + " " + new URL(r.url).pathname); return out.sort().join("\n"); })()`
	kept := `caches.keys().then((k) => k.some((n) => n.startsWith("kept ")))`
	notKept := `caches.keys().then((k) => !k.some((n) => n.startsWith("kept ")))`
	b.visit("/conferences/k1/room")
	waitFor(b, kept)
	b.visit("/conferences/k2/room")
	list := js[string](b, all)
	if strings.Contains(list, "k2") || !strings.Contains(list, "kept m1 /conferences/k1/room") || !strings.Contains(list, " /offline") {
		t.Errorf("kept is\n%s", list)
	}
	b.visit("/other")
	waitFor(b, notKept)
	b.visit("/conferences/k1/room")
	waitFor(b, kept)
	b.do(chromedp.Evaluate(`document.getElementById("leave").click()`, nil))
	b.until(5*time.Second, `document.querySelector("h1")?.textContent === "Utloggad"`)
	if js[bool](b, kept) {
		t.Error("after signing out the room is still there")
	}
	s.away(true)
	b.visit("/conferences/k1/room")
	if got := js[string](b, `document.body.innerText`); !strings.Contains(got, "inget nät") {
		t.Errorf("without a network it shows %q", got)
	}
}

// A new version takes over within one reload, and its page for when there is no network is the new one.
func TestNewVersion(t *testing.T) {
	browser, _ := chromium(t, "")
	s := newSite(t)
	s.add("/", sitePage{html: `data-member="m1"`, main: `<h1>Start</h1>`})
	s.add("/offline", sitePage{main: `<h1>Gammal</h1>`})
	b := s.tab(browser)
	b.visit("/")
	b.until(10*time.Second, `navigator.serviceWorker.controller`)
	shell := `caches.keys().then((k) => k.filter((n) => n.startsWith("shell-")).join())`
	first := js[string](b, shell)
	// The build's name is in the worker: another build is the same bundle with another name.
	s.mu.Lock()
	s.rename = [2]string{strings.TrimPrefix(first, "shell-"), "000000000002"}
	s.mu.Unlock()
	s.add("/offline", sitePage{main: `<h1>Ny</h1>`})
	b.visit("/")
	waitFor(b, `caches.keys().then((k) => k.filter((n) => n.startsWith("shell-")).join() === "shell-000000000002")`)
	s.away(true)
	b.visit("/")
	if got := js[string](b, `document.querySelector("h1").textContent`); got != "Ny" {
		t.Errorf("without a network it shows %q", got)
	}
}

// Scripts that never change are asked for once.
func TestAssetsComeFromTheCache(t *testing.T) {
	browser, _ := chromium(t, "")
	s := newSite(t)
	s.add("/", sitePage{html: `data-member="m1"`, main: `<h1>Start</h1>`})
	s.add("/offline", sitePage{main: offlinePage})
	b := s.tab(browser)
	b.visit("/")
	b.until(10*time.Second, `navigator.serviceWorker.controller`)
	b.visit("/")
	asked := s.asked.Load()
	for range 3 {
		b.visit("/")
	}
	if now := s.asked.Load(); now != asked || asked == 0 {
		t.Errorf("asked for %d times before and %d after", asked, now)
	}
	r, err := http.Get(s.URL + "/sw.js")
	if err != nil || r.Header.Get("Cache-Control") != "no-cache" {
		t.Errorf("the worker itself: %v %v", r, err)
	}
}
