package ical

import (
	"bytes"
	"unicode/utf8"
)

// maxLine is the longest line in octets, without its line break (RFC 5545 section 3.1).
const maxLine = 75

// folder folds content lines without splitting a character. It relies on go-ical
// writing exactly one content line, with its CR LF, in each call; a test of the
// line lengths of every golden file notices if that ever changes.
type folder struct{ out *bytes.Buffer }

func (f folder) Write(p []byte) (int, error) {
	line := bytes.TrimSuffix(p, []byte("\r\n"))
	for limit := maxLine; len(line) > limit; limit = maxLine - 1 { // the leading space counts
		cut := limit
		for cut > 1 && !utf8.RuneStart(line[cut]) {
			cut--
		}
		f.out.Write(line[:cut])
		f.out.WriteString("\r\n ")
		line = line[cut:]
	}
	f.out.Write(line)
	f.out.WriteString("\r\n")
	return len(p), nil
}
