package layout

import (
	"samverkan/internal/document"
	"samverkan/internal/render/pdf/tag"
)

const (
	calloutPad  = 9.0  // above and below the text
	calloutSide = 13.0 // left and right of it
)

// toneColors gives the tint, the edge and the colour of the title.
func toneColors(t document.Tone) (tint, border, title tag.Color) {
	switch t {
	case document.ToneWarn, document.ToneCorrection, document.ToneExercise:
		return warnTint, warnEdge, warnInk
	case document.ToneRedacted:
		return paper, edge, ink2
	}
	return white, hair, ink
}

// callout frames a remark. The frame goes on over a page break.
func (s *setter) callout(parent *tag.Element, c document.Callout, width float64) []strip {
	elem := parent.Child("Div")
	tint, border, titleInk := toneColors(c.Tone)
	inner := width - 2*calloutSide
	var strips []strip
	if len(c.Title) > 0 {
		strips = s.calloutTitle(elem.Child("P"), c, inner, titleInk)
	}
	body := s.column(elem, c.Body, tableType).strips(inner)
	if len(body) > 0 && len(strips) > 0 {
		body[0].gap += 2
	}
	strips = shift(append(strips, body...), calloutSide)
	top, bottom := s.space(calloutPad, nil), s.space(calloutPad, nil)
	bottom.keep = false
	if len(strips) > 0 {
		strips[len(strips)-1].keep = true
	}
	strips = append(append([]strip{top}, strips...), bottom)
	f := &frame{pad: calloutPad - 2, paint: func(x, y0, y1 float64) {
		s.w.Fill(tint, x, y0, width, y1-y0)
		s.w.Frame(border, 0.7, x, y0, width, y1-y0)
	}}
	whole := stack(strips) < keepWhole
	for i := range strips {
		strips[i].frame = f
		strips[i].keep = strips[i].keep || whole && i < len(strips)-1
	}
	strips[0].opens, strips[len(strips)-1].closes = true, true
	return strips
}

// keepWhole is how high a callout may be before it is parted at the end of a page.
const keepWhole = 170.0

func (s *setter) calloutTitle(elem *tag.Element, c document.Callout, width float64, titleInk tag.Color) []strip {
	m, marked := toneMarks[c.Tone]
	indent := 0.0
	if marked {
		indent = 16
	}
	p := s.shape(elem, c.Title, style{typo: typo{10.5, 14.5}, ink: titleInk, strong: true})
	strips := shift(p.strips(width-indent), indent)
	for i := range strips {
		strips[i].keep = true
	}
	if marked && len(strips) > 0 {
		first := strips[0].draw
		strips[0].draw = func(x, y float64) {
			s.w.Aside(tag.Layout)
			s.w.Draw(m, titleInk, x-indent, y+1.2, 11.5)
			first(x, y)
		}
	}
	return strips
}
