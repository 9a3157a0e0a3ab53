package cli

import (
	"context"
	"time"

	"samverkan/internal/clerk"
	"samverkan/internal/client"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
)

// place takes the service that is written after a verb, or else the chosen one. Fault: cli.which-server.
func (s *session) place(args []string) (string, error) {
	if len(args) > 0 {
		s.options.server = args[0]
	}
	if s.options.server == "" {
		return "", fault.New(fault.Invalid, "cli.which-server")
	}
	address, err := client.Address(s.options.server)
	if err != nil {
		return "", err
	}
	s.options.server = address.String()
	return s.options.server, nil
}

func (s *session) login() verb {
	scope := string(clerk.ScopeWrite)
	return verb{
		use: "login [URL]", group: groupService,
		example: "samverkan login https://samverkan.lansstyrelsen.example\nsamverkan login https://samverkan.lansstyrelsen.example --scope read",
		flags: func(f *flags) {
			f.text(&scope, "scope")
			f.choices("scope", scopes)
		},
		run: func(ctx context.Context, args []string) error {
			server, err := s.place(args)
			if err != nil {
				return err
			}
			if !clerk.Scope(scope).Valid() {
				return fault.New(fault.Invalid, "cli.unknown-word", "Word", clip(scope), "Choices", scopes(""))
			}
			kept, err := s.credentials() // before anybody is asked to approve what could not be kept
			if err != nil {
				return err
			}
			c, err := s.connect(server, "")
			if err != nil {
				return err
			}
			defer c.Close()
			t, err := s.approved(ctx, c, scope)
			if err != nil {
				return err
			}
			return s.signedIn(ctx, server, kept, t)
		},
	}
}

func scopes(string) []string {
	return []string{string(clerk.ScopeRead), string(clerk.ScopeWrite), string(clerk.ScopeAdminister)}
}

// approved shows the code and waits until somebody has approved it in a browser. What is shown goes beside the answer, so that
// programs can read that.
func (s *session) approved(ctx context.Context, c *client.Client, scope string) (client.Token, error) {
	d, err := c.Begin(ctx, scope)
	if err != nil {
		return client.Token{}, err
	}
	if s.options.output == outTable {
		s.remark(s.p.T("cli.login.open", "Where", d.Where))
		s.remark(s.p.T("cli.login.code", "Code", d.UserCode))
		if d.WhereWhole != "" {
			s.remark(s.p.T("cli.login.link", "Where", d.WhereWhole))
		}
		s.remark(s.p.T("cli.login.waiting", "Time", time.Duration(d.Lasts)*time.Second))
	} else if err := s.writeProgress(struct {
		Code  string `json:"userCode"`
		Where string `json:"verificationUri"`
		Whole string `json:"verificationUriComplete,omitempty"`
		Lasts int    `json:"expiresIn"`
	}{d.UserCode, d.Where, d.WhereWhole, d.Lasts}); err != nil {
		return client.Token{}, err
	}
	return c.Collect(ctx, d)
}

// signedIn keeps the token and tells whose it is.
func (s *session) signedIn(ctx context.Context, server string, kept credentials, t client.Token) error {
	new := credential{Token: t.Token, Scope: t.Scope}
	if t.Lasts > 0 {
		new.Expires = s.world.Now().Add(time.Duration(t.Lasts) * time.Second).UTC().Truncate(time.Second)
	}
	c, err := s.connect(server, t.Token)
	if err != nil {
		return err
	}
	defer c.Close()
	var m me
	if err := c.Get(ctx, nil, &m, "me"); err != nil {
		return err
	}
	kept.Servers[server] = new
	if err := s.keepCredentials(kept); err != nil {
		return err
	}
	if s.options.output != outTable {
		return s.show(whoami{server, m, new.Expires})
	}
	s.say(s.p.T("cli.login.done", "Who", firstOf(m.Name, m.Member), "Actor", m.Actor, "Server", server))
	return nil
}

func (s *session) logout() verb {
	return verb{
		use: "logout [URL]", group: groupService, example: "samverkan logout https://samverkan.lansstyrelsen.example",
		run: func(ctx context.Context, args []string) error {
			server, err := s.place(args)
			if err != nil {
				return err
			}
			kept, err := s.credentials()
			if err != nil {
				return err
			}
			c, there := kept.Servers[server]
			if !there {
				return fault.New(fault.NotFound, "cli.not-signed-in", "Server", server)
			}
			// It is forgotten here first: whatever the service answers, nobody can use it from here any more.
			delete(kept.Servers, server)
			if err := s.keepCredentials(kept); err != nil {
				return err
			}
			revoked := s.revokeOwn(ctx, server, c.Token) == nil
			if s.options.output != outTable {
				return s.show(struct {
					Server  string `json:"server"`
					Revoked bool   `json:"revoked"`
				}{server, revoked})
			}
			s.say(s.p.T("cli.logout.done", "Server", server))
			if !revoked {
				s.remark(s.p.T("cli.logout.not-revoked"))
			}
			return nil
		},
	}
}

// revokeOwn takes the token back at the service, so that it is worth nothing to whoever has a copy.
func (s *session) revokeOwn(ctx context.Context, server, token string) error {
	c, err := s.connect(server, token)
	if err != nil {
		return err
	}
	defer c.Close()
	return c.Delete(ctx, "tokens", "current")
}

func (s *session) systemRole(r directory.SystemRole) string {
	if r == "" {
		return ""
	}
	return s.p.T(r.Key())
}

// whoami is who the caller is at a service.
type whoami struct {
	Server string `json:"server"`
	me
	Expires time.Time `json:"expires,omitzero"`
}

func (s *session) whoami() verb {
	return verb{
		use: "whoami", group: groupService, example: "samverkan whoami --server https://samverkan.lansstyrelsen.example",
		run: func(ctx context.Context, _ []string) error {
			server, err := s.place(nil)
			if err != nil {
				return err
			}
			if _, err := s.desk(ctx); err != nil {
				return err
			}
			out := whoami{Server: server, me: s.far.me}
			if kept, err := s.credentials(); err == nil && s.world.Env(envToken) == "" {
				out.Expires = kept.Servers[server].Expires
			}
			if _, err := s.directory(ctx); err != nil {
				return err
			}
			return s.show(out, fact{"name", out.Name}, fact{"member", out.Member}, fact{"actor", s.short(out.Actor)},
				fact{"system-role", s.systemRole(out.SystemRole)}, fact{"scope", string(out.Scope)},
				fact{"conference", out.Only}, fact{"server", server}, fact{"expires", s.when(out.Expires)})
		},
	}
}
