package web

import (
	"cmp"
	"slices"

	"samverkan/conference"
	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/watch"
)

func (w *Web) watchRoutes() []row {
	return []row{
		{get, "/watches", "watch.read", w.watches},
		{post, "/watches", "watch.own", w.addWatches},
		{post, "/watches/change", "watch.own", w.changeWatch},
		{post, "/watches/remove", "watch.own", w.removeWatch},
		{get, "/inbox", "inbox.read", w.inbox},
		{get, "/inbox/count", "inbox.read", w.inboxCount},
		{post, "/inbox/read", "watch.own", w.readInbox},
	}
}

// watchesPage lists what the reader watches, and takes more.
type watchesPage struct {
	overview
	Rows   []watchRow
	Often  []option
	Areas  []option
	Actors []option
	Places []option
	Kinds  []option
}

// watchRow is a watch in the list.
type watchRow struct {
	watch.Watch
	Sort string // in words
	Name string // of what is watched
	Link string // "" for none
	Gone bool   // the reader may not see it any more
}

func (w *Web) watches(q *request) error {
	p := &watchesPage{overview: q.overview("", "web.watches.title")}
	list, err := q.clerk().Watches(q.ctx(), q.Who)
	if err != nil {
		return err
	}
	d, err := q.directory()
	if err != nil {
		return err
	}
	for _, x := range list {
		p.Rows = append(p.Rows, q.watchRow(x))
	}
	p.Often = q.oftenOptions()
	areas, err := q.clerk().Areas(q.ctx(), q.Who)
	if err != nil {
		return err
	}
	none := option{"", q.T("web.watches.choose")}
	p.Areas, p.Actors, p.Places, p.Kinds = []option{none}, []option{none}, []option{none}, []option{none, {watch.Decision, q.T("web.watches.decisions")}}
	for _, a := range areas {
		if !a.Closed {
			p.Areas = append(p.Areas, option{a.ID, a.Name})
		}
	}
	for _, c := range q.countyChoices(d)[1:] {
		p.Places = append(p.Places, option(c))
	}
	for _, a := range d.All() {
		p.Actors = append(p.Actors, option{a.ID, a.Name})
		if a.Kind == directory.Municipality && a.MunicipalityCode != "" {
			p.Places = append(p.Places, option{a.MunicipalityCode, q.T("web.watches.municipality", "Name", a.ShortName)})
		}
	}
	for _, k := range area.Kinds() {
		if k != area.Decision {
			p.Kinds = append(p.Kinds, option{string(k), q.T("web.area.kind." + string(k))})
		}
	}
	for _, o := range [][]option{p.Areas, p.Actors} {
		slices.SortFunc(o[1:], func(a, b option) int { return q.Compare(a.Text, b.Text) })
	}
	return q.page("watches", p)
}

// oftenOptions are how soon one can be told.
func (q *request) oftenOptions() (out []option) {
	for _, o := range watch.Choices() {
		out = append(out, option{string(o), q.T("watch.often." + string(o))})
	}
	return out
}

func (q *request) watchRow(x clerk.Watched) watchRow {
	row := watchRow{Watch: x.Watch, Sort: q.T("watch.sort." + string(x.On)), Name: x.Name, Gone: x.Name == ""}
	switch x.On {
	case watch.OnArea:
		row.Link = "/areas/" + x.Target
	case watch.OnTag:
		row.Link = "/search?" + watch.Search{Tag: cmp.Or(x.Label, x.Target)}.String()
	case watch.OnActor:
		row.Link = "/search?" + watch.Search{Actor: x.Target}.String()
	case watch.OnPlace:
		row.Link = "/search?" + watch.Search{Place: x.Target}.String()
	case watch.OnKind:
		row.Link = "/search?" + watch.Search{Kind: x.Target}.String()
		if row.Name = q.T("web.watches.decisions"); x.Target != watch.Decision {
			row.Name = q.T("web.area.kind." + x.Target)
		}
	case watch.OnSearch:
		row.Link = "/search?" + x.Target
		if x.Label == "" {
			row.Name = q.searchSaid(watch.ReadSearch(x.Target))
		}
	case watch.OnReports:
		row.Link = "/conferences/" + x.Target + "/situation"
	case watch.OnInquiry:
		row.Link = "/inquiries/" + x.Target
	}
	if row.Gone {
		row.Link = ""
	}
	return row
}

// searchSaid is a search in words that has been given no name.
func (q *request) searchSaid(s watch.Search) string {
	if s.Text != "" {
		return s.Text
	}
	return q.T("web.watches.search-narrowed")
}

// addWatches watches what a form names: one thing by sort and target, as the button on a page does, or everything that is filled in.
func (w *Web) addWatches(q *request) error {
	often, label := watch.Often(q.field("often")), q.field("label")
	var wanted []watch.Watch
	if on := q.field("on"); on != "" {
		wanted = append(wanted, watch.Watch{On: watch.On(on), Target: q.field("target"), Label: label, Often: often})
	}
	for _, on := range []watch.On{watch.OnArea, watch.OnTag, watch.OnActor, watch.OnPlace, watch.OnKind} {
		if target := q.field(string(on)); target != "" {
			wanted = append(wanted, watch.Watch{On: on, Target: target, Often: often})
		}
	}
	if len(wanted) == 0 {
		return atFormField("web.watches.nothing", "area")
	}
	for _, x := range wanted {
		if _, err := q.clerk().AddWatch(q.ctx(), q.Who, x); err != nil {
			return err
		}
	}
	return q.done(q.back("/watches"), "watch-added")
}

func (w *Web) changeWatch(q *request) error {
	list, err := q.clerk().Watches(q.ctx(), q.Who)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(x clerk.Watched) bool { return x.ID == q.field("id") })
	if i < 0 {
		return q.clerk().RemoveWatch(q.ctx(), q.Who, q.field("id")) // tells that there is none
	}
	x := list[i].Watch
	x.Often = watch.Often(q.field("often"))
	if _, err := q.clerk().AddWatch(q.ctx(), q.Who, x); err != nil {
		return err
	}
	return q.done("/watches", "watch-changed")
}

func (w *Web) removeWatch(q *request) error {
	if err := q.clerk().RemoveWatch(q.ctx(), q.Who, q.field("id")); err != nil {
		return err
	}
	return q.done(q.back("/watches"), "watch-removed")
}

// watchButton is the button on a page that watches what the page shows, or tells that it is watched.
type watchButton struct {
	On     watch.On
	Target string
	Label  string
	ID     string // of the watch that there is; "" for none
	Back   string
	Once   bool
}

// watchable makes the button of a page; nil for who has nobody to watch for.
func (q *request) watchable(on watch.On, target, label string) (*watchButton, error) {
	if q.Who.Owner || q.Who.Allows("watch.own", "") != nil {
		return nil, nil
	}
	list, err := q.clerk().Watches(q.ctx(), q.Who)
	if err != nil {
		return nil, err
	}
	as := watch.Watch{On: on, Target: target}.Normal()
	b := &watchButton{On: on, Target: as.Target, Label: label, Back: q.r.URL.RequestURI(), Once: on.Once()}
	for _, x := range list {
		if x.On == on && x.Target == as.Target {
			b.ID = x.ID
		}
	}
	return b, nil
}

// watchReports makes the button that waits for the lägesrapporter of a conference; nil when none is missing.
func (q *request) watchReports(c *conference.Conference) (*watchButton, error) {
	if q.Who.Guest() || len(c.ReportsMissing()) == 0 {
		return nil, nil
	}
	return q.watchable(watch.OnReports, c.Plan.ID, "")
}
