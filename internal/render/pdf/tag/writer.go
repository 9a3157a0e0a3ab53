package tag

import (
	"bytes"
	"fmt"
	"time"

	"github.com/jung-kurt/gofpdf"

	"samverkan/internal/render/pdf/font"
)

// A4 in points.
const (
	PageWidth  = 595.28
	PageHeight = 841.89
)

// Artifact is a kind of mark that is no part of the text.
type Artifact string

// The artifacts (ISO 32000-1, table 330).
const (
	Layout     Artifact = "/Artifact <</Type /Layout>> BDC"
	Header     Artifact = "/Artifact <</Type /Pagination /Subtype /Header /Attached [/Top]>> BDC"
	Footer     Artifact = "/Artifact <</Type /Pagination /Subtype /Footer /Attached [/Bottom]>> BDC"
	Pagination Artifact = "/Artifact <</Type /Pagination>> BDC" // a table header repeated on a new page
)

// Writer draws tagged pages. It is for one document and one goroutine.
type Writer struct {
	pdf   *gofpdf.Fpdf
	out   Output
	inTag *Element // of the open mark
	inArt Artifact // of the open mark
	face  *font.Face
	size  float64
	ink   Color
	err   error
}

// Output is what was drawn, for package finish.
type Output struct {
	Raw       []byte // gofpdf's file
	Root      *Element
	Pages     [][]*Element // page -> MCID -> element
	Links     [][]*Link    // by page
	Bookmarks []Bookmark
	Targets   map[string]Target
	Fonts     map[string]*UsedFont // by gofpdf's name of the font
}

// UsedFont is a face with the characters that were drawn with it.
type UsedFont struct {
	Face *font.Face
	Used map[rune]bool
}

// Bookmark is an entry of the outline.
type Bookmark struct {
	Title string
	Level int // 0 is the outermost
	Target
}

// Target is a place that links and bookmarks lead to.
type Target struct {
	Page int     // 1-based
	Y    float64 // in PDF space
}

// NewWriter begins a document made at the time given.
func NewWriter(created time.Time) *Writer {
	pdf := gofpdf.New("P", "pt", "A4", "")
	pdf.SetCompression(false)      // package finish compresses, with one compressor for all pages
	pdf.SetAutoPageBreak(false, 0) // a break inside a mark would leave the next page untagged
	pdf.SetMargins(0, 0, 0)
	pdf.SetCatalogSort(true) // same input, same bytes
	pdf.SetCreationDate(created)
	pdf.SetModificationDate(created)
	return &Writer{pdf: pdf, out: Output{Root: &Element{Type: "Document", attached: true}, Targets: map[string]Target{}, Fonts: map[string]*UsedFont{}}}
}

// Root is the element that holds the document.
func (w *Writer) Root() *Element { return w.out.Root }

// Page is the number of the current page, from 1.
func (w *Writer) Page() int { return len(w.out.Pages) }

// NewPage closes the open mark and begins a page.
func (w *Writer) NewPage() {
	w.Leave()
	w.pdf.AddPage()
	w.out.Pages = append(w.out.Pages, nil)
	w.out.Links = append(w.out.Links, nil)
	w.face = nil
}

// Enter makes e the owner of what is drawn from now on.
func (w *Writer) Enter(e *Element) {
	if w.inTag == e {
		return
	}
	w.Leave()
	for c := e; c.Parent != nil; c = c.Parent {
		c.Parent.attach(c)
	}
	p := w.Page()
	id := len(w.out.Pages[p-1])
	w.out.Pages[p-1] = append(w.out.Pages[p-1], e)
	e.Kids = append(e.Kids, Kid{Page: p, MCID: id})
	w.raw("/%s <</MCID %d>> BDC", e.Type, id)
	w.inTag = e
}

// Aside makes what is drawn from now on no part of the text.
func (w *Writer) Aside(a Artifact) {
	if w.inArt == a {
		return
	}
	w.Leave()
	w.raw("%s", string(a))
	w.inArt = a
}

// Leave closes the open mark.
func (w *Writer) Leave() {
	if w.inTag != nil || w.inArt != "" {
		w.raw("EMC")
		w.inTag, w.inArt = nil, ""
	}
}

// Text draws s with its left end at x on the base line y.
func (w *Writer) Text(f *font.Face, size float64, ink Color, x, y float64, s string) {
	if s == "" {
		return
	}
	w.mustBeMarked(s)
	if f != w.face || size != w.size {
		w.use(f)
		w.pdf.SetFont(f.Key, "", size)
		w.face, w.size = f, size
	}
	if ink != w.ink {
		w.pdf.SetTextColor(int(ink.R), int(ink.G), int(ink.B))
		w.ink = ink
	}
	used := w.out.Fonts[f.Key].Used
	for _, r := range s {
		used[r] = true
		if !f.Has(r) {
			w.fail("font %s has no %q", f.Name, r)
			return
		}
	}
	w.pdf.Text(x, y, s)
}

// use gives the face to gofpdf the first time it is needed, since that costs some milliseconds.
func (w *Writer) use(f *font.Face) {
	if w.out.Fonts[f.Key] != nil {
		return
	}
	w.out.Fonts[f.Key] = &UsedFont{Face: f, Used: map[rune]bool{}}
	w.pdf.AddUTF8FontFromBytes(f.Key, "", bytes.Clone(f.Data)) // gofpdf writes into the bytes it is given
}

func (w *Writer) mustBeMarked(what string) {
	if w.inTag == nil && w.inArt == "" {
		w.fail("%.40q is drawn outside every element", what)
	}
}

func (w *Writer) raw(format string, a ...any) { w.pdf.RawWriteStr(fmt.Sprintf(format, a...)) }

func (w *Writer) fail(format string, a ...any) {
	if w.err == nil {
		w.err = fmt.Errorf("tag: "+format, a...)
	}
}

// AddLink makes the area lead to uri, or to a target in the document. It belongs to element e.
func (w *Writer) AddLink(e *Element, x, y, width, height float64, uri, target, contents string) {
	p := w.Page()
	l := &Link{Page: p, X0: x, Y0: PageHeight - y - height, X1: x + width, Y1: PageHeight - y,
		URI: uri, Target: target, Contents: contents, Element: e}
	e.Kids = append(e.Kids, Kid{Link: l})
	w.out.Links[p-1] = append(w.out.Links[p-1], l)
}

// Mark names the place y of the current page as a target of links, and, when
// title is not empty, puts it in the outline.
func (w *Writer) Mark(name, title string, level int, y float64) {
	t := Target{Page: w.Page(), Y: PageHeight - y}
	if name != "" {
		w.out.Targets[name] = t
	}
	if title != "" {
		w.out.Bookmarks = append(w.out.Bookmarks, Bookmark{title, level, t})
	}
}

// Close ends the drawing.
func (w *Writer) Close() (*Output, error) {
	w.Leave()
	if w.err != nil {
		return nil, w.err
	}
	var b bytes.Buffer
	if err := w.pdf.Output(&b); err != nil {
		return nil, err
	}
	w.out.Raw = b.Bytes()
	return &w.out, nil
}
