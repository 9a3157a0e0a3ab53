package layout

import "samverkan/internal/document"

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
