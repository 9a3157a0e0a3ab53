package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"samverkan/internal/area"
	"samverkan/internal/web/webtest"
)

// hour is an hour in an area, in which an entry comes each minute.
type hour struct {
	t       *testing.T
	s       *webtest.Stage
	b       *webtest.Browser
	path    string // of the area
	tabs    map[webtest.Role]*webtest.Tab
	clients map[webtest.Role]*webtest.Client
	sat     map[webtest.Role]time.Time // when they were last at their tab
	asked   map[webtest.Role]time.Time
	screens map[area.Kind]bool // of which one has been entered in a browser
	changed map[string]bool    // titles of what was changed after the region had been there
}

// away is how long somebody can be away before they sign in again: the service waits for half an hour.
const away = 20 * time.Minute

// screen gives somebody's tab.
func (h *hour) screen(r webtest.Role) *webtest.Tab {
	h.t.Helper()
	if h.tabs[r] == nil {
		x := h.b.As(r)
		desktop.set(x)
		h.tabs[r] = x
	} else if h.s.Now().Sub(h.sat[r]) > away {
		h.tabs[r].SignIn()
	}
	h.sat[r] = h.s.Now()
	return h.tabs[r]
}

// as gives somebody whose browser runs no script.
func (h *hour) as(r webtest.Role) *webtest.Client {
	h.t.Helper()
	if h.clients[r] == nil || h.s.Now().Sub(h.asked[r]) > away {
		h.clients[r] = h.s.As(r)
	}
	h.asked[r] = h.s.Now()
	return h.clients[r]
}

// tabbed are the pages that are gone through by Tab from end to end, on the screen of a telephone, where there is least room for a focus.
var tabbed = []string{"board", "map", "inbox"}

// look holds the page that somebody has open against axe, in the light and in the dark, and against the width of a telephone.
func (h *hour) look(x *webtest.Tab, name string) {
	h.t.Helper()
	told := func(w way, faults []string) {
		for _, f := range faults {
			h.t.Errorf("%s %s: %s", name, w, f)
		}
		x.Shot("hour-" + name + "-" + w.String())
	}
	told(desktop, x.Axe())
	dark := desktop
	dark.theme = "dark"
	dark.set(x)
	told(dark, x.AxeColours())
	phone.set(x)
	if wide := x.Wider(); wide != "" {
		h.t.Errorf("%s %s: %s", name, phone, wide)
	}
	if slices.Contains(tabbed, name) {
		k := keyed{x, map[string]bool{}}
		k.Eval("document.activeElement.blur(); true", nil)
		k.to(`.foot form[action="/language"] button`)
	}
	x.Shot("hour-" + name + "-" + phone.String())
	if webtest.Shots() != "" {
		dark = phone
		dark.theme = "dark"
		dark.set(x)
		x.Shot("hour-" + name + "-" + dark.String())
	}
	desktop.set(x)
}

// said waits until the page tells that what was asked for is done.
func said(x *webtest.Tab) {
	x.T.Helper()
	x.Until("it is said that it is done", `document.readyState === "complete" && document.querySelector("p.flash[role=status]")`)
}

// await waits until something is so that the service does by itself, after somebody has been answered.
func (h *hour) await(what string, is func() bool) {
	h.t.Helper()
	for end := time.Now().Add(30 * time.Second); !is(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			h.t.Fatalf("it never came that %s", what)
		}
	}
}

// A county opens an area during the exercise, five actors work in it for an hour with entries of every kind, and who comes late finds what
// came meanwhile. What is of weight is done in browsers, the rest by forms without a script; the hour is the clock's.
func TestAnHourInAnArea(t *testing.T) {
	s := webtest.Start(t, webtest.Published)
	h := &hour{t: t, s: s, b: s.Browser(t), tabs: map[webtest.Role]*webtest.Tab{}, clients: map[webtest.Role]*webtest.Client{},
		sat: map[webtest.Role]time.Time{}, asked: map[webtest.Role]time.Time{}, screens: map[area.Kind]bool{}, changed: map[string]bool{}}
	for _, r := range []webtest.Role{plough, late, dalarna} {
		s.OnDuty(r.Actor())
	}
	h.open()
	h.watch()
	h.enter(hourEntries[:25])
	h.visit()
	h.ask()
	h.enter(hourEntries[25:45])
	h.answer()
	h.letIn()
	h.agree()
	h.approve()
	h.enter(hourEntries[45:])
	h.counts()
	h.onMap()
	h.told()
	h.catchUp()
	h.find()
	h.meet()
	for _, r := range []webtest.Role{county, editor, ekeryd, tallmo, mcf, plough, late} {
		if x := h.tabs[r]; x != nil {
			if wrong := x.Complaints(); len(wrong) > 0 {
				t.Errorf("%s: %q", r, wrong)
			}
		}
	}
}

