package filetext

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"

	"samverkan/internal/fault"
)

func zipped(t testing.TB, name string, content io.Reader) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create(name)
	if err == nil {
		_, err = io.Copy(w, content)
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestRead(t *testing.T) {
	word := `<?xml version="1.0"?><w:document xmlns:w="w"><w:body><w:p><w:r><w:t>Reserv</w:t></w:r><w:r><w:t>kraft</w:t></w:r><w:del><w:r><w:delText>STRUKET</w:delText></w:r></w:del></w:p><w:p><w:r><w:instrText>PAGE</w:instrText><w:t>Å &amp; ö</w:t></w:r></w:p></w:body></w:document>`
	open := `<office:document-content xmlns:text="t"><office:body><text:tracked-changes><text:p>STRUKET</text:p></text:tracked-changes><text:h>Rubrik</text:h><text:p>Nöd<text:span>vatten</text:span><text:tab/>idag</text:p></office:body></office:document-content>`
	deep := "<a>" + strings.Repeat("<b>", 100_000)
	for name, c := range map[string]struct {
		format, want, code string
		raw                []byte
	}{
		"text":      {Plain, "Snö på gång", "", []byte("\xef\xbb\xbfSnö på gång")},
		"latin-1":   {Plain, "Snö", "", []byte("Sn\xf6")},
		"binary":    {Plain, "", "filetext.unreadable", []byte("PK\x00\x01")},
		"html":      {HTML, "Vat&ten nu", "", []byte("<h1>Vat&amp;<b>ten</b></h1><script>var hemligt</script><style>x{}</style><p>nu")},
		"docx":      {Word, "Reservkraft Å & ö", "", zipped(t, "word/document.xml", strings.NewReader(word))},
		"odt":       {Open, "Rubrik Nödvatten idag", "", zipped(t, "content.xml", strings.NewReader(open))},
		"no zip":    {Word, "", "filetext.unreadable", []byte("Sn\xf6")},
		"other zip": {Word, "", "filetext.unreadable", zipped(t, "x", strings.NewReader(word))},
		"deep":      {Open, "", "filetext.unreadable", zipped(t, "content.xml", strings.NewReader(deep))},
		"entities":  {Open, "", "filetext.unreadable", zipped(t, "content.xml", strings.NewReader(`<!DOCTYPE x [<!ENTITY a "b">]><x><p>&a;</p></x>`))},
		"bomb":      {Word, "", "filetext.too-large", zipped(t, "word/document.xml", io.MultiReader(strings.NewReader("<a>"), io.LimitReader(spaces{}, mostUnpacked+10)))},
	} {
		got, cut, err := Read(bytes.NewReader(c.raw), c.format)
		if strings.Join(strings.Fields(got), " ") != c.want || fault.CodeOf(err) != c.code || cut {
			t.Errorf("%s: %q, %v, %v", name, got, cut, err)
		}
	}
	got, cut, err := Read(io.LimitReader(spaces{}, MostKept+5), Plain)
	if len(got) != MostKept || !cut || err != nil {
		t.Errorf("%d bytes, %v, %v", len(got), cut, err)
	}
}

type spaces struct{}

func (spaces) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

func TestFormat(t *testing.T) {
	for _, c := range []struct{ name, media, want string }{
		{"a.TXT", "", Plain}, {"a.md", "application/octet-stream", Plain}, {"a", "text/html; charset=utf-8", HTML}, {"a.docx", "", Word}, {"a.odt", "", Open},
		{"a.pdf", "application/pdf", ""}, {"a.txt.age", "application/octet-stream", ""}, {"a", "", ""},
	} {
		if got := Format(c.name, c.media); got != c.want {
			t.Errorf("%s, %s: %q", c.name, c.media, got)
		}
	}
}

// No file makes it fail otherwise than with a fault, or give more than is kept.
func FuzzRead(f *testing.F) {
	f.Add([]byte("<p>å"), 1)
	f.Add(zipped(f, "content.xml", strings.NewReader("<p>x</p>")), 3)
	f.Fuzz(func(t *testing.T, raw []byte, n int) {
		format := []string{Plain, HTML, Word, Open}[((n%4)+4)%4]
		text, _, err := Read(bytes.NewReader(raw), format)
		if len(text) > MostKept || err != nil && fault.KindOf(err) != fault.Invalid {
			t.Fatalf("%d bytes, %v", len(text), err)
		}
	})
}
