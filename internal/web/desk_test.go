package web_test

import (
	"encoding/json"
	"html"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"samverkan/conference"
	"samverkan/internal/web/webtest"
)

const deskPath = "/conferences/" + webtest.Conference + "/room?view=desk"

// The desk is shown in every state of the meeting and in both languages; only who writes is given something to write in.
func TestDeskPages(t *testing.T) {
	for _, state := range []webtest.State{webtest.Called, webtest.RollCall, webtest.Live, webtest.Approved} {
		s := webtest.Start(t, state)
		for _, lang := range []string{"sv", "en"} {
			c := s.As(webtest.Secretary)
			c.Lang = lang
			page := c.Get("/conferences/" + webtest.Conference + "/room").Want(200)
			if !strings.Contains(page.Body, `id="c-text"`) || !strings.Contains(page.Body, "data-outbox-key=") {
				t.Errorf("%s %s: nothing to write in", state, lang)
			}
		}
	}
	s := webtest.Start(t, webtest.Live)
	s.As(webtest.Outsider).Get(deskPath).Want(404)
	if page := s.As(webtest.Attendee).Get(deskPath); strings.Contains(page.Body, "data-outbox-key") || strings.Contains(page.Body, " data-keep>") || strings.Contains(page.Body, `id="c-text"`) {
		t.Error("an attendee is given the desk to write at")
	}
	keyOf := func(r webtest.Role) string {
		_, rest, _ := strings.Cut(s.As(r).Get(deskPath).Body, `data-outbox-key="`)
		key, _, _ := strings.Cut(rest, `"`)
		return html.UnescapeString(key)
	}
	if a, b, other := keyOf(webtest.Secretary), keyOf(webtest.Secretary), keyOf(webtest.Leader); a != b || a == other || len(a) != 44 {
		t.Errorf("the keys are %q, %q and another's %q", a, b, other)
	}
}

// Without a script one writes and strikes by ordinary forms.
func TestDeskWithoutScript(t *testing.T) {
	s := webtest.Start(t, webtest.Live)
	c := s.As(webtest.Secretary)
	do := "/conferences/" + webtest.Conference + "/do/"
	c.Get(deskPath).Form(do+"note.write").Submit("kind", "need", "text", "Två tankbilar från klockan fem.").Says("Två tankbilar från klockan fem.", "Resursbehov")
	v, err := s.Clerk().Seen(t.Context(), webtest.Conference, "host")
	if err != nil {
		t.Fatal(err)
	}
	n := v.Conference.Notes[len(v.Conference.Notes)-1]
	c.Get(deskPath).Form(do+"note.strike").Submit("id", n.ID, "reason", "Hör till ett annat möte").Says("Hör till ett annat möte", "struken")
	c.Get(deskPath).Form(do+"note.write").Submit("kind", "need", "text", "").Want(422)
}

// The desk counts all who have answered, and says who spoke before.
func TestDeskTellsWhereItStands(t *testing.T) {
	s := webtest.Start(t, webtest.Live)
	c := s.As(webtest.Secretary)
	s.Do(webtest.Leader, &conference.ReadBackDecision{ID: "D1"})
	c.Get(deskPath).Says(" saknar mandat, ", " ej uppropade", "Före det talade ")
}

// openDesk opens the desk and waits until what is written there is safe.
func openDesk(x *webtest.Tab) {
	x.T.Helper()
	x.Visit(deskPath)
	x.Until("the composer", `document.querySelector("x-composer[data-ready]")`)
}

// writeLine writes a line as a person does.
func writeLine(x *webtest.Tab, text string) {
	x.T.Helper()
	x.Type("#c-text", text)
	x.Press(kb.Enter, chromedp.KeyModifiers(2))
	x.Until("the line is safe", `document.getElementById("c-text").value === ""`)
}

