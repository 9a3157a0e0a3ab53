package finding

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Sign is what a text is found by: a number made of the stem of a word in it, of some letters in a row of a word, of two words in a row, or of a label that
// somebody put on it. Signs say what a text may have, and never leave out what it has; they are no words, and no word can be read out of them.
type Sign uint64

// SignBits is how many bits of a sign there are.
const SignBits = 41

// pairBits is how many bits there are of signs for two words in a row: few, since most pairs stand in one text alone, and the words have signs of their own.
const pairBits = 16

// signOf hashes (FNV-1a, and a last mixing, since its high bits are poor for short texts).
func signOf(kind byte, parts ...string) Sign {
	h := (uint64(14695981039346656037) ^ uint64(kind)) * 1099511628211
	for _, p := range parts {
		for i := range len(p) {
			h = (h ^ uint64(p[i])) * 1099511628211
		}
		h = (h ^ ' ') * 1099511628211
	}
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	return Sign(h >> (64 - SignBits))
}

// LabelSign is the sign of a label: a text that is compared as it is.
func LabelSign(label string) Sign { return signOf('l', label) }

func stemSign(root string) Sign    { return signOf('s', root) }
func beginSign(three string) Sign  { return signOf('b', three) }
func lettersSign(four string) Sign { return signOf('g', four) }
func pairSign(one, two string) Sign {
	low := signOf('p', one, two) & (1<<pairBits - 1)
	return signOf('q', string([]byte{byte(low), byte(low >> 8)}))
}

// What of a word is looked at inside it: swedish compounds are long, and their parts are hardly shorter than this.
const (
	compound  = 8 // letters of the shortest word that has an inside
	headMin   = 3 // letters that stand before the inside, at least
	insideMin = 4 // letters of the inside, at least
)

// SignsOf gives the signs of texts, each once, in order.
func SignsOf(texts ...string) []Sign {
	var out []Sign
	seen := map[string]bool{}
	for _, text := range texts {
		before := ""
		for _, w := range Words(text) {
			if before != "" {
				out = append(out, pairSign(before, w.Text))
			}
			if before = w.Text; seen[w.Text] {
				continue
			}
			seen[w.Text] = true
			out = append(out, stemSign(stem(w.Text)))
			at := starts(w.Text)
			if begin := beginning(w.Text, at); begin != "" {
				out = append(out, beginSign(begin))
			}
			for i := 0; i+insideMin < len(at); i++ {
				out = append(out, lettersSign(w.Text[at[i]:at[i+insideMin]]))
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// starts gives where the letters of a word begin, and its end.
func starts(word string) []int {
	var at []int
	for i := range word {
		at = append(at, i)
	}
	return append(at, len(word))
}

// beginning gives the first letters of a word, as many as are asked for at least.
func beginning(word string, at []int) string {
	if len(at) <= prefixMin {
		return ""
	}
	return word[:at[prefixMin]]
}

// mostLetters is how many signs of letters are asked for of a word: with more, less and less is left out.
const mostLetters = 8

// letters gives signs of the letters of a word, evenly over it.
func letters(word string) []Sign {
	at := starts(word)
	n := len(at) - insideMin
	var out []Sign
	for k := range min(n, mostLetters) {
		i := k
		if n > mostLetters {
			i = k * (n - 1) / (mostLetters - 1)
		}
		out = append(out, lettersSign(word[at[i]:at[i+insideMin]]))
	}
	return out
}

// Signs gives what signs a text has that answers a term by some fit or a better one: all of those of one alternative.
func (t Term) Signs(f Fit) [][]Sign {
	if t.Exact {
		var row []Sign
		for i, w := range t.Words {
			row = append(row, stemSign(stem(w)))
			if i > 0 {
				row = append(row, pairSign(t.Words[i-1], w))
			}
		}
		return [][]Sign{row}
	}
	word := t.Words[0]
	root := stem(word)
	out := [][]Sign{{stemSign(root)}}
	if f >= FitPrefix && utf8.RuneCountInString(word) >= prefixMin {
		out = append(out, append(letters(word), beginSign(beginning(word, starts(word)))))
	}
	if f >= FitInner && utf8.RuneCountInString(root) >= innerMin {
		out = append(out, letters(root))
	}
	return out
}

// Sure tells whether the signs alone say what answers, so that texts need not be read.
func (q Query) Sure(f Fit) bool {
	exact := func(t Term) bool { return t.Exact }
	return f == FitStem && !slices.ContainsFunc(q.Must, exact) && !slices.ContainsFunc(q.Not, exact)
}

// Answers tells whether texts, together, answer by some fit or a better one. It reads them.
func (q Query) Answers(f Fit, texts ...string) bool {
	var terms []termAt
	for _, t := range q.Must {
		terms = append(terms, termAt{Term: t, root: stem(t.Words[0]), fit: f})
	}
	for _, t := range q.Not {
		terms = append(terms, termAt{Term: t, root: stem(t.Words[0]), fit: FitStem})
	}
	found := make([]bool, len(terms))
	for _, text := range texts {
		words := Words(text)
		for i := range words {
			for k, t := range terms {
				found[k] = found[k] || t.begins(words[i:])
			}
		}
	}
	return !slices.Contains(found[:len(q.Must)], false) && !slices.Contains(found[len(q.Must):], true)
}

// termAt is a term with what is made of it once.
type termAt struct {
	Term
	root string
	fit  Fit
}

// begins tells whether words begin with what answers the term.
func (t *termAt) begins(words []Word) bool {
	if t.Exact {
		return row(words, t.Words)
	}
	return fits(words[0].Text, t.Words[0], t.root) <= t.fit
}

// insides gives what stands inside a long word: every part that ends where the word ends. In a long number nothing is inside.
func insides(word string) []string {
	at := starts(word)
	if len(at) <= compound || strings.Trim(word, "0123456789") == "" {
		return nil
	}
	var out []string
	for i := headMin; i+insideMin < len(at); i++ {
		out = append(out, word[at[i]:])
	}
	return out
}
