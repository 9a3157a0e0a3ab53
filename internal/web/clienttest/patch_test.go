package clienttest

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// Whoever writes, reads or has opened something is not disturbed by two hundred changes of what stands around it.
func TestPatchLeavesTheReaderAlone(t *testing.T) {
	browser, _ := chromium(t, "")
	s := newSite(t)
	part := func(n int) string {
		return fmt.Sprintf(`<section id="part"><h2>Ändring %d</h2><details id="more" data-n="%d"><summary>Mer</summary>%d</details>
<input id="name" value="Nr %d" class="c%d"><select id="kind"><option>a<option selected>b<option>c</select><label><input type="checkbox" id="box"> Klar</label>
<textarea id="text">%d</textarea><ul id="rows"><li id="r%d">Ny</li><li id="same">Samma <button id="b">Tryck</button></li></ul></section>`, n, n, n, n, n, n, n)
	}
	s.add("/", sitePage{body: following, main: part(0) + `<p id="count"></p>`})
	b := s.tab(browser)
	b.visit("/")
	b.do(chromedp.Click("summary", chromedp.ByQuery), chromedp.Click("#box"), chromedp.SetValue("#kind", "c"),
		chromedp.Evaluate(`kind.dispatchEvent(new Event("change", {bubbles: true}))`, nil), chromedp.Focus("#text"),
		chromedp.Evaluate(`text.value = ""; window.lost = 0; document.addEventListener("focusout", () => lost++)`, nil))
	want := "Vägen är stängd vid Forsen"
	for n := 1; n <= 200; n++ {
		s.tell(fmt.Sprintf(`<template data-for="part">%s</template>`, part(n)))
		if n%20 == 0 {
			from := len([]rune(want)) * (n/20 - 1) / 10
			to := len([]rune(want)) * (n / 20) / 10
			b.do(chromedp.KeyEvent(string([]rune(want)[from:to])))
		}
	}
	b.until(10*time.Second, `document.querySelector("h2").textContent === "Ändring 200"`)
	for expression, want := range map[string]string{
		"text.value": want, "document.activeElement.id": "text", "String(more.open)": "true", "more.dataset.n": "200", "String(box.checked)": "true",
		"kind.value": "c", "document.getElementById('name').value": "Nr 200", "document.getElementById('name').className": "c200",
		"String(lost)": "0", "String(text.selectionStart)": fmt.Sprint(len([]rune(want))), "rows.children[0].id": "r200",
	} {
		if got := js[string](b, expression); got != want {
			t.Errorf("%s is %q, not %q", expression, got, want)
		}
	}
	// A form that has been emptied is the service's again.
	b.do(chromedp.Evaluate(`document.activeElement.blur()`, nil), chromedp.Focus("#b"))
	s.tell(`<template data-remove="same"></template><template data-for="count"><p id="count">Borta</p></template>`)
	b.until(5*time.Second, `count.textContent === "Borta"`)
	if at := js[string](b, `document.activeElement.tagName`); at == "BODY" {
		t.Error("focus fell to the body when what had it was taken away")
	}
}

// What had the focus goes in one of many ways; who works by keys goes on in the same part of the page, never from its beginning.
func TestFocusFindsAPlace(t *testing.T) {
	browser, _ := chromium(t, "")
	const page = `<section id="bar" data-part><h2>Läge</h2><p id="way"><a id="open" href="?" data-dialog="d">Avsluta</a></p></section>
<section id="work" data-part><div id="box"><button id="b">Tryck</button></div></section><p id="done"></p>
<dialog id="d"><form id="f" method="post" action="/end" data-enhance><button id="yes">Ja</button></form></dialog>`
	for _, c := range []struct{ name, focus, patch, place string }{
		{"taken away", "#b", `<template data-for="box"><div id="box">Klart</div></template>`, "work"},
		{"hidden", "#b", `<template data-for="box"><div id="box" hidden><button id="b">Tryck</button></div></template>`, "work"},
		{"disabled", "#b", `<template data-for="b"><button id="b" disabled>Tryck</button></template>`, "work"},
		{"inert", "#b", `<template data-for="box"><div id="box" inert><button id="b">Tryck</button></div></template>`, "work"},
		{"hidden with its part", "#b", `<template data-for="work"><section id="work" data-part hidden><button id="b">Tryck</button></section></template>`, "MAIN"},
		{"what opened the dialog is gone, before it is shut", "#yes", `<template data-for="way"><p id="way">Mötet är avslutat</p></template>`, "bar"},
		{"and its part is hidden", "#yes", `<template data-for="bar"><section id="bar" data-part hidden></section></template>`, "MAIN"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newSite(t)
			s.add("/", sitePage{body: following, main: page})
			s.mux.HandleFunc("POST /end", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) })
			b := s.tab(browser)
			b.visit("/")
			if c.focus == "#yes" {
				b.do(chromedp.Click("#open"), chromedp.Focus("#yes"))
			} else {
				b.do(chromedp.Focus(c.focus))
			}
			s.tell(c.patch + `<template data-for="done"><p id="done">Klart</p></template>`)
			b.until(5*time.Second, `done.textContent === "Klart"`)
			if c.focus == "#yes" {
				b.do(chromedp.Evaluate(`f.requestSubmit(yes)`, nil))
				b.until(5*time.Second, `!d.open`)
			}
			// The browser takes the focus from what cannot have it when it draws the page: twice, to be sure that it has.
			js[bool](b, `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 0, true))))`)
			if at := js[string](b, `document.activeElement.id || document.activeElement.tagName`); at != c.place {
				t.Errorf("the focus is at %s, not %s", at, c.place)
			}
		})
	}
}