// open has the county open the area by keys alone.
func (h *hour) open() {
	h.t.Helper()
	k := keyed{h.screen(county), map[string]bool{}}
	k.Visit("/areas")
	k.enter(`main a[href="/areas/new"]`)
	k.Until("the form is there", `document.querySelector('form[action="/areas/new"] [name=name]')`)
	h.look(k.Tab, "area-new")
	k.to(`main form[method=post] [name="name"]`)
	k.Do(chromedp.KeyEvent("Snökaos natten till torsdag"))
	k.pick(`main form[method=post] [name="incident"]`, webtest.Incident)
	k.to(`main form[method=post] [name="purpose"]`)
	k.Do(chromedp.KeyEvent("Samlad bild av vägar, el och omsorg under natten."))
	k.pick(`main form[method=post] [name="roster"]`, "natverk-regional")
	k.pick(`main form[method=post] [name="right"]`, string(area.Contribute))
	k.enter(`main form[method=post] button[type="submit"]`)
	k.Until("the area is there", `location.pathname.startsWith("/areas/yta-") && document.readyState === "complete"`)
	h.path, _, _ = strings.Cut(k.Where(), "?")
	if text := k.Text("main"); !strings.Contains(text, "Snökaos natten till torsdag") || !strings.Contains(text, "0 poster") || !strings.Contains(text, "läser och skriver") {
		h.t.Fatalf("the area says %.1500s", text)
	}
	h.as(skane).Get(h.path).Want(http.StatusNotFound)
}

// pick goes to a choice and presses the arrow until it is what is wanted.
func (k keyed) pick(selector, value string) {
	k.T.Helper()
	k.to(selector)
	k.press(kb.Home)
	for range mostSteps {
		var at string
		if k.Eval("document.activeElement.value", &at); at == value {
			return
		}
		k.press(kb.ArrowDown)
	}
	k.T.Fatalf("%s cannot be %s", selector, value)
}

// space presses the space bar as a keyboard does. [webtest.Tab.Press] sends the space itself after the key, whatever the page made of that,
// and a page that has a use of its own for the key scrolls all the same.
func (k keyed) space() {
	k.T.Helper()
	key := func(of input.KeyType) *input.DispatchKeyEventParams {
		return input.DispatchKeyEvent(of).WithKey(" ").WithCode("Space").WithWindowsVirtualKeyCode(32)
	}
	k.Do(key(input.KeyDown).WithText(" "), key(input.KeyUp))
}

// The three watches.
const (
	watchedTag  = "El"
	watchedWord = "reservkraft"
)

// watch has three people say what they want to be told of: each something else, and in another place.
func (h *hour) watch() {
	h.t.Helper()
	x := h.screen(tallmo)
	x.Visit("/watches")
	put(x, `#bevaka-kind`, string(area.Need))
	x.Click(`main .panel form .btn-primary`)
	x.Until("it is watched", `document.querySelector(".watch-rows li")`)
	h.look(x, "watches")
	h.as(mcf).Get("/search?" + url.Values{"q": {watchedWord}}.Encode()).Form("bevaka").Submit().Says("Sluta bevaka")
	h.as(ekeryd).Get("/watches").Form("bevaka").Submit("tag", watchedTag, "often", "morning").Says("Du bevakar det nu")
	h.as(editor).Get("/inbox").Says("Inkorgen är tom")
}

