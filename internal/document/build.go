package document

import "strconv"

// T is plain text.
func T(s string) Inline { return Inline{Text: s} }

// B is strong text.
func B(s string) Inline { return Inline{Text: s, Strong: true} }

// M is muted text.
func M(s string) Inline { return Inline{Text: s, Muted: true} }

// A is a link to an absolute URL or to "#id" in the document.
func A(text, link string) Inline { return Inline{Text: text, Link: link} }

// Del is text that a correction removed.
func Del(s string) Inline { return Inline{Text: s, Del: true} }

// Ins is text that a correction added.
func Ins(s string) Inline { return Inline{Text: s, Ins: true} }

// Omitted is the words that stand where something was left out.
func Omitted(s string) Inline { return Inline{Text: s, Redacted: true} }

// Badge is a kind's silhouette and its word.
func Badge(k Kind, word string) Inline { return Inline{Text: word, Kind: k} }

// Status is a state's mark and its words.
func Status(s State, words string) Inline { return Inline{Text: words, State: s} }

// H is a heading; level 1 is directly below the title.
func H(level int, text ...Inline) Heading { return Heading{Level: level, Text: text} }

// Marked is h with a kind's silhouette before it.
func (h Heading) Marked(k Kind) Heading { h.Kind = k; return h }

// As is h with an id that links can lead to.
func (h Heading) As(id string) Heading { h.ID = id; return h }

// P is a paragraph.
func P(text ...Inline) Paragraph { return Paragraph{Text: text} }

// Styled is a paragraph in a style.
func Styled(s Style, text ...Inline) Paragraph { return Paragraph{Style: s, Text: text} }

// UL is a bulleted list.
func UL(items ...Item) List { return List{Items: items} }

// OL is a numbered list.
func OL(items ...Item) List { return List{Ordered: true, Items: items} }

// LI is a list item of one paragraph.
func LI(text ...Inline) Item { return Item{P(text...)} }

// Col is a column with a header and a share of the width.
func Col(header string, weight float64) Column {
	return Column{Header: []Inline{T(header)}, Weight: weight}
}

// RowHead is a column whose cells are the headers of their rows.
func RowHead(header string, weight float64) Column {
	c := Col(header, weight)
	c.RowHeader = true
	return c
}

// RightCol is a column of figures, aligned to the right.
func RightCol(header string, weight float64) Column {
	c := Col(header, weight)
	c.Align = Right
	return c
}

// TD is a cell of one paragraph; without text it is empty.
func TD(text ...Inline) Cell {
	if len(text) == 0 {
		return Cell{}
	}
	return Cell{Body: []Block{P(text...)}}
}

// CellOf is a cell of several blocks.
func CellOf(blocks ...Block) Cell { return Cell{Body: blocks} }

// Over is c over n columns.
func (c Cell) Over(n int) Cell { c.Span = n; return c }

// R is a row.
func R(cells ...Cell) Row { return Row{Cells: cells} }

// F is a fact: a plain label and its value.
func F(label string, value ...Inline) Fact { return Fact{Label: []Inline{T(label)}, Value: value} }

func itoa(n int) string { return strconv.Itoa(n) }
