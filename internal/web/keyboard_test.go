package web_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"samverkan/conference"
	"samverkan/internal/web/webtest"
)

// focusFault is a function of the page that says what is wrong with where the focus is; "" when it can be seen: it is nowhere, or
// lacks a mark, or lies wholly under something else.
const focusFault = `(() => {
	const e = document.activeElement;
	if (!e || e === document.body) return "the focus is nowhere";
	const name = e.outerHTML.slice(0, 160);
	const seen = e.matches("input[type=radio], input[type=checkbox]") ? (e.closest("label") ?? e) : e;
	const r = seen.getBoundingClientRect();
	if (r.width < 2 || r.height < 2) return "the focus is on what has no size: " + name;
	const css = getComputedStyle(e), around = getComputedStyle(seen);
	const marked = (c) => c.outlineStyle !== "none" && parseFloat(c.outlineWidth) > 0 || c.boxShadow !== "none";
	if (!marked(css) && !marked(around)) return "the focus is not marked: " + name;
	for (const [fx, fy] of [[.5, .5], [.1, .2], [.9, .2], [.1, .8], [.9, .8], [.5, .1], [.5, .9]]) {
		const hit = document.elementFromPoint(r.left + r.width * fx, r.top + r.height * fy);
		if (hit && (hit === seen || seen.contains(hit) || hit.contains(seen) && getComputedStyle(hit).position !== "fixed")) return "";
	}
	return "the focus is covered: " + name + " at " + [r.left, r.top, r.right, r.bottom].map(Math.round);
})()`

// keyed is a tab that is used by keys alone, and looks where the focus is at each step.
type keyed struct {
	*webtest.Tab
	faults map[string]bool
}

func (k keyed) press(key string, options ...chromedp.KeyOption) {
	k.T.Helper()
	k.Press(key, options...)
}

// look notes what is wrong with where the focus is.
func (k keyed) look(after string) {
	k.T.Helper()
	var wrong string
	k.Eval(focusFault, &wrong)
	if wrong != "" && !k.faults[wrong] {
		k.faults[wrong] = true
		k.T.Errorf("after %s: %s", after, wrong)
	}
}

// mostSteps is how many times Tab is pressed before something counts as out of reach: the page is walked round once and more.
const mostSteps = 220

// to goes with Tab to what a selector finds, and looks at each stop on the way.
func (k keyed) to(selector string) {
	k.T.Helper()
	k.Until("there is "+selector, fmt.Sprintf("document.querySelector(%q)", selector))
	for range mostSteps {
		var here bool
		k.Eval(fmt.Sprintf("document.activeElement.matches(%q)", selector), &here)
		if here {
			return
		}
		k.press(kb.Tab)
		var round bool
		if k.Eval("document.activeElement === document.body", &round); round {
			k.press(kb.Tab) // past the last one is the browser's own; after it the first
		}
		k.look("Tab on the way to " + selector)
	}
	var at string
	k.Eval(`document.activeElement.outerHTML.slice(0, 200) + " in " + (document.querySelector("dialog:modal")?.innerHTML ?? "the page")`, &at)
	k.T.Fatalf("Tab never comes to %s: it is at %s", selector, at)
}

// enter goes to something and presses Enter there.
func (k keyed) enter(selector string) {
	k.T.Helper()
	k.to(selector)
	k.press(kb.Enter)
}

// shut waits until no dialog is open, and looks where the focus went.
func (k keyed) shut() {
	k.T.Helper()
	k.Until("the dialog is shut", `!document.querySelector("dialog:modal")`)
	k.Eval(`new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0, true)))`, nil) // that it is shut is told a moment later
	k.look("a dialog was shut")
}

