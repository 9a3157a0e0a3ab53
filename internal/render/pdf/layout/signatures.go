package layout

import (
	"samverkan/internal/document"
	"samverkan/internal/render/pdf/tag"
)

// signatures makes lines to sign on: who, a line for the name, a line for place and date.
func (s *setter) signatures(parent *tag.Element, b document.Signatures, width float64) []strip {
	const between = 24.0
	long := (width - between) * 0.62
	short := width - between - long
	var out []strip
	for i, l := range b.Lines {
		elem := parent.Child("Div")
		who := s.signer(elem, l, width)
		sign := s.shape(elem.Child("P"), []document.Inline{document.T(b.SignLabel)}, style{typo: tinyType, ink: ink2})
		var date *para
		if l.Date != "" {
			date = s.shape(elem.Child("P"), []document.Inline{document.T(l.Date)}, style{typo: tableType, ink: ink})
		}
		dateLabel := s.shape(elem.Child("P"), []document.Inline{document.T(b.DateLabel)}, style{typo: tinyType, ink: ink2})
		const room = 32.0 // for a hand
		lines := row{s: s, cells: []cell{
			{0, append([]strip{s.ruled(room, long, nil)}, sign.strips(long)...)},
			{long + between, append([]strip{s.ruled(room, short, date)}, dateLabel.strips(short)...)},
		}}
		strip := lines.strip()
		strip.split = nil
		out = append(out, who...)
		out = append(out, strip)
		if i+1 < len(b.Lines) {
			next := s.space(20, nil)
			next.keep = false
			out = append(out, next)
		}
	}
	return out
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
	for i := range out {
		out[i].keep = true
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
