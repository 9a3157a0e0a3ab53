package clienttest

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// deskPage is what the secretary's templates give, as small as the contract lets it be.
func deskPage(member string, key byte) sitePage {
	kinds := ""
	for _, k := range strings.Fields("information decision measure goal-conflict question need situation offer unowned parked communication answer summary next") {
		kinds += `<template id="t-kind-` + k + `"><span class="kind">` + k + `</span></template>`
	}
	secret := base64.StdEncoding.EncodeToString([]byte(strings.Repeat(string(rune(key)), 32)))
	return sitePage{
		html: `data-member="` + member + `" data-actor="lst" data-outbox-key="` + secret + `"`, body: following, desk: true,
		main: `<p data-connection></p><section data-current-item="p5" data-speaker="trafikverket">Talar nu</section>
<div role="log"><ol id="list"></ol></div>
<x-composer data-conference="k1" data-role="secretary" data-list="list"><form method="post" action="/notes">
<button type="button" data-kind="measure" aria-pressed="false">Åtgärd</button><button type="button" data-kind="decision" aria-pressed="false">Beslut</button>
<label for="c-text">Anteckning</label><textarea id="c-text" aria-controls="c-list" aria-autocomplete="list"></textarea>
<div class="mention" hidden><ul id="c-list" role="listbox" aria-label="Aktörer"></ul></div>
<p role="status" data-parse></p><p role="alert" data-form-error hidden></p><p data-editing hidden><span data-words></span> <button type="button" data-composer="cancel">Avbryt</button></p>
<button data-key="Control+Enter">Spara</button></form></x-composer>
<button data-composer="speaker" data-key="F8">F8</button><button data-composer="edit-last" data-key="Control+ArrowUp">Ändra</button>
<section data-outbox><h2 data-outbox-title></h2><ul data-outbox-list></ul><p data-outbox-next></p><button data-composer="retry">Nu</button><button data-composer="save-file">Fil</button></section>
<form data-sign-out method="post" action="/sign-out"><button id="leave">Logga ut</button></form>
<dialog id="unsent"><p><span data-count></span> väntar</p><button data-unsent="stay">Stanna</button><button data-unsent="keep">Låt ligga</button><button data-unsent="throw">Kasta</button></dialog>
<template id="t-row"><li><time data-slot="time"></time><span data-slot="kind"></span><b data-slot="actor"></b><span data-slot="text"></span><i data-slot="due"></i><em data-slot="state"></em></li></template>
<template id="t-waiting"><li><time data-slot="time"></time><span data-slot="text"></span><em data-slot="state"></em><span data-slot="why"></span>
<button data-composer="take-back">Ändra</button><button data-composer="drop">Ta bort</button></li></template>
<template id="t-option"><li><span data-slot="name"></span> <small data-slot="note"></small></li></template>
<template id="t-tag-actor"><span class="tag" data-slot="text"></span></template><template id="t-tag-due"><span class="tag" data-slot="text"></span></template>
<template id="t-tag-unknown"><span class="tag" data-slot="text"></span></template><template id="t-tag-wrong"><span class="tag" data-slot="text"></span></template>
<template id="t-tag-ref"><span class="tag" data-slot="text"></span></template>` + kinds + `
<ul id="actors" hidden><li id="men-trafikverket" data-mention='{"id":"trafikverket","name":"Trafikverket","short":"TRV"}'></li><li id="men-region" data-mention='{"id":"region","name":"Region Mellanmark","note":"TiB"}'></li><li id="men-lrf" data-mention='{"id":"lrf","name":"LRF Mellanmark"}'></li></ul>`,
	}
}

// register is the service's end of the outbox: it writes each id once, and loses answers.
type register struct {
	*site
	mu      sync.Mutex
	notes   []map[string]any // commands as they came, once each
	ids     []string
	times   int // requests
	lose    int // every so many answers is lost; 0 none
	status  int // answered instead; 0 no
	refuse  map[string]string
	follows bool // what is written is told by the stream
}

func (s *site) register() *register {
	g := &register{site: s, refuse: map[string]string{}, follows: true}
	s.mux.HandleFunc("POST /api/v1/conferences/k1/commands", g.commands)
	return g
}

func (g *register) set(change func(g *register)) {
	g.mu.Lock()
	defer g.mu.Unlock()
	change(g)
}