// enter puts entries in the area, one each minute. The first of each kind is put there in a browser.
func (h *hour) enter(entries []entry) {
	h.t.Helper()
	for _, e := range entries {
		h.s.Wait(time.Minute)
		if h.screens[e.kind] {
			h.post(e)
			continue
		}
		h.screens[e.kind] = true
		x := h.screen(e.who)
		switch e.kind {
		case area.Map:
			h.draw(x, e)
		case area.Need, area.Offer:
			x.Visit(h.path + "/board")
			h.fill(x, `form[action$="/board"][method=post]`, e, "kind", string(e.kind))
		case area.Message, area.Question:
			x.Visit(h.path + "/messages")
			h.fill(x, fmt.Sprintf(`form[action$="/messages"]:has([value=%q])`, e.kind), e)
		case area.Appointment:
			x.Visit(h.path + "/calendar")
			h.fill(x, `form[action$="/calendar"][method=post]`, e)
		case area.Note:
			x.Visit(h.path + "/new?what=note")
			h.look(x, "new-note")
			h.fill(x, `form[action$="/items"]`, e)
		default:
			x.Visit(h.path + "/new")
			if e.kind == area.Document {
				h.look(x, "new-file")
			}
			name, content := file(e)
			to := filepath.Join(h.t.TempDir(), name)
			if err := os.WriteFile(to, content, 0o600); err != nil {
				h.t.Fatal(err)
			}
			x.Until("there is a field for the file", `document.getElementById("post-file")`)
			x.Do(chromedp.SetUploadFiles("#post-file", []string{to}, chromedp.ByQuery))
			e.text = "" // it is in the file
			h.fill(x, `form[action$="/items"]`, e, "kind", string(e.kind))
		}
	}
}

// fill fills in a form of a page and sends it.
func (h *hour) fill(x *webtest.Tab, form string, e entry, more ...string) {
	h.t.Helper()
	fields := append(append([]string{"title", e.title, "text", e.text}, e.more...), more...)
	for i := 0; i+1 < len(fields); i += 2 {
		if fields[i+1] != "" {
			put(x, fmt.Sprintf(`%s [name=%q]`, form, fields[i]), fields[i+1])
		}
	}
	x.Click(form + ` button[type="submit"]`)
	said(x)
	if text := x.Text("main"); !strings.Contains(text, e.title) {
		h.t.Errorf("%s is not on the page: %.800s", e.title, text)
	}
}

// draw puts points on the map by keys alone.
func (h *hour) draw(x *webtest.Tab, e entry) {
	h.t.Helper()
	k := keyed{x, map[string]bool{}}
	k.Visit(h.path + "/map")
	k.to("[data-map]")
	for range strings.Split(e.field("shapes"), "\n") {
		k.press(kb.ArrowRight)
		k.press(kb.ArrowUp)
		k.space()
	}
	k.look("the points were put")
	k.space()
	k.press(kb.Backspace) // one too many
	k.press(kb.Enter)
	k.look("the drawing was ended")
	k.to(`form[method=post] [name="title"]`)
	k.Do(chromedp.KeyEvent(e.title))
	k.to(`form[method=post] [name="text"]`)
	k.Do(chromedp.KeyEvent(e.text))
	k.enter(`form[method=post] button[type="submit"]`)
	said(x)
	if text := x.Text(".map-rows"); !strings.Contains(text, e.title) || !strings.Contains(text, "3 punkter") {
		h.t.Errorf("the list beside the map says %s", text)
	}
}

// file is what an entry that is a file has: its name and what is in it.
func file(e entry) (string, []byte) {
	if e.kind == area.Audio { // a tenth of a second of silence
		const n = 800
		return area.Slug(e.title) + ".wav", append([]byte("RIFF\x44\x03\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x40\x1f\x00\x00\x01\x00\x08\x00data\x20\x03\x00\x00"),
			[]byte(strings.Repeat("\x80", n))...)
	}
	return area.Slug(e.title) + ".txt", []byte(e.title + "\n\n" + e.text + "\n")
}

