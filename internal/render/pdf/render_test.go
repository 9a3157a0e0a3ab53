package pdf_test

import (
	"bytes"
	"context"
	"testing"

	"samverkan/internal/document"
	"samverkan/internal/render/pdf"
	"samverkan/internal/render/pdf/pdftest"
)

func render(t testing.TB, d *document.Document, p pdf.Profile) ([]byte, pdf.Report) {
	t.Helper()
	var b bytes.Buffer
	r, err := pdf.Render(context.Background(), &b, d, pdf.Options{Profile: p})
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), r
}

var profiles = map[string]pdf.Profile{"UA-1 and A-2a": pdf.UA1A2a, "UA-1 and A-1a": pdf.UA1A1a}

func TestMinutes(t *testing.T) {
	for name, p := range profiles {
		t.Run(name, func(t *testing.T) {
			d := pdftest.Minutes()
			b, r := render(t, d, p)
			archives := pdftest.NewArchives(t)
			in := archives.Check(t, name, b, d)
			archives.Preflight(t)
			if r.Pages != len(in.Artifacts) || r.Pages < 4 || len(r.Replaced) != 0 {
				t.Errorf("report %+v for %d pages", r, len(in.Artifacts))
			}
			if want := map[pdf.Profile]string{pdf.UA1A2a: "2", pdf.UA1A1a: "1"}[p]; in.Part != want {
				t.Errorf("PDF/A-%s, want %s", in.Part, want)
			}
		})
	}
}
