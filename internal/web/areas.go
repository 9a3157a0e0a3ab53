package web

import (
	"net/url"
	"slices"
	"strconv"
	"time"

	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/watch"
)

func (w *Web) areaRoutes() []row {
	return append(slices.Concat(w.itemRoutes(), w.mapRoutes(), w.needRoutes()), []row{
		{get, "/areas", "area.list", w.areas},
		{get, "/areas/new", "area.list", w.newAreaPage},
		{post, "/areas/new", "administer", w.createArea},
		{get, "/areas/{id}", "area.read", w.area},
		{get, "/areas/{id}/new", "area.read", w.newItemPage},
		{post, "/areas/{id}/items", "file.bring", w.putItem},
		{get, "/areas/{id}/rights", "area.read", w.rightsPage},
		{post, "/areas/{id}/rights", "administer", w.grantRights},
		{post, "/areas/{id}/close", "administer", w.closeArea},
		{post, "/areas/{id}/reopen", "administer", w.reopenArea},
		{post, "/areas/{id}/requests", "administer", w.askRight},
		{post, "/areas/{id}/answers", "administer", w.answerRequest},
		{post, "/areas/{id}/sharing", "administer", w.changeSharing},
		{post, "/areas/{id}/leave", "administer", w.leaveArea},
		{post, "/areas/{id}/owner", "administer", w.handOver},
	}...)
}

// pageLength is how many rows a page of a list has.
const pageLength = 20

// areasPage lists the areas that the reader's actor has a right in, or those that it can ask for one.
type areasPage struct {
	Shell
	Show  string // mine, ask or closed
	Tabs  []choice
	Text  string
	Areas []areaRow
	Ask   []askRow
	Total int
	Pages pages
	May   bool // may open one
	Words []choice
}

type areaRow struct {
	clerk.ListedArea
	OwnerName string
	Kind      area.Sort
	Word      string // the reader's right, in words
	Sentence  string // who may do what
}

// areas lists areas, with what is new in them.
func (w *Web) areas(q *request) error {
	p := &areasPage{Shell: q.shell("web.areas.title"), Show: "mine", Text: q.query("q")}
	p.Section = "areas"
	p.May = q.Who.Allows("administer", "") == nil
	for _, show := range []string{"mine", "ask", "closed"} {
		p.Tabs = append(p.Tabs, choice{show, q.T("web.areas.tab." + show)})
		if q.query("show") == show {
			p.Show = show
		}
	}
	if p.Show == "ask" {
		return w.areasToAsk(q, p)
	}
	at := pageAsked(q)
	rows, total, err := q.clerk().AreaPage(q.ctx(), q.Who, clerk.AreaQuery{Text: p.Text, Open: p.Show == "mine", Closed: p.Show == "closed",
		Page: clerk.Page{Limit: pageLength, Offset: (at - 1) * pageLength}})
	if err != nil {
		return err
	}
	p.Total, p.Pages = total, pagesOf(q, at, total)
	says, err := q.sentences(rows)
	if err != nil {
		return err
	}
	for _, r := range rows {
		right := area.Right(r.Right)
		if r.OwnerActor == q.Who.Actor {
			right = area.Manage
		}
		sort := area.Area{Kind: area.Sort(r.Kind), Incident: r.Incident, Exercise: r.Exercise}.Sort()
		p.Areas = append(p.Areas, areaRow{r, q.shortName(r.OwnerActor), sort, q.rightWord(right), says[r.ID]})
	}
	return q.page("areas", p)
}

// sentences says who may do what in each of some areas.
func (q *request) sentences(rows []clerk.ListedArea) (map[string]string, error) {
	var ids []string
	for _, r := range rows {
		ids = append(ids, r.ID)
	}
	list, err := q.clerk().RightsOf(q.ctx(), q.Who, ids...)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	known, err := q.knownSets()
	out := map[string]string{}
	for _, a := range list {
		out[a.ID] = area.Say(q.Printer, a.Groups(known), q.shortName)
	}
	return out, err
}

// knownSets are the sets of actors that a sentence about rights can name.
func (q *request) knownSets() ([]area.Known, error) {
	d, err := q.directory()
	if err != nil {
		return nil, err
	}
	rosters, err := q.clerk().Rosters(q.ctx(), q.Who)
	return clerk.KnownSets(d, rosters), err
}

