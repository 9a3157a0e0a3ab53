package html

import (
	"bytes"
	"io"

	"samverkan/internal/document"
	"samverkan/internal/fault"
	"samverkan/internal/i18n"
)

// Words are the only words that are not the document's own: what helps a reader
// move about the page. They are in the document's language.
type Words struct {
	Skip     string // first link of the page: "Hoppa till innehållet"
	Contents string // heading of the table of contents: "Innehåll"
}

// WordsFrom gives the words in the printer's language.
func WordsFrom(p *i18n.Printer) Words {
	return Words{Skip: p.T("html.skip"), Contents: p.T("html.contents")}
}

// Render writes d as a page. A document that Validate finds fault with is not
// written at all.
//
// Faults: those of document.Err; html.write when w fails.
func Render(w io.Writer, d *document.Document, words Words) error {
	if err := d.Err(); err != nil {
		return err
	}
	p := &page{words: words}
	p.document(d.Cleaned())
	if _, err := w.Write(p.Bytes()); err != nil {
		return fault.Wrap(err, fault.Unavailable, "html.write")
	}
	return nil
}

// page is the page being written. Its methods write text only through text, and
// attributes only through attr, so that nothing from a document is markup.
type page struct {
	bytes.Buffer
	words  Words
	style  style
	ids    int // ids given out for things that have none of their own
	drawn  map[string]bool
	titled []section
}

// raw writes markup of our own.
func (p *page) raw(parts ...string) {
	for _, s := range parts {
		p.WriteString(s)
	}
}

// text writes text from a document; a line break becomes one.
func (p *page) text(s string) { p.raw(breaks(escape(s))) }

// attr writes an attribute with a value from a document, and nothing when it is empty.
func (p *page) attr(name, value string) {
	if value != "" {
		p.raw(" ", name, `="`, escape(value), `"`)
	}
}
