package cli

import (
	"context"
	"time"

	"samverkan/conference"
)

// planVerbs are what one does to a plan before the meeting. Each changes only what is given and leaves the rest as it stands.
func (s *session) planVerbs() []verb {
	return []verb{
		s.planImport(), s.planExport(), s.planCheck(),
		s.smarrSet(), s.smarrShow(),
		s.agendaList(), s.agendaAdd(), s.agendaRevise(), s.agendaMove(), s.agendaRemove(), s.agendaPreset(),
		s.connectionAdd(), s.connectionList(), s.connectionRemove(),
		s.planContacts(), s.planRole(),
		s.planInvite(), s.planUninvite(), s.planInvited(),
		s.materialAdd(), s.materialList(), s.materialRemove(),
		s.dependsOn(), s.dependsFeeds(), s.dependsList(), s.dependsRemove(), s.dependsReceived(),
		s.planReporting(), s.planCallout(), s.planDocumentation(), s.planOpenness(), s.planRegistryNumber(),
		s.checklistList(), s.checklistTick(), s.planScript(),
	}
}

func (s *session) smarrSet() verb {
	var given conference.Invitation
	var fl *flags
	return verb{
		use: "plan smarr set [CONFERENCE]",
		example: `samverkan plan smarr set konf-1 --purpose "Få en samlad bild av snöovädret som grund för samordnat arbete i natt" \
    --goal "En samlad lägesbild per kommun" --goal "En inriktning till fredag kl. 12"`,
		flags: func(f *flags) {
			fl = f
			f.text(&given.Purpose, "purpose")
			f.texts(&given.Goals, "goal")
			f.text(&given.Procedure, "procedure")
			f.text(&given.Resources, "resources")
			f.texts(&given.Rules, "rule")
			f.texts(&given.Questions, "question")
		},
		run: func(ctx context.Context, _ []string) error {
			p, err := s.plan(ctx)
			if err != nil {
				return err
			}
			v := p.Invitation
			keep(fl, "purpose", &v.Purpose, given.Purpose)
			keep(fl, "goal", &v.Goals, given.Goals)
			keep(fl, "procedure", &v.Procedure, given.Procedure)
			keep(fl, "resources", &v.Resources, given.Resources)
			keep(fl, "rule", &v.Rules, given.Rules)
			keep(fl, "question", &v.Questions, given.Questions)
			return s.give(ctx, &conference.SetInvitation{Invitation: v})
		},
	}
}

// keep puts a flag's value in the place of what stands there when the flag was given.
func keep[T any](f *flags, name string, into *T, value T) {
	if f.given(name) {
		*into = value
	}
}

func (s *session) smarrShow() verb {
	return verb{
		use:     "plan smarr show [CONFERENCE]",
		example: "samverkan plan smarr show konf-1",
		run: func(ctx context.Context, _ []string) error {
			p, err := s.plan(ctx)
			if err != nil {
				return err
			}
			v := p.Invitation
			facts := []fact{{"purpose", v.Purpose}}
			for _, g := range v.Goals {
				facts = append(facts, fact{"goal", g})
			}
			facts = append(facts, fact{"procedure", v.Procedure}, fact{"resources", v.Resources})
			for _, r := range v.Rules {
				facts = append(facts, fact{"rule", r})
			}
			for _, q := range v.Questions {
				facts = append(facts, fact{"question", q})
			}
			return s.show(v, facts...)
		},
	}
}

func (s *session) planContacts() verb {
	var support, duty conference.Contact
	var fl *flags
	return verb{
		use:     "plan contacts [CONFERENCE]",
		example: `samverkan plan contacts konf-1 --support-phone 010-123 45 67 --duty-function "TiB" --duty-phone 070-123 45 67`,
		flags: func(f *flags) {
			fl = f
			for name, c := range map[string]*conference.Contact{"support": &support, "duty": &duty} {
				f.actor(&c.Actor, name+"-actor")
				f.text(&c.Function, name+"-function")
				f.text(&c.Phone, name+"-phone")
				f.text(&c.Email, name+"-email")
			}
		},
		run: func(ctx context.Context, _ []string) error {
			p, err := s.plan(ctx)
			if err != nil {
				return err
			}
			cmd := &conference.SetContacts{Support: p.Support, Duty: p.Duty}
			for _, x := range []struct {
				name  string
				into  *conference.Contact
				given conference.Contact
			}{{"support", &cmd.Support, support}, {"duty", &cmd.Duty, duty}} {
				keep(fl, x.name+"-actor", &x.into.Actor, x.given.Actor)
				keep(fl, x.name+"-function", &x.into.Function, x.given.Function)
				keep(fl, x.name+"-phone", &x.into.Phone, x.given.Phone)
				keep(fl, x.name+"-email", &x.into.Email, x.given.Email)
			}
			return s.give(ctx, cmd)
		},
	}
}

