package finding

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Piece is a stretch of a text, marked when it is what was looked for.
type Piece struct {
	Text   string
	Marked bool
}

// Mark parts a whole text where it has what is looked for.
func (q Query) Mark(text string) []Piece {
	return cut(text, 0, len(text), q.spans(text))
}

// Snippet gives the part of a text around the place that has most of what is looked for, of about so many characters, on one line. It is nothing when
// none of it stands in the text.
func (q Query) Snippet(text string, length int) []Piece {
	spans := q.spans(text)
	if len(spans) == 0 {
		return nil
	}
	best, most := 0, 0
	for i, first := range spans {
		terms := map[int]bool{}
		for _, s := range spans[i:] {
			if s.to-first.from > length {
				break
			}
			terms[s.term] = true
		}
		score := len(terms)*int(Fits) + int(Fits) - 1 - int(first.fit)
		if score > most {
			best, most = i, score
		}
	}
	from := back(text, spans[best].from, length/3)
	to := forth(text, max(from, spans[best].to), length-length/3)
	out := cut(text, from, to, spans)
	for i := range out {
		out[i].Text = oneLine(out[i].Text)
	}
	if from > 0 {
		out = slices.Insert(out, 0, Piece{Text: "… "})
	}
	if to < len(text) {
		out = append(out, Piece{Text: " …"})
	}
	return out
}

type span struct {
	from, to, term int
	fit            Fit
}

// spans finds every place that answers, none in another.
func (q Query) spans(text string) []span {
	words := Words(text)
	roots := make([]string, len(q.Must))
	for k, t := range q.Must {
		roots[k] = stem(t.Words[0])
	}
	var out []span
	for i := 0; i < len(words); i++ {
		found, last := span{fit: Fits}, i
		for k, t := range q.Must {
			if t.Exact {
				if row(words[i:], t.Words) {
					found, last = span{words[i].From, words[i+len(t.Words)-1].To, k, FitStem}, i+len(t.Words)-1
				}
				continue
			}
			if fit := fits(words[i].Text, t.Words[0], roots[k]); fit < found.fit {
				found = span{words[i].From, words[i].To, k, fit}
			}
		}
		if found.fit < Fits {
			out = append(out, found)
		}
		i = last
	}
	return out
}

func row(words []Word, want []string) bool {
	if len(words) < len(want) {
		return false
	}
	for i, w := range want {
		if words[i].Text != w {
			return false
		}
	}
	return true
}

// fits tells how a word answers one that is looked for.
func fits(word, want, root string) Fit {
	n := utf8.RuneCountInString(root)
	switch {
	case word == want || word != "" && word[0] == root[0] && stem(word) == root:
		return FitStem
	case utf8.RuneCountInString(want) >= prefixMin && strings.HasPrefix(word, want):
		return FitPrefix
	case n >= innerMin && strings.HasPrefix(word, root):
		return FitInner
	case n >= innerMin && len(word) > len(root) && strings.Contains(word, root):
		for _, inside := range insides(word) {
			if strings.HasPrefix(inside, root) {
				return FitInner
			}
		}
	}
	return Fits
}

// cut parts text[from:to] at the spans.
func cut(text string, from, to int, spans []span) []Piece {
	var out []Piece
	at := from
	for _, s := range spans {
		if s.from < at || s.to > to {
			continue
		}
		if s.from > at {
			out = append(out, Piece{Text: text[at:s.from]})
		}
		out = append(out, Piece{Text: text[s.from:s.to], Marked: true})
		at = s.to
	}
	if at < to {
		out = append(out, Piece{Text: text[at:to]})
	}
	return out
}

// back goes so many characters back from a place, to where a word begins.
func back(text string, at, characters int) int {
	to := at
	for range characters {
		if to == 0 {
			return 0
		}
		_, size := utf8.DecodeLastRuneInString(text[:to])
		to -= size
	}
	if space := strings.IndexFunc(text[to:at], unicode.IsSpace); space >= 0 {
		_, size := utf8.DecodeRuneInString(text[to+space:])
		return to + space + size
	}
	return to
}

// forth goes so many characters forth from a place, to where a word ends.
func forth(text string, at, characters int) int {
	to := at
	for range characters {
		if to >= len(text) {
			return len(text)
		}
		_, size := utf8.DecodeRuneInString(text[to:])
		to += size
	}
	if space := strings.LastIndexFunc(text[at:to], unicode.IsSpace); space > 0 {
		return at + space
	}
	return to
}

// oneLine is a text with single spaces, also at its ends.
func oneLine(s string) string {
	var b strings.Builder
	space := false
	for _, r := range s {
		if unicode.IsSpace(r) {
			space = true
			continue
		}
		if space {
			b.WriteByte(' ')
		}
		space = false
		b.WriteRune(r)
	}
	if space {
		b.WriteByte(' ')
	}
	return b.String()
}

// Start gives the beginning of a text, of about so many characters, on one line.
func (q Query) Start(text string, length int) []Piece {
	if text == "" {
		return nil
	}
	to := forth(text, 0, length)
	out := []Piece{{Text: oneLine(text[:to])}}
	if to < len(text) {
		out = append(out, Piece{Text: " …"})
	}
	return out
}
