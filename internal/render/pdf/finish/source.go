package finish

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// source is gofpdf's file taken apart. Its form is regular (one xref table, no
// object streams, one dictionary for each object), so it is read by the offsets
// of the table rather than with a general parser.
type source struct {
	objects    [][]byte // n -> what stands between "n 0 obj" and "endobj"; 0 is not used
	root, info int
	pages      []int // object numbers in page order
}

var errSource = errors.New("finish: gofpdf's output is not as expected")

func readSource(b []byte) (*source, error) {
	xref, err := xrefOffset(b)
	if err != nil {
		return nil, err
	}
	table := b[xref:]
	var count int
	if _, err := fmt.Sscanf(string(table[:min(40, len(table))]), "xref\n0 %d\n", &count); err != nil {
		return nil, errors.Join(errSource, err)
	}
	table = table[len("xref\n0 ")+len(strconv.Itoa(count))+1:]
	type entry struct{ number, offset int }
	entries := make([]entry, 0, count)
	for n := 1; n < count; n++ {
		off, err := strconv.Atoi(string(table[20*n : 20*n+10]))
		if err != nil {
			return nil, errors.Join(errSource, err)
		}
		entries = append(entries, entry{n, off})
	}
	slices.SortFunc(entries, func(a, c entry) int { return a.offset - c.offset })
	s := &source{objects: make([][]byte, count)}
	for i, e := range entries {
		end := xref
		if i+1 < len(entries) {
			end = entries[i+1].offset
		}
		body, ok := bytes.CutPrefix(b[e.offset:end], fmt.Appendf(nil, "%d 0 obj\n", e.number))
		last := bytes.LastIndex(body, []byte("endobj"))
		if !ok || last < 0 {
			return nil, fmt.Errorf("%w: object %d", errSource, e.number)
		}
		s.objects[e.number] = body[:last]
	}
	trailer := table[20*count:]
	s.root, s.info = numberAfter(trailer, "/Root "), numberAfter(trailer, "/Info ")
	if s.root == 0 || s.info == 0 {
		return nil, fmt.Errorf("%w: trailer", errSource)
	}
	return s, s.findPages()
}

func xrefOffset(b []byte) (int, error) {
	i := bytes.LastIndex(b, []byte("startxref\n"))
	if i < 0 {
		return 0, errSource
	}
	off := numberAfter(b[i:], "startxref\n")
	if off <= 0 || off >= len(b) {
		return 0, errSource
	}
	return off, nil
}

// findPages reads /Kids of the page tree, which gofpdf always writes as object 1.
func (s *source) findPages() error {
	_, kids, ok := bytes.Cut(s.objects[1], []byte("/Kids ["))
	if !ok {
		return fmt.Errorf("%w: page tree", errSource)
	}
	kids, _, _ = bytes.Cut(kids, []byte("]"))
	for _, ref := range strings.Split(string(kids), " 0 R") {
		if n, err := strconv.Atoi(strings.TrimSpace(ref)); err == nil {
			s.pages = append(s.pages, n)
		}
	}
	return nil
}

// numberAfter is the whole number that follows key; 0 when there is none.
func numberAfter(b []byte, key string) int {
	_, rest, ok := bytes.Cut(b, []byte(key))
	if !ok {
		return 0
	}
	end := 0
	for end < len(rest) && rest[end] >= '0' && rest[end] <= '9' {
		end++
	}
	n, err := strconv.Atoi(string(rest[:end]))
	if err != nil {
		return 0
	}
	return n
}
