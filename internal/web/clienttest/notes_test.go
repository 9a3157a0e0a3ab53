package clienttest

import (
	"encoding/json"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// What is taken up to be changed keeps all that was not changed in the field, and all that the field does not show.
func TestChangingALine(t *testing.T) {
	data, err := os.ReadFile("../assets/ts/testdata/revise.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Why, Kind, Name string
		Content         map[string]any
		Source          string // what the field shows
		Typed           string // what it is made; "" when nothing is changed
		Want            map[string]any
	}
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	browser, _ := chromium(t, "")
	s := newSite(t)
	b := s.tab(browser)
	b.do(chromedp.Navigate("about:blank"), chromedp.Evaluate(module(t, "parse.ts", "P")+module(t, "notes.ts", "N")+";window.P = P; window.N = N; window.cases = "+string(data)+"; void 0", nil))
	got := js[[]struct {
		Source  string
		Name    string
		Command map[string]any
	}](b, `cases.map((c) => {
		const actors = [{id: "region", name: "Region Mellanmark"}, {id: "lrf", name: "LRF"}, {id: "trv", name: "Trafikverket"}];
		const r = {name: c.name ?? "note.revise", kind: c.kind, content: c.content};
		const read = (text) => P.parse(text, actors, Date.parse("2027-01-07T03:00:00Z"), c.kind);
		const source = N.sourceOf(r, (id) => actors.find((a) => a.id === id)?.name, (at) => at.slice(0, 16).replace("T05", "T06").replace("T", " "));
		return {source, ...N.revisionOf(read(c.typed || source), r, read(source))};
	})`)
	for i, c := range cases {
		command, _ := json.Marshal(got[i].Command)
		want := c.Want
		if want == nil {
			want = c.Content
		}
		if wanted, _ := json.Marshal(want); string(command) != string(wanted) || got[i].Source != c.Source {
			t.Errorf("%s: the field shows %q, and %q makes\n%s, not\n%s", c.Why, got[i].Source, c.Typed, command, wanted)
		}
	}
	if len(cases) < 15 {
		t.Errorf("only %d cases", len(cases))
	}
}

// What is typed while the computer's disk works is the next line, and the line before it is saved once.
func TestTypedWhileItIsSaved(t *testing.T) {
	browser, _ := chromium(t, "")
	s := newSite(t)
	g := s.register()
	s.add("/desk", deskPage("m1", 'k'))
	b := s.tab(browser)
	g.openDesk(b)
	const save = `{ const field = document.getElementById("c-text"); field.value = "Första "; field.form.requestSubmit(); `
	b.do(chromedp.Evaluate(save+`field.value += "andra"; field.form.requestSubmit(); } void 0`, nil))
	b.until(5*time.Second, `document.getElementById("c-text").value === "andra"`)
	b.press("Control+Enter")
	b.until(5*time.Second, `document.getElementById("c-text").value === "" && document.querySelectorAll("[data-waiting]").length === 0`)
	// A key that changes the field counts for what comes after the line.
	b.do(chromedp.Evaluate(save+`document.querySelector('[data-composer="speaker"]').click(); } void 0`, nil))
	b.until(5*time.Second, `document.getElementById("c-text").value === "@Trafikverket "`)
	b.write("tredje")
	b.until(5*time.Second, `document.querySelectorAll("[data-waiting]").length === 0`)
	if got := g.texts(); !slices.Equal(got, []string{"Första", "andra", "Första", "tredje"}) {
		t.Errorf("written is %q", got)
	}
}

// A change that waits for the network can itself be changed, and is still a change of the same line.
func TestChangingAChangeThatWaits(t *testing.T) {
	browser, _ := chromium(t, "")
	s := newSite(t)
	g := s.register()
	s.add("/desk", deskPage("m1", 'k'))
	b := s.tab(browser)
	g.openDesk(b)
	s.tell(`<template data-in="list" data-after=""><li id="own" data-by="m1" data-edit='{"name":"note.revise","kind":"question","content":{"id":"F3","base":2,"actor":"lrf","text":"När?","source":"Brev"}}'>När?</li></template>`)
	b.until(5*time.Second, `document.getElementById("own")`)
	g.refuse["När? I natt?"] = "invalid:Nej."
	b.press("Control+ArrowUp")
	b.until(2*time.Second, `document.getElementById("c-text").value === "/f @LRF Mellanmark När?"`)
	b.write(" I natt?")
	b.until(5*time.Second, `document.querySelector("[data-outbox-list] > [data-state=refused]")`)
	b.press("Control+ArrowUp")
	b.until(2*time.Second, `document.getElementById("c-text").value === "/f @LRF Mellanmark När? I natt?"`)
	b.write(" Eller sen?")
	b.until(5*time.Second, `document.querySelectorAll("[data-waiting]").length === 0`)
	command, _ := json.Marshal(g.last()["command"])
	if want := `{"actor":"lrf","base":2,"id":"F3","source":"Brev","text":"När? I natt? Eller sen?"}`; g.last()["name"] != "note.revise" || string(command) != want {
		t.Errorf("sent was %s %s, not %s", g.last()["name"], command, want)
	}
}
