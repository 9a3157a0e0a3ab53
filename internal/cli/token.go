package cli

import (
	"context"
	"time"

	"samverkan/internal/client"
	"samverkan/internal/fault"
	"samverkan/internal/wire"
)

// atService gives the client of the service that was chosen; these verbs have no meaning on a file. Fault: cli.which-server.
func (s *session) atService(ctx context.Context) (*client.Client, error) {
	if _, err := s.place(nil); err != nil {
		return nil, err
	}
	if _, err := s.desk(ctx); err != nil {
		return nil, err
	}
	return s.far.client, nil
}

func (s *session) tokenList() verb {
	return verb{
		use: "token list", example: "samverkan token list --server https://samverkan.lansstyrelsen.example",
		run: func(ctx context.Context, _ []string) error {
			c, err := s.atService(ctx)
			if err != nil {
				return err
			}
			var rows []wire.Token
			if err := c.Get(ctx, nil, &rows, "tokens"); err != nil {
				return err
			}
			return list(s, rows,
				column[wire.Token]{"id", func(t wire.Token) string { return t.ID }},
				column[wire.Token]{"name", func(t wire.Token) string { return t.Name }},
				column[wire.Token]{"begins", func(t wire.Token) string { return t.Prefix }},
				column[wire.Token]{"scope", func(t wire.Token) string { return t.Scope }},
				column[wire.Token]{"expires", func(t wire.Token) string { return s.when(t.Expires) }},
				column[wire.Token]{"last-used", func(t wire.Token) string { return s.when(t.Used) }})
		},
	}
}

func (s *session) tokenMake() verb {
	// A sign-in by code lasts ninety days, and makes nothing that outlives it.
	scope, lasts := "read", 60*24*time.Hour
	return verb{
		use:     "token make NAME",
		example: `samverkan token make "Lägesbildstavlan" --scope read --lasts 2160h --server https://samverkan.lansstyrelsen.example`,
		flags: func(f *flags) {
			f.text(&scope, "scope")
			f.length(&lasts, "lasts")
			f.choices("scope", scopes)
		},
		run: func(ctx context.Context, args []string) error {
			c, err := s.atService(ctx)
			if err != nil {
				return err
			}
			in := wire.NewToken{Name: args[0], Scope: scope, Expires: s.world.Now().Add(lasts).UTC()}
			var made wire.MadeToken
			if err := c.Post(ctx, in, &made, "tokens"); err != nil {
				return err
			}
			if s.options.output != outTable {
				return s.show(made)
			}
			s.remark(s.p.T("cli.token.made", "Name", args[0], "Expires", made.Expires))
			s.say(made.Secret)
			return nil
		},
	}
}

func (s *session) tokenRevoke() verb { return s.revoke("token", "tokens") }

func (s *session) sessionList() verb {
	return verb{
		use: "session list", example: "samverkan session list --server https://samverkan.lansstyrelsen.example",
		run: func(ctx context.Context, _ []string) error {
			c, err := s.atService(ctx)
			if err != nil {
				return err
			}
			var rows []wire.Session
			if err := c.Get(ctx, nil, &rows, "sessions"); err != nil {
				return err
			}
			return list(s, rows,
				column[wire.Session]{"id", func(x wire.Session) string { return x.ID }},
				column[wire.Session]{"signed-in-at", func(x wire.Session) string { return s.when(x.Created) }},
				column[wire.Session]{"last-used", func(x wire.Session) string { return s.when(x.Seen) }},
				column[wire.Session]{"how", func(x wire.Session) string { return x.How }},
				column[wire.Session]{"address", func(x wire.Session) string { return x.Address }},
				column[wire.Session]{"agent", func(x wire.Session) string { return x.Agent }})
		},
	}
}

func (s *session) sessionRevoke() verb { return s.revoke("session", "sessions") }

// revoke ends tokens or sign-ins of one's own by their ids.
func (s *session) revoke(noun, path string) verb {
	return verb{
		use: noun + " revoke ID...", example: "samverkan " + noun + " revoke 0197a1 --server https://samverkan.lansstyrelsen.example",
		run: func(ctx context.Context, args []string) error {
			c, err := s.atService(ctx)
			if err != nil {
				return err
			}
			for _, id := range args {
				if id == "" {
					return fault.New(fault.Invalid, "cli.missing-arguments", "Arguments", []string{"ID"})
				}
				if err := c.Delete(ctx, path, id); err != nil {
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
