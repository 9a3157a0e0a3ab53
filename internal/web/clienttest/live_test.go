package clienttest

import (
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

const following = `data-live="/stream?view=follow" data-seq="SEQ" data-mine="/mine"`

const room = `<p data-connection><span data-words></span></p><div role="log"><ol id="list"></ol></div>`

func line(n int) string {
	after := ""
	if n > 1 {
		after = fmt.Sprintf("n%d", n-1)
	}
	return fmt.Sprintf(`<template data-in="list" data-after="%s"><li id="n%d">Rad %d</li></template>`, after, n, n)
}

const listed = `Array.from(list.children, (e) => e.id.slice(1)).join(",")`

func numbers(n int) (s string) {
	for i := 1; i <= n; i++ {
		if s += fmt.Sprint(i); i < n {
			s += ","
		}
	}
	return s
}

func TestSwallowedStream(t *testing.T) {
	browser, _ := chromium(t, "")
	s := newSite(t)
	s.add("/", sitePage{body: following, main: room})
	s.set(func(f *feed) { f.swallow = true })
	b := s.tab(browser)
	began := time.Now()
	b.visit("/")
	s.tell(line(1))
	b.until(15*time.Second, `document.getElementById("n1")`)
	took := time.Since(began)
	t.Logf("the first line after %v", took)
	if took > 10*time.Second {
		t.Errorf("the first line came after %v, not within 10 s", took)
	}
	b.until(time.Second, `document.querySelector("[data-connection]").dataset.state === "poll"`)
	began = time.Now()
	s.tell(line(2))
	b.until(2*time.Second, `document.getElementById("n2")`)
	t.Logf("the next one after %v", time.Since(began))
}

// However often it is cut, everything comes once and in order; what the reader may not see is passed over.
func TestResume(t *testing.T) {
	browser, _ := chromium(t, "")
	s := newSite(t)
	s.add("/", sitePage{body: following, main: room})
	s.set(func(f *feed) { f.each = 7 })
	b := s.tab(browser)
	b.visit("/")
	for n := 1; n <= 40; n++ {
		s.tell(line(n))
		s.tell("")
		if n%10 == 0 {
			time.Sleep(50 * time.Millisecond)
		}
	}
	b.until(40*time.Second, `list.children.length === 40`)
	if got := js[string](b, listed); got != numbers(40) {
		t.Errorf("the list is %s", got)
	}
	if n := s.get(func(f *feed) int { return f.streams }); n < 8 {
		t.Errorf("%d streams: it was not cut", n)
	}
	s.set(func(f *feed) { f.each = 0 })
	s.away(true)
	b.until(10*time.Second, `document.querySelector("[data-connection]").dataset.state === "off"`)
	if words := js[string](b, `document.querySelector("[data-words]").textContent`); len(words) < len("Utan nät sedan 12:00") {
		t.Errorf("without a network it says %q", words)
	}
	s.tell(line(41))
	s.away(false)
	b.until(40*time.Second, `document.getElementById("n41") && document.querySelector("[data-connection]").dataset.state === "on"`)
}

// A page that is too far behind begins anew once at a time, whether it hears of it by stream or by asking, and asks no more until it has;
// what is being written in it stays.
func TestBeginningAnew(t *testing.T) {
	for _, way := range []string{"asking", "stream"} {
		t.Run(way, func(t *testing.T) {
			browser, _ := chromium(t, "")
			s := newSite(t)
			old := sitePage{body: `data-live="/stream?view=follow" data-seq="0"`, main: room + `<textarea id="c"></textarea>`}
			s.add("/", old)
			s.set(func(f *feed) { f.page = way == "asking" })
			b := s.tab(browser)
			b.visit("/")
			b.do(chromedp.SendKeys("#c", "Halvskrivet"))
			b.do(chromedp.Evaluate(`window.same = true; window.asked = 0; const real = fetch; window.fetch = (...a) => { if (String(a[0]) === location.href) asked++; return real(...a); }; void 0`, nil))
			for range 3 {
				s.tell("")
			}
			// For as long as the page that is fetched is no newer, it goes on at a quiet pace.
			before := s.get(func(f *feed) int { return f.polls + f.streams })
			s.set(func(f *feed) { f.reset = 1000 })
			s.cut()
			time.Sleep(6 * time.Second)
			tries := s.get(func(f *feed) int { return f.polls + f.streams }) - before
			if asked := js[int](b, "asked"); asked == 0 || asked > 20 || tries > 40 {
				t.Errorf("in six seconds it asked %d times, and began anew %d times", tries, asked)
			}
			s.add("/", sitePage{body: following, main: old.main + `<p id="anew">Ny</p>`})
			s.set(func(f *feed) { f.reset = 3 })
			b.until(20*time.Second, `document.getElementById("anew")`)
			s.tell(line(1))
			b.until(20*time.Second, `document.getElementById("n1")`)
			if got := js[string](b, `c.value + window.same`); got != "Halvskrivettrue" {
				t.Errorf("what was written is %q", got)
			}
		})
	}
}

// Several pages of a browser share one stream; when the one that holds it goes, another takes it up, and nobody misses anything.
func TestOneStream(t *testing.T) {
	browser, _ := chromium(t, "")
	s := newSite(t)
	s.add("/", sitePage{body: following, main: room})
	first := s.tab(browser)
	first.visit("/")
	s.tell(line(1))
	first.until(5*time.Second, `document.getElementById("n1")`)
	second, third := s.tab(browser), s.tab(browser)
	// This page was made before the line, and is loaded after: it has to ask for what it missed.
	s.add("/old", sitePage{body: `data-live="/stream?view=follow" data-seq="0"`, main: room})
	second.visit("/old")
	third.visit("/old")
	for _, b := range []*tab{second, third} {
		b.until(5*time.Second, `document.getElementById("n1")`)
	}
	s.tell(line(2))
	for _, b := range []*tab{first, second, third} {
		b.until(5*time.Second, `document.getElementById("n2") && document.querySelector("[data-connection]").dataset.state === "on"`)
	}
	first.close()
	s.tell(line(3))
	s.tell(line(4))
	for _, b := range []*tab{second, third} {
		b.until(10*time.Second, `document.getElementById("n4")`)
		if got := js[string](b, listed); got != numbers(4) {
			t.Errorf("the list is %s", got)
		}
	}
	if most, all := s.get(func(f *feed) int { return f.most }), s.get(func(f *feed) int { return f.streams }); most != 1 || all != 2 {
		t.Errorf("%d streams at once, %d in all", most, all)
	}
}

// Signed out: it is said, and nothing goes away; signed in again in another window, the page goes on.
func TestSignedOutWhileFollowing(t *testing.T) {
	browser, _ := chromium(t, "")
	s := newSite(t)
	s.add("/", sitePage{body: following, main: room + `<textarea id="c"></textarea>`})
	b := s.tab(browser)
	b.visit("/")
	s.tell(line(1))
	b.until(5*time.Second, `document.getElementById("n1")`)
	b.do(chromedp.SendKeys("#c", "Halvskrivet"))
	s.set(func(f *feed) { f.status = http.StatusUnauthorized })
	s.cut()
	b.until(10*time.Second, `!document.getElementById("signed-out").hidden`)
	s.set(func(f *feed) { f.status = 0 })
	s.tell(line(2))
	b.do(chromedp.Evaluate(`dispatchEvent(new Event("online"))`, nil))
	b.until(10*time.Second, `document.getElementById("n2") && document.getElementById("signed-out").hidden`)
	if text := js[string](b, "c.value"); text != "Halvskrivet" {
		t.Errorf("what was written is %q", text)
	}
}

// What concerns one actor is fetched by its own pages alone.
func TestMine(t *testing.T) {
	browser, _ := chromium(t, "")
	s := newSite(t)
	s.add("/", sitePage{html: `data-actor="lst"`, body: following, main: room + `<p id="mine">Ingen</p>`})
	asked := 0
	s.mux.HandleFunc("/mine", func(w http.ResponseWriter, r *http.Request) {
		asked++
		fmt.Fprintf(w, `<template data-for="mine"><p id="mine">Din tur %d</p></template>`, asked)
	})
	b := s.tab(browser)
	b.visit("/")
	s.tell(`<template data-mine="kommun-a kommun-b"></template>` + line(1))
	b.until(5*time.Second, `document.getElementById("n1")`)
	s.tell(`<template data-mine="kommun-a lst"></template>`)
	b.until(5*time.Second, `mine.textContent === "Din tur 1"`)
	s.tell(`<template data-mine="*"></template>`)
	b.until(5*time.Second, `mine.textContent === "Din tur 2"`)
}

// An answer that was asked for before the one that is shown comes too late, also when it is the slower one.
func TestMineInOrder(t *testing.T) {
	browser, _ := chromium(t, "")
	s := newSite(t)
	s.add("/", sitePage{html: `data-actor="lst"`, body: following, main: room + `<p id="mine">Ingen</p>`})
	var asked atomic.Int32
	first := make(chan bool)
	s.mux.HandleFunc("/mine", func(w http.ResponseWriter, r *http.Request) {
		n := asked.Add(1)
		if n == 1 {
			first <- true
			<-first
		}
		fmt.Fprintf(w, `<template data-for="mine"><p id="mine">Din tur %d</p></template>`, n)
	})
	b := s.tab(browser)
	b.visit("/")
	s.tell(`<template data-mine="lst"></template>`)
	<-first
	s.tell(`<template data-mine="lst"></template>`)
	b.until(5*time.Second, `mine.textContent === "Din tur 2"`)
	first <- true
	time.Sleep(500 * time.Millisecond)
	if got := js[string](b, "mine.textContent"); got != "Din tur 2" {
		t.Errorf("the page went back to %q", got)
	}
}
