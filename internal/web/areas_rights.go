package web

import (
	"slices"

	"samverkan/internal/area"
	"samverkan/internal/clerk"
)

// rightsPage says who reads an area, and changes it.
type rightsPage struct {
	Shell
	Area    area.Area
	May     bool
	Groups  []readerGroup
	Rows    []rightRow
	Others  []choice // actors without a right
	Rosters []choice
	Rights  []choice
	Words   []choice // of a row: the rights and none
}

type rightRow struct {
	Actor, Name, Right string
	Owner              bool
}

// rightsPage shows the rights of an area.
func (w *Web) rightsPage(q *request) error {
	list, err := q.clerk().Area(q.ctx(), q.Who, q.path("id"))
	if err != nil {
		return err
	}
	a := list.Area
	p := &rightsPage{Shell: q.shell("web.rights.title", "Name", a.Name), Area: a, May: q.mayRun(a), Groups: q.readersOf(a)}
	p.Section, p.Exercise = "areas", a.Exercise
	for _, r := range []area.Right{area.Read, area.Contribute, area.Manage} {
		p.Rights = append(p.Rights, choice{string(r), q.T("web.areas.right." + string(r))})
	}
	p.Words = append(slices.Clone(p.Rights), choice{"", q.T("web.rights.none")})
	for _, actor := range a.Actors() {
		p.Rows = append(p.Rows, rightRow{actor, q.actorName(actor), string(a.RightOf(actor)), actor == a.Owner})
	}
	slices.SortStableFunc(p.Rows, func(x, y rightRow) int {
		if x.Owner != y.Owner {
			return map[bool]int{true: -1, false: 1}[x.Owner]
		}
		return q.Compare(x.Name, y.Name)
	})
	if p.May {
		if err := p.choices(q, a); err != nil {
			return err
		}
	}
	return q.page("area-rights", p)
}

// choices lists whom a right can be given to.
func (p *rightsPage) choices(q *request, a area.Area) error {
	d, err := q.directory()
	if err != nil {
		return err
	}
	for _, x := range d.All() {
		if a.RightOf(x.ID) == area.None {
			p.Others = append(p.Others, choice{x.ID, x.Name})
		}
	}
	slices.SortFunc(p.Others, func(x, y choice) int { return q.Compare(x.Text, y.Text) })
	p.Rosters, err = q.rosterChoices()
	return err
}

// rosterChoices lists the networks of the reader's actor.
func (q *request) rosterChoices() ([]choice, error) {
	rosters, err := q.clerk().Rosters(q.ctx(), q.Who)
	if err != nil {
		return nil, err
	}
	out := []choice{{"", q.T("web.rights.no-roster")}}
	for _, r := range rosters {
		out = append(out, choice{r.ID, r.Name})
	}
	return out, nil
}

// rosterActors gives the actors of a network.
func (q *request) rosterActors(id string) ([]string, error) {
	if id == "" {
		return nil, nil
	}
	rosters, err := q.clerk().Rosters(q.ctx(), q.Who)
	if err != nil {
		return nil, err
	}
	for _, r := range rosters {
		if r.ID == id {
			return r.Members, nil
		}
	}
	return nil, atFormField("web.rights.roster", "roster")
}

// grantRights gives a right to actors, or takes it away.
func (w *Web) grantRights(q *request) error {
	id := q.path("id")
	list, err := q.clerk().Area(q.ctx(), q.Who, id)
	if err != nil {
		return err
	}
	actors := slices.Clone(q.Form["actor"])
	more, err := q.rosterActors(q.Form.Get("roster"))
	if err != nil {
		return err
	}
	for _, actor := range more { // the owner has every right already
		if !slices.Contains(actors, actor) && actor != list.Area.Owner {
			actors = append(actors, actor)
		}
	}
	if len(actors) == 0 {
		return atFormField("web.rights.nobody", "actor")
	}
	if _, err := q.administer(clerk.GrantRight{Area: id, Actors: actors, Right: area.Right(q.Form.Get("right"))}); err != nil {
		return err
	}
	return q.done("/areas/"+id+"/rights", "rights-changed")
}

// closeArea makes an area read-only.
func (w *Web) closeArea(q *request) error {
	if _, err := q.administer(clerk.CloseArea{Area: q.path("id")}); err != nil {
		return err
	}
	return q.done("/areas/"+q.path("id"), "area-closed")
}

// areaForm is the page where an area is opened.
type areaForm struct {
	Shell
	Called    string // its name
	Incident  string
	Incidents []choice
	Rosters   []choice
	Rights    []choice
	Refused   string
}

// newAreaPage shows the form.
func (w *Web) newAreaPage(q *request) error {
	p := &areaForm{Shell: q.shell("web.areas.new-title"), Called: q.query("name"), Incident: q.query("incident")}
	p.Section = "areas"
	if err := q.Who.Allows("administer", ""); err != nil {
		p.Refused = q.Fault(err)
		return q.page("area-new", p)
	}
	list, err := q.clerk().Incidents(q.ctx(), q.Who)
	if err != nil {
		return err
	}
	p.Incidents = []choice{{"", q.T("web.areas.no-incident")}}
	for _, x := range list {
		title := x.Title
		if x.Exercise {
			title = q.T("web.areas.exercise", "Title", title)
		}
		p.Incidents = append(p.Incidents, choice{x.ID, title})
	}
	if p.Rosters, err = q.rosterChoices(); err != nil {
		return err
	}
	for _, r := range []area.Right{area.Contribute, area.Read} {
		p.Rights = append(p.Rights, choice{string(r), q.T("web.areas.right." + string(r))})
	}
	return q.page("area-new", p)
}

// createArea opens an area and gives a network its right in it, in one step.
func (w *Web) createArea(q *request) error {
	f := q.Form
	a := area.Area{Name: f.Get("name"), Owner: q.Who.Actor, Incident: f.Get("incident"), Exercise: f.Get("exercise") != ""}
	if a.Incident != "" {
		x, err := q.clerk().Incident(q.ctx(), q.Who, a.Incident)
		if err != nil {
			return err
		}
		a.Exercise = x.Exercise
	}
	members, err := q.rosterActors(f.Get("roster"))
	if err != nil {
		return err
	}
	right := area.Right(f.Get("right"))
	for _, actor := range members {
		if actor != a.Owner && a.RightOf(actor) == area.None {
			a.Grants = append(a.Grants, area.Grant{Actor: actor, Right: right})
		}
	}
	// The name makes the address readable; the end of the command's id makes it the area's own.
	command := f.Get("_id")
	if len(command) < 12 {
		command = w.o.NewID()
		f.Set("_id", command)
	}
	a.ID = "yta-" + area.Slug(a.Name) + "-" + command[len(command)-6:]
	if _, err := q.administer(clerk.CreateArea{Area: a}); err != nil {
		return err
	}
	return q.done("/areas/"+a.ID, "area-created")
}
