package web

import (
	"strings"
	"time"

	"samverkan/internal/area"
	"samverkan/internal/clerk"
)

func (w *Web) needRoutes() []row {
	return []row{
		{get, "/areas/{id}/board", "area.read", w.needBoard},
		{post, "/areas/{id}/board", "administer", w.putOnBoard},
		{post, "/areas/{id}/items/{item}/state", "administer", w.stateItem},
		{post, "/areas/{id}/items/{item}/match", "administer", w.matchOffer},
		{post, "/areas/{id}/items/{item}/agree", "administer", w.agreeNeed},
		{post, "/areas/{id}/files", "file.bring", w.putFiles},
		{get, "/areas/{id}/messages", "area.read", w.areaMessages},
		{post, "/areas/{id}/messages", "administer", w.putMessage},
		{post, "/areas/{id}/items/{item}/answer", "administer", w.answerQuestion},
		{post, "/areas/{id}/items/{item}/approve", "administer", w.approveItem},
	}
}

// needBoardPage is the needs and offers of an area beside each other.
type needBoardPage struct {
	Shell
	Area   area.Area
	May    bool
	Place  string
	Words  string
	Places []choice // to filter by: those that something there is about
	All    []choice // to write
	Needs  []needRow
	Offers []offerRow
	Open   int // that nobody has answered
	Kind   string
	Kinds  []choice
	Own    []choice // needs that an offer can answer
	Need   string   // the one that is answered
}

// standRow is what a need and an offer have in common on the board.
type standRow struct {
	area.Item
	Terms     area.Terms
	Standing  area.State
	Waited    time.Duration
	OwnerName string
	PlaceName string
	Mine      bool
	Late      bool // it was needed until a moment that has passed
}

type needRow struct {
	standRow
	Fallen  bool
	Answers []matchRow
}

type matchRow struct {
	standRow
	Agreed, Stands bool
}

type offerRow struct {
	standRow
	Answers *area.Item
	Needs   []choice // that it could answer
}

func (q *request) standRow(a area.Area, it area.Item, t area.Terms, standing area.State, since time.Time) standRow {
	return standRow{Item: it, Terms: t, Standing: standing, Waited: q.Now.Sub(since).Truncate(time.Minute), OwnerName: q.shortName(it.Owner), PlaceName: q.placeName(it.Place),
		Mine: q.mayPublish(a) && a.MayChange(it, q.Who.Actor), Late: !t.Until.IsZero() && t.Until.Before(q.Now)}
}

// needBoard shows the board.
func (w *Web) needBoard(q *request) error {
	v, err := q.clerk().NeedBoard(q.ctx(), q.Who, q.path("id"))
	if err != nil {
		return err
	}
	p := &needBoardPage{Shell: q.shell("web.needs.title", "Name", v.Area.Name), Area: v.Area, May: q.mayPublish(v.Area), Place: q.query("place"), Words: q.query("q"),
		All: q.areaPlaces(v.Area), Open: v.Unanswered(), Kind: q.query("what"), Need: q.query("need")}
	p.Section, p.Exercise = "areas", v.Area.Exercise
	p.Kinds = []choice{{string(area.Need), q.T("web.area.kind.need")}, {string(area.Offer), q.T("web.area.kind.offer")}}
	p.Places = append(p.Places, choice{"", q.T("web.needs.all-places")})
	seen := map[string]bool{"": true}
	offer := func(code string) {
		if !seen[code] {
			seen[code] = true
			p.Places = append(p.Places, choice{code, q.placeName(code)})
		}
	}
	for _, n := range v.Needs {
		offer(n.Item.Place)
		if n.Standing == area.StateOpen || n.Standing == area.StateAnswered || n.Standing == area.StateAgreed {
			p.Own = append(p.Own, choice{n.Item.ID, n.Item.Title + ", " + q.shortName(n.Item.Owner)})
		}
	}
	for _, o := range v.Offers {
		offer(o.Item.Place)
	}
	only := v.Only(p.Place, p.Words)
	for _, n := range only.Needs {
		x := needRow{standRow: q.standRow(v.Area, n.Item, n.Item.Detail.Need.Terms, n.Standing, n.Item.Detail.Need.Since), Fallen: n.Fallen}
		for _, m := range n.Answers {
			d := m.Item.Detail.Offer
			x.Answers = append(x.Answers, matchRow{q.standRow(v.Area, m.Item, d.Terms, d.State, d.Since), m.Agreed, m.Stands})
		}
		p.Needs = append(p.Needs, x)
	}
	for _, o := range only.Offers {
		d := o.Item.Detail.Offer
		p.Offers = append(p.Offers, offerRow{standRow: q.standRow(v.Area, o.Item, d.Terms, o.Standing, d.Since), Answers: o.Need, Needs: p.Own})
	}
	return q.page("area-board", p)
}

// readTerms reads what a need or an offer is of.
func (q *request) readTerms() (t area.Terms, err error) {
	f := q.Form
	t.Unit, t.Contact = strings.TrimSpace(f.Get("unit")), strings.TrimSpace(f.Get("contact"))
	if said := strings.TrimSpace(f.Get("amount")); said != "" {
		if t.Amount = atoi(said); t.Amount <= 0 {
			return t, atFormField("area.amount", "amount")
		}
	}
	if said := strings.TrimSpace(f.Get("until")); said != "" {
		if t.Until, err = readTime(said, q.Now); err != nil {
			return t, atFormField("web.field-time", "until")
		}
	}
	return t, nil
}

// putOnBoard puts a need or an offer on the board.
func (w *Web) putOnBoard(q *request) error {
	f, id := q.Form, q.path("id")
	it := area.Item{ID: f.Get("_id"), Area: id, Kind: area.Kind(f.Get("kind")), Title: strings.TrimSpace(f.Get("title")), Text: writtenText(f.Get("text")), Place: f.Get("place"),
		Audience: area.Everyone}
	t, err := q.readTerms()
	if err != nil {
		return err
	}
	if it.Kind == area.Offer {
		it.Detail.Offer = &area.OfferDetail{Terms: t, Need: f.Get("need")}
	} else {
		it.Kind, it.Detail.Need = area.Need, &area.NeedDetail{Terms: t}
	}
	if _, err := q.administer(clerk.PutItem{Item: it}); err != nil {
		return err
	}
	return q.done("/areas/"+id+"/board", "item-put")
}

// stateItem says how far something has come.
func (w *Web) stateItem(q *request) error {
	cmd := clerk.StateItem{Area: q.path("id"), Item: q.path("item"), State: area.State(q.Form.Get("state"))}
	if _, err := q.administer(cmd); err != nil {
		return err
	}
	return q.done(q.back("/areas/"+cmd.Area+"/items/"+cmd.Item), "item-changed")
}

// matchOffer says which need an offer answers.
func (w *Web) matchOffer(q *request) error {
	cmd := clerk.MatchOffer{Area: q.path("id"), Item: q.path("item"), Need: q.Form.Get("need")}
	if _, err := q.administer(cmd); err != nil {
		return err
	}
	return q.done(q.back("/areas/"+cmd.Area+"/board"), "item-changed")
}

// agreeNeed agrees on an offer.
func (w *Web) agreeNeed(q *request) error {
	cmd := clerk.AgreeNeed{Area: q.path("id"), Item: q.path("item"), Offer: q.Form.Get("offer")}
	if _, err := q.administer(cmd); err != nil {
		return err
	}
	return q.done(q.back("/areas/"+cmd.Area+"/board"), "need-agreed")
}
