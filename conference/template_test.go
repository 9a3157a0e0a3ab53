package conference

import (
	"reflect"
	"strings"
	"testing"

	"samverkan/agenda"
	"samverkan/internal/fault"
)

func textTemplate() Template {
	return Template{ID: "egen", Actor: "lst", Kind: TemplateText, Name: "Egna texter", Lang: "sv", Texts: TemplateTexts{
		Invitation: Invitation{Purpose: "Samlad lägesbild", Rules: []string{"Tala kort."}}, Sentences: []Sentence{{Name: "Tack", Text: "Tack för i dag."}}}}
}

func TestTemplateCheck(t *testing.T) {
	texts := textTemplate()
	day := Template{ID: "dag", Actor: "lst", Kind: TemplateAgenda, Name: "Vår dagordning", Lang: "sv", Agenda: agenda.Agenda{
		{ID: "p1", Number: 1, Title: "Läget", Kind: agenda.Information, Minutes: 10}}}
	for _, good := range []Template{texts, day} {
		if err := good.Tidied().Check(); err != nil {
			t.Errorf("%s: %v", good.ID, err)
		}
	}
	for name, x := range map[string]struct {
		code   string
		change func(*Template)
	}{
		"id":              {"id.invalid", func(x *Template) { x.ID = "snö" }},
		"actor":           {"id.invalid", func(x *Template) { x.Actor = "" }},
		"name":            {"plan.no-title", func(x *Template) { x.Name = " " }},
		"language":        {"template.lang", func(x *Template) { x.Lang = "no" }},
		"kind":            {"template.kind", func(x *Template) { x.Kind = "checklist" }},
		"an agenda too":   {"template.other-kind", func(x *Template) { x.Agenda = day.Agenda }},
		"texts in agenda": {"template.other-kind", func(x *Template) { x.Kind, x.Agenda = TemplateAgenda, day.Agenda }},
		"nothing":         {"template.empty", func(x *Template) { x.Texts = TemplateTexts{} }},
		"empty agenda":    {"template.empty", func(x *Template) { x.Kind, x.Texts = TemplateAgenda, TemplateTexts{} }},
		"nameless":        {"plan.no-title", func(x *Template) { x.Texts.Sentences = []Sentence{{Text: "x"}} }},
		"empty sentence":  {"text.empty", func(x *Template) { x.Texts.Sentences = []Sentence{{Name: "x"}} }},
		"long":            {"text.too-long", func(x *Template) { x.Texts.Invitation.Purpose = strings.Repeat("x", MaxText+1) }},
		"many":            {"list.too-long", func(x *Template) { x.Texts.Sentences = make([]Sentence, MaxParts+1) }},
	} {
		bad := textTemplate()
		x.change(&bad)
		if err := bad.Check(); fault.CodeOf(err) != x.code {
			t.Errorf("%s: %v, want %s", name, err, x.code)
		}
	}
	bad := day
	bad.Agenda = agenda.Agenda{{ID: "p1", Kind: agenda.Information}}
	if err := bad.Check(); err == nil {
		t.Error("an agenda whose item has no title")
	}
}

// A template changes what it has in a plan, leaves the rest, and shares nothing with it.
func TestTemplateOnPlan(t *testing.T) {
	p := Plan{Title: "Nr 1", Invitation: Invitation{Purpose: "Gammalt", Procedure: "Webb", Rules: []string{"Gammal regel"}},
		Agenda: agenda.Agenda{{ID: "a", Title: "Gammal"}}}
	texts := textTemplate()
	got := texts.On(p)
	if want := (Invitation{Purpose: "Samlad lägesbild", Procedure: "Webb", Rules: []string{"Tala kort."}}); !reflect.DeepEqual(got.Invitation, want) || got.Agenda[0].Title != "Gammal" {
		t.Errorf("%+v", got)
	}
	got.Invitation.Rules[0] = "Ändrad"
	if texts.Texts.Invitation.Rules[0] != "Tala kort." || p.Invitation.Rules[0] != "Gammal regel" {
		t.Error("the plan shares its rules with the template")
	}
	day := Template{Kind: TemplateAgenda, Agenda: agenda.Agenda{{ID: "p1", Title: "Läget", Questions: []string{"Vad?"}}}}
	got = day.On(p)
	got.Agenda[0].Questions[0] = "Ändrad"
	if got.Agenda[0].Title != "Läget" || got.Invitation.Purpose != "Gammalt" || day.Agenda[0].Questions[0] != "Vad?" {
		t.Errorf("%+v", got)
	}
}
