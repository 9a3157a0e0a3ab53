package pdf_test

import (
	"bytes"
	"context"
	"os"
	"testing"

	"samverkan/internal/render/pdf"
	"samverkan/internal/render/pdf/pdftest"
)

func TestX(t *testing.T) {
	var b bytes.Buffer
	r, err := pdf.Render(context.Background(), &b, pdftest.Minutes(), pdf.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Log(r, b.Len())
	os.WriteFile("/tmp/x.pdf", b.Bytes(), 0o644)
}
