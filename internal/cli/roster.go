package cli

import (
	"context"
	"strings"

	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/i18n"
)

func (s *session) rosterVerbs() []verb {
	return []verb{s.rosterSave(), s.rosterList(), s.rosterShow(), s.rosterReady()}
}

func (s *session) rosterSave() verb {
	r := directory.Roster{}
	var from, except []string
	return verb{
		use: "roster save ROSTER [ACTOR...]",
		example: `samverkan roster save natverk-snokaos lst-allmanlan region-allmanlan --name "Snökaos Allmänlän" --owner lst-allmanlan
samverkan roster save kommuner-ostergotland --name "Östergötlands kommuner" --owner lst-ostergotland --roster kommuner-05 --except ydre`,
		flags: func(f *flags) {
			f.text(&r.Name, "name")
			f.actor(&r.Owner, "owner")
			f.texts(&from, "roster")
			f.choices("roster", s.knownRosters)
			f.actors(&except, "except")
		},
		run: func(ctx context.Context, args []string) (err error) {
			r.ID = args[0]
			if r.Owner == "" {
				r.Owner = s.actingFor(ctx)
			}
			if r.Owner == "" {
				return fault.New(fault.Invalid, "cli.whose-roster")
			}
			if r.Members, err = s.gathered(ctx, args[1:], from, except); err != nil {
				return err
			}
			if r.Name == "" {
				r.Name = s.rosterName(ctx, r.ID, from)
			}
			return s.administer(ctx, clerk.SaveRoster{Roster: r}, "Name", r.Name, "Count", len(r.Members))
		},
	}
}

// actingFor is the actor of the one who asks; "" for the one who has the file.
func (s *session) actingFor(ctx context.Context) string {
	if _, err := s.desk(ctx); err != nil {
		return ""
	}
	return s.who.Actor
}

// rosterName is what a roster is called when nobody says: as it was, as the ready-made one that it was made from, or its id.
func (s *session) rosterName(ctx context.Context, id string, from []string) string {
	if desk, err := s.desk(ctx); err == nil {
		if saved, err := desk.Rosters(ctx, s.who); err == nil {
			for _, r := range saved {
				if r.ID == id {
					return r.Name
				}
			}
		}
	}
	if keys := commas(from); len(keys) == 1 {
		if d, err := s.directory(ctx); err == nil {
			if ready, err := d.ReadyByKey(keys[0]); err == nil {
				return s.p.T(ready.Text, ready.Args)
			}
		}
	}
	return id
}

func (s *session) rosterList() verb {
	return verb{
		use: "roster list", example: "samverkan roster list",
		run: func(ctx context.Context, _ []string) error {
			desk, err := s.desk(ctx)
			if err != nil {
				return err
			}
			saved, err := desk.Rosters(ctx, s.who)
			if err != nil {
				return err
			}
			if _, err := s.directory(ctx); err != nil {
				return err
			}
			return list(s, saved,
				column[directory.Roster]{"id", func(r directory.Roster) string { return r.ID }},
				column[directory.Roster]{"name", func(r directory.Roster) string { return r.Name }},
				column[directory.Roster]{"owner", func(r directory.Roster) string { return s.short(r.Owner) }},
				column[directory.Roster]{"count", func(r directory.Roster) string { return s.p.Number(len(r.Members)) }})
		},
	}
}

func (s *session) rosterShow() verb {
	return verb{
		use: "roster show ROSTER", example: "samverkan roster show natverk-snokaos\nsamverkan roster show kommuner-05",
		run: func(ctx context.Context, args []string) error {
			members, err := s.rosterMembers(ctx, args[0])
			if err != nil {
				return err
			}
			d, err := s.directory(ctx)
			if err != nil {
				return err
			}
			var found []directory.Actor
			for _, id := range members {
				if a, ok := d.ByID(id); ok {
					found = append(found, a)
				}
			}
			return s.listActors(found)
		},
	}
}

// readyRow is a ready-made roster as it is shown.
type readyRow struct {
	Key     string   `json:"key"`
	Name    string   `json:"name"`
	Members []string `json:"members"`
}

func (s *session) rosterReady() verb {
	return verb{
		use: "roster ready [WORD]", example: "samverkan roster ready\nsamverkan roster ready östergötland",
		run: func(ctx context.Context, args []string) error {
			d, err := s.directory(ctx)
			if err != nil {
				return err
			}
			all, err := d.Ready()
			if err != nil {
				return err
			}
			wanted := i18n.Fold(strings.Join(args, " "))
			var rows []readyRow
			for _, r := range all {
				row := readyRow{r.Key, s.p.T(r.Text, r.Args), r.Members}
				if strings.Contains(i18n.Fold(row.Key+" "+row.Name), wanted) {
					rows = append(rows, row)
				}
			}
			return list(s, rows,
				column[readyRow]{"key", func(r readyRow) string { return r.Key }},
				column[readyRow]{"count", func(r readyRow) string { return s.p.Number(len(r.Members)) }},
				column[readyRow]{"name", func(r readyRow) string { return r.Name }})
		},
	}
}