// At the desk each slash becomes what it says, and stands in the journal when it has been kept.
func TestDeskInBrowser(t *testing.T) {
	s := webtest.Start(t, webtest.Live)
	x := s.Browser(t).As(webtest.Secretary)
	x.Size(1440, 900)
	openDesk(x)
	x.Until("the stream", `document.querySelector("[data-connection]").dataset.state === "on"`)
	writeLine(x, "/m @kommun-ekeryd @kommun-tallmo Samma plogar på två vägar.")
	x.Until("the goal conflict", `[...document.querySelectorAll("#journal-list [data-kind=goal-conflict]")].some((e) => e.textContent.includes("Samma plogar"))`)
	writeLine(x, "/å @kommun-ekeryd ringer runt till gårdarna !2027-01-06 22:00")
	x.Until("the measure", `[...document.querySelectorAll("#journal-list [data-kind=measure]")].some((e) => e.textContent.includes("ringer runt"))`)
	writeLine(x, "/b @kommun-tallmo reserverar sig: små gårdar blir utan väg.")
	x.Until("the reservation", `[...document.querySelectorAll("#journal-list [data-kind=reservation]")].some((e) => e.textContent.includes("små gårdar"))`)
	x.Until("nothing waits", `document.querySelector("[data-outbox]").dataset.state === "empty" && !document.querySelector("[data-waiting]")`)
	v, err := s.Clerk().Seen(t.Context(), webtest.Conference, "host")
	if err != nil {
		t.Fatal(err)
	}
	d, _ := v.Conference.Decision("D1")
	if d.Stances["kommun-tallmo"].Kind != conference.Reserve {
		t.Errorf("the stance is %+v", d.Stances["kommun-tallmo"])
	}
	a := v.Conference.Measures[len(v.Conference.Measures)-1]
	if a.Owner != "kommun-ekeryd" || a.Due.UTC().Format("15:04") != "21:00" {
		t.Errorf("the measure is %+v", a)
	}
	x.Type("#c-text", "/å @Allm")
	x.Shot("desk-mention")
	x.Press(kb.Tab)
	for _, look := range []struct {
		name          string
		width, height int64
		scheme        string
	}{{"d-light", 1440, 900, "light"}, {"d-dark", 1440, 900, "dark"}, {"m-light", 390, 844, "light"}, {"m-dark", 390, 844, "dark"}} {
		x.Size(look.width, look.height)
		x.Media("prefers-color-scheme", look.scheme)
		x.Shot("desk-" + look.name)
		if found := x.Axe(); len(found) > 0 {
			t.Errorf("%s: %s", look.name, strings.Join(found, "\n"))
		}
	}
	x.Size(1440, 900)
	x.Media("prefers-color-scheme", "light")
	x.Click(`label[for="show-decision"]`)
	x.Until("only decisions", `[...document.querySelectorAll("#journal-list [data-kind=measure]")].every((e) => e.offsetHeight === 0)`)
}

// Who is called in during the meeting can be named and chosen on the pages that are open, and what has been chosen there stays.
func TestCalledInIsOnOpenPages(t *testing.T) {
	s := webtest.Start(t, webtest.Live)
	b := s.Browser(t)
	desk, lead := b.As(webtest.Secretary), b.As(webtest.Leader)
	for _, x := range []*webtest.Tab{desk, lead} {
		x.Size(1440, 900)
	}
	openDesk(desk)
	live(desk)
	lead.Visit(room)
	live(lead)
	called := planOf(t, s).Plan
	d, err := s.Clerk().Directory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var who, name string
	for _, a := range d.All() {
		if _, there := called.Participant(a.ID); !there && !slices.Contains(called.Actors(), a.ID) {
			who, name = a.ID, a.Name
			break
		}
	}
	desk.Click(`a[data-dialog="d-behalf"]`)
	desk.Eval(`document.getElementById("bs-actor").value = "kommun-tallmo"; document.getElementById("bs-actor").dispatchEvent(new Event("change", { bubbles: true }))`, nil)
	lead.Click("#ask-kommun-karrboda a")
	s.Do(webtest.Leader, &conference.Invite{Participants: []conference.Participant{{Actor: who, Role: conference.Attendee, Mode: conference.Phone}}})
	desk.Until("it can be chosen at the desk", `["bw-actor", "bs-actor", "br-seat"].every((id) => document.querySelector("#" + id + " [value=`+who+`]"))`)
	desk.Until("what was chosen is chosen", `document.getElementById("bs-actor").value === "kommun-tallmo"`)
	lead.Until("it can be chosen by the leader", `document.querySelector("#d-stance-actors [value=`+who+`]")`)
	lead.Until("the dialog is the same actor's", `document.getElementById("d-stance-actors").value === "kommun-karrboda"`)
	desk.Press(kb.Escape)
	desk.Until("the dialog is shut", `!document.querySelector("dialog:modal")`)
	desk.Type("#c-text", "@"+name[:len(name)-1])
	desk.Until("it is offered in the field", `[...document.querySelectorAll("#c-list [role=option]")].some((e) => e.textContent.includes("`+name+`"))`)
	desk.Press(kb.Tab)
	desk.Type("#c-text", " Vi är på väg.")
	desk.Press(kb.Enter, chromedp.KeyModifiers(2))
	desk.Until("the line is its own", `[...document.querySelectorAll("#journal-list b")].some((e) => e.textContent === "`+name+`")`)
	for _, x := range []*webtest.Tab{desk, lead} {
		if wrong := x.Complaints(); len(wrong) > 0 {
			t.Errorf("%q", wrong)
		}
	}
}

