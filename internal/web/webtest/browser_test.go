package webtest_test

import (
	"strings"
	"testing"
	"time"

	"samverkan/internal/web/webtest"
)

// The tab sees what the browser refuses and what a script says, axe sees a page that is spoilt, and each is who it should be.
func TestTab(t *testing.T) {
	s := webtest.Start(t, webtest.Live)
	b := s.Browser(t)
	leader, attendee := b.As(webtest.Leader), b.As(webtest.Attendee)
	leader.Visit("/")
	attendee.Visit("/")
	for tab, name := range map[*webtest.Tab]string{leader: "Maja Mård", attendee: "Eva Ek"} {
		if got := tab.Text(".me"); !strings.Contains(got, name) {
			t.Errorf("%s is %q", tab.Role, got)
		}
	}
	leader.Size(390, 844)
	leader.Media("prefers-color-scheme", "dark")
	if found := leader.Axe(); len(found) > 0 {
		t.Errorf("%q", found)
	}
	leader.Eval(`document.querySelector("main").insertAdjacentHTML = null; document.querySelector("h1").remove(); true`, nil)
	if found := strings.Join(leader.Axe(), "\n"); !strings.Contains(found, "page-has-heading-one") {
		t.Errorf("a page without a heading passes: %q", found)
	}
	if wrong := leader.Complaints(); len(wrong) > 0 {
		t.Errorf("%q", wrong)
	}
	leader.Visit("/")
	leader.Eval(`console.error("fel"); const s = document.createElement("img"); s.src = "https://annan.example/x.png"; document.body.append(s); setTimeout(() => { throw new Error("kast") }); true`, nil)
	var all string
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end) && !strings.Contains(all, "kast"); time.Sleep(50 * time.Millisecond) {
		all += strings.Join(leader.Complaints(), "\n")
	}
	for _, want := range []string{"fel", "Content Security Policy", "kast"} {
		if !strings.Contains(all, want) {
			t.Errorf("the tab did not complain of %q: %s", want, all)
		}
	}
}

// What a profile keeps is there after the browser was killed.
func TestKill(t *testing.T) {
	s := webtest.Start(t, webtest.Empty)
	b := s.Own(t)
	x := b.Home(webtest.Secretary)
	x.Visit("/")
	x.Eval(`new Promise((done, fail) => {
		const o = indexedDB.open("prov", 1);
		o.onupgradeneeded = () => o.result.createObjectStore("x");
		o.onerror = fail;
		o.onsuccess = () => {
			const t = o.result.transaction("x", "readwrite", {durability: "strict"});
			t.objectStore("x").put("kvar", 1);
			t.oncomplete = () => done(true);
		};
	})`, nil)
	b.Kill()
	b.Restart()
	x = b.Home(webtest.Secretary)
	x.Visit("/")
	var kept string
	x.Eval(`new Promise((done, fail) => {
		const o = indexedDB.open("prov", 1);
		o.onerror = fail;
		o.onsuccess = () => { const g = o.result.transaction("x").objectStore("x").get(1); g.onsuccess = () => done(g.result ?? "borta"); };
	})`, &kept)
	if kept != "kvar" {
		t.Errorf("it is %q", kept)
	}
}

// A net does what it is told.
func TestNet(t *testing.T) {
	s := webtest.Start(t, webtest.Live)
	n := s.Net(t)
	x := s.Browser(t).As(webtest.Secretary)
	x.Through(n.URL)
	x.Visit("/")
	get := func() (ok bool) {
		x.Eval(`fetch("/readyz", {cache: "no-store"}).then((r) => r.ok, () => false)`, &ok)
		return ok
	}
	if !get() {
		t.Error("a good net lets nothing through")
	}
	n.Down(true)
	if get() {
		t.Error("something came through a net that is down")
	}
	n.Down(false)
	n.Swallow(true)
	var state string
	x.Eval(`new Promise((done) => {
		const e = new EventSource("/api/v1/conferences/konf-regional-1/events");
		e.onopen = () => done("open");
		e.onerror = () => done("error");
		setTimeout(() => done("nothing"), 2000);
	})`, &state)
	if state == "open" || n.Held() == 0 {
		t.Errorf("a stream came through: %q, %d held", state, n.Held())
	}
	n.Swallow(false)
	n.Lose(1)
	var posted string
	x.Eval(`fetch("/language", {method: "POST", body: new URLSearchParams({lang: "en", _back: "/"})}).then((r) => "answered", () => "lost")`, &posted)
	if posted != "lost" || n.Lost() != 1 {
		t.Errorf("%q, %d lost", posted, n.Lost())
	}
	x.Offline(true)
	if get() {
		t.Error("a tab without a net got something")
	}
	x.Offline(false)
}
