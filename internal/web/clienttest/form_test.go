package clienttest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const form = `<form id="f" method="post" action="/save" data-enhance data-clear><input type="hidden" name="command" data-fresh-id value="first">
<p role="alert" data-form-error hidden></p>
<div class="field" data-field="title"><label for="t">Rubrik</label><input id="t" name="title" aria-describedby="t-hint"><p id="t-hint">Kort.</p><p class="wrong" id="t-wrong" hidden></p></div>
<div class="field" data-field="text"><label for="x">Text</label><textarea id="x" name="text"></textarea><p class="wrong" id="x-wrong" hidden></p></div>
<button id="go" name="do" value="save">Spara</button><button id="other" name="do" value="draft" formaction="/draft">Utkast</button></form><p id="out">-</p>`

// posted is what has come by forms.
type posted struct {
	mu   sync.Mutex
	list []map[string][]string
}

func (p *posted) note(r *http.Request) int {
	r.ParseForm()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.list = append(p.list, r.PostForm)
	return len(p.list)
}

func (p *posted) all() []map[string][]string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.list)
}

// E6: pressed twice, sent once; afterwards the form is empty and has another id; what came back is in the page.
func TestFormIsSentOnce(t *testing.T) {
	browser, _ := chromium(t, "")
	s := newSite(t)
	s.add("/", sitePage{main: form})
	var p posted
	s.mux.HandleFunc("POST /save", func(w http.ResponseWriter, r *http.Request) {
		n := p.note(r)
		time.Sleep(300 * time.Millisecond)
		if r.Header.Get("Samverkan-Enhanced") != "1" {
			t.Error("it does not say that it is enhanced")
		}
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, `<template data-for="out"><p id="out">Sparad %d</p></template><template data-say="polite">Sparad</template>`, n)
	})
	s.mux.HandleFunc("POST /draft", func(w http.ResponseWriter, r *http.Request) {
		p.note(r)
		w.WriteHeader(204)
	})
	b := s.tab(browser)
	b.visit("/")
	b.do(chromedp.SendKeys("#t", "Väg 58"), chromedp.SendKeys("#x", "Rad 1\nRad 2"))
	b.do(chromedp.Evaluate(`go.click(); go.click(); f.requestSubmit(); void 0`, nil))
	if busy := js[string](b, `f.getAttribute("aria-busy")`); busy != "true" {
		t.Errorf("while it is sent aria-busy is %q", busy)
	}
	b.until(5*time.Second, `out.textContent === "Sparad 1" && t.value === "" && x.value === "" && !f.hasAttribute("aria-busy")`)
	time.Sleep(500 * time.Millisecond)
	got := p.all()
	if len(got) != 1 {
		t.Fatalf("sent %d times", len(got))
	}
	if got[0]["title"][0] != "Väg 58" || got[0]["text"][0] != "Rad 1\nRad 2" || got[0]["do"][0] != "save" || got[0]["command"][0] != "first" {
		t.Errorf("sent was %v", got[0])
	}
	b.do(chromedp.SendKeys("#t", "Igen"), chromedp.Click("#other"))
	b.until(5*time.Second, `t.value === ""`)
	second := p.all()[1]
	if second["do"][0] != "draft" || !regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`).MatchString(second["command"][0]) {
		t.Errorf("sent was %v", second)
	}
}

// What is changed and pressed on while the form is being sent, as when it saves itself, is sent after it under an id of its own.
func TestFormChangedWhileItIsSent(t *testing.T) {
	browser, _ := chromium(t, "")
	s := newSite(t)
	s.add("/", sitePage{main: form})
	var p posted
	on := make(chan bool)
	for _, path := range []string{"POST /save", "POST /draft"} {
		s.mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			p.note(r)
			<-on
			w.WriteHeader(204)
		})
	}
	b := s.tab(browser)
	b.visit("/")
	sent := func(n int) {
		t.Helper()
		for end := time.Now().Add(10 * time.Second); len(p.all()) < n; time.Sleep(20 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("sent %d times, not %d", len(p.all()), n)
			}
		}
	}
	b.do(chromedp.Evaluate(`t.value = "Väg 58"; f.requestSubmit(); void 0`, nil))
	sent(1)
	b.do(chromedp.Evaluate(`t.value = "Väg 60"; go.click(); go.click(); void 0`, nil))
	on <- true
	sent(2)
	b.do(chromedp.Evaluate(`go.click(); void 0`, nil)) // as it was sent
	on <- true
	b.until(5*time.Second, `!f.hasAttribute("aria-busy") && t.value === ""`)
	// A button that does something else is not taken for what the form does by itself.
	b.do(chromedp.Evaluate(`t.value = "Väg 61"; f.requestSubmit(); void 0`, nil))
	sent(3)
	b.do(chromedp.Evaluate(`other.click(); void 0`, nil))
	on <- true
	sent(4)
	on <- true
	b.until(5*time.Second, `!f.hasAttribute("aria-busy")`)
	got := p.all()
	if len(got) != 4 {
		t.Fatalf("sent %d times: %v", len(got), got)
	}
	for i, want := range []string{"Väg 58", "Väg 60", "Väg 61", ""} {
		if got[i]["title"][0] != want {
			t.Errorf("sent as number %d: %v", i+1, got[i])
		}
	}
	if got[0]["command"][0] == got[1]["command"][0] {
		t.Error("both under the same id")
	}
	if got[3]["do"][0] != "draft" {
		t.Errorf("the button was %v", got[3]["do"])
	}
}

// What is wrong is said where it is wrong, and nothing that was typed goes away: not for a fault, not for a lost sign-in, not for a
// lost network.
func TestFormKeepsWhatWasTyped(t *testing.T) {
	browser, _ := chromium(t, "")
	s := newSite(t)
	s.add("/", sitePage{main: form})
	var status atomic.Int32
	s.mux.HandleFunc("POST /save", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		switch code := int(status.Load()); code {
		case 0:
			panic(http.ErrAbortHandler)
		case 422:
			w.WriteHeader(code)
			json.NewEncoder(w).Encode(map[string]any{"text": "Något behöver rättas.", "fields": []map[string]string{
				{"field": "nowhere", "text": "Och en sak till."}, {"field": "text", "text": "För lång."}, {"field": "title", "text": "Rubriken saknas."}}})
		case 200:
			w.WriteHeader(204)
		default:
			w.WriteHeader(code)
			fmt.Fprint(w, `{"text":"Inte nu."}`)
		}
	})
	b := s.tab(browser)
	b.visit("/")
	b.do(chromedp.SendKeys("#t", "Väg 58"), chromedp.SendKeys("#x", "Spärrad"))
	send := func(code int) {
		status.Store(int32(code))
		b.do(chromedp.Evaluate(`go.click()`, nil))
		b.until(5*time.Second, `!f.hasAttribute("aria-busy")`)
		if text := js[string](b, `t.value + "/" + x.value`); code != 200 && text != "Väg 58/Spärrad" {
			t.Errorf("after %d the fields hold %q", code, text)
		}
	}
	send(422)
	for expression, want := range map[string]string{
		`document.querySelector("[data-form-error]").textContent`: "Något behöver rättas. Och en sak till.",
		`document.getElementById("t-wrong").textContent`:          "Rubriken saknas.", `t.getAttribute("aria-describedby")`: "t-hint t-wrong",
		`t.getAttribute("aria-invalid")`: "true", `x.getAttribute("aria-describedby")`: "x-wrong", `document.activeElement.id`: "x",
	} {
		if got := js[string](b, expression); got != want {
			t.Errorf("%s is %q, not %q", expression, got, want)
		}
	}
	send(401)
	b.until(time.Second, `!document.getElementById("signed-out").hidden`)
	if got := js[string](b, `t.getAttribute("aria-describedby") + t.getAttribute("aria-invalid") + document.getElementById("t-wrong").hidden`); got != "t-hintnulltrue" {
		t.Errorf("what was wrong before is still said: %s", got)
	}
	id := js[string](b, `f.elements.command.value`)
	send(0)
	if text := js[string](b, `document.querySelector("[data-form-error]").innerText`); !strings.Contains(text, "Allt du skrev finns kvar") {
		t.Errorf("without a network it says %q", text)
	}
	if now := js[string](b, `f.elements.command.value`); now != id {
		t.Error("what may have come through would be sent again under another id")
	}
	send(409)
	if now := js[string](b, `f.elements.command.value`); now == id {
		t.Error("what is another wish is sent under the old id")
	}
	send(200)
	b.until(2*time.Second, `t.value === "" && document.querySelector("[data-form-error]").hidden`)
}

// What is typed while a form is on its way has not been sent: it is neither cleared with the rest nor the service's to change.
func TestTypedWhileItIsSent(t *testing.T) {
	browser, _ := chromium(t, "")
	s := newSite(t)
	s.add("/", sitePage{main: strings.Replace(form, `<button id="go"`, `<input type="checkbox" name="c" id="c"><select name="s" id="s"><option>1<option selected>2</select>
