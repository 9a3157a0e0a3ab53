package reporting

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"samverkan/conference"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/i18n"
)

var (
	noon   = time.Date(2027, 1, 6, 12, 0, 0, 0, time.UTC)
	marked = conference.Secrecy{Ground: "OSL 18 kap. 13 §", Owner: "a"}
	nobody = func(s conference.Secrecy) bool { return !s.Marked() }
)

func says(theme conference.Theme, text string, s ...conference.Secrecy) conference.Statement {
	out := conference.Statement{Theme: theme, Text: text}
	if len(s) > 0 {
		out.Secrecy = s[0]
	}
	return out
}

// Given what was said last, when somebody says a part of it anew, then what they could not see stays, and the rest stays when they say so.
func TestCompleted(t *testing.T) {
	last := conference.Report{Statements: []conference.Statement{says(conference.ThemeIncident, "Snö"), says(conference.ThemeNeeds, "Hemligt", marked)},
		Answers: []conference.QuestionAnswer{{Question: "Vagnar?", Text: "En", Secrecy: marked}, {Question: "Vägar?", Text: "Öppna"}},
		Tests:   conference.Tests{Plan: conference.Strained, Resources: conference.Exhausted, Load: conference.NoStrain}, Function: "TiB", ValidUntil: noon.Add(time.Hour)}
	whole := last
	whole.Secrecy = marked
	said := conference.Report{Statements: []conference.Statement{says(conference.ThemeIncident, "Mer snö")}, Tests: conference.Tests{Load: conference.Exhausted}}
	for name, c := range map[string]struct {
		last  conference.Report
		said  conference.Report
		rest  bool
		may   func(conference.Secrecy) bool
		texts string
		tests conference.Tests
		valid bool
	}{
		"all is seen: what is said is all":     {last, said, false, nil, "Mer snö", said.Tests, false},
		"what is hidden stays":                 {last, said, false, nobody, "Mer snö|Hemligt|En", said.Tests, false},
		"the rest stays":                       {last, said, true, nil, "Mer snö|Hemligt|En|Öppna", conference.Tests{Plan: conference.Strained, Resources: conference.Exhausted, Load: conference.Exhausted}, true},
		"of a hidden whole all stays":          {whole, conference.Report{Function: "Stab"}, false, nobody, "Snö|Hemligt|En|Öppna", last.Tests, false},
		"tests that are given are not mixed":   {whole, said, false, nobody, "Mer snö|Hemligt|En|Öppna", said.Tests, false},
		"nothing before":                       {conference.Report{}, said, true, nobody, "Mer snö", said.Tests, false},
		"an empty field is no text taken back": {last, conference.Report{Statements: []conference.Statement{says(conference.ThemeNeeds, "")}}, false, nobody, "Hemligt|En", conference.Tests{}, false},
	} {
		got := Completed(c.said, c.last, c.rest, c.may, noon)
		var texts []string
		for _, s := range got.Statements {
			texts = append(texts, s.Text)
		}
		for _, a := range got.Answers {
			texts = append(texts, a.Text)
		}
		if strings.Join(texts, "|") != c.texts || got.Tests != c.tests || got.ValidUntil.IsZero() == c.valid {
			t.Errorf("%s: %q %+v %v", name, texts, got.Tests, got.ValidUntil)
		}
	}
	if len(said.Statements) != 1 || said.Statements[0].Text != "Mer snö" {
		t.Error("what was said was changed")
	}
	if got := Completed(said, last, true, nil, noon.Add(2*time.Hour)); !got.ValidUntil.IsZero() {
		t.Error("a time that has passed was kept")
	}
}

