package web

import (
	"slices"
	"time"

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

	Sentence string
	Requests []requestRow
	Heirs    []choice // who the area can be handed over to
	Heir     string   // who is asked, by name
	Owns     bool     // the reader's actor owns the area
	ClosedBy string
}

type rightRow struct {
	Actor, Name, Right string
	Owner              bool
	Since              time.Time
	Stopped            bool // has stopped sharing
}

// requestRow is what an actor asks for and nobody has answered.
type requestRow struct {
	clerk.AreaRequest
	ActorName string
}

// rightsPage shows the rights of an area.
func (w *Web) rightsPage(q *request) error {
	list, err := q.clerk().Area(q.ctx(), q.Who, q.path("id"))
	if err != nil {
		return err
	}
	a := list.Area
	p := &rightsPage{Shell: q.shell("web.rights.title", "Name", a.Name), Area: a, May: q.mayRun(a), Owns: a.Owner == q.Who.Actor && q.mayAsk()}
	if p.Groups, p.Sentence, err = q.readersOf(a); err != nil {
		return err
	}
	p.Section, p.Exercise = "areas", a.Exercise
	for _, r := range []area.Right{area.Read, area.Contribute, area.Manage} {
		p.Rights = append(p.Rights, choice{string(r), q.T("web.areas.right." + string(r))})
	}
	p.Words = append(slices.Clone(p.Rights), choice{"", q.T("web.rights.none")})
	for _, actor := range a.Actors() {
		p.Rows = append(p.Rows, rightRow{Actor: actor, Name: q.actorName(actor), Right: string(a.RightOf(actor)), Owner: actor == a.Owner, Since: since(a, actor),
			Stopped: !a.Shares(actor)})
	}
	slices.SortStableFunc(p.Rows, func(x, y rightRow) int {
		if x.Owner != y.Owner {
			return map[bool]int{true: -1, false: 1}[x.Owner]
		}
		return q.Compare(x.Name, y.Name)
	})
	p.ClosedBy = q.actorName(a.ClosedBy)
	if p.May {
		if err := p.choices(q, a); err != nil {
			return err
		}
		if err := p.asked(q, a); err != nil {
			return err
		}
	}
	return q.page("area-rights", p)
}

// since is when an actor got its right; zero for the owner, and when nobody knows.
func since(a area.Area, actor string) time.Time {
	for _, g := range a.Grants {
		if g.Actor == actor {
			return g.Since
		}
	}
	return time.Time{}
}

// asked fills in what others ask for, and whom the area can be handed over to.
func (p *rightsPage) asked(q *request, a area.Area) error {
	requests, err := q.clerk().AreaRequests(q.ctx(), q.Who, a.ID)
	if err != nil {
		return err
	}
	for _, r := range requests {
		if r.Open() && !r.Own {
			p.Requests = append(p.Requests, requestRow{r, q.actorName(r.Actor)})
		}
	}
	p.Heirs = []choice{{"", q.T("web.rights.no-heir")}}
	for _, g := range p.Rows {
		if !g.Owner {
			p.Heirs = append(p.Heirs, choice{g.Actor, g.Name})
		}
	}
	if a.Heir != "" {
		p.Heir = q.actorName(a.Heir)
	}
	return nil
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
	if _, err := q.administer(clerk.CloseArea{Area: q.path("id"), Why: q.Form.Get("why")}); err != nil {
		return err
	}
	return q.done("/areas/"+q.path("id"), "area-closed")
}
