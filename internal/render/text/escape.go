package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// escape writes text so that no Markdown reader takes any of it for markup: neither
// CommonMark 0.31 nor GitHub's tables, strikethrough and automatic links. first says
// that s begins a line. Lines are kept; space at either end of a line within s goes,
// since it means a break or a block of code.
func escape(s string, first bool) string {
	var b strings.Builder
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		if i > 0 {
			b.WriteByte('\n')
			first = true
		}
		if first {
			line = strings.TrimLeft(line, " ")
		}
		if i < len(lines)-1 {
			line = strings.TrimRight(line, " ")
		}
		escapeLine(&b, line, first)
	}
	return b.String()
}

func escapeLine(b *strings.Builder, line string, first bool) {
	if first {
		if n := opening(line); n > 0 {
			b.WriteString(line[:n-1])
			b.WriteByte('\\')
			b.WriteByte(line[n-1])
			line = line[n:]
		}
	}
	for i, r := range line {
		rest := line[i+utf8.RuneLen(r):]
		switch r {
		case '\\', '`', '*', '_', '[', ']', '<', '>', '#', '|', '~', '^':
			b.WriteByte('\\')
		case '&': // an entity
			if rest != "" && (rest[0] == '#' || isLetter(rest[0])) {
				b.WriteByte('\\')
			}
		case '!': // a picture, when a link of ours follows
			if rest == "" {
				b.WriteByte('\\')
			}
		case ':', '.': // an address that becomes a link by itself
			if r == ':' && endsInScheme(line[:i]) || r == '.' && endsInWWW(line[:i]) {
				b.WriteByte('\\')
			}
		case '/':
			if strings.HasPrefix(rest, "/") {
				b.WriteByte('\\')
			}
		case '@':
			if i > 0 {
				b.WriteByte('\\')
			}
		}
		b.WriteRune(r)
	}
}

// opening finds a mark that would begin a block at the start of a line: the bullet
// of a list, the number of one, an underline that makes the line above a heading, a
// rule. It gives the place after the character to escape; 0 when there is none.
func opening(line string) int {
	if line == "" {
		return 0
	}
	switch line[0] {
	case '-', '+', '=', ':':
		return 1
	}
	n := 0
	for n < len(line) && line[n] >= '0' && line[n] <= '9' {
		n++
	}
	if n > 0 && n < len(line) && (line[n] == '.' || line[n] == ')') {
		return n + 1
	}
	return 0
}

func endsInWWW(s string) bool { return endsIn(s, "www") }

// endsInScheme tells whether s ends in a scheme that readers turn into a link without //.
func endsInScheme(s string) bool { return endsIn(s, "mailto") || endsIn(s, "xmpp") }

func endsIn(s, end string) bool {
	return len(s) >= len(end) && strings.EqualFold(s[len(s)-len(end):], end)
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// emphasis puts marks round escaped text, and its outer spaces outside them. Where
// CommonMark would not see the marks as such (section 6.2), because of the letters
// they stand between, the text goes without.
func emphasis(mark, s string, before, after rune) string {
	inner := strings.Trim(s, " ")
	if inner == "" || strings.Contains(inner, "\n") {
		return s
	}
	lead := s[:strings.Index(s, inner)]
	trail := s[len(lead)+len(inner):]
	if lead != "" {
		before = ' '
	}
	if trail != "" {
		after = ' '
	}
	first, _ := utf8.DecodeRuneInString(inner)
	last, _ := utf8.DecodeLastRuneInString(inner)
	if !flanks(first, before) || !flanks(last, after) || isMark(before) || isMark(after) {
		return s
	}
	return lead + mark + inner + mark + trail
}

// flanks tells whether a mark between inner and outer binds to inner.
func flanks(inner, outer rune) bool {
	return !unicode.IsSpace(inner) && (!punctuation(inner) || outer == 0 || unicode.IsSpace(outer) || punctuation(outer))
}

func isMark(r rune) bool { return r == '*' || r == '~' || r == '_' }

func punctuation(r rune) bool { return unicode.IsPunct(r) || unicode.IsSymbol(r) }
