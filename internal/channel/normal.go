package channel

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// typographic are characters that a word processor puts in place of those on the keyboard. They say nothing more, and one of
// them is enough to make a text message more than twice as dear.
var typographic = map[rune]string{
	'\u2010': "-", '\u2011': "-", '\u2012': "-", '\u2013': "-", '\u2014': "-", '\u2015': "-", '\u2212': "-", '\u2043': "-", '\u2022': "-", '\u25aa': "-",
	'\u201c': `"`, '\u201d': `"`, '\u201e': `"`, '\u201f': `"`, '«': `"`, '»': `"`, '\u2033': `"`,
	'\u2018': "'", '\u2019': "'", '\u201a': "'", '\u201b': "'", '\u2039': "'", '\u203a': "'", '\u2032': "'", '´': "'", '`': "'",
	'\u2026': "...", '\u2044': "/", '×': "x", '·': ".",
	'½': "1/2", '¼': "1/4", '¾': "3/4", '\u2103': "C",
	'\u2192': "->", '\u2190': "<-", '\u2264': "<=", '\u2265': ">=",
	'\u2028': "\n", '\u2029': "\n", '\u0085': "\n", '\t': " ",
}

// degrees stand before the C of a temperature, and only there can they be left out.
var degrees = regexp.MustCompile(`°+C`)

// Normalise writes a text with the characters of the keyboard where that changes nothing in what is said: dashes, quotation
// marks, dots, spaces and fractions. Characters that cannot be seen are taken away, lines end with one line feed, and letters
// are composed (å as one character). The spelling of names is never touched, so a text may still need UCS-2.
func Normalise(text string) string {
	if plainText(text) {
		return text
	}
	text = norm.NFC.String(strings.ToValidUTF8(text, ""))
	text = strings.ReplaceAll(text, "\r\n", "\n")
	var b strings.Builder
	b.Grow(len(text))
	for _, r := range text {
		to, known := typographic[r]
		switch {
		case known:
			b.WriteString(to)
		case r == '\r':
			b.WriteByte('\n')
		case r == '\n':
			b.WriteByte('\n')
		case unicode.Is(unicode.Zs, r):
			b.WriteByte(' ')
		case unseen(r):
		default:
			b.WriteRune(r)
		}
	}
	// What was taken away may have stood between a letter and its ring.
	return norm.NFC.String(degrees.ReplaceAllString(norm.NFC.String(b.String()), "C"))
}

// unseen tells whether a character shows nothing: control characters, marks of direction, joiners, variation selectors.
func unseen(r rune) bool {
	return unicode.Is(unicode.C, r) || unicode.Is(unicode.Variation_Selector, r)
}

// plainText tells whether a text needs no look at all, as most do.
func plainText(text string) bool {
	for i := 0; i < len(text); i++ {
		if c := text[i]; c > '~' || c < ' ' && c != '\n' || c == '`' {
			return false
		}
	}
	return true
}