// A meeting is led from its opening to its end by keys alone. Wherever the focus is it can be seen, and it is never lost.
func TestLedByKeysAlone(t *testing.T) {
	s := webtest.Start(t, webtest.Lobby)
	k := keyed{s.Browser(t).As(webtest.Leader), map[string]bool{}}
	k.Size(1440, 900)
	k.Visit(room)
	live(k.Tab)

	k.enter(`form[action$="meeting.open"] button`)
	k.Until("the meeting is open", `document.querySelector('form[action$="rollcall.open"] button')`)
	k.look("the meeting was opened")

	// That it is recorded is told, and then it is.
	k.enter(`#room-state a[data-dialog="d-record"]`)
	k.Until("the dialog is open", `document.getElementById("d-record").matches(":modal")`)
	k.look("a dialog was opened")
	k.enter(`form[action$="recording.inform"] button`)
	k.enter(`form[action$="recording.start"] button`)
	k.Until("it is recorded", `document.querySelector('form[action$="recording.pause"]')`)
	k.look("the recording was begun")
	k.press(kb.Escape)
	k.shut()

	// The roll-call: four are here, one came late, the rest are not.
	k.enter(`form[action$="rollcall.open"] button`)
	k.to(`#roll button`)
	var all int
	k.Eval(`document.querySelectorAll("#roll .rc-none").length`, &all)
	for _, mark := range []string{"1", "1", "1", "1", "2"} {
		k.press(mark)
		k.look("a mark")
	}
	k.Until("they are marked", `document.querySelectorAll("#roll .rc-none").length === `+strconv.Itoa(all-5))
	k.press(kb.Backspace)
	k.Until("the last is taken back", `document.querySelectorAll("#roll .rc-none").length === `+strconv.Itoa(all-4))
	k.press("2")
	k.enter(`form[action$="rollcall.close"] button`)
	k.Until("the roll-call is closed", `!document.querySelector('form[action$="rollcall.close"]')`)

	// An item by its figure, and out of its card again; then in earnest.
	k.press("1", chromedp.KeyModifiers(input.ModifierAlt))
	k.Until("its card is open", `document.querySelector("dialog:modal")?.id.startsWith("d-item-")`)
	k.look("Alt 1")
	k.press(kb.Escape)
	k.shut()
	k.press("5", chromedp.KeyModifiers(input.ModifierAlt))
	k.Until("its card is open", `document.querySelector("dialog:modal")?.id.startsWith("d-item-")`)
	k.press(kb.Enter)
	k.Until("the item is taken up", `document.querySelector('#now form[action$="/room/longer"]')`)
	k.shut()

	// The word is given, and given back, with F8.
	first := present(t, s)[0]
	s.Do(webtest.Leader, &conference.RequestFloor{Actor: first, Topic: "Vägen"})
	k.Until("somebody waits", `document.querySelector('#speaking [data-key="F8"]')`)
	k.press(kb.F8)
	k.Until("somebody speaks", `document.querySelector("#speaking .live") && document.querySelector('#speaking form[action$="floor.yield"]')`)
	k.press(kb.F8)
	k.Until("nobody speaks", `!document.querySelector("#speaking .live")`)

	// A decision: put forward, read out, answered, settled.
	k.enter(`a[data-dialog="d-new"]`)
	k.Until("the dialog is open", `document.getElementById("d-new").matches(":modal")`)
	k.to(`#d-new textarea`)
	k.press("a", chromedp.KeyModifiers(input.ModifierCtrl))
	for _, r := range "Vi håller vägen öppen." {
		k.press(string(r))
	}
	k.enter(`#d-new [type="submit"]`)
	k.Until("it is put forward", `document.querySelector('#now form[action$="decision.read-back"] button')`)
	k.shut()
	k.enter(`#now form[action$="decision.read-back"] button`)
	k.Until("it is read out", `document.querySelector('#now a[data-dialog="d-stances"]')`)
	k.look("it was read out")
	k.enter(`#now a[data-dialog="d-stances"]`)
	k.Until("the dialog is open", `document.getElementById("d-stances").matches(":modal")`)
	for range len(present(t, s)) {
		k.to(`#d-stances input[name="actors"]:not(:checked)`)
		k.press(" ")
	}
	k.enter(`#d-stances button[value="stands-behind"]`)
	k.Until("all have answered", `!document.querySelector('#d-stances input[name="actors"]')`)
	k.look("all have answered")
	k.press(kb.Escape)
	k.shut()
	k.enter(`#now .settle [type="submit"]`)
	k.Until("it is settled", `document.querySelector("#now .taken")`)
	k.look("it was settled")

	// From part to part, and what keys there are.
	var parts []string
	for range 4 {
		k.press(kb.F6, chromedp.KeyModifiers(input.ModifierCtrl))
		k.look("Ctrl F6")
		var at string
		k.Eval(`(document.activeElement.id || document.activeElement.className) + ""`, &at)
		parts = append(parts, at)
	}
	if len(parts) != 4 || parts[0] == parts[1] || parts[1] == parts[2] {
		t.Errorf("Ctrl F6 goes to %q", parts)
	}
	k.press(kb.F1)
	k.Until("the keys are shown", `document.getElementById("keys").matches(":modal")`)
	k.press(kb.Escape)
	k.shut()

	// The end. What is still on is ended on the way.
	k.enter(`#room-state a[data-dialog="d-record"]`)
	k.enter(`form[action$="recording.stop"] button`)
	k.Until("it is recorded no more", `!document.querySelector('form[action$="recording.stop"]')`)
	k.look("the recording was stopped")
	k.press(kb.Escape)
	k.shut()
	k.enter(`#room-state a[data-dialog="d-end"]`)
	k.Until("it is asked", `document.getElementById("d-end").matches(":modal")`)
	k.enter(`#d-end [type="submit"]`)
	k.Until("the meeting is over", `document.querySelector("#now a[href$='/minutes']")`)
	k.shut()
	c := planOf(t, s)
	if d := c.Decisions; c.Phase != conference.Closed || len(d) != 1 || d[0].Settled == nil || d[0].Wording != "Vi håller vägen öppen." {
		t.Errorf("the meeting is %s, decisions %+v", c.Phase, d)
	}
}

