package finding

import (
	"unicode"
	"unicode/utf8"

	"github.com/kljensen/snowball/swedish"
	"golang.org/x/text/unicode/norm"
)

// Word is a word of a text: as it is compared, and where it stands.
type Word struct {
	Text     string
	From, To int // bytes
}

// longest is how many letters of a word are looked at. No word of a language is longer.
const longest = 64

// Words takes a text apart. Letters and digits make words, all else parts them; a soft hyphen or another invisible mark does neither.
func Words(text string) []Word {
	var out []Word
	var word []rune
	from, to := 0, 0
	end := func() {
		if len(word) > 0 {
			out = append(out, Word{string(word), from, to})
			word = word[:0]
		}
	}
	for at, r := range text {
		after := at + utf8.RuneLen(r)
		if r == utf8.RuneError {
			end()
			continue
		}
		if ring, is := composed[r]; is && len(word) > 0 { // a letter and its ring or dots, one after the other
			if with, can := ring[word[len(word)-1]]; can {
				word[len(word)-1], to = with, after
				continue
			}
		}
		switch {
		case unicode.IsLetter(r) || unicode.IsNumber(r):
			if len(word) == 0 {
				from = at
			}
			to = after
			if len(word) < longest {
				word = appendFolded(word, r)
			}
		case unicode.Is(unicode.M, r) || unicode.Is(unicode.Cf, r):
			if len(word) > 0 {
				to = after
			}
		default:
			end()
		}
	}
	end()
	return out
}

// composed makes å, ä and ö of letters that carry their mark by themselves.
var composed = map[rune]map[rune]rune{
	'\u030a': {'a': 'å'},
	'\u0308': {'a': 'ä', 'o': 'ö'},
}

// appendFolded adds a letter as it is compared.
func appendFolded(word []rune, r rune) []rune {
	r = unicode.ToLower(r)
	switch {
	case 'a' <= r && r <= 'z', '0' <= r && r <= '9', r == 'å', r == 'ä', r == 'ö':
		return append(word, r)
	case r == 'æ':
		return append(word, 'ä')
	case r == 'ø':
		return append(word, 'ö')
	}
	for _, part := range norm.NFKD.String(string(r)) {
		if unicode.IsLetter(part) || unicode.IsNumber(part) {
			word = append(word, unicode.ToLower(part))
		}
	}
	return word
}

// stem gives what is left of a word without its endings.
func stem(word string) string {
	if s := swedish.Stem(word, true); s != "" {
		return s
	}
	return word
}
