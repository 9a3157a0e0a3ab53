package web

import (
	"strings"

	"samverkan/conference"
	"samverkan/internal/fault"
	"samverkan/internal/papers"
	"samverkan/minutes"
)

// publicPage shows what the public version leaves out, before it is published.
type publicPage struct {
	Shell
	ID, Meeting string
	papers.Preview
	Grounds  []publicGround
	Sections []publicSection
	Sounds   []publicSound
	Work     *minutesWork
	Reviewed string
}

// publicGround is how much is left out on one ground, in words.
type publicGround struct {
	Ground, Owner string
	Suspected     bool
	Count         int
}

// publicSection is what differs under one heading.
type publicSection struct {
	Title string
	Rows  []minutes.Passage
}

// publicSound is what becomes of a recording.
type publicSound struct {
	Name, Why string
	Bare      string
	Quiet     []publicQuiet
}

type publicQuiet struct{ Span, Ground, Owner string }

// publicMinutes shows the difference between the whole and the public version, for who may publish it.
func (w *Web) publicMinutes(q *request) error {
	id := q.path("id")
	if err := q.clerk().Authorize(q.ctx(), q.Who, id, "", &conference.PublishMinutes{}); err != nil {
		return err
	}
	d, err := papers.Open(q.ctx(), q.clerk(), q.Who, id, q.Printer, q.Now)
	if err != nil {
		return err
	}
	x, err := d.Preview(q.ctx())
	if err != nil {
		return err
	}
	c := d.View().Conference
	p := &publicPage{Shell: q.shell("web.public.title", "Title", c.Plan.Title), ID: id, Meeting: c.Plan.Title, Preview: x, Reviewed: x.Reviewed()}
	p.Section, p.Exercise = "conferences", c.Plan.Exercise
	for _, g := range x.Grounds {
		p.Grounds = append(p.Grounds, publicGround{g.Secrecy.Ground, q.actorName(g.Secrecy.Owner), g.Secrecy.Suspected, g.Count})
	}
	for _, x := range x.Passages {
		if n := len(p.Sections); n == 0 || p.Sections[n-1].Title != x.Section {
			p.Sections = append(p.Sections, publicSection{Title: x.Section})
		}
		last := &p.Sections[len(p.Sections)-1]
		last.Rows = append(last.Rows, x)
	}
	for _, s := range x.Sound {
		row := publicSound{Name: s.Name, Bare: strings.Join(s.Bare, ", ")}
		if s.Why != "" {
			row.Why = q.T("doc.public.why." + s.Why)
		}
		for _, t := range s.Quiet {
			row.Quiet = append(row.Quiet, publicQuiet{q.SpanSeconds(t.From, t.To), t.Secrecy.Ground, q.actorName(t.Secrecy.Owner)})
		}
		p.Sounds = append(p.Sounds, row)
	}
	record, err := d.Record(q.ctx(), 0)
	if err != nil {
		return err
	}
	if p.Work, err = q.minutesWork(d, record.Now); err != nil {
		return err
	}
	if err := q.tellSecret(d.View(), "minutes"); err != nil {
		return err
	}
	return q.page("minutes-public", p)
}

// reviewed tells whether whoever publishes has seen what is left out, as it is now. Nothing left out needs no look.
func (q *request) reviewed(d *papers.Desk) error {
	x, err := d.Preview(q.ctx())
	if err != nil || !x.Differs() || q.Form.Get("reviewed") == x.Reviewed() {
		return err
	}
	return fault.New(fault.Conflict, "web.public.not-reviewed", "ID", q.path("id"))
}
