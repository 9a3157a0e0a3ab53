package web

import (
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
)

// startPage tells what happens now and what waits for the reader.
type startPage struct {
	overview
	Main     *startCard   // the meeting that goes on, or else the next one
	Others   []*startCard // that go on besides, or come after the one that goes on
	Waiting  []waiting
	More     int // that wait and are not shown
	Rhythm   *rhythm
	Coming   []comingRow
	Measures []measureRow
	Open     int // measures in all
	Areas    []clerk.ListedArea
	Fresh    bool // nothing has been planned yet: what to do first
	Keeps    bool
}

func (w *Web) startRoutes() []row {
	return []row{
		{get, "/", "me.read", w.start},
	}
}

// How much of each kind the page shows, and how far ahead it looks.
const (
	startMeasures = 5
	startComing   = 5
	startAreas    = 5
	startWaiting  = 4
	startLate     = 2 // so many late measures; what else waits must be seen too
	startDrafts   = 5
	startCalled   = 20 // invitations that are looked at for an answer
	startLooks    = 40 // conferences that are read whole
)

// start shows the start page. It asks for pages of lists, and reads whole only the conferences that are near: how many there are
// in all costs nothing.
func (w *Web) start(q *request) error {
	if q.Who.Guest() { // who came by a link knows of one conference
		return q.done("/conferences/"+q.Who.Only, "")
	}
	p := &startPage{overview: q.overview("start", "web.start.heading")}
	near, err := q.nearby()
	if err != nil {
		return err
	}
	if err := p.meetings(q, near); err != nil {
		return err
	}
	if err := p.tasks(q, near); err != nil {
		return err
	}
	areas, _, err := q.clerk().AreaPage(q.ctx(), q.Who, clerk.AreaQuery{Open: true})
	if err != nil {
		return err
	}
	p.Areas = newestAreas(areas)
	if len(near) == 0 {
		_, held, err := q.clerk().ConferencePage(q.ctx(), q.Who, clerk.ConferenceQuery{Page: clerk.Page{Limit: 1}})
		if err != nil {
			return err
		}
		p.Fresh = held == 0 && len(p.Waiting) == 0
	}
	p.Keeps = p.Shell.Keeps
	return q.page("start", p)
}

// near is a conference that matters now, as its reader sees it.
type near struct {
	row clerk.ListedConference
	*clerk.View
}

// nearby reads the conferences around now: those that go on, of today and the days after, not yet sent, or not yet approved.
func (q *request) nearby() ([]near, error) {
	var out []near
	known := map[string]bool{}
	for _, f := range []clerk.ConferenceQuery{
		{From: midnight(q.Now, 0), To: midnight(q.Now, 1), Page: clerk.Page{Limit: startLooks}},
		{Phases: []string{string(conference.Lobby), string(conference.Open), string(conference.Adjourned)}, Page: clerk.Page{Limit: startLooks}},
		{Phases: []string{string(conference.Called)}, From: q.Now, Page: clerk.Page{Limit: startCalled}},
		{Phases: []string{string(conference.Planned)}, Host: q.Who.Actor, From: q.Now, Page: clerk.Page{Limit: startDrafts}},
		{Phases: []string{string(conference.Closed)}, Host: q.Who.Actor, Latest: true, Page: clerk.Page{Limit: startDrafts}},
	} {
		rows, _, err := q.clerk().ConferencePage(q.ctx(), q.Who, f)
		if err != nil {
			return nil, err
		}
		for _, c := range rows {
			if known[c.ID] || c.Phase == string(conference.Cancelled) {
				continue
			}
			known[c.ID] = true
			v, err := q.clerk().Conference(q.ctx(), q.Who, c.ID)
			if err != nil {
				return nil, err
			}
			out = append(out, near{c, v})
		}
	}
	return out, nil
}

// meetings fills in the card, those that come, and the rhythm of the day.
func (p *startPage) meetings(q *request, all []near) error {
	var going, coming []near
	var days []near
	for _, x := range sortedByStart(all) {
		plan := x.Conference.Plan
		switch {
		case x.goesOn():
			going = append(going, x)
		case x.isComing(q.Now):
			coming = append(coming, x)
		}
		if plan.Start.Before(midnight(q.Now, 4)) && plan.End.After(midnight(q.Now, 0)) {
			days = append(days, x)
		}
	}
	cards := append(going, coming[:min(len(coming), 1)]...)
	for i, x := range cards {
		card, err := q.card(x, i == 0)
		switch {
		case err != nil:
			return err
		case i == 0:
			p.Main = card
		default:
			p.Others = append(p.Others, card)
		}
	}
	for _, x := range coming {
		if len(p.Coming) < startComing && (p.Main == nil || x.row.ID != p.Main.ID) {
			p.Coming = append(p.Coming, q.coming(x))
		}
	}
	p.Rhythm = q.rhythm(days)
	return nil
}

func (x near) goesOn() bool {
	switch x.Conference.Phase {
	case conference.Lobby, conference.Open, conference.Adjourned:
		return true
	}
	return false
}

func (x near) isComing(now time.Time) bool {
	return (x.Conference.Phase == conference.Called || x.Conference.Phase == conference.Planned && x.row.Hosts) && x.Conference.Plan.End.After(now)
}

func (x near) part() conference.Part { return partOf(x.row.Hosts, x.row.Role) }

// newestAreas are those with something new, the newest first, and then the others.
func newestAreas(all []clerk.ListedArea) []clerk.ListedArea {
	var out []clerk.ListedArea
	for _, a := range all {
		if a.New > 0 {
			out = append(out, a)
		}
	}
	sortAreas(out)
	return out[:min(len(out), startAreas)]
}