// post puts an entry in the area by its form, without a script.
func (h *hour) post(e entry) {
	h.t.Helper()
	c := h.as(e.who)
	fields := slices.Clone(e.more)
	if e.text != "" {
		fields = append(fields, "text", e.text)
	}
	fields = append(fields, "title", e.title)
	switch e.kind {
	case area.Map:
		c.Get(h.path + "/map").Form("map").Submit(fields...).Want(http.StatusOK).Says(e.title)
	case area.Appointment:
		c.Get(h.path + "/calendar").Form("appointment").Submit(fields...).Want(http.StatusOK).Says(e.title)
	case area.Need, area.Offer:
		c.Get(h.path + "/board").Form("need").Submit(append(fields, "kind", string(e.kind))...).Want(http.StatusOK).Says(e.title)
	case area.Message, area.Question:
		if e.kind == area.Question && e.text != "" {
			fields = append(e.more, "title", e.title) // what lies behind a question is said when it is changed
		}
		c.Get(h.path + "/messages").Form(string(e.kind)).Submit(fields...).Want(http.StatusOK).Says(e.title)
	case area.Note:
		c.Get(h.path + "/new?what=note").Form("post").Submit(fields...).Want(http.StatusOK).Says(e.title)
	default:
		h.bring(c, e)
	}
}

