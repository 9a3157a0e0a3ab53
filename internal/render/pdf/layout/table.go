package layout

import (
	"fmt"
	"slices"

	"samverkan/internal/document"
	"samverkan/internal/render/pdf/tag"
)

const (
	columnGap = 12.0
	cellPad   = 5.5 // above and below what stands in a row
	headPad   = 3.5
)

// row is a row of cells side by side, ready to be drawn.
type row struct {
	s      *setter
	cells  []cell
	top    float64 // padding
	bottom float64
	rule   func(x, y float64) // drawn at the row's bottom
}

type cell struct {
	x      float64
	strips []strip
}

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

func (r row) strip() strip {
	height := 0.0
	for _, c := range r.cells {
		height = max(height, stack(c.strips))
	}
	height += r.top + r.bottom
	return strip{height: height, split: r.split, draw: func(x, y float64) {
		for _, c := range r.cells {
			at := y + r.top
			for i, s := range c.strips {
				if i > 0 {
					at += s.gap
				}
				s.draw(x+c.x+s.x, at)
				at += s.height
			}
		}
		if r.rule != nil {
			r.s.w.Aside(tag.Layout)
			r.rule(x, y+height)
		}
	}}
}

// stack is the height of strips on top of each other.
func stack(strips []strip) float64 {
	h := 0.0
	for i, s := range strips {
		if i > 0 {
			h += s.gap
		}
		h += s.height
	}
	return h
}

// split parts each cell by itself, after the last line that fits.
func (r row) split(room float64) (first, rest strip, ok bool) {
	a, b := r, r
	a.cells, b.cells = slices.Clone(r.cells), slices.Clone(r.cells)
	a.rule, b.top = nil, cellPad
	progress, left := false, false
	for i, c := range r.cells {
		n := fitting(c.strips, room-r.top-r.bottom)
		a.cells[i].strips, b.cells[i].strips = c.strips[:n], c.strips[n:]
		progress = progress || n > 0
		left = left || n < len(c.strips)
	}
	if !progress || !left {
		return strip{}, strip{}, false
	}
	first, rest = a.strip(), b.strip()
	return first, rest, true
}

// fitting is how many strips have room, without parting those that stay together.
func fitting(strips []strip, room float64) int {
	n, h := 0, 0.0
	for i, s := range strips {
		if i > 0 {
			h += s.gap
		}
		if h += s.height; h > room+0.01 {
			break
		}
		if !s.keep || i == len(strips)-1 {
			n = i + 1
		}
	}
	return n
}

// columnWidths shares the width by weight, but gives each column room for its
// longest word as far as that is possible, taken from those that have room to spare.
func columnWidths(t document.Table, head []*content, rows [][]*content, width float64) []float64 {
	n := len(t.Columns)
	least := make([]float64, n)
	for i, c := range head {
		least[i] = c.minWidth()
	}
	for i, r := range rows {
		col := 0
		for j, c := range r {
			if t.Rows[i].Cells[j].Columns() == 1 && col < n {
				least[col] = max(least[col], c.minWidth())
			}
			col += t.Rows[i].Cells[j].Columns()
		}
	}
	avail := width - columnGap*float64(n-1)
	total := 0.0
	for _, c := range t.Columns {
		total += weight(c)
	}
	widths := make([]float64, n)
	lack, spare := 0.0, 0.0
	for i, c := range t.Columns {
		widths[i] = avail * weight(c) / total
		least[i] = min(least[i]+0.5, avail*0.5)
		if d := widths[i] - least[i]; d < 0 {
			lack -= d
		} else {
			spare += d
		}
	}
	if lack == 0 || spare == 0 {
		return widths
	}
	give := min(1, lack/spare)
	take := min(1, spare/lack)
	for i := range widths {
		if d := widths[i] - least[i]; d < 0 {
			widths[i] -= d * take
		} else {
			widths[i] -= d * give
		}
	}
	return widths
}

func weight(c document.Column) float64 {
	if c.Weight <= 0 {
		return 1
	}
	return c.Weight
}
