package web_test

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"samverkan/conference"
	"samverkan/internal/web/webtest"
)

// The leader steers the meeting by keys, and hears of what others do without losing the place or what is typed.
func TestLeadInBrowser(t *testing.T) {
	s := webtest.Start(t, webtest.Live)
	x := s.Browser(t).As(webtest.Leader)
	x.Size(1440, 900)
	x.Visit(room)
	x.Until("the stream is open", `document.querySelector("[data-connection]").dataset.state === "on"`)

	// F8: done, the next one.
	x.Press(kb.F8)
	x.Until("the next one speaks", `document.querySelector(".speaking-who").textContent === "Tallmo kommun"`)
	// The arrow keys on a handle put the queue in order, and keep the focus.
	x.Eval(`document.querySelector("#queue .grip").focus(); true`, nil)
	x.Press(kb.ArrowDown)
	x.Until("the order is the journal's", `[...document.querySelectorAll("#queue > li")].map((e) => e.dataset.keyId).join(" ") === "kommun-hallsele foretag-allmantele" && document.querySelector("#q-kommun-hallsele-1 .queue-move form") && !document.querySelector("#q-kommun-hallsele-1 [aria-label^='Flytta upp']")`)
	x.Until("the handle still has the focus", `document.activeElement.classList.contains("grip") && document.activeElement.closest("li").id === "q-foretag-allmantele-1"`)
	// Alt and a figure opens an item; Escape shuts it.
	x.Press("2", chromedp.KeyModifiers(input.ModifierAlt))
	x.Until("the item's card is open", `document.querySelector("dialog:modal").id === "d-item-p1"`)
	x.Press(kb.Escape)
	x.Until("it is shut", `!document.querySelector("dialog:modal")`)
	x.Press(kb.F1)
	x.Until("the shortcuts are shown", `document.getElementById("keys").matches(":modal")`)
	x.Press(kb.F1)

	// A stance for one who answers by telephone, with what others do meanwhile.
	x.Click("#ask-kommun-karrboda a")
	x.Until("the dialog is the actor's", `document.getElementById("d-stance").matches(":modal") && document.getElementById("d-stance-actors").value === "kommun-karrboda"`)
	x.Type("#d-stance-reason", "Vi har inga")
	s.Do(webtest.Secretary, &conference.WriteNote{Kind: conference.NoteInformation, Content: conference.Content{Text: "Medan någon skriver"}})
	s.Do(webtest.Attendee, &conference.RequestFloor{Actor: "kommun-ekeryd", Topic: "Skjutsar"})
	x.Until("the others are seen", `document.getElementById("log").textContent.includes("Medan någon skriver") && document.getElementById("q-kommun-ekeryd-1")`)
	x.Type("#d-stance-reason", " fordon")
	x.Click(`#d-stance [value="reserves"]`)
	x.Until("the reservation stands in the room", `document.querySelector(".reserv").textContent.includes("Vi har inga fordon")`)
	x.Until("the dialog is shut", `!document.querySelector("dialog:modal")`)

	// What cannot be done says so where it was done, by name.
	x.Click(".settle [type=submit]")
	x.Until("it says who has not answered", `document.querySelector(".settle [data-form-error]").textContent.includes("Hällsele kommun")`)

	// In the roll-call a figure marks; the focus stays for one that had been called.
	x.Eval(`document.querySelector("#seat-kommun-vintervik button").focus(); true`, nil)
	x.Press("3")
	x.Until("the seat is empty", `document.querySelector("#seat-kommun-vintervik button").className === "rc-out"`)
	x.Press(kb.Backspace)
	x.Until("the mark is taken back", `document.querySelector("#seat-kommun-vintervik button").className === "rc-in"`)

	// Ctrl F6 goes on to the next part.
	x.Eval(`document.getElementById("punkt").focus(); true`, nil)
	x.Press(kb.F6, chromedp.KeyModifiers(input.ModifierCtrl))
	x.Until("the next part has the focus", `document.activeElement.id === "talarlista"`)
	if wrong := strings.Join(x.Complaints(), "\n"); strings.Contains(wrong, "Content Security Policy") || strings.Contains(wrong, "TypeError") {
		t.Error(wrong)
	}
}

