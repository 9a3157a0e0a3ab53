package cli

import (
	"context"

	"samverkan/conference"
	"samverkan/internal/clerk"
)

func (s *session) incidentOpen() verb {
	x := conference.Incident{}
	var areas, texts []string
	return verb{
		use:     "incident open INCIDENT TITLE",
		example: `samverkan incident open snokaos "Snökaos i Allmänsta" --owner lst-allmanlan --exercise --started "2027-01-06 03:00"`,
		creates: true,
		flags: func(f *flags) {
			f.actor(&x.Owner, "owner")
			f.yes(&x.Exercise, "exercise")
			f.text(&x.RegistryNumber, "registry-number")
			f.time(&x.Started, "started")
			f.time(&x.Ended, "ended")
			f.text(&x.Background, "background")
			f.texts(&areas, "area")
			f.texts(&texts, "consequence")
		},
		run: func(ctx context.Context, args []string) error {
			if _, err := s.desk(ctx); err != nil {
				return err
			}
			x.ID, x.Title = args[0], args[1]
			if x.Owner == "" {
				x.Owner = s.who.Actor
			}
			for i, text := range texts {
				k := conference.Consequence{Text: text}
				if i < len(areas) {
					k.Area = areas[i]
				}
				x.Consequences = append(x.Consequences, k)
			}
			return s.administer(ctx, clerk.SaveIncident{Incident: x}, "Title", x.Title)
		},
	}
}

func (s *session) incidentList() verb {
	return verb{
		use:     "incident list",
		example: "samverkan incident list -o json",
		run: func(ctx context.Context, _ []string) error {
			desk, err := s.desk(ctx)
			if err != nil {
				return err
			}
			rows, err := desk.Incidents(ctx, s.who)
			if err != nil {
				return err
			}
			if _, err := s.directory(ctx); err != nil {
				return err
			}
			return list(s, rows,
				column[conference.Incident]{"id", func(x conference.Incident) string { return x.ID }},
				column[conference.Incident]{"started", func(x conference.Incident) string { return s.when(x.Started) }},
				column[conference.Incident]{"owner", func(x conference.Incident) string { return s.short(x.Owner) }},
				column[conference.Incident]{"exercise", func(x conference.Incident) string { return s.mark(x.Exercise) }},
				column[conference.Incident]{"title", func(x conference.Incident) string { return x.Title }})
		},
	}
}

func (s *session) incidentShow() verb {
	return verb{
		use:     "incident show INCIDENT",
		example: "samverkan incident show snokaos-allmansta",
		run: func(ctx context.Context, args []string) error {
			desk, err := s.desk(ctx)
			if err != nil {
				return err
			}
			x, err := desk.Incident(ctx, s.who, args[0])
			if err != nil {
				return err
			}
			if _, err := s.directory(ctx); err != nil {
				return err
			}
			facts := []fact{{"title", x.Title}, {"id", x.ID}, {"exercise", s.mark(x.Exercise)}, {"owner", s.short(x.Owner)},
				{"registry-number", x.RegistryNumber}, {"started", s.when(x.Started)}, {"ended", s.when(x.Ended)},
				{"background", x.Background}}
			for _, k := range x.Consequences {
				text := k.Text
				if k.Area != "" {
					text = k.Area + ": " + k.Text
				}
				facts = append(facts, fact{"consequence", text})
			}
			return s.show(x, facts...)
		},
	}
}