<input type="radio" name="r" id="r1" value="1" checked><input type="radio" name="r" id="r2" value="2"><input type="radio" name="r" id="r3" value="3"><button id="go"`, 1)})
	var p posted
	arrived, answer := make(chan bool, 1), make(chan bool)
	s.mux.HandleFunc("POST /save", func(w http.ResponseWriter, r *http.Request) {
		p.note(r)
		arrived <- true
		<-answer
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, `<template data-for="t"><input id="t" name="title" value="Tjänstens"></template>`)
	})
	b := s.tab(browser)
	b.visit("/")
	set := func(id, change string) string {
		return id + `.` + change + `; ` + id + `.dispatchEvent(new Event("input", {bubbles: true})); `
	}
	b.do(chromedp.Evaluate(set("t", `value = "Väg 58"`)+set("x", `value = "Text"`)+set("c", "checked = true")+set("s", "selectedIndex = 0")+set("r2", "checked = true")+`go.click(); void 0`, nil))
	<-arrived
	b.do(chromedp.Evaluate(set("t", `value = "Väg 58 och 59"`)+set("r3", "checked = true")+`void 0`, nil))
	answer <- true
	b.until(5*time.Second, `!f.hasAttribute("aria-busy")`)
	if got := js[string](b, `[t.value, x.value, c.checked, s.value, f.elements.r.value].join("/")`); got != "Väg 58 och 59//false/2/3" {
		t.Errorf("the form holds %q", got)
	}
	// Sent once more with nothing typed meanwhile, all of it is the service's again.
	b.do(chromedp.Evaluate(`go.click(); void 0`, nil))
	<-arrived
	answer <- true
	b.until(5*time.Second, `!f.hasAttribute("aria-busy")`)
	if got := js[string](b, `[t.value, f.elements.r.value].join("/")`); got != "Tjänstens/1" || p.all()[1]["title"][0] != "Väg 58 och 59" {
		t.Errorf("the form holds %q after sending %v", got, p.all()[1])
	}
}

// Keys press what is seen, and nothing else; dialogs open by their buttons; the parts of a page are gone round.
func TestKeysAndDialogs(t *testing.T) {
	browser, _ := chromium(t, "")
	s := newSite(t)
	s.add("/", sitePage{main: `<nav data-part id="nav"><a href="#p1" data-key="Alt+1" id="a1">1</a></nav><section data-part id="work"><button data-key="F8" id="b">Nästa</button>
