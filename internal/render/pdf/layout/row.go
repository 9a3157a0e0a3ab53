package layout

import (
	"slices"

	"samverkan/internal/render/pdf/tag"
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
