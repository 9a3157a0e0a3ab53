package directory

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"samverkan/internal/i18n"
)

// clean gives a cell's text as it is meant: composed letters, no space round it, no-break spaces as spaces.
func clean(s string) string {
	return strings.TrimSpace(strings.ReplaceAll(i18n.Normal(s), "\u00a0", " "))
}

// visible tells whether every character of s can be seen: no control characters, no line breaks, and none
// of the invisible ones that turn or hide text.
func visible(s string) bool {
	if !utf8.ValidString(s) {
		return false
	}
	for _, r := range s {
		if r != ' ' && !unicode.IsGraphic(r) || unicode.Is(unicode.Cf, r) || r == utf8.RuneError {
			return false
		}
	}
	return true
}

// clip shortens what is shown of somebody's input, at a whole character.
func clip(s string) string {
	const longest = 60
	s = strings.ToValidUTF8(s, "\ufffd")
	if utf8.RuneCountInString(s) <= longest {
		return s
	}
	return string([]rune(s)[:longest]) + "…"
}
