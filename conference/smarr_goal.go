package conference

import (
	"slices"
	"strings"
	"unicode"
)

// Words with which a goal begins when it describes what people will be doing, not what will exist when they stop.
var activities = []string{
	"diskutera", "informera", "prata", "samtala", "samverka", "samråda", "utbyta", "delge", "dela", "belysa", "lyfta", "höra", "orientera",
	"uppdatera", "träffas", "mötas", "avhandla", "behandla", "beröra", "titta", "fundera", "reflektera", "återkoppla", "inventera",
	"gå igenom", "tala om", "stämma av", "följa upp", "se över", "ta upp", "arbeta med", "jobba med",
	"discuss", "inform", "talk", "share", "exchange", "update", "review", "consider", "meet", "hear", "follow up", "cooperate",
	"collaborate", "go through", "look at", "work on", "catch up",
}

// The same as nouns. They count only before a preposition: "Information om läget" is a doing, "Information till allmänheten är samordnad" is not.
var activityNouns = []string{
	"diskussion", "information", "samtal", "samverkan", "samråd", "orientering", "uppdatering", "avstämning", "genomgång", "dialog", "uppföljning",
	"discussion", "information", "dialogue", "talk", "briefing",
}

var prepositions = []string{"om", "kring", "av", "rörande", "angående", "on", "about", "of"}

// Words that turn a doing into a result after all: "Diskutera och besluta om fördelningen".
var results = []string{
	"besluta", "beslutar", "fatta beslut", "fattar beslut", "ta beslut", "tar beslut", "enas", "enats", "överens", "överenskommelse",
	"fastställa", "fastställs", "utse", "utser", "ta fram", "tar fram", "skriva", "sammanställa", "fördela", "prioritera",
	"så att", "som leder till", "för att kunna",
	"decide", "agree", "appoint", "produce", "write", "compile", "allocate", "prioritise", "so that",
}

// Words that may stand before the first word that counts.
var fillers = []string{"att", "vi", "ska", "vill", "kan", "mötet", "to", "we", "shall", "will", "the", "a", "an", "en", "ett", "gemensamt", "kort"}

// NamesResult tells whether a goal says what will be there when the meeting ends: a picture, a list, a decision.
//
// How it judges: a goal that opens with a word for doing (diskutera, informera, gå igenom; also after "Att", "Vi ska") is no result, unless
// it also says what comes of the doing (besluta, enas, ta fram, så att …). A goal of one word is a subject, not a result.
// Everything else passes: the rule is for the wordings that leaders write when in a hurry, not a judge of style.
func NamesResult(goal string) bool {
	words := plainWords(goal)
	if len(words) < 2 {
		return false
	}
	if containsAny(words, results) {
		return true
	}
	for len(words) > 1 && slices.Contains(fillers, words[0]) {
		words = words[1:]
	}
	noun := startsWithAny(words[:1], activityNouns) && len(words) > 1 && slices.Contains(prepositions, words[1])
	return !noun && !startsWithAny(words, activities)
}

// plainWords gives the text's words in lower case without punctuation.
func plainWords(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

func startsWithAny(words, phrases []string) bool {
	for _, p := range phrases {
		parts := strings.Fields(p)
		if len(words) >= len(parts) && slices.Equal(words[:len(parts)], parts) {
			return true
		}
	}
	return false
}

func containsAny(words, phrases []string) bool {
	for i := range words {
		if startsWithAny(words[i:], phrases) {
			return true
		}
	}
	return false
}

// hasWord tells whether one of the words or phrases stands in s as whole words.
func hasWord(s string, phrases ...string) bool { return containsAny(plainWords(s), phrases) }

// hasStem tells whether a word of s begins with one of the stems.
func hasStem(s string, stems ...string) bool {
	for _, w := range plainWords(s) {
		for _, stem := range stems {
			if strings.HasPrefix(w, stem) {
				return true
			}
		}
	}
	return false
}
