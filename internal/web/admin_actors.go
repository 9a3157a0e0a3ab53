package web

import (
	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
)

// actorsPage lists the actors that the installation knows, with the contacts that each of them shows to the reader.
type actorsPage struct {
	adminShell
	Rows     []clerk.CatalogueActor
	Search   actorSearch
	Pager    pager
	Counties []choice
	Kinds    []choice
	Runs     bool
	Only     bool // with contacts
}

func (w *Web) actorsPage(q *request) error {
	p := &actorsPage{adminShell: q.adminShell("web.admin.actors"), Search: q.actorSearch(), Runs: q.runs(), Only: q.query("contacts") != ""}
	d, err := q.directory()
	if err != nil {
		return err
	}
	p.Pager = q.pager(listSize)
	rows, total, err := q.clerk().Catalogue(q.ctx(), q.Who, clerk.CatalogueQuery{Text: p.Search.Text, County: p.Search.County,
		Kind: directory.Kind(p.Search.Kind), Contacts: p.Only, Compare: q.Compare, Page: p.Pager.part()})
	if err != nil {
		return err
	}
	p.Rows, p.Pager = rows, p.Pager.counted(len(rows), total)
	p.Counties, p.Kinds = q.countyChoices(d), q.kindChoices()
	return q.page("admin-actors", p)
}

// actorPage is where an actor is added or changed, by who runs the installation.
type actorPage struct {
	adminShell
	Actor  directory.Actor
	New    bool
	Kinds  []choice
	Levels []choice
}

func (w *Web) actorPage(q *request) error {
	p := &actorPage{adminShell: q.adminShell("web.admin.actor"), New: true, Kinds: q.kindChoices()[1:]}
	for _, l := range []directory.Level{directory.Local, directory.Regional, directory.National} {
		p.Levels = append(p.Levels, choice{string(l), q.T(l.Key())})
	}
	if id := q.query("id"); id != "" {
		d, err := q.directory()
		if err != nil {
			return err
		}
		var known bool
		if p.Actor, known = d.ByID(id); !known {
			return fault.New(fault.NotFound, "actor.unknown", "Actor", id)
		}
		p.New = false
	}
	return q.page("admin-actor", p)
}

// saveActor keeps one actor. Its fields are named as the columns of a file of actors.
func (w *Web) saveActor(q *request) error {
	a := directory.Actor{ID: q.field("id"), Name: q.field("name"), ShortName: q.field("short_name"), Kind: directory.Kind(q.field("kind")),
		Level: directory.Level(q.field("level")), CountyCode: q.field("county_code"), CountyName: q.field("county_name"),
		MunicipalityCode: q.field("municipality_code")}
	if _, err := q.administer(clerk.ImportActors{Actors: []directory.Actor{a}}); err != nil {
		return err
	}
	return q.done(withQuery("/admin/actors", "q", a.Name), "saved")
}

// importActors takes in a file of actors, all or none.
func (w *Web) importActors(q *request) error {
	file, err := q.table()
	if err != nil {
		return err
	}
	actors, err := directory.ReadActors(file)
	if err != nil {
		return err
	}
	if _, err := q.administer(clerk.ImportActors{Actors: actors}); err != nil {
		return err
	}
	return q.done("/admin/actors", "actors-imported")
}
