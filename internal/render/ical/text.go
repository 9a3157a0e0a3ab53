package ical

import (
	"strings"
	"unicode/utf8"
)

var (
	lineBreaks       = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n", "\u0085", "\n")
	textEscapes      = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`)
	parameterEscapes = strings.NewReplacer(`"`, "'", "^", "^^")
	parameterCodes   = strings.NewReplacer("^^", "^", "^n", "\n", "^N", "\n", "^'", `"`) // RFC 6868
	addressEscapes   = strings.NewReplacer("%", "%25", "?", "%3F", "#", "%23", "&", "%26", `"`, "%22", "^", "%5E")
)

// oneLine makes s fit for a title, a name or a label: no control characters, no
// line breaks, nothing that reverses the direction of what follows, no outer space.
func oneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case isBidi(r):
			return -1
		case r == '\n' || r == '\r' || r == '\t' || r == '\u2028' || r == '\u2029' || r == '\u0085':
			return ' '
		}
		return dropControl(r)
	}, valid(s))
	// Only plain spaces are gathered: a no-break space is somebody's choice.
	words := strings.FieldsFunc(s, func(r rune) bool { return r == ' ' })
	return strings.TrimSpace(strings.Join(words, " "))
}

// maxName is the longest name or label in characters. They stand in parameters,
// which readers bound far below what a text may be.
const maxName = 250

// name makes s fit for a name or a label.
func name(s string) string {
	s = oneLine(s)
	if r := []rune(s); len(r) > maxName {
		return strings.TrimSpace(string(r[:maxName-1])) + "…"
	}
	return s
}

// prose makes s fit for a text of several lines. A web form sends CR LF, which
// RFC 5545 can only carry as one line break.
func prose(s string) string {
	s = lineBreaks.Replace(valid(s))
	s = strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return r
		}
		return dropControl(r)
	}, s)
	return strings.TrimSpace(s)
}

func valid(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}

func dropControl(r rune) rune {
	if r < 0x20 || (r >= 0x7f && r < 0xa0) || r == '\ufeff' {
		return -1
	}
	return r
}

// isBidi tells the characters that change the direction of the text after them
// (Unicode UAX 9): in a name they make one sender look like another.
func isBidi(r rune) bool {
	return (r >= '\u202a' && r <= '\u202e') || (r >= '\u2066' && r <= '\u2069') || r == '\u200e' || r == '\u200f' || r == '\u061c'
}

// hasControl tells whether s has a character that could end a content line.
func hasControl(s string) bool {
	for _, r := range s {
		if r < 0x20 || (r >= 0x7f && r < 0xa0) {
			return true
		}
	}
	return !utf8.ValidString(s)
}

// escape writes a text value (RFC 5545 section 3.3.11).
func escape(s string) string {
	return textEscapes.Replace(s)
}

// unescape reads a text value. It takes what others write: bare commas and
// semicolons, and a backslash before any character.
func unescape(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			b.WriteByte(s[i])
			continue
		}
		i++
		if s[i] == 'n' || s[i] == 'N' {
			b.WriteByte('\n')
		} else {
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

// splitList cuts a list of texts at its bare commas.
func splitList(s string) []string {
	var out []string
	start := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case ',':
			out = append(out, s[start:i])
			start = i + 1
		}
	}
	return append(out, s[start:])
}

// parameter makes s fit for the value of a parameter. A double quote cannot be
// written there; RFC 6868 has a code for it that several calendar programs show
// as it stands, so it becomes an apostrophe. The caret is the mark of those codes
// and is doubled.
func parameter(s string) string {
	return parameterEscapes.Replace(name(s))
}

// readParameter undoes RFC 6868 in the value of a parameter from outside.
func readParameter(s string) string {
	return oneLine(parameterCodes.Replace(s))
}
