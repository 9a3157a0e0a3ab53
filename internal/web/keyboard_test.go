package web_test

import (
	"fmt"
	"strings"
	"testing"

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
