package inbound

import (
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/text/encoding/charmap"
)

// text gives the beginning of what the sender wrote, in plain text.
func (f *finds) text() string {
	t := f.plain
	if strings.TrimSpace(t) == "" {
		t = htmlText(f.html)
	}
	return shorten(prose(t), MaxText)
}

// htmlText reads what a person would see of a page, roughly: its words, with line ends where its blocks end.
func htmlText(page string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(page))
	hidden := 0
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return b.String()
		}
		if kind == html.TextToken {
			if hidden == 0 {
				b.WriteString(strings.Join(strings.FieldsFunc(" "+string(z.Text())+" ", lineEnd), " "))
			}
			continue
		}
		name, _ := z.TagName()
		switch string(name) {
		case "script", "style", "head", "title":
			if kind == html.StartTagToken {
				hidden++
			} else if kind == html.EndTagToken {
				hidden = max(0, hidden-1)
			}
		case "br", "p", "div", "tr", "li", "h1", "h2", "h3", "blockquote", "table":
			b.WriteByte('\n')
		}
	}
}

func lineEnd(r rune) bool { return r == '\n' || r == '\r' || r == '\t' }

// utf8Text gives text that says nothing true of its charset: what is no UTF-8 is what Windows writes in Sweden.
func utf8Text(data []byte) []byte {
	if utf8.Valid(data) {
		return data
	}
	// A limit may have cut within a character; that is no reason to take the rest for something else.
	for cut := 1; cut < utf8.UTFMax && cut < len(data); cut++ {
		if utf8.Valid(data[:len(data)-cut]) {
			return data[:len(data)-cut]
		}
	}
	out, err := charmap.Windows1252.NewDecoder().Bytes(data)
	if err != nil {
		return []byte(strings.ToValidUTF8(string(data), "\ufffd"))
	}
	return out
}

// visible drops what would hide, reorder or break the text around it.
func visible(r rune) rune {
	switch {
	case r == '\n':
		return r
	case r == '\t' || r == '\u00a0' || r == '\u2028' || r == '\u2029':
		return ' '
	case unicode.IsControl(r), unicode.Is(unicode.Cf, r) && r != '\u00ad', r == utf8.RuneError:
		return -1
	}
	return r
}

// prose cleans a text of several lines: no control characters, no spaces at line ends, no more than one empty line in a row.
func prose(s string) string {
	s = strings.Map(visible, strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n"))
	var out []string
	for line := range strings.SplitSeq(s, "\n") {
		line = strings.TrimSpace(line)
		if line == "" && (len(out) == 0 || out[len(out)-1] == "") {
			continue
		}
		out = append(out, line)
	}
	return strings.TrimSpace(strings.Join(out, "\n"))
}

// oneLine cleans a text that is shown in a line.
func oneLine(s string) string { return strings.Join(strings.Fields(strings.Map(visible, s)), " ") }

// shorten keeps the first n characters.
func shorten(s string, n int) string {
	if len(s) <= n {
		return s
	}
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n-1]) + "…"
}

// clip keeps the first n bytes.
func clip(s string, n int) string { return s[:min(len(s), n)] }

// text decodes a header field; a field with an unknown charset is given as it stands.
func text(h header, name string) string {
	v := clip(h.Get(name), 8<<10)
	var one header
	one.Set(name, v)
	if t, err := one.Text(name); err == nil {
		return string(utf8Text([]byte(t)))
	}
	return string(utf8Text([]byte(v)))
}

func domainOf(address string) string { return address[strings.LastIndexByte(address, '@')+1:] }

// plausible tells whether s is one bare address of the kind that mail is sent to.
func plausible(s string) bool {
	if len(s) > 254 || strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune("\"<>()\\,;:", r) }) {
		return false
	}
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s
}
