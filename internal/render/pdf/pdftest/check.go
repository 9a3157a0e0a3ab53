package pdftest

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"samverkan/internal/document"
)

// Check applies everything this package knows to a file and the document that it
// was made from.
func Check(t testing.TB, pdf []byte, d *document.Document) *Inspection {
	t.Helper()
	in := inspect(t, pdf, d)
	External(t, pdf, in)
	return in
}

// inspect applies what needs no other program.
func inspect(t testing.TB, pdf []byte, d *document.Document) *Inspection {
	t.Helper()
	in, err := Inspect(pdf)
	if err != nil {
		t.Fatalf("the file cannot be read: %v", err)
	}
	for _, f := range in.Findings {
		t.Errorf("%s", f)
	}
	for _, f := range Compare(in, d) {
		t.Errorf("%s", f)
	}
	return in
}

// Compare says where the file and the document differ.
func Compare(in *Inspection, d *document.Document) []Finding {
	var out []Finding
	differ := func(rule, format string, a ...any) { out = append(out, Finding{rule, fmt.Sprintf(format, a...)}) }
	if f := readOutDiffers(in.ReadOut, document.Text(d)); f != "" {
		differ("read-out", "%s", f)
	}
	if in.Lang != d.Lang {
		differ("language", "%q, want %q", in.Lang, d.Lang)
	}
	if in.Title != document.CleanLine(d.Title) {
		differ("title", "%q, want %q", in.Title, d.Title)
	}
	headings := []string{"H1 " + heard(document.Clean(d.Title))}
	links := 0
	for _, b := range d.Cleaned().Body {
		if h, ok := b.(document.Heading); ok {
			headings = append(headings, fmt.Sprintf("H%d %s", h.Level+1, heard(document.Plain(h.Text))))
		}
		links += countLinks(b)
	}
	if len(in.Headings) != len(headings) || len(in.Bookmarks) != len(headings) {
		differ("headings", "%d headings and %d bookmarks, want %d", len(in.Headings), len(in.Bookmarks), len(headings))
	} else {
		for i, want := range headings {
			if got := heard(in.Headings[i]); got != want {
				differ("headings", "%q, want %q", got, want)
			}
			if got := heard(in.Bookmarks[i]); got != want[3:] {
				differ("bookmarks", "%q, want %q", got, want[3:])
			}
		}
	}
	if len(in.Links) < links { // one that is broken over lines has several areas
		differ("links", "%d areas for %d links", len(in.Links), links)
	}
	return append(out, everyPage(in, d)...)
}

// everyPage checks what is stamped on each page. Long texts are cut there, so the beginning must do.
func everyPage(in *Inspection, d *document.Document) []Finding {
	var out []Finding
	must := func(page int, what, want string) {
		begin := []rune(heard(document.CleanLine(want)))
		begin = begin[:min(len(begin), 20)]
		if !plainText(string(begin)) {
			return // drawn with boxes, which have no text outside the structure
		}
		if !strings.Contains(heard(in.Artifacts[page]), string(begin)) {
			out = append(out, Finding{"page", fmt.Sprintf("page %d has no %s %q: %q", page+1, what, want, in.Artifacts[page])})
		}
	}
	for i := range in.Artifacts {
		must(i, "number", d.Footer.PageLabel(i+1, len(in.Artifacts)))
		must(i, "foot", d.Footer.Left)
		for _, l := range d.Footer.Lines {
			must(i, "seal", l)
		}
		if d.Exercise != "" {
			must(i, "stamp", d.Exercise)
		}
		if i > 0 && d.Header.Left == "" {
			must(i, "host", d.Host)
		}
		if i > 0 && d.Header.Right == "" {
			must(i, "registry number", strings.Join(d.RegistryNumbers, " · "))
		}
	}
	return out
}

func plainText(s string) bool {
	for _, r := range s {
		if r > 0x24f && r != '–' && r != '·' {
			return false
		}
	}
	return true
}

func readOutDiffers(got, want []string) string {
	for i := range max(len(got), len(want)) {
		var g, w string
		if i < len(got) {
			g = heard(got[i])
		}
		if i < len(want) {
			w = heard(want[i])
		}
		if g != w {
			return fmt.Sprintf("thing %d of %d, want %d things:\n got %q\nwant %q", i+1, len(got), len(want), g, w)
		}
	}
	return ""
}

// heard makes texts comparable: composed letters, single spaces.
func heard(s string) string { return words(norm.NFC.String(s)) }

func countLinks(b document.Block) int {
	n := 0
	runs := func(rs []document.Inline) {
		for _, r := range rs {
			if r.Link != "" {
				n++
			}
		}
	}
	blocks := func(bs []document.Block) {
		for _, x := range bs {
			n += countLinks(x)
		}
	}
	switch b := b.(type) {
	case document.Heading:
		runs(b.Text)
	case document.Paragraph:
		runs(b.Text)
	case document.List:
		for _, it := range b.Items {
			blocks(it)
		}
	case document.Table:
		runs(b.Caption)
		for _, r := range b.Rows {
			for _, c := range r.Cells {
				blocks(c.Body)
			}
		}
	case document.Facts:
		for _, f := range b.Items {
			runs(f.Label)
			runs(f.Value)
		}
	case document.Callout:
		runs(b.Title)
		blocks(b.Body)
	}
	return n
}
