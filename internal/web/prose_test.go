package web

import (
	"strings"
	"testing"

	"samverkan/internal/document"
)

// Whatever people wrote stands as text, and what a document says about a run stands in the page.
func TestProse(t *testing.T) {
	a, err := readAssets()
	if err != nil {
		t.Fatal(err)
	}
	w := &Web{assets: a}
	const evil = `<img src=x onerror=alert(1)>"'&`
	got := string(w.proseOf("p", document.P(document.T(evil), document.A(evil, evil), document.Omitted(evil)),
		document.UL(document.LI(document.Del(evil), document.Ins(evil))),
		document.Table{Caption: []document.Inline{document.T(evil)}, Columns: []document.Column{document.RowHead(evil, 1), document.Col(evil, 2)},
			Rows: []document.Row{document.R(document.TD(document.T(evil)), document.TD(document.Status(document.StateReserve, evil)))}},
		document.Callout{Tone: document.ToneCorrection, Title: []document.Inline{document.B(evil)}, Body: []document.Block{document.P(document.T(evil))}},
		document.Facts{Items: []document.Fact{document.F(evil, document.Badge(document.KindDecision, evil))}}))
	if strings.Contains(got, "<img") || strings.Contains(got, `x onerror=alert(1)>"`) {
		t.Errorf("text became markup:\n%s", got)
	}
	for _, want := range []string{"<del>", "<ins>", `class="left-out"`, `class="state is-konf"`, `class="kind k-besl"`, `class="correction tone-correction"`,
		`<caption id="p-1">`, `aria-labelledby="p-1"`, `<th scope="row">`, `class="doc-facts"`, "data-l="} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
}

// Rows can be linked to by the names that people call them by, and by nothing that somebody made up.
func TestRowsHaveTheirLabel(t *testing.T) {
	for text, want := range map[string]bool{"A3": true, "D12": true, "A": false, "": false, "a3": false, "A3x": false, `A"3`: false, "A1234567": false, "Ekeryd": false} {
		if isLabel(text) != want {
			t.Errorf("%q is a label: %v", text, !want)
		}
	}
}
