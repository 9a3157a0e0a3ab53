package cli

import (
	"bytes"
	"context"
	"io"
	"net/url"
	"strconv"

	"samverkan/internal/api"
	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/papers"
	"samverkan/internal/wire"
)

func (s *session) memberVerbs() []verb {
	return []verb{s.memberSave(), s.memberList(), s.memberImport(), s.memberExport()}
}

func (s *session) personVerbs() []verb { return []verb{s.personExport(), s.personErase()} }

// memberImport brings an actor's people up to date with its list.
func (s *session) memberImport() verb {
	var (
		x    settings
		o    provisioning
		mark string
	)
	return verb{
		use: "member import FILE",
		example: `samverkan member import personal.csv --dry-run
samverkan member import personal.csv --disable-missing --actor lst-allmanlan`,
		flags: func(f *flags) {
			s.placed(f, &x)
			f.actor(&o.actor, "actor")
			f.yes(&o.dry, "dry-run")
			f.yes(&o.disable, "disable-missing")
			f.text(&mark, "seen")
		},
		run: func(ctx context.Context, args []string) error {
			p, err := s.people(ctx, &x)
			if err != nil {
				return err
			}
			if o.csv, err = s.readFile(args[0], maxPeople); err != nil {
				return err
			}
			o.actor, o.seen = firstOf(o.actor, s.who.Actor), mark
			got, err := p.provision(ctx, o)
			if err != nil {
				return inFile(err, args[0])
			}
			return s.sayProvisioned(got, o.dry)
		},
	}
}

// provisioning is what a list is brought in with.
type provisioning struct {
	actor        string
	csv          []byte
	dry, disable bool
	seen         string
}

func (s *session) sayProvisioned(got wire.Provisioned, dry bool) error {
	if s.options.output == outJSON {
		return s.show(got)
	}
	key := "cli.member.provisioned"
	if dry {
		key = "cli.member.would"
	}
	count := func(kind directory.ChangeKind) (n int) {
		for _, c := range got.Changes {
			if c.Kind == string(kind) {
				n++
			}
		}
		return n
	}
	s.remark(s.p.T(key, "New", count(directory.MemberNew), "Changed", count(directory.MemberChanged), "Disabled", count(directory.MemberDisabled), "Same", got.Same))
	links := map[string]string{}
	for _, i := range got.Invited {
		links[i.Login] = i.Link
	}
	return list(s, got.Changes,
		column[wire.MemberChange]{"change", func(c wire.MemberChange) string { return s.p.T("web.person.kind." + c.Kind) }},
		column[wire.MemberChange]{"name", func(c wire.MemberChange) string { return c.Name }},
		column[wire.MemberChange]{"login", func(c wire.MemberChange) string { return c.Login }},
		column[wire.MemberChange]{"system-role", func(c wire.MemberChange) string { return s.systemRole(directory.SystemRole(c.SystemRole)) }},
		column[wire.MemberChange]{"function", func(c wire.MemberChange) string { return c.Function }},
		column[wire.MemberChange]{"link", func(c wire.MemberChange) string { return links[c.Login] }})
}

// memberExport gives an actor's people as a file that can be read in again.
func (s *session) memberExport() verb {
	var (
		x     settings
		actor string
		force bool
	)
	return verb{
		use: "member export FILE", example: "samverkan member export personal.csv\nsamverkan member export personal.csv --actor lst-allmanlan --force",
		flags: func(f *flags) {
			s.placed(f, &x)
			f.actor(&actor, "actor")
			f.yes(&force, "force")
		},
		run: func(ctx context.Context, args []string) error {
			p, err := s.people(ctx, &x)
			if err != nil {
				return err
			}
			return s.fileOf(args[0], force, func(w io.Writer) error { return p.memberFile(ctx, firstOf(actor, s.who.Actor), w) })
		},
	}
}

// fileOf writes a file, and says where it is.
func (s *session) fileOf(path string, force bool, write func(io.Writer) error) error {
	if err := writeStream(path, force, write); err != nil {
		return err
	}
	if s.options.output != outTable {
		return s.show(struct {
			Path string `json:"path"`
		}{path})
	}
	s.say(s.p.T("cli.person.written", "Path", path))
	return nil
}

func (s *session) personExport() verb {
	var (
		x     settings
		force bool
	)
	return verb{
		use: "person export MEMBER FILE", example: "samverkan person export karin.ek@lansstyrelsen.example karin.zip",
		flags: func(f *flags) {
			s.placed(f, &x)
			f.yes(&force, "force")
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
			return s.fileOf(args[1], force, func(w io.Writer) error { return p.export(ctx, member, w) })
		},
	}
}

