package chart

import (
	"sync"

	"github.com/go-fonts/dejavu/dejavusans"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// typeface ships with the program, so that one that cannot be read is a fault of the build.
var typeface = sync.OnceValues(func() (*sfnt.Font, error) { return sfnt.Parse(dejavusans.TTF) })

// per is the number of units to the em at which glyphs are read; what is drawn is scaled from there.
const per = 1024

// glyphs calls each with every glyph of a text and where it begins, and gives the width of the whole; both in shares of the size.
func glyphs(font *sfnt.Font, text string, each func(g sfnt.GlyphIndex, x float64)) float64 {
	var buf sfnt.Buffer
	x := 0.0
	for _, r := range text {
		g, err := font.GlyphIndex(&buf, r)
		if err != nil {
			continue
		}
		if each != nil {
			each(g, x)
		}
		if wide, err := font.GlyphAdvance(&buf, g, fixed.I(per), 0); err == nil {
			x += float64(wide) / 64 / per
		}
	}
	return x
}

// width is how wide a text is at a size.
func width(text string, size float64) float64 {
	font, err := typeface()
	if err != nil {
		return float64(len(text)) * size * 0.6
	}
	return glyphs(font, text, nil) * size
}
