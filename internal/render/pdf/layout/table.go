package layout

import (
	"fmt"

	"samverkan/internal/document"
	"samverkan/internal/render/pdf/tag"
)

const (
	columnGap = 12.0
	cellPad   = 5.5 // above and below what stands in a row
	headPad   = 3.5
)

// table makes strips of a caption, a head, and the rows.
func (s *setter) table(parent *tag.Element, t document.Table, width float64) []strip {
	elem := parent.Child("Table")
	var out []strip
	if len(t.Caption) > 0 {
		out = s.shape(elem.Child("Caption"), t.Caption, style{typo: smallType, ink: ink2}).strips(width)
		for i := range out {
			out[i].keep = true
		}
	}
	headGroup, bodyGroup := elem, elem
	if s.groups {
		headGroup = elem.Child("THead")
	}
	head := s.headCells(headGroup.Child("TR"), t)
	if s.groups && len(t.Rows) > 0 {
		bodyGroup = elem.Child("TBody")
	}
	bodies := make([][]*content, len(t.Rows))
	for i, r := range t.Rows {
		bodies[i] = s.rowCells(bodyGroup.Child("TR"), t, r)
	}
	widths := columnWidths(t, head, bodies, width)
	headStrip := s.row(t.Columns, nil, head, widths, headPad, headPad+1, s.rule(hair2, 0.9, width))
	headStrip.gap = 4
	headStrip.keep = len(t.Rows) > 0
	out = append(out, headStrip)

	again := s.row(t.Columns, nil, s.headCells(nil, t), widths, headPad, headPad+1, s.rule(hair2, 0.9, width))
	draw := again.draw
	again.draw = func(x, y float64) {
		s.w.Aside(tag.Pagination)
		draw(x, y)
	}
	for i, r := range t.Rows {
		top, rule := cellPad, s.rule(hair, 0.6, width)
		if r.Joined {
			top = 0
		}
		if i+1 < len(t.Rows) && t.Rows[i+1].Joined {
			rule = nil
		}
		strip := s.row(t.Columns, r.Cells, bodies[i], widths, top, cellPad, rule)
		strip.head = &again
		strip.keep = rule == nil && strip.height < splitFrom // what continues a row follows it
		out = append(out, strip)
	}
	return out
}

func (s *setter) rule(c tag.Color, thickness, width float64) func(x, y float64) {
	return func(x, y float64) { s.w.Line(c, thickness, x, y, x+width, y) }
}

// headCells shapes the column headers; without a row element they are for repetition.
func (s *setter) headCells(tr *tag.Element, t document.Table) []*content {
	cells := make([]*content, len(t.Columns))
	for i, c := range t.Columns {
		var th *tag.Element
		if tr != nil {
			th = tr.Child("TH").Attr("<</O /Table /Scope /Column>>")
		}
		st := style{typo: tinyHead, ink: ink2, strong: true, align: c.Align}
		cells[i] = &content{s: s, parts: []part{{para: s.shape(th, c.Header, st)}}}
	}
	return cells
}

var tinyHead = typo{8.75, 12}

func (s *setter) rowCells(tr *tag.Element, t document.Table, r document.Row) []*content {
	cells := make([]*content, len(r.Cells))
	col := 0
	for i, c := range r.Cells {
		column := t.Columns[min(col, len(t.Columns)-1)]
		typ, attr := "TD", ""
		if column.RowHeader && len(c.Body) > 0 {
			typ, attr = "TH", "/Scope /Row"
		}
		if c.Columns() > 1 {
			attr += fmt.Sprintf(" /ColSpan %d", c.Columns())
		}
		elem := tr.Child(typ)
		if attr != "" {
			elem.Attr("<</O /Table " + attr + ">>")
		}
		cells[i] = s.content(elem, c.Body, tableType, column.Align, typ == "TH", true)
		col += c.Columns()
	}
	return cells
}

// row puts cells side by side. Without document cells every one covers one column.
func (s *setter) row(columns []document.Column, spans []document.Cell, cells []*content, widths []float64, top, bottom float64, rule func(x, y float64)) strip {
	r := row{s: s, top: top, bottom: bottom, rule: rule}
	x, col := 0.0, 0
	for i, c := range cells {
		n := 1
		if spans != nil {
			n = spans[i].Columns()
		}
		w := columnGap * float64(n-1)
		for k := col; k < min(col+n, len(columns)); k++ {
			w += widths[k]
		}
		r.cells = append(r.cells, cell{x, c.strips(w)})
		x += w + columnGap
		col += n
	}
	return r.strip()
}