<button data-key="F9" hidden id="h">Dold</button><button data-key="F10" disabled id="d">Av</button><button command="show-modal" commandfor="dlg" id="open">Öppna…</button></section>
<dialog id="dlg"><button data-key="F2" id="in">I</button><form method="post" action="/save" data-enhance><button id="ok">Ja</button></form></dialog>
<dialog id="keys">Kortkommandon <button command="close" commandfor="keys" id="shut">Stäng</button></dialog>`})
	s.mux.HandleFunc("POST /save", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(204) })
	b := s.tab(browser)
	b.visit("/")
	b.do(chromedp.Evaluate(`window.pressed = []; document.addEventListener("click", (e) => pressed.push(e.target.id)); void 0`, nil))
	pressed := func(want string) {
		t.Helper()
		if got := js[string](b, `pressed.splice(0).join(",")`); got != want {
			t.Errorf("pressed was %q, not %q", got, want)
		}
	}
	b.press("F8")
	b.press("F9")
	b.press("F10")
	b.press("Alt+1")
	b.press("F2")
	b.press("8")
	pressed("b,a1")
	b.press("Control+F6")
	first := js[string](b, `document.activeElement.id`)
	b.press("Control+F6")
	second := js[string](b, `document.activeElement.id`)
	b.press("Control+Shift+F6")
	if third := js[string](b, `document.activeElement.id`); first != "nav" || second != "work" || third != "nav" {
		t.Errorf("round the page: %s, %s, %s", first, second, third)
	}
	b.do(chromedp.Click("#open"))
	b.until(time.Second, `dlg.open`)
	b.do(chromedp.Evaluate(`pressed.splice(0)`, nil))
	b.press("F8")
	b.press("F2")
	pressed("in")
	b.do(chromedp.Click("#ok"))
	b.until(2*time.Second, `!dlg.open`)
	b.press("F1")
	b.until(time.Second, `keys.open`)
	b.do(chromedp.Click("#shut"))
	b.until(time.Second, `!keys.open`)
}

// An order is made by keys and by hand, sent once, and taken back when it is refused.
func TestReorder(t *testing.T) {
	browser, _ := chromium(t, "")
	s := newSite(t)
	s.add("/", sitePage{main: `<form id="order" method="post" action="/order" data-enhance><input type="hidden" name="order"></form>
