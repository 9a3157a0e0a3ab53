package inbound

import (
	"bytes"
	"regexp"
	"strings"

	"samverkan/internal/render/ical"
)

// Bounds of what an answer is made of; the rest of a calendar with more is not read.
const (
	maxLines  = 5000
	maxEvents = 50
	maxZones  = 20
)

// kept are the properties of an event that an answer is made of. Programs echo the whole invitation, with its text as
// HTML in a parameter of DESCRIPTION, which may be longer than any reader takes.
var kept = map[string]string{
	"UID": "UID", "RECURRENCE-ID": "RECURRENCE-ID", "SEQUENCE": "SEQUENCE", "DTSTAMP": "DTSTAMP", "ATTENDEE": "ATTENDEE",
	"DTSTART": "DTSTART", "DTEND": "DTEND", "DURATION": "DURATION",
	"COMMENT": "DESCRIPTION", // package ical reads no COMMENT; what the invitation itself says is of no use here
}

// essence unfolds a calendar and gives the lines that matter to an answer. Its time is in proportion to the text's length.
func essence(text []byte) []string {
	var out, open []string
	hidden := 0 // how deep in a component that is left out
	lines := unfolded(text)
	alone := attendees(lines) == 1
	seen := map[string]int{}
	for _, l := range lines {
		name := property(l)
		switch name {
		case "BEGIN":
			_, what, _ := strings.Cut(strings.ToUpper(l), ":")
			what = strings.TrimSpace(what)
			if seen[what]++; hidden > 0 || !wanted(what, open) || what == "VEVENT" && seen[what] > maxEvents || what == "VTIMEZONE" && seen[what] > maxZones {
				hidden++
				continue
			}
			open = append(open, what)
		case "END":
			if hidden > 0 {
				hidden--
				continue
			}
			open = open[:max(0, len(open)-1)]
		default:
			if hidden > 0 || len(open) == 0 || len(out) > maxLines {
				continue
			}
			if open[len(open)-1] == "VEVENT" {
				to, ok := kept[name]
				if !ok {
					continue
				}
				if m := responseComment.FindStringSubmatch(clip(l, ical.MaxHead)); m != nil && name == "ATTENDEE" && alone {
					out = append(out, "DESCRIPTION:"+caret.Replace(m[1]))
				}
				l = to + strings.TrimSpace(l)[len(name):]
			} else if open[len(open)-1] == "VCALENDAR" && name != "METHOD" && name != "VERSION" && name != "PRODID" {
				continue
			}
		}
		out = append(out, l)
	}
	return out
}

// responseComment is where Google puts the words of the one who answers, in place of COMMENT.
var responseComment = regexp.MustCompile(`(?i);X-RESPONSE-COMMENT="([^"]*)"`)

// caret undoes the escapes of a parameter (RFC 6868), and makes a text of it.
var caret = strings.NewReplacer("^n", `\n`, "^'", `"`, "^^", "^", `\`, `\\`)

func attendees(lines []string) (n int) {
	for _, l := range lines {
		if property(l) == "ATTENDEE" {
			n++
		}
	}
	return n
}

func wanted(component string, open []string) bool {
	switch component {
	case "VCALENDAR":
		return len(open) == 0
	case "VEVENT", "VTIMEZONE":
		return len(open) == 1
	case "STANDARD", "DAYLIGHT":
		return len(open) == 2 && open[1] == "VTIMEZONE"
	}
	return false
}

// property gives the name of a content line, in capitals.
func property(l string) string {
	if i := strings.IndexAny(l, ";:"); i >= 0 {
		l = l[:i]
	}
	return strings.ToUpper(clip(strings.TrimSpace(l), 64))
}

// unfolded joins the folded lines of a calendar (RFC 5545 section 3.1), and drops empty ones.
func unfolded(text []byte) []string {
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	var out []string
	var b []byte
	flush := func() {
		if len(b) > 0 {
			out = append(out, string(b))
		}
		b = b[:0]
	}
	for raw := range bytes.Lines(text) {
		l := bytes.TrimRight(raw, "\r\n")
		if len(l) > 0 && (l[0] == ' ' || l[0] == '\t') && len(b) > 0 {
			b = append(b, l[1:]...)
			continue
		}
		flush()
		b = append(b, l...)
	}
	flush()
	return out
}
