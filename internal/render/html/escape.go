package html

import "strings"

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;")

// escape makes text safe between tags and within a quoted attribute.
func escape(s string) string { return escaper.Replace(s) }

// breaks turns the line breaks of escaped text into elements.
func breaks(escaped string) string { return strings.ReplaceAll(escaped, "\n", "<br>") }

// cssString writes s as a string of CSS. Everything but plain letters and figures is
// written as its code point, so that nothing in it can end the string, the rule or
// the style element around it (CSS Syntax 3 section 4.3.7).
func cssString(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == ' ' {
			b.WriteRune(r)
			continue
		}
		b.WriteByte('\\')
		b.WriteString(hex(r))
		b.WriteByte(' ')
	}
	b.WriteByte('"')
	return b.String()
}

func hex(r rune) string {
	const digits = "0123456789abcdef"
	var out []byte
	for ; r > 0; r >>= 4 {
		out = append([]byte{digits[r&15]}, out...)
	}
	return string(out)
}
