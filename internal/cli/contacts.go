package cli

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"slices"
	"strings"
	"time"

	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/i18n"
)

func (s *session) contactVerbs() []verb {
	return []verb{s.contactsList(), s.contactsFind(), s.contactsAdd(), s.contactsRemove(), s.contactsImport(), s.contactsExport(), s.contactsTest(),
		s.contactsResults()}
}

// maxContacts is how large a file of contacts may be, in bytes.
const maxContacts = 4 << 20

// contactsOf reads the contacts of an actor, or of all who are called to the chosen conference.
func (s *session) contactsOf(ctx context.Context, actor string) (out []directory.Contact, err error) {
	if _, err := s.desk(ctx); err != nil {
		return nil, err
	}
	conference := s.options.conference
	switch {
	case actor == "" && conference != "" && s.far != nil:
		err = s.far.client.Get(ctx, nil, &out, "conferences", conference, "contacts")
	case actor == "" && conference != "":
		out, err = s.clerk.ContactsOf(ctx, s.who, conference)
	case actor == "" && s.who.Actor == "":
		return nil, fault.New(fault.Invalid, "cli.whose-contacts")
	case s.far != nil:
		err = s.far.client.Get(ctx, filled("actor", actor), &out, "contacts")
	default:
		out, err = s.clerk.Contacts(ctx, s.who, cmp.Or(actor, s.who.Actor))
	}
	return out, err
}

// oneActor gives the only argument, when it is there, as an actor.
func (s *session) oneActor(ctx context.Context, args []string) (string, error) {
	if len(args) == 0 {
		return "", nil
	}
	return s.actor(ctx, args[0])
}

func (s *session) contactsList() verb {
	var stale bool
	return verb{
		use: "contacts list [ACTOR]", example: "samverkan contacts list ekeryd\nsamverkan contacts list -C konf-1 --stale",
		flags: func(f *flags) { f.yes(&stale, "stale") },
		run: func(ctx context.Context, args []string) error {
			actor, err := s.oneActor(ctx, args)
			if err != nil {
				return err
			}
			all, err := s.contactsOf(ctx, actor)
			if err != nil {
				return err
			}
			if _, err := s.directory(ctx); err != nil {
				return err
			}
			if now := s.world.Now(); stale {
				all = slices.DeleteFunc(all, func(c directory.Contact) bool { return !c.Stale(now) })
			}
			return list(s, all,
				column[directory.Contact]{"id", func(c directory.Contact) string { return c.ID }},
				column[directory.Contact]{"actor", func(c directory.Contact) string { return s.short(c.Actor) }},
				column[directory.Contact]{"function", func(c directory.Contact) string { return c.Function }},
				column[directory.Contact]{"person", func(c directory.Contact) string { return c.Person }},
				column[directory.Contact]{"ways", s.waysTo},
				column[directory.Contact]{"stale", func(c directory.Contact) string { return s.mark(c.Stale(s.world.Now())) }},
				column[directory.Contact]{"shown", func(c directory.Contact) string { return s.p.T(c.Shown.Key()) }},
				column[directory.Contact]{"note", func(c directory.Contact) string { return c.Note }})
		},
	}
}

// waysTo writes the ways to a contact in the order in which they are tried, with those that have failed marked.
func (s *session) waysTo(c directory.Contact) string {
	var out []string
	for _, w := range c.Ways {
		word := s.p.T(w.Channel.Key()) + " " + i18n.Telephone(w.Address)
		if w.Broken() {
			word = s.p.T("cli.contacts.broken", "Way", word)
		}
		out = append(out, word)
	}
	return strings.Join(out, ", ")
}

func (s *session) contactsAdd() verb {
	var c directory.Contact
	var ways []string
	var shown string
	return verb{
		use: "contacts add ACTOR",
		example: `samverkan contacts add ekeryd --function "TiB" --way e-post:tib@ekeryd.example --way sms:070-174 06 05 --way telefon:070-174 06 05
samverkan contacts add ekeryd --function "Växel" --way telefon:0155-390 05 50 --shown alla`,
		flags: func(f *flags) {
			f.text(&c.Function, "function")
			f.text(&c.Person, "person")
			f.texts(&ways, "way")
			f.text(&c.Quiet, "quiet")
			f.text(&c.Language, "language")
			f.text(&c.Note, "note")
			f.text(&shown, "shown")
			f.need("function", "way")
		},
		run: func(ctx context.Context, args []string) (err error) {
			if c.Actor, err = s.actor(ctx, args[0]); err != nil {
				return err
			}
			list, err := s.typedContact(c, ways, shown)
			if err != nil {
				return err
			}
			return s.administer(ctx, clerk.SaveContact{Contact: list})
		},
	}
}

// typedContact reads a contact as the files of contacts are read, so that both ways in understand the same and name it the same.
func (s *session) typedContact(c directory.Contact, ways []string, shown string) (directory.Contact, error) {
	var b bytes.Buffer
	out := csv.NewWriter(&b)
	rows := [][]string{{"actor", "function", "channel", "address", "person", "language", "quiet", "note", "checked", "shown"}}
	for _, w := range ways {
		channel, address, ok := strings.Cut(w, ":")
		if !ok {
			return c, fault.New(fault.Invalid, "cli.contact-way", "Way", clip(w))
		}
		rows = append(rows, []string{c.Actor, c.Function, channel, address, c.Person, c.Language, c.Quiet, c.Note, s.world.Now().Format(time.DateOnly), shown})
	}
	if err := out.WriteAll(rows); err != nil {
		return c, err
	}
	list, err := directory.ReadContacts(&b)
	if err != nil {
		return c, err
	}
	return list[0], nil
}

func (s *session) contactsRemove() verb {
	return verb{
		use: "contacts remove ID", example: "samverkan contacts remove kommun-ekeryd-tib",
		run: func(ctx context.Context, args []string) error {
			return s.administer(ctx, clerk.RemoveContact{ID: args[0]})
		},
	}
}

func (s *session) contactsImport() verb {
	return verb{
		use: "contacts import FILE", example: "samverkan contacts import kontakter.csv",
		run: func(ctx context.Context, args []string) error {
			data, err := s.readFile(args[0], maxContacts)
			if err != nil {
				return err
			}
			list, err := directory.ReadContacts(bytes.NewReader(data))
			if err != nil {
				return inFile(err, args[0])
			}
			return s.administer(ctx, clerk.ImportContacts{Contacts: list})
		},
	}
}

func (s *session) contactsExport() verb {
	var t target
	return verb{
		use: "contacts export [ACTOR]", example: "samverkan contacts export ekeryd --out kontakter.csv\nsamverkan contacts export -C konf-1",
		flags: func(f *flags) { f.target(&t) },
		run: func(ctx context.Context, args []string) error {
			actor, err := s.oneActor(ctx, args)
			if err != nil {
				return err
			}
			all, err := s.contactsOf(ctx, actor)
			if err != nil {
				return err
			}
			var b bytes.Buffer
			if err := directory.WriteContacts(&b, all); err != nil {
				return err
			}
			return s.deliver(t, b.Bytes(), false)
		},
	}
}
