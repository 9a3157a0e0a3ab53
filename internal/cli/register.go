package cli

import (
	"bytes"
	"context"
	"strings"

	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/i18n"
)

// maxActors is the largest file of actors that is read, in bytes.
const maxActors = 128 << 20

func (s *session) actorVerbs() []verb {
	return []verb{s.actorList(), s.actorShow(), s.actorStats(), s.importActors("actor import FILE", ""), s.actorCheck()}
}

func actorKinds() lexicon[directory.Kind] {
	return lexicon[directory.Kind]{{directory.Municipality, "kommun"}, {directory.Region, "region"}, {directory.CountyBoard, "länsstyrelse"},
		{directory.Agency, "myndighet"}, {directory.RescueService, "räddningstjänst"}, {directory.Voluntary, "frivillig"},
		{directory.Company, "företag"}, {directory.Association, "kommunalförbund"}}
}

func actorLevels() lexicon[directory.Level] {
	return lexicon[directory.Level]{{directory.Local, "lokal"}, {directory.Regional, "regional"}, {directory.National, "nationell"}}
}

func (s *session) actorList() verb {
	var kind directory.Kind
	var level directory.Level
	var county string
	return verb{
		use: "actor list [WORD]",
		example: `samverkan actor list --kind kommun --county 05
samverkan actor list linköping
samverkan actor list --kind frivillig -o json`,
		flags: func(f *flags) {
			word(f, &kind, "kind", actorKinds())
			word(f, &level, "level", actorLevels())
			f.text(&county, "county")
		},
		run: func(ctx context.Context, args []string) error {
			d, err := s.directory(ctx)
			if err != nil {
				return err
			}
			wanted := i18n.Fold(strings.Join(args, " "))
			found := d.Where(func(a directory.Actor) bool {
				return (kind == "" || a.Kind == kind) && (level == "" || a.Level == level) && inCounty(a, county) &&
					strings.Contains(i18n.Fold(strings.Join([]string{a.ID, a.Name, a.ShortName}, " ")), wanted)
			})
			return s.listActors(found)
		},
	}
}

// inCounty tells whether an actor is in a county that is named by its code or the beginning of its name.
func inCounty(a directory.Actor, county string) bool {
	return county == "" || a.CountyCode == county || a.CountyName != "" && strings.HasPrefix(i18n.Fold(a.CountyName), i18n.Fold(county))
}

func (s *session) listActors(found []directory.Actor) error {
	return list(s, found,
		column[directory.Actor]{"id", func(a directory.Actor) string { return a.ID }},
		column[directory.Actor]{"short", func(a directory.Actor) string { return a.ShortName }},
		column[directory.Actor]{"actor-kind", func(a directory.Actor) string { return s.p.T(a.Kind.Key()) }},
		column[directory.Actor]{"level", func(a directory.Actor) string { return s.p.T(a.Level.Key()) }},
		column[directory.Actor]{"county", func(a directory.Actor) string { return a.CountyName }},
		column[directory.Actor]{"name", func(a directory.Actor) string { return a.Name }})
}

func (s *session) actorShow() verb {
	return verb{
		use: "actor show ACTOR", example: "samverkan actor show linköping\nsamverkan actor show kommun-habo-0643",
		run: func(ctx context.Context, args []string) error {
			id, err := s.actor(ctx, args[0])
			if err != nil {
				return err
			}
			d, err := s.directory(ctx)
			if err != nil {
				return err
			}
			a, _ := d.ByID(id)
			return s.show(a, fact{"id", a.ID}, fact{"name", a.Name}, fact{"short", a.ShortName}, fact{"actor-kind", s.p.T(a.Kind.Key())},
				fact{"level", s.p.T(a.Level.Key())}, fact{"county", strings.TrimSpace(a.CountyCode + " " + a.CountyName)},
				fact{"municipality-code", a.MunicipalityCode})
		},
	}
}

// importActors adds the actors of a file, or brings them up to date. It stands both by itself and under "actor".
func (s *session) importActors(use, group string) verb {
	return verb{
		use: use, group: group, creates: true,
		example: "samverkan " + strings.Replace(use, "FILE", "aktörer.csv", 1),
		run: func(ctx context.Context, args []string) error {
			actors, err := s.readActors(args[0])
			if err != nil {
				return err
			}
			d, err := s.directory(ctx)
			if err != nil {
				return err
			}
			fresh, changed := newcomers(d, actors)
			return s.administer(ctx, clerk.ImportActors{Actors: actors}, "Count", s.p.Number(len(actors)), "New", s.p.Number(fresh),
				"Changed", s.p.Number(changed))
		},
	}
}

func (s *session) readActors(path string) ([]directory.Actor, error) {
	data, err := s.readFile(path, maxActors)
	if err != nil {
		return nil, err
	}
	actors, err := directory.ReadActors(bytes.NewReader(data))
	return actors, inFile(err, path)
}

// newcomers counts the actors that are new, and those that are known and have something changed.
func newcomers(d *directory.Directory, actors []directory.Actor) (fresh, changed int) {
	for _, a := range actors {
		switch old, known := d.ByID(a.ID); {
		case !known:
			fresh++
		case old != a:
			changed++
		}
	}
	return fresh, changed
}

// actorCheck tells what an import would do, and does nothing.
func (s *session) actorCheck() verb {
	return verb{
		use: "actor check FILE", example: "samverkan actor check aktörer.csv",
		run: func(ctx context.Context, args []string) error {
			actors, err := s.readActors(args[0])
			if err != nil {
				return err
			}
			d, err := s.directory(ctx)
			if fault.CodeOf(err) == "cli.no-database" { // what a new database begins with
				d, err = directory.Sweden()
			}
			if err != nil {
				return err
			}
			fresh, changed := newcomers(d, actors)
			if s.options.output != outTable {
				return s.show(map[string]int{"actors": len(actors), "new": fresh, "changed": changed})
			}
			s.say(s.p.T("cli.actors.sound", "Count", s.p.Number(len(actors)), "New", s.p.Number(fresh), "Changed", s.p.Number(changed)))
			return nil
		},
	}
}
