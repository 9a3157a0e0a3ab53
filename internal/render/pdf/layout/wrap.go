package layout

// unbroken is how wide the words of a badge or state may be before they count
// as several words in a narrow column.
const unbroken = 100.0

// minWidth is the width of the widest word. The few words of a badge or state
// are one word, since they look best with their mark on one line.
func (p *para) minWidth() float64 {
	widest, word := 0.0, 0.0
	for _, c := range p.clusters {
		if c.kind == newline || c.kind == space && !(word < unbroken && isMarked(p.runs[c.run])) {
			word = 0
			continue
		}
		word += c.width
		widest = max(widest, word)
		if c.hinge {
			word = 0
		}
	}
	return widest
}

// wrap breaks the text into lines no wider than width, each as full as possible.
// A word that is too wide for a line of its own is broken where it must.
func (p *para) wrap(width float64) []line {
	var lines []line
	from, breakAt := 0, -1 // breakAt: the line may end before this cluster
	used, solid, solidAtBreak := 0.0, 0.0, 0.0
	end := func(to int, w float64) {
		lines = append(lines, line{from, to, w})
		from, breakAt, used, solid = to, -1, 0, 0
	}
	for i := 0; i < len(p.clusters); i++ {
		c := &p.clusters[i]
		if c.kind == newline {
			end(i+1, solid)
			continue
		}
		if c.kind != space && used+c.width > width+0.01 && i > from {
			if breakAt > from {
				to := breakAt
				end(to, solidAtBreak)
				i = to - 1 // measure again what came after the break
				continue
			}
			end(i, solid)
		}
		used += c.width
		if c.kind != space {
			solid = used
		}
		if c.kind == space || c.hinge {
			breakAt, solidAtBreak = i+1, solid
		}
	}
	if from < len(p.clusters) {
		end(len(p.clusters), solid)
	}
	return lines
}

// strips gives one strip for each line.
func (p *para) strips(width float64) []strip {
	lines := p.wrap(width)
	out := make([]strip, len(lines))
	for i, l := range lines {
		first, last := i == 0, i == len(lines)-1
		out[i] = strip{
			height: p.style.line,
			keep:   !last && (first || i == len(lines)-2), // no single line alone on a page
			draw:   func(x, y float64) { p.draw(l, x, y, width) },
		}
	}
	return out
}
