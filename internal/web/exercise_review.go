package web

import (
	"strconv"
	"time"

	"samverkan/internal/exercise"
	"samverkan/internal/reporting"
)

// reviewPage is how an exercise went against its targets.
type reviewPage struct {
	Shell
	M       *Room
	R       exercise.Review
	Lines   []reporting.ReviewLine
	Targets []targetField
	Silent  []string // who was there and never had the floor, by name
}

// targetField is a target that can be changed.
type targetField struct {
	Name, Label, Value string
}

// Exact writes a length of time.
func (p *reviewPage) Exact(d time.Duration) string { return reporting.Exact(p.p, d) }

// exerciseReview shows how the meeting went. Other targets are asked for in the address, in minutes and seconds.
func (w *Web) exerciseReview(q *request) error {
	id := q.path("id")
	t := exercise.DefaultTargets()
	fields := []struct {
		name string
		into *time.Duration
		unit time.Duration
	}{{"acknowledge", &t.Acknowledge, time.Minute}, {"contact", &t.Contact, time.Minute}, {"sharing", &t.Sharing, time.Minute},
		{"roll-call", &t.RollCall, time.Minute}, {"rakel", &t.Rakel, time.Second}}
	p := &reviewPage{}
	for _, f := range fields {
		if n, err := strconv.Atoi(q.query(f.name)); err == nil && n > 0 && n <= 1440 {
			*f.into = time.Duration(n) * f.unit
		}
		p.Targets = append(p.Targets, targetField{f.name, q.T("review.target." + f.name), strconv.Itoa(int(*f.into / f.unit))})
	}
	r, err := q.clerk().ReviewExercise(q.ctx(), q.Who, id, t)
	if err != nil {
		return err
	}
	m, _, err := w.roomOf(q)
	if err != nil {
		return err
	}
	p.Shell, p.M, p.R, p.Lines = q.shell("web.exercise.review-title", "Title", m.Plan.Title), m, r, reporting.ReviewLines(r, q.Printer, m.Short)
	p.Section, p.Exercise = "conferences", true
	for _, a := range r.Talk.Silent {
		p.Silent = append(p.Silent, m.Short(a))
	}
	return q.page("exercise-review", p)
}
