package web

import (
	"html/template"
	"net/url"
	"time"

	"samverkan/conference"
	"samverkan/internal/fault"
)

// followRoutes are what a follower does, each also without a script.
func (w *Web) followRoutes() []row {
	return []row{
		{get, "/conferences/{id}/room/stance", "conference.read", w.stancePage},
		{post, "/conferences/{id}/room/stance", "conference.command", w.takeStance},
		{get, "/conferences/{id}/room/word", "conference.read", w.wordPage},
		{get, "/conferences/{id}/room/decline", "conference.read", w.declinePage},
	}
}

// followStep is a page with one form of the follower's, beside the meeting.
type followStep struct {
	Shell
	*Room
	Own      *ownFollow
	Decision *shownDecision
	Task     *ownTask
}

// step begins such a page for somebody who is called to the meeting.
func (w *Web) step(q *request, title string, args ...any) (*followStep, error) {
	m, _, err := w.roomOf(q)
	if err != nil {
		return nil, err
	}
	own, err := followOwn(q, m)
	if err != nil {
		return nil, err
	}
	p := &followStep{Shell: q.shell(title, args...), Room: m, Own: own.(*ownFollow)}
	if len(p.Own.Seats) == 0 {
		return nil, notFound()
	}
	p.Section, p.Exercise = "conferences", m.Plan.Exercise
	return p, nil
}

// stancePage asks for a stance on a decision with all that there is to say of it.
func (w *Web) stancePage(q *request) error {
	id := q.query("decision")
	p, err := w.step(q, "web.follow.stance.title", "Decision", id)
	if err != nil {
		return err
	}
	d, ok := p.Room.Decision(id)
	if !ok || !p.Own.Asked {
		return notFound()
	}
	p.Decision = &shownDecision{p.Room, d, p.Own.May, p.Own.stance(p.Room, d)}
	return q.page("follow-stance", p)
}

// takeStance gives the stance of the actor that the reader speaks for, and of nobody else: the form says nothing of whose it is, so
// that one form can be sent to all.
func (w *Web) takeStance(q *request) error {
	id := q.path("id")
	cmd := &conference.TakeStance{ID: q.Form.Get("decision"), Actors: []string{q.Who.Actor}, Stance: conference.StanceKind(q.Form.Get("stance")),
		Reason: q.Form.Get("reason")}
	v, err := q.clerk().Conference(q.ctx(), q.Who, id)
	if err != nil {
		return err
	}
	times := struct {
		ReturnsBy time.Time `json:"returnsBy"`
	}{}
	if err := readInto(&times, url.Values{"returnsBy": q.Form["returnsBy"]}, w.day(q.Now, v.Conference)); err != nil {
		return err
	}
	if cmd.Stance == conference.NoMandate {
		cmd.ReturnsBy = times.ReturnsBy
	}
	got, err := q.do(id, cmd)
	if err == nil {
		err = got.Fault
	}
	if err != nil {
		if f, ok := fault.As(err); ok && f.Code == "decision.reservation-without-reason" {
			at := *f
			at.Fields = map[string]string{"reason": f.Code}
			return &at
		}
		return err
	}
	return q.done(q.back("/conferences/"+id+"/room?view=follow"), "")
}

// wordPage asks for the word with what there is to say about it.
func (w *Web) wordPage(q *request) error {
	p, err := w.step(q, "web.follow.word.title")
	if err != nil {
		return err
	}
	return q.page("follow-word", p)
}

// declinePage says no to a measure, and why.
func (w *Web) declinePage(q *request) error {
	p, err := w.step(q, "web.follow.decline.title", "Measure", q.query("measure"))
	if err != nil {
		return err
	}
	for _, t := range p.Own.Measures {
		if t.ID == q.query("measure") {
			p.Task = &t
			return q.page("follow-decline", p)
		}
	}
	return fault.New(fault.NotFound, "http.no-such-place")
}

// Kinds are the ways to ask for the word.
func (p *followStep) Kinds() []conference.RequestKind {
	return []conference.RequestKind{conference.OrdinaryRequest, conference.FloorReply, conference.PointOfOrder}
}

// Call is the address that dials in to the meeting; "" when there is no such way in.
func (o *ownFollow) Call() template.URL { return o.call }

// DutyCall is the address that dials the one on duty at the host.
func (o *ownFollow) DutyCall() template.URL { return o.dutyCall }
