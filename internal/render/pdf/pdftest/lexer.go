package pdftest

import (
	"bytes"
	"strconv"
)

// token is a piece of a content stream.
type token struct {
	kind byte // 'n' number, '/' name, 's' string, 'o' operator, '<' and '>' around a dictionary, '[' and ']'
	text string
	data []byte
}

type lexer struct {
	b []byte
	i int
}

func isSpace(c byte) bool {
	return c == 0 || c == 9 || c == 10 || c == 12 || c == 13 || c == 32
}
func isDelimiter(c byte) bool { return bytes.IndexByte([]byte("()<>[]{}/%"), c) >= 0 }

func (l *lexer) next() (token, bool) {
	l.skip()
	if l.i >= len(l.b) {
		return token{}, false
	}
	c := l.b[l.i]
	double := l.i+1 < len(l.b) && l.b[l.i+1] == c
	switch {
	case c == '(':
		return token{kind: 's', data: l.literal()}, true
	case (c == '<' || c == '>') && double:
		l.i += 2
		return token{kind: c}, true
	case c == '<':
		return token{kind: 's', data: l.hex()}, true
	case c == '/':
		l.i++
		return token{kind: '/', text: l.word()}, true
	case isDelimiter(c):
		l.i++
		return token{kind: c}, true
	}
	s := l.word()
	if _, err := strconv.ParseFloat(s, 64); err == nil {
		return token{kind: 'n', text: s}, true
	}
	return token{kind: 'o', text: s}, true
}

func (l *lexer) skip() {
	for ; l.i < len(l.b); l.i++ {
		if c := l.b[l.i]; c == '%' {
			for l.i < len(l.b) && l.b[l.i] != '\n' && l.b[l.i] != '\r' {
				l.i++
			}
		} else if !isSpace(c) {
			return
		}
	}
}

func (l *lexer) word() string {
	from := l.i
	for l.i < len(l.b) && !isSpace(l.b[l.i]) && !isDelimiter(l.b[l.i]) {
		l.i++
	}
	return string(l.b[from:l.i])
}

func (l *lexer) hex() []byte {
	end := bytes.IndexByte(l.b[l.i:], '>')
	if end < 0 {
		l.i = len(l.b)
		return nil
	}
	var out []byte
	var digits []byte
	for _, c := range l.b[l.i+1 : l.i+end] {
		if !isSpace(c) {
			digits = append(digits, c)
		}
	}
	if len(digits)%2 == 1 {
		digits = append(digits, '0')
	}
	for i := 0; i < len(digits); i += 2 {
		v, err := strconv.ParseUint(string(digits[i:i+2]), 16, 8)
		if err != nil {
			break
		}
		out = append(out, byte(v))
	}
	l.i += end + 1
	return out
}

// literal reads a string in parentheses (ISO 32000-1, 7.3.4.2).
func (l *lexer) literal() []byte {
	var out []byte
	for depth := 0; l.i < len(l.b); l.i++ {
		switch c := l.b[l.i]; c {
		case '(':
			if depth++; depth == 1 {
				continue
			}
		case ')':
			if depth--; depth == 0 {
				l.i++
				return out
			}
		case '\\':
			if l.i++; l.i < len(l.b) {
				out = l.escape(out)
			}
			continue
		}
		out = append(out, l.b[l.i])
	}
	return out
}

// escape reads what follows a backslash.
func (l *lexer) escape(out []byte) []byte {
	c := l.b[l.i]
	if i := bytes.IndexByte([]byte("nrtbf"), c); i >= 0 {
		return append(out, "\n\r\t\b\f"[i])
	}
	switch {
	case c == '\n':
		return out
	case c == '\r':
		if l.i+1 < len(l.b) && l.b[l.i+1] == '\n' {
			l.i++
		}
		return out
	case c < '0' || c > '7':
		return append(out, c)
	}
	v, n := 0, 0
	for ; n < 3 && l.i+n < len(l.b) && l.b[l.i+n] >= '0' && l.b[l.i+n] <= '7'; n++ {
		v = v*8 + int(l.b[l.i+n]-'0')
	}
	l.i += n - 1
	return append(out, byte(v))
}
