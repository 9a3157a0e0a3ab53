package cli

import (
	"cmp"
	"context"
	"slices"
	"time"

	"samverkan/conference"
	"samverkan/internal/fault"
	"samverkan/internal/reporting"
)

// situationForm is how the situation is to be shown.
type situationForm struct {
	asOf, since time.Time
	by          situationOrder
	changed     bool
	format      string
	picture     string // a file for the map
	to          target
}

// situationOrder is what the situation is laid out by.
type situationOrder string

const (
	byActor situationOrder = "actor"
	byTheme situationOrder = "theme"
	byPlace situationOrder = "place"
)

func situationOrders() lexicon[situationOrder] {
	return lexicon[situationOrder]{{byActor, "aktör"}, {byTheme, "rubrik tema"}, {byPlace, "plats"}}
}

func (s *session) reportSituation() verb {
	form := &situationForm{by: byActor}
	return verb{
		use: "report situation [CONFERENCE]",
		example: `samverkan report situation konf-1
samverkan report situation konf-1 --by rubrik --changed
samverkan report situation konf-1 --format csv --out lagesbild.csv --map lagesbild.svg`,
		flags: func(f *flags) {
			word(f, &form.by, "by", situationOrders())
			f.yes(&form.changed, "changed")
			f.time(&form.asOf, "as-of")
			f.time(&form.since, "since")
			f.text(&form.picture, "map")
			f.text(&form.format, "format")
			f.target(&form.to)
			f.choices("format", func(string) []string { return []string{"csv"} })
		},
		run: func(ctx context.Context, _ []string) error {
			v, err := s.view(ctx)
			if err != nil {
				return err
			}
			x, err := s.situation(ctx, form)
			if err != nil {
				return err
			}
			if err := s.drawSituation(x, &v.Conference.Plan, form); err != nil {
				return err
			}
			if form.format != "" {
				return s.deliverCSV(form.to, form.format, reporting.Table(x, &v.Conference.Plan, s.p, s.seatName))
			}
			return s.showSituation(x, form)
		},
	}
}

// situation asks the service, or puts the reports together here.
func (s *session) situation(ctx context.Context, form *situationForm) (*conference.Situation, error) {
	v, err := s.view(ctx)
	if err != nil {
		return nil, err
	}
	d, err := s.directory(ctx)
	if err != nil {
		return nil, err
	}
	var x conference.Situation
	if s.far != nil {
		err = s.far.client.Get(ctx, filled("at", stampOf(form.asOf), "since", stampOf(form.since)), &x, "conferences", v.Conference.Plan.ID, "situation")
		return &x, err
	}
	x, err = reporting.Compiled(v.Conference, v.May, d, form.asOf, form.since)
	return &x, err
}

// drawSituation writes the map to its file.
func (s *session) drawSituation(x *conference.Situation, plan *conference.Plan, form *situationForm) error {
	if form.picture == "" {
		return nil
	}
	picture := reporting.Map(x, plan, s.p)
	if picture == nil {
		return fault.New(fault.NotFound, "reporting.no-map")
	}
	return s.deliver(target{form.picture, form.to.force}, picture, false)
}

func (s *session) showSituation(x *conference.Situation, form *situationForm) error {
	if s.options.output == outJSON {
		return s.writeJSON(x)
	}
	var err error
	switch form.by {
	case byTheme:
		err = s.situationByTheme(x, form.changed)
	case byPlace:
		err = s.situationByPlace(x)
	default:
		err = s.situationByActor(x, form.changed)
	}
	if err != nil {
		return err
	}
	s.tellGaps(x)
	return nil
}

