package ical

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/emersion/go-ical"

	"samverkan/internal/fault"
)

// Bounds of what Decode reads. Parsing the part before a line's colon costs time in
// the square of its length, and nesting costs stack.
const (
	MaxBytes = 1 << 20 // a whole calendar
	MaxHead  = 8 << 10 // name and parameters of one line, after unfolding
	MaxDepth = 8       // components within components

	// maxWork bounds the squares of all heads together, so that a file of many lines
	// that are each just short enough costs no more than one of 700 attendees, tenfold.
	maxWork = 1 << 28
)

// Decode reads one calendar from outside, however broken or hostile. What it does not
// know it leaves out; times and identities that it cannot trust are faults.
//
// Faults, Kind Invalid unless said: ical.read (Unavailable), ical.too-large (TooLarge),
// ical.head-too-long, ical.too-deep and ical.malformed, which carry Line; ical.not-calendar,
// ical.uid-missing, ical.time (Property, Value), ical.zone (Zone).
func Decode(r io.Reader) (c Calendar, err error) {
	// go-ical panics on some malformed lines. The checks below catch those that are
	// known; a panic that they miss must not take the connection with it.
	defer func() {
		if p := recover(); p != nil {
			c, err = Calendar{}, fault.Wrap(fmt.Errorf("panic: %v", p), fault.Invalid, "ical.malformed", "Line", 0)
		}
	}()
	data, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return Calendar{}, fault.Wrap(err, fault.Unavailable, "ical.read")
	}
	if len(data) > MaxBytes {
		return Calendar{}, fault.New(fault.TooLarge, "ical.too-large", "Bytes", MaxBytes)
	}
	lines, err := checkLines(unfold(data))
	if err != nil {
		return Calendar{}, err
	}
	cal, err := ical.NewDecoder(join(lines)).Decode()
	if err != nil {
		return Calendar{}, fault.Wrap(err, fault.Invalid, "ical.malformed", "Line", 0)
	}
	loc, err := stockholm()
	if err != nil {
		return Calendar{}, err
	}
	return reader{home: loc, zones: declaredZones(cal.Component)}.calendar(cal.Component)
}

// line is one content line after unfolding.
type line struct {
	number int // in the file, from 1, where it begins
	text   []byte
}

// unfold joins folded lines, at octets, since a fold may stand within a character.
// Empty lines are dropped. CR LF and a bare LF both end a line.
func unfold(data []byte) []line {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	var lines []line
	number, copied := 0, false // whether the last line has a copy of its own: the data itself is not written in
	for raw := range bytes.Lines(data) {
		number++
		text := bytes.TrimSuffix(bytes.TrimSuffix(raw, []byte("\n")), []byte("\r"))
		switch {
		case len(text) == 0:
		case (text[0] == ' ' || text[0] == '\t') && len(lines) > 0:
			last := &lines[len(lines)-1]
			if !copied {
				last.text, copied = slices.Clone(last.text), true
			}
			last.text = append(last.text, text[1:]...)
		default:
			lines, copied = append(lines, line{number, text}), false
		}
	}
	return lines
}

func join(lines []line) io.Reader {
	var b bytes.Buffer
	for _, l := range lines {
		b.Write(l.text)
		b.WriteString("\r\n")
	}
	return &b
}

// checkLines refuses what the parser underneath would choke on, and gives the lines of
// the first calendar: what follows its end is not read.
func checkLines(lines []line) ([]line, error) {
	var open []string
	work := 0
	for i, l := range lines {
		name, value, err := head(l.text)
		if n := len(l.text) - len(value); err == nil {
			if work += n * n; work > maxWork {
				err = errLong
			}
		}
		if i == 0 && err == nil && !(strings.EqualFold(name, "BEGIN") && strings.EqualFold(value, "VCALENDAR")) {
			err = errShape
		}
		switch {
		case errors.Is(err, errLong):
			return nil, fault.New(fault.Invalid, "ical.head-too-long", "Line", l.number, "Bytes", MaxHead)
		case err != nil && i == 0:
			return nil, fault.New(fault.Invalid, "ical.not-calendar")
		case err != nil:
			return nil, malformed(l.number)
		}
		switch strings.ToUpper(name) {
		case "BEGIN":
			if open = append(open, value); len(open) > MaxDepth {
				return nil, fault.New(fault.Invalid, "ical.too-deep", "Line", l.number, "Depth", MaxDepth)
			}
		case "END":
			if !strings.EqualFold(open[len(open)-1], value) {
				return nil, malformed(l.number)
			}
			if open = open[:len(open)-1]; len(open) == 0 {
				return lines[:i+1], nil
			}
		}
	}
	if len(lines) == 0 {
		return nil, fault.New(fault.Invalid, "ical.not-calendar")
	}
	return nil, malformed(lines[len(lines)-1].number)
}

func malformed(number int) error { return fault.New(fault.Invalid, "ical.malformed", "Line", number) }

var (
	errLong  = errors.New("the part before the colon is too long")
	errShape = errors.New("not name, parameters, colon and value")
)

// head walks the part of a content line before its value with the grammar of RFC 5545
// section 3.1, and gives the name and the value.
func head(l []byte) (name, value string, err error) {
	n := bytes.IndexAny(l, ";:")
	switch {
	case n > MaxHead, n < 0 && len(l) > MaxHead:
		return "", "", errLong
	case n <= 0:
		return "", "", errShape
	}
	name = string(l[:n])
	quoted, justClosed, equal := false, false, true
	for i := n; i < len(l); i++ {
		if i > MaxHead {
			return "", "", errLong
		}
		c := l[i]
		switch {
		case quoted:
			if c == '"' {
				quoted, justClosed = false, true
			}
		case c == ':' || c == ';':
			if !equal {
				return "", "", errShape // a parameter without its equal sign
			}
			if c == ':' {
				return name, string(l[i+1:]), nil
			}
			equal, justClosed = false, false
		case justClosed && c != ',':
			return "", "", errShape // something after a closing quote
		case c == '"':
			// A quote may only open a value: after the equal sign or a comma.
			if l[i-1] != '=' && l[i-1] != ',' || !equal {
				return "", "", errShape
			}
			quoted = true
		case c == '=' && !equal:
			if l[i-1] == ';' {
				return "", "", errShape
			}
			equal = true
		case c == ',':
			justClosed = false
		}
	}
	return "", "", errShape
}
