package mail

import (
	"encoding/base64"
	"mime"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxSubject is how long a subject may be, in characters.
const maxSubject = 200

// Subject makes a text fit to be a subject: one line, spaces in a row made one, and what is longer than 200 characters cut at the
// end of a word, with "…" after it.
func Subject(text string) string {
	text = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(text, ""), func(r rune) bool { return unicode.IsSpace(r) || unseen(r) }), " ")
	all := []rune(text)
	if len(all) <= maxSubject {
		return text
	}
	cut := string(all[:maxSubject-1])
	// A word of half the length is a link or nonsense, and is cut wherever it is.
	if i := strings.LastIndexByte(cut, ' '); i > len(cut)/2 && all[maxSubject-1] != ' ' {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, " ,;:–-") + "…"
}

func isSubject(text string) bool {
	return line(text) && utf8.RuneCountInString(text) <= maxSubject && strings.TrimSpace(text) != ""
}

// encodedText writes a text for a header as words of ASCII (RFC 2047), the first short enough to stand on the line of its field: where
// nothing does, some programs show an empty subject. A text that looks like such words already is encoded too, so that it is read as it
// was written.
func encodedText(text string) string {
	if whole := mime.QEncoding.Encode("utf-8", text); !strings.Contains(text, "=?") && (whole == text || len(whole) < 64) {
		return whole
	}
	var words []string
	for text != "" {
		n := min(len(text), 36) // 48 characters of base64, 60 with what stands around them
		for n < len(text) && !utf8.RuneStart(text[n]) {
			n--
		}
		words = append(words, "=?utf-8?b?"+base64.StdEncoding.EncodeToString([]byte(text[:n]))+"?=")
		text = text[n:]
	}
	return strings.Join(words, " ")
}

// headerField writes one field of a header, folded at spaces so that no line is longer than 76 characters, if its words allow it.
func headerField(name, value string) []byte {
	b := append(make([]byte, 0, len(name)+len(value)+8), name...)
	b = append(b, ':')
	width := len(b)
	for value = " " + strings.Trim(value, " "); value != " " && value != ""; {
		n := 1
		for n < len(value) && (value[n] != ' ' || value[n-1] == ' ') {
			n++
		}
		if width+n > 76 {
			b = append(b, "\r\n"...)
			width = 0
		}
		b = append(b, value[:n]...)
		width += n
		value = value[n:]
	}
	return append(b, "\r\n"...)
}