func (s *session) personErase() verb {
	var (
		x       settings
		preview bool
	)
	return verb{
		use: "person erase MEMBER", example: "samverkan person erase karin.ek@lansstyrelsen.example --preview\nsamverkan person erase karin.ek@lansstyrelsen.example",
		flags: func(f *flags) {
			s.placed(f, &x)
			f.yes(&preview, "preview")
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
			got, err := p.erase(ctx, member, preview)
			if err != nil {
				return err
			}
			return s.sayErased(got, preview)
		},
	}
}

func (s *session) sayErased(x clerk.Erasure, preview bool) error {
	if s.options.output != outTable {
		return s.show(x)
	}
	head := "cli.person.erased"
	if preview {
		head = "cli.person.would-erase"
	}
	s.say(s.p.T(head, "Name", x.Name))
	count := func(key string, n int) fact { return fact{key, strconv.Itoa(n)} }
	if err := s.show(x, fact{"login", x.Login}, count("sessions", x.Sessions), count("tokens", x.Tokens), count("passkeys", x.Passkeys), count("settings", x.Settings),
		count("feeds", x.Feeds), count("devices", x.Devices), count("watches", x.Watches), count("inbox", x.Inbox), count("contacts", x.Contacts), count("register", x.Register)); err != nil {
		return err
	}
	if x.NameStays {
		s.say(s.p.N("web.person.stays-name", x.Entries))
	} else {
		s.say(s.p.T("web.person.stays-nothing"))
	}
	if x.SignIns > 0 {
		s.say(s.p.N("web.person.stays-log", x.SignIns, "Until", s.p.DateTime(x.LogUntil)))
	}
	return nil
}

func (p nearPeople) provision(ctx context.Context, o provisioning) (wire.Provisioned, error) {
	in, err := p.signin()
	if err != nil {
		return wire.Provisioned{}, err
	}
	x, err := in.Provision(ctx, p.s.who, o.actor, bytes.NewReader(o.csv), o.disable, o.dry, o.seen, p.s.p.Lang())
	return api.ProvisionedOf(x), err
}

func (p nearPeople) memberFile(ctx context.Context, actor string, w io.Writer) error {
	list, err := p.s.clerk.MemberList(ctx, p.s.who, actor)
	if err != nil {
		return err
	}
	return papers.MemberTable(w, list, p.s.p)
}

func (p nearPeople) export(ctx context.Context, member string, w io.Writer) error {
	x, err := p.s.clerk.Person(ctx, p.s.who, member)
	if err != nil {
		return err
	}
	return papers.WritePerson(w, &x, p.s.p)
}

func (p nearPeople) erase(ctx context.Context, member string, preview bool) (clerk.Erasure, error) {
	if preview {
		return p.s.clerk.Erasure(ctx, p.s.who, member)
	}
	return p.s.clerk.ErasePerson(ctx, p.s.who, member)
}

func (p farPeople) provision(ctx context.Context, o provisioning) (out wire.Provisioned, err error) {
	q := url.Values{"dryRun": {strconv.FormatBool(o.dry)}, "disableMissing": {strconv.FormatBool(o.disable)}}
	if o.actor != "" {
		q.Set("actor", o.actor)
	}
	if o.seen != "" {
		q.Set("seen", o.seen)
	}
	err = p.client.Send(ctx, q, o.csv, "text/csv", &out, "members", "import")
	return out, err
}

func (p farPeople) memberFile(ctx context.Context, actor string, w io.Writer) error {
	q := url.Values{}
	if actor != "" {
		q.Set("actor", actor)
	}
	return p.fetch(ctx, w, q, "members", "file")
}

func (p farPeople) fetch(ctx context.Context, w io.Writer, q url.Values, path ...string) error {
	c, err := p.client.Open(ctx, q, path...)
	if err != nil {
		return err
	}
	defer c.Close()
	_, err = io.Copy(w, c)
	return err
}

func (p farPeople) export(ctx context.Context, member string, w io.Writer) error {
	return p.fetch(ctx, w, nil, "persons", member, "export")
}

func (p farPeople) erase(ctx context.Context, member string, preview bool) (out clerk.Erasure, err error) {
	if preview {
		err = p.client.Get(ctx, nil, &out, "persons", member, "erasure")
	} else {
		err = p.client.Send(ctx, nil, nil, "", &out, "persons", member, "erase")
	}
	return out, err
}