func (g *register) commands(w http.ResponseWriter, r *http.Request) {
	var list []map[string]any
	if err := json.NewDecoder(r.Body).Decode(&list); err != nil {
		w.WriteHeader(400)
		return
	}
	g.mu.Lock()
	g.times++
	lost := g.lose > 0 && g.times%g.lose == 0
	status := g.status
	if status != 0 {
		g.mu.Unlock()
		w.Header().Set("Content-Type", "application/problem+json")
		w.WriteHeader(status)
		fmt.Fprint(w, `{"title":"Nej"}`)
		return
	}
	var out []map[string]any
	for _, c := range list {
		id := c["id"].(string)
		text, _ := c["command"].(map[string]any)["text"].(string)
		receipt := map[string]any{"command": id, "name": c["name"], "status": "accepted", "last": 1}
		if why := g.refuse[text]; why != "" {
			kind, title, _ := strings.Cut(why, ":")
			receipt["status"], receipt["fault"] = "refused", map[string]any{"kind": kind, "code": "x.y", "title": title}
		} else if slices.Contains(g.ids, id) {
			receipt["status"] = "already"
		} else {
			g.ids, g.notes = append(g.ids, id), append(g.notes, c)
			if g.follows {
				g.tell(fmt.Sprintf(`<template data-in="list" data-after="%s"><li id="s%d" data-ref="%s">%s</li></template>`, g.before(), len(g.ids), id, text))
			}
			receipt["last"] = g.feed.newest()
		}
		out = append(out, receipt)
	}
	g.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	if lost { // in the middle: a browser sends again by itself what had no answer at all, and that would be no test of the outbox
		fmt.Fprint(w, `[{"command":`)
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}
	json.NewEncoder(w).Encode(out)
}

func (g *register) before() string {
	if len(g.ids) == 1 {
		return ""
	}
	return fmt.Sprintf("s%d", len(g.ids)-1)
}

// texts gives what has been written, in order.
func (g *register) texts() (list []string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, c := range g.notes {
		text, _ := c["command"].(map[string]any)["text"].(string)
		list = append(list, text)
	}
	return list
}

func (g *register) last() map[string]any {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.notes[len(g.notes)-1]
}

// openDesk opens the room and lets the browser leave a page without being asked.
func (g *register) openDesk(b *tab) {
	b.Helper()
	chromedp.ListenTarget(b.ctx, func(ev any) {
		if _, ok := ev.(*page.EventJavascriptDialogOpening); ok {
			go chromedp.Run(b.ctx, page.HandleJavaScriptDialog(true))
		}
	})
	b.visit("/desk")
	b.until(10*time.Second, `document.querySelector("x-composer[data-ready]")`)
}

// write writes a line as a person does.
func (b *tab) write(text string) {
	b.Helper()
	b.do(chromedp.Focus("#c-text"), chromedp.SendKeys("#c-text", text))
	b.press("Control+Enter")
	b.until(5*time.Second, `document.getElementById("c-text").value === ""`)
}

// press presses a key with its modifiers.
func (b *tab) press(keys string) {
	b.Helper()
	parts := strings.Split(keys, "+")
	event := fmt.Sprintf(`document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key: %q, ctrlKey: %t, altKey: %t, shiftKey: %t, bubbles: true, cancelable: true}))`,
		parts[len(parts)-1], slices.Contains(parts, "Control"), slices.Contains(parts, "Alt"), slices.Contains(parts, "Shift"))
	b.do(chromedp.Evaluate(event, nil))
}

