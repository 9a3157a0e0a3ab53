package cli

import (
	"context"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/wire"
)

func (s *session) guestList() verb {
	var x settings
	return verb{
		use: "guest list [CONFERENCE]", example: "samverkan guest list konf-1",
		flags: func(f *flags) { s.placed(f, &x) },
		run: func(ctx context.Context, _ []string) error {
			p, id, err := s.guestsOf(ctx, &x)
			if err != nil {
				return err
			}
			rows, err := p.guests(ctx, id)
			if err != nil {
				return err
			}
			if _, err := s.directory(ctx); err != nil {
				return err
			}
			return list(s, rows,
				column[wire.Guest]{"id", func(g wire.Guest) string { return g.ID }},
				column[wire.Guest]{"actor", func(g wire.Guest) string { return s.short(g.Actor) }},
				column[wire.Guest]{"guest", func(g wire.Guest) string { return g.For }},
				column[wire.Guest]{"expires", func(g wire.Guest) string { return s.when(g.Expires) }},
				column[wire.Guest]{"used-at", func(g wire.Guest) string { return s.when(g.Used) }},
				column[wire.Guest]{"revoked-at", func(g wire.Guest) string { return s.when(g.Revoked) }})
		},
	}
}

// guestsOf gives where guest links are kept, and the conference that was chosen.
func (s *session) guestsOf(ctx context.Context, x *settings) (people, string, error) {
	p, err := s.people(ctx, x)
	if err != nil {
		return nil, "", err
	}
	id, err := s.chosen(ctx)
	return p, id, err
}

func (s *session) guestInvite() verb {
	var (
		x     settings
		whom  string
		lasts = 48 * time.Hour
	)
	return verb{
		use: "guest invite ACTOR [CONFERENCE]", example: `samverkan guest invite ekeryd konf-1 --for "Jourhavande räddningschef" --lasts 24h`,
		flags: func(f *flags) {
			s.placed(f, &x)
			f.text(&whom, "for")
			f.length(&lasts, "lasts")
			f.need("for")
		},
		run: func(ctx context.Context, args []string) error {
			p, id, err := s.guestsOf(ctx, &x)
			if err != nil {
				return err
			}
			actor, err := s.actor(ctx, args[0])
			if err != nil {
				return err
			}
			got, err := p.inviteGuest(ctx, wire.NewGuest{Conference: id, Actor: actor, For: whom, Expires: s.world.Now().Add(lasts).UTC()})
			if err != nil {
				return err
			}
			if s.options.output != outTable {
				return s.show(got)
			}
			s.remark(s.p.T("cli.guest.link", "For", whom, "Expires", got.Expires))
			s.say(got.Link)
			return nil
		},
	}
}

func (s *session) guestRevoke() verb {
	var x settings
	return verb{
		use: "guest revoke ID...", example: "samverkan guest revoke 0197a1",
		flags: func(f *flags) { s.placed(f, &x) },
		run: func(ctx context.Context, args []string) error {
			p, err := s.people(ctx, &x)
			if err != nil {
				return err
			}
			for _, id := range args {
				if id == "" {
					return fault.New(fault.Invalid, "cli.missing-arguments", "Arguments", []string{"ID"})
				}
				if err := p.revokeGuest(ctx, id); err != nil {
					return err
				}
			}
			if s.options.output != outTable {
				return s.show(struct {
					Revoked []string `json:"revoked"`
				}{args})
			}
			s.say(s.p.N("cli.revoked", len(args)))
			return nil
		},
	}
}