// present are the actors that have been called and are there.
func present(t *testing.T, s *webtest.Stage) (out []string) {
	t.Helper()
	c := planOf(t, s)
	for _, p := range c.Plan.Participants {
		if at := c.Here(p.Actor); at == conference.Present || at == conference.Late {
			out = append(out, p.Actor)
		}
	}
	return out
}

// While two hundred things come in, the focus stays where it was, in every kind of place, and what is typed stays typed.
func TestFocusThroughPatches(t *testing.T) {
	s := webtest.Start(t, webtest.Live)
	k := keyed{s.Browser(t).As(webtest.Leader), map[string]bool{}}
	k.Size(1440, 900)
	k.Visit(room)
	live(k.Tab)
	k.Eval(`window.__lost = []; window.__patches = 0;
		document.addEventListener("samverkan:patched", () => { window.__patches++; });
		const look = () => { if (document.activeElement === document.body) window.__lost.push(performance.now()); requestAnimationFrame(look); };
		document.querySelector("#q-add").focus(); look(); true`, nil)
	at := []string{`#q-add`, `#now form[action$="/room/longer"] button`, `#queue .grip`, `#roll button`, `#settle-D1 [type="submit"]`, `#speaking [data-key="F8"]`,
		`#strip .is-now a`, `#room-state a[data-dialog="d-end"]`}
	k.Type(`#q-add`, "Ha")
	const each = 25
	for i, selector := range at {
		k.Eval(fmt.Sprintf("document.querySelector(%q).focus(); window.__mark = document.activeElement.outerHTML.slice(0, 60); true", selector), nil)
		for j := range each {
			switch n := i*each + j; n % 3 {
			case 0:
				s.Do(webtest.Secretary, &conference.WriteNote{Kind: conference.NoteNeed, Content: conference.Content{Text: fmt.Sprintf("Behov %d", n), Actor: "kommun-ekeryd"}})
			case 1:
				s.Do(webtest.Attendee, &conference.RequestFloor{Actor: "kommun-ekeryd", Topic: fmt.Sprintf("Sak %d", n)})
			default:
				s.Do(webtest.Attendee, &conference.WithdrawRequest{Actor: "kommun-ekeryd"})
			}
		}
		last := fmt.Sprintf("Behov %d", (i*each+each-1)/3*3)
		k.Until("all has come", fmt.Sprintf(`document.getElementById("log").textContent.includes(%q)`, last))
		var here bool
		k.Eval(fmt.Sprintf("document.activeElement.matches(%q)", selector), &here)
		if !here {
			var is string
			k.Eval(`document.activeElement.outerHTML.slice(0, 120)`, &is)
			t.Errorf("the focus was on %s, and is on %s", selector, is)
		}
		k.look(selector)
	}
	var got struct {
		Lost    int
		Patches int
		Typed   string
	}
	k.Eval(`({Lost: window.__lost.length, Patches: window.__patches, Typed: document.querySelector("#q-add").value})`, &got)
	if got.Lost > 0 || !strings.HasPrefix(got.Typed, "Ha") {
		t.Errorf("the focus was lost %d times; what was typed is %q", got.Lost, got.Typed)
	}
	if seq := planOf(t, s).Seq; got.Patches == 0 {
		t.Errorf("nothing was patched up to %d, so nothing was tried", seq)
	}
}
