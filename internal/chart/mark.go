package chart

import (
	"math"
	"slices"
)

// Grade is how hard something is hit, 1 to 5; 0 when that is unknown.
type Grade int

// Missing is the mark of who has not answered.
const Missing Grade = -1

var fills = map[Grade]Colour{Missing: white, 0: white, 1: white, 2: {0xf8, 0xeb, 0xb8}, 3: {0xf3, 0xbd, 0x62}, 4: {0xe0, 0x7b, 0x39}, 5: {0x8e, 0x1b, 0x1f}}

// outline is the shape of a grade: circle, square, diamond, triangle, star; what is unknown is a wide octagon, what is missing a
// small square on its point.
func (g Grade) outline(c point, r float64) []point {
	switch g {
	case Missing:
		return ring(c, r*0.8, 4, 0)
	case 0:
		return ring(c, r, 8, math.Pi/8)
	case 2:
		return ring(c, r*1.2, 4, math.Pi/4)
	case 3:
		return ring(c, r*1.3, 4, 0)
	case 4:
		return ring(point{c.X, c.Y + r*0.22}, r*1.5, 3, 0)
	case 5:
		outer, inner := ring(c, r*1.35, 9, 0), ring(c, r*1.02, 9, math.Pi/9)
		var star []point
		for i := range outer {
			star = append(star, outer[i], inner[i])
		}
		return star
	}
	return ring(c, r, 40, 0)
}

// sign is what stands in the mark.
func (g Grade) sign() string {
	switch g {
	case Missing:
		return "–"
	case 0:
		return "?"
	}
	return string(rune('0' + int(g)))
}

// mark draws a grade at a point.
func (p *Picture) mark(g Grade, c point, r float64) {
	g = max(Missing, min(g, 5))
	out := g.outline(c, r)
	edge := 1.4
	if g <= 0 {
		edge = 1
	}
	p.add(area{outline: out, fill: fills[g], edge: white, thickness: edge + 2}, area{outline: out, fill: fills[g], edge: ink, thickness: edge})
	for _, angle := range hatching(g) {
		p.hatch(out, angle, r*0.36)
	}
	colour := ink
	if g == 5 {
		colour = white
	} else if len(hatching(g)) > 0 {
		p.add(area{outline: ring(c, r*0.62, 24, 0), fill: white})
	}
	p.add(label{at: point{c.X, c.Y + r*0.4}, text: g.sign(), size: r * 1.15, centre: true, colour: colour})
}

// hatching gives the angles of the lines that fill a grade: none, flat, slanting, crossing, and solid for the worst.
func hatching(g Grade) []float64 {
	switch g {
	case 2:
		return []float64{0}
	case 3:
		return []float64{math.Pi / 4}
	case 4:
		return []float64{math.Pi / 4, -math.Pi / 4}
	}
	return nil
}

// hatch draws parallel lines inside a convex outline.
func (p *Picture) hatch(outline []point, angle, gap float64) {
	dir, normal := point{math.Cos(angle), math.Sin(angle)}, point{-math.Sin(angle), math.Cos(angle)}
	dot := func(a, b point) float64 { return a.X*b.X + a.Y*b.Y }
	low, high := math.Inf(1), math.Inf(-1)
	for _, q := range outline {
		low, high = min(low, dot(q, normal)), max(high, dot(q, normal))
	}
	for at := low + gap; at < high; at += gap {
		var cuts []float64 // along dir
		for i, a := range outline {
			b := outline[(i+1)%len(outline)]
			da, db := dot(a, normal)-at, dot(b, normal)-at
			if (da < 0) != (db < 0) {
				t := da / (da - db)
				cuts = append(cuts, dot(point{a.X + t*(b.X-a.X), a.Y + t*(b.Y-a.Y)}, dir))
			}
		}
		slices.Sort(cuts)
		for i := 0; i+1 < len(cuts); i += 2 {
			on := func(s float64) point { return point{dir.X*s + normal.X*at, dir.Y*s + normal.Y*at} }
			p.add(line{on(cuts[i]), on(cuts[i+1]), ink, 0.9})
		}
	}
}
