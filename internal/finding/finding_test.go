package finding

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestWords(t *testing.T) {
	for text, want := range map[string]string{
		"Snö, is & halka!":      "snö is halka",
		"A\u030alandsö e\u0301": "ålandsö e",
		"Café Ängön ÓSCAR":      "cafe ängön oscar",
		"nr-01 kl. 18:30":       "nr 01 kl 18 30",
		"snö\u00adröjning":      "snöröjning",
		"\u0308å":               "å",
		"🚒👩‍🚒 brand":            "brand",
		"ß Æ ø ﬁ":               "ß ä ö fi",
		"":                      "",
	} {
		var got []string
		for _, w := range Words(text) {
			got = append(got, w.Text)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	if w := Words(strings.Repeat("å", 100_000)); len(w) != 1 || utf8.RuneCountInString(w[0].Text) != longest || w[0].To != 200_000 {
		t.Errorf("%d words", len(w))
	}
}

// What a text has by its words, it has among its signs: nothing that answers is left out, by any fit.
func TestSignsLeaveNothingOut(t *testing.T) {
	pieces := []string{"reserv", "kraft", "aggregat", "en", "dricks", "vatten", "täkt", "beslut", "snö", "röjning", "på", "väg", "18", "30", "a", "löst", "é", "20270106190000"}
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.Custom(func(t *rapid.T) string {
			return strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 4).Draw(t, "pieces"), "")
		})
		title := strings.Join(rapid.SliceOfN(word, 0, 3).Draw(t, "title"), " ")
		body := strings.Join(rapid.SliceOfN(word, 0, 6).Draw(t, "body"), " ")
		typed := strings.Join(rapid.SliceOfN(word, 1, 2).Draw(t, "typed"), rapid.SampledFrom([]string{" ", "-", ` "`, ` -`}).Draw(t, "between"))
		q := Parse(typed)
		signs := SignsOf(title, body)
		for f := range Fits {
			has := len(q.Must) > 0
			for _, term := range q.Must {
				has = has && slices.ContainsFunc(term.Signs(f), func(all []Sign) bool {
					return !slices.ContainsFunc(all, func(s Sign) bool { _, there := slices.BinarySearch(signs, s); return !there })
				})
			}
			answers := q.Answers(f, title, body)
			if answers && !has {
				t.Fatalf("%q answers %q by fit %d, and its signs do not say so", title+" | "+body, typed, f)
			}
			if q.Sure(f) && len(q.Not) == 0 && answers != has {
				t.Fatalf("%q is sure to answer %q by fit %d: %v, %v", title+" | "+body, typed, f, has, answers)
			}
		}
	})
}

func TestInsides(t *testing.T) {
	x := insides("reservkraftaggregaten")
	if !slices.Contains(x, "aggregaten") || !slices.Contains(x, "kraftaggregaten") || slices.Contains(x, "servkraftaggregaten") || !slices.Contains(x, "vkraftaggregaten") || slices.Contains(x, "ten") {
		t.Error(x)
	}
	if insides("20270106190000") != nil || insides("vattnet") != nil {
		t.Error("a number or a short word has an inside")
	}
}

func TestParse(t *testing.T) {
	for typed, want := range map[string]string{"beslut": "{[{[beslut] false}] []}", `"på väg" -snön`: "{[{[på väg] true}] [{[snön] false}]}", "nr-01": "{[{[nr 01] true}] []}", `"väg"`: "{[{[väg] true}] []}"} {
		if got := fmt.Sprint(Parse(typed)); got != want {
			t.Errorf("%q: %s", typed, got)
		}
	}
	for _, typed := range []string{"", "  ", "-snö", `"`, `""`, "- -", "*", "()", "'; DROP TABLE", "\x00"} {
		if q := Parse(typed); !q.Empty() && typed != "'; DROP TABLE" {
			t.Errorf("%q is %+v", typed, q)
		}
	}
}

func TestSnippet(t *testing.T) {
	text := strings.Repeat("ord och\nmera ord ", 50) + "Vid Älvnäs behövs reservkraftaggregaten i natt. " + strings.Repeat("slut på det ", 50)
	var b strings.Builder
	for _, p := range Parse("kraft älvnäs").Snippet(text, 80) {
		if p.Marked {
			b.WriteString("[" + p.Text + "]")
			continue
		}
		b.WriteString(p.Text)
	}
	if got := b.String(); !strings.Contains(got, "Vid [Älvnäs] behövs [reservkraftaggregaten] i natt.") || !strings.HasPrefix(got, "… ") || !strings.HasSuffix(got, " …") || utf8.RuneCountInString(got) > 140 {
		t.Error(got)
	}
	if p := Parse("finnsinte").Snippet(text, 80); p != nil {
		t.Error(p)
	}
}

// Whatever is typed becomes words and quotation marks alone, and marks only what stands in the text.
func FuzzParse(f *testing.F) {
	for _, s := range []string{`"på väg" -snö`, `NEAR("a" "b")`, `a* OR b`, `-"x`, strings.Repeat("å ", 5000), "e\u0301\u200d", `'w':*`, `\`, "“citat”"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		q := Parse(typed)
		for _, term := range append(slices.Clone(q.Must), q.Not...) {
			for _, w := range term.Words {
				if w == "" || utf8.RuneCountInString(w) > longest+20 || strings.ContainsFunc(w, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) }) {
					t.Fatalf("%q has the word %q", typed, w)
				}
			}
		}
		if len(q.Must)+len(q.Not) > maxTerms {
			t.Fatalf("%d terms", len(q.Must))
		}
		var b strings.Builder
		for _, p := range q.Mark(typed) {
			b.WriteString(p.Text)
		}
		if b.String() != typed {
			t.Fatalf("%q became %q", typed, b.String())
		}
		q.Snippet(typed, 50)
		q.Start(typed, 10)
		SignsOf(typed)
		for f := range Fits {
			q.Answers(f, typed)
			for _, term := range q.Must {
				term.Signs(f)
			}
		}
	})
}
