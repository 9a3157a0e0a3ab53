package watch

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"samverkan/internal/i18n"
)

// Name is what somebody or an actor is called in a text, after an @.
type Name struct {
	ID   string
	Name string
}

// minName is how short a name can be that is looked for.
const minName = 2

// MayMention tells whether a text names anybody at all.
func MayMention(text string) bool { return strings.Contains(text, "@") }

// Mentioned gives the ids of those who are named in a text and were not named in what it was before. A name is taken whole and the longest
// that fits counts: "@Anna Berg" names no "Anna". An address of mail names nobody.
func Mentioned(text, before string, names []Name) []string {
	was := named(before, names)
	out := slices.DeleteFunc(named(text, names), func(id string) bool { return slices.Contains(was, id) })
	if len(out) == 0 {
		return nil
	}
	return out
}

func named(text string, names []Name) []string {
	if !MayMention(text) {
		return nil
	}
	text = strings.ToLower(i18n.Normal(text))
	var out []string
	for at := 0; ; {
		i := strings.IndexByte(text[at:], '@')
		if i < 0 {
			break
		}
		i += at
		at = i + 1
		if last, _ := utf8.DecodeLastRuneInString(text[:i]); i > 0 && wordy(last) {
			continue
		}
		longest := 0
		var ids []string
		for _, n := range names {
			name := strings.ToLower(i18n.Normal(strings.TrimSpace(n.Name)))
			if utf8.RuneCountInString(name) < minName || len(name) < longest || !strings.HasPrefix(text[at:], name) {
				continue
			}
			if next, _ := utf8.DecodeRuneInString(text[at+len(name):]); at+len(name) < len(text) && continues(next, text[at+len(name):]) {
				continue
			}
			if len(name) > longest {
				longest, ids = len(name), nil
			}
			ids = append(ids, n.ID)
		}
		out = append(out, ids...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func wordy(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// continues tells whether a name would go on: with a letter, or with a mark within a word.
func continues(next rune, rest string) bool {
	if wordy(next) {
		return true
	}
	if next != '-' && next != '.' && next != '_' {
		return false
	}
	after, _ := utf8.DecodeRuneInString(rest[1:])
	return wordy(after)
}
