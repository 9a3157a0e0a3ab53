package finding

import (
	"slices"
	"unicode/utf8"
)

// Terms is what an index keeps of a text.
type Terms struct {
	Words []string // each word, in order: for phrases and beginnings
	Stems []string // each stem once
	Inner []string // what stands inside long words, each once: every part that ends where the word ends
}

// What of a word is kept as its inside: swedish compounds are long, and their parts are hardly shorter than this.
const (
	compound  = 8 // letters of the shortest word that has an inside
	headMin   = 3 // letters that stand before the inside, at least
	insideMin = 4 // letters of the inside, at least
)

// mostInner is how much of the inside of words is kept of one text, in bytes: no text of a language comes near it.
const mostInner = 400_000

// TermsOf gives what an index keeps of texts, as if they were one.
func TermsOf(texts ...string) Terms {
	var t Terms
	size := 0
	stems, inner, seen := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, text := range texts {
		for _, w := range Words(text) {
			t.Words = append(t.Words, w.Text)
			if seen[w.Text] {
				continue
			}
			seen[w.Text] = true
			stems[stem(w.Text)] = true
			for _, part := range insides(w.Text) {
				if size += len(part); size > mostInner {
					break
				}
				inner[part] = true
			}
		}
	}
	t.Stems, t.Inner = keys(stems), keys(inner)
	return t
}

// insides gives what stands inside a long word.
func insides(word string) []string {
	letters := []rune(word)
	if len(letters) < compound || letters[0] <= '9' && utf8.RuneCountInString(word) == digits(letters) {
		return nil
	}
	var out []string
	for at := headMin; at+insideMin <= len(letters); at++ {
		out = append(out, string(letters[at:]))
	}
	return out
}

// digits counts the digits of a word: in a long number nothing is inside.
func digits(letters []rune) int {
	n := 0
	for _, r := range letters {
		if '0' <= r && r <= '9' {
			n++
		}
	}
	return n
}

func keys(set map[string]bool) []string {
	var out []string
	for k := range set {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
