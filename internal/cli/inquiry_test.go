package cli

import (
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"samverkan/conference"
	"samverkan/internal/fault"
	"samverkan/internal/inquiry"
)

// Given questions as people type them, then the kind, what is needed, the unit and the choices are read, and a text with a colon or a
// bracket in it is a text.
func TestReadQuestion(t *testing.T) {
	for word, want := range map[string]inquiry.Question{
		"Hur är läget?":                             {Text: "Hur är läget?", Kind: inquiry.Text},
		" tal : Utan el? [hushåll] ":                {Text: "Utan el?", Kind: inquiry.Number, Unit: "hushåll"},
		"Antal!:Utan el?":                           {Text: "Utan el?", Kind: inquiry.Number, Required: true},
		"number:Without power?":                     {Text: "Without power?", Kind: inquiry.Number},
		"val:Räcker bränslet? [i dag| i två dygn ]": {Text: "Räcker bränslet?", Kind: inquiry.Choice, Choices: []string{"i dag", "i två dygn"}},
		"ja-nej!:Är stab i gång?":                   {Text: "Är stab i gång?", Kind: inquiry.YesNo, Required: true},
		"paverkan:Hur hårt?":                        {Text: "Hur hårt?", Kind: inquiry.Impact},
		"Övrigt: något mer?":                        {Text: "Övrigt: något mer?", Kind: inquiry.Text},
		"ta:Vad?":                                   {Text: "ta:Vad?", Kind: inquiry.Text},
		"text:Vilka vägar? [E4]":                    {Text: "Vilka vägar? [E4]", Kind: inquiry.Text},
		"val:Utan alternativ":                       {Text: "Utan alternativ", Kind: inquiry.Choice},
		"":                                          {Kind: inquiry.Text},
	} {
		if got := readQuestion(word); !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %+v, not %+v", word, got, want)
		}
	}
}

// Whatever is typed, no letter of it is made up, and it is read or stays a text.
func FuzzReadQuestion(f *testing.F) {
	for _, s := range []string{"tal!:Hur? [x]", "val:[a|b]", "val:]", "val:[", "::", "!:", "ja-nej:", "påverkan!: [", "text:[|]", "\xff:\xfe"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		q := readQuestion(s)
		if !strings.Contains(s, q.Text) || !strings.Contains(s, q.Unit) {
			t.Fatalf("%q: %+v", s, q)
		}
		for _, c := range q.Choices {
			if !strings.Contains(s, c) || strings.Contains(c, "|") {
				t.Fatalf("%q: the choice %q", s, c)
			}
		}
		if utf8.ValidString(s) != utf8.ValidString(q.Text+q.Unit+strings.Join(q.Choices, "")) && utf8.ValidString(s) {
			t.Fatalf("%q: a letter is broken in %+v", s, q)
		}
	})
}

// Given answers as people type them, then each is read as its question is to be answered, or refused.
func TestReadAnswer(t *testing.T) {
	s := &session{}
	number := func(n float64) inquiry.Answer { return inquiry.Answer{Number: &n} }
	yes, no := true, false
	for _, c := range []struct {
		q    inquiry.Question
		text string
		want inquiry.Answer
		code string
	}{
		{inquiry.Question{Kind: inquiry.Number}, "1 200", number(1200), ""},
		{inquiry.Question{Kind: inquiry.Number}, "1\u00a0200,5", number(1200.5), ""},
		{inquiry.Question{Kind: inquiry.Number}, "\u22123", number(-3), ""},
		{inquiry.Question{Kind: inquiry.Number}, "några", inquiry.Answer{}, "cli.not-a-number"},
		{inquiry.Question{Kind: inquiry.YesNo}, "Ja", inquiry.Answer{Yes: &yes}, ""},
		{inquiry.Question{Kind: inquiry.YesNo}, "no", inquiry.Answer{Yes: &no}, ""},
		{inquiry.Question{Kind: inquiry.YesNo}, "kanske", inquiry.Answer{}, "cli.unknown-word"},
		{inquiry.Question{Kind: inquiry.Choice, Choices: []string{"I dag", "I två dygn"}}, "i två", inquiry.Answer{Choice: "I två dygn"}, ""},
		{inquiry.Question{Kind: inquiry.Choice, Choices: []string{"I dag", "I två dygn"}}, "i", inquiry.Answer{}, "cli.unknown-word"},
		{inquiry.Question{Kind: inquiry.Choice, Choices: []string{"I dag", "I två dygn"}}, "", inquiry.Answer{}, "cli.unknown-word"},
		{inquiry.Question{Kind: inquiry.Impact}, "delvis, räcker,övermäktig", inquiry.Answer{Tests: conference.Tests{Plan: conference.Strained,
			Resources: conference.NoStrain, Load: conference.Exhausted}}, ""},
		{inquiry.Question{Kind: inquiry.Impact}, ",uttömda,", inquiry.Answer{Tests: conference.Tests{Resources: conference.Exhausted}}, ""},
		{inquiry.Question{Kind: inquiry.Impact}, "delvis", inquiry.Answer{}, "cli.three-tests"},
		{inquiry.Question{Kind: inquiry.Impact}, "räcker,delvis,hanteras", inquiry.Answer{}, "cli.unknown-word"},
		{inquiry.Question{Kind: inquiry.Text}, "1:2", inquiry.Answer{Text: "1:2"}, ""},
	} {
		var got inquiry.Answer
		err := s.readAnswer(c.q, c.text, &got)
		if code := fault.CodeOf(err); err == nil && c.code != "" || err != nil && code != c.code || err == nil && !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s %q: %+v %v", c.q.Kind, c.text, got, err)
		}
	}
}

// What is no report, and no list of answers, is refused and never half read.
func FuzzReadReport(f *testing.F) {
	for _, s := range []string{`{}`, `{"statements":[{"theme":"incident","text":"x"}]}`, `{"tests":{"plan":"none"}} {}`, `[`, `null`, `{"rubrik":1}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, err := range []error{second(readReport(b)), second(answersInJSON(b))} {
			if err != nil && fault.CodeOf(err) != "command.malformed" {
				t.Fatalf("%q: %v", b, err)
			}
		}
	})
}

func second[T any](_ T, err error) error { return err }
