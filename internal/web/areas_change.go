package web

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/geo"
	"samverkan/internal/i18n"
)

// changePage is where what an item says is changed. When somebody else was faster it comes back with what was typed and with what
// stands there now, and where they differ.
type changePage struct {
	Shell
	Area      area.Area
	Item      area.Item
	Tags      string
	Happened  string
	Places    []choice
	Audiences []choice
	Actors    []choice
	Chosen    map[string]bool
	Others    []choice // items it can be related to
	Related   map[string]bool
	Reason    bool        // it takes a reason
	Stale     bool        // it has changed since the form was opened
	Between   []area.Span // from what stands there to what was typed
	Shape     string      // of a kartnotering: what its positions are, and the positions
	Positions string
	Shapes    []choice
	Start     string // of a kalendernotering
	End       string
	Terms     *area.Terms // of a need and an offer
	Amount    string
	Until     string
}

// changeItemPage shows the form.
func (w *Web) changeItemPage(q *request) error {
	v, err := q.clerk().Item(q.ctx(), q.Who, q.path("id"), q.path("item"))
	if err != nil {
		return err
	}
	it := v.Item
	if err := v.Area.AuthorizeItem(it, q.Who.Actor, true); err != nil {
		return err
	}
	p := &changePage{Shell: q.shell("web.item.change.title", "Title", it.Title), Area: v.Area, Item: it, Tags: strings.Join(it.Tags, ", "),
		Happened: formMoment(it.OccurredAt), Chosen: map[string]bool{}, Related: map[string]bool{}, Reason: it.Kind == area.Minutes || it.Kind == area.Decision}
	p.Section, p.Exercise = "areas", v.Area.Exercise
	if p.Terms = it.Terms(); p.Terms != nil {
		if p.Until = formMoment(p.Terms.Until); p.Terms.Amount > 0 {
			p.Amount = itoa(p.Terms.Amount)
		}
	}
	p.Places, p.Audiences = q.areaPlaces(v.Area), q.audiences()
	if !slices.ContainsFunc(p.Places, func(c choice) bool { return c.Value == it.Place }) {
		p.Places = append(p.Places, choice{it.Place, q.placeName(it.Place)})
	}
	p.details(q, it)
	chosen, related := it.Chosen, it.Related
	if q.posted.Is("change") {
		chosen, related = q.posted.Values["chosen"], q.posted.Values["related"]
		typed := writtenText(q.posted.Value("change", "text", it.Text))
		if p.Stale = q.posted.Value("change", "from", "") != itoa(it.Revision); p.Stale {
			p.Between = area.Differ(it.Text, typed)
		}
	}
	for _, actor := range chosen {
		p.Chosen[actor] = true
	}
	for _, id := range related {
		p.Related[id] = true
	}
	for _, actor := range v.Area.Actors() {
		if actor != q.Who.Actor {
			p.Actors = append(p.Actors, choice{actor, q.actorName(actor)})
		}
	}
	slices.SortFunc(p.Actors, func(a, b choice) int { return q.Compare(a.Text, b.Text) })
	return p.others(q, v)
}

// details fills in what items of some kinds have besides.
func (p *changePage) details(q *request, it area.Item) {
	if m := it.Detail.Map; m != nil {
		p.Shapes, p.Positions, p.Shape = q.shapeChoices(), geo.Written(m.Shapes), string(m.Shapes[0].Type)
	}
	if n := it.Detail.Appointment; n != nil {
		p.Start, p.End = formMoment(n.Start), formMoment(n.End)
	}
}

// changedDetail reads what the form says of it. What was not touched stays as it is, whatever the form could not show of it.
func (q *request) changedDetail(a area.Area, it area.Item) (area.Detail, error) {
	d := it.Detail
	if m := d.Map; m != nil && (writtenText(q.Form.Get("shapes")) != geo.Written(m.Shapes) || q.Form.Get("shape") != string(m.Shapes[0].Type)) {
		shapes, _, err := q.shapesPosted(a, "")
		if err != nil {
			return d, err
		}
		d.Map = &area.MapNote{Shapes: shapes}
	}
	if n := d.Appointment; n != nil {
		next, err := q.appointmentPosted()
		if err != nil {
			return d, err
		}
		if formMoment(next.Start) == formMoment(n.Start) {
			next.Start = n.Start
		}
		if formMoment(next.End) == formMoment(n.End) {
			next.End = n.End
		}
		d.Appointment = next
	}
	return d, nil
}

// othersShown is how many items can be chosen to be related: the latest.
const othersShown = 30

// others lists what the item can be related to, and shows the page.
func (p *changePage) others(q *request, v clerk.ItemView) error {
	for _, it := range v.Related {
		p.Others = append(p.Others, choice{it.ID, it.Title})
	}
	latest, err := q.clerk().ItemPage(q.ctx(), q.Who, clerk.ItemQuery{Area: v.Area.ID, Page: clerk.Page{Limit: othersShown}})
	if err != nil {
		return err
	}
	for _, it := range latest.Items {
		if it.ID != v.Item.ID && !slices.Contains(v.Item.Related, it.ID) {
			p.Others = append(p.Others, choice{it.ID, it.Title})
		}
	}
	return q.page("area-item-change", p)
}