// rightWord is a right in words; "" for none.
func (q *request) rightWord(r area.Right) string {
	if r == area.None || !r.Valid() {
		return ""
	}
	return q.T("web.areas.right." + string(r))
}

// pages is where in a list the reader is.
type pages struct {
	At, Last        int
	Before, After   string // addresses; "" at the ends
	From, To, Total int
}

func pageAsked(q *request) int {
	n, err := strconv.Atoi(q.query("page"))
	if err != nil || n < 1 || n > 1_000_000 {
		return 1
	}
	return n
}

// pagesOf makes the way through a list.
func pagesOf(q *request, at, total int) pages {
	p := pages{At: at, Last: max((total+pageLength-1)/pageLength, 1), From: (at-1)*pageLength + 1, To: min(at*pageLength, total), Total: total}
	here := q.r.URL.RequestURI()
	if at > 1 {
		p.Before = withQuery(here, "page", strconv.Itoa(at-1))
	}
	if at < p.Last {
		p.After = withQuery(here, "page", strconv.Itoa(at+1))
	}
	return p
}

// areaPage is a shared area: what is in it, and who reads it.
type areaPage struct {
	Shell
	Watch     *watchButton // of the area, or of the tag that it is narrowed by
	Area      area.Area
	OwnerName string
	Right     area.Right
	May, Run  bool // may publish in it; may change who reads it
	Items     []dayOfItems
	Total     int
	All       int // in the whole area
	New       int
	SeenAt    time.Time
	Text      string
	Kind      string
	Folder    string
	Tag       string
	Oldest    bool
	Kinds     []facet
	Folders   []facet
	Tags      []facet
	Pages     pages
	Readers   []readerGroup
	Clear     string // without filters
	NetFolder string // address of the network folder
	Mine      bool   // something on the page is the reader's to change
	Audiences []choice
	Moment    string // now, as forms have it
	Incident  string // that the area is of, where the reader may look at it
	Sort      area.Sort
	Sentence  string // who may do what
	Sharing   areaSharing
	ClosedBy  string   // by name
	Morning   []choice // whom a morning meeting can be held with; none when the reader may hold none
}

// facet is something to filter by, with how many items it has.
type facet struct {
	Text, Address string
	Count, Depth  int
	On            bool
}

// dayOfItems is the items of one day.
type dayOfItems struct {
	Day   time.Time
	Items []itemRow
}

// area shows an area with its items.
func (w *Web) area(q *request) error {
	id := q.path("id")
	if q.query("at") != "" {
		return w.areaAt(q)
	}
	p := &areaPage{Text: q.query("q"), Kind: q.query("kind"), Folder: q.query("folder"), Tag: q.query("tag"), Oldest: q.query("order") == "oldest", Clear: "/areas/" + id}
	at := pageAsked(q)
	found, err := q.clerk().ItemPage(q.ctx(), q.Who, clerk.ItemQuery{Area: id, Text: p.Text, Kind: p.Kind, Folder: p.Folder, Tag: p.Tag, Oldest: p.Oldest,
		Page: clerk.Page{Limit: pageLength, Offset: (at - 1) * pageLength}})
	if err != nil {
		return err
	}
	p.Shell = q.shell("web.area.title", "Name", found.Area.Name)
	p.Section, p.Exercise = "areas", found.Area.Exercise
	p.Area, p.Right, p.Total, p.OwnerName = found.Area, found.Right, found.Total, q.actorName(found.Area.Owner)
	p.May, p.Run = q.mayPublish(found.Area), q.mayRun(found.Area)
	p.NetFolder = w.o.Base + "/dav/"
	if q.mayIncident(p.Area.Incident) {
		p.Incident = p.Area.Incident
	}
	if p.SeenAt, p.New, err = q.lookedAt(found.Area); err != nil {
		return err
	}
	on, target := watch.OnArea, id
	if p.Tag != "" {
		on, target = watch.OnTag, p.Tag
	}
	if p.Watch, err = q.watchable(on, target, p.Tag); err != nil {
		return err
	}
	p.facets(q, found)
	p.Pages = pagesOf(q, at, found.Total)
	if p.Readers, p.Sentence, err = q.readersOf(found.Area); err != nil {
		return err
	}
	if !found.Area.Closed {
		if p.Morning, err = q.walkRosters(); err != nil {
			return err
		}
	}
	p.Sort, p.Sharing, p.ClosedBy = found.Area.Sort(), q.sharing(found.Area), q.actorName(found.Area.ClosedBy)
	if p.Items, err = q.itemDays(found, p.SeenAt); err != nil {
		return err
	}
	p.Audiences, p.Moment = q.audiences(), formMoment(q.Now)
	p.Audiences = slices.DeleteFunc(p.Audiences, func(c choice) bool { return c.Value == string(area.Chosen) }) // whom, is said of one at a time
	for _, day := range p.Items {
		p.Mine = p.Mine || slices.ContainsFunc(day.Items, func(r itemRow) bool { return r.Mine })
	}
	for _, day := range p.Items {
		for i := range day.Items {
			if day.Items[i].Tick = "zip"; p.Mine {
				day.Items[i].Tick = "urval" // where a zip is one of what can be done
			}
		}
	}
	if at == 1 && p.Text == "" && p.Kind == "" && p.Folder == "" && p.Tag == "" && q.r.Method == "GET" && q.posted == nil {
		if err := q.clerk().SeenArea(q.ctx(), q.Who, id); err != nil {
			return err
		}
	}
	return q.page("area", p)
}

