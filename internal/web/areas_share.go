package web

import (
	"time"

	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/directory"
)

// areaSharing is what the reader's own actor can do about its part in an area.
type areaSharing struct {
	May     bool // anything
	Stopped bool // its own
	Leave   bool
	Ask     []choice // rights that it has not
	Asked   bool     // and waits for an answer
	Heir    string   // who is asked to take the area over, by name
	Take    bool     // it is the reader's actor
	Others  []string // that have stopped sharing
}

func (q *request) sharing(a area.Area) areaSharing {
	me := q.Who.Actor
	s := areaSharing{May: q.mayAsk() && a.RightOf(me) != area.None, Stopped: !a.Shares(me), Leave: me != a.Owner}
	for _, actor := range a.Stopped {
		if actor != me {
			s.Others = append(s.Others, q.actorName(actor))
		}
	}
	q.Sort(s.Others)
	if a.Heir != "" {
		s.Heir, s.Take = q.actorName(a.Heir), s.May && a.Heir == me
	}
	if s.May && !a.Closed {
		for _, r := range []area.Right{area.Contribute, area.Manage} {
			if !a.RightOf(me).Includes(r) {
				s.Ask = append(s.Ask, choice{string(r), q.T("web.areas.right." + string(r))})
			}
		}
	}
	return s
}

// mayAsk tells whether the reader may speak for its actor in areas. Only what is shown depends on it: the clerk decides.
func (q *request) mayAsk() bool {
	return q.Who.Allows("administer", "") == nil && q.Who.SystemRole.Includes(directory.Writer)
}

// askRow is an area that the reader can ask for a right in.
type askRow struct {
	clerk.AreaToAsk
	OwnerName string
	Waits     bool
	Answer    string // in words; "" for none yet
	AskedAt   time.Time
}

// areasToAsk lists the areas that the reader's actor has no right in and can ask for one.
func (w *Web) areasToAsk(q *request, p *areasPage) error {
	rows, err := q.clerk().AreasToAsk(q.ctx(), q.Who)
	if err != nil {
		return err
	}
	for _, r := range rows {
		x := askRow{AreaToAsk: r, OwnerName: q.actorName(r.Owner)}
		if r.Asked != nil {
			x.Waits, x.AskedAt = r.Asked.Open(), r.Asked.AskedAt
			if !x.Waits {
				x.Answer = q.T("web.areas.answered-no")
				if r.Asked.Words != "" {
					x.Answer = q.T("web.areas.answered-words", "Words", r.Asked.Words)
				}
			}
		}
		p.Ask = append(p.Ask, x)
	}
	p.Total, p.May = len(rows), p.May && q.mayAsk()
	for _, r := range []area.Right{area.Read, area.Contribute} {
		p.Words = append(p.Words, choice{string(r), q.T("web.areas.right." + string(r))})
	}
	return q.page("areas", p)
}

// askRight asks for a right in an area.
func (w *Web) askRight(q *request) error {
	if _, err := q.administer(clerk.AskRight{Area: q.path("id"), Right: area.Right(q.Form.Get("right")), Why: q.Form.Get("why")}); err != nil {
		return err
	}
	return q.done(q.Form.Get("_back"), "right-asked")
}

// answerRequest answers what an actor has asked for.
func (w *Web) answerRequest(q *request) error {
	if _, err := q.administer(clerk.AnswerRequest{Area: q.path("id"), Actor: q.Form.Get("actor"), Right: area.Right(q.Form.Get("right")), Words: q.Form.Get("words")}); err != nil {
		return err
	}
	return q.done("/areas/"+q.path("id")+"/rights", "request-answered")
}

// changeSharing stops sharing what the reader's actor owns in an area, or shares it again.
func (w *Web) changeSharing(q *request) error {
	cmd, note := clerk.AdminCommand(clerk.StopSharing{Area: q.path("id")}), "sharing-stopped"
	if q.Form.Get("share") == "again" {
		cmd, note = clerk.ShareAgain{Area: q.path("id")}, "sharing-resumed"
	}
	if _, err := q.administer(cmd); err != nil {
		return err
	}
	return q.done("/areas/"+q.path("id"), note)
}

// leaveArea ends the part of the reader's actor in an area.
func (w *Web) leaveArea(q *request) error {
	if _, err := q.administer(clerk.LeaveArea{Area: q.path("id"), Keep: q.Form.Get("keep") != ""}); err != nil {
		return err
	}
	return q.done("/areas", "area-left")
}

// handOver asks a participant to take an area over, or takes it over.
func (w *Web) handOver(q *request) error {
	id := q.path("id")
	if q.Form.Get("take") != "" {
		if _, err := q.administer(clerk.TakeOver{Area: id}); err != nil {
			return err
		}
		return q.done("/areas/"+id, "area-taken")
	}
	if _, err := q.administer(clerk.HandOver{Area: id, To: q.Form.Get("to")}); err != nil {
		return err
	}
	return q.done("/areas/"+id+"/rights", "rights-changed")
}

// reopenArea lets an area be changed again.
func (w *Web) reopenArea(q *request) error {
	if _, err := q.administer(clerk.ReopenArea{Area: q.path("id"), Why: q.Form.Get("why")}); err != nil {
		return err
	}
	return q.done("/areas/"+q.path("id"), "area-reopened")
}
