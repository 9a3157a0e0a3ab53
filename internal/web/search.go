package web

import (
	"net/url"
	"time"

	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/finding"
	"samverkan/internal/i18n"
	"samverkan/internal/watch"
)

func (w *Web) searchRoutes() []row {
	return []row{
		{get, "/search", "search", w.search},
		{post, "/search/saved", "search.own", w.saveSearch},
		{post, "/search/saved/remove", "search.own", w.removeSearch},
		{get, "/news", "news.read", w.news},
		{post, "/news/seen", "search.own", w.newsSeen},
	}
}

// searchPage shows what was found, kind by kind, with what it can be narrowed by.
type searchPage struct {
	overview
	Filter    searchFilter
	Groups    []hitGroup
	Total     int
	More      bool // there is more than was looked through
	Pager     pager
	Facets    []searchFacet
	Chosen    []facetLink // what it is narrowed by that has no field in the form
	Kinds     []option
	Counties  []option
	Incidents []option
	Asked     string // the search as it is saved
	Watch     *watchButton
	Saved     []clerk.SavedSearch
}

// searchFilter is a search as it stands in the address.
type searchFilter struct {
	Text, Kind, Actor, Tag, Folder, Place, Incident, Area, From, To string
}

// Any tells whether anything is looked for.
func (f searchFilter) Any() bool { return f != searchFilter{} }

// Narrow tells whether something besides words is chosen.
func (f searchFilter) Narrow() bool {
	f.Text = ""
	return f.Any()
}

func (f searchFilter) values() url.Values {
	v := url.Values{}
	for name, x := range map[string]string{"q": f.Text, "kind": f.Kind, "actor": f.Actor, "tag": f.Tag, "folder": f.Folder, "place": f.Place,
		"incident": f.Incident, "area": f.Area, "from": f.From, "to": f.To} {
		if x != "" {
			v.Set(name, x)
		}
	}
	return v
}

// filterOf reads a search from an address.
func filterOf(get func(string) string) searchFilter {
	return searchFilter{Text: get("q"), Kind: get("kind"), Actor: get("actor"), Tag: get("tag"), Folder: get("folder"), Place: get("place"),
		Incident: get("incident"), Area: get("area"), From: get("from"), To: get("to")}
}

func (f searchFilter) ask() clerk.SearchQuery {
	day := func(s string, days int) time.Time {
		t, err := time.ParseInLocation(time.DateOnly, s, i18n.Stockholm())
		if err != nil {
			return time.Time{}
		}
		return t.AddDate(0, 0, days)
	}
	return clerk.SearchQuery{Text: f.Text, Kind: f.Kind, Actor: f.Actor, Tag: f.Tag, Folder: f.Folder, Place: f.Place, Incident: f.Incident, Area: f.Area,
		From: day(f.From, 0), To: day(f.To, 1)}
}

// searchFacet is what there is of something among what was found.
type searchFacet struct {
	Key   string
	Links []facetLink
}

type facetLink struct {
	Text, Path string
	Count      int
}

// hitGroup is what was found of one kind.
type hitGroup struct {
	Key, Icon string // of the heading; in the sprite
	Kind      string
	Hits      []hitRow
	All       string // where one sees all of them; "" for nowhere
}

type hitRow struct {
	Link   string
	Title  []finding.Piece // with what was looked for marked
	Text   []finding.Piece
	Under  string
	Unread bool // its file could not be read
	Secret bool
}

// searchLimit is how many of each kind are shown.
const searchLimit = 8

// searchKinds are the kinds in the order in which they are shown.
var searchKinds = []struct{ kind, icon string }{
	{"conference", "calendar"}, {"minutes", "minutes"}, {"decision", "k-beslut"}, {"note", "k-anteckning"}, {"measure", "k-atgard"}, {"incident", "activity"},
	{"area", "folder"}, {"item", "doc"}, {clerk.FoundActor, "building"},
}

