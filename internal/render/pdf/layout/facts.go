package layout

import (
	"samverkan/internal/document"
	"samverkan/internal/render/pdf/tag"
)

const factColumns = 3

// facts makes a grid of labels and values between two hairlines. It is a list:
// the label of each item is its label.
func (s *setter) facts(parent *tag.Element, f document.Facts, width float64) []strip {
	if len(f.Items) == 0 {
		return nil
	}
	elem := parent.Child("L").Attr("<</O /List /ListNumbering /None>>")
	const between = 18.0
	columnWidth := (width - between*(factColumns-1)) / factColumns
	out := []strip{s.space(9, s.rule(hair, 0.6, width))}
	for from := 0; from < len(f.Items); from += factColumns {
		r := row{s: s}
		for i, it := range f.Items[from:min(from+factColumns, len(f.Items))] {
			li := elem.Child("LI")
			label := s.shape(li.Child("Lbl"), append(it.Label[:len(it.Label):len(it.Label)], document.T(" ")), style{typo: tinyType, ink: ink2})
			value := s.shape(li.Child("LBody"), it.Value, style{typo: tableType, ink: ink})
			strips := append(label.strips(columnWidth), value.strips(columnWidth)...)
			r.cells = append(r.cells, cell{float64(i) * (columnWidth + between), strips})
		}
		strip := r.strip()
		strip.keep = true
		if from > 0 {
			strip.gap = 8
		}
		out = append(out, strip)
	}
	end := s.space(9, func(x, y float64) { s.rule(hair, 0.6, width)(x, y+9) })
	end.keep = false
	return append(out, end)
}

// space is an empty strip, with a line drawn from its top left corner if there is one.
func (s *setter) space(height float64, line func(x, y float64)) strip {
	return strip{height: height, keep: true, draw: func(x, y float64) {
		if line != nil {
			s.w.Aside(tag.Layout)
			line(x, y)
		}
	}}
}
