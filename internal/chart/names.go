package chart

// box is where something is drawn.
type box struct{ x0, y0, x1, y1 float64 }

func (a box) meets(b box) bool { return a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1 }

// placeNames puts the name of each place where it covers nothing: to the right of its mark, the left, below or above. One for which
// there is no room is left out; the table beside the map has it.
func placeNames(dots []Dot, at []point, height float64) []any {
	var taken []box
	for _, c := range at {
		r := dotRadius + 5
		taken = append(taken, box{c.X - r, c.Y - r, c.X + r, c.Y + r})
	}
	taken = append(taken, box{0, height - 32, 160, height}) // the scale
	free := func(b box) bool {
		if b.x0 < 4 || b.y0 < 4 || b.x1 > mapWidth-4 || b.y1 > height-4 {
			return false
		}
		for _, t := range taken {
			if b.meets(t) {
				return false
			}
		}
		return true
	}
	var out []any
	for i, d := range dots {
		wide, c := width(d.Name, nameSize), at[i]
		side := dotRadius + 7
		for _, x := range []label{
			{at: point{c.X + side, c.Y + 4}}, {at: point{c.X - side, c.Y + 4}, right: true},
			{at: point{c.X, c.Y + side + 10}, centre: true}, {at: point{c.X, c.Y - side - 1}, centre: true},
		} {
			b := box{x.at.X, x.at.Y - 10, x.at.X + wide, x.at.Y + 3}
			switch {
			case x.right:
				b.x0, b.x1 = b.x0-wide, b.x1-wide
			case x.centre:
				b.x0, b.x1 = b.x0-wide/2, b.x1-wide/2
			}
			if free(b) {
				x.text, x.size, x.colour, x.halo = d.Name, nameSize, ink, true
				out, taken = append(out, x), append(taken, b)
				break
			}
		}
	}
	return out
}
