package web

import (
	"slices"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
)

// waiting is something that the reader, or its actor, is expected to do.
type waiting struct {
	Kind       string // late, accept, answer, inquiry, area-ask, area-take, draft, check, approve, publish
	Conference string
	ID         string // of the measure or the inquiry, or the key of the seat
	Title      string
	Of         string // the conference that a measure was agreed in, or the actor that asks
	At         time.Time
	Passed     bool // the time has passed
	Secret     bool
}

// waitingOrder puts what hurts first.
var waitingOrder = []string{"late", "answer", "inquiry", "area-ask", "area-take", "accept", "approve", "check", "draft", "publish"}

// measureRow is a measure in a list.
type measureRow struct {
	clerk.ListedMeasure
	Late, Soon bool
	Mine       bool // the reader's actor owns it
	Report     *conference.MeasureReport
	MayReport  bool
	MayAccept  bool
}

// soonDue is how long before its time a measure is said to be due soon.
const soonDue = 2 * time.Hour

func (q *request) measureRow(x clerk.ListedMeasure) measureRow {
	open := isOpen(x.Status)
	return measureRow{ListedMeasure: x, Mine: x.Owner == q.Who.Actor, Late: open && !x.DueAt.IsZero() && x.DueAt.Before(q.Now),
		Soon: open && x.DueAt.After(q.Now) && x.DueAt.Before(q.Now.Add(soonDue))}
}

// openStatuses are those of measures that are still to be done.
var openStatuses = []string{string(conference.MeasureOpen), string(conference.MeasureOngoing)}

func isOpen(status string) bool { return slices.Contains(openStatuses, status) }

// tasks fills in what waits, and the actor's open measures.
func (p *startPage) tasks(q *request, all []near) error {
	rows, total, err := q.clerk().MeasurePage(q.ctx(), q.Who, clerk.MeasureQuery{Owner: q.Who.Actor, Statuses: openStatuses,
		Page: clerk.Page{Limit: startLooks}})
	if err != nil {
		return err
	}
	p.Open = total
	var marked []string
	for _, x := range rows {
		row := q.measureRow(x)
		if x.Secret {
			marked = append(marked, x.Conference)
		}
		if len(p.Measures) < startMeasures {
			p.Measures = append(p.Measures, row)
		}
		switch w := (waiting{Conference: x.Conference, ID: x.ID, Title: x.Text, Of: x.Title, At: x.DueAt, Secret: x.Secret}); {
		case x.Accepted == nil && q.canAccept(x):
			w.Kind = "accept"
			p.Waiting = append(p.Waiting, w)
		case row.Late:
			w.Kind, w.Passed = "late", true
			p.Waiting = append(p.Waiting, w)
		}
	}
	asked, _, err := q.clerk().Inquiries(q.ctx(), q.Who, clerk.InquiryQuery{Awaits: q.Who.Actor, Page: clerk.Page{Limit: startLooks}})
	if err != nil {
		return err
	}
	for _, x := range asked {
		p.Waiting = append(p.Waiting, waiting{Kind: "inquiry", ID: x.ID, Title: x.Title, Of: x.Owner, At: x.Deadline, Passed: x.Deadline.Before(q.Now)})
	}
	if err := p.areaTasks(q); err != nil {
		return err
	}
	for _, x := range all {
		p.Waiting = append(p.Waiting, q.waitsFor(x)...)
	}
	slices.SortStableFunc(p.Waiting, func(a, b waiting) int {
		return slices.Index(waitingOrder, a.Kind) - slices.Index(waitingOrder, b.Kind)
	})
	p.cut()
	if total > len(rows) { // more than were looked at: those that are late are counted where they lie
		_, late, err := q.clerk().MeasurePage(q.ctx(), q.Who, clerk.MeasureQuery{Owner: q.Who.Actor, Statuses: openStatuses, DueTo: q.Now,
			Page: clerk.Page{Limit: 1}})
		if err != nil {
			return err
		}
		p.More += max(0, late-len(rows))
	}
	return q.tellRead("measure.list", marked...)
}

// areaTasks are what others ask for in areas that the reader's actor manages, and areas that it is asked to take over.
func (p *startPage) areaTasks(q *request) error {
	requests, err := q.clerk().AreaRequests(q.ctx(), q.Who, "")
	if err != nil || !p.Writes {
		return err
	}
	for _, r := range requests {
		if r.Open() && !r.Own {
			p.Waiting = append(p.Waiting, waiting{Kind: "area-ask", ID: r.Area, Title: r.Name, Of: r.Actor, At: r.AskedAt})
		}
	}
	offered, _, err := q.clerk().AreaPage(q.ctx(), q.Who, clerk.AreaQuery{Open: true, Heir: q.Who.Actor, Page: clerk.Page{Limit: startLooks}})
	for _, a := range offered {
		p.Waiting = append(p.Waiting, waiting{Kind: "area-take", ID: a.ID, Title: a.Title, Of: a.OwnerActor})
	}
	return err
}

// cut leaves out what does not fit, and tells how much that is.
func (p *startPage) cut() {
	var shown []waiting
	late := 0
	for _, w := range p.Waiting {
		if w.Kind == "late" {
			late++
		}
		if len(shown) < startWaiting && (w.Kind != "late" || late <= startLate) {
			shown = append(shown, w)
		}
	}
	p.Waiting, p.More = shown, len(p.Waiting)-len(shown)
}

// waitsFor is what a conference waits for from the reader: an answer, an invitation to send, minutes to settle.
func (q *request) waitsFor(x near) []waiting {
	c := x.Conference
	w := waiting{Conference: c.Plan.ID, Title: c.Plan.Title}
	switch c.Phase {
	case conference.Planned:
		if !x.row.Hosts {
			return nil
		}
		w.Kind, w.At = "draft", c.Plan.Start
		return []waiting{w}
	case conference.Called, conference.Lobby:
		return q.unanswered(x, w)
	case conference.Closed:
		if !x.row.Hosts {
			return nil
		}
		w.Kind, w.At = "check", c.Meeting.Closed
		if v := c.Version(); v != nil && len(v.Checks) > 0 {
			w.Kind = "approve"
		}
		return []waiting{w}
	}
	return nil
}

// unanswered lists the seats of the reader's actor that have not answered.
func (q *request) unanswered(x near, w waiting) []waiting {
	if x.row.Hosts {
		return nil
	}
	var out []waiting
	for _, s := range ownSeats(x.Conference, q.Who.Actor) {
		if s.Answered && s.Reply != conference.Acknowledged {
			continue
		}
		w.Kind, w.ID, w.At = "answer", s.Key, x.Conference.Plan.Callout.AckDeadline
		w.Passed = !w.At.IsZero() && w.At.Before(q.Now)
		out = append(out, w)
	}
	return out
}

// Declined tells whether the owner has said no.
func (r measureRow) Declined() bool { return r.Accepted != nil && !*r.Accepted }

// canAccept tells whether a measure can still be taken on: once the minutes are approved only its progress is told.
func (q *request) canAccept(x clerk.ListedMeasure) bool {
	v, err := q.clerk().Conference(q.ctx(), q.Who, x.Conference)
	return err == nil && beforeApproval(v.Conference.Phase)
}

func beforeApproval(p conference.Phase) bool {
	switch p {
	case conference.Lobby, conference.Open, conference.Adjourned, conference.Closed:
		return true
	}
	return false
}
