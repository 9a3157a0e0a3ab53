package area

import (
	"strings"
	"unicode"
)

// Span is a part of a text in which two texts are the same or differ.
type Span struct {
	Text    string
	Removed bool // only in the earlier
	Added   bool // only in the later
}

// longestCompared is how many words of each text are compared word by word; what is longer is compared by its lines.
const longestCompared = 1500

// Differ tells word by word how a text became another. The spans that were not added make the earlier, those not removed the later.
func Differ(was, is string) []Span {
	a, b := words(was), words(is)
	if len(a) > longestCompared || len(b) > longestCompared {
		a, b = strings.SplitAfter(was, "\n"), strings.SplitAfter(is, "\n")
	}
	var out []Span
	first := 0
	for first < len(a) && first < len(b) && a[first] == b[first] {
		first++
	}
	last := 0
	for last < len(a)-first && last < len(b)-first && a[len(a)-1-last] == b[len(b)-1-last] {
		last++
	}
	out = put(out, Span{Text: strings.Join(a[:first], "")})
	out = between(out, a[first:len(a)-last], b[first:len(b)-last])
	return put(out, Span{Text: strings.Join(a[len(a)-last:], "")})
}

// between compares what is left by the longest common subsequence; what is too much for that was replaced as a whole.
func between(out []Span, a, b []string) []Span {
	if len(a)*len(b) > longestCompared*longestCompared {
		return put(put(out, Span{Text: strings.Join(a, ""), Removed: true}), Span{Text: strings.Join(b, ""), Added: true})
	}
	common := make([][]int32, len(a)+1) // how many words a[i:] and b[j:] have in common
	for i := range common {
		common[i] = make([]int32, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if common[i][j] = max(common[i+1][j], common[i][j+1]); a[i] == b[j] {
				common[i][j] = common[i+1][j+1] + 1
			}
		}
	}
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			out = put(out, Span{Text: a[i]})
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && common[i+1][j] >= common[i][j+1]:
			out = put(out, Span{Text: a[i], Removed: true})
			i++
		default:
			out = put(out, Span{Text: b[j], Added: true})
			j++
		}
	}
	return out
}

// put adds a span, to the one before when it is of the same sort.
func put(out []Span, s Span) []Span {
	if s.Text == "" {
		return out
	}
	if n := len(out) - 1; n >= 0 && out[n].Removed == s.Removed && out[n].Added == s.Added {
		out[n].Text += s.Text
		return out
	}
	return append(out, s)
}

// words parts a text in words, each with the space after it.
func words(s string) []string {
	var out []string
	start, space := 0, false
	for at, r := range s {
		if is := unicode.IsSpace(r); is != space {
			if space {
				out, start = append(out, s[start:at]), at
			}
			space = is
		}
	}
	if start < len(s) {
		out = append(out, s[start:])
	}
	return out
}
