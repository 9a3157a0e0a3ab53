package cli

import (
	"context"
	"encoding/json"

	"samverkan/internal/api"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/inquiry"
	"samverkan/internal/wire"
)

func (s *session) inquiryVerbs() []verb {
	return []verb{s.inquiryOpen(), s.inquiryChange(), s.inquiryList(), s.inquiryShow(), s.inquiryAnswer(), s.inquiryUnchanged(), s.inquiryRemind(), s.inquiryClose()}
}

// inquire gives one command about an inquiry, and tells what came of it.
func (s *session) inquire(ctx context.Context, id string, cmd inquiry.Command, words ...any) error {
	if _, err := s.desk(ctx); err != nil {
		return err
	}
	if s.far == nil {
		r, err := s.clerk.Inquire(ctx, s.who, id, clerk.InquiryWish{ID: s.options.id, OccurredAt: s.options.at, Command: cmd})
		if err != nil {
			return err
		}
		return s.tell(ctx, r, words...)
	}
	payload, err := json.Marshal(cmd)
	if err != nil {
		return err
	}
	fresh := s.options.id == ""
	w := wire.Command{ID: firstOf(s.options.id, s.ids.New()), Name: cmd.Name(), OccurredAt: s.options.at, Command: payload}
	var got wire.Receipt
	if err := s.far.client.Give(ctx, w, &got, "inquiries", id, "commands"); err != nil {
		return err
	}
	return s.tell(ctx, receiptOf(got, fresh), words...)
}

// inquiry reads what is asked and what has been answered, as far as we may.
func (s *session) inquiry(ctx context.Context, id string) (*wire.Inquiry, error) {
	if _, err := s.desk(ctx); err != nil {
		return nil, err
	}
	if id == "" { // the address would be that of the list
		return nil, fault.New(fault.NotFound, "inquiry.unknown")
	}
	if s.far != nil {
		v := &wire.Inquiry{}
		err := s.far.client.Get(ctx, nil, v, "inquiries", id)
		return v, err
	}
	near, err := s.clerk.Inquiry(ctx, s.who, id)
	if err != nil {
		return nil, err
	}
	if err := s.clerk.ReadSecretAnswers(ctx, s.who, near, "inquiry"); err != nil {
		return nil, err
	}
	v := api.InquiryOf(near)
	return &v, nil
}

func (s *session) inquiryList() verb {
	var q clerk.InquiryQuery
	var open, awaits bool
	return verb{
		use: "inquiry list", example: "samverkan inquiry list\nsamverkan inquiry list --open --awaits-us",
		flags: func(f *flags) {
			f.yes(&open, "open")
			f.yes(&awaits, "awaits-us")
			f.text(&q.Incident, "incident")
			f.actor(&q.Owner, "owner")
			f.choices("incident", s.knownIncidents)
		},
		run: func(ctx context.Context, _ []string) error {
			if open {
				q.Open = &open
			}
			rows, err := s.inquiries(ctx, q, awaits)
			if err != nil {
				return err
			}
			if _, err := s.directory(ctx); err != nil {
				return err
			}
			return list(s, rows,
				column[wire.ListedInquiry]{"id", func(x wire.ListedInquiry) string { return x.ID }},
				column[wire.ListedInquiry]{"title", s.inquiryTitle},
				column[wire.ListedInquiry]{"asks", func(x wire.ListedInquiry) string { return s.short(x.Owner) }},
				column[wire.ListedInquiry]{"deadline", func(x wire.ListedInquiry) string { return s.when(x.Deadline) }},
				column[wire.ListedInquiry]{"answered", func(x wire.ListedInquiry) string {
					return s.p.T("cli.inquiry.of", "Answered", s.p.Number(x.Answered), "Total", s.p.Number(x.Total))
				}},
				column[wire.ListedInquiry]{"state", s.inquiryState})
		},
	}
}

// inquiries lists what our actor asks and is asked.
func (s *session) inquiries(ctx context.Context, q clerk.InquiryQuery, awaits bool) (out []wire.ListedInquiry, err error) {
	if _, err := s.desk(ctx); err != nil {
		return nil, err
	}
	if awaits {
		if q.Awaits = s.who.Actor; q.Awaits == "" {
			return nil, fault.New(fault.Invalid, "cli.whose-inquiries")
		}
	}
	if s.far != nil {
		open := ""
		if q.Open != nil {
			open = "true"
		}
		err = s.far.client.Get(ctx, filled("incident", q.Incident, "owner", q.Owner, "awaits", q.Awaits, "open", open), &out, "inquiries")
		return out, err
	}
	rows, _, err := s.clerk.Inquiries(ctx, s.who, q)
	for _, r := range rows {
		out = append(out, api.ListedInquiryOf(r))
	}
	return out, err
}

func (s *session) inquiryTitle(x wire.ListedInquiry) string {
	if x.Exercise {
		return s.p.T("cli.title.exercise", "Title", x.Title)
	}
	return x.Title
}

// inquiryState is how it stands with an inquiry for the one who lists it.
func (s *session) inquiryState(x wire.ListedInquiry) string {
	key := "open"
	switch {
	case !x.Closed.IsZero():
		key = "closed"
	case x.Awaits && s.world.Now().After(x.Deadline):
		key = "overdue"
	case x.Awaits:
		key = "awaits"
	case !x.AnsweredAt.IsZero():
		key = "answered"
	}
	return s.p.T("cli.inquiry.state." + key)
}

func (s *session) inquiryClose() verb {
	return verb{
		use: "inquiry close INQUIRY", example: "samverkan inquiry close elavbrott",
		run: func(ctx context.Context, args []string) error {
			return s.inquire(ctx, args[0], &inquiry.CloseInquiry{})
		},
	}
}

func (s *session) inquiryUnchanged() verb {
	return verb{
		use: "inquiry unchanged INQUIRY [ACTOR]", example: "samverkan inquiry unchanged elavbrott\nsamverkan inquiry unchanged elavbrott skogsbo",
		run: func(ctx context.Context, args []string) error {
			actor, err := s.answering(ctx, args[1:])
			if err != nil {
				return err
			}
			return s.inquire(ctx, args[0], &inquiry.KeepResponse{Actor: actor}, "Actor", s.short(actor))
		},
	}
}

// answering is who answers: the actor that is named, or else one's own.
func (s *session) answering(ctx context.Context, args []string) (string, error) {
	if _, err := s.directory(ctx); err != nil {
		return "", err
	}
	actor, err := s.oneActor(ctx, args)
	if err != nil {
		return "", err
	}
	if actor = firstOf(actor, s.who.Actor); actor == "" {
		return "", fault.New(fault.Invalid, "cli.whose-answer")
	}
	return actor, nil
}

func (s *session) inquiryRemind() verb {
	return verb{
		use: "inquiry remind INQUIRY", example: "samverkan inquiry remind elavbrott --server https://samverkan.lansstyrelsen.example",
		run: func(ctx context.Context, args []string) (err error) {
			if _, err := s.desk(ctx); err != nil {
				return err
			}
			var out wire.Reminded
			if s.far != nil {
				err = s.far.client.Give(ctx, nil, &out, "inquiries", args[0], "reminders")
			} else {
				out.Messages, err = s.clerk.RemindInquiry(ctx, s.who, args[0])
			}
			if err != nil {
				return err
			}
			return s.reminded(out, "cli.inquiry.nobody-reminded", "cli.inquiry.reminded")
		},
	}
}