// A dialog is about the decision that it was opened for: neither what the page was loaded with nor what others propose while it is open
// makes it another, and what is typed stays.
func TestLeadDialogsKeepTheirDecision(t *testing.T) {
	s := webtest.Start(t, webtest.Live)
	x := s.Browser(t).As(webtest.Leader)
	x.Size(1440, 900)
	x.Visit(room)
	live(x)
	propose := func(id string) {
		t.Helper()
		s.Do(webtest.Secretary, &conference.ProposeDecision{ID: id, Text: "Vi enas om " + id + "."})
		x.Until(id+" is dealt with", `document.getElementById("readback-`+id+`")`)
	}
	says := func(dialog, id string) {
		t.Helper()
		x.Until("the dialog says "+id, `document.getElementById("`+dialog+`").matches(":modal") && document.querySelector("#`+dialog+` h2").textContent.trim().endsWith("`+id+`")`)
	}

	// A stance on D1, while D7 is put forward.
	x.Click("#ask-kommun-karrboda a")
	says("d-stance", "D1")
	x.Type("#d-stance-reason", "Vi har inga fordon")
	propose("D7")
	says("d-stance", "D1")
	x.Click(`#d-stance [value="reserves"]`)
	x.Until("the dialog is shut", `!document.querySelector("dialog:modal")`)
	if d, _ := planOf(t, s).Decision("D1"); d.Stances["kommun-karrboda"].Reason != "Vi har inga fordon" {
		t.Errorf("the stance is not on D1: %+v", d.Stances["kommun-karrboda"])
	}

	// The wording of D7, while D8 is put forward and D7 itself is read out.
	x.Click(`#readback-D7 [data-dialog="d-proposal-D7"]`)
	says("d-proposal-D7", "D7")
	x.Type("#proposal-text-D7", "Från klockan sex: ") // where the caret is from the beginning
	propose("D8")
	s.Do(webtest.Secretary, &conference.ReadBackDecision{ID: "D7"})
	x.Until("it is told that it has been read out", `document.querySelector("#d-proposal-D7 .note-warn") && document.getElementById("d-proposal-D7").matches(":modal")`)
	x.Click("#d-proposal-D7 [type=submit]")
	x.Until("the dialog is shut", `!document.querySelector("dialog:modal")`)
	if d, _ := planOf(t, s).Decision("D7"); d.Wording != "Från klockan sex: Vi enas om D7." {
		t.Errorf("D7 says %q", d.Wording)
	}

	// The page was loaded with D1. What is withdrawn is D8, also when D9 is put forward meanwhile.
	x.Click(`#readback-D8 [data-dialog="d-withdraw"]`)
	says("d-withdraw", "D8")
	propose("D9")
	says("d-withdraw", "D8")
	x.Click("#d-withdraw [type=submit]")
	x.Until("the dialog is shut", `!document.querySelector("dialog:modal")`)
	now := planOf(t, s)
	for _, id := range []string{"D1", "D7", "D8", "D9"} {
		if d, _ := now.Decision(id); (d.Withdrawn != nil) != (id == "D8") {
			t.Errorf("%s: withdrawn %v", id, d.Withdrawn != nil)
		}
	}

	// What is typed about a proposal that ends meanwhile can still be copied.
	x.Click(`#readback-D9 [data-dialog="d-proposal-D9"]`)
	x.Type("#proposal-text-D9", "Och mer: ")
	s.Do(webtest.Secretary, &conference.WithdrawDecision{ID: "D9"})
	x.Until("it cannot be sent, and stands there", `document.querySelector("#d-proposal-D9:modal [type=submit]").disabled && document.getElementById("proposal-text-D9").value.startsWith("Och mer: ")`)
	x.Press(kb.Escape)

	// A new proposal begins with what the item that is dealt with is planned with, and belongs to it.
	list := planOf(t, s).Plan.Agenda.Clone()
	next := &list[list.Index("p5")+1]
	next.Proposal = "Vi ses igen klockan sju."
	s.Do(webtest.Leader, &conference.SetAgenda{Agenda: list})
	s.Do(webtest.Leader, &conference.StartItem{Item: next.ID})
	x.Until("the item is dealt with", `document.querySelector('#now a[data-dialog="d-new"]')`)
	x.Click(`#now a[data-dialog="d-new"]`)
	x.Until("the plan's proposal stands there", `document.querySelector("#d-new textarea").value === "Vi ses igen klockan sju."`)
	x.Type("#d-new textarea", " På Teams.")
	s.Do(webtest.Leader, &conference.StartItem{Item: "p5"})
	x.Until("another item is dealt with", `!document.querySelector('#now a[data-dialog="d-new"]') || document.querySelector('#now a[data-dialog="d-new"]').dataset.setItem === "p5"`)
	x.Click("#d-new [type=submit]")
	x.Until("the dialog is shut", `!document.querySelector("dialog:modal")`)
	made := planOf(t, s).Decisions
	if d := made[len(made)-1]; d.Item != next.ID || d.Wording != "Vi ses igen klockan sju. På Teams." {
		t.Errorf("%s under %s: %q", d.ID, d.Item, d.Wording)
	}
	if wrong := x.Complaints(); len(wrong) > 0 {
		t.Errorf("%q", wrong)
	}
}

