package web

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"samverkan/conference"
	"samverkan/internal/fault"
	"samverkan/internal/i18n"
)

// reportsPage is where the host asks for situation reports, and sees who has left one.
type reportsPage struct {
	Shell
	Watch       *watchButton // until all are in
	ID, Meeting string
	Asked       *conference.ReportRequest
	Deadline    time.Time
	Over        bool // the time has passed
	Closed      bool // the meeting is over: nothing is asked for any more
	Rows        []reportRow
	In, Missing int
	Late        int
	Actors      []reportActor // that can be asked
	Due         string        // of the form
	Questions   []string
}

// reportRow is one seat, and what has come from it.
type reportRow struct {
	Seat, Name string
	Asked      bool
	In         bool
	At         time.Time
	Late       bool
	Unchanged  bool
	Hidden     bool // the grade is left out for the reader
	Grade      int
}

// reportActor is an actor that can be asked, and whether it is.
type reportActor struct {
	ID, Name string
	Asked    bool
}

// reports shows the host who has reported. For others it is not there: they have the situation.
func (w *Web) reports(q *request) error {
	id := q.path("id")
	v, err := q.clerk().Conference(q.ctx(), q.Who, id)
	if err != nil {
		return err
	}
	c := v.Conference
	if c.Phase == conference.Unplanned {
		return notFound()
	}
	if err := q.clerk().Authorize(q.ctx(), q.Who, id, "", &conference.RequestReports{}); err != nil {
		return err
	}
	p := &reportsPage{Shell: q.shell("web.reports.title", "Title", c.Plan.Title), ID: id, Meeting: c.Plan.Title, Asked: c.Request, Deadline: reportsDue(c),
		Closed: !beforeClose(c), Missing: len(c.ReportsMissing())}
	p.Section, p.Exercise = "conferences", c.Plan.Exercise
	p.Over = !p.Deadline.IsZero() && q.Now.After(p.Deadline)
	p.rows(q, c, v.May)
	p.form(q, c)
	if p.Watch, err = q.watchReports(c); err != nil {
		return err
	}
	return q.page("reports", p)
}

// rows lists the seats: those that are missing first, then as they came.
func (p *reportsPage) rows(q *request, c *conference.Conference, may func(conference.Secrecy) bool) {
	for _, seat := range c.Plan.Participants {
		x := reportRow{Seat: seat.Key(), Name: q.seatName(seat.Key()), Asked: c.Request != nil && slices.Contains(c.Request.Actors, seat.Actor)}
		if r := c.Report(x.Seat); r != nil {
			said, _ := r.Readable(may)
			x.In, x.At, x.Late, x.Unchanged, x.Grade = true, r.At, r.Late, r.Unchanged, said.Tests.Grade()
			x.Hidden = r.Secrecy.Marked() && !may(r.Secrecy)
			p.In++
			if x.Late {
				p.Late++
			}
		} else if seat.Actor == c.Plan.Host && !x.Asked {
			continue
		}
		p.Rows = append(p.Rows, x)
	}
	slices.SortStableFunc(p.Rows, func(a, b reportRow) int {
		if x, y := a.order(), b.order(); x != y {
			return x - y
		}
		if !a.At.Equal(b.At) {
			return a.At.Compare(b.At)
		}
		return q.Compare(a.Name, b.Name)
	})
}

// Chosen counts the actors that are asked, or would be.
func (p *reportsPage) Chosen() (n int) {
	for _, x := range p.Actors {
		if x.Asked {
			n++
		}
	}
	return n
}

func (r reportRow) order() int {
	switch {
	case r.Asked && !r.In:
		return 0
	case r.In:
		return 1
	}
	return 2
}

// form puts in what was asked last, or else everybody, by when it is planned.
func (p *reportsPage) form(q *request, c *conference.Conference) {
	for _, actor := range c.Plan.Actors() {
		x := reportActor{ID: actor, Name: q.actorName(actor)}
		if c.Request != nil {
			x.Asked = slices.Contains(c.Request.Actors, actor)
		} else {
			x.Asked = actor != c.Plan.Host && slices.ContainsFunc(c.Plan.Participants, func(s conference.Participant) bool {
				return s.Actor == actor && s.Role == conference.Attendee
			})
		}
		p.Actors = append(p.Actors, x)
	}
	slices.SortStableFunc(p.Actors, func(a, b reportActor) int { return q.Compare(a.Name, b.Name) })
	if !p.Deadline.IsZero() {
		p.Due = p.Deadline.In(i18n.Stockholm()).Format("2006-01-02 15:04")
	}
	if c.Request != nil {
		p.Questions = c.Request.Questions
	}
}

// requestReports asks the chosen. To choose nobody is a mistake, and not to ask everybody.
func (w *Web) requestReports(q *request) error {
	id := q.path("id")
	cmd := &conference.RequestReports{}
	if err := q.clerk().Authorize(q.ctx(), q.Who, id, "", cmd); err != nil {
		return err
	}
	fields := url.Values{"actors": q.Form["actors"], "deadline": q.Form["deadline"], "questions": q.Form["questions"]}
	if err := readInto(cmd, fields, q.Now); err != nil {
		return err
	}
	if len(cmd.Actors) == 0 {
		return adminAt(fault.New(fault.Conflict, "report.nobody"), "actors")
	}
	got, err := q.do(id, cmd)
	if err == nil {
		err = got.Fault
	}
	if err != nil {
		code := fault.CodeOf(err)
		switch {
		case code == "report.no-deadline":
			return adminAt(err, "deadline")
		case code == "report.question-twice", strings.HasPrefix(code, "text."):
			return adminAt(err, "questions")
		}
		return err
	}
	return q.done("/conferences/"+id+"/reports", "reports-requested")
}

// remindReports reminds those who are missing, and says so when nobody could be.
func (w *Web) remindReports(q *request) error {
	id := q.path("id")
	n, err := q.clerk().RemindReports(q.ctx(), q.Who, id)
	if err != nil {
		return err
	}
	note := "reports-reminded"
	if n == 0 {
		note = "reports-reminded-none"
	}
	return q.done("/conferences/"+id+"/reports", note)
}
