package chart

import "math"

// Colour is red, green and blue, 0 to 255 each.
type Colour struct{ R, G, B uint8 }

var (
	ink   = Colour{0x13, 0x22, 0x2b}
	faint = Colour{0x56, 0x66, 0x6f}
	hair  = Colour{0xd3, 0xdc, 0xe0}
	white = Colour{0xff, 0xff, 0xff}
)

// Picture is something drawn, in units of which a page has 720 across.
type Picture struct {
	Width, Height float64
	Title         string // what it is
	Description   string // what it shows, for those who do not see it
	parts         []any  // area, line or label, the lowest first
}

type point struct{ X, Y float64 }

// area is a filled outline with an edge.
type area struct {
	outline   []point
	fill      Colour
	edge      Colour
	thickness float64 // of the edge; 0 for none
}

// line is a stroke between two points.
type line struct {
	from, to  point
	colour    Colour
	thickness float64
}

// label is a text on one line, with its base line at the point.
type label struct {
	at     point
	text   string
	size   float64
	centre bool // the point is the middle of the text, not its beginning
	right  bool // the point is its end
	colour Colour
	halo   bool // a white edge around the letters, so that they can be read over lines
}

func (p *Picture) add(parts ...any) { p.parts = append(p.parts, parts...) }

func (p *Picture) rect(x, y, w, h float64, fill, edge Colour, thickness float64) {
	p.add(area{outline: []point{{x, y}, {x + w, y}, {x + w, y + h}, {x, y + h}}, fill: fill, edge: edge, thickness: thickness})
}

// ring gives n points on a circle, the first one at an angle from straight up.
func ring(c point, r float64, n int, turn float64) []point {
	out := make([]point, n)
	for i := range out {
		a := turn + 2*math.Pi*float64(i)/float64(n)
		out[i] = point{c.X + r*math.Sin(a), c.Y - r*math.Cos(a)}
	}
	return out
}
