package finding

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Query is what somebody looks for.
type Query struct {
	Must []Term // all of them
	Not  []Term // none of them
}

// Term is a word, or several in a row.
type Term struct {
	Words []string // as they are compared; one unless it is a phrase
	Exact bool     // the words as they stand: a phrase, or a word within quotation marks
}

// The most that is looked at: what is longer is no question.
const (
	MaxQuery = 400 // characters
	maxTerms = 10
	maxRow   = 12 // words of a phrase
)

// Empty tells whether nothing is looked for.
func (q Query) Empty() bool { return len(q.Must) == 0 }

// Parse reads what was typed: words that must all be there, "words in a row", and -words that must not. Everything else that can be
// typed is letters or nothing: there is no other syntax, and no text is refused.
func Parse(typed string) Query {
	var q Query
	if utf8.RuneCountInString(typed) > MaxQuery {
		typed = string([]rune(typed)[:MaxQuery])
	}
	rest := strings.ToValidUTF8(typed, " ")
	for rest != "" {
		rest = strings.TrimLeftFunc(rest, unicode.IsSpace)
		not := false
		if after, is := strings.CutPrefix(rest, "-"); is {
			first, _ := utf8.DecodeRuneInString(after)
			not, rest = quote(first) || unicode.IsLetter(first) || unicode.IsNumber(first), after
		}
		var part string
		exact := false
		if first, size := utf8.DecodeRuneInString(rest); rest != "" && quote(first) {
			rest = rest[size:]
			if end := strings.IndexFunc(rest, quote); end >= 0 {
				part, rest, exact = rest[:end], rest[end:], true
				_, size := utf8.DecodeRuneInString(rest)
				rest = rest[size:]
			}
		}
		if !exact {
			end := strings.IndexFunc(rest, func(r rune) bool { return unicode.IsSpace(r) || quote(r) })
			if end < 0 {
				end = len(rest)
			}
			part, rest = rest[:end], rest[end:]
		}
		q.add(part, exact, not)
	}
	return q
}

func quote(r rune) bool {
	return r == '"' || r == '”' || r == '“' || r == '„' || r == '»' || r == '«'
}

// add takes up a part of what was typed. What has several words in it without a space, as nr-01 or 18:30, is a phrase.
func (q *Query) add(part string, exact, not bool) {
	var t Term
	for _, w := range Words(part) {
		if len(t.Words) < maxRow {
			t.Words = append(t.Words, w.Text)
		}
	}
	if len(t.Words) == 0 || len(q.Must)+len(q.Not) >= maxTerms {
		return
	}
	t.Exact = exact || len(t.Words) > 1
	if not {
		q.Not = append(q.Not, t)
		return
	}
	q.Must = append(q.Must, t)
}

// Fit is how well a text answers: the less the better.
type Fit int

// The fits. Each takes in those before it.
const (
	FitStem   Fit = iota // every word is there, in one of its forms
	FitPrefix            // or begins a word
	FitInner             // or begins what stands inside one
	Fits                 // how many there are
)

// The shortest beginnings that are asked for.
const (
	prefixMin = 3
	innerMin  = 4
)

// wider tells whether a wider fit can find more than the one before it.
func (q Query) wider(f Fit) bool {
	for _, t := range q.Must {
		n := utf8.RuneCountInString(t.Words[0])
		if !t.Exact && (f == FitPrefix && n >= prefixMin || f == FitInner && n >= innerMin) {
			return true
		}
	}
	return false
}

// Asked gives the fits that are worth asking for, the best first.
func (q Query) Asked() []Fit {
	out := []Fit{FitStem}
	for f := FitPrefix; f < Fits; f++ {
		if q.wider(f) {
			out = append(out, f)
		}
	}
	return out
}