// Ten online, ten offline, a reload, five more, the browser killed, and every third answer lost on the way: all of it comes once, in order.
func TestOutboxLosesNothing(t *testing.T) {
	dir := profile(t)
	browser, _ := chromium(t, dir)
	s := newSite(t)
	g := s.register()
	g.set(func(g *register) { g.lose = 3 })
	s.add("/desk", deskPage("m1", 'k'))
	b := s.tab(browser)
	g.openDesk(b)
	var want []string
	write := func(n int) {
		for range n {
			text := fmt.Sprintf("Anteckning %d åäö", len(want)+1)
			want = append(want, text)
			b.write(text)
		}
	}
	write(10)
	// An answer that was lost is asked for again: what it was about is written, and still waits.
	b.until(30*time.Second, `document.querySelectorAll("[data-ref]").length === 10 && document.querySelectorAll("[data-waiting]").length === 0`)
	// The page itself has to come from somewhere when it is loaded again: the network is gone for everything else.
	g.set(func(g *register) { g.status = 503 })
	write(10)
	b.until(15*time.Second, `document.querySelectorAll("[data-waiting]").length === 10`)
	if title := js[string](b, `document.querySelector("[data-outbox-title]").textContent`); title != "10 anteckningar väntar på nätet" {
		t.Errorf("the panel says %q", title)
	}
	b.do(chromedp.SendKeys("#c-text", "halvskriv"))
	time.Sleep(600 * time.Millisecond)
	g.openDesk(b)
	b.until(15*time.Second, `document.querySelectorAll("[data-waiting]").length === 10 && document.getElementById("c-text").value === "halvskriv"`)
	b.do(chromedp.Evaluate(`document.getElementById("c-text").value = ""`, nil))
	write(5)
	// Killed, not closed.
	if err := chromedp.FromContext(browser).Browser.Process().Kill(); err != nil {
		t.Fatal(err)
	}
	chromedp.FromContext(browser).Browser.Process().Wait()
	g.set(func(g *register) { g.status = 0 })
	browser, _ = chromium(t, dir)
	b = s.tab(browser)
	g.openDesk(b)
	b.until(30*time.Second, `document.querySelector("[data-outbox-title]").textContent === "Allt är sparat" && document.querySelectorAll("[data-waiting]").length === 0`)
	if got := g.texts(); !slices.Equal(got, want) {
		t.Errorf("written is\n%q, not\n%q", got, want)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, c := range g.notes {
		cmd := c["command"].(map[string]any)
		if c["name"] != "note.write" || c["role"] != "secretary" || cmd["item"] != "p5" || cmd["kind"] != "information" || c["occurredAt"] == nil || c["sentAt"] == nil {
			t.Fatalf("sent was %v", c)
		}
	}
}

// What came through before the page was made is in its journal, and does not stand beside it as sent when the service says so.
func TestSentBeforeThePageWasMade(t *testing.T) {
	browser, _ := chromium(t, "")
	s := newSite(t)
	g := s.register()
	g.set(func(g *register) { g.lose = 1 })
	s.add("/desk", deskPage("m1", 'k'))
	b := s.tab(browser)
	g.openDesk(b)
	b.write("Framme")
	b.until(10*time.Second, `document.querySelector("[data-ref]")`)
	g.openDesk(b)
	b.until(5*time.Second, `document.querySelectorAll("[data-waiting]").length === 1`)
	g.set(func(g *register) { g.lose = 0 })
	b.do(chromedp.Evaluate(`document.querySelector('[data-composer="retry"]').click()`, nil))
	b.until(10*time.Second, `document.querySelector("[data-outbox-title]").textContent === "Allt är sparat"`)
	if left := js[string](b, `Array.from(document.querySelectorAll("[data-waiting]"), (e) => e.innerText).join()`); left != "" {
		t.Errorf("beside the journal stands %q", left)
	}
}

// A page that is made anew around what is being written has in it what was sent meanwhile.
func TestSentBeforeThePageWasMadeAnew(t *testing.T) {
	browser, _ := chromium(t, "")
	s := newSite(t)
	g := s.register()
	desk := deskPage("m1", 'k')
	rows := ""
	for n := range 60 { // in a long list what waits is left where it stands
		rows += fmt.Sprintf(`<li id="old%d">Rad %d</li>`, n, n)
	}
	desk.main = strings.Replace(desk.main, `<ol id="list">`, `<ol id="list">`+rows, 1)
	s.add("/desk", desk)
	b := s.tab(browser)
	g.openDesk(b)
	s.feed.set(func(f *feed) { f.status = 503 })
	s.cut()
	b.write("Framme")
	b.until(10*time.Second, `document.querySelector("[data-waiting].is-sent")`)
	b.do(chromedp.SendKeys("#c-text", "Halvskrivet"))
	s.feed.set(func(f *feed) { f.status, f.reset = 0, 1 })
	b.until(40*time.Second, `!document.querySelector("[data-waiting]")`)
	if got := js[string](b, `document.getElementById("c-text").value`); got != "Halvskrivet" {
		t.Errorf("what was written is %q", got)
	}
}

// What is refused stays, with the reason, and does not stop what comes after; it can be changed and sent, or thrown away.
func TestRefusedStays(t *testing.T) {
	browser, _ := chromium(t, "")
	s := newSite(t)
	g := s.register()
	g.refuse["Fel"] = "invalid:Mötet är inte öppet."
	g.refuse["Krock"] = "conflict:Någon annan har ändrat."
	s.add("/desk", deskPage("m1", 'k'))
	b := s.tab(browser)
	g.openDesk(b)
	for _, text := range []string{"Fel", "Rätt", "Krock"} {
		b.write(text)
	}
	b.until(10*time.Second, `document.querySelectorAll("[data-outbox-list] > [data-state=refused]").length === 1 && document.querySelectorAll("[data-outbox-list] > [data-state=conflict]").length === 1`)
	if text := js[string](b, `document.querySelector("[data-outbox]").innerText`); !strings.Contains(text, "Mötet är inte öppet.") || !strings.Contains(text, "2 anteckningar togs inte emot") {
		t.Errorf("the panel says %q", text)
	}
	if got := g.texts(); !slices.Equal(got, []string{"Rätt"}) {
		t.Errorf("written is %q", got)
	}
	b.do(chromedp.Click(`[data-state=refused] [data-composer="take-back"]`))
	b.until(2*time.Second, `document.getElementById("c-text").value === "Fel" && !document.querySelector("[data-editing]").hidden`)
	b.write(" och rätt")
	// The panel may be drawn anew at any moment, so what is pressed is found and pressed in one go.
	b.until(5*time.Second, `document.querySelectorAll("[data-outbox-list] > [data-state]").length === 1`)
	b.do(chromedp.Evaluate(`document.querySelector('[data-outbox-list] > [data-state=conflict] [data-composer="drop"]').click()`, nil))
	b.until(10*time.Second, `document.querySelector("[data-outbox-title]").textContent === "Allt är sparat"`)
	if got := g.texts(); !slices.Equal(got, []string{"Rätt", "Fel och rätt"}) {
		t.Errorf("written is %q", got)
	}
}

// Somebody else at the same computer reads nothing of what waits, sends nothing of it, and does not lose it for its writer.
func TestOutboxIsSealed(t *testing.T) {
	browser, _ := chromium(t, "")
	s := newSite(t)
	g := s.register()
	g.set(func(g *register) { g.status = 401 })
	s.add("/desk", deskPage("m1", 'k'))
	b := s.tab(browser)
	g.openDesk(b)
	b.write("Sekretess: brunnen vid Forsen")
	b.do(chromedp.SendKeys("#c-text", "Utkast om brunnen"))
	b.until(5*time.Second, `!document.getElementById("signed-out").hidden`)
	time.Sleep(600 * time.Millisecond)
	dump := `(async () => { const db = await new Promise((y) => { const o = indexedDB.open("samverkan"); o.onsuccess = () => y(o.result); });
		let out = ""; for (const name of db.objectStoreNames) { const list = await new Promise((y) => { const r = db.transaction(name).objectStore(name).getAll(); r.onsuccess = () => y(r.result); });
		for (const e of list) { out += JSON.stringify(e) + new TextDecoder("utf-8").decode(e.sealed); } } db.close(); return out + list_of_kept(); 
		function list_of_kept() { return JSON.stringify(localStorage) + JSON.stringify(sessionStorage); } })()`
	kept := js[string](b, dump)
	if len(kept) < 100 || strings.Contains(kept, "brunnen") || strings.Contains(kept, "Forsen") || strings.Contains(kept, "note.write") {
		t.Errorf("on the disk stands %q", kept)
	}
	g.set(func(g *register) { g.status = 0 })
	s.add("/desk", deskPage("m2", 'x'))
	g.openDesk(b)
	time.Sleep(500 * time.Millisecond)
	if n := js[int](b, `document.querySelectorAll("[data-waiting]").length + document.getElementById("c-text").value.length`); n != 0 || len(g.texts()) != 0 {
		t.Errorf("another member sees %d things and sends %q", n, g.texts())
	}
	s.add("/desk", deskPage("m1", 'k'))
	g.openDesk(b)
	b.until(10*time.Second, `document.querySelector("[data-outbox-title]").textContent === "Allt är sparat"`)
	if got := g.texts(); !slices.Equal(got, []string{"Sekretess: brunnen vid Forsen"}) {
		t.Errorf("written is %q", got)
	}
}

// What was written with a key that the page no longer has stops nothing that is written now, is seen, and can be thrown away.
func TestWrittenWithAnotherKey(t *testing.T) {
	browser, _ := chromium(t, "")
	s := newSite(t)
	g := s.register()
	g.set(func(g *register) { g.status = 503 })
	s.add("/desk", deskPage("m1", 'k'))
	b := s.tab(browser)
	g.openDesk(b)
	b.write("Gammal")
	b.until(5*time.Second, `document.querySelectorAll("[data-waiting]").length === 1`)
	s.add("/desk", deskPage("m1", 'x'))
	g.openDesk(b)
	g.set(func(g *register) { g.status = 0 }) // not before: the page with the old key would send it
	b.write("Ny")
	b.until(5*time.Second, `document.querySelectorAll("[data-waiting]").length === 0 && document.querySelector("[data-outbox-list] > [data-state=sealed]")`)
	b.until(time.Second, `document.querySelector("[data-outbox-title]").textContent === "1 anteckning är skriven med en annan nyckel" && document.querySelector("[data-outbox]").dataset.state === "refused"`)
	if got := js[string](b, `Array.from(document.querySelectorAll("[data-outbox-list] button:not([hidden])"), (e) => e.dataset.composer).join()`); got != "drop" {
		t.Errorf("what can be done is %q", got)
	}
	if text := js[string](b, `document.querySelector("[data-outbox-list]").innerText`); !strings.Contains(text, "varken att läsa eller skicka") {
		t.Errorf("the panel says %q", text)
	}
	b.do(chromedp.Click(`[data-state=sealed] [data-composer="drop"]`))
	b.until(5*time.Second, `document.querySelector("[data-outbox-title]").textContent === "Allt är sparat"`)
	if got := g.texts(); !slices.Equal(got, []string{"Ny"}) {
		t.Errorf("written is %q", got)
	}
}

// A page of somebody who is no longer signed in here does not send in the name of who is.
func TestNothingInSomebodyElsesName(t *testing.T) {
	browser, _ := chromium(t, "")
	s := newSite(t)
	g := s.register()
	s.add("/desk", deskPage("m1", 'k'))
	s.add("/other", sitePage{html: `data-member="m2"`})
	b, other := s.tab(browser), s.tab(browser)
	g.openDesk(b)
	other.visit("/other")
	other.until(5*time.Second, `localStorage.getItem("samverkan-member") === "m2"`)
	b.write("Min text")
	b.until(5*time.Second, `!document.getElementById("signed-out").hidden && document.querySelectorAll("[data-waiting]").length === 1`)
	if got := g.texts(); len(got) != 0 {
		t.Errorf("sent was %q", got)
	}
}

// The keyboard, as the design has it.
func TestComposerByKeyboard(t *testing.T) {
	browser, _ := chromium(t, "")
	s := newSite(t)
	g := s.register()
	s.add("/desk", deskPage("m1", 'k'))
	b := s.tab(browser)
	g.openDesk(b)
	b.do(chromedp.SendKeys("#c-text", "/å @reg"))
	b.until(2*time.Second, `!document.querySelector(".mention").hidden && document.getElementById("c-text").getAttribute("aria-activedescendant") === "c-list-0"`)
	b.do(chromedp.KeyEvent(kb.Escape))
	if got := js[string](b, `document.getElementById("c-text").value`); got != "/å @reg" {
		t.Errorf("Escape left %q", got)
	}
	b.do(chromedp.SendKeys("#c-text", "i"))
	b.do(chromedp.KeyEvent(kb.Tab), chromedp.SendKeys("#c-text", "öppnar väg 58 !2027-01-08 06:00"))
	b.until(2*time.Second, `document.querySelector("[data-parse]").innerText.includes("Region Mellanmark") && document.querySelector("[data-parse]").innerText.includes("06:00")`)
	if pressed := js[string](b, `document.querySelector("[data-kind=measure]").getAttribute("aria-pressed")`); pressed != "true" {
		t.Error("the button of the kind is not pressed")
	}
	b.press("Control+Enter")
	b.until(5*time.Second, `document.querySelectorAll("[data-ref]").length === 1`)
	cmd := g.last()["command"].(map[string]any)
	if g.last()["name"] != "measure.agree" || cmd["owner"] != "region" || cmd["text"] != "öppnar väg 58" || cmd["due"] != "2027-01-08T05:00:00Z" || cmd["item"] != "p5" {
		t.Errorf("sent was %v", g.last())
	}
	// The one who speaks; a kind by its button; what is missing is said and nothing is sent.
	b.press("F8")
	b.do(chromedp.SendKeys("#c-text", "säger nej"))
	b.press("Control+Enter")
	b.until(5*time.Second, `document.querySelectorAll("[data-ref]").length === 2`)
	if cmd := g.last()["command"].(map[string]any); cmd["actor"] != "trafikverket" || cmd["text"] != "säger nej" {
		t.Errorf("sent was %v", cmd)
	}
	b.do(chromedp.SendKeys("#c-text", "Utan ansvarig"), chromedp.Click("[data-kind=measure]"))
	b.press("Control+Enter")
	b.until(2*time.Second, `!document.querySelector("[data-form-error]").hidden && document.getElementById("c-text").value === "/å Utan ansvarig"`)
	b.do(chromedp.Click("[data-kind=measure]"))
	b.press("Control+Enter")
	b.until(5*time.Second, `document.querySelectorAll("[data-ref]").length === 3`)
	if cmd := g.last()["command"].(map[string]any); cmd["kind"] != "information" || cmd["text"] != "Utan ansvarig" {
		t.Errorf("sent was %v", cmd)
	}
	// One's own latest, from the journal.
	s.tell(`<template data-in="list" data-after=""><li id="own" data-by="m1" data-edit='{"name":"note.revise","kind":"question","content":{"id":"F3","base":2,"actor":"lrf","to":"region","text":"När?","source":"Brev"}}'>När?</li></template>`)
	b.until(5*time.Second, `document.getElementById("own")`)
	b.do(chromedp.SendKeys("#c-text", "påbörjat"))
	b.press("Control+ArrowUp")
	b.until(2*time.Second, `document.getElementById("c-text").value === "/f @LRF Mellanmark @Region Mellanmark När?"`)
	b.do(chromedp.SendKeys("#c-text", " I natt?"))
	b.press("Control+Enter")
	b.until(5*time.Second, `document.getElementById("c-text").value === "påbörjat"`)
	b.until(5*time.Second, `document.querySelectorAll("[data-waiting]").length === 0`)
	revised, _ := json.Marshal(g.last()["command"])
	if want := `{"actor":"lrf","base":2,"id":"F3","source":"Brev","text":"När? I natt?","to":"region"}`; g.last()["name"] != "note.revise" || string(revised) != want {
		t.Errorf("sent was %s, not %s", revised, want)
	}
}

// Signing out with something unsent asks; kept, it waits sealed, and comes when the same member is back.
func TestSigningOutWithUnsent(t *testing.T) {
	browser, _ := chromium(t, "")
	s := newSite(t)
	g := s.register()
	g.set(func(g *register) { g.status = 503 })
	s.add("/desk", deskPage("m1", 'k'))
	s.add("/sign-out", sitePage{main: `<h1 id="bye">Utloggad</h1>`})
	b := s.tab(browser)
	g.openDesk(b)
	b.write("Ett")
	leave := func(answer string) {
		b.do(chromedp.Evaluate(`document.getElementById("leave").click()`, nil)) // by the mouse it may move away under the pointer
		b.until(5*time.Second, `document.getElementById("unsent").open && document.querySelector("[data-count]").textContent === "1"`)
		b.do(chromedp.Click(`[data-unsent="` + answer + `"]`))
	}
	leave("stay")
	b.until(5*time.Second, `!document.getElementById("unsent").open && document.getElementById("c-text")`)
	leave("keep")
	b.do(chromedp.WaitReady("#bye"))
	g.openDesk(b)
	b.until(5*time.Second, `document.querySelectorAll("[data-waiting]").length === 1`)
	leave("throw")
	b.do(chromedp.WaitReady("#bye"))
	g.set(func(g *register) { g.status = 0 })
	g.openDesk(b)
	b.until(5*time.Second, `document.querySelector("[data-outbox-title]").textContent === "Allt är sparat"`)
	if got := g.texts(); len(got) != 0 {
		t.Errorf("written is %q", got)
	}
}
