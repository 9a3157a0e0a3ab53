package inquiry

import (
	"slices"
	"time"

	"samverkan/conference"
)

// Result is what came of an inquiry, for one reader.
type Result struct {
	Inquiry   string           `json:"inquiry"`
	Title     string           `json:"title"`
	Deadline  time.Time        `json:"deadline"`
	Actors    []ActorResult    `json:"actors"` // who has answered, in the order in which they were asked
	Questions []QuestionResult `json:"questions"`
	Missing   []string         `json:"missing,omitempty"`
	Late      int              `json:"late"`
	Omitted   int              `json:"omitted,omitempty"` // answers that this reader may not read
}

// ActorResult is one actor's answers, one for each question; nil where there is none.
type ActorResult struct {
	Actor     string    `json:"actor"`
	At        time.Time `json:"at,omitzero"`
	Late      bool      `json:"late,omitempty"`
	Unchanged bool      `json:"unchanged,omitempty"`
	Answers   []*Given  `json:"answers"`
}

// Given is an answer as a reader may see it.
type Given struct {
	Answer
	Grade   int  `json:"grade,omitempty"` // impact: what follows from the tests
	Omitted bool `json:"omitted,omitempty"`
}

// QuestionResult is what all answer to one question.
type QuestionResult struct {
	Question
	Answered int     `json:"answered"`         // how many have answered and can be read
	Counts   []Count `json:"counts,omitempty"` // choice, yes-no and impact: every possible answer
	Sum      float64 `json:"sum,omitempty"`    // number
	Least    float64 `json:"least,omitempty"`
	Most     float64 `json:"most,omitempty"`
}

// Count is how many gave one answer: a choice, "yes" or "no", or a grade from "1" to "5" with "0" for unknown.
type Count struct {
	Value string `json:"value"`
	Count int    `json:"count"`
}

// Compile puts the answers together for a reader. may tells what it may read; nil is the owner, who reads everything.
func Compile(q *Inquiry, may func(conference.Secrecy) bool) Result {
	out := Result{Inquiry: q.ID, Title: q.Title, Deadline: q.Deadline, Actors: []ActorResult{}, Missing: q.Missing()}
	for _, actor := range q.Actors {
		r := q.Response(actor)
		if r == nil {
			continue
		}
		x := ActorResult{Actor: actor, At: r.At, Late: r.Late, Unchanged: r.Unchanged}
		if r.Late {
			out.Late++
		}
		for _, question := range q.Questions {
			g := given(answerTo(r.Answers, question.ID), may)
			if g != nil && g.Omitted {
				out.Omitted++
			}
			x.Answers = append(x.Answers, g)
		}
		out.Actors = append(out.Actors, x)
	}
	for i, question := range q.Questions {
		out.Questions = append(out.Questions, count(question, i, out.Actors))
	}
	return out
}

func given(a *Answer, may func(conference.Secrecy) bool) *Given {
	if a == nil {
		return nil
	}
	if hidden(a.Secrecy, may) {
		s := a.Secrecy
		s.Readers = nil
		return &Given{Answer: Answer{Question: a.Question, Secrecy: s}, Omitted: true}
	}
	return &Given{Answer: *a, Grade: a.Tests.Grade()}
}

func count(q Question, at int, actors []ActorResult) QuestionResult {
	out := QuestionResult{Question: q}
	for _, value := range q.values() {
		out.Counts = append(out.Counts, Count{Value: value})
	}
	for _, x := range actors {
		a := x.Answers[at]
		if a == nil || a.Omitted || !a.answers(q.Kind) && q.Kind != Impact {
			continue
		}
		out.Answered++
		if q.Kind == Number {
			n := *a.Number
			if out.Sum += n; out.Answered == 1 {
				out.Least, out.Most = n, n
			}
			out.Least, out.Most = min(out.Least, n), max(out.Most, n)
		}
		if i := slices.IndexFunc(out.Counts, func(c Count) bool { return c.Value == a.value(q.Kind) }); i >= 0 {
			out.Counts[i].Count++
		}
	}
	return out
}

// values are the possible answers, in order; none when there is no end of them.
func (q Question) values() []string {
	switch q.Kind {
	case Choice:
		return q.Choices
	case YesNo:
		return []string{"yes", "no"}
	case Impact:
		return []string{"5", "4", "3", "2", "1", "0"}
	}
	return nil
}

func (a *Given) value(k Kind) string {
	switch k {
	case Choice:
		return a.Choice
	case YesNo:
		if *a.Yes {
			return "yes"
		}
		return "no"
	case Impact:
		return string(rune('0' + a.Grade))
	}
	return ""
}
