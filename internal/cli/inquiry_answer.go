package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"slices"
	"strconv"
	"strings"

	"samverkan/conference"
	"samverkan/internal/fault"
	"samverkan/internal/i18n"
	"samverkan/internal/inquiry"
	"samverkan/internal/wire"
)

// answerForm is what the flags of an answer say.
type answerForm struct {
	answers []string // NUMBER:ANSWER
	remarks []string // NUMBER:TEXT
	secrecy conference.Secrecy
	file    string
	rest    bool
}

func (s *session) inquiryAnswer() verb {
	form := &answerForm{}
	return verb{
		use: "inquiry answer INQUIRY [ACTOR]",
		example: `samverkan inquiry answer elavbrott --answer 1:1200 --answer 2:ja --remark "1:Mest i ytterområdena"
samverkan inquiry answer elavbrott skogsbo --answer 1:450 --answer 3:delvis,räcker,hanteras
samverkan inquiry answer elavbrott --rest-unchanged --answer 1:300`,
		flags: func(f *flags) {
			f.texts(&form.answers, "answer")
			f.texts(&form.remarks, "remark")
			f.text(&form.file, "file")
			f.yes(&form.rest, "rest-unchanged")
			f.text(&form.secrecy.Ground, "secret")
			f.yes(&form.secrecy.Suspected, "suspected")
			f.actor(&form.secrecy.Owner, "assessed-by")
			f.actors(&form.secrecy.Readers, "reader")
		},
		run: func(ctx context.Context, args []string) error {
			actor, err := s.answering(ctx, args[1:])
			if err != nil {
				return err
			}
			v, err := s.inquiry(ctx, args[0])
			if err != nil {
				return err
			}
			list, err := s.readAnswers(v, actor, form)
			if err != nil {
				return err
			}
			return s.inquire(ctx, args[0], &inquiry.Respond{Actor: actor, Answers: list}, "Actor", s.short(actor))
		},
	}
}

// readAnswers gathers the answers: those of the file, what the flags say instead, and what stays. What its writer may not read of the last
// answers is put in by the desk.
func (s *session) readAnswers(v *wire.Inquiry, actor string, form *answerForm) (list []inquiry.Answer, err error) {
	if form.file != "" {
		content, err := s.readFile(form.file, maxInquiry)
		if err != nil {
			return nil, err
		}
		if list, err = answersInJSON(content); err != nil {
			return nil, inFile(err, form.file)
		}
	}
	for _, word := range form.answers {
		q, text, err := questionOf(v.Questions, word)
		if err != nil {
			return nil, err
		}
		if err := s.readAnswer(q, text, answerPlace(&list, q.ID)); err != nil {
			return nil, err
		}
	}
	for _, word := range form.remarks {
		q, text, err := questionOf(v.Questions, word)
		if err != nil {
			return nil, err
		}
		answerPlace(&list, q.ID).Text = text
	}
	if form.secrecy.Ground != "" {
		form.secrecy.Owner = firstOf(form.secrecy.Owner, actor) // it is theirs to assess what they have said
		for i := range list {
			list[i].Secrecy = form.secrecy
		}
	}
	if form.rest {
		list = append(list, restOf(v, actor, list)...)
	}
	return list, nil
}

// restOf are the answers of the last time that nothing is said about now.
func restOf(v *wire.Inquiry, actor string, said []inquiry.Answer) (out []inquiry.Answer) {
	for _, x := range v.Result.Actors {
		if x.Actor != actor {
			continue
		}
		for _, a := range x.Answers {
			if a != nil && !a.Omitted && !slices.ContainsFunc(said, func(b inquiry.Answer) bool { return b.Question == a.Question }) {
				out = append(out, a.Answer)
			}
		}
	}
	return out
}

// answersInJSON reads a list of answers strictly.
func answersInJSON(content []byte) ([]inquiry.Answer, error) {
	var list []inquiry.Answer
	dec := json.NewDecoder(bytes.NewReader(content))
	dec.DisallowUnknownFields()
	err := dec.Decode(&list)
	reason := "more than one JSON value"
	if err != nil {
		reason = err.Error()
	} else if _, more := dec.Token(); more == io.EOF {
		return list, nil
	}
	return nil, fault.Wrap(err, fault.Invalid, "command.malformed", "Command", (&inquiry.Respond{}).Name(), "Reason", reason)
}

// questionOf finds the question that an answer is to by its number, counted from 1, and gives what stands after the colon.
func questionOf(all []inquiry.Question, word string) (inquiry.Question, string, error) {
	number, text, ok := strings.Cut(word, ":")
	n, err := strconv.Atoi(strings.TrimSpace(number))
	if !ok || err != nil || n < 1 || n > len(all) {
		return inquiry.Question{}, "", fault.New(fault.Invalid, "cli.report-answer", "Answer", clip(word), "Most", len(all))
	}
	return all[n-1], strings.TrimSpace(text), nil
}

// answerPlace is the place for the answer to a question.
func answerPlace(list *[]inquiry.Answer, question string) *inquiry.Answer {
	i := slices.IndexFunc(*list, func(a inquiry.Answer) bool { return a.Question == question })
	if i < 0 {
		i = len(*list)
		*list = append(*list, inquiry.Answer{Question: question})
	}
	return &(*list)[i]
}

// readAnswer reads what was typed as the question is to be answered. Faults: cli.not-a-number, cli.unknown-word.
func (s *session) readAnswer(q inquiry.Question, text string, into *inquiry.Answer) error {
	switch q.Kind {
	case inquiry.Number:
		plain := strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", ",", ".", "\u2212", "-").Replace(text)
		n, err := strconv.ParseFloat(plain, 64)
		if err != nil {
			return fault.New(fault.Invalid, "cli.not-a-number", "Value", clip(text))
		}
		into.Number = &n
	case inquiry.YesNo:
		word, err := lexicon[yesNo]{{"yes", "ja"}, {"no", "nej"}}.read(text)
		if err != nil {
			return err
		}
		is := word == "yes"
		into.Yes = &is
	case inquiry.Choice:
		choice, err := choiceOf(q.Choices, text)
		if err != nil {
			return err
		}
		into.Choice = choice
	case inquiry.Impact:
		return readTests(text, &into.Tests)
	default:
		into.Text = text
	}
	return nil
}

// yesNo is the answer to a question of yes or no.
type yesNo string

// choiceOf finds the choice that is meant: as it stands, or by its beginning when no other begins so.
func choiceOf(choices []string, text string) (string, error) {
	var near []string
	for _, c := range choices {
		if i18n.Fold(c) == i18n.Fold(text) {
			return c, nil
		}
		if text != "" && strings.HasPrefix(i18n.Fold(c), i18n.Fold(text)) {
			near = append(near, c)
		}
	}
	if len(near) == 1 {
		return near[0], nil
	}
	return "", fault.New(fault.Invalid, "cli.unknown-word", "Word", clip(text), "Choices", choices)
}

// readTests reads the three tests in their order, with commas between; one that is not known is left empty.
func readTests(text string, into *conference.Tests) error {
	words := strings.Split(text, ",")
	if len(words) != 3 {
		return fault.New(fault.Invalid, "cli.three-tests", "Value", clip(text))
	}
	for i, x := range []struct {
		test string
		into *conference.Strain
	}{{"plan", &into.Plan}, {"resources", &into.Resources}, {"load", &into.Load}} {
		if strings.TrimSpace(words[i]) == "" {
			continue
		}
		var err error
		if *x.into, err = strains(x.test).read(strings.TrimSpace(words[i])); err != nil {
			return err
		}
	}
	return nil
}