// A list: in the middle, moved, taken away, filled anew; what is in it keeps what it has.
func TestPatchLists(t *testing.T) {
	browser, _ := chromium(t, "")
	s := newSite(t)
	s.add("/", sitePage{body: following, main: `<ol id="list"><li id="a">a <input id="in"></li><li id="b">b</li><li id="c">c</li></ol><p id="done"></p><p id="out">ute</p>`})
	b := s.tab(browser)
	b.visit("/")
	b.do(chromedp.SendKeys("#in", "skrivet"), chromedp.Evaluate(`window.first = list.children[0]`, nil))
	li := func(id string) string { return `<li id="` + id + `">` + id + `</li>` }
	withInput := `<li id="a">A <input id="in"></li>`
	in := func(after, row string) string {
		return `<template data-in="list" data-after="` + after + `">` + row + `</template>`
	}
	for i, c := range []struct{ patch, want string }{
		{in("a", li("x")), "a,x,b,c"},
		{in("", li("y")), "y,a,x,b,c"},
		{in("c", withInput), "y,x,b,c,a"},
		{in("", withInput), "a,y,x,b,c"},
		{in("finns-inte", li("z")), "a,y,x,b,c,z"},
		{`<template data-in="list"><li id="w">w</li></template>`, "a,y,x,b,c,z,w"},
		{`<template data-in="finns-inte" data-after=""><li id="q">q</li></template>`, "a,y,x,b,c,z,w"},
		{`<template data-remove="y"></template><template data-remove="finns-inte"></template>`, "a,x,b,c,z,w"},
		{in("a", li("x")) + in("w", li("z")), "a,x,b,c,w,z"},
		{`<template data-list="list">` + li("c") + li("ny") + withInput + li("b") + `</template>`, "c,ny,a,b"},
	} {
		s.tell(c.patch + fmt.Sprintf(`<template data-for="done"><p id="done">%d</p></template>`, i))
		b.until(5*time.Second, fmt.Sprintf(`done.textContent === "%d"`, i))
		if got := js[string](b, `Array.from(list.children, (e) => e.id).join(",")`); got != c.want {
			t.Errorf("%s gives %s, not %s", c.patch, got, c.want)
		}
	}
	if !js[bool](b, `first === document.getElementById("a") && document.getElementById("in").value === "skrivet" && document.activeElement.id === "in"`) {
		t.Error("a row that was moved is another row, or has lost what was written in it")
	}
	// Markup of somebody else's is text to nobody: a script that came along is thrown away, and a way out of the service leads nowhere.
	s.tell(`<template data-for="done"><p id="done">sist<script id="s">window.bad = 1</` + `script></p></template><template data-go="https://example.org/"></template>`)
	b.until(5*time.Second, `done.textContent === "sist"`)
	if js[bool](b, `Boolean(window.bad || document.getElementById("s"))`) {
		t.Error("a script came in with a patch")
	}
}

// A log that is followed stays at its end; one that is being read stays where it is.
func TestLogStaysPut(t *testing.T) {
	browser, _ := chromium(t, "")
	s := newSite(t)
	var rows strings.Builder
	for n := 1; n <= 100; n++ {
		fmt.Fprintf(&rows, `<li id="n%d">Rad %d</li>`, n, n)
	}
	s.add("/", sitePage{body: following, main: `<div role="log" id="log" tabindex="0"><ol id="list">` + rows.String() + `</ol></div>`})
	b := s.tab(browser)
	b.visit("/")
	b.do(chromedp.Evaluate(`log.style.height = "200px"; log.style.overflowY = "scroll"; log.style.overflowAnchor = "none"; log.scrollTop = 1e6`, nil))
	s.tell(line(101))
	b.until(5*time.Second, `document.getElementById("n101") && log.scrollHeight - log.scrollTop - log.clientHeight < 2`)
	b.do(chromedp.Evaluate(`log.scrollTop = 700; window.at = n50.getBoundingClientRect().top`, nil))
	s.tell(`<template data-in="list" data-after=""><li id="first">Först</li></template><template data-remove="n3"></template><template data-remove="n4"></template>`)
	s.tell(line(102))
	b.until(5*time.Second, `document.getElementById("n102")`)
	if moved := js[float64](b, `Math.abs(n50.getBoundingClientRect().top - at)`); moved > 1.5 {
		t.Errorf("what was being read moved %v pixels", moved)
	}
}

