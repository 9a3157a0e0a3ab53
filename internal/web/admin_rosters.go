package web

import (
	"slices"
	"strings"

	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/i18n"
)

// rostersPage lists the networks of the reader's actor, and those that follow from the directory.
type rostersPage struct {
	adminShell
	Own    []rosterChoice
	Ready  []option
	Writes bool
}

func (w *Web) rosters(q *request) error {
	p := &rostersPage{adminShell: q.adminShell("web.admin.rosters"), Writes: q.Who.Allows("administer", "") == nil}
	var err error
	if p.Own, p.Ready, err = q.networkChoices(); err != nil {
		return err
	}
	slices.SortStableFunc(p.Own, func(a, b rosterChoice) int { return q.Compare(a.Name, b.Name) })
	return q.page("admin-rosters", p)
}

// rosterPage is where a network is made or changed. Its members are ticked; the search adds more to tick, and what is ticked stays when
// one searches again, since it travels with the question.
type rosterPage struct {
	adminShell
	ID, Called string
	Members    []directory.Actor
	Found      []directory.Actor
	Search     actorSearch
	Counties   []choice
	Kinds      []choice
	More       int // found, but not shown
}

// actorSearch is what actors are looked for by.
type actorSearch struct{ Text, County, Kind string }

func (s actorSearch) none() bool { return s == actorSearch{} }

func (s actorSearch) has(a directory.Actor) bool {
	return (s.County == "" || s.County == a.CountyCode) && (s.Kind == "" || s.Kind == string(a.Kind)) &&
		strings.Contains(i18n.Fold(a.Name+" "+a.ShortName+" "+a.ID), i18n.Fold(s.Text))
}

func (q *request) actorSearch() actorSearch {
	return actorSearch{q.query("q"), q.query("county"), q.query("kind")}
}

// foundShown is how many actors a search shows to tick: the municipalities of the largest county, and more.
const foundShown = 120

func (w *Web) rosterPage(q *request) error {
	p := &rosterPage{adminShell: q.adminShell("web.admin.roster"), Search: q.actorSearch()}
	d, err := q.directory()
	if err != nil {
		return err
	}
	members, err := p.begin(q, d)
	if err != nil {
		return err
	}
	for _, id := range members {
		if a, ok := d.ByID(id); ok {
			p.Members = append(p.Members, a)
		}
	}
	if !p.Search.none() {
		for _, a := range d.Where(p.Search.has) {
			if slices.Contains(members, a.ID) {
				continue
			}
			if len(p.Found) == foundShown {
				p.More++
				continue
			}
			p.Found = append(p.Found, a)
		}
		slices.SortStableFunc(p.Found, func(a, b directory.Actor) int { return q.Compare(a.Name, b.Name) })
	}
	p.Counties, p.Kinds = q.countyChoices(d), q.kindChoices()
	return q.page("admin-roster", p)
}

// begin gives the members to begin with: those that are ticked, those of the network, or those of the one that is copied.
func (p *rosterPage) begin(q *request, d *directory.Directory) ([]string, error) {
	own, err := q.clerk().Rosters(q.ctx(), q.Who)
	if err != nil {
		return nil, err
	}
	var members []string
	if id := q.query("id"); id != "" {
		i := slices.IndexFunc(own, func(r directory.Roster) bool { return r.ID == id })
		if i < 0 {
			return nil, fault.New(fault.NotFound, "roster.unknown", "ID", id)
		}
		p.ID, p.Called, members = id, own[i].Name, own[i].Members
	} else if from := q.query("from"); from != "" {
		if members, p.Called, err = q.networkOf(from, own, d); err != nil {
			return nil, err
		}
	}
	switch v := q.r.URL.Query(); {
	case q.posted != nil:
		members = q.posted.Values["member"]
	case v.Has("name"): // searched from the page itself
		p.Called, members = v.Get("name"), v["member"]
	}
	return members, nil
}

// networkOf gives the members and the name of a network that one begins from.
func (q *request) networkOf(from string, own []directory.Roster, d *directory.Directory) ([]string, string, error) {
	if key, ok := strings.CutPrefix(from, readyPrefix); ok {
		all, err := d.Ready()
		if err != nil {
			return nil, "", err
		}
		for _, r := range all {
			if r.Key == key {
				return r.Members, q.T(r.Text, r.Args), nil
			}
		}
	}
	for _, r := range own {
		if r.ID == from {
			return r.Members, q.T("web.admin.copy-of", "Name", r.Name), nil
		}
	}
	return nil, "", fault.New(fault.NotFound, "roster.unknown", "ID", from)
}

func (q *request) countyChoices(d *directory.Directory) []choice {
	out := []choice{{"", q.T("web.all")}}
	seen := map[string]bool{}
	for _, a := range d.All() {
		if a.CountyCode != "" && !seen[a.CountyCode] {
			seen[a.CountyCode] = true
			out = append(out, choice{a.CountyCode, a.CountyName})
		}
	}
	slices.SortFunc(out[1:], func(a, b choice) int { return q.Compare(a.Text, b.Text) })
	return out
}

func (q *request) kindChoices() []choice {
	out := []choice{{"", q.T("web.all")}}
	for _, k := range directory.Kinds() {
		out = append(out, choice{string(k), q.T(k.Key())})
	}
	return out
}

// saveRoster keeps a network of the reader's actor.
func (w *Web) saveRoster(q *request) error {
	id := q.Form.Get("id")
	if id == "" {
		if id = q.Form.Get("_id"); id == "" {
			id = w.o.NewID()
		}
	}
	var members []string
	for _, m := range q.Form["member"] {
		if !slices.Contains(members, m) {
			members = append(members, m)
		}
	}
	if len(members) == 0 {
		q.Form["member"] = []string{} // boxes that nobody ticked are not sent, and yet it is there that it is wrong
		return atFormField("roster.empty", "member")
	}
	_, err := q.administer(clerk.SaveRoster{Roster: directory.Roster{ID: id, Name: strings.TrimSpace(q.Form.Get("name")), Owner: q.Who.Actor, Members: members}})
	if err != nil {
		return err
	}
	return q.done("/admin/rosters", "roster-saved")
}
