package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/i18n"
	"samverkan/internal/inquiry"
)

// maxInquiry is the largest begäran in JSON that is read, in bytes: longer is none of ours.
const maxInquiry = 4 << 20

// inquiryForm is what the flags of a begäran say.
type inquiryForm struct {
	ask       inquiry.Ask
	actors    []string
	rosters   []string
	except    []string
	questions []string // [KIND[!]:]TEXT [UNIT] or [CHOICE|CHOICE]
	deadline  time.Time
	file      string
}

func (s *session) inquiryOpen() verb {
	form := &inquiryForm{}
	return verb{
		use: "inquiry open INQUIRY [TITLE...]",
		example: `samverkan inquiry open elavbrott "Elavbrottet i länet" --roster kommuner-05 --deadline 15:00 --question "tal:Hur många är utan el? [hushåll]" --question "ja-nej!:Är stab i gång?"
samverkan inquiry open reservkraft "Reservkraft" --actor ekeryd,skogsbo --deadline "2027-01-08 12:00" --question "val:Räcker bränslet? [i dag|i två dygn|längre]" --question "påverkan:Hur hårt är ni drabbade?"
samverkan inquiry open enkat --file enkat.json`,
		flags: func(f *flags) {
			form.flags(f)
			f.text(&form.ask.Incident, "incident")
			f.actor(&form.ask.Owner, "owner")
			f.yes(&form.ask.Exercise, "exercise")
			f.text(&form.file, "file")
			f.choices("incident", s.knownIncidents)
			f.choices("roster", s.knownRosters)
		},
		run: func(ctx context.Context, args []string) error {
			if _, err := s.desk(ctx); err != nil {
				return err
			}
			ask, err := s.readAsk(form)
			if err != nil {
				return err
			}
			title, err := s.typed(args[1:])
			if err != nil {
				return err
			}
			ask.Title = firstOf(title, ask.Title)
			ask.Owner = firstOf(form.ask.Owner, ask.Owner, s.who.Actor)
			if ask.Incident = firstOf(form.ask.Incident, ask.Incident); ask.Incident != "" {
				x, err := s.at.Incident(ctx, s.who, ask.Incident)
				if err != nil {
					return err
				}
				ask.Exercise, ask.Owner = x.Exercise, firstOf(ask.Owner, x.Owner)
			} else {
				ask.Exercise = ask.Exercise || form.ask.Exercise
			}
			if ask.Owner == "" {
				return fault.New(fault.Invalid, "cli.who-asks")
			}
			if err := s.asked(ctx, form, ask); err != nil {
				return err
			}
			if err := s.inquire(ctx, args[0], &inquiry.OpenInquiry{ID: args[0], Ask: *ask}, "Count", len(ask.Actors)); err != nil || s.far != nil {
				return err
			}
			s.remark(s.p.T("cli.inquiry.not-sent"))
			return nil
		},
	}
}

// flags are those of what is asked, of whom and until when.
func (form *inquiryForm) flags(f *flags) {
	f.actors(&form.actors, "actor")
	f.texts(&form.rosters, "roster")
	f.actors(&form.except, "except")
	f.time(&form.deadline, "deadline")
	f.texts(&form.questions, "question")
	f.text(&form.ask.Text, "text")
}

// readAsk reads the file, when there is one.
func (s *session) readAsk(form *inquiryForm) (*inquiry.Ask, error) {
	ask := &inquiry.Ask{}
	if form.file == "" {
		return ask, nil
	}
	content, err := s.readFile(form.file, maxInquiry)
	if err != nil {
		return nil, err
	}
	dec := json.NewDecoder(bytes.NewReader(content))
	dec.DisallowUnknownFields()
	reason := "more than one JSON value"
	if err = dec.Decode(ask); err != nil {
		reason = err.Error()
	} else if _, more := dec.Token(); more == io.EOF {
		return ask, nil
	}
	return nil, inFile(fault.Wrap(err, fault.Invalid, "command.malformed", "Command", (&inquiry.OpenInquiry{}).Name(), "Reason", reason), form.file)
}

