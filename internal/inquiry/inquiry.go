package inquiry

import (
	"slices"
	"time"

	"samverkan/conference"
)

// Kind is what a question is answered with.
type Kind string

// The kinds of questions.
const (
	Text   Kind = "text"
	Number Kind = "number" // a decimal number, in Unit
	Choice Kind = "choice" // one of Choices
	YesNo  Kind = "yes-no"
	Impact Kind = "impact" // the three tests, from which the grade follows
)

// Kinds lists the kinds in the order in which they are offered.
func Kinds() []Kind { return []Kind{Text, Number, Choice, YesNo, Impact} }

// Question is one thing that is asked.
type Question struct {
	ID       string   `json:"id"` // a key, unique in the inquiry
	Text     string   `json:"text"`
	Kind     Kind     `json:"kind"`
	Unit     string   `json:"unit,omitempty"`    // number: hushåll, procent
	Choices  []string `json:"choices,omitempty"` // choice: at least two
	Required bool     `json:"required,omitempty"`
}

// Answer is the answer to one question. Which field counts depends on the question's kind.
type Answer struct {
	Question string             `json:"question"`       // id
	Text     string             `json:"text,omitempty"` // text; for the others a remark
	Number   *float64           `json:"number,omitempty"`
	Choice   string             `json:"choice,omitempty"`
	Yes      *bool              `json:"yes,omitempty"`
	Tests    conference.Tests   `json:"tests,omitzero"`
	Secrecy  conference.Secrecy `json:"secrecy,omitzero"`
}

// Ask is what is asked, of whom, and until when.
type Ask struct {
	Title     string     `json:"title"`
	Text      string     `json:"text,omitempty"`     // why, and what it will be used for
	Incident  string     `json:"incident,omitempty"` // id of the händelse
	Owner     string     `json:"owner"`              // the actor that asks
	Exercise  bool       `json:"exercise,omitempty"`
	Actors    []string   `json:"actors"`
	Deadline  time.Time  `json:"deadline"`
	Questions []Question `json:"questions"`
}

// Inquiry is the state that its events add up to.
type Inquiry struct {
	ID string `json:"id"`
	Ask
	Asked     time.Time  `json:"asked,omitzero"`
	Closed    time.Time  `json:"closed,omitzero"`
	Responses []Response `json:"responses,omitempty"` // in the order in which the actors first answered
	Seq       int64      `json:"seq"`
}

// Response is what one actor has answered.
type Response struct {
	Actor string `json:"actor"`
	Version
	Earlier []Version `json:"earlier,omitempty"` // oldest first
	Origin  []int64   `json:"origin,omitempty"`  // events that carry its answers, for withholding
}

// Version is a response as it was given.
type Version struct {
	Answers   []Answer  `json:"answers"` // in the order of the questions
	At        time.Time `json:"at,omitzero"`
	By        string    `json:"by,omitempty"`
	Late      bool      `json:"late,omitempty"`      // after the deadline as that was then
	Unchanged bool      `json:"unchanged,omitempty"` // oförändrat
}

// Response gives an actor's response; nil when there is none.
func (q *Inquiry) Response(actor string) *Response {
	for i := range q.Responses {
		if q.Responses[i].Actor == actor {
			return &q.Responses[i]
		}
	}
	return nil
}

// Missing lists the actors that were asked and have not answered, in the order in which they were asked.
func (q *Inquiry) Missing() []string {
	return slices.DeleteFunc(slices.Clone(q.Actors), func(actor string) bool { return q.Response(actor) != nil })
}

// Question finds a question.
func (a *Ask) Question(id string) (Question, bool) {
	for _, x := range a.Questions {
		if x.ID == id {
			return x, true
		}
	}
	return Question{}, false
}

// Withheld lists the numbers of the events that an actor may not read: those with an answer marked in any version of the response.
func (q *Inquiry) Withheld(actor string) map[int64]bool {
	out := map[int64]bool{}
	for _, r := range q.Responses {
		for _, v := range append(slices.Clone(r.Earlier), r.Version) {
			for _, a := range v.Answers {
				if !a.Secrecy.ReadableBy(actor, q.Owner) {
					for _, seq := range r.Origin {
						out[seq] = true
					}
				}
			}
		}
	}
	return out
}
