package web

import (
	"slices"
	"strings"

	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
)

// areaForm is the page where an area is opened in one step, with what it begins with to be seen and changed before it is.
type areaForm struct {
	Shell
	Called    string // its name
	Incident  string
	Incidents []choice
	Kind      string
	Kinds     []choice
	Roster    string
	Rosters   []choice
	Right     string
	Rights    []choice
	From      string
	Froms     []choice // areas to begin from
	Folders   string   // one on each line
	Tags      string
	Names     []string // of documents, as they are suggested there
	Whose     string   // whose words it begins with; "" for those that all have
	County    string
	Counties  []choice
	Words     string // "all" for the words that all have, whoever has words of its own
	Wordings  []choice
	Actors    []choice // of the conference, the roster or the area that it begins from
	Sentence  string   // who may do what, as it would be
	Refused   string
}

// newAreaPage shows the form, filled in with what is known: of a conference, a roster, an area before it.
func (w *Web) newAreaPage(q *request) error {
	p := &areaForm{Shell: q.shell("web.areas.new-title"), Called: q.query("name"), Incident: q.query("incident"), Kind: q.query("kind"), Roster: q.query("roster"),
		Right: q.query("right"), From: q.query("from"), County: q.query("county"), Words: q.query("words")}
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
		if x.ID == p.Incident && p.Kind == "" && x.Exercise {
			p.Kind = string(area.ForExercise)
		}
		p.Incidents = append(p.Incidents, choice{x.ID, title})
	}
	if p.Rosters, err = q.rosterChoices(); err != nil {
		return err
	}
	for _, r := range []area.Right{area.Contribute, area.Read} {
		p.Rights = append(p.Rights, choice{string(r), q.T("web.areas.right." + string(r))})
	}
	if !area.Right(p.Right).Valid() {
		p.Right = string(area.Contribute)
	}
	if err := p.begins(q); err != nil {
		return err
	}
	return q.page("area-new", p)
}

// begins fills in what the area begins with.
func (p *areaForm) begins(q *request) error {
	a := area.Area{Owner: q.Who.Actor}
	add := func(actor string, right area.Right) {
		if a.RightOf(actor) == area.None && right.Valid() {
			a.Grants = append(a.Grants, area.Grant{Actor: actor, Right: right})
		}
	}
	var structure area.Structure
	all, err := q.clerk().Areas(q.ctx(), q.Who)
	if err != nil {
		return err
	}
	p.Froms = []choice{{"", q.T("web.areas.from-none")}}
	for _, x := range all {
		p.Froms = append(p.Froms, choice{x.ID, x.Name})
	}
	if p.From != "" {
		l, err := q.clerk().Area(q.ctx(), q.Who, p.From)
		if err != nil {
			return err
		}
		for _, actor := range l.Area.Actors() {
			add(actor, area.Right(p.Right))
		}
		if p.Kind == "" {
			p.Kind = string(l.Area.Sort())
		}
		structure = area.Structure{Folders: l.Folders, Tags: l.Area.Tags} // not the folders that items are in: those are their owners' words
	}
	if !area.Sort(p.Kind).Valid() {
		p.Kind = string(area.ForIncident)
	}
	for _, s := range area.Sorts() {
		p.Kinds = append(p.Kinds, choice{string(s), q.T("web.areas.sort." + string(s))})
	}
	if err := p.words(q, &structure); err != nil {
		return err
	}
	p.Folders, p.Tags = strings.Join(structure.Folders, "\n"), strings.Join(structure.Tags, ", ")
	members, err := q.rosterActors(p.Roster)
	if err != nil {
		return err
	}
	if id := q.query("conference"); id != "" {
		v, err := q.clerk().Conference(q.ctx(), q.Who, id)
		if err != nil {
			return err
		}
		members = append(members, v.Conference.Plan.Host)
		for _, x := range v.Conference.Plan.Participants {
			members = append(members, x.Actor)
		}
	}
	for _, actor := range members {
		add(actor, area.Right(p.Right))
	}
	for _, g := range a.Grants {
		p.Actors = append(p.Actors, choice{g.Actor, q.actorName(g.Actor)})
	}
	slices.SortFunc(p.Actors, func(x, y choice) int { return q.Compare(x.Text, y.Text) })
	known, err := q.knownSets()
	p.Sentence = area.Say(q.Printer, a.Groups(known), q.shortName)
	return err
}

