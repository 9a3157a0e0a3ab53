package cli

import (
	"context"
	"slices"

	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
)

// newArea is what the flags of a new area say.
type newArea struct {
	area.Area
	rosters, folders []string
	right            area.Right
	from             string
	kept             bool // nobody else is to know of it
}

func (s *session) areaCreate() verb {
	n := newArea{right: area.Contribute}
	return verb{
		use: "area create AREA NAME",
		example: `samverkan area create snokaos "Snökaos i Allmänsta" --owner lst-allmanlan --incident snokaos-allmansta
samverkan area create stormen "Stormen Alva" --kind händelse --roster lan-05 --purpose "Samlad lägesbild för länet"
samverkan area create stormen-2 "Stormen Berit" --from stormen`,
		creates: true,
		flags: func(f *flags) {
			f.actor(&n.Owner, "owner")
			f.text(&n.Incident, "incident")
			f.yes(&n.Exercise, "exercise")
			word(f, &n.Kind, "kind", areaSorts())
			f.texts(&n.rosters, "roster")
			word(f, &n.right, "right", rights())
			f.text(&n.from, "from")
			f.text(&n.County, "county")
			f.text(&n.Purpose, "purpose")
			f.texts(&n.folders, "folder")
			f.yes(&n.kept, "not-open")
			f.choices("incident", s.knownIncidents)
			f.choices("roster", s.knownRosters)
			f.choices("from", s.knownAreas)
		},
		run: func(ctx context.Context, args []string) error {
			if _, err := s.desk(ctx); err != nil { // who asks is known then
				return err
			}
			a := n
			a.ID, a.Name = args[0], args[1]
			a.Owner = firstOf(a.Owner, s.who.Actor)
			if a.Owner == "" {
				return fault.New(fault.Invalid, "cli.missing-flags", "Flags", []string{"--owner"})
			}
			if err := s.fillArea(ctx, &a); err != nil {
				return err
			}
			return s.administer(ctx, clerk.CreateArea{Area: a.Area, Folders: a.folders}, "Name", a.Name)
		},
	}
}

// fillArea adds what follows from what was said: of the incident, the roster and the area before it.
func (s *session) fillArea(ctx context.Context, a *newArea) error {
	desk, err := s.desk(ctx)
	if err != nil {
		return err
	}
	if a.Incident != "" {
		x, err := desk.Incident(ctx, s.who, a.Incident)
		if err != nil {
			return err
		}
		a.Exercise = a.Exercise || x.Exercise
	}
	if a.from != "" {
		l, err := desk.Area(ctx, s.who, a.from)
		if err != nil {
			return err
		}
		for _, actor := range l.Area.Actors() {
			a.add(actor, l.Area.RightOf(actor))
		}
		a.Kind, a.County, a.Tags = area.Sort(firstOf(string(a.Kind), string(l.Area.Kind))), firstOf(a.County, l.Area.County), l.Area.Tags
		if len(a.folders) == 0 {
			a.folders = l.Folders // those that only items are in may be secrets of their owners
		}
	}
	if len(a.rosters) > 0 {
		actors, err := s.gathered(ctx, nil, a.rosters, nil)
		if err != nil {
			return err
		}
		for _, actor := range actors {
			a.add(actor, a.right)
		}
	}
	if a.Exercise && a.Kind == "" {
		a.Kind = area.ForExercise
	}
	a.Exercise = a.Exercise || a.Kind == area.ForExercise
	a.Kind = a.Sort()
	a.OpenToAsk = !a.kept && a.Kind != area.ForUs
	if len(a.folders) > 0 {
		return nil
	}
	begins, err := s.wordsOf(ctx, a.Kind, a.County)
	a.folders, a.Tags = begins.Folders, begins.Tags
	return err
}

// add lets an actor take part; the owner has every right already.
func (a *newArea) add(actor string, right area.Right) {
	if actor != a.Owner && !slices.ContainsFunc(a.Grants, func(g area.Grant) bool { return g.Actor == actor }) {
		a.Grants = append(a.Grants, area.Grant{Actor: actor, Right: right})
	}
}