// asked adds to what is asked what the flags say: actors and questions after those that are there.
func (s *session) asked(ctx context.Context, form *inquiryForm, ask *inquiry.Ask) error {
	if len(form.actors) > 0 || len(form.rosters) > 0 {
		actors, err := s.gathered(ctx, form.actors, form.rosters, form.except)
		if err != nil {
			return err
		}
		for _, a := range actors {
			if !slices.Contains(ask.Actors, a) {
				ask.Actors = append(ask.Actors, a)
			}
		}
	}
	if !form.deadline.IsZero() {
		ask.Deadline = form.deadline
	}
	ask.Text = firstOf(form.ask.Text, ask.Text)
	for _, word := range form.questions {
		q := readQuestion(word)
		for n := len(ask.Questions) + 1; ; n++ {
			q.ID = "f" + strconv.Itoa(n)
			if _, taken := ask.Question(q.ID); !taken {
				break
			}
		}
		ask.Questions = append(ask.Questions, q)
	}
	return nil
}

func questionKinds() lexicon[inquiry.Kind] {
	return lexicon[inquiry.Kind]{{inquiry.Text, "text"}, {inquiry.Number, "tal antal"}, {inquiry.Choice, "val"}, {inquiry.YesNo, "ja-nej"},
		{inquiry.Impact, "påverkan påverkansgrad"}}
}

// readQuestion reads a question as it is typed: "tal!:Hur många är utan el? [hushåll]". What stands before the colon is the kind of its
// answer when it is one of the kinds, with an exclamation mark where an answer is needed; a question that only has a colon in it is a
// question. What stands last in brackets is the unit of a number, or the answers to choose among. It has no id yet.
func readQuestion(word string) inquiry.Question {
	q := inquiry.Question{Kind: inquiry.Text, Text: strings.TrimSpace(word)}
	if head, rest, ok := strings.Cut(q.Text, ":"); ok {
		name, required := strings.CutSuffix(strings.TrimSpace(head), "!")
		if kind, ok := kindNamed(name); ok {
			q.Kind, q.Required, q.Text = kind, required, strings.TrimSpace(rest)
		}
	}
	open := strings.LastIndex(q.Text, "[")
	if q.Kind != inquiry.Number && q.Kind != inquiry.Choice || open < 0 || !strings.HasSuffix(q.Text, "]") {
		return q
	}
	inside := strings.TrimSpace(q.Text[open+1 : len(q.Text)-1])
	q.Text = strings.TrimSpace(q.Text[:open])
	if q.Kind == inquiry.Number {
		q.Unit = inside
		return q
	}
	for _, choice := range strings.Split(inside, "|") {
		q.Choices = append(q.Choices, strings.TrimSpace(choice))
	}
	return q
}

// kindNamed finds a kind by one of its whole words: the beginning of one may be the beginning of a question.
func kindNamed(name string) (inquiry.Kind, bool) {
	for _, m := range questionKinds() {
		for _, w := range append(strings.Fields(m.words), string(m.value)) {
			if i18n.Fold(w) == i18n.Fold(name) {
				return m.value, true
			}
		}
	}
	return "", false
}

func (s *session) inquiryChange() verb {
	form := &inquiryForm{}
	return verb{
		use: "inquiry change INQUIRY [TITLE...]", example: `samverkan inquiry change elavbrott --deadline 17:00 --actor lillkoping
samverkan inquiry change elavbrott --question "När tror ni att alla har el?"`,
		flags: func(f *flags) {
			form.flags(f)
			f.choices("roster", s.knownRosters)
		},
		run: func(ctx context.Context, args []string) error {
			v, err := s.inquiry(ctx, args[0])
			if err != nil {
				return err
			}
			title, err := s.typed(args[1:])
			if err != nil {
				return err
			}
			ask := v.Ask
			ask.Title = firstOf(title, ask.Title)
			if err := s.asked(ctx, form, &ask); err != nil {
				return err
			}
			return s.inquire(ctx, args[0], &inquiry.ChangeInquiry{Ask: ask})
		},
	}
}
