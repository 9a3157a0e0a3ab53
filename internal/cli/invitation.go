package cli

import (
	"context"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/pack"
)

func (s *session) invitationIssue() verb {
	cmd := &conference.IssueInvitation{}
	return verb{
		use:     "invitation issue [CONFERENCE]",
		example: `samverkan invitation issue konf-1 --channel e-post --channel Rakel --ack-deadline 16:15`,
		flags: func(f *flags) {
			f.texts(&cmd.Channels, "channel")
			f.time(&cmd.AckDeadline, "ack-deadline")
		},
		run: func(ctx context.Context, _ []string) error {
			p, err := s.plan(ctx)
			if err != nil {
				return err
			}
			return s.give(ctx, cmd, "Actors", s.p.N("cli.actors", len(p.Actors())))
		},
	}
}

// invitationForewarn and invitationUpdate go out of the service alone: a database here sends nothing, and says so.
func (s *session) invitationForewarn() verb {
	return verb{
		use: "invitation forewarn [CONFERENCE]", example: "samverkan invitation forewarn konf-1",
		run: func(ctx context.Context, _ []string) error {
			id, err := s.chosen(ctx)
			if err != nil {
				return err
			}
			return s.administer(ctx, clerk.Forewarn{Conference: id})
		},
	}
}

func (s *session) invitationUpdate() verb {
	return verb{
		use: "invitation update [CONFERENCE]", example: "samverkan invitation update konf-1",
		run: func(ctx context.Context, _ []string) error {
			id, err := s.chosen(ctx)
			if err != nil {
				return err
			}
			return s.administer(ctx, clerk.SendUpdate{Conference: id})
		},
	}
}

func (s *session) invitationAnswer() verb {
	cmd := &conference.AnswerInvitation{}
	return verb{
		use: "invitation answer SEAT REPLY",
		example: `samverkan invitation answer skogsbo kommer -C konf-1
samverkan invitation answer lillkoping ersättare --function "Bitr. säkerhetschef" -C konf-1`,
		flags: func(f *flags) {
			f.text(&cmd.Function, "function")
			f.text(&cmd.Message, "message")
		},
		run: func(ctx context.Context, args []string) (err error) {
			if cmd.Participant, err = s.seat(ctx, args[0]); err != nil {
				return err
			}
			if cmd.Reply, err = replies().read(args[1]); err != nil {
				return err
			}
			return s.give(ctx, cmd, "Actor", s.seatName(cmd.Participant), "Reply", named(s, "reply", cmd.Reply))
		},
	}
}

// invitationDocument is "documents invitation", where somebody who works with the invitation looks for it.
func (s *session) invitationDocument() verb {
	var t target
	var format string
	return verb{
		use:     "invitation document [CONFERENCE]",
		example: "samverkan invitation document konf-1 --format pdf --out kallelse.pdf",
		flags: func(f *flags) {
			f.text(&format, "format")
			f.target(&t)
			f.choices("format", formats(pack.Invitation))
		},
		run: func(ctx context.Context, _ []string) error { return s.paper(ctx, pack.Invitation, format, t) },
	}
}

// answerRow is a seat with its answer.
type answerRow struct {
	Seat     string           `json:"seat"`
	Actor    string           `json:"actor"`
	Reply    conference.Reply `json:"reply,omitempty"`
	Function string           `json:"function,omitempty"`
	Message  string           `json:"message,omitempty"`
	At       time.Time        `json:"at,omitzero"`
	Old      bool             `json:"old,omitempty"` // of an invitation that has been changed since
}

func (s *session) invitationStatus() verb {
	var silent bool
	return verb{
		use:     "invitation status [CONFERENCE]",
		example: "samverkan invitation status konf-1 --silent",
		flags:   func(f *flags) { f.yes(&silent, "silent") },
		run: func(ctx context.Context, _ []string) error {
			v, err := s.view(ctx)
			if err != nil {
				return err
			}
			if _, err := s.directory(ctx); err != nil {
				return err
			}
			c := v.Conference
			var rows []answerRow
			answered := 0
			for _, p := range c.Plan.Participants {
				a, has := c.Answers[p.Key()]
				if has {
					answered++
				}
				row := answerRow{p.Key(), p.Actor, a.Reply, a.Function, a.Message, a.At, has && a.Sequence < c.Sequence}
				if !v.Whole && p.Actor != s.who.Actor {
					row.Message = "" // it was said to the host
				}
				if !silent || !has {
					rows = append(rows, row)
				}
			}
			if err := list(s, rows,
				column[answerRow]{"seat", func(x answerRow) string { return s.seatName(x.Seat) }},
				column[answerRow]{"reply", func(x answerRow) string { return named(s, "reply", x.Reply) }},
				column[answerRow]{"at", func(x answerRow) string { return s.when(x.At) }},
				column[answerRow]{"function", func(x answerRow) string { return x.Function }},
				column[answerRow]{"message", func(x answerRow) string { return x.Message }}); err != nil {
				return err
			}
			s.remark(s.p.T("cli.answered", "Answered", answered, "Called", len(c.Plan.Participants)))
			return nil
		},
	}
}
