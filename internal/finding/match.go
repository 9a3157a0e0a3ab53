package finding

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Answers tells whether a text with these terms is found by the query, at the widest fit: as the full-text index would find it when
// the text is one row of it. A query that looks for nothing is answered by no text.
func (q Query) Answers(t Terms) bool {
	if q.Empty() {
		return false
	}
	for _, m := range q.Must {
		if !m.in(t, FitInner) {
			return false
		}
	}
	for _, n := range q.Not {
		if n.in(t, FitStem) {
			return false
		}
	}
	return true
}

// in tells whether a term is in a text, no worse than a fit.
func (m Term) in(t Terms, f Fit) bool {
	if m.Exact {
		return phrase(t.Words, m.Words)
	}
	word := m.Words[0]
	root := stem(word)
	if _, has := slices.BinarySearch(t.Stems, root); has {
		return true
	}
	begins := func(list []string, with string) bool {
		return slices.ContainsFunc(list, func(s string) bool { return strings.HasPrefix(s, with) })
	}
	if f >= FitPrefix && utf8.RuneCountInString(word) >= prefixMin && begins(t.Words, word) {
		return true
	}
	return f >= FitInner && utf8.RuneCountInString(root) >= innerMin && (begins(t.Words, root) || begins(t.Inner, root))
}

// phrase tells whether words stand in a row.
func phrase(words, row []string) bool {
	for i := 0; i+len(row) <= len(words); i++ {
		if slices.Equal(words[i:i+len(row)], row) {
			return true
		}
	}
	return false
}
