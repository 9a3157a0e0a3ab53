package cli

import (
	"context"
	"io"
	"strconv"

	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/pack"
	"samverkan/internal/papers"
)

// packageVerbs pack a record for those it is handed on to. What a court or a review needs is packed by export.
func (s *session) packageVerbs() []verb {
	return []verb{s.packFor("publish", pack.ForPublicity), s.packFor("register", pack.ForRegistry), s.packFor("archive", pack.ForArchive), s.packageSend(), s.packageList()}
}

// packageSend goes out of the service alone: a database here sends nothing, and says so.
func (s *session) packageSend() verb {
	var to string
	return verb{
		use: "package send [CONFERENCE]",
		example: `samverkan package send konf-1
samverkan package send konf-1 --mail registrator@lansstyrelsen.example`,
		flags: func(f *flags) { f.text(&to, "mail") },
		run: func(ctx context.Context, _ []string) error {
			id, err := s.chosen(ctx)
			if err != nil {
				return err
			}
			return s.administer(ctx, &clerk.SendRegister{Conference: id, To: to})
		},
	}
}

// packageList tells when the record was sent to the registrator, which the journal of administration keeps.
func (s *session) packageList() verb {
	return verb{
		use:     "package list [CONFERENCE]",
		example: "samverkan package list konf-1\nsamverkan package list konf-1 -o json",
		run: func(ctx context.Context, _ []string) error {
			id, err := s.chosen(ctx)
			if err != nil {
				return err
			}
			if _, err := s.desk(ctx); err != nil {
				return err
			}
			var sent []clerk.RegisterSent
			if s.far != nil {
				err = s.far.client.Get(ctx, nil, &sent, "conferences", id, "packages")
			} else {
				sent, err = s.clerk.RegisterSent(ctx, s.who, id)
			}
			if err != nil {
				return err
			}
			if len(sent) == 0 && s.options.output == outTable {
				s.say(s.p.T("cli.package.none-sent"))
				return nil
			}
			return list(s, sent,
				column[clerk.RegisterSent]{"at", func(x clerk.RegisterSent) string { return s.when(x.At) }},
				column[clerk.RegisterSent]{"version", func(x clerk.RegisterSent) string { return strconv.Itoa(x.Version) }},
				column[clerk.RegisterSent]{"registry-number", func(x clerk.RegisterSent) string { return x.RegistryNumber }},
				column[clerk.RegisterSent]{"person", func(x clerk.RegisterSent) string { return x.By }})
		},
	}
}

func (s *session) packFor(word string, kind pack.Kind) verb {
	var force, public bool
	return verb{
		use:     "package " + word + " FILE [CONFERENCE]",
		example: "samverkan package " + word + " " + word + ".zip konf-1",
		flags: func(f *flags) {
			f.yes(&force, "force")
			if kind != pack.ForArchive {
				f.yes(&public, "public")
			}
		},
		run: func(ctx context.Context, args []string) error {
			if args[0] == "-" {
				return fault.New(fault.Invalid, "cli.file-needs-name")
			}
			return s.packTo(ctx, args[0], force, papers.Order{Kind: kind, Public: public, Version: program().Version})
		},
	}
}

// packTo writes a package, and looks into it before it says that it is there.
func (s *session) packTo(ctx context.Context, path string, force bool, o papers.Order) error {
	id, err := s.chosen(ctx)
	if err != nil {
		return err
	}
	if _, err := s.desk(ctx); err != nil {
		return err
	}
	write := func(w io.Writer) error { return s.far.packed(ctx, id, o, w) }
	if s.far == nil {
		made, err := papers.Open(ctx, s.clerk, s.who, id, s.p, s.world.Now())
		if err != nil {
			return err
		}
		write = func(w io.Writer) error { return made.Package(ctx, o, w, func(string) {}) }
	}
	if err := writeStream(path, force, write); err != nil {
		return err
	}
	b, err := lookInto(path)
	if err != nil {
		return err
	}
	if s.options.output != outTable {
		return s.show(b)
	}
	s.say(s.p.T("cli.packed", "Path", b.Path, "Files", b.Files, "Scope", s.p.T("cli.scope."+string(b.Scope))))
	s.say(s.p.T("cli.bundle-key", "Key", b.Key))
	return nil
}
