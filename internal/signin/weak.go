package signin

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"samverkan/internal/fault"
	"samverkan/internal/i18n"
)

// The shortest and longest password, in characters.
const (
	shortest = 12
	longest  = 256
)

// common.txt is composed for this program: words that passwords are made of, in Swedish and English, and those of this
// product and its trade. With what people add to them (figures, signs, the word once more, a for @), they stand for many
// more passwords than could be listed.
//
//go:embed common.txt
var commonText string

var common = sync.OnceValue(func() map[string]bool {
	words := map[string]bool{}
	for _, w := range strings.Fields(commonText) {
		words[w] = true
	}
	return words
})

// normal gives a password in the form in which it is hashed: the same whichever way a keyboard composes å.
func normal(password string) string { return i18n.Normal(password) }

// checkPassword refuses a new password that is too short, too long, or among the first that somebody would guess. own are words
// about the person: its login and name. There are no rules about kinds of characters. Faults: password.short, password.long,
// password.common.
func checkPassword(password string, own ...string) error {
	n := utf8.RuneCountInString(password)
	switch {
	case n < shortest:
		return fault.New(fault.Invalid, "password.short", "Min", shortest)
	case n > longest || !utf8.ValidString(password):
		return fault.New(fault.Invalid, "password.long", "Max", longest)
	case guessable(password, own):
		return fault.New(fault.Invalid, "password.common")
	}
	return nil
}

// guessable tells whether a password is a run along the keyboard, a short thing repeated, or at most three common or own
// words with nothing but figures and signs between and around them.
func guessable(password string, own []string) bool {
	plain := strings.ToLower(password)
	if repeated(plain) || sequence(plain) {
		return true
	}
	if !strings.ContainsFunc(plain, unicode.IsLetter) {
		return utf8.RuneCountInString(plain) < 20 // telephone numbers, dates, personal numbers
	}
	words := map[string]bool{}
	for _, o := range own {
		for _, w := range strings.FieldsFunc(i18n.Fold(o), func(r rune) bool { return !unicode.IsLetter(r) }) {
			if utf8.RuneCountInString(w) > 1 {
				words[w] = true
			}
		}
	}
	trimmed := strings.TrimFunc(plain, func(r rune) bool { return !unicode.IsLetter(r) }) // before figures are taken for letters
	for _, form := range []string{plain, unleet.Replace(plain), unleet.Replace(trimmed)} {
		letters := strings.Map(func(r rune) rune {
			if unicode.IsLetter(r) {
				return r
			}
			return -1
		}, i18n.Fold(form))
		if letters != "" && made(letters, words, 3) {
			return true
		}
	}
	return false
}

var unleet = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "8", "b", "@", "a", "$", "s",
	"!", "i", "€", "e")

// made tells whether text is at most n words, or one or two letters beside them.
func made(text string, own map[string]bool, n int) bool {
	if utf8.RuneCountInString(text) <= 2 {
		return true
	}
	if n == 0 {
		return false
	}
	for i := len(text); i > 1; i-- {
		if (common()[text[:i]] || own[text[:i]]) && made(text[i:], own, n-1) {
			return true
		}
	}
	return false
}

// repeated tells whether text is one thing of at most half its length, again and again.
func repeated(text string) bool {
	for n := 1; n <= (len(text)+1)/2; n++ {
		if strings.HasPrefix(strings.Repeat(text[:n], len(text)/n+1), text) {
			return true
		}
	}
	return false
}

// rows are what fingers run along.
var rows = []string{"01234567890123456789", "abcdefghijklmnopqrstuvwxyzåäö", "qwertyuiopåasdfghjklöäzxcvbnm",
	"1qaz2wsx3edc4rfv5tgb6yhn7ujm",
	"1q2w3e4r5t6y7u8i9o0p"}

// sequence tells whether text runs along a row, forwards or backwards, for all but a few of its characters.
func sequence(text string) bool {
	for _, row := range rows {
		for _, r := range []string{row, reversed(row)} {
			best := 0
			for i := range text {
				for j := i + 1; j <= len(text) && strings.Contains(r, text[i:j]); j++ {
					best = max(best, j-i)
				}
			}
			if best*4 >= len(text)*3 {
				return true
			}
		}
	}
	return false
}

func reversed(s string) string {
	r := []rune(s)
	for i, j := 0, len(r)-1; i < j; i, j = i+1, j-1 {
		r[i], r[j] = r[j], r[i]
	}
	return string(r)
}