<ol data-reorder="order" id="q">` + strings.Join([]string{row("a"), row("b"), row("c"), row("d")}, "") + `</ol>`})
	var p posted
	refuse := false
	s.mux.HandleFunc("POST /order", func(w http.ResponseWriter, r *http.Request) {
		p.note(r)
		if refuse {
			w.WriteHeader(409)
			return
		}
		w.WriteHeader(204)
	})
	b := s.tab(browser)
	b.visit("/")
	order := `Array.from(q.children, (e) => e.dataset.keyId).join(" ")`
	b.do(chromedp.Focus("#g-d"), chromedp.KeyEvent(kb.ArrowUp), chromedp.KeyEvent(kb.ArrowUp))
	if got := js[string](b, order+` + document.activeElement.id`); got != "a d b cg-d" {
		t.Errorf("after two steps: %s", got)
	}
	time.Sleep(1500 * time.Millisecond)
	if got := p.all(); len(got) != 1 || got[0]["order"][0] != "a d b c" {
		t.Errorf("sent was %v", got)
	}
	refuse = true
	at := js[[]float64](b, `(() => { const r = (id) => document.getElementById(id).getBoundingClientRect(); const g = r("g-a"), c = r("r-c"); return [g.x + 3, g.y + 3, c.bottom - 2]; })()`)
	b.do(chromedp.MouseEvent("mousePressed", at[0], at[1], chromedp.Button("left"), chromedp.ClickCount(1)), chromedp.MouseEvent("mouseMoved", at[0], at[1]+10, chromedp.Button("left")),
		chromedp.MouseEvent("mouseMoved", at[0], at[2], chromedp.Button("left")))
	if got := js[string](b, order); got != "d b c a" {
		t.Errorf("dragged: %s", got)
	}
	b.do(chromedp.MouseEvent("mouseReleased", at[0], at[2], chromedp.Button("left"), chromedp.ClickCount(1)))
	b.until(5*time.Second, order+` === "a d b c"`)
	if got := p.all(); len(got) != 2 || got[1]["order"][0] != "d b c a" {
		t.Errorf("sent was %v", got)
	}
}

func row(id string) string {
	return `<li data-key-id="` + id + `" id="r-` + id + `"><button type="button" class="grip" id="g-` + id + `">Flytta ` + id + `</button></li>`
}

// Clocks go by the service's time, and a speaker's last ten seconds are said once.
func TestTime(t *testing.T) {
	browser, _ := chromium(t, "")
	s := newSite(t)
	ago := func(d time.Duration) string { return time.Now().Add(-d).UTC().Format(time.RFC3339Nano) }
	s.add("/", sitePage{main: `<time id="run" data-since="` + ago(72*time.Second) + `">x</time><time id="long" data-since="` + ago(3723*time.Second) + `" data-stop="` + ago(0) + `">x</time>
<time id="left" data-until="` + ago(-200*time.Second) + `">x</time><time id="over" data-until="` + ago(65*time.Second) + `">x</time><time id="clock" data-clock></time>
<progress id="bar" data-since="` + ago(30*time.Second) + `" data-limit="60"></progress><svg><rect id="rect" data-since="` + ago(30*time.Second) + `" data-limit="60" height="1"/></svg>
<div id="warn" data-warn="50" data-limit="60" data-announce="rakel.10s"><time data-since="` + ago(46*time.Second) + `"></time></div>
<div id="late" data-warn="50" data-limit="60" data-announce="rakel.10s"><time data-since="` + ago(70*time.Second) + `"></time></div>`})
	b := s.tab(browser)
	b.visit("/")
	b.do(chromedp.Evaluate(`window.said = 0; new MutationObserver(() => said++).observe(say, {childList: true}); void 0`, nil))
	for id, want := range map[string]string{"run": `^1:1[2-6]$`, "long": `^1:02:03$`, "left": `^3:(20|1\d)$`, "over": `^1:0\d över tiden$`, "clock": `^\d\d:\d\d:\d\d$`} {
		if got := js[string](b, id+".textContent"); !regexp.MustCompile(want).MatchString(got) {
			t.Errorf("%s shows %q", id, got)
		}
	}
	if !js[bool](b, `over.classList.contains("is-over") && bar.max === 60 && bar.value >= 30 && bar.value < 36 && parseInt(rect.getAttribute("width")) >= 50 && late.className === "is-warn is-over"`) {
		t.Errorf("bars: %s", js[string](b, `bar.outerHTML + rect.outerHTML + late.className`))
	}
	b.until(7*time.Second, `warn.classList.contains("is-warn") && say.textContent.includes("10 sekunder kvar")`)
	time.Sleep(3500 * time.Millisecond)
	if n := js[int](b, "said"); n != 1 {
		t.Errorf("said %d times", n)
	}
}