// D14: five thousand rows, changed, moved and in the opposite order.
func TestPatchOfFiveThousandRows(t *testing.T) {
	browser, _ := chromium(t, "")
	s := newSite(t)
	rows := func(change func(i int) (id, text string)) string {
		var b strings.Builder
		for i := range 5000 {
			id, text := change(i)
			fmt.Fprintf(&b, `<li id="%s"><time>03:0%d</time><div><b>Aktör %s</b> <p>%s</p></div></li>`, id, i%10, id, text)
		}
		return b.String()
	}
	plain := func(i int) (string, string) { return fmt.Sprintf("n%d", i), "Rad" }
	s.add("/", sitePage{body: following, main: `<div id="all"><ol id="list">` + rows(plain) + `</ol></div><p id="done"></p>`})
	b := s.tab(browser)
	b.visit("/")
	b.do(chromedp.Evaluate(`document.addEventListener("samverkan:patched", () => window.end = performance.now())`, nil))
	all := func(body string) string {
		return `<template data-for="all"><div id="all"><ol id="list">` + body + `</ol></div></template>`
	}
	list := func(body string) string { return `<template data-list="list">` + body + `</template>` }
	turned := func(i int) (string, string) { return fmt.Sprintf("n%d", 4999-i), "Vänd" }
	for _, c := range []struct{ name, patch, first string }{
		{"every text", all(rows(func(i int) (string, string) { return fmt.Sprintf("n%d", i), "Ändrad" })), "n0"},
		{"nothing", all(rows(func(i int) (string, string) { return fmt.Sprintf("n%d", i), "Ändrad" })), "n0"},
		{"all but the first", all(rows(func(i int) (string, string) { return fmt.Sprintf("n%d", i+1), "Ändrad" })), "n1"},
		{"as a list, every text", list(rows(plain)), "n0"},
		{"as a list, turned round", list(rows(turned)), "n4999"},
		{"turned round again", all(rows(plain)), "n0"},
		{"others altogether", all(rows(func(i int) (string, string) { return fmt.Sprintf("x%d", i), "Annan" })), "x0"},
	} {
		// Posted as an event of its own, so that what is measured is from the text to the page.
		s.tell("")
		b.do(chromedp.Evaluate(`window.end = 0; window.begin = 0; new PerformanceObserver(() => {}); void 0`, nil))
		measure := `(() => { const m = new MutationObserver(() => { begin ||= performance.now(); }); m.observe(list, {childList: true, subtree: true, characterData: true}); })()`
		b.do(chromedp.Evaluate(measure, nil))
		began := time.Now()
		s.tell(c.patch)
		b.until(20*time.Second, `end > 0`)
		took := time.Since(began)
		t.Logf("%-25s %v", c.name, took.Round(time.Millisecond))
		if first := js[string](b, `list.children[0].id + list.children.length`); first != c.first+"5000" {
			t.Errorf("%s: the list begins with %s", c.name, first)
		}
		if took > 15*time.Second { // the goal is 1 s, shown on a quiet machine; this is a watchdog, with other browsers beside
			t.Errorf("%s took %v", c.name, took)
		}
	}
}

// E4: ten events a second make at most one announcement in three seconds, and the last of them is told.
func TestAnnouncements(t *testing.T) {
	browser, _ := chromium(t, "")
	s := newSite(t)
	s.add("/", sitePage{body: following, main: room})
	b := s.tab(browser)
	b.visit("/")
	b.do(chromedp.Evaluate(`window.said = []; new MutationObserver(() => said.push([performance.now(), say.textContent])).observe(say, {childList: true, characterData: true, subtree: true})`, nil))
	for n := 1; n <= 90; n++ {
		s.tell(fmt.Sprintf(`<template data-say="polite">Händelse %d</template>`, n))
		time.Sleep(100 * time.Millisecond)
	}
	b.until(5*time.Second, `say.textContent.includes("Händelse 90")`)
	times := js[[]float64](b, `said.map((x) => x[0])`)
	t.Logf("%d announcements, the last: %s", len(times), js[string](b, `say.textContent`))
	if len(times) < 3 || len(times) > 5 {
		t.Errorf("%d announcements in 9 s", len(times))
	}
	for i := 1; i < len(times); i++ {
		if gap := times[i] - times[i-1]; gap < 2950 {
			t.Errorf("%v ms between two announcements", gap)
		}
	}
}
