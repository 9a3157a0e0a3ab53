package pdf_test

import (
	"slices"
	"strings"
	"testing"

	"samverkan/internal/document"
	"samverkan/internal/render/pdf"
	"samverkan/internal/render/pdf/pdftest"
)

func TestTorture(t *testing.T) {
	archives := pdftest.NewArchives(t)
	t.Run("files", func(t *testing.T) { // which is over when all that go on beside each other are
		for name, d := range pdftest.Torture() {
			for profile, p := range profiles {
				t.Run(name+"/"+profile, func(t *testing.T) {
					t.Parallel()
					b, r := render(t, d, p)
					archives.Check(t, name+", "+profile, b, d)
					if name == "letters" {
						for _, want := range "漢😀م" {
							if !slices.Contains(r.Replaced, want) {
								t.Errorf("%q is not reported", want)
							}
						}
						for _, drawn := range "åŋ✓⚠é" {
							if slices.Contains(r.Replaced, drawn) {
								t.Errorf("%q is reported though a font has it", drawn)
							}
						}
					} else if len(r.Replaced) > 0 {
						t.Errorf("replaced %q", string(r.Replaced))
					}
				})
			}
		}
	})
	archives.Preflight(t)
}

// A row that is higher than a page goes on over as many as it takes, with the
// head of the table again on each.
func TestRepeatedHead(t *testing.T) {
	d := pdftest.Torture()["long table"]
	b, r := render(t, d, pdf.UA1A2a)
	in, err := pdftest.Inspect(b)
	if err != nil {
		t.Fatal(err)
	}
	if r.Pages < 8 {
		t.Fatalf("%d pages", r.Pages)
	}
	for i, a := range in.Artifacts {
		if got := strings.Contains(a, "Ansvarig"); got != (i > 0) {
			t.Errorf("page %d: repeated head is %v", i+1, got)
		}
	}
	heads := 0
	for _, s := range in.ReadOut {
		if s == "Ansvarig" {
			heads++
		}
	}
	if heads != 1 {
		t.Errorf("the head is read %d times", heads)
	}
}

// A heading never stands last on a page.
func TestHeadingStaysWithItsText(t *testing.T) {
	for lines := 20; lines < 60; lines++ {
		d := pdftest.Bare()
		for range lines {
			d.Add(document.Styled(document.Meta, document.T("rad")))
		}
		d.Add(document.H(1, document.T("Rubriken")), document.P(document.T("Stycket")))
		b, _ := render(t, d, pdf.UA1A2a)
		in, err := pdftest.Inspect(b)
		if err != nil {
			t.Fatal(err)
		}
		for i, text := range in.PageText {
			if strings.Contains(text, "Rubriken") != strings.Contains(text, "Stycket") {
				t.Errorf("%d lines: page %d has only one of heading and text", lines, i+1)
			}
		}
	}
}