// A roll-call is taken by one key for each actor.
func TestLeadRollCallByKeys(t *testing.T) {
	s := webtest.Start(t, webtest.RollCall)
	x := s.Browser(t).As(webtest.Leader)
	x.Size(1440, 900)
	x.Visit(room)
	x.Until("the stream is open", `document.querySelector("[data-connection]").dataset.state === "on"`)
	x.Eval(`document.querySelector("#roll .rc-none").focus(); true`, nil)
	for range 21 {
		x.Press("1")
	}
	x.Press("3")
	x.Until("all have been called", `!document.querySelector("#roll .rc-none")`)
	x.Until("the counts are right", `document.getElementById("roll-state").innerText.replace(/\s+/g, " ").includes("39 här 3 saknas")`)
}

// The room in its states, in the light and in the dark, on a desk and a telephone: axe finds nothing, and nothing is wider than the
// window. TestAxe looks at the room too; what it looks at is left to it, unless pictures are wanted.
func TestLeadLooks(t *testing.T) {
	b := webtest.Start(t, webtest.Empty).Browser(t)
	for _, state := range []webtest.State{webtest.Lobby, webtest.RollCall, webtest.Live, webtest.Closed} {
		x := b.At(webtest.Start(t, state), webtest.Leader)
		for i, look := range []struct {
			name          string
			width, height int64
			scheme        string
		}{{"d-light", 1440, 900, "light"}, {"d-dark", 1440, 900, "dark"}, {"1366", 1366, 650, "light"}, {"m-light", 390, 844, "light"}, {"m-dark", 320, 640, "dark"}} {
			if state != webtest.Live && i%3 != 0 {
				continue
			}
			if seen := look.name == "d-light" || state == webtest.Live && (look.name == "d-dark" || look.name == "m-light"); seen && webtest.Shots() == "" {
				continue
			}
			x.Size(look.width, look.height)
			x.Media("prefers-color-scheme", look.scheme)
			x.Visit(room)
			x.Until("the stream is open", `document.querySelector("[data-connection]").dataset.state === "on"`)
			for _, found := range x.Axe() {
				t.Errorf("%s, %s: %s", state, look.name, found)
			}
			x.Shot("lead-" + string(state) + "-" + look.name)
		}
		x.Close()
	}
}

// On a screen of its own the leader sees the decision's buttons and the roll-call at once, and nothing lies over the text. On a
// telephone it is still said that it is an exercise.
func TestLeadFitsTheScreen(t *testing.T) {
	s := webtest.Start(t, webtest.Live)
	s.Do(webtest.Leader, &conference.ReadBackDecision{ID: "D1", Text: strings.Repeat("Vi håller vägarna öppna i den här ordningen. ", 30)})
	x := s.Browser(t).As(webtest.Leader)
	x.Size(1440, 900)
	x.Visit(room)
	x.Until("the decision and the roll-call fit", `["#upprop h2", "#upprop .rc li", ".readback-text .btn", ".readback-foot .btn"].every(q => {
		const r = document.querySelector(q).getBoundingClientRect();
		return r.top >= 0 && r.bottom <= innerHeight && document.querySelector(q).contains(document.elementFromPoint(r.left + r.width / 2, r.top + r.height / 2));
	}) && document.documentElement.scrollHeight <= innerHeight`)
	x.Until("the whole text can be reached", `(b => b.scrollHeight > b.clientHeight && b.clientHeight > 100 && getComputedStyle(b).overflowY === "auto")(document.querySelector(".readback-text blockquote"))`)
	x.Size(390, 844)
	x.Visit(room)
	x.Until("it says that it is an exercise", `document.querySelector(".mode").getBoundingClientRect().width > 0 && document.documentElement.scrollWidth <= 390`)
}
