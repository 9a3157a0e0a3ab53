package minutes

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// What is said to differ turns the one list into the other, and nothing that is left outside differs.
func TestDifferencesTurnOneIntoTheOther(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		line := rapid.SampledFrom(strings.Split("abcdef", ""))
		a, b := rapid.SliceOfN(line, 0, 40).Draw(t, "a"), rapid.SliceOfN(line, 0, 40).Draw(t, "b")
		var got []string
		at, bt, edits := 0, 0, 0
		for _, h := range differences(a, b) {
			if h.a0-at != h.b0-bt || !slices.Equal(a[at:h.a0], b[bt:h.b0]) {
				t.Fatalf("outside %+v the lists differ: %v %v", h, a, b)
			}
			got = append(append(got, a[at:h.a0]...), b[h.b0:h.b1]...)
			at, bt, edits = h.a1, h.b1, edits+h.a1-h.a0+h.b1-h.b0
		}
		if got = append(got, a[at:]...); !slices.Equal(got, b) {
			t.Fatalf("%v and %v give %v", a, b, got)
		}
		if least := len(a) + len(b) - 2*longest(a, b); edits != least {
			t.Fatalf("%d lines differ, and %d would do", edits, least)
		}
	})
}

// longest is the length of the longest list in common, by the table of the textbook.
func longest(a, b []string) int {
	row := make([]int, len(b)+1)
	for _, x := range a {
		before := 0
		for j, y := range b {
			above := row[j+1]
			if x == y {
				row[j+1] = before + 1
			} else {
				row[j+1] = max(above, row[j])
			}
			before = above
		}
	}
	return row[len(b)]
}

// Two lists with nothing in common are one stretch, and it does not take for ever.
func TestDifferencesGiveUp(t *testing.T) {
	t.Parallel()
	var a, b []string
	for range mostEdits {
		a, b = append(a, "a"), append(b, "b")
	}
	if got := differences(append([]string{"x"}, a...), append([]string{"x"}, b...)); len(got) != 1 || got[0] != (hunk{1, mostEdits + 1, 1, mostEdits + 1}) {
		t.Errorf("%v", got)
	}
}