// bring puts a file in the area.
func (h *hour) bring(c *webtest.Client, e entry) {
	h.t.Helper()
	form := c.Get(h.path + "/new").Form("post")
	values := url.Values{}
	for name, v := range form.Values {
		values[name] = v
	}
	values.Set("title", e.title)
	values.Set("kind", string(e.kind))
	for i := 0; i+1 < len(e.more); i += 2 {
		values.Set(e.more[i], e.more[i+1])
	}
	var body strings.Builder
	for name, all := range values {
		for _, v := range all {
			body.WriteString("--snitt-7\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + v + "\r\n")
		}
	}
	name, content := file(e)
	body.WriteString("--snitt-7\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name + "\"\r\n\r\n" + string(content) + "\r\n--snitt-7--\r\n")
	if a := c.Send(http.MethodPost, form.Action, body.String(), map[string]string{"Content-Type": "multipart/form-data; boundary=snitt-7"}); a.Status != http.StatusSeeOther {
		h.t.Fatalf("%s: %d %.600s", e.title, a.Status, a.Body)
	}
}

// visit has the region look into the area, so that the service knows how far it has read.
func (h *hour) visit() {
	h.t.Helper()
	h.s.Wait(30 * time.Second)
	x := h.screen(late)
	x.Visit(h.path)
	x.Until("the area is read", fmt.Sprintf(`document.getElementById("poster").textContent.includes(%q)`, hourEntries[24].title))
}

const begaran = "Hur många är utan el i kväll?"

// ask has the county ask all in its network, and three answer by form.
func (h *hour) ask() {
	h.t.Helper()
	h.as(county).Get("/inquiries/new").Form("begar").Submit("title", begaran, "text", "Till lägesbilden kl. 22.", "deadline", "22:00", "incident", webtest.Incident, "exercise", "true",
		"roster", "natverk-regional", "questions.0.text", "Hushåll utan el", "questions.0.kind", "number", "questions.0.unit", "hushåll",
		"questions.1.text", "Vad behöver ni?", "questions.1.kind", "text", "act", "ask").Want(http.StatusOK)
	for r, n := range map[webtest.Role]string{ekeryd: "1200", mcf: "0", plough: "0"} {
		h.as(r).Get(h.inquiry(r)+"/answer").Form("svar").Submit("said.f1", n, "text.f2", "Se ytan.").Want(http.StatusOK)
	}
}

// inquiry finds the begäran as who is asked does.
func (h *hour) inquiry(r webtest.Role) string {
	h.t.Helper()
	p := h.as(r).Get("/inquiries").Says(begaran)
	for _, a := range p.Find("a", "href^", "/inquiries/") {
		if webtest.TextOf(a) == begaran {
			return webtest.Attr(a, "href")
		}
	}
	h.t.Fatal("nothing leads to the begäran")
	return ""
}

// answer has Tallmo answer the begäran on a telephone, and the county read the result.
func (h *hour) answer() {
	h.t.Helper()
	x := h.screen(tallmo)
	phone.set(x)
	x.Visit("/inquiries")
	x.Click(`.inquiries li a.btn[href$="/answer"]`)
	x.Until("the form is there", `location.pathname.endsWith("/answer") && document.readyState === "complete"`)
	for _, f := range x.Axe() {
		h.t.Errorf("the begäran %s: %s", phone, f)
	}
	x.Shot("hour-begaran-svar-" + phone.String())
	put(x, `[name="said.f1"]`, "800")
	put(x, `[name="text.f2"]`, "Diesel till aggregaten före kl. 06.")
	x.Click(`main form:not(.panel) .form-foot [type="submit"]`)
	x.Until("it is answered", `!location.pathname.endsWith("/answer") && document.readyState === "complete" && document.querySelector("main h1")`)
	desktop.set(x)

	x = h.screen(county)
	x.Visit(h.inquiry(county))
	h.look(x, "begaran")
	if text := x.Text("main"); !strings.Contains(text, "4 av ") || !strings.Contains(text, "2 000") || !strings.Contains(text, "Diesel till aggregaten före kl. 06.") {
		h.t.Errorf("the result says %.1500s", text)
	}
	h.as(skane).Get("/inquiries").SaysNot(begaran)
}

// letIn has two ask to be let in: the one is, to read, and the other is told why not.
func (h *hour) letIn() {
	h.t.Helper()
	for r, why := range map[webtest.Role]string{skane: "Vi kan skicka bandvagnar.", dalarna: "Vi vill följa läget."} {
		h.as(r).Get("/areas?show=ask").Says("Snökaos natten till torsdag").Form(h.path+"/requests").Submit("right", "contribute", "why", why).Says("väntar på svar")
		h.as(r).Get(h.path).Want(http.StatusNotFound)
	}
	x := h.screen(county)
	x.Visit(h.path + "/rights")
	h.look(x, "rights")
	put(x, `#svar-lst-skane [name="words"]`, "Välkomna, ni kan skriva.")
	x.Click(`#svar-lst-skane button[value="contribute"]`)
	x.Until("it is answered", `document.readyState === "complete" && !document.getElementById("svar-lst-skane") && document.getElementById("svar-lst-dalarna")`)
	put(x, `#svar-lst-dalarna [name="words"]`, "Ni får lägesbilden av oss i stället.")
	x.Click(`#svar-lst-dalarna button[value=""]`)
	x.Until("none waits", `document.readyState === "complete" && document.querySelector("main h1") && !document.getElementById("svar-lst-dalarna")`)

	h.as(skane).Get(h.path+"?page=2").Want(http.StatusOK).Says("44 poster", "Vattenverket går på reservkraft").SaysNot("Vi överväger evakuering")
	if !strings.Contains(h.as(skane).Get(h.path).Body, h.path+"/new") {
		h.t.Error("who was let in to write cannot")
	}
	h.as(dalarna).Get(h.path).Want(http.StatusNotFound)
	h.as(dalarna).Get("/areas?show=ask").Says("Ni får lägesbilden av oss i stället.").SaysNot("Norra Ekeryd")
}

// agree has an offer answer a need, and who needs it agree.
func (h *hour) agree() {
	h.t.Helper()
	const need, offer = "Elverk till äldreboendet Granen", "Elverk ur förstärkningsresursen"
	p := h.as(mcf).Get(h.path + "/board").Says("har ingen svarat på")
	p.Form(h.path+"/items/"+h.item(mcf, offer)+"/match").Submit("need", h.item(mcf, need)).Says("besvarat")
	h.changed[need], h.changed[offer] = true, true
	x := h.screen(ekeryd)
	x.Visit(h.path + "/board")
	h.look(x, "board")
	x.Click(`form[action$="/agree"] button`)
	said(x)
	if text := x.Text("main"); !strings.Contains(text, "överenskommet") {
		h.t.Errorf("the board says %.1200s", text)
	}
}

// item is the id of an item, as somebody finds it in the area.
func (h *hour) item(r webtest.Role, title string) string {
	h.t.Helper()
	for _, a := range h.as(r).Get(h.path+"?q="+url.QueryEscape(title)).Find("a", "href^", h.path+"/items/") {
		if webtest.TextOf(a) == title {
			return strings.TrimPrefix(webtest.Attr(a, "href"), h.path+"/items/")
		}
	}
	h.t.Fatalf("%s does not find %s", r, title)
	return ""
}

// approve has the county's other approve what it says to all: who wrote it cannot.
func (h *hour) approve() {
	h.t.Helper()
	const title = "Res bara om du måste"
	form := h.path + "/items/" + h.item(county, title) + "/approve"
	if h.as(county).Get(h.path + "/messages").Has(form) {
		h.t.Error("who wrote it approves it")
	}
	x := h.screen(editor)
	x.Visit(h.path + "/messages")
	h.look(x, "messages")
	x.Click(fmt.Sprintf(`form[action=%q] button`, form))
	said(x)
	h.changed[title] = true
	if text := h.as(tallmo).Get(h.path + "/messages?format=text").Body; !strings.Contains(text, "delvis avstängda i natt") || strings.Contains(text, "trygghetspunkt") {
		h.t.Errorf("what is approved is %s", text)
	}
}

// counts looks how much there is of each kind, for who reads all of it and for who does not.
func (h *hour) counts() {
	h.t.Helper()
	for _, r := range []webtest.Role{county, ekeryd, mcf, skane} {
		want, all := map[area.Kind]int{}, 0
		for _, e := range hourEntries {
			if e.readBy(r) {
				want[e.kind]++
				all++
			}
		}
		p := h.as(r).Get(h.path).Says(fmt.Sprintf("%d poster", all))
		got := map[string]string{}
		for _, a := range p.Find("a", "href^", h.path+"?kind=") {
			got[strings.TrimPrefix(webtest.Attr(a, "href"), h.path+"?kind=")] = webtest.TextOf(a)
		}
		for _, k := range area.Kinds() {
			if want[k] == 0 {
				h.t.Errorf("nothing of the kind %s has been put there", k)
			}
			if !strings.HasSuffix(got[string(k)], fmt.Sprint(want[k])) {
				h.t.Errorf("%s sees %q of the kind %s, want %d", r, got[string(k)], k, want[k])
			}
		}
	}
	if len(hourEntries) != 60 {
		h.t.Errorf("%d entries", len(hourEntries))
	}
	for _, k := range area.Kinds() {
		if !h.screens[k] {
			h.t.Errorf("no %s has been put there in a browser", k)
		}
	}
	x := h.screen(county)
	x.Visit(h.path)
	h.look(x, "area")
	x.Visit(h.path + "/calendar")
	h.look(x, "calendar")
	x.Visit(h.path + "/log")
	h.look(x, "log")
}

// onMap has one read what the others have put on the map.
func (h *hour) onMap() {
	h.t.Helper()
	var titles []string
	points := 0
	for _, e := range hourEntries {
		if e.kind == area.Map {
			titles = append(titles, e.title)
			if e.field("shape") == "" {
				points += max(len(strings.Split(e.field("shapes"), "\n")), 1)
			}
		}
	}
	x := h.screen(mcf)
	x.Visit(h.path + "/map")
	var got struct {
		Marks, Points, Lines, Areas int
		Rows                        []string
	}
	x.Eval(`({Marks: document.querySelectorAll(".landmap .note-mark").length, Points: document.querySelectorAll(".landmap > .note-point").length,
		Lines: document.querySelectorAll(".landmap > .note-line").length, Areas: document.querySelectorAll(".landmap > .note-area").length,
		Rows: [...document.querySelectorAll(".map-rows .rows-title")].map((e) => e.innerText.trim())})`, &got)
	slices.Sort(titles)
	slices.Sort(got.Rows)
	if got.Marks != len(titles) || got.Points != points || got.Lines != 2 || got.Areas != 1 || !slices.Equal(got.Rows, titles) {
		h.t.Errorf("the map shows %+v, want %d points of %q", got, points, titles)
	}
	h.look(x, "map")
	x.Visit(h.path + "/items/" + h.item(mcf, "Utan el i norra Tallmo"))
	h.look(x, "map-note")
}

// told looks into the inboxes of those who watch: each has what it asked for, and nothing besides.
func (h *hour) told() {
	h.t.Helper()
	h.words()
	h.await("all that has happened is told", func() bool {
		worked, err := h.s.Clerk().SortHappenings(h.t.Context())
		return err == nil && !worked
	})
	for r, is := range map[webtest.Role]func(entry) bool{
		ekeryd: func(e entry) bool { return e.tagged(watchedTag) },
		tallmo: func(e entry) bool { return e.kind == area.Need },
		mcf:    func(e entry) bool { return strings.Contains(strings.ToLower(e.title+" "+e.text), watchedWord) },
		editor: func(entry) bool { return false },
	} {
		var want, got []string
		for _, e := range hourEntries {
			if is(e) && e.who != r && e.readBy(r) {
				want = append(want, e.title)
			}
		}
		for _, p := range h.as(r).Get("/inbox").Find("p", "class~", "result-title") {
			got = append(got, strings.TrimSpace(strings.TrimPrefix(webtest.TextOf(p), "Oläst")))
		}
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			h.t.Errorf("%s is told of %q, want %q", r, got, want)
		}
	}
	x := h.screen(tallmo)
	x.Visit("/inbox")
	h.look(x, "inbox")
	x.Click(`.inbox .result-title a`)
	x.Until("it is read where it stands", `location.pathname.includes("/items/") && document.readyState === "complete" && document.querySelector("main h1")`)
	x.Until("it is read", `document.querySelector("[data-inbox-count]").textContent === "2"`)
	h.look(x, "need")
}

