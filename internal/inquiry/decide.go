package inquiry

import (
	"reflect"
	"slices"
	"time"

	"samverkan/conference"
	"samverkan/internal/fault"
)

// doubleClick is within what time the same said again is a button pressed twice.
const doubleClick = time.Minute

func (q *Inquiry) open() error {
	switch {
	case q.ID == "":
		return fault.New(fault.NotFound, "inquiry.unknown")
	case !q.Closed.IsZero():
		return fault.New(fault.Conflict, "inquiry.closed")
	}
	return nil
}

func (cmd *OpenInquiry) decide(q *Inquiry, _ Meta) ([]Event, error) {
	is := cmd.Ask.tidied()
	if q.ID != "" {
		if q.ID == cmd.ID && reflect.DeepEqual(is, q.Ask) {
			return nil, nil
		}
		return nil, fault.New(fault.Conflict, "inquiry.exists", "ID", q.ID)
	}
	if err := checkKeys(cmd.ID); err != nil {
		return nil, err
	}
	if err := is.check(); err != nil {
		return nil, err
	}
	return []Event{&InquiryOpened{ID: cmd.ID, Ask: is}}, nil
}

func (cmd *ChangeInquiry) decide(q *Inquiry, _ Meta) ([]Event, error) {
	if err := q.open(); err != nil {
		return nil, err
	}
	is := cmd.Ask.tidied()
	if err := is.check(); err != nil {
		return nil, err
	}
	if is.Owner != q.Owner || is.Exercise != q.Exercise || is.Incident != q.Incident {
		return nil, fault.New(fault.Invalid, "inquiry.fixed")
	}
	for _, actor := range q.Actors {
		if !slices.Contains(is.Actors, actor) {
			return nil, fault.New(fault.Conflict, "inquiry.actor-asked", "Actor", actor)
		}
	}
	for i, old := range q.Questions {
		if now, ok := is.Question(old.ID); q.answered(old.ID) && (!ok || !reflect.DeepEqual(now, old)) {
			return nil, fault.New(fault.Conflict, "inquiry.question-answered", "Number", i+1)
		}
	}
	if reflect.DeepEqual(is, q.Ask) {
		return nil, nil
	}
	return []Event{&InquiryChanged{Ask: is}}, nil
}

func (q *Inquiry) answered(question string) bool {
	return slices.ContainsFunc(q.Responses, func(r Response) bool { return answerTo(r.Answers, question) != nil })
}

func answerTo(list []Answer, question string) *Answer {
	for i := range list {
		if list[i].Question == question {
			return &list[i]
		}
	}
	return nil
}

func (q *Inquiry) answerable(actor string) error {
	if err := q.open(); err != nil {
		return err
	}
	if !slices.Contains(q.Actors, actor) {
		return fault.New(fault.NotFound, "inquiry.not-asked", "Actor", actor)
	}
	return nil
}

func (cmd *Respond) decide(q *Inquiry, m Meta) ([]Event, error) {
	if err := q.answerable(cmd.Actor); err != nil {
		return nil, err
	}
	answers, err := q.Ask.tidyAnswers(cmd.Answers)
	if err != nil {
		return nil, err
	}
	if last := q.Response(cmd.Actor); last != nil {
		markAs(answers, last.Answers)
		if reflect.DeepEqual(answers, last.Answers) {
			return q.keep(last, m), nil
		}
	}
	return []Event{&Responded{Actor: cmd.Actor, Answers: answers}}, nil
}

// markAs gives answers the markings of others where they have none: what is marked is not opened by writing it anew.
func markAs(answers, others []Answer) {
	for i := range answers {
		if old := answerTo(others, answers[i].Question); old != nil && !answers[i].Secrecy.Marked() {
			answers[i].Secrecy = old.Secrecy
		}
	}
}

func (cmd *KeepResponse) decide(q *Inquiry, m Meta) ([]Event, error) {
	if err := q.answerable(cmd.Actor); err != nil {
		return nil, err
	}
	last := q.Response(cmd.Actor)
	if last == nil {
		return nil, fault.New(fault.Conflict, "inquiry.nothing-before", "Actor", cmd.Actor)
	}
	return q.keep(last, m), nil
}

func (q *Inquiry) keep(last *Response, m Meta) []Event {
	if m.OccurredAt.Sub(last.At).Abs() < doubleClick {
		return nil
	}
	return []Event{&ResponseKept{Actor: last.Actor}}
}

func (*CloseInquiry) decide(q *Inquiry, _ Meta) ([]Event, error) {
	if q.ID != "" && !q.Closed.IsZero() {
		return nil, nil
	}
	if err := q.open(); err != nil {
		return nil, err
	}
	return []Event{&InquiryClosed{}}, nil
}

func (e *InquiryOpened) apply(q *Inquiry, m Meta)  { q.ID, q.Ask, q.Asked = e.ID, e.Ask, m.OccurredAt }
func (e *InquiryChanged) apply(q *Inquiry, _ Meta) { q.Ask = e.Ask }
func (*InquiryClosed) apply(q *Inquiry, m Meta)    { q.Closed = m.OccurredAt }

func (e *Responded) apply(q *Inquiry, m Meta) {
	q.respond(e.Actor, e.Answers, m, false)
	r := q.Response(e.Actor)
	r.Origin = append(slices.Clone(r.Origin), m.Seq)
	for i := range r.Earlier { // what is marked now was never meant to be read
		r.Earlier[i].Answers = slices.Clone(r.Earlier[i].Answers)
		markAs(r.Earlier[i].Answers, r.Answers)
	}
}

func (e *ResponseKept) apply(q *Inquiry, m Meta) {
	if last := q.Response(e.Actor); last != nil { // it may be expunged
		q.respond(e.Actor, last.Answers, m, true)
	}
}

func (q *Inquiry) respond(actor string, answers []Answer, m Meta, unchanged bool) {
	is := Version{Answers: answers, At: m.OccurredAt, By: m.Member, Unchanged: unchanged, Late: m.OccurredAt.After(q.Deadline)}
	if r := q.Response(actor); r != nil {
		r.Earlier, r.Version = append(slices.Clone(r.Earlier), r.Version), is
		return
	}
	q.Responses = append(q.Responses, Response{Actor: actor, Version: is})
}

// hidden tells whether a reader may not read what is marked so; without a test it is the owner, who reads everything.
func hidden(s conference.Secrecy, may func(conference.Secrecy) bool) bool {
	return s.Marked() && may != nil && !may(s)
}