// Two who change a line at the same time lose neither text: both stand until one of them has been chosen.
func TestTwoTexts(t *testing.T) {
	s := webtest.Start(t, webtest.Live)
	s.Do(webtest.Secretary, &conference.WriteNote{ID: "I90", Kind: conference.NoteInformation, Content: conference.Content{Text: "Väg 58 är stängd."}})
	s.Do(webtest.Secretary, &conference.ReviseNote{ID: "I90", Content: conference.Content{Text: "Väg 58 är öppen."}})
	s.Do(webtest.Leader, &conference.ReviseNote{ID: "I90", Content: conference.Content{Text: "Väg 58 har ett körfält."}})
	s.As(webtest.Secretary).Get(deskPath).Says("två texter", "Väg 58 är öppen.", "Väg 58 har ett körfält.", "Ta upp den här texten")
	s.Do(webtest.Secretary, &conference.ReviseNote{ID: "I90", Base: 2, Content: conference.Content{Text: "Väg 58 har ett körfält öppet."}})
	if page := s.As(webtest.Secretary).Get(deskPath).Says("Väg 58 har ett körfält öppet."); strings.Contains(page.Body, "Ta upp den här texten") {
		t.Error("two texts stand although one has been chosen")
	}
}

// What the desk sends when a measure is changed says nothing of the owner's answer: with another owner it is asked for anew, and
// with the same it stands.
func TestAnotherOwnerIsAskedAnew(t *testing.T) {
	s := webtest.Start(t, webtest.Live)
	no := false
	s.Do(webtest.Secretary, &conference.AgreeMeasure{ID: "A90", Text: "Ringer runt.", Owner: "kommun-ekeryd", Accepted: &no})
	change := func(change func(*conference.ReviseMeasure)) *bool {
		t.Helper()
		_, rest, found := strings.Cut(s.As(webtest.Secretary).Get(deskPath).Body, `data-ref="A90"`)
		_, rest, _ = strings.Cut(rest, `data-edit="`)
		text, _, _ := strings.Cut(rest, `"`)
		var r struct{ Content conference.ReviseMeasure }
		if err := json.Unmarshal([]byte(html.UnescapeString(text)), &r); err != nil || !found || r.Content.ID != "A90" {
			t.Fatalf("%q: %v", text, err)
		}
		change(&r.Content)
		s.Do(webtest.Secretary, &r.Content)
		a, _ := planOf(t, s).Measure("A90")
		return a.Accepted
	}
	if got := change(func(r *conference.ReviseMeasure) { r.Text = "Ringer runt till gårdarna." }); got == nil || *got {
		t.Errorf("with another text the answer is %v, not the no that was given", got)
	}
	if got := change(func(r *conference.ReviseMeasure) { r.Owner = "kommun-tallmo" }); got != nil {
		t.Errorf("another owner has answered %v without being asked", *got)
	}
}
