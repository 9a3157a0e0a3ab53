package web

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"samverkan/conference"
	"samverkan/internal/calling"
	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/wire"
)

func (w *Web) callRoutes() []row {
	return []row{
		{get, "/call", "roster.list", w.callPage},
		{post, "/call", "conference.command", w.callOut},
	}
}

// callPage is Kalla nu: from nothing to a kallelse that is out, in one form. What it does not ask comes from the event type, or from
// the conference before.
type callPage struct {
	overview
	Incidents []option
	Earlier   []option
	Rosters   []rosterChoice
	Ready     []option
	Purposes  []purposeChoice
	From      string // the conference that is gone on from; "" for none
	Soon      int    // minutes until the meeting that the form begins with
	Sends     bool
	Preview   *callPreview // whom it would reach, when that is asked for
	Asked     *Posted      // what stood in the form when it was
}

// callPreview is what would go out.
type callPreview struct {
	Plan    conference.Plan
	Alarm   bool
	Reached []reached // those whom nothing reaches first
	None    int       // of them
	Single  int       // with one channel alone, where an alarm needs two
	Hints   []string
}

type reached struct {
	clerk.Reach
	Name string
	Own  bool // the host itself
}

// soonest is how many minutes off a meeting is that nobody has given a time for.
const soonest = 30

// callPage shows the form, and with look in the address also whom it would reach.
func (w *Web) callPage(q *request) error {
	p := &callPage{overview: q.overview("conferences", "web.call.title"), Soon: soonest, From: q.query("from"), Sends: q.clerk().Sends(), Asked: q.posted}
	if err := p.fill(q); err != nil {
		return err
	}
	if q.posted == nil && q.r.URL.Query().Has("look") {
		v := q.r.URL.Query()
		p.Asked = &Posted{Form: "kalla", Values: v}
		q.Form = v
		order, err := q.callOrder(w)
		if err == nil {
			p.Preview, err = w.preview(q, order)
		}
		if err != nil {
			p.Posted = q.postedOf(callAt(err))
			p.Posted.Form, p.Asked = "kalla", p.Posted
		}
	}
	return q.page("call", p)
}

func (p *callPage) fill(q *request) error {
	incidents, err := q.clerk().Incidents(q.ctx(), q.Who)
	if err != nil {
		return err
	}
	for _, x := range incidents {
		if !x.Over(q.Now) {
			p.Incidents = append(p.Incidents, option{x.ID, exerciseTitle(q, x.Title, x.Exercise)})
		}
	}
	p.Incidents = append(p.Incidents, option{"", q.T("web.conference-new.no-incident")})
	if p.Rosters, p.Ready, err = q.networkChoices(); err != nil {
		return err
	}
	if p.Purposes, err = q.purposes(); err != nil {
		return err
	}
	p.Earlier, err = q.earlier()
	p.Earlier = append([]option{{"", q.T("web.call.no-earlier")}}, p.Earlier...)
	return err
}

// callOrder reads the form. Faults: web.field-number, web.field-time.
func (q *request) callOrder(w *Web) (wire.CallOrder, error) {
	var f struct {
		In int       `json:"in"`
		At time.Time `json:"at"`
	}
	if err := readInto(&f, q.Form, q.Now); err != nil {
		return wire.CallOrder{}, err
	}
	o := wire.CallOrder{ID: cmp.Or(q.Form.Get("_id"), w.o.NewID()), Incident: q.field("incident"), Level: q.field("level"), Purpose: q.field("purpose"),
		Title: q.field("title"), From: q.field("from"), In: f.In, Start: f.At, ShortText: q.field("shortText"), Exercise: q.Form.Get("exercise") != "",
		Forewarn: q.Form.Get("act") == "forewarn"}
	if !f.At.IsZero() {
		o.In = 0 // who has written a time of day means it
	}
	for _, id := range q.Form["roster"] {
		if id = strings.TrimPrefix(id, readyPrefix); id != "" {
			o.Rosters = append(o.Rosters, id)
		}
	}
	for line := range strings.Lines(q.Form.Get("waysIn")) {
		if line = strings.TrimSpace(line); line != "" {
			o.WaysIn = append(o.WaysIn, line)
		}
	}
	switch yes, no := true, false; q.Form.Get("alarm") {
	case "yes":
		o.Alarm = &yes
	case "no":
		o.Alarm = &no
	}
	return o, nil
}

// callAt puts a fault at the field that it is about.
func callAt(err error) error {
	switch fault.CodeOf(err) {
	case "call.start":
		return adminAt(err, "in")
	case "call.purpose", "agenda.purpose":
		return adminAt(err, "purpose")
	case "call.nobody":
		return adminAt(err, "roster")
	}
	return err
}

// preview composes the kallelse without sending it, and asks how it would reach those who are called.
func (w *Web) preview(q *request, o wire.CallOrder) (*callPreview, error) {
	plan, err := calling.Compose(q.ctx(), q.clerk(), q.Who, q.Printer, q.Now, o)
	if err != nil {
		return nil, err
	}
	p := &callPreview{Plan: plan, Alarm: q.clerk().Alarms(plan)}
	list, err := q.clerk().Reaches(q.ctx(), q.Who, plan.Actors(), p.Alarm)
	if err != nil {
		return nil, err
	}
	for _, x := range list {
		own := x.Actor == plan.Host // it calls itself: by one mail, and nothing is asked of it
		if own {
			x.Channels = slices.DeleteFunc(x.Channels, func(c directory.Channel) bool { return c != directory.Mail })
		}
		p.Reached = append(p.Reached, reached{x, q.actorName(x.Actor), own})
		switch {
		case own:
		case len(x.Channels) == 0:
			p.None++
		case len(x.Channels) == 1 && p.Alarm:
			p.Single++
		}
	}
	slices.SortStableFunc(p.Reached, func(a, b reached) int {
		if d := min(len(a.Channels), 2) - min(len(b.Channels), 2); d != 0 {
			return d
		}
		return q.Compare(a.Name, b.Name)
	})
	for _, f := range conference.CheckPlan(plan, conference.Known{Now: q.Now}) {
		if f.Severity != conference.Advice {
			p.Hints = append(p.Hints, f.Say(q.Printer, q.shortName))
		}
	}
	return p, nil
}

// Ways writes the channels of an actor.
func (p *callPage) Ways(list []directory.Channel) string {
	var out []string
	for _, c := range list {
		out = append(out, p.q.T(c.Key()))
	}
	return p.q.List(out)
}

// callOut sends the kallelse, or a förvarning, and goes on to the receipts. The form sent twice is one call.
func (w *Web) callOut(q *request) error {
	o, err := q.callOrder(w)
	if err != nil {
		return err
	}
	plan, err := calling.Compose(q.ctx(), q.clerk(), q.Who, q.Printer, q.Now, o)
	if err != nil {
		return callAt(err)
	}
	x, err := q.clerk().CallOut(q.ctx(), q.Who, clerk.CallOut{Plan: plan, Forewarn: o.Forewarn})
	if err != nil {
		return callAt(err)
	}
	note := "called"
	switch {
	case !x.Sends, len(x.Queued) == 0 && !x.Already: // nobody has a contact
		note = "called-by-hand"
	case o.Forewarn:
		note = "forewarned"
	}
	return q.done("/conferences/"+plan.ID+"/receipts", note)
}
