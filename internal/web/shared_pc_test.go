package web_test

import (
	"strings"
	"testing"

	"samverkan/internal/web/webtest"
)

// leftBehind is a function of the page that gives everything the browser keeps for this service, as text: pages, entries, settings.
const leftBehind = `(async () => {
	const out = [];
	for (const name of await caches.keys()) {
		if (name.startsWith("kept")) for (const r of await (await caches.open(name)).keys()) out.push(name + " " + r.url + " " + await (await (await caches.open(name)).match(r)).text());
	}
	for (const { name } of await indexedDB.databases()) {
		const db = await new Promise((done, fail) => { const o = indexedDB.open(name); o.onsuccess = () => done(o.result); o.onerror = fail; });
		for (const store of db.objectStoreNames) {
			const all = await new Promise((done, fail) => { const g = db.transaction(store).objectStore(store).getAll(); g.onsuccess = () => done(g.result); g.onerror = fail; });
			out.push(name + "/" + store + " " + JSON.stringify(all, (k, v) => v instanceof ArrayBuffer ? new TextDecoder().decode(v) : ArrayBuffer.isView(v) ? new TextDecoder().decode(v) : v));
		}
		db.close();
	}
	for (const box of [localStorage, sessionStorage]) out.push(JSON.stringify(box));
	return out.join("\n");
})()`

// A computer that is used by several: who signs out is asked about what has not been sent, and leaves nothing readable. The next one
// sees nothing of it, also without a network.
func TestSharedComputer(t *testing.T) {
	const secret = "Nyckeln ligger hos vakten"
	s := webtest.Start(t, webtest.Live)
	net := s.Net(t)
	b := s.Own(t)
	x := b.Home(webtest.Secretary)
	x.Base = net.URL
	openDesk(x)
	kept(x)
	net.Down(true)
	x.Eval(`(() => { const f = document.getElementById("c-text"); f.value = "`+secret+`"; f.form.requestSubmit(); return true; })()`, nil)
	x.Until("it waits", `document.querySelectorAll("#journal-list > [data-waiting]").length === 1`)
	var left string
	if x.Eval(leftBehind, &left); strings.Contains(left, secret) {
		t.Error("what waits can be read by anybody at the computer")
	}
	x.Complaints()

	// Signing out with something unsent is asked about; Escape changes nothing.
	x.Eval(`document.querySelector("form[data-sign-out]").requestSubmit(); true`, nil)
	x.Until("it is asked", `document.getElementById("unsent").matches(":modal")`)
	x.Eval(`document.getElementById("unsent").close(); true`, nil)
	x.Until("it still waits", `document.querySelectorAll("#journal-list > [data-waiting]").length === 1`)
	net.Down(false)
	x.Until("it is sent", `document.querySelector("[data-outbox]").dataset.state === "empty"`)
	x.Complaints()
	x.Eval(`document.querySelector("form[data-sign-out]").requestSubmit(); true`, nil)
	x.Until("one is signed out", `location.pathname.startsWith("/signed-out")`)
	if x.Eval(leftBehind, &left); strings.Contains(left, "/room") || strings.Contains(left, secret) {
		t.Errorf("who signed out leaves behind: %.500s", left)
	}

	// The next one, and then no network: the page that was kept is nobody else's.
	y := b.Home(webtest.Leader)
	y.Base = net.URL
	y.Visit("/")
	y.Until("it is the leader's", `document.documentElement.dataset.member !== ""`)
	net.Down(true)
	y.Visit(deskPath)
	var body string
	if y.Eval(`document.documentElement.outerHTML`, &body); strings.Contains(body, secret) || strings.Contains(body, "journal-list") {
		t.Errorf("without a network the next one is shown: %.300s", body)
	}
	net.Down(false)
	y.Complaints()
}
