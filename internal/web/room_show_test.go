package web

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"samverkan/conference"
	"samverkan/internal/i18n"
)

// Every kind has a silhouette that is in the sprite, and a word in both languages.
func TestEveryKindHasItsMark(t *testing.T) {
	a, err := readAssets()
	if err != nil {
		t.Fatal(err)
	}
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	sprite := string(a.byName["icons.svg"].plain)
	marks := slices.Collect(maps.Values(itemMarks))
	marks = append(marks, markDecision, markMeasure, markReservation)
	for _, k := range conference.NoteKinds() {
		if _, ok := noteMarks[k]; !ok {
			t.Errorf("a note of kind %s has no mark", k)
		}
		marks = append(marks, MarkOfNote(k))
	}
	for _, m := range marks {
		if !strings.Contains(sprite, `id="`+m.Icon+`"`) {
			t.Errorf("the sprite has no %s", m.Icon)
		}
		for _, lang := range texts.Languages() {
			if !texts.For(lang).Has(m.Key) {
				t.Errorf("%s has no %s", lang, m.Key)
			}
		}
	}
}