func (s *session) situationByActor(x *conference.Situation, changed bool) error {
	rows := slices.Clone(x.Actors)
	if changed {
		rows = slices.DeleteFunc(rows, func(a conference.ActorSituation) bool { return len(a.Changed) == 0 && a.Was == 0 && !a.First })
	}
	slices.SortStableFunc(rows, func(a, b conference.ActorSituation) int {
		return cmp.Or(cmp.Compare(b.Grade, a.Grade), s.p.Compare(s.seatName(a.Participant), s.seatName(b.Participant)))
	})
	return list(s, rows,
		column[conference.ActorSituation]{"actor", func(a conference.ActorSituation) string { return s.seatName(a.Participant) }},
		column[conference.ActorSituation]{"impact", func(a conference.ActorSituation) string {
			if word := reporting.GradeWord(s.p, a.Grade); a.Was == 0 {
				return word
			} else {
				return s.p.T("cli.report.was", "Grade", word, "Was", s.p.Number(a.Was))
			}
		}},
		column[conference.ActorSituation]{"plan", func(a conference.ActorSituation) string {
			return reporting.StrainWord(s.p, "plan", a.Report.Tests.Plan)
		}},
		column[conference.ActorSituation]{"resources", func(a conference.ActorSituation) string {
			return reporting.StrainWord(s.p, "resources", a.Report.Tests.Resources)
		}},
		column[conference.ActorSituation]{"load", func(a conference.ActorSituation) string {
			return reporting.StrainWord(s.p, "load", a.Report.Tests.Load)
		}},
		column[conference.ActorSituation]{"at", func(a conference.ActorSituation) string { return s.when(a.At) }},
		column[conference.ActorSituation]{"report", func(a conference.ActorSituation) string { return reporting.StateWord(s.p, &a) }},
		column[conference.ActorSituation]{"changed", func(a conference.ActorSituation) string {
			var words []string
			for _, theme := range a.Changed {
				words = append(words, reporting.ThemeWord(s.p, theme))
			}
			return s.p.List(words)
		}})
}

// saidLine is a line of the situation under its theme or question.
type saidLine struct {
	Theme    conference.Theme `json:"theme,omitempty"`
	Question string           `json:"question,omitempty"`
	conference.ThemeLine
}

func (s *session) situationByTheme(x *conference.Situation, changed bool) error {
	var rows []saidLine
	add := func(head saidLine, lines []conference.ThemeLine) {
		for _, l := range lines {
			if head.ThemeLine = l; !changed || l.Changed {
				rows = append(rows, head)
			}
		}
	}
	for _, t := range x.Themes {
		add(saidLine{Theme: t.Theme}, t.Lines)
	}
	for _, q := range x.Questions {
		add(saidLine{Question: q.Question}, q.Lines)
	}
	return list(s, rows,
		column[saidLine]{"theme", func(l saidLine) string {
			if l.Theme == "" {
				return l.Question
			}
			return reporting.ThemeWord(s.p, l.Theme)
		}},
		column[saidLine]{"actor", func(l saidLine) string { return s.seatName(l.Participant) }},
		column[saidLine]{"changed", func(l saidLine) string { return s.mark(l.Changed) }},
		column[saidLine]{"text", func(l saidLine) string { return reporting.Line(s.p, l.ThemeLine) }})
}

func (s *session) situationByPlace(x *conference.Situation) error {
	return list(s, x.Places,
		column[conference.PlaceSituation]{"place", func(p conference.PlaceSituation) string { return p.Name }},
		column[conference.PlaceSituation]{"actor", func(p conference.PlaceSituation) string { return s.short(p.Actor) }},
		column[conference.PlaceSituation]{"impact", func(p conference.PlaceSituation) string {
			if !p.Reported {
				return s.p.T("doc.reports.missing")
			}
			return reporting.GradeWord(s.p, p.Grade)
		}})
}

// tellGaps says what nobody covers: what is not known is part of the situation.
func (s *session) tellGaps(x *conference.Situation) {
	if x.Empty() {
		s.remark(s.p.T("doc.reports.none"))
		return
	}
	s.remark(s.p.T("doc.reports.in", "In", s.p.Number(len(x.Actors)), "Missing", s.p.Number(len(x.Missing))) + ".")
	gap := func(key string, names []string) {
		if len(names) > 0 {
			s.remark(s.p.T("doc.reports.gap."+key, "What", s.p.List(names)))
		}
	}
	var missing, places, silent []string
	for _, actor := range x.Missing {
		missing = append(missing, s.short(actor))
	}
	for _, p := range x.Places {
		if !p.Reported && !slices.Contains(x.Missing, p.Actor) {
			places = append(places, p.Name)
		}
	}
	for _, theme := range x.Silent {
		silent = append(silent, reporting.ThemeWord(s.p, theme))
	}
	s.p.Sort(missing)
	s.p.Sort(places)
	gap("missing", missing)
	gap("places", places)
	gap("themes", silent)
	if x.Omitted > 0 {
		s.remark(s.p.N("cli.report.omitted", x.Omitted))
	}
}
