package document

import (
	"encoding/json"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"samverkan/internal/fault"
)

var png = []byte("\x89PNG\r\n\x1a\n")

func valid() *Document {
	return &Document{
		Title: "Regional samverkanskonferens 3", Lang: "sv", Created: time.Date(2027, 1, 7, 3, 31, 0, 0, time.UTC),
		Footer: Furniture{Page: "Sida {page} av {pages}"},
		Body: []Block{
			H(1, T("Beslut")).As("beslut").Marked(KindDecision),
			P(T("Se "), A("besluten", "#beslut"), T(" och "), A("SMHI", "https://www.smhi.se/"), T(".")),
			H(2, T("Beslut 1")),
			Table{Caption: []Inline{T("Beslut")}, Columns: []Column{RowHead("Nr", 1), Col("Beslut", 6)},
				Rows: []Row{R(TD(T("1")), TD(T("Väg 58 plogas först."))), R(TD(T("Två kolumner")).Over(2)), R(TD(), CellOf(UL(LI(T("en")))))}},
			Facts{Items: []Fact{F("Ledde mötet", T("Maria Ek"))}},
			Callout{Tone: ToneCorrection, Title: []Inline{T("Rättelse 06:10")}, Body: []Block{P(Del("05:00"), T(" "), Ins("06:00"))}},
			Figure{Data: png, Alt: "Karta"}, Figure{Data: png, Decorative: true},
			Signatures{SignLabel: "Namnteckning", DateLabel: "Ort och datum", Lines: []Signature{{Role: "Justeras"}}},
			PageBreak{}, H(1, T("Deltagare")),
		},
	}
}

func TestValidate(t *testing.T) {
	deep := H(1, T("x"))
	for _, c := range []struct {
		want  string // codes in order
		spoil func(d *Document)
	}{
		{"", func(*Document) {}},
		{"no-title", func(d *Document) { d.Title = "\u200b " }},
		{"no-language", func(d *Document) { d.Lang = "" }},
		{"bad-language", func(d *Document) { d.Lang = "svenska språket" }},
		{"no-date", func(d *Document) { d.Created = time.Time{} }},
		{"no-page-label", func(d *Document) { d.Footer.Page = "Sida" }},
		{"empty", func(d *Document) { d.Body = nil }},
		{"figure-no-alt", func(d *Document) { d.Logo = &Figure{Data: png} }},
		{"figure-type", func(d *Document) { d.Logo = &Figure{Data: []byte("GIF89a"), Alt: "x"} }},
		{"empty-heading", func(d *Document) { d.Add(H(1, T(" "))) }},
		{"heading-level", func(d *Document) { deep.Level = 6; d.Add(deep) }},
		{"heading-level", func(d *Document) { deep.Level = 0; d.Add(deep) }},
		{"heading-skips", func(d *Document) { d.Add(H(3, T("x"))) }},
		{"heading-skips", func(d *Document) { d.Body = []Block{H(2, T("x"))} }},
		{"bad-id", func(d *Document) { d.Add(H(1, T("x")).As("å ä")) }},
		{"same-id", func(d *Document) { d.Add(H(1, T("x")).As("beslut")) }},
		{"block-not-here", func(d *Document) { d.Add(UL(Item{H(2, T("x"))})) }},
		{"block-not-here", func(d *Document) { d.Add(Callout{Body: []Block{Table{}}}) }},
		{"fact-no-label", func(d *Document) { d.Add(Facts{Items: []Fact{{Value: []Inline{T("x")}}}}) }},
		{"table-no-columns", func(d *Document) { d.Add(Table{}) }},
		{"table-no-header", func(d *Document) { d.Add(Table{Columns: []Column{{}}}) }},
		{"table-columns", func(d *Document) { d.Add(Table{Columns: []Column{Col("a", 1)}, Rows: []Row{R(TD(), TD())}}) }},
		{"table-columns", func(d *Document) {
			d.Add(Table{Columns: []Column{Col("a", 1), Col("b", 1)}, Rows: []Row{R(TD().Over(3))}})
		}},
		{"figure-no-alt", func(d *Document) { d.Add(Figure{Data: png}) }},
		{"signature-no-label", func(d *Document) { d.Add(Signatures{SignLabel: "x"}) }},
		{"link-no-text", func(d *Document) { d.Add(P(A("", "https://exempel.se"))) }},
		{"link-nowhere", func(d *Document) { d.Add(P(A("x", "#saknas"))) }},
		{"link-not-absolute", func(d *Document) { d.Add(P(A("x", "sida.html"))) }},
		{"link-not-absolute", func(d *Document) { d.Add(P(A("x", "javascript:alert(1)"))) }},
		{"link-not-absolute", func(d *Document) { d.Add(P(A("x", "https:///a"))) }},
		{"", func(d *Document) { d.Add(P(A("x", "tel:+46701740605"), A("y", "mailto:a@exempel.se"))) }},
		{"mark-no-word", func(d *Document) { d.Add(P(Badge(KindNeed, " "))) }},
		{"mark-no-word", func(d *Document) { d.Add(P(Status(StateBad, ""))) }},
		{"bad-language", func(d *Document) { d.Add(P(Inline{Text: "x", Lang: "?"})) }},
		{"no-title no-language", func(d *Document) { d.Title, d.Lang = "", "" }},
	} {
		d := valid()
		c.spoil(d)
		var got []string
		for _, p := range d.Validate() {
			got = append(got, strings.TrimPrefix(p.Code, "document."))
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("got %q, want %q", s, c.want)
		}
		if (d.Err() == nil) != (c.want == "") {
			t.Errorf("%s: Err = %v", c.want, d.Err())
		}
	}
}

func TestErr(t *testing.T) {
	d := valid()
	d.Title = ""
	if err := d.Err(); fault.CodeOf(err) != "document.no-title" || fault.KindOf(err) != fault.Invalid {
		t.Errorf("one problem: %v", err)
	}
	d.Add(H(4, T("Djup")))
	f, ok := fault.As(d.Err())
	if !ok || f.Code != "document.invalid" || f.Args["Count"] != 2 || f.Args["Level"] != 4 {
		t.Fatalf("two problems: %+v", f)
	}
	want := map[string]string{"title": "document.no-title", "body[11]": "document.heading-skips"}
	if !reflect.DeepEqual(f.Fields, want) {
		t.Errorf("fields %v, want %v", f.Fields, want)
	}
}

// Every code in this package has its text in both languages, and the catalogue has no others.
func TestCodesHaveText(t *testing.T) {
	var src []byte
	for _, name := range []string{"validate.go", "validate_block.go"} {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		src = append(src, b...)
	}
	for _, lang := range []string{"sv", "en"} {
		b, err := os.ReadFile("../i18n/catalogue/" + lang + "/fault_document.json")
		if err != nil {
			t.Fatal(err)
		}
		var texts map[string]string
		if err := json.Unmarshal(b, &texts); err != nil {
			t.Fatal(err)
		}
		found := []string{"invalid"}
		for _, part := range strings.Split(string(src), `v.add("`)[1:] {
			found = append(found, part[:strings.IndexByte(part, '"')])
		}
		for _, c := range found {
			if texts["fault.document."+c] == "" {
				t.Errorf("%s: no text for document.%s", lang, c)
			}
		}
		for k := range texts {
			if !slices.Contains(found, strings.TrimPrefix(k, "fault.document.")) {
				t.Errorf("%s: %s is no code", lang, k)
			}
		}
	}
}
