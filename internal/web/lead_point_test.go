package web

import (
	"reflect"
	"strings"
	"testing"

	"samverkan/conference"
)

// A wording is taken apart for the eye alone: lists stand as lists, and every word is there in its order.
func TestWording(t *testing.T) {
	for _, x := range []struct {
		text string
		want []Block
	}{
		{"Väg 58 plogas först.", []Block{{Text: "Väg 58 plogas först."}}},
		{"I ordning:\n1. väg 58\n2) vatten\nSkolan stängs.", []Block{{Text: "I ordning:"}, {Items: []string{"väg 58", "vatten"}, Start: 1}, {Text: "Skolan stängs."}}},
		{"Så här: 1. Liv. 2. Vatten till djur. Resten väntar.", []Block{{Text: "Så här:"}, {Items: []string{"Liv.", "Vatten till djur."}, Start: 1}, {Text: "Resten väntar."}}},
		{"3. tredje\n4. fjärde", []Block{{Items: []string{"tredje", "fjärde"}, Start: 3}}},
		{"Senast kl. 12. Därefter 2. nej", []Block{{Text: "Senast kl. 12. Därefter 2. nej"}}}, // numbers in a sentence are no list
	} {
		if got := (&Room{}).Wording(x.text); !reflect.DeepEqual(got, x.want) {
			t.Errorf("%q: %+v", x.text, got)
		}
	}
}

// Those who follow read a decision with its list as a list, also when it was written within a line.
func TestShownDecisionLists(t *testing.T) {
	got := shownDecision{D: &conference.Decision{Wording: "I denna ordning: 1. väg 2. vatten"}}.Wording()
	if want := []Block{{Text: "I denna ordning:"}, {Items: []string{"väg", "vatten"}, Start: 1}}; !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
}

// Nothing of a wording is lost, whatever it looks like, but the numbers that the list itself shows.
func FuzzWording(f *testing.F) {
	f.Add("a 1. b 2. c. d\n3) e")
	f.Fuzz(func(t *testing.T, text string) {
		plain := func(s string) string {
			return strings.Map(func(r rune) rune {
				if strings.ContainsRune("0123456789.)", r) || r <= ' ' || r == 0x85 || r == 0xa0 {
					return -1
				}
				return r
			}, strings.Join(strings.Fields(s), ""))
		}
		var b strings.Builder
		for _, x := range (&Room{}).Wording(text) {
			b.WriteString(x.Text + strings.Join(x.Items, ""))
		}
		if got, want := plain(b.String()), plain(text); got != want {
			t.Errorf("%q became %q", want, got)
		}
	})
}
