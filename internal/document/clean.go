package document

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxMarks is how many combining marks may follow one letter. Vietnamese needs
// two; stacks of them are only ever meant to paint over the lines around.
const maxMarks = 4

// Clean makes text from people safe to set, and is the only place that does:
//
//   - bytes that are not UTF-8 become U+FFFD
//   - CRLF, CR, NEL and the Unicode line and paragraph separators become LF; a tab becomes a space
//   - NUL and all other control characters go
//   - bidi controls go: they could make a name or a decision read as something else
//   - soft hyphen, zero width space, word joiner and byte order mark go, since a reader cannot see them
//   - more than four combining marks on one letter go
//
// Cleaning twice is the same as cleaning once.
func Clean(s string) string {
	if isClean(s) {
		return s
	}
	s = strings.ReplaceAll(s, "\r\n", "\n")
	var b strings.Builder
	b.Grow(len(s))
	marks := 0
	for _, r := range s { // an invalid byte arrives as U+FFFD
		switch {
		case r == '\r' || r == '\u0085' || r == '\u2028' || r == '\u2029':
			r = '\n'
		case r == '\t':
			r = ' '
		case r != '\n' && unwanted(r):
			continue
		}
		if unicode.Is(unicode.Mn, r) {
			if marks++; marks > maxMarks {
				continue
			}
		} else {
			marks = 0
		}
		b.WriteRune(r)
	}
	return b.String()
}

// isClean reports whether s is plain enough to need nothing: the common case.
func isClean(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; (c < 0x20 && c != '\n') || c == 0x7f {
			return false
		} else if c >= utf8.RuneSelf {
			return cleanRunes(s[i:])
		}
	}
	return true
}

func cleanRunes(s string) bool {
	if !utf8.ValidString(s) {
		return false
	}
	for _, r := range s {
		if (r != '\n' && unwanted(r)) || r == '\u2028' || r == '\u2029' || unicode.Is(unicode.Mn, r) {
			return false
		}
	}
	return true
}

func unwanted(r rune) bool {
	switch {
	case r < 0x20, r >= 0x7f && r <= 0x9f: // C0, DEL, C1
		return true
	case r == 0x061c, r == 0x200e, r == 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069: // bidi
		return true
	case r == 0x00ad, r == 0x200b, r == 0x2060, r == 0xfeff:
		return true
	case r >= 0xfff9 && r <= 0xfffb, r >= 0xe0000 && r <= 0xe007f: // interlinear annotation, tags
		return true
	case r&0xfffe == 0xfffe, r >= 0xfdd0 && r <= 0xfdef: // not characters
		return true
	}
	return false
}

// CleanLine is [Clean] for text that must stay on one line: line breaks become
// spaces, and spaces at either end go.
func CleanLine(s string) string {
	return strings.TrimSpace(strings.ReplaceAll(Clean(s), "\n", " "))
}