func (s *session) planRole() verb {
	h := conference.RoleHolder{}
	return verb{
		use:     "plan role ROLE ACTOR",
		example: `samverkan plan role mötesledare lst-allmanlan --function "Länsråd" -C konf-1`,
		flags: func(f *flags) {
			f.text(&h.Function, "function")
			f.text(&h.Member, "member")
			f.choices("member", s.knownMembers)
		},
		run: func(ctx context.Context, args []string) error {
			p, err := s.plan(ctx)
			if err != nil {
				return err
			}
			if h.Role, err = internalRoles().read(args[0]); err != nil {
				return err
			}
			if h.Actor, err = s.actor(ctx, args[1]); err != nil {
				return err
			}
			var holders []conference.RoleHolder
			for _, r := range conference.InternalRoles() {
				if old, ok := p.Holder(r); r == h.Role {
					holders = append(holders, h)
				} else if ok {
					holders = append(holders, old)
				}
			}
			return s.give(ctx, &conference.AssignRoles{Roles: holders}, "Role", named(s, "role", h.Role), "Actor", s.holder(h))
		},
	}
}

func (s *session) planReporting() verb {
	var given conference.Reporting
	var fl *flags
	return verb{
		use:     "plan reporting [CONFERENCE]",
		example: `samverkan plan reporting konf-1 --deadline "2027-01-06 17:30" --expected 41`,
		flags: func(f *flags) {
			fl = f
			f.time(&given.Deadline, "deadline")
			f.time(&given.CompiledAt, "compiled-at")
			f.number(&given.Expected, "expected")
			f.number(&given.Received, "received")
		},
		run: func(ctx context.Context, _ []string) error {
			p, err := s.plan(ctx)
			if err != nil {
				return err
			}
			r := p.Reporting
			keep(fl, "deadline", &r.Deadline, given.Deadline)
			keep(fl, "compiled-at", &r.CompiledAt, given.CompiledAt)
			keep(fl, "expected", &r.Expected, given.Expected)
			keep(fl, "received", &r.Received, given.Received)
			return s.give(ctx, &conference.SetReporting{Reporting: r})
		},
	}
}

func (s *session) planCallout() verb {
	var ack time.Time
	var channels []string
	var short string
	var fl *flags
	return verb{
		use:     "plan callout [CONFERENCE]",
		example: `samverkan plan callout konf-1 --ack-deadline "2027-01-06 16:15" --channel e-post --channel Rakel --short-text "Samverkanskonferens idag 19.00. Kvittera."`,
		flags: func(f *flags) {
			fl = f
			f.time(&ack, "ack-deadline")
			f.texts(&channels, "channel")
			f.text(&short, "short-text")
		},
		run: func(ctx context.Context, _ []string) error {
			p, err := s.plan(ctx)
			if err != nil {
				return err
			}
			k := p.Callout
			keep(fl, "ack-deadline", &k.AckDeadline, ack)
			keep(fl, "channel", &k.Channels, channels)
			keep(fl, "short-text", &k.ShortText, short)
			return s.give(ctx, &conference.SetCallout{Callout: k})
		},
	}
}

func (s *session) planDocumentation() verb {
	var given conference.Documentation
	var fl *flags
	return verb{
		use:     "plan documentation [CONFERENCE]",
		example: `samverkan plan documentation konf-1 --kind minnesanteckningar --recording --due "2027-01-06 22:00"`,
		flags: func(f *flags) {
			fl = f
			word(f, &given.Minutes, "kind", minutesKinds())
			f.yes(&given.Recording, "recording")
			f.texts(&given.Published, "published")
			f.time(&given.Due, "due")
		},
		run: func(ctx context.Context, _ []string) error {
			p, err := s.plan(ctx)
			if err != nil {
				return err
			}
			d := p.Documentation
			keep(fl, "kind", &d.Minutes, given.Minutes)
			keep(fl, "recording", &d.Recording, given.Recording)
			keep(fl, "published", &d.Published, given.Published)
			keep(fl, "due", &d.Due, given.Due)
			return s.give(ctx, &conference.SetDocumentation{Documentation: d})
		},
	}
}

func (s *session) planOpenness() verb {
	var given conference.Openness
	var fl *flags
	return verb{
		use:     "plan openness [CONFERENCE]",
		example: `samverkan plan openness konf-1 --open --rule "Säg till mötesledaren innan du går in på det som kan vara hemligt"`,
		flags: func(f *flags) {
			fl = f
			f.yes(&given.Open, "open")
			f.text(&given.Rule, "rule")
		},
		run: func(ctx context.Context, _ []string) error {
			p, err := s.plan(ctx)
			if err != nil {
				return err
			}
			o := p.Openness
			keep(fl, "open", &o.Open, given.Open)
			keep(fl, "rule", &o.Rule, given.Rule)
			return s.give(ctx, &conference.SetOpenness{Openness: o})
		},
	}
}

func (s *session) planRegistryNumber() verb {
	return verb{
		use:     "plan registry-number NUMBER",
		example: "samverkan plan registry-number 452-0034-2027 -C konf-1",
		run: func(ctx context.Context, args []string) error {
			return s.give(ctx, &conference.SetRegistryNumber{RegistryNumber: args[0]}, "Number", args[0])
		},
	}
}
