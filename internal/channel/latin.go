package channel

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// latin are characters that a Rakel terminal does not have and that are known by another writing. What [Normalise] replaces is not repeated.
var latin = map[rune]string{
	'€': "EUR", 'œ': "oe", 'Œ': "OE", 'ẞ': "SS", 'ł': "l", 'Ł': "L", 'đ': "d", 'Đ': "D", 'ŋ': "n", 'Ŋ': "N", 'ŧ': "t", 'Ŧ': "T", 'ı': "i",
}

// latin1 writes a text with the printable characters of ISO 8859-1, on one line, with single spaces. Marks that the set does not have are taken
// off their letters (č becomes c), letters of other scripts become question marks, and pictures go.
func latin1(text string) string {
	var b strings.Builder
	for _, r := range Normalise(text) {
		switch to, known := latin[r]; {
		case r == '\n':
			b.WriteByte(' ')
		case known:
			b.WriteString(to)
		case r <= 0xff:
			b.WriteRune(r) // what cannot be seen is gone already
		default:
			b.WriteString(bare(r))
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// bare takes the marks off a letter, and takes a joined sign apart.
func bare(r rune) string {
	var b strings.Builder
	for _, part := range norm.NFKD.String(string(r)) {
		switch {
		case part >= ' ' && part <= '~', part > 0xa0 && part <= 0xff && part != 0xad:
			b.WriteRune(part)
		case unicode.IsMark(part):
		case unicode.IsLetter(part) || unicode.IsDigit(part):
			b.WriteByte('?')
		default:
			b.WriteByte(' ')
		}
	}
	return b.String()
}
