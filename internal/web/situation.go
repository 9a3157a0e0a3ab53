package web

import (
	"cmp"
	"html/template"
	"slices"

	"samverkan/conference"
	"samverkan/minutes"
)

// situationPage is the situation reports put together for their reader: what is not known first, then how hard each is hit, then what
// is said under each theme or by each actor.
type situationPage struct {
	Shell
	Watch       *watchButton // until all are in
	ID, Meeting string
	Host        bool
	S           *conference.Situation
	By          string // theme, actor
	Changed     bool   // only what is new since last time
	Tabs        []situationTab

	Missing, Uncovered, Silent []string // names
	Grades                     []gradeCount
	Actors                     []conference.ActorSituation // the hardest hit first
	News                       int                         // how many say something else than before
	Map                        template.HTML
	Places                     []conference.PlaceSituation

	names func(participant string) string
}

// situationTab is a way to see it.
type situationTab struct {
	Path, Text string
	Current    bool
}

// gradeCount is how many have a grade, and who.
type gradeCount struct {
	Grade int
	Count int
	Names []string
}

// situation shows what the reports say together, to everybody who is called, each as far as it may read.
func (w *Web) situation(q *request) error {
	id := q.path("id")
	v, err := q.clerk().Conference(q.ctx(), q.Who, id)
	if err != nil {
		return err
	}
	c := v.Conference
	if c.Phase == conference.Unplanned {
		return notFound()
	}
	if err := q.tellSecret(v, "situation"); err != nil {
		return err
	}
	places, err := q.places(&c.Plan)
	if err != nil {
		return err
	}
	s := conference.Compile(c, conference.Compiling{May: v.May, Places: places})
	p := &situationPage{Shell: q.shell("web.situation.title", "Title", c.Plan.Title), ID: id, Meeting: c.Plan.Title, S: &s, By: "theme",
		Changed: q.query("changed") != "", Places: s.Places}
	p.Section, p.Exercise = "conferences", c.Plan.Exercise
	p.Host = q.clerk().Authorize(q.ctx(), q.Who, id, "", &conference.RequestReports{}) == nil
	if q.query("by") == "actor" {
		p.By = "actor"
	}
	p.tabs(q)
	p.gaps(q)
	p.grades(q)
	if picture := minutes.SituationMap(&minutes.Minutes{Situation: &s}, minutes.Options{Printer: q.Printer}); picture != nil {
		p.Map = template.HTML(picture.SVG("lagesbild")) //nolint:gosec // it escapes what it writes
	}
	if p.Watch, err = q.watchReports(v.Conference); err != nil {
		return err
	}
	return q.page("situation", p)
}

// places are those whose situation the conference is about.
func (q *request) places(plan *conference.Plan) ([]conference.Place, error) {
	d, err := q.directory()
	if err != nil {
		return nil, err
	}
	found, err := d.Places(plan.Host, plan.Actors())
	if err != nil {
		return nil, err
	}
	var out []conference.Place
	for _, x := range found {
		out = append(out, conference.Place(x))
	}
	return out, nil
}

func (p *situationPage) tabs(q *request) {
	at := "/conferences/" + p.ID + "/situation"
	for _, x := range []struct {
		path, key string
		current   bool
	}{{at, "web.situation.by-theme", p.By == "theme" && !p.Changed}, {at + "?by=actor", "web.situation.by-actor", p.By == "actor" && !p.Changed},
		{at + "?changed=1", "web.situation.only-changed", p.Changed}} {
		p.Tabs = append(p.Tabs, situationTab{x.path, q.T(x.key), x.current})
	}
}

// gaps names what nobody covers.
func (p *situationPage) gaps(q *request) {
	for _, actor := range p.S.Missing {
		p.Missing = append(p.Missing, q.actorName(actor))
	}
	for _, x := range p.S.Places {
		if !x.Reported && !slices.Contains(p.S.Missing, x.Actor) { // else it is already named
			p.Uncovered = append(p.Uncovered, x.Name)
		}
	}
	for _, theme := range p.S.Silent {
		p.Silent = append(p.Silent, q.T("doc.reports.theme."+string(theme)))
	}
	q.Sort(p.Missing)
	q.Sort(p.Uncovered)
}

// grades counts the grades, the hardest first, and sorts who has reported in that order.
func (p *situationPage) grades(q *request) {
	for _, grade := range []int{5, 4, 3, 2, 1, 0} {
		g := gradeCount{Grade: grade, Count: p.S.Grades[grade]}
		for _, x := range p.S.Actors {
			if x.Grade == grade {
				g.Names = append(g.Names, q.seatName(x.Participant))
			}
		}
		q.Sort(g.Names)
		p.Grades = append(p.Grades, g)
	}
	p.Actors = slices.Clone(p.S.Actors)
	slices.SortStableFunc(p.Actors, func(a, b conference.ActorSituation) int {
		return cmp.Or(cmp.Compare(b.Grade, a.Grade), q.Compare(q.seatName(a.Participant), q.seatName(b.Participant)))
	})
	p.names = q.seatName
	for _, x := range p.Actors {
		if len(x.Changed) > 0 || x.Was != 0 {
			p.News++
		}
	}
}

// Seat names a seat.
func (p *situationPage) Seat(participant string) string { return p.names(participant) }

// Lines are those of a theme or a question that are to be shown, of the hardest hit first.
func (p *situationPage) Lines(all []conference.ThemeLine) []conference.ThemeLine {
	var out []conference.ThemeLine
	for _, x := range p.Actors {
		for _, l := range all {
			if l.Participant == x.Participant && (!p.Changed || l.Changed || x.First) {
				out = append(out, l)
			}
		}
	}
	return out
}
