package layout

import (
	"samverkan/internal/document"
	"samverkan/internal/render/pdf/tag"
)

// content is what a column, a list item or a cell holds: shaped, so that a table
// can ask how wide it must be before it decides.
type content struct {
	s     *setter
	parts []part
}

// part is one paragraph or list of a content.
type part struct {
	gap    float64
	para   *para
	bar    *tag.Color // beside the paragraph
	list   []listItem
	indent float64 // of the list's items
}

type listItem struct {
	label *para
	body  *content
}

// column shapes paragraphs and lists below an element.
func (s *setter) column(parent *tag.Element, blocks []document.Block, t typo) *content {
	return s.content(parent, blocks, t, document.Left, false, false)
}

// content shapes paragraphs and lists. With single set, one lone paragraph
// belongs to parent itself rather than to a P within it.
func (s *setter) content(parent *tag.Element, blocks []document.Block, t typo, align document.Align, strong, single bool) *content {
	c := &content{s: s}
	for i, b := range blocks {
		gap := 0.0
		if i > 0 {
			gap = t.line * 0.3
		}
		switch b := b.(type) {
		case document.Paragraph:
			if len(b.Text) == 0 {
				continue
			}
			elem := parent
			if !single || len(blocks) > 1 {
				elem = parent.Child("P")
			}
			if b.Style == document.Meta {
				gap = min(gap, 2)
			}
			st := paragraphStyle(b, t)
			st.align, st.strong = align, strong
			p := part{gap: gap, para: s.shape(elem, b.Text, st)}
			if color, ok := barInk(b); ok {
				p.bar = &color
			}
			c.parts = append(c.parts, p)
		case document.List:
			c.parts = append(c.parts, s.list(parent, b, t, gap))
		}
	}
	return c
}

func (s *setter) list(parent *tag.Element, l document.List, t typo, gap float64) part {
	elem := parent.Child("L")
	numbering := "/Disc"
	if l.Ordered {
		numbering = "/Decimal"
	}
	elem.Attr("<</O /List /ListNumbering " + numbering + ">>")
	p := part{gap: gap}
	for i, it := range l.Items {
		li := elem.Child("LI")
		color := ink2
		if l.Ordered {
			color = ink
		}
		label := s.shape(li.Child("Lbl"), []document.Inline{document.T(l.Label(i) + " ")}, style{typo: t, ink: color})
		p.indent = max(p.indent, label.minWidth()+t.size*0.62)
		p.list = append(p.list, listItem{label, s.content(li.Child("LBody"), it, t, document.Left, false, false)})
	}
	return p
}

func (c *content) minWidth() float64 {
	w := 0.0
	for _, p := range c.parts {
		switch {
		case p.para != nil && p.bar != nil:
			w = max(w, p.para.minWidth()+barIndent)
		case p.para != nil:
			w = max(w, p.para.minWidth())
		}
		for _, it := range p.list {
			w = max(w, p.indent+it.body.minWidth())
		}
	}
	return w
}

func (c *content) strips(width float64) []strip {
	var out []strip
	for _, p := range c.parts {
		var strips []strip
		switch {
		case p.para != nil && p.bar != nil:
			strips = c.s.barred(shift(p.para.strips(width-barIndent), barIndent), *p.bar)
		case p.para != nil:
			strips = p.para.strips(width)
		default:
			strips = p.listStrips(width)
		}
		if len(strips) > 0 && len(out) > 0 {
			strips[0].gap += p.gap
		}
		out = append(out, strips...)
	}
	return out
}

func (p part) listStrips(width float64) []strip {
	var out []strip
	for i, it := range p.list {
		body := shift(it.body.strips(max(width-p.indent, 20)), p.indent)
		label := it.label.strips(1e6)[0] // a number is never broken, however narrow the cell
		if len(body) == 0 {
			body = []strip{{height: label.height, draw: func(x, y float64) { label.draw(x, y) }}}
		} else {
			first, dx := body[0].draw, body[0].x
			body[0].draw = func(x, y float64) {
				label.draw(x-dx, y)
				first(x, y)
			}
		}
		if i > 0 {
			body[0].gap += it.label.style.line * 0.17
		}
		out = append(out, body...)
	}
	return out
}
