package web

import (
	"cmp"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/i18n"
	"samverkan/internal/reporting"
)

// reportRoutes are the situation reports: an actor's own, those that the host asks for, and all of them put together.
func (w *Web) reportRoutes() []row {
	return []row{
		{get, "/conferences/{id}/report", "conference.read", w.report},
		{post, "/conferences/{id}/report", "conference.command", w.submitReport},
		{get, "/conferences/{id}/reports", "conference.read", w.reports},
		{post, "/conferences/{id}/reports", "conference.command", w.requestReports},
		{post, "/conferences/{id}/reports/remind", "conference.command", w.remindReports},
		{get, "/conferences/{id}/situation", "conference.read", w.situation},
	}
}

// reportPage is the situation report of one seat: how it stands, and the form that leaves it, filled in with what was said last.
type reportPage struct {
	Shell
	ID, Meeting string
	Name        string // of the seat
	Seat        string // its key
	Others      []choice
	May, Host   bool
	Deadline    time.Time
	Over        bool   // what is left now is late
	Linked      bool   // it is left by a signed link, without an account
	Keeping     string // where the forms go
	Submitting  string

	Last   *reportLeft // in this conference; nil for none
	Before time.Time   // when that was said which the form is filled in with, when it is from an earlier conference
	Grade  int         // påverkansgrad of what was said last; 0 unknown
	Keeps  bool        // there is something that can hold still

	Themes    []reportField
	Questions []reportField
	Tests     []reportTest
	Function  string
	Valid     string
	Secrecy   conference.Secrecy
	Hidden    int // parts that the reader may not read, and that stay as they are
}

// reportLeft is when and how a report was left.
type reportLeft struct {
	At              time.Time
	Late, Unchanged bool
}

// reportField is one text of the form.
type reportField struct {
	Name, Label  string // Label is what people wrote, or the theme
	Text, Source string
	Marked       bool
	Hidden       bool // the reader may not read what stands here
}

// reportTest is one of the three questions, with the answer that was given last.
type reportTest struct{ Name, Value string }

// Strains are the answers to it.
func (reportTest) Strains() []conference.Strain { return conference.Strains() }

// Grades are the grades of impact, the hardest last.
func (*reportPage) Grades() []int { return []int{1, 2, 3, 4, 5} }

// Scale says what it takes to have a grade.
func (p *reportPage) Scale(grade int) string { return p.p.T("web.report.scale." + strconv.Itoa(grade)) }

// report shows the report of the reader's own actor, or for the host that of any seat.
func (w *Web) report(q *request) error {
	id := q.path("id")
	v, err := q.clerk().Conference(q.ctx(), q.Who, id)
	if err != nil {
		return err
	}
	c := v.Conference
	if c.Phase == conference.Unplanned {
		return notFound()
	}
	own := ownSeats(c, q.Who.Actor)
	seat := q.query("seat")
	if seat == "" && len(own) > 0 {
		seat = own[0].Key
	}
	asks := q.clerk().Authorize(q.ctx(), q.Who, id, "", &conference.RequestReports{}) == nil
	if seat == "" && asks { // the host has no report of its own: it has everybody else's
		http.Redirect(q.w, q.r, "/conferences/"+id+"/reports", http.StatusSeeOther)
		return nil
	}
	there, ok := c.Plan.Participant(seat)
	if !ok || there.Actor != q.Who.Actor && !asks {
		return notFound()
	}
	p := q.reportPage(v, seat)
	p.Host = there.Actor != q.Who.Actor
	p.May = p.May && q.clerk().Authorize(q.ctx(), q.Who, id, "", &conference.SubmitReport{Participant: seat}) == nil
	p.Keeping, p.Submitting = "/conferences/"+id+"/do/report.unchanged", "/conferences/"+id+"/report"
	for _, x := range own {
		if x.Key != seat && !p.Host {
			p.Others = append(p.Others, choice{x.Key, q.seatName(x.Key)})
		}
	}
	if err := q.tellSecret(v, "report"); err != nil {
		return err
	}
	p.fill(q, v)
	return q.page("report", p)
}

