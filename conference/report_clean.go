package conference

import (
	"slices"

	"samverkan/internal/fault"
)

// tidied is the report with clean line breaks and themes in order, in lists of its own. A statement or answer that says nothing is
// left out: an empty field of a form is no statement.
func (r Report) tidied() Report {
	var said []Statement
	for _, s := range r.Statements {
		tidyAll(&s.Text, &s.Source)
		s.Secrecy = s.Secrecy.tidied()
		if s.Text != "" || s.Source != "" {
			said = append(said, s)
		}
	}
	slices.SortStableFunc(said, func(a, b Statement) int { return slices.Index(Themes(), a.Theme) - slices.Index(Themes(), b.Theme) })
	var answers []QuestionAnswer
	for _, a := range r.Answers {
		tidyAll(&a.Question, &a.Text)
		a.Secrecy = a.Secrecy.tidied()
		if a.Text != "" {
			answers = append(answers, a)
		}
	}
	r.Statements, r.Answers, r.Function, r.Secrecy = said, answers, tidy(r.Function), r.Secrecy.tidied()
	return r
}

// check refuses a report that says nothing or cannot be kept. Faults: report.empty, report.theme, report.theme-twice,
// report.strain, report.question-twice, those of texts and of secrecy.
func (r Report) check() error {
	if len(r.Statements) == 0 && len(r.Answers) == 0 && r.Tests == (Tests{}) {
		return fault.New(fault.Invalid, "report.empty")
	}
	if err := checkLength("statements", max(len(r.Statements), len(r.Answers))); err != nil {
		return err
	}
	for i, s := range r.Statements {
		if !slices.Contains(Themes(), s.Theme) {
			return fault.New(fault.Invalid, "report.theme", "Theme", string(s.Theme))
		}
		if i > 0 && r.Statements[i-1].Theme == s.Theme {
			return fault.New(fault.Invalid, "report.theme-twice", "Theme", string(s.Theme))
		}
		if err := checkTexts("statement", s.Text, "source", s.Source); err != nil {
			return err
		}
		if err := s.Secrecy.check(); err != nil {
			return err
		}
	}
	for i, a := range r.Answers {
		if err := checkText("question", a.Question, true); err != nil {
			return err
		}
		if slices.ContainsFunc(r.Answers[:i], func(b QuestionAnswer) bool { return a.Question == b.Question }) {
			return fault.New(fault.Invalid, "report.question-twice", "Number", i+1)
		}
		if err := checkTexts("answer", a.Text); err != nil {
			return err
		}
		if err := a.Secrecy.check(); err != nil {
			return err
		}
	}
	for _, s := range r.Tests.All() {
		if !s.Valid() {
			return fault.New(fault.Invalid, "report.strain", "Strain", string(s))
		}
	}
	if err := checkLines("function", r.Function); err != nil {
		return err
	}
	return r.Secrecy.check()
}

// markedAs is r with the markings of the report before it, where it has none of its own.
func (r Report) markedAs(last Report) Report {
	if !r.Secrecy.Marked() {
		r.Secrecy = last.Secrecy.tidied()
	}
	for i := range r.Statements {
		s := &r.Statements[i]
		if old := last.statement(s.Theme); old != nil && !s.Secrecy.Marked() {
			s.Secrecy = old.Secrecy.tidied()
		}
	}
	for i := range r.Answers {
		a := &r.Answers[i]
		if old := last.answer(a.Question); old != nil && !a.Secrecy.Marked() {
			a.Secrecy = old.Secrecy.tidied()
		}
	}
	return r
}

// CheckText holds a text of somebody else's to the rules of the record's. Faults: text.empty, text.too-long, text.not-utf8,
// text.control-character.
func CheckText(field, s string, required bool) error { return checkText(field, s, required) }

// Check refuses a marking that cannot be kept. Faults: secrecy.security-classified, secrecy.no-ground, secrecy.no-owner and those of
// lines and keys.
func (s Secrecy) Check() error { return s.check() }

func (r *Report) statement(theme Theme) *Statement {
	for i := range r.Statements {
		if r.Statements[i].Theme == theme {
			return &r.Statements[i]
		}
	}
	return nil
}

func (r *Report) answer(question string) *QuestionAnswer {
	for i := range r.Answers {
		if r.Answers[i].Question == question {
			return &r.Answers[i]
		}
	}
	return nil
}

func (x CarriedReport) tidied() CarriedReport {
	x.Report = x.Report.tidied()
	return x
}

func checkCarriedReports(list []CarriedReport) error {
	for i, x := range list {
		if slices.ContainsFunc(list[:i], func(y CarriedReport) bool { return x.Participant == y.Participant }) {
			return fault.New(fault.Invalid, "report.actor-twice", "Actor", x.Participant)
		}
		for _, err := range []error{checkKeys(x.Conference, seatActor(x.Participant)), checkLines("participant", x.Participant), x.Report.check()} {
			if err != nil {
				return err
			}
		}
	}
	return nil
}
