package cli

import (
	"context"
	"time"

	"samverkan/internal/client"
	"samverkan/internal/fault"
)

// farToken is a token of one's own, as the service lists it: never the token itself.
type farToken struct {
	ID      string    `json:"id"`
	Name    string    `json:"name,omitempty"`
	Prefix  string    `json:"prefix,omitempty"`
	Scope   string    `json:"scope,omitempty"`
	Made    time.Time `json:"created,omitzero"`
	Used    time.Time `json:"lastUsed,omitzero"`
	Expires time.Time `json:"expires,omitzero"`
}

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
			var rows []farToken
			if err := c.Get(ctx, nil, &rows, "tokens"); err != nil {
				return err
			}
			return list(s, rows,
				column[farToken]{"id", func(t farToken) string { return t.ID }},
				column[farToken]{"name", func(t farToken) string { return t.Name }},
				column[farToken]{"begins", func(t farToken) string { return t.Prefix }},
				column[farToken]{"scope", func(t farToken) string { return t.Scope }},
				column[farToken]{"expires", func(t farToken) string { return s.when(t.Expires) }},
				column[farToken]{"last-used", func(t farToken) string { return s.when(t.Used) }})
		},
	}
}

func (s *session) tokenMake() verb {
	scope, lasts := "read", 90*24*time.Hour
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
			in := struct {
				Name    string    `json:"name"`
				Scope   string    `json:"scope"`
				Expires time.Time `json:"expires"`
			}{args[0], scope, s.world.Now().Add(lasts).UTC()}
			var made struct {
				farToken
				Token string `json:"token"`
			}
			if err := c.Post(ctx, in, &made, "tokens"); err != nil {
				return err
			}
			if s.options.output != outTable {
				return s.show(made)
			}
			s.remark(s.p.T("cli.token.made", "Name", args[0], "Expires", made.Expires))
			s.say(made.Token)
			return nil
		},
	}
}

func (s *session) tokenRevoke() verb { return s.revoke("token", "tokens") }

// farSession is a sign-in of one's own.
type farSession struct {
	ID      string    `json:"id"`
	How     string    `json:"how,omitempty"`
	Agent   string    `json:"agent,omitempty"`
	Address string    `json:"address,omitempty"`
	Made    time.Time `json:"created,omitzero"`
	Seen    time.Time `json:"seen,omitzero"`
	Current bool      `json:"current,omitempty"`
}

func (s *session) sessionList() verb {
	return verb{
		use: "session list", example: "samverkan session list --server https://samverkan.lansstyrelsen.example",
		run: func(ctx context.Context, _ []string) error {
			c, err := s.atService(ctx)
			if err != nil {
				return err
			}
			var rows []farSession
			if err := c.Get(ctx, nil, &rows, "sessions"); err != nil {
				return err
			}
			return list(s, rows,
				column[farSession]{"id", func(x farSession) string { return x.ID }},
				column[farSession]{"signed-in-at", func(x farSession) string { return s.when(x.Made) }},
				column[farSession]{"last-used", func(x farSession) string { return s.when(x.Seen) }},
				column[farSession]{"how", func(x farSession) string { return x.How }},
				column[farSession]{"address", func(x farSession) string { return x.Address }},
				column[farSession]{"agent", func(x farSession) string { return x.Agent }})
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
