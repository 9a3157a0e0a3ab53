package layout

import (
	"slices"

	"samverkan/internal/document"
	"samverkan/internal/render/pdf/tag"
)

// abreast is how many sign beside each other: one column for the leader, the secretary and who confirms.
const abreast = 3

// signatures makes lines to sign on: who, a line for the name, a line for place and date. They stand beside each other, so that
// what is signed seldom leaves its signatures alone on a page, and who signs is never parted from the line.
func (s *setter) signatures(parent *tag.Element, b document.Signatures, width float64) []strip {
	const between = 24.0
	column := (width - (abreast-1)*between) / abreast
	var out []strip
	for lines := range slices.Chunk(b.Lines, abreast) {
		who, sign := row{s: s}, row{s: s}
		for i, l := range lines {
			elem, x := parent.Child("Div"), float64(i)*(column+between)
			who.cells = append(who.cells, cell{x, s.signer(elem, l, column)})
			sign.cells = append(sign.cells, cell{x, s.signing(elem, b, l, column)})
		}
		above, below := who.strip(), sign.strip()
		above.keep = true
		if below.height < keepWhole {
			below.split = nil // a line is not parted from what stands under it
		}
		if len(out) > 0 {
			above.gap += 20
		}
		if above.height > 0 {
			out = append(out, above)
		}
		out = append(out, below)
	}
	return out
}

// signing is the room for a hand: the name above one line, place and date above another.
func (s *setter) signing(elem *tag.Element, b document.Signatures, l document.Signature, width float64) []strip {
	const room = 32.0
	label := func(text string) []strip {
		return s.shape(elem.Child("P"), []document.Inline{document.T(text)}, style{typo: tinyType, ink: ink2}).strips(width)
	}
	out := append([]strip{s.ruled(room, width, nil)}, label(b.SignLabel)...)
	if l.Date != "" {
		date := s.shape(elem.Child("P"), []document.Inline{document.T(l.Date)}, style{typo: tableType, ink: ink})
		// A line may hold more than there is room for; it then grows upwards.
		out = append(out, s.ruled(max(room, float64(len(date.strips(width)))*date.style.line+10), width, date))
	} else {
		out = append(out, s.ruled(room, width, nil))
	}
	return append(out, label(b.DateLabel)...)
}

// signer says who is to sign.
func (s *setter) signer(elem *tag.Element, l document.Signature, width float64) []strip {
	var out []strip
	if l.Role != "" {
		out = append(out, s.shape(elem.Child("P"), []document.Inline{document.T(l.Role)}, style{typo: tableType, ink: ink, strong: true}).strips(width)...)
	}
	if l.Name != "" {
		out = append(out, s.shape(elem.Child("P"), []document.Inline{document.T(l.Name)}, style{typo: tableType, ink: ink}).strips(width)...)
	}
	return out
}

// ruled is an empty space above a line, with text on the line when there is some.
func (s *setter) ruled(height, width float64, text *para) strip {
	return strip{height: height, draw: func(x, y float64) {
		s.w.Aside(tag.Layout)
		s.w.Line(ink, 0.7, x, y+height-2, x+width, y+height-2)
		if text == nil {
			return
		}
		lines := text.strips(width)
		for i, l := range lines {
			l.draw(x, y+height-5-float64(len(lines)-i)*text.style.line)
		}
	}}
}
