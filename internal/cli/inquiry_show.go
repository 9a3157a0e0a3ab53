package cli

import (
	"context"
	"strconv"
	"strings"

	"samverkan/internal/fault"
	"samverkan/internal/inquiry"
	"samverkan/internal/reporting"
	"samverkan/internal/wire"
)

// inquiryView is how an inquiry is to be shown.
type inquiryView struct {
	format    string
	to        target
	bars      string // files for pictures
	dots      string
	of        string // the number of the question that they are of
	questions bool
}

func (s *session) inquiryShow() verb {
	form := &inquiryView{}
	return verb{
		use: "inquiry show INQUIRY",
		example: `samverkan inquiry show elavbrott
samverkan inquiry show elavbrott --questions
samverkan inquiry show elavbrott --format csv --out svar.csv --bars svar.svg --of 2`,
		flags: func(f *flags) {
			f.yes(&form.questions, "questions")
			f.text(&form.format, "format")
			f.target(&form.to)
			f.text(&form.bars, "bars")
			f.text(&form.dots, "map")
			f.text(&form.of, "of")
			f.choices("format", func(string) []string { return []string{"csv"} })
		},
		run: func(ctx context.Context, args []string) error {
			v, err := s.inquiry(ctx, args[0])
			if err != nil {
				return err
			}
			if err := s.drawAnswers(ctx, v, form); err != nil {
				return err
			}
			switch {
			case form.format != "":
				return s.deliverCSV(form.to, form.format, reporting.AnswerTable(v, s.p, s.short))
			case s.options.output == outJSON:
				return s.writeJSON(v)
			case form.questions:
				return s.showQuestions(v)
			}
			return s.showAnswers(v)
		},
	}
}

// drawAnswers writes the pictures that were asked for to their files.
func (s *session) drawAnswers(ctx context.Context, v *wire.Inquiry, form *inquiryView) error {
	d, err := s.directory(ctx)
	if err != nil {
		return err
	}
	question := ""
	if form.of != "" {
		n, err := strconv.Atoi(form.of)
		if err != nil || n < 1 || n > len(v.Questions) {
			return fault.New(fault.NotFound, "inquiry.question-unknown", "Question", clip(form.of))
		}
		question = v.Questions[n-1].ID
	}
	for _, x := range []struct{ kind, path string }{{reporting.Bars, form.bars}, {reporting.DotMap, form.dots}} {
		if x.path == "" {
			continue
		}
		picture, err := reporting.AnswerPicture(v, x.kind, question, d, s.p)
		if err != nil {
			return err
		}
		if err := s.deliver(target{x.path, form.to.force}, picture, false); err != nil {
			return err
		}
	}
	return nil
}

// askedQuestion is a question with what has been answered.
type askedQuestion struct {
	Number int `json:"number"`
	inquiry.QuestionResult
}

func (s *session) showQuestions(v *wire.Inquiry) error {
	var rows []askedQuestion
	for i, q := range v.Result.Questions {
		rows = append(rows, askedQuestion{i + 1, q})
	}
	return list(s, rows,
		column[askedQuestion]{"number", func(q askedQuestion) string { return s.p.Number(q.Number) }},
		column[askedQuestion]{"question", func(q askedQuestion) string { return q.Text }},
		column[askedQuestion]{"kind", func(q askedQuestion) string { return s.questionKind(q.Question) }},
		column[askedQuestion]{"needed", func(q askedQuestion) string { return s.mark(q.Required) }},
		column[askedQuestion]{"answered", func(q askedQuestion) string {
			return s.p.T("cli.inquiry.of", "Answered", s.p.Number(q.Answered), "Total", s.p.Number(len(v.Actors)))
		}},
		column[askedQuestion]{"sum", func(q askedQuestion) string { return s.questionSum(q.QuestionResult) }})
}

func (s *session) questionKind(q inquiry.Question) string {
	word := questionKinds().word(q.Kind, s.p.Lang())
	switch {
	case q.Unit != "":
		word += " (" + q.Unit + ")"
	case len(q.Choices) > 0:
		word += " (" + strings.Join(q.Choices, " | ") + ")"
	}
	return word
}

// questionSum is what the answers add up to: how many of each, or the sum of numbers with the least and the most.
func (s *session) questionSum(q inquiry.QuestionResult) string {
	if q.Answered == 0 {
		return ""
	}
	if q.Kind == inquiry.Number {
		return s.p.T("cli.inquiry.sum", "Sum", plainNumber(q.Sum), "Least", plainNumber(q.Least), "Most", plainNumber(q.Most))
	}
	var parts []string
	for _, c := range q.Counts {
		if c.Count > 0 {
			parts = append(parts, s.p.T("inquiry.part", "Answer", s.answerWord(q.Kind, c.Value), "Count", c.Count))
		}
	}
	return strings.Join(parts, ", ")
}

// answerWord is one of the possible answers to a question in words.
func (s *session) answerWord(k inquiry.Kind, value string) string {
	switch k {
	case inquiry.YesNo:
		return s.p.T("inquiry.word." + value)
	case inquiry.Impact:
		return s.p.T("inquiry.grade."+value, "Grade", value)
	}
	return value
}

func plainNumber(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

// showAnswers shows what is asked and the answers, actor by actor.
func (s *session) showAnswers(v *wire.Inquiry) error {
	if s.options.output == outLines {
		return list(s, v.Result.Actors)
	}
	title := s.inquiryTitle(wire.ListedInquiry{Title: v.Title, Exercise: v.Exercise})
	if err := s.show(v, fact{"title", title}, fact{"id", v.ID}, fact{"asks", s.short(v.Owner)}, fact{"text", v.Text}, fact{"deadline", s.when(v.Deadline)},
		fact{"closed", s.when(v.Closed)}); err != nil {
		return err
	}
	s.say("")
	rows := v.Result.Rows(inquiry.Naming{Printer: s.p, Name: s.short})
	for i, row := range rows {
		for j := range row {
			rows[i][j] = oneLine(row[j])
		}
	}
	if err := writeTable(s.world.Out, rows, s.width()); err != nil {
		return err
	}
	s.remark(s.p.T("cli.inquiry.in", "In", s.p.Number(len(v.Result.Actors)), "Missing", s.p.Number(len(v.Result.Missing))))
	if v.Result.Omitted > 0 {
		s.remark(s.p.N("cli.report.omitted", v.Result.Omitted))
	}
	return nil
}
