package layout

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"samverkan/internal/document"
	"samverkan/internal/render/pdf/font"
)

type clusterKind uint8

const (
	glyph clusterKind = iota // letters and other visible characters
	space                    // a line may end after it
	newline
	missing // no font has it: a box
	shape   // the mark before a badge or state
	pad     // room inside the box of an omission
)

// cluster is what a reader sees as one character, with what follows its base:
// accents, joiners, variation selectors.
type cluster struct {
	kind   clusterKind
	hinge  bool // a line may end after it, though it is no space
	apart  bool // wider than what is drawn, so what follows is drawn by itself
	run    int  // index of its run
	source string
	shown  string // what is drawn; when it differs from source, the element says what is meant
	face   *font.Face
	width  float64
}

// clusters cuts a text into clusters. NFC first, so that å is one letter however
// it was typed.
func clusters(text string, each func(string)) {
	text = norm.NFC.String(text)
	for text != "" {
		first, n := utf8.DecodeRuneInString(text)
		joined := false
		for n < len(text) && first != '\n' {
			r, size := utf8.DecodeRuneInString(text[n:])
			if !joined && !extends(r) {
				break
			}
			joined = r == zwj
			n += size
		}
		each(text[:n])
		text = text[n:]
	}
}

const zwj = '\u200d'

// extends reports whether r belongs to the character before it.
func extends(r rune) bool {
	return r >= 0x300 && (unicode.In(r, unicode.Mn, unicode.Me) || unseen(r) || (r >= 0x1f3fb && r <= 0x1f3ff))
}

// unseen reports whether r only says how its neighbours are drawn.
func unseen(r rune) bool {
	return r == zwj || r == '\u200c' || (r >= 0xfe00 && r <= 0xfe0f)
}

// typeface gives the face that a run is written with.
func typeface(fonts *font.Set, r document.Inline, strong bool) *font.Face {
	switch {
	case strong || r.Strong || r.Kind != document.KindNone || r.State != document.StateNone:
		return fonts.Strong
	case r.Em:
		return fonts.Italic
	}
	return fonts.Regular
}

// choose finds a face that can draw the cluster, and what of it to draw.
// nil means that none can.
func choose(fonts *font.Set, first *font.Face, source string) (*font.Face, string) {
	if len(source) == 1 && first.Has(rune(source[0])) {
		return first, source
	}
	shown := source
	for _, r := range source {
		if unseen(r) {
			shown = visible(source)
			break
		}
	}
	base, _ := utf8.DecodeRuneInString(shown)
	for _, text := range []string{shown, string(base)} { // without its accents rather than not at all
		for _, f := range []*font.Face{first, fonts.Regular, fonts.Fallback} {
			if text != "" && canDraw(f, text) {
				return f, text
			}
		}
	}
	return nil, ""
}

func visible(s string) string {
	out := make([]rune, 0, len(s))
	for _, r := range s {
		if !unseen(r) {
			out = append(out, r)
		}
	}
	return string(out)
}

// canDraw reports whether f draws s rightly. A private use character means
// nothing outside the font (ISO 19005-2, 6.2.11.7.3), and letters that are
// written from right to left would come out backwards and unjoined: a box with
// the right text behind it is more honest.
func canDraw(f *font.Face, s string) bool {
	for _, r := range s {
		if !f.Has(r) || (r >= 0xe000 && r <= 0xf8ff) || rightToLeft(r) {
			return false
		}
	}
	return true
}

func rightToLeft(r rune) bool {
	return (r >= 0x590 && r <= 0x8ff) || (r >= 0xfb1d && r <= 0xfdff) || (r >= 0xfe70 && r <= 0xfefc)
}

// spaceWidth is the width of a space in parts of the font size, by its name in
// Unicode; 0 for those whose width is the font's business.
func spaceWidth(r rune) float64 {
	switch r {
	case 0x2003, 0x2001, 0x3000: // em
		return 1
	case 0x2002, 0x2000, 0x2007: // en, figure
		return 0.5
	case 0x2004:
		return 1.0 / 3
	case 0x2005, 0x205f:
		return 0.25
	case 0x2006, 0x2009, 0x202f: // sixth, thin, narrow no-break
		return 1.0 / 6
	case 0x2008, 0x200a: // punctuation, hair
		return 0.1
	}
	return 0
}

// breakable reports whether r is a space that a line may end at.
func breakable(r rune) bool {
	switch {
	case r == ' ', r == 0x1680, r == 0x205f, r == 0x3000:
		return true
	case r >= 0x2000 && r <= 0x200a && r != 0x2007:
		return true
	}
	return false
}
