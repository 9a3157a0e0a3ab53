package minutes

import (
	"slices"
	"strings"

	"samverkan/conference"
	"samverkan/internal/document"
)

// LeftOut is how much is left out of minutes on one ground, by the one who assesses it.
type LeftOut struct {
	Secrecy conference.Secrecy `json:"secrecy"` // without its readers
	Count   int                `json:"count"`
}

// LeftOut tells on which grounds parts of the minutes are left out for their reader, the most common first. Minutes that were read back
// from JSON know how many they are and not which.
func (m *Minutes) LeftOut() []LeftOut {
	var out []LeftOut
	for _, s := range m.left {
		i := slices.IndexFunc(out, func(x LeftOut) bool {
			return x.Secrecy.Ground == s.Ground && x.Secrecy.Suspected == s.Suspected && x.Secrecy.Owner == s.Owner
		})
		if i < 0 {
			i, out = len(out), append(out, LeftOut{Secrecy: s})
		}
		out[i].Count++
	}
	slices.SortStableFunc(out, func(a, b LeftOut) int { return b.Count - a.Count })
	return out
}

// Passage is a stretch of a document that two readers have differently: what the whole says and what the other has in its place.
type Passage struct {
	Section string   `json:"section,omitempty"` // heading that it stands under
	Whole   []string `json:"whole,omitempty"`
	Public  []string `json:"public,omitempty"`
}

// Passages holds two documents of one record against each other, as they are read aloud, and gives where they differ. What is in no
// passage is said alike in both.
func Passages(whole, public *document.Document) []Passage {
	a, b := document.Text(whole), document.Text(public)
	headings := map[string]bool{}
	for _, x := range whole.Cleaned().Body {
		if h, ok := x.(document.Heading); ok {
			headings[strings.TrimSpace(document.Plain(h.Text))] = true
		}
	}
	section := ""
	var out []Passage
	at := 0
	for _, d := range differences(a, b) {
		for ; at < d.a0; at++ {
			if headings[a[at]] {
				section = a[at]
			}
		}
		out = append(out, Passage{Section: section, Whole: slices.Clone(a[d.a0:d.a1]), Public: slices.Clone(b[d.b0:d.b1])})
	}
	return out
}

// hunk is a stretch of two lists that differs: a[a0:a1] stands where b[b0:b1] does.
type hunk struct{ a0, a1, b0, b1 int }

// differences gives the stretches in which two lists differ, in order, as few lines as possible (E. W. Myers, An O(ND) Difference
// Algorithm, 1986). Lists that have too little in common are one stretch from the first line that differs to the last.
func differences(a, b []string) []hunk {
	begin := 0
	for begin < len(a) && begin < len(b) && a[begin] == b[begin] {
		begin++
	}
	end := 0
	for end < len(a)-begin && end < len(b)-begin && a[len(a)-1-end] == b[len(b)-1-end] {
		end++
	}
	x, y := a[begin:len(a)-end], b[begin:len(b)-end]
	if len(x)+len(y) == 0 {
		return nil
	}
	kept, ok := common(x, y)
	if !ok {
		return []hunk{{begin, begin + len(x), begin, begin + len(y)}}
	}
	var out []hunk
	i, j := 0, 0
	for _, k := range append(kept, [2]int{len(x), len(y)}) {
		if i < k[0] || j < k[1] {
			out = append(out, hunk{begin + i, begin + k[0], begin + j, begin + k[1]})
		}
		i, j = k[0]+1, k[1]+1
	}
	return out
}

// mostEdits is how many lines may differ before two lists are said to differ altogether: what is remembered grows with its square, to
// sixteen million numbers here.
const mostEdits = 4000

// common gives the longest list of lines that both have in the same order, by their places in each.
func common(a, b []string) (pairs [][2]int, ok bool) {
	var trace [][]int32
	most := min(len(a)+len(b), mostEdits)
	furthest := make([]int, 2*most+3) // by diagonal, from -most-1
	reach := func(d int) bool {       // the furthest that d edits lead to on each diagonal
		row := make([]int32, 0, d+1)
		for k := -d; k <= d; k += 2 {
			at := k + most + 1
			x := furthest[at-1] + 1
			if k == -d || k != d && furthest[at-1] < furthest[at+1] {
				x = furthest[at+1]
			}
			for x < len(a) && x-k < len(b) && a[x] == b[x-k] {
				x++
			}
			furthest[at] = x
			row = append(row, int32(x)) //nolint:gosec // a place in a list of lines
			if x >= len(a) && x-k >= len(b) {
				trace = append(trace, row)
				return true
			}
		}
		trace = append(trace, row)
		return false
	}
	for d := 0; d <= most; d++ {
		if reach(d) {
			return walkBack(trace, len(a), len(b)), true
		}
	}
	return nil, false
}

// walkBack finds the way that led to the end, and gives the lines in common along it.
func walkBack(trace [][]int32, x, y int) [][2]int {
	var pairs [][2]int
	match := func(px, py int) {
		for x > px && y > py {
			x, y = x-1, y-1
			pairs = append(pairs, [2]int{x, y})
		}
	}
	for d := len(trace) - 1; d > 0; d-- {
		reached := func(k int) int { return int(trace[d-1][(k+d-1)/2]) } // a row holds the diagonals -d, -d+2 … d
		k := x - y
		before := k - 1
		if k == -d || k != d && reached(k-1) < reached(k+1) {
			before = k + 1
		}
		px := reached(before)
		match(px, px-before)
		x, y = px, px-before
	}
	match(0, 0)
	slices.Reverse(pairs)
	return pairs
}