// reportPage begins the page of a seat's report.
func (q *request) reportPage(v *clerk.View, seat string) *reportPage {
	c := v.Conference
	p := &reportPage{Shell: q.shell("web.report.title", "Name", q.seatName(seat)), ID: c.Plan.ID, Meeting: c.Plan.Title, Name: q.seatName(seat), Seat: seat,
		Deadline: reportsDue(c), May: beforeClose(c)}
	p.Section, p.Exercise = "conferences", c.Plan.Exercise
	p.Over = !p.Deadline.IsZero() && q.Now.After(p.Deadline)
	return p
}

// fill puts in what was said last, as far as the reader may read it.
func (p *reportPage) fill(q *request, v *clerk.View) {
	c := v.Conference
	last, at, said := c.LastReport(p.Seat)
	if r := c.Report(p.Seat); r != nil {
		p.Last = &reportLeft{r.At, r.Late, r.Unchanged}
	} else if said {
		p.Before = at
	}
	last, p.Hidden = last.Readable(v.May)
	p.Keeps, p.Grade, p.Secrecy, p.Function = said, last.Tests.Grade(), last.Secrecy, last.Function
	if until := last.ValidUntil; until.After(q.Now) {
		p.Valid = until.In(i18n.Stockholm()).Format("2006-01-02 15:04")
	}
	for _, theme := range conference.Themes() {
		f := reportField{Name: string(theme), Label: q.T("doc.reports.theme." + string(theme))}
		for _, s := range last.Statements {
			if s.Theme == theme {
				f.Text, f.Source, f.Marked = s.Text, s.Source, s.Secrecy.Marked()
			}
		}
		p.Themes = append(p.Themes, f.shown())
	}
	if c.Request != nil {
		for i, question := range c.Request.Questions {
			f := reportField{Name: strconv.Itoa(i), Label: question}
			for _, a := range last.Answers {
				if a.Question == question {
					f.Text, f.Marked = a.Text, a.Secrecy.Marked()
				}
			}
			p.Questions = append(p.Questions, f.shown())
		}
	}
	t := last.Tests
	p.Tests = []reportTest{{"plan", string(t.Plan)}, {"resources", string(t.Resources)}, {"load", string(t.Load)}}
}

// shown empties what is left out: what stands there is kept, and not written over by the sign for it.
func (f reportField) shown() reportField {
	if f.Text == conference.LeftOut {
		f.Text, f.Source, f.Hidden = "", "", true
	}
	return f
}

// submitReport leaves the report that the form says.
func (w *Web) submitReport(q *request) error {
	id, seat := q.path("id"), q.Form.Get("participant")
	v, err := q.clerk().Conference(q.ctx(), q.Who, id)
	if err != nil {
		return err
	}
	if err := q.clerk().Authorize(q.ctx(), q.Who, id, "", &conference.SubmitReport{Participant: seat}); err != nil {
		return err
	}
	last, _, _ := v.Conference.LastReport(seat)
	said, err := readReport(q.Form, q.Now, cmp.Or(seatActorOf(seat), q.Who.Actor))
	if err != nil {
		return err
	}
	got, err := q.do(id, &conference.SubmitReport{Participant: seat, Report: reporting.Completed(said, last, false, v.May, q.Now)})
	if err == nil {
		err = got.Fault
	}
	if err != nil {
		return err
	}
	return q.done("/conferences/"+id+"/report?"+url.Values{"seat": {seat}}.Encode(), "report-submitted")
}

// seatName is an actor's name, with the unit when the seat is of one.
func (q *request) seatName(seat string) string {
	_, unit, _ := strings.Cut(seat, "/")
	return joined(q.actorName(seatActorOf(seat)), unit)
}

func seatActorOf(seat string) string {
	actor, _, _ := strings.Cut(seat, "/")
	return actor
}

// reportsDue is when the reports are to be in: as asked, or as planned. Zero when nobody has said.
func reportsDue(c *conference.Conference) time.Time {
	if c.Request != nil {
		return c.Request.Deadline
	}
	return c.Plan.Reporting.Deadline
}

// beforeClose tells whether reports can still be asked for and left.
func beforeClose(c *conference.Conference) bool {
	switch c.Phase {
	case conference.Planned, conference.Called, conference.Lobby, conference.Open, conference.Adjourned:
		return true
	}
	return false
}
