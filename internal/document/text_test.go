package document

import (
	"reflect"
	"testing"
)

func TestText(t *testing.T) {
	d := valid()
	d.Host, d.Kind, d.Exercise, d.Subtitle = "Länsstyrelsen", "Minnesanteckningar", "ÖVNING", "Snökaos"
	d.RegistryNumbers = []string{"Dnr 1", "", "Dnr 2"}
	d.Logo = &Figure{Data: png, Alt: "Logotyp"}
	d.Body = []Block{
		H(1, T("Be\u00adslut")), P(B("SMHI:"), T(" snö\x00")), P(T(" ")),
		OL(LI(T("ett")), Item{}, Item{P(T("tre")), P(T("mer")), UL(LI(T("under")))}, Item{UL(LI(T("bara")))}),
		List{Ordered: true, Start: 7, Items: []Item{LI(T("sju"))}},
		Table{Caption: []Inline{T("Tabell")}, Columns: []Column{Col("A", 1), Col("B", 1)}, Rows: []Row{R(TD(T("1")), TD()), R(CellOf(P(T("x")), UL(LI(T("y")))).Over(2))}},
		Facts{Items: []Fact{F("Vem", T("Maria")), F("Var")}},
		Callout{Title: []Inline{T("Obs")}, Body: []Block{P(T("text"))}},
		Figure{Data: png, Alt: "Karta"}, Figure{Data: png, Decorative: true, Alt: "tyst"},
		Signatures{SignLabel: "Namn", DateLabel: "Dag", Lines: []Signature{{Role: "Justeras", Name: "Maria Ek"}}},
	}
	want := []string{"Logotyp", "Länsstyrelsen", "Minnesanteckningar", "Dnr 1\nDnr 2", "ÖVNING", "Regional samverkanskonferens 3", "Snökaos",
		"Beslut", "SMHI: snö", "1. ett", "2.", "3. tre", "mer", "• under", "4.", "• bara", "7. sju",
		"Tabell", "A", "B", "1", "x", "• y", "Vem Maria", "Var", "Obs", "text", "Karta", "Justeras", "Maria Ek", "Namn", "Dag"}
	if got := Text(d); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if d.Body[0].(Heading).Text[0].Text != "Be\u00adslut" {
		t.Error("Text changed the document")
	}
}

func TestPageLabel(t *testing.T) {
	if got := (Furniture{Page: "Sida {page} av {pages}"}).PageLabel(3, 12); got != "Sida 3 av 12" {
		t.Errorf("got %q", got)
	}
}
