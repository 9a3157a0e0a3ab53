package finding

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
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

func TestTermsOf(t *testing.T) {
	x := TermsOf("Reservkraftaggregaten", "och 20270106190000 aggregat")
	if !slices.Contains(x.Inner, "aggregaten") || !slices.Contains(x.Inner, "kraftaggregaten") || slices.Contains(x.Inner, "servkraftaggregaten") || slices.Contains(x.Inner, "ten") {
		t.Error(x.Inner)
	}
	if !slices.Contains(x.Stems, stem("aggregat")) || !slices.Contains(x.Stems, "reservkraftaggregat") || len(x.Words) != 4 {
		t.Errorf("%+v", x)
	}
	if slices.ContainsFunc(x.Inner, func(s string) bool { return s[0] == '0' }) {
		t.Error("the inside of a number is kept")
	}
}

func TestParse(t *testing.T) {
	for typed, want := range map[string]struct{ fts, ts string }{
		"beslut":         {`((stems : "beslut"))`, `(('sbeslut'))`},
		`"på väg" -snön`: {`(((words : "på väg")) NOT (stems : "snön"))`, `(((('wpå' <-> 'wväg'))) & !('ssnön'))`},
		"nr-01":          {`((words : "nr 01"))`, `((('wnr' <-> 'w01')))`},
	} {
		q := Parse(typed)
		if got := q.FTS5(FitStem); got != strings.ReplaceAll(want.fts, "snön", stem("snön")) {
			t.Errorf("%q: %s", typed, got)
		}
		if got := q.TSQuery(FitStem); got != strings.ReplaceAll(want.ts, "snön", stem("snön")) {
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
		TermsOf(typed).TSVector()
	})
}
