package document

// Block is a part of the body: [Heading], [Paragraph], [List], [Table], [Facts],
// [Callout], [Figure], [Signatures] or [PageBreak]. All are plain values.
type Block interface{ isBlock() }

// Heading begins a section. Level 1 is directly below the title; levels never skip.
type Heading struct {
	Level int      // 1 to 5; renderers write it as heading Level+1, since the title is heading 1
	Text  []Inline // not empty
	ID    string   // target of internal links ("#beslut"); letters, digits and hyphens, unique in the document
	Kind  Kind     // its silhouette before the text; the text must say the kind in words
}

// Style says what a paragraph is for.
type Style string

// The paragraph styles.
const (
	Normal   Style = ""         // running text
	Lead     Style = "lead"     // larger opening text
	Meta     Style = "meta"     // small and muted: times, origin, "Fastställt 03:39"; before running text it introduces that, otherwise it belongs to what is before it
	Quote    Style = "quote"    // somebody's own words, with a bar at the left (a reservation, an opening line)
	Decision Style = "decision" // the exact wording of a decision
)

// Paragraph is running text. A "\n" in its text is a line break.
type Paragraph struct {
	Style Style
	Text  []Inline
	Kind  Kind // colours the bar of a Quote; no shape is drawn
}

// List is a bulleted or numbered list. Items hold paragraphs and lists.
type List struct {
	Ordered bool
	Start   int // first number of an ordered list; 0 means 1
	Items   []Item
}

// Item is what stands under one bullet or number.
type Item []Block

// Align is the horizontal place of a column's text.
type Align string

// The alignments.
const (
	Left   Align = ""
	Right  Align = "right" // figures that are compared
	Center Align = "center"
)

// Column describes a column of a table.
type Column struct {
	Header    []Inline // not empty
	Weight    float64  // share of the width; 0 means 1
	Align     Align
	RowHeader bool // its cells are the headers of their rows
}

// Table is a grid with a header row that is repeated on each page.
type Table struct {
	Caption []Inline // what the table shows; first thing read
	Columns []Column
	Rows    []Row
}

// Row is a row of cells that together span every column of the table.
type Row struct {
	Cells []Cell
	// Joined draws no line above the row: it continues the one before it (reservations below their decision).
	Joined bool
}

// Cell is one cell. It holds paragraphs and lists, or nothing.
type Cell struct {
	Body []Block
	Span int // columns it covers; 0 means 1
}

// Facts is a grid of short labels with their values, such as who led the meeting.
type Facts struct{ Items []Fact }

// Fact is one label with its value.
type Fact struct{ Label, Value []Inline }

// Tone says what a callout is about.
type Tone string

// The tones.
const (
	ToneNeutral    Tone = ""           // the seal, a remark
	ToneWarn       Tone = "warn"       // something the reader must not miss
	ToneExercise   Tone = "exercise"   // it is an exercise
	ToneRedacted   Tone = "redacted"   // something is left out, with ground and owner
	ToneCorrection Tone = "correction" // a rättelse: what was changed, by whom
)

// Callout is a framed remark. It holds paragraphs and lists.
type Callout struct {
	Tone  Tone
	Title []Inline
	Body  []Block
}

// Figure is a picture, PNG or JPEG.
type Figure struct {
	Data       []byte
	Alt        string  // what it shows, in words; required unless Decorative
	Decorative bool    // adds nothing to the text; assistive technology passes it by
	Width      float64 // in millimetres; 0 means as wide as the text (a logo: as high as its place)
}

// Signatures are lines for people to sign on. The labels are the words under the lines.
type Signatures struct {
	SignLabel string // under the long line: "Namnteckning"
	DateLabel string // under the short line: "Ort och datum"
	Lines     []Signature
}

// Signature is one line to sign on.
type Signature struct {
	Role string // "Justeras", "Mötesledare"
	Name string // "Maria Ek, Länsstyrelsen Mellanmark"; empty leaves only the line
	Date string // place and date when already known, otherwise empty
}

// PageBreak begins a new page on paper and is nothing elsewhere.
type PageBreak struct{}

func (Heading) isBlock()    {}
func (Paragraph) isBlock()  {}
func (List) isBlock()       {}
func (Table) isBlock()      {}
func (Facts) isBlock()      {}
func (Callout) isBlock()    {}
func (Figure) isBlock()     {}
func (Signatures) isBlock() {}
func (PageBreak) isBlock()  {}

// Number gives the number of item i (counted from 0) of an ordered list.
func (l List) Number(i int) int {
	if l.Start == 0 {
		return i + 1
	}
	return l.Start + i
}

// Columns gives how many columns the cell covers.
func (c Cell) Columns() int { return max(1, c.Span) }