// changeItem gives an item another content.
func (w *Web) changeItem(q *request) error {
	v, err := q.clerk().Item(q.ctx(), q.Who, q.path("id"), q.path("item"))
	if err != nil {
		return err
	}
	f := q.Form
	c := v.Item.Content()
	c.Title, c.Folder, c.Tags, c.Text = strings.TrimSpace(f.Get("title")), cleanFolder(f.Get("folder")), splitTags(f.Get("tags")), writtenText(f.Get("text"))
	c.Place, c.Audience, c.Chosen, c.Related = f.Get("place"), area.Audience(f.Get("audience")), nil, f["related"]
	if c.Audience == area.Chosen {
		c.Chosen = f["chosen"]
	}
	if c.OccurredAt, err = q.happened(time.Time{}); err != nil {
		return err
	}
	if formMoment(c.OccurredAt) == formMoment(v.Item.OccurredAt) { // the form has minutes, and what stands there may have seconds
		c.OccurredAt = v.Item.OccurredAt
	}
	if c.Detail, err = q.changedDetail(v.Area, v.Item); err != nil {
		return err
	}
	if was := v.Item.Terms(); was != nil {
		t, err := q.readTerms()
		if err != nil {
			return err
		}
		if formMoment(t.Until) == formMoment(was.Until) {
			t.Until = was.Until
		}
		c = c.Of(t)
	}
	cmd := clerk.ChangeItem{Area: v.Area.ID, Item: v.Item.ID, From: atoi(f.Get("from")), Content: c, Why: strings.TrimSpace(f.Get("why"))}
	if _, err := q.administer(cmd); err != nil {
		return err
	}
	return q.done("/areas/"+v.Area.ID+"/items/"+v.Item.ID, "item-changed")
}

// arrangeItems moves, tags or shares the items that are ticked, or hands them out as one zip.
func (w *Web) arrangeItems(q *request) error {
	id, f := q.path("id"), q.Form
	var cmd clerk.AdminCommand
	switch f.Get("act") {
	case "zip":
		return q.done("/api/v1/areas/"+url.PathEscape(id)+"/zip?"+url.Values{"item": f["item"]}.Encode(), "")
	case "tag":
		cmd = clerk.TagItems{Area: id, Items: f["item"], Add: splitTags(f.Get("tags"))}
	case "untag":
		cmd = clerk.TagItems{Area: id, Items: f["item"], Remove: splitTags(f.Get("tags"))}
	case "share":
		cmd = clerk.ShareItems{Area: id, Items: f["item"], Audience: area.Audience(f.Get("audience"))}
	default:
		cmd = clerk.MoveItems{Area: id, Items: f["item"], Folder: cleanFolder(f.Get("folder"))}
	}
	if _, err := q.administer(cmd); err != nil {
		return err
	}
	return q.done(q.back("/areas/"+id), "items-arranged")
}

// commentItem says something of an item.
func (w *Web) commentItem(q *request) error {
	cmd := clerk.CommentItem{Area: q.path("id"), Item: q.path("item"), ID: q.Form.Get("_id"), Text: writtenText(q.Form.Get("text"))}
	if _, err := q.administer(cmd); err != nil {
		return err
	}
	return q.done("/areas/"+cmd.Area+"/items/"+cmd.Item, "item-commented")
}

// withdrawComment takes the reader's own comment back.
func (w *Web) withdrawComment(q *request) error {
	cmd := clerk.WithdrawComment{Area: q.path("id"), Item: q.path("item"), ID: q.path("comment")}
	if _, err := q.administer(cmd); err != nil {
		return err
	}
	return q.done("/areas/"+cmd.Area+"/items/"+cmd.Item, "comment-withdrawn")
}

// removeItem takes an item away.
func (w *Web) removeItem(q *request) error {
	cmd := clerk.WithdrawItem{Area: q.path("id"), Item: q.path("item"), Why: strings.TrimSpace(q.Form.Get("why"))}
	if _, err := q.administer(cmd); err != nil {
		return err
	}
	return q.done("/areas/"+cmd.Area, "item-removed")
}

// audiences are the three to choose among.
func (q *request) audiences() (out []choice) {
	for _, a := range []area.Audience{area.Everyone, area.Chosen, area.OnlyWe} {
		out = append(out, choice{string(a), q.T("web.item.audience." + string(a))})
	}
	return out
}

// areaPlaces are the places that an area's items are about as a rule: the municipalities in it, and the counties that they are in.
func (q *request) areaPlaces(a area.Area) []choice {
	out := []choice{{"", q.T("web.item.no-place")}}
	d, err := q.directory()
	if err != nil {
		return out
	}
	var places []choice
	for _, id := range a.Actors() {
		x, _ := d.ByID(id)
		for _, code := range []string{x.CountyCode, x.MunicipalityCode} {
			if code != "" && !slices.ContainsFunc(places, func(c choice) bool { return c.Value == code }) {
				places = append(places, choice{code, q.placeName(code)})
			}
		}
	}
	slices.SortFunc(places, func(a, b choice) int { return q.Compare(a.Text, b.Text) })
	return append(out, places...)
}

// placeName is the name of a municipality or a county by its code.
func (q *request) placeName(code string) string {
	d, err := q.directory()
	if err != nil || code == "" {
		return code
	}
	for _, a := range d.All() {
		switch {
		case len(code) == 4 && a.MunicipalityCode == code:
			return a.ShortName
		case len(code) == 2 && a.CountyCode == code:
			return a.CountyName
		}
	}
	return code
}

// formMoment is a time as forms have it.
func formMoment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(i18n.Stockholm()).Format("2006-01-02 15:04")
}

// happened reads when something happened; or is what it is when nothing is said. A time of day alone is the last time that it was so.
func (q *request) happened(or time.Time) (time.Time, error) {
	said := strings.TrimSpace(q.Form.Get("occurredAt"))
	if said == "" {
		return or, nil
	}
	t, err := readTime(said, q.Now.Add(time.Minute-24*time.Hour))
	if err != nil {
		return t, atFormField("web.field-time", "occurredAt")
	}
	return t, nil
}

// writtenText is what was written in a field of several lines: its ends of lines as everywhere else, and no space around it.
func writtenText(s string) string {
	return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n"))
}