// Whatever is said after whatever was said, no theme and no question stands twice, what was said stands, and a second time changes nothing.
func TestCompletedKeepsItsPromises(t *testing.T) {
	report := rapid.Custom(func(t *rapid.T) (r conference.Report) {
		secrecy := func(label string) (s conference.Secrecy) {
			if rapid.Bool().Draw(t, label) {
				s = marked
			}
			return s
		}
		for _, theme := range conference.Themes() {
			if rapid.Bool().Draw(t, "has") {
				r.Statements = append(r.Statements, says(theme, rapid.StringMatching(`[a-z]{0,3}`).Draw(t, "text"), secrecy("marked")))
			}
		}
		for _, q := range []string{"1", "2"} {
			if rapid.Bool().Draw(t, "has") {
				r.Answers = append(r.Answers, conference.QuestionAnswer{Question: q, Text: rapid.StringMatching(`[a-z]{0,3}`).Draw(t, "answer"), Secrecy: secrecy("marked")})
			}
		}
		strain := rapid.SampledFrom(append(conference.Strains(), conference.StrainUnknown))
		r.Tests = conference.Tests{Plan: strain.Draw(t, "plan"), Resources: strain.Draw(t, "resources"), Load: strain.Draw(t, "load")}
		r.Secrecy = secrecy("whole")
		return r
	})
	rapid.Check(t, func(t *rapid.T) {
		said, last, rest := report.Draw(t, "said"), report.Draw(t, "last"), rapid.Bool().Draw(t, "rest")
		got := Completed(said, last, rest, nobody, noon)
		seen := map[conference.Theme]int{}
		for _, s := range got.Statements {
			seen[s.Theme]++
		}
		for theme, n := range seen {
			if n > 1 {
				t.Fatalf("%s stands %d times", theme, n)
			}
		}
		for _, s := range said.Statements {
			if s.Text != "" && !slices.ContainsFunc(got.Statements, func(x conference.Statement) bool { return x.Theme == s.Theme && x.Text == s.Text }) {
				t.Fatalf("%q is lost", s.Text)
			}
		}
		for _, s := range last.Statements {
			if s.Secrecy.Marked() && s.Text != "" && seen[s.Theme] == 0 {
				t.Fatalf("the marked %q is taken back by somebody who does not see it", s.Text)
			}
		}
		if again := Completed(got, last, rest, nobody, noon); string(conference.Encode(again)) != string(conference.Encode(got)) {
			t.Fatalf("a second time gives %s after %s", conference.Encode(again), conference.Encode(got))
		}
	})
}

// Given plans with no, one and two seats of an actor, then only the one is taken without asking.
func TestOwnSeat(t *testing.T) {
	c := &conference.Conference{Plan: conference.Plan{Participants: []conference.Participant{{Actor: "a"}, {Actor: "b", Unit: "x"}, {Actor: "b", Unit: "y"}}}}
	for actor, want := range map[string]string{"a": "a", "b": "reporting.which-seat", "c": "reporting.no-seat", "": "reporting.no-seat"} {
		got, err := OwnSeat(c, actor)
		if err != nil {
			got = fault.CodeOf(err)
		}
		if got != want {
			t.Errorf("%q: %s, not %s", actor, got, want)
		}
	}
}

func printer(t *testing.T) *i18n.Printer {
	t.Helper()
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	return texts.For(i18n.Swedish)
}

// Given reports that are marked, late, changed and missing, when they are laid out, then every row is as wide as the header, and nobody
// reads what is marked, on the map either.
func TestTableAndMapTellNoSecret(t *testing.T) {
	d, err := directory.Sweden()
	if err != nil {
		t.Fatal(err)
	}
	c := &conference.Conference{Plan: conference.Plan{ID: "k", Title: "Nr 1", Exercise: true, Host: "lst-ostergotland",
		Participants: []conference.Participant{{Actor: "kommun-linkoping"}, {Actor: "kommun-motala"}}},
		Request: &conference.ReportRequest{Actors: []string{"kommun-linkoping", "kommun-motala"}, Questions: []string{"Vagnar?"}, Deadline: noon}}
	c.Reports = []conference.ReportState{{Participant: "kommun-linkoping", ReportVersion: conference.ReportVersion{At: noon.Add(time.Hour), Late: true,
		Report: conference.Report{Statements: []conference.Statement{says(conference.ThemeNeeds, "HEMLIGT", marked)},
			Tests: conference.Tests{Plan: conference.Exhausted, Resources: conference.Exhausted, Load: conference.Exhausted}}}}}
	s, err := Compiled(c, nobody, d, time.Time{}, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	p := printer(t)
	rows := Table(&s, &c.Plan, p, strings.ToUpper)
	if len(rows) != 3 {
		t.Fatalf("%d rows", len(rows))
	}
	for _, row := range rows {
		if len(row) != len(rows[0]) {
			t.Errorf("%d cells, not %d: %q", len(row), len(rows[0]), row)
		}
	}
	text := strings.Join(rows[1], "|") + strings.Join(rows[2], "|") + string(Map(&s, &c.Plan, p))
	for _, want := range []string{"ÖVNING. Nr 1|KOMMUN-LINKOPING|Första rapporten och sent inkommen|5 (Kritisk påverkan)", "Sekretessmarkerat (OSL 18 kap. 13 §)",
		"KOMMUN-MOTALA|Ingen rapport", "ÖVNING. Nr 1. Läget"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%.900s", want, text)
		}
	}
	if strings.Contains(text, "HEMLIGT") {
		t.Error("what is marked is told")
	}
	seats := Seats(c, nobody, noon.Add(time.Minute), nil)
	if len(seats) != 2 || !seats[0].In || seats[0].Omitted != 1 || seats[0].Report.Statements[0].Text != conference.LeftOut || !seats[1].Overdue {
		t.Errorf("the seats are %+v", seats)
	}
	if c.Reports[0].Statements[0].Text != "HEMLIGT" {
		t.Error("the record was changed")
	}
	if got := Map(&conference.Situation{}, &c.Plan, p); got != nil {
		t.Errorf("a map of nothing: %.100s", got)
	}
}
