package i18n

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Normal gives text in Unicode's composed form (NFC), so that the two ways to write å are one.
func Normal(s string) string { return norm.NFC.String(s) }

// letters are those that Unicode holds to be letters of their own, with the ones people type instead.
var letters = strings.NewReplacer("đ", "d", "ð", "d", "ŋ", "n", "ŧ", "t", "þ", "th", "ø", "o", "æ", "ae", "œ", "oe", "ß", "ss", "ł", "l", "ı", "i")

// Fold gives what is left of a text when it is searched for or becomes part of a file name: lower-case a–z and
// digits in words with one space between. å and ä become a, ö becomes o, č becomes c; all else parts words.
// Letters of other alphabets are dropped.
func Fold(s string) string {
	var b strings.Builder
	gap := false
	for _, r := range letters.Replace(strings.ToLower(norm.NFD.String(s))) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			if gap && b.Len() > 0 {
				b.WriteByte(' ')
			}
			gap = false
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r): // the mark over a letter
		default:
			gap = true
		}
	}
	return b.String()
}