// words fills in what the area begins with where nothing is known of it yet, in whose words, and the counties to choose among.
func (p *areaForm) words(q *request, structure *area.Structure) error {
	d, err := q.directory()
	if err != nil {
		return err
	}
	p.Counties = q.countyChoices(d)
	p.Counties[0].Text = q.T("web.areas.no-county")
	if own, ok := d.ByID(q.Who.Actor); ok && !q.r.URL.Query().Has("county") {
		p.County = own.CountyCode
	}
	p.Wordings = []choice{{"", q.T("web.areas.words-own")}, {"all", q.T("web.areas.words-all")}}
	begins, whose, err := q.structure(area.Sort(p.Kind), p.County, p.Words)
	if err != nil {
		return err
	}
	p.Names = begins.Names
	if len(structure.Folders) == 0 {
		*structure = begins
		if whose != "" {
			p.Whose = q.actorName(whose)
		}
	}
	return nil
}

// structure is what an area of a sort in a county begins with, and whose words that is: the actor's or the county's own where there are,
// unless those that all have are asked for.
func (q *request) structure(s area.Sort, county, words string) (area.Structure, string, error) {
	out := area.StructureOf(s, func(key string) string { return q.T(key) })
	if words == "all" {
		return out, "", nil
	}
	own, err := q.clerk().AreaWords(q.ctx(), q.Who, s, county, q.Lang())
	return out.With(own.Vocabulary), own.Actor, err
}

// lines are the lines of a text that have something on them.
func lines(text string) (out []string) {
	for _, l := range strings.Split(text, "\n") {
		if l = strings.Trim(strings.TrimSpace(l), "/"); l != "" && !slices.Contains(out, l) {
			out = append(out, l)
		}
	}
	return out
}

// createArea opens an area with its folders and those who share it, in one step.
func (w *Web) createArea(q *request) error {
	f := q.Form
	a := area.Area{Name: f.Get("name"), Owner: q.Who.Actor, Kind: area.Sort(f.Get("kind")), Incident: f.Get("incident"), Purpose: strings.TrimSpace(f.Get("purpose")),
		County: f.Get("county")}
	if a.Incident != "" {
		x, err := q.clerk().Incident(q.ctx(), q.Who, a.Incident)
		if err != nil {
			return err
		}
		if x.Exercise {
			a.Kind = area.ForExercise
		}
	}
	a.Exercise = a.Kind == area.ForExercise
	a.OpenToAsk = f.Get("open") != "" && a.Kind != area.ForUs
	folders, tags := lines(f.Get("folders")), lines(strings.ReplaceAll(f.Get("tags"), ",", "\n"))
	if begins := area.Sort(f.Get("begins")); begins != a.Kind {
		// What was suggested for another sort and left as it was, is what this sort begins with.
		was, _, err := q.structure(begins, f.Get("county"), f.Get("words"))
		if err != nil {
			return err
		}
		is, _, err := q.structure(a.Kind, f.Get("county"), f.Get("words"))
		if err != nil {
			return err
		}
		if slices.Equal(folders, was.Folders) {
			folders, tags = is.Folders, is.Tags
		}
	}
	a.Tags = tags
	members, err := q.rosterActors(f.Get("roster"))
	if err != nil {
		return err
	}
	right := area.Right(f.Get("right"))
	if !right.Valid() {
		return fault.New(fault.Invalid, "area.right")
	}
	for _, actor := range append(slices.Clone(f["actor"]), members...) {
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
	if _, err := q.administer(clerk.CreateArea{Area: a, Folders: folders}); err != nil {
		return err
	}
	return q.done("/areas/"+a.ID, "area-created")
}