func (w *Web) search(q *request) error {
	p := &searchPage{overview: q.overview("", "web.search.title"), Filter: filterOf(q.query)}
	p.Asked = p.Filter.values().Encode()
	d, err := q.directory()
	if err != nil {
		return err
	}
	p.choices(q, d)
	if p.Incidents, err = q.incidentOptions(); err != nil {
		return err
	}
	if p.Saved, err = q.clerk().SavedSearches(q.ctx(), q.Who); err != nil {
		return err
	}
	if !p.Filter.Any() {
		return q.page("search", p)
	}
	if p.Watch, err = q.watchable(watch.OnSearch, p.Asked, ""); err != nil {
		return err
	}
	ask := p.Filter.ask()
	p.Pager = q.pager(listSize)
	if ask.PerKind = searchLimit; p.Filter.Kind != "" {
		ask.PerKind, ask.Page = 0, p.Pager.part()
	}
	found, err := q.clerk().Search(q.ctx(), q.Who, ask)
	if err != nil {
		return err
	}
	p.fill(q, d, found)
	var told []string
	for _, m := range found.Matches.Matches {
		if m.Secret {
			told = append(told, m.In)
		}
	}
	if err := q.tellRead("search", told...); err != nil {
		return err
	}
	return q.page("search", p)
}

// choices fills in what the form offers.
func (p *searchPage) choices(q *request, d *directory.Directory) {
	p.Kinds = append(p.Kinds, option{"", q.T("web.search.any-kind")})
	for _, k := range searchKinds {
		p.Kinds = append(p.Kinds, option{k.kind, q.T("web.search.kind." + k.kind)})
	}
	p.Counties = append(p.Counties, option{"", q.T("web.search.any-place")})
	for _, c := range q.countyChoices(d) {
		if c.Value != "" {
			p.Counties = append(p.Counties, option(c))
		}
	}
	if f := p.Filter.Place; len(f) > 2 {
		p.Counties = append(p.Counties, option{f, placeName(d, f)})
	}
}

// fill makes the groups and the facets.
func (p *searchPage) fill(q *request, d *directory.Directory, found clerk.Found) {
	for _, k := range searchKinds {
		g := hitGroup{Key: "web.search.kind." + k.kind, Icon: k.icon, Kind: k.kind}
		if k.kind == clerk.FoundActor {
			for _, a := range found.Actors {
				g.Hits = append(g.Hits, hitRow{Title: []finding.Piece{{Text: a.Title}}, Under: a.About})
			}
		}
		for _, m := range found.Of(k.kind) {
			g.Hits = append(g.Hits, q.hit(m))
		}
		if len(g.Hits) == 0 {
			continue
		}
		if len(g.Hits) == searchLimit && p.Filter.Kind == "" && k.kind != clerk.FoundActor {
			g.All = p.with("kind", k.kind)
		}
		p.Groups = append(p.Groups, g)
	}
	p.Total, p.More = found.Total+len(found.Actors), found.More
	if p.Filter.Kind != "" {
		shown := 0
		for _, g := range p.Groups {
			shown += len(g.Hits)
		}
		p.Pager = p.Pager.counted(shown, p.Total)
	}
	for _, f := range []struct {
		key, name, chosen string
		counts            []clerk.Count
		text              func(string) string
	}{
		{"web.search.by-kind", "kind", p.Filter.Kind, found.Kinds, func(v string) string { return q.T("web.search.kind." + v) }},
		{"web.search.by-actor", "actor", p.Filter.Actor, found.Facets.Actors, q.shortName},
		{"web.search.by-place", "place", p.Filter.Place, found.Places, func(v string) string { return placeName(d, v) }},
		{"web.search.by-folder", "folder", p.Filter.Folder, found.Folders, same},
		{"web.search.by-tag", "tag", p.Filter.Tag, found.Tags, same},
	} {
		if f.chosen != "" {
			if f.name != "kind" && f.name != "place" {
				p.Chosen = append(p.Chosen, facetLink{Text: f.text(f.chosen), Path: p.with(f.name, "")})
			}
			continue
		}
		x := searchFacet{Key: f.key}
		for _, c := range f.counts[:min(len(f.counts), facetLimit)] {
			x.Links = append(x.Links, facetLink{f.text(c.Value), p.with(f.name, c.Value), c.Items})
		}
		if len(x.Links) > 1 {
			p.Facets = append(p.Facets, x)
		}
	}
}

// facetLimit is how many values of a facet are shown.
const facetLimit = 8

func same(s string) string { return s }

// with is the address of the search with one thing chosen otherwise.
func (p *searchPage) with(name, value string) string {
	v := p.Filter.values()
	if v.Set(name, value); value == "" {
		v.Del(name)
	}
	return "/search?" + v.Encode()
}

