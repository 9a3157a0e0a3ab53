package conference

import (
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/id"
)

// NextMeeting is the meeting agreed on before this one closes.
type NextMeeting struct {
	Conference     string    `json:"conference,omitempty"` // id, when it has one
	Title          string    `json:"title,omitempty"`
	Text           string    `json:"text,omitempty"`
	Start          time.Time `json:"start"`
	End            time.Time `json:"end,omitzero"`
	ReportDeadline time.Time `json:"reportDeadline,omitzero"`
	Item           string    `json:"item,omitempty"`
}

// PlanNext records the next meeting (nästa möte).
type PlanNext struct {
	NextMeeting
}

// NextPlanned is the fact.
type NextPlanned struct {
	NextMeeting
}

// Evaluation is a quick evaluation: four questions, graded 1 (bad) to 5 (good), 0 not answered, and a free text.
type Evaluation struct {
	At       time.Time `json:"at,omitzero"`
	By       string    `json:"by,omitempty"`
	Actor    string    `json:"actor,omitempty"`
	Leading  int       `json:"leading,omitempty"`  // hur mötet leddes
	Speakers int       `json:"speakers,omitempty"` // talarlistan och tiden
	Tech     int       `json:"tech,omitempty"`     // tekniken
	Result   int       `json:"result,omitempty"`   // om målet nåddes
	Text     string    `json:"text,omitempty"`
}

// Evaluate gives a quick evaluation (snabbutvärdering), one per member and actor.
type Evaluate struct {
	Leading  int    `json:"leading,omitempty"`
	Speakers int    `json:"speakers,omitempty"`
	Tech     int    `json:"tech,omitempty"`
	Result   int    `json:"result,omitempty"`
	Text     string `json:"text,omitempty"`
}

// Evaluated is the fact.
type Evaluated struct {
	Leading  int    `json:"leading,omitempty"`
	Speakers int    `json:"speakers,omitempty"`
	Tech     int    `json:"tech,omitempty"`
	Result   int    `json:"result,omitempty"`
	Text     string `json:"text,omitempty"`
}

// Names.
func (*PlanNext) Name() string    { return "next.plan" }
func (*NextPlanned) Name() string { return "next.planned" }
func (*Evaluate) Name() string    { return "evaluation.give" }
func (*Evaluated) Name() string   { return "evaluation.given" }

func (cmd *PlanNext) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.recordOpen(); err != nil {
		return nil, err
	}
	n := cmd.NextMeeting
	tidyAll(&n.Text, &n.Title)
	item, err := c.knownItem(n.Item)
	if err != nil {
		return nil, err
	}
	n.Item = item
	if n.Conference != "" {
		if err := id.Key(n.Conference); err != nil {
			return nil, err
		}
	}
	if err := checkTexts("text", n.Text); err != nil {
		return nil, err
	}
	if err := checkLines("title", n.Title); err != nil {
		return nil, err
	}
	if n.Start.IsZero() || !n.End.IsZero() && !n.End.After(n.Start) {
		return nil, fault.New(fault.Invalid, "plan.times", "Start", n.Start, "End", n.End)
	}
	if !n.Start.After(m.OccurredAt) {
		return nil, fault.New(fault.Invalid, "next.past", "Start", n.Start)
	}
	if !n.ReportDeadline.IsZero() && n.ReportDeadline.After(n.Start) {
		return nil, fault.New(fault.Invalid, "next.report-after-start", "Deadline", n.ReportDeadline)
	}
	if c.Next != nil {
		return unlessSame(n, *c.Next, &NextPlanned{NextMeeting: n})
	}
	return []Event{&NextPlanned{NextMeeting: n}}, nil
}

func (cmd *Evaluate) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.planned(); err != nil {
		return nil, err
	}
	switch c.Phase {
	case Closed, Approved, Published:
	default:
		return nil, fault.New(fault.Conflict, "evaluation.meeting-not-closed")
	}
	for _, g := range []int{cmd.Leading, cmd.Speakers, cmd.Tech, cmd.Result} {
		if g < 0 || g > 5 {
			return nil, fault.New(fault.Invalid, "evaluation.grade", "Grade", g)
		}
	}
	e := &Evaluated{Leading: cmd.Leading, Speakers: cmd.Speakers, Tech: cmd.Tech, Result: cmd.Result, Text: tidy(cmd.Text)}
	if *e == (Evaluated{}) {
		return nil, fault.New(fault.Invalid, "evaluation.empty")
	}
	if err := checkTexts("text", e.Text); err != nil {
		return nil, err
	}
	for _, v := range c.Evaluations {
		if v.By == m.Member && v.Actor == m.Actor && v.Leading == e.Leading && v.Speakers == e.Speakers &&
			v.Tech == e.Tech && v.Result == e.Result && v.Text == e.Text {
			return nil, nil
		}
	}
	return []Event{e}, nil
}

func (e *NextPlanned) apply(c *Conference, _ Meta) {
	n := e.NextMeeting
	c.Next = &n
}

func (e *Evaluated) apply(c *Conference, m Meta) {
	v := Evaluation{At: m.OccurredAt, By: m.Member, Actor: m.Actor, Leading: e.Leading, Speakers: e.Speakers,
		Tech: e.Tech, Result: e.Result, Text: e.Text}
	for i, old := range c.Evaluations {
		if old.By == v.By && old.Actor == v.Actor {
			c.Evaluations[i] = v
			return
		}
	}
	c.Evaluations = append(c.Evaluations, v)
}
