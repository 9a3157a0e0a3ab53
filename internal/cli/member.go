package cli

import (
	"context"

	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
)

func (s *session) memberSave() verb {
	m := directory.Member{SystemRole: directory.Writer}
	var fl *flags
	return verb{
		use: "member save MEMBER",
		example: `samverkan member save tib.kommun-ekeryd --name "TiB Ekeryd" --actor kommun-ekeryd
samverkan member save karin.ek --name "Karin Ek" --actor lst-allmanlan --system-role aktörsadministratör`,
		flags: func(f *flags) {
			fl = f
			f.text(&m.Name, "name")
			f.actor(&m.Actor, "actor")
			word(f, &m.SystemRole, "system-role", systemRoles())
			f.text(&m.Function, "function")
		},
		run: func(ctx context.Context, args []string) error {
			m.ID = args[0]
			if err := s.fillMember(ctx, &m, fl); err != nil {
				return err
			}
			return s.administer(ctx, clerk.SaveMember{Member: m}, "Name", m.Name, "Member", m.ID, "Role", s.p.T(m.SystemRole.Key()))
		},
	}
}

// fillMember lets what was not said about an account that is there already stand as it was.
func (s *session) fillMember(ctx context.Context, m *directory.Member, given *flags) error {
	desk, err := s.desk(ctx)
	if err != nil {
		return err
	}
	known, err := desk.Members(ctx, s.who)
	if err != nil {
		return err
	}
	for _, old := range known {
		if old.ID != m.ID {
			continue
		}
		m.Name, m.Actor = firstOf(m.Name, old.Name), firstOf(m.Actor, old.Actor)
		if !given.given("function") {
			m.Function = old.Function
		}
		if !given.given("system-role") {
			m.SystemRole = old.SystemRole
		}
	}
	if m.Actor = firstOf(m.Actor, s.who.Actor); m.Actor == "" {
		return fault.New(fault.Invalid, "cli.missing-flags", "Flags", []string{"--actor"})
	}
	if m.Name = firstOf(m.Name, m.ID); m.SystemRole == "" {
		m.SystemRole = directory.Writer
	}
	return nil
}

func (s *session) memberList() verb {
	return verb{
		use: "member list", example: "samverkan member list",
		run: func(ctx context.Context, _ []string) error {
			desk, err := s.desk(ctx)
			if err != nil {
				return err
			}
			found, err := desk.Members(ctx, s.who)
			if err != nil {
				return err
			}
			if _, err := s.directory(ctx); err != nil {
				return err
			}
			return list(s, found,
				column[directory.Member]{"id", func(m directory.Member) string { return m.ID }},
				column[directory.Member]{"name", func(m directory.Member) string { return m.Name }},
				column[directory.Member]{"actor", func(m directory.Member) string { return s.short(m.Actor) }},
				column[directory.Member]{"system-role", func(m directory.Member) string { return s.p.T(m.SystemRole.Key()) }},
				column[directory.Member]{"function", func(m directory.Member) string { return m.Function }})
		},
	}
}