// SavedAt is the address of a saved search.
func (*searchPage) SavedAt(x clerk.SavedSearch) string {
	v, err := url.ParseQuery(x.Asked)
	if err != nil {
		return "/search"
	}
	return "/search?" + filterOf(v.Get).values().Encode()
}

// Here is the address of the search itself.
func (p *searchPage) Here() string { return "/search?" + p.Asked }

// placeName is what a municipality or county is called, by its code.
func placeName(d *directory.Directory, code string) string {
	county := ""
	for _, a := range d.All() {
		if a.MunicipalityCode == code && a.Kind == directory.Municipality {
			return a.ShortName
		}
		if a.CountyCode == code && a.CountyName != "" {
			county = a.CountyName
		}
	}
	if county != "" {
		return county
	}
	return code
}

// hit makes a row of what was found: where it is, and what tells it from others of its name.
func (q *request) hit(m clerk.Match) hitRow {
	row := hitRow{Title: m.Title, Text: m.Text, Unread: m.Unread != "", Secret: m.Secret}
	when := ""
	if !m.At.IsZero() {
		when = q.ShortDateTime(m.At)
	}
	switch m.Kind {
	case "conference":
		row.Link, row.Under = "/conferences/"+m.ID, joined(q.shortName(m.Actor), when)
	case "minutes":
		row.Link, row.Under = "/conferences/"+m.In+"/minutes", joined(q.shortName(m.Actor), when)
	case "note", "decision", "measure":
		row.Link, row.Under = "/conferences/"+m.In+"/minutes#n-"+m.ID, joined(m.About, joined(q.shortName(m.Actor), when))
	case "incident":
		row.Link, row.Under = "/incidents/"+m.ID, joined(q.shortName(m.Actor), when)
	case "area":
		row.Link, row.Under = "/areas/"+m.ID, q.shortName(m.Actor)
	case "item":
		row.Link, row.Under = "/areas/"+m.In+"/items/"+m.ID, joined(m.About, joined(q.shortName(m.Actor), when))
	}
	return row
}

func (w *Web) saveSearch(q *request) error {
	v, err := url.ParseQuery(q.field("asked"))
	if err != nil {
		v = url.Values{}
	}
	asked := filterOf(v.Get).values().Encode()
	if _, err := q.clerk().SaveSearch(q.ctx(), q.Who, q.field("name"), asked); err != nil {
		return adminAt(err, "name")
	}
	return q.done("/search?"+asked, "search-saved")
}

func (w *Web) removeSearch(q *request) error {
	if err := q.clerk().RemoveSearch(q.ctx(), q.Who, q.field("id")); err != nil {
		return err
	}
	return q.done("/search", "search-removed")
}

// newsPage shows what has come or changed since the reader last looked.
type newsPage struct {
	overview
	Groups []newsGroup
	Total  int
	More   int // not shown
}

// newsGroup is what is new in one area or of one conference.
type newsGroup struct {
	Title, Link, Icon string
	Seen              time.Time
	Rows              []newsRow
}

type newsRow struct {
	clerk.News
	Link string
}

// newsLimit is how much news is shown.
const newsLimit = 100

func (w *Web) news(q *request) error {
	p := &newsPage{overview: q.overview("", "web.news.title")}
	list, total, err := q.clerk().NewsFor(q.ctx(), q.Who, newsLimit)
	if err != nil {
		return err
	}
	p.Total, p.More = total, total-len(list)
	at := map[string]int{}
	for _, n := range list {
		g := newsGroup{Title: n.About, Link: "/conferences/" + n.In + "/minutes", Icon: "calendar", Seen: n.SeenAt}
		link := g.Link
		switch n.Kind {
		case "item":
			g.Link, g.Icon = "/areas/"+n.In, "folder"
			link = g.Link + "/items/" + n.ID
		case "decision":
			link += "#n-" + n.ID
		}
		i, there := at[g.Link]
		if !there {
			i = len(p.Groups)
			at[g.Link] = i
			p.Groups = append(p.Groups, g)
		}
		p.Groups[i].Rows = append(p.Groups[i].Rows, newsRow{n, link})
	}
	return q.page("news", p)
}

func (w *Web) newsSeen(q *request) error {
	if err := q.clerk().SeeNews(q.ctx(), q.Who, ""); err != nil {
		return err
	}
	return q.done("/news", "news-seen")
}

// KindWord is what a piece of news is called.
func (p *newsPage) KindWord(kind string) string { return p.q.T("web.news.kind." + kind) }
