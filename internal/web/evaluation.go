package web

import (
	"samverkan/conference"
	"samverkan/internal/papers"
	"samverkan/minutes"
)

// evaluationPage is the quick evaluation: the questions, and what all have answered so far.
type evaluationPage struct {
	Shell
	ID, Meeting string
	May         bool
	Closed      bool // the meeting is over; before that there is nothing to evaluate
	Questions   []question
	Text        string
	Answers     int
	Said        []remarkSaid
}

// question is one of the four, with the answer of the reader's own and what all thought.
type question struct {
	Name    string
	Own     string
	Average float64
	Bar     int // of the average, in tenths
	Count   int
}

type remarkSaid struct{ Who, Text string }

// evaluation shows the evaluation of a meeting.
func (w *Web) evaluation(q *request) error {
	id := q.path("id")
	d, err := papers.Open(q.ctx(), q.clerk(), q.Who, id, q.Printer, q.Now)
	if err != nil {
		return err
	}
	c := d.View().Conference
	if c.Phase == conference.Unplanned {
		return notFound()
	}
	r, err := d.Record(q.ctx(), 0)
	if err != nil {
		return err
	}
	p := &evaluationPage{Shell: q.shell("web.evaluation.title", "Title", c.Plan.Title), ID: id, Meeting: c.Plan.Title, Answers: len(r.Now.Evaluations)}
	p.Section, p.Exercise = "conferences", c.Plan.Exercise
	p.Closed = c.Phase == conference.Closed || c.Phase == conference.Approved || c.Phase == conference.Published
	p.May = p.Closed && q.clerk().Authorize(q.ctx(), q.Who, id, "", &conference.Evaluate{}) == nil
	var own conference.Evaluation
	for _, e := range c.Evaluations {
		if e.By == q.Who.Member && e.Actor == q.Who.Actor {
			own = e
		}
	}
	p.Text = own.Text
	p.Questions = []question{q.question("leading", own.Leading, r.Now, func(e minutes.Evaluation) int { return e.Leading }),
		q.question("speakers", own.Speakers, r.Now, func(e minutes.Evaluation) int { return e.Speakers }),
		q.question("tech", own.Tech, r.Now, func(e minutes.Evaluation) int { return e.Tech }),
		q.question("result", own.Result, r.Now, func(e minutes.Evaluation) int { return e.Result })}
	for _, e := range r.Now.Evaluations {
		if e.Text != "" {
			p.Said = append(p.Said, remarkSaid{r.Now.Name(e.Actor), e.Text})
		}
	}
	return q.page("evaluation", p)
}

func (q *request) question(name string, own int, m *minutes.Minutes, grade func(minutes.Evaluation) int) question {
	x := question{Name: name}
	if own > 0 {
		x.Own = q.Number(own)
	}
	sum := 0
	for _, e := range m.Evaluations {
		if g := grade(e); g > 0 {
			sum, x.Count = sum+g, x.Count+1
		}
	}
	if x.Count > 0 {
		x.Average = float64(sum) / float64(x.Count)
		x.Bar = int(x.Average*10 + 0.5)
	}
	return x
}