// words waits until what stands in the files can be found.
func (h *hour) words() {
	h.t.Helper()
	h.await("the words of the files are read", func() bool {
		return strings.Contains(h.as(tallmo).Get("/search?q=reservkraftaggregaten").Text(), "Minnesanteckningar från Tallmo krisledning")
	})
}

// catchUp has the region come back after most of the hour, and see what is new to it.
func (h *hour) catchUp() {
	h.t.Helper()
	var want []string
	for i, e := range hourEntries {
		if e.readBy(late) && (i >= 25 || h.changed[e.title]) {
			want = append(want, e.title)
		}
	}
	x := h.screen(late)
	x.Visit("/news")
	h.look(x, "news")
	var got []string
	x.Eval(fmt.Sprintf(`[...document.querySelector('main a[href=%q]').closest("section").querySelectorAll(".rows-title")].map((e) => e.innerText.trim())`, h.path), &got)
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		h.t.Errorf("new are %q, want %q", got, want)
	}
	x.Click(fmt.Sprintf(`main h2 a[href=%q]`, h.path))
	x.Until("the area is there", `document.querySelector("#poster .post.is-new")`)
	if text := x.Text("#poster .items-head"); !strings.Contains(text, fmt.Sprintf("%d nya sedan", len(want))) {
		h.t.Errorf("the area says %s", text)
	}
	x.Visit("/news")
	var more bool
	if x.Eval(fmt.Sprintf(`!!document.querySelector('main a[href=%q]')`, h.path), &more); more {
		h.t.Error("what has been seen is still new")
	}
}

