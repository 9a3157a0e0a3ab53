package cli

import (
	"context"
	"strings"

	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/wire"
)

// maxPeople is the largest file of people, in bytes.
const maxPeople = 8 << 20

func (s *session) accountVerbs() []verb {
	return []verb{s.accountList(), s.accountInvite(), s.accountImport(), s.accountReset(), s.accountTurn("disable", false), s.accountTurn("enable", true), s.accountScimToken()}
}

func (s *session) accountList() verb {
	var x settings
	return verb{
		use: "account list", example: "samverkan account list\nsamverkan account list --server https://samverkan.lansstyrelsen.example",
		flags: func(f *flags) { s.placed(f, &x) },
		run: func(ctx context.Context, _ []string) error {
			p, err := s.people(ctx, &x)
			if err != nil {
				return err
			}
			rows, err := p.accounts(ctx)
			if err != nil {
				return err
			}
			if _, err := s.directory(ctx); err != nil {
				return err
			}
			return list(s, rows,
				column[wire.Account]{"member", func(a wire.Account) string { return a.Member }},
				column[wire.Account]{"login", func(a wire.Account) string { return a.Login }},
				column[wire.Account]{"name", func(a wire.Account) string { return a.Name }},
				column[wire.Account]{"actor", func(a wire.Account) string { return s.short(a.Actor) }},
				column[wire.Account]{"system-role", func(a wire.Account) string { return s.systemRole(directory.SystemRole(a.SystemRole)) }},
				column[wire.Account]{"state", func(a wire.Account) string { return s.p.T("cli.account.state." + stateOf(a)) }},
				column[wire.Account]{"shared", func(a wire.Account) string { return s.mark(a.Shared) }},
				column[wire.Account]{"second-factor", func(a wire.Account) string { return s.mark(a.SecondFactor) }})
		},
	}
}

func stateOf(a wire.Account) string {
	switch {
	case !a.Disabled.IsZero():
		return "disabled"
	case !a.Opened:
		return "invited"
	}
	return "open"
}

func (s *session) accountInvite() verb {
	var (
		x  settings
		n  wire.NewAccount
		m  = directory.Member{SystemRole: directory.Writer}
		fl *flags
	)
	return verb{
		use: "account invite EMAIL",
		example: `samverkan account invite karin.ek@lansstyrelsen.example --name "Karin Ek" --actor lst-allmanlan
samverkan account invite tib@ekeryd.example --member tib.kommun-ekeryd --shared --server https://samverkan.lansstyrelsen.example`,
		flags: func(f *flags) {
			fl = f
			s.placed(f, &x)
			f.text(&m.Name, "name")
			f.actor(&m.Actor, "actor")
			word(f, &m.SystemRole, "system-role", systemRoles())
			f.text(&m.ID, "member")
			f.choices("member", s.knownMembers)
			f.yes(&n.Shared, "shared")
		},
		run: func(ctx context.Context, args []string) error {
			p, err := s.people(ctx, &x)
			if err != nil {
				return err
			}
			if m.ID == "" && m.Name == "" {
				return fault.New(fault.Invalid, "cli.missing-flags", "Flags", []string{"--name"})
			}
			if err := s.fillMember(ctx, &m, fl); err != nil {
				return err
			}
			n.Member, n.Name, n.Actor, n.SystemRole, n.Login = m.ID, m.Name, m.Actor, string(m.SystemRole), args[0]
			got, err := p.invite(ctx, n)
			if err != nil {
				return err
			}
			return s.handOver(got)
		},
	}
}

// handOver gives the link, and says beside it whose it is; programs get all of it.
func (s *session) handOver(x wire.Invited) error {
	switch {
	case s.options.output != outTable:
		return s.show(x)
	case x.Mailed:
		s.say(s.p.T("cli.account.mailed", "Name", x.Name, "Login", x.Login))
	default:
		s.remark(s.p.T("cli.account.link", "Name", x.Name, "Login", x.Login, "Until", x.Until))
		s.say(x.Link)
	}
	return nil
}

func (s *session) accountImport() verb {
	var x settings
	return verb{
		use: "account import FILE", example: "samverkan account import personal.csv\nsamverkan account import personal.csv -o json > lankar.json",
		flags: func(f *flags) { s.placed(f, &x) },
		run: func(ctx context.Context, args []string) error {
			p, err := s.people(ctx, &x)
			if err != nil {
				return err
			}
			csv, err := s.readFile(args[0], maxPeople)
			if err != nil {
				return err
			}
			rows, err := p.bring(ctx, csv)
			if err != nil {
				return err
			}
			s.remark(s.p.N("cli.account.imported", len(rows)))
			return list(s, rows,
				column[wire.Invited]{"name", func(i wire.Invited) string { return i.Name }},
				column[wire.Invited]{"login", func(i wire.Invited) string { return i.Login }},
				column[wire.Invited]{"expires", func(i wire.Invited) string { return s.when(i.Until) }},
				column[wire.Invited]{"link", func(i wire.Invited) string { return i.Link }})
		},
	}
}

// accountNamed finds the account that is meant: by its id, or by the address that somebody signs in with.
func accountNamed(ctx context.Context, p people, word string) (string, error) {
	if !strings.Contains(word, "@") {
		return word, nil
	}
	all, err := p.accounts(ctx)
	if err != nil {
		return "", err
	}
	for _, a := range all {
		if strings.EqualFold(a.Login, strings.TrimSpace(word)) {
			return a.Member, nil
		}
	}
	return "", fault.New(fault.NotFound, "account.unknown", "Member", clip(word))
}

func (s *session) accountReset() verb {
	var (
		x      settings
		factor bool
	)
	return verb{
		use: "account reset MEMBER",
		example: `samverkan account reset karin.ek@lansstyrelsen.example
samverkan account reset karin.ek@lansstyrelsen.example --factor --config /etc/samverkan/samverkan.conf`,
		flags: func(f *flags) {
			s.placed(f, &x)
			f.yes(&factor, "factor")
		},
		run: func(ctx context.Context, args []string) error {
			p, err := s.people(ctx, &x)
			if err != nil {
				return err
			}
			member, err := accountNamed(ctx, p, args[0])
			if err != nil {
				return err
			}
			got, err := p.reset(ctx, member, factor)
			if err != nil {
				return err
			}
			return s.handOver(got)
		},
	}
}

// accountTurn ends an account, or lets it be used again.
func (s *session) accountTurn(name string, on bool) verb {
	var x settings
	return verb{
		use: "account " + name + " MEMBER", example: "samverkan account " + name + " karin.ek@lansstyrelsen.example",
		flags: func(f *flags) { s.placed(f, &x) },
		run: func(ctx context.Context, args []string) error {
			p, err := s.people(ctx, &x)
			if err != nil {
				return err
			}
			member, err := accountNamed(ctx, p, args[0])
			if err != nil {
				return err
			}
			if err := p.turn(ctx, member, on); err != nil {
				return err
			}
			if s.options.output != outTable {
				return s.show(struct {
					Member   string `json:"member"`
					Disabled bool   `json:"disabled"`
				}{member, !on})
			}
			s.say(s.p.T("cli.account."+name+"d", "Member", args[0]))
			return nil
		},
	}
}
