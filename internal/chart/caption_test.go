package chart

import (
	"strings"
	"testing"
)

// Given captions of no, few and many words, when they are written, then each line is within the picture, none is lost, and the picture
// grows by its lines.
func TestCaption(t *testing.T) {
	for text, lines := range map[string]int{"": 0, "ÖVNING. Regional konferens": 1, strings.Repeat("samverkanskonferens ", 12): 3} {
		p := DotMap([]Dot{{Name: "Ekeryd", Lat: 58, Lon: 15, Grade: 3}}, MapWords{Title: "Karta"})
		was := p.Height
		p.Caption(text)
		if got := p.Height - was; got != float64(lines)*20 {
			t.Errorf("%.20q: the picture grew by %v, not by %d lines", text, got, lines)
		}
		svg := p.SVG("x")
		for _, word := range strings.Fields(text) {
			if !strings.Contains(svg, word) {
				t.Errorf("%q is lost", word)
			}
		}
		for _, part := range p.parts {
			if l, ok := part.(label); ok && l.at.Y > p.Height {
				t.Errorf("%q is below the picture", l.text)
			}
		}
		if want := strings.TrimSpace(strings.TrimSpace(text) + " Karta"); strings.TrimSpace(strings.Join(strings.Fields(p.Title), " ")) != want {
			t.Errorf("the title is %q", p.Title)
		}
	}
}