// find has the region look for a part of a word in what another has written down.
func (h *hour) find() {
	h.t.Helper()
	x := h.screen(late)
	x.Visit("/search")
	x.Type("#f-q", "aggregat vattenverk")
	x.Press(kb.Enter)
	x.Until("it is found", `document.querySelector(".results .hits a")`)
	h.look(x, "search")
	if text := x.Text(".results"); !strings.Contains(text, "Minnesanteckningar från Tallmo krisledning") || !strings.Contains(text, "Reservkraftaggregaten vid vattenverket") {
		h.t.Errorf("it finds %.1500s", text)
	}
	x.Click(`.results .hits a[href*="/items/"]`)
	x.Until("it is where it was found", `document.querySelector("main h1")?.textContent.includes("Minnesanteckningar från Tallmo krisledning")`)
	h.look(x, "item")
	for r, found := range map[webtest.Role]bool{skane: true, dalarna: false} {
		if got := strings.Contains(h.as(r).Get("/search?q=aggregat").Text(), "Tallmo krisledning"); got != found {
			h.t.Errorf("%s finds it: %v", r, got)
		}
	}
	h.as(late).Get("/search?q=evakuering").SaysNot("Vi överväger")
}

// meet begins a morning meeting on what there is.
func (h *hour) meet() {
	h.t.Helper()
	x := h.screen(county)
	x.Visit(h.path)
	x.Click(`form[action$="/walk"] button`)
	x.Until("the meeting is there", `location.pathname.endsWith("/walk") && document.readyState === "complete" && document.querySelector("main h1")`)
	h.look(x, "walk")
	if text := x.Text("main"); !strings.Contains(text, "Reservkraften vid vattenverket räcker till gryningen") || !strings.Contains(text, "Tankbil för diesel") {
		h.t.Errorf("the meeting has %.1500s", text)
	}
}
