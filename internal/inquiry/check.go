package inquiry

import (
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"samverkan/conference"
	"samverkan/internal/fault"
	"samverkan/internal/id"
)

// Limits on an inquiry. What is more is refused, never cut.
const (
	MaxQuestions = 60
	MaxChoices   = 30
	MaxActors    = conference.MaxParts
)

func tidy(s string) string {
	return strings.TrimSpace(strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n"))
}

func (a Ask) tidied() Ask {
	a.Title, a.Text = tidy(a.Title), tidy(a.Text)
	a.Actors, a.Questions = slices.Clone(a.Actors), slices.Clone(a.Questions)
	for i := range a.Questions {
		q := &a.Questions[i]
		q.Text, q.Unit = tidy(q.Text), tidy(q.Unit)
		var choices []string
		for _, c := range q.Choices {
			choices = append(choices, tidy(c))
		}
		q.Choices = choices
	}
	return a
}

func checkKeys(ids ...string) error {
	for _, s := range ids {
		if err := id.Key(s); err != nil {
			return err
		}
	}
	return nil
}

// check refuses what cannot be asked. Faults: text.*, inquiry.no-deadline, inquiry.actors, inquiry.questions, inquiry.question-twice,
// inquiry.kind, inquiry.choices, inquiry.unit.
func (a Ask) check() error {
	if err := checkKeys(a.Owner); err != nil {
		return err
	}
	if a.Incident != "" {
		if err := checkKeys(a.Incident); err != nil {
			return err
		}
	}
	if err := line("title", a.Title, true); err != nil {
		return err
	}
	if err := text("text", a.Text, false); err != nil {
		return err
	}
	if a.Deadline.IsZero() {
		return fault.New(fault.Invalid, "inquiry.no-deadline")
	}
	if len(a.Actors) == 0 || len(a.Actors) > MaxActors {
		return fault.New(fault.Invalid, "inquiry.actors", "Max", MaxActors)
	}
	for i, actor := range a.Actors {
		if err := checkKeys(actor); err != nil {
			return err
		}
		if slices.Contains(a.Actors[:i], actor) {
			return fault.New(fault.Invalid, "inquiry.actor-twice", "Actor", actor)
		}
	}
	if len(a.Questions) == 0 || len(a.Questions) > MaxQuestions {
		return fault.New(fault.Invalid, "inquiry.questions", "Max", MaxQuestions)
	}
	for i, q := range a.Questions {
		if slices.ContainsFunc(a.Questions[:i], func(p Question) bool { return p.ID == q.ID }) {
			return fault.New(fault.Invalid, "inquiry.question-twice", "Number", i+1)
		}
		if err := q.check(i + 1); err != nil {
			return err
		}
	}
	return nil
}

func (q Question) check(number int) error {
	if err := checkKeys(q.ID); err != nil {
		return err
	}
	if err := text("question", q.Text, true); err != nil {
		return err
	}
	if !slices.Contains(Kinds(), q.Kind) {
		return fault.New(fault.Invalid, "inquiry.kind", "Number", number, "Kind", string(q.Kind))
	}
	if err := line("unit", q.Unit, false); err != nil {
		return err
	}
	if q.Kind == Choice != (len(q.Choices) > 0) || q.Kind == Choice && (len(q.Choices) < 2 || len(q.Choices) > MaxChoices) {
		return fault.New(fault.Invalid, "inquiry.choices", "Number", number, "Max", MaxChoices)
	}
	for i, c := range q.Choices {
		if err := line("choice", c, true); err != nil {
			return err
		}
		if slices.Contains(q.Choices[:i], c) {
			return fault.New(fault.Invalid, "inquiry.choices", "Number", number, "Max", MaxChoices)
		}
	}
	return nil
}

// tidyAnswers gives the answers in the order of the questions, without those that say nothing. Faults: inquiry.empty,
// inquiry.question-unknown, inquiry.answer-twice, inquiry.answer, inquiry.required, those of texts and secrecy.
func (a Ask) tidyAnswers(list []Answer) ([]Answer, error) {
	var out []Answer
	for _, x := range list {
		q, ok := a.Question(x.Question)
		if !ok {
			return nil, fault.New(fault.NotFound, "inquiry.question-unknown", "Question", x.Question)
		}
		x.Text, x.Choice = tidy(x.Text), tidy(x.Choice)
		if err := q.checkAnswer(x); err != nil {
			return nil, err
		}
		if answerTo(out, x.Question) != nil {
			return nil, fault.New(fault.Invalid, "inquiry.answer-twice", "Question", q.Text)
		}
		if x.given() {
			out = append(out, x)
		}
	}
	for _, q := range a.Questions {
		if x := answerTo(out, q.ID); q.Required && (x == nil || !x.answers(q.Kind)) {
			return nil, fault.New(fault.Invalid, "inquiry.required", "Question", q.Text)
		}
	}
	if len(out) == 0 {
		return nil, fault.New(fault.Invalid, "inquiry.empty")
	}
	place := func(x Answer) int {
		return slices.IndexFunc(a.Questions, func(q Question) bool { return q.ID == x.Question })
	}
	slices.SortStableFunc(out, func(x, y Answer) int { return place(x) - place(y) })
	return out, nil
}

func (x Answer) given() bool {
	return x.Text != "" || x.Number != nil || x.Choice != "" || x.Yes != nil || x.Tests != (conference.Tests{})
}

// answers tells whether the answer is one to a question of a kind, and no mere remark.
func (x Answer) answers(k Kind) bool {
	switch k {
	case Number:
		return x.Number != nil
	case Choice:
		return x.Choice != ""
	case YesNo:
		return x.Yes != nil
	case Impact:
		return x.Tests.Grade() > 0
	}
	return x.Text != ""
}

func (q Question) checkAnswer(x Answer) error {
	wrong := x.Number != nil && (q.Kind != Number || math.IsNaN(*x.Number) || math.IsInf(*x.Number, 0)) || x.Choice != "" && !slices.Contains(q.Choices, x.Choice) ||
		x.Yes != nil && q.Kind != YesNo || x.Tests != (conference.Tests{}) && q.Kind != Impact
	for _, s := range x.Tests.All() {
		wrong = wrong || !s.Valid()
	}
	if wrong {
		return fault.New(fault.Invalid, "inquiry.answer", "Question", q.Text)
	}
	if err := text("answer", x.Text, false); err != nil {
		return err
	}
	return x.Secrecy.Check()
}

func line(field, s string, required bool) error {
	if n := utf8.RuneCountInString(s); n > conference.MaxTitle {
		return fault.New(fault.TooLarge, "text.too-long", "Field", field, "Length", n, "Max", conference.MaxTitle)
	}
	if strings.ContainsAny(s, "\n\t\u2028\u2029") {
		return fault.New(fault.Invalid, "text.line-break", "Field", field)
	}
	return text(field, s, required)
}

func text(field, s string, required bool) error { return conference.CheckText(field, s, required) }
