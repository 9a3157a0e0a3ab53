package layout

import (
	"fmt"

	"samverkan/internal/document"
	"samverkan/internal/render/pdf/tag"
)

// gap is the empty space between a block of the body and the one before it, nil for the first.
func gap(before, b, next document.Block) float64 {
	switch b := b.(type) {
	case document.Heading:
		switch {
		case isHeading(before):
			return 8
		case b.Level == 1:
			return 27
		}
		return 15
	case document.Table:
		if isHeading(before) {
			return 5
		}
		return 11
	case document.Facts:
		return 14
	case document.Callout:
		if isMeta(before) {
			return 5
		}
		return 14
	case document.Figure:
		return 12
	case document.Signatures:
		return 30
	case document.Paragraph:
		switch {
		case isHeading(before) && b.Style == document.Meta:
			return 1.5
		case isHeading(before):
			return 4
		case b.Style == document.Decision:
			return 9
		case introduces(b, next):
			return 11
		case isMeta(before):
			return 2.5
		case b.Style == document.Meta:
			return 2.5
		}
	case document.List:
		if isHeading(before) || isMeta(before) {
			return 4
		}
		return 6
	}
	switch before.(type) {
	case document.Table, document.Facts, document.Callout, document.Figure, document.Signatures:
		return 13
	}
	return 7
}

func isHeading(b document.Block) bool {
	_, ok := b.(document.Heading)
	return ok
}

func isMeta(b document.Block) bool {
	p, ok := b.(document.Paragraph)
	return ok && p.Style == document.Meta
}

// introduces reports whether a small paragraph says what the next block is, who
// said it or when: a badge with its time, or a line before running text. It then
// stands with that one, and otherwise with the block before it.
func introduces(b, next document.Block) bool {
	p, ok := b.(document.Paragraph)
	if !ok || p.Style != document.Meta || len(p.Text) == 0 {
		return false
	}
	if p.Text[0].Kind != document.KindNone {
		return true
	}
	n, ok := next.(document.Paragraph)
	return ok && n.Style != document.Meta
}

// appendBlock adds the strips of a block of the body.
func appendBlock(strips, block []strip, gap float64, b document.Block) []strip {
	if _, ok := b.(document.PageBreak); ok {
		return append(strips, strip{pageBreak: true, keep: true})
	}
	if len(block) > 0 {
		block[0].gap += gap
	}
	return append(strips, block...)
}

// block makes strips of a block below an element.
func (s *setter) block(parent *tag.Element, b document.Block, width float64) []strip {
	switch b := b.(type) {
	case document.Heading:
		return s.heading(parent, b, width)
	case document.Table:
		return s.table(parent, b, width)
	case document.Facts:
		return s.facts(parent, b, width)
	case document.Callout:
		return s.callout(parent, b, width)
	case document.Figure:
		return s.figure(parent, b, width)
	case document.Signatures:
		return s.signatures(parent, b, width)
	case document.PageBreak:
		return nil
	}
	return s.column(parent, []document.Block{b}, bodyType).strips(min(width, measure))
}

func (s *setter) heading(parent *tag.Element, h document.Heading, width float64) []strip {
	elem := parent.Child(fmt.Sprintf("H%d", h.Level+1))
	t := headingType[h.Level-1]
	p := s.shape(elem, h.Text, style{typo: t, ink: ink, strong: true})
	m, marked := kindMarks[h.Kind]
	indent := 0.0
	if marked {
		indent = t.size * 1.5
	}
	strips := shift(p.strips(width-indent), indent)
	for i := range strips {
		strips[i].keep = true // a heading never ends a page
	}
	if len(strips) == 0 {
		return nil
	}
	first := strips[0].draw
	strips[0].draw = func(x, y float64) {
		s.w.Mark(h.ID, document.Plain(h.Text), h.Level-1, y-6)
		if marked {
			d := t.size * 1.15
			s.w.Aside(tag.Layout)
			s.w.Draw(m.shape, m.ink, x-indent, y+t.line/2-d/2, d)
		}
		first(x, y)
	}
	return strips
}

// paragraphStyle gives how a paragraph looks in running text of a size.
func paragraphStyle(p document.Paragraph, t typo) style {
	switch p.Style {
	case document.Lead:
		return style{typo: leadType, ink: ink}
	case document.Meta:
		if t.size < bodyType.size {
			return style{typo: typo{t.size - 0.75, t.line - 1}, ink: ink2}
		}
		return style{typo: smallType, ink: ink2}
	case document.Decision:
		if t.size < bodyType.size {
			return style{typo: t, ink: ink}
		}
		return style{typo: decisionType, ink: ink}
	}
	return style{typo: t, ink: ink}
}

// barInk is the colour of the bar beside a quote or a decision.
func barInk(p document.Paragraph) (tag.Color, bool) {
	kind := p.Kind
	switch p.Style {
	case document.Quote:
	case document.Decision:
		if kind == document.KindNone {
			kind = document.KindDecision
		}
	default:
		return tag.Color{}, false
	}
	if m, ok := kindMarks[kind]; ok {
		return m.ink, true
	}
	return hair2, true
}

const barIndent = 10.0

// barred draws a bar at the left of strips that are indented for it.
func (s *setter) barred(strips []strip, c tag.Color) []strip {
	for i := range strips {
		draw, height := strips[i].draw, strips[i].height
		strips[i].draw = func(x, y float64) {
			s.w.Aside(tag.Layout)
			s.w.Fill(c, x-barIndent, y-0.2, 2, height+0.2)
			draw(x, y)
		}
	}
	return strips
}