// lookedAt is when the reader last saw an area, and how much has come since. Zero when it never has.
func (q *request) lookedAt(a area.Area) (time.Time, int, error) {
	rows, _, err := q.clerk().AreaPage(q.ctx(), q.Who, clerk.AreaQuery{Text: a.Name})
	for _, r := range rows {
		if r.ID == a.ID {
			return r.SeenAt, r.New, err
		}
	}
	return time.Time{}, 0, err
}

// mayPublish tells whether the reader may put something in an area. Only what is shown depends on it: the clerk decides.
func (q *request) mayPublish(a area.Area) bool {
	return q.Who.Allows("file.bring", "") == nil && a.Authorize(q.Who.Actor, area.Contribute) == nil
}

// mayRun tells whether the reader may change who reads an area.
func (q *request) mayRun(a area.Area) bool {
	return q.Who.Allows("administer", "") == nil && a.Authorize(q.Who.Actor, area.Manage) == nil
}

// facets makes the filters, each a link that keeps the others.
func (p *areaPage) facets(q *request, found clerk.ItemPage) {
	link := func(name, value string) string {
		u := &url.URL{Path: "/areas/" + p.Area.ID}
		v := url.Values{}
		for _, x := range [][2]string{{"q", p.Text}, {"kind", p.Kind}, {"folder", p.Folder}, {"tag", p.Tag}} {
			if x[0] == name {
				x[1] = value
			}
			if x[1] != "" {
				v.Set(x[0], x[1])
			}
		}
		if p.Oldest {
			v.Set("order", "oldest")
		}
		u.RawQuery = v.Encode()
		return u.String()
	}
	for _, c := range found.Kinds {
		p.All += c.Items
	}
	p.Kinds = append(p.Kinds, facet{Text: q.T("web.area.all-kinds"), Address: link("kind", ""), Count: p.All, On: p.Kind == ""})
	for _, c := range found.Kinds { // their codes have another order than their words
		p.Kinds = append(p.Kinds, facet{Text: q.T("web.area.kind." + c.Value), Address: link("kind", c.Value), Count: c.Items, On: p.Kind == c.Value})
	}
	slices.SortFunc(p.Kinds[1:], func(a, b facet) int { return q.Compare(a.Text, b.Text) })
	p.Folders = append(p.Folders, facet{Text: q.T("web.area.all-folders"), Address: link("folder", ""), Count: p.All, On: p.Folder == ""})
	for _, f := range folderTree(found.Folders) {
		p.Folders = append(p.Folders, facet{Text: f.name, Depth: f.depth, Address: link("folder", f.path), Count: f.items, On: p.Folder == f.path})
	}
	for _, c := range found.Tags {
		value := c.Value
		if p.Tag == c.Value {
			value = ""
		}
		p.Tags = append(p.Tags, facet{Text: c.Value, Address: link("tag", value), Count: c.Items, On: p.Tag == c.Value})
	}
}
