package area

import (
	"time"

	"samverkan/internal/fault"
)

// State is how far something has come that others wait for.
type State string

// The states. A need and an offer are open until they are agreed, met or withdrawn; what is told is a draft, or asked and answered, until it
// is approved or withdrawn. That a need is answered follows from the offers that answer it, and is not kept.
const (
	StateOpen      State = "open"
	StateAnswered  State = "answered"
	StateAgreed    State = "agreed"
	StateMet       State = "met"
	StateWithdrawn State = "withdrawn"
	StateDraft     State = "draft"
	StateAsked     State = "asked"
	StateApproved  State = "approved"
)

// Begun gives a content that is about to become an item, with its states where all begin, whatever was wished of them.
func (c Content) Begun(member string, at time.Time) Content {
	at = moment(at)
	switch c.Kind {
	case Need:
		d := copied(c.Detail.Need)
		d.State, d.Since, d.Offers, d.Until = StateOpen, at, nil, moment(d.Until)
		c.Detail.Need = d
	case Offer:
		d := copied(c.Detail.Offer)
		d.State, d.Since, d.Until = StateOpen, at, moment(d.Until)
		c.Detail.Offer = d
	case Message:
		c.Detail.Message = &MessageDetail{Approval: Approval{State: StateDraft, Since: at, Writer: member}}
	case Question:
		d := copied(c.Detail.Question)
		d.Approval = Approval{State: answered(d.Answer), Since: at, Writer: member}
		c.Detail.Question = d
	}
	return c
}

// Over gives a content that somebody wishes an item to have instead of another: its states stay as they came to be, and what was approved
// and says something else is a draft anew. A detail that is left out stays.
func (c Content) Over(old Content, member string, at time.Time) Content {
	at = moment(at)
	told := c.Title != old.Title || c.Text != old.Text
	switch old.Kind {
	case Need:
		was := copied(old.Detail.Need)
		if c.Detail.Need != nil {
			was.Terms = c.Detail.Need.Terms
			was.Until = moment(was.Until)
		}
		c.Detail.Need = was
	case Offer:
		was := copied(old.Detail.Offer)
		if c.Detail.Offer != nil {
			was.Terms = c.Detail.Offer.Terms
			was.Until = moment(was.Until)
		}
		c.Detail.Offer = was
	case Message:
		was := copied(old.Detail.Message)
		if told {
			was.Approval = was.again(StateDraft, member, at)
		}
		c.Detail.Message = was
	case Question:
		was := copied(old.Detail.Question)
		if c.Detail.Question != nil && c.Detail.Question.Answer != was.Answer {
			was.Answer, told = c.Detail.Question.Answer, true
		}
		if told {
			was.Approval = was.again(answered(was.Answer), member, at)
		}
		c.Detail.Question = was
	}
	return c
}

// Stated gives the content with another state: a need that is met, what is withdrawn, or what stands again (StateOpen). It is as it was when it
// is there already. Faults: area.state (nothing of its kind has that state), area.state-not-now.
func (c Content) Stated(to State, at time.Time) (Content, error) {
	is := c.State()
	if is == "" || to != StateOpen && to != StateWithdrawn && (to != StateMet || c.Kind != Need) {
		return c, fault.New(fault.Invalid, "area.state", "State", string(to))
	}
	if c.Kind.Telling() && to == StateOpen {
		if is != StateWithdrawn {
			return c, nil
		}
		to = StateDraft
		if c.Kind == Question {
			to = answered(c.Detail.Question.Answer)
		}
	}
	if is == to {
		return c, nil
	}
	if is == StateMet && to == StateWithdrawn || is == StateWithdrawn && to == StateMet {
		return c, fault.New(fault.Conflict, "area.state-not-now", "Title", c.Title)
	}
	return c.inState(to, moment(at)), nil
}

// inState is the content in a state that it may have.
func (c Content) inState(to State, at time.Time) Content {
	switch c.Kind {
	case Need:
		d := copied(c.Detail.Need)
		if d.State, d.Since = to, at; to == StateOpen {
			d.Offers = nil
		}
		c.Detail.Need = d
	case Offer:
		d := copied(c.Detail.Offer)
		d.State, d.Since = to, at
		c.Detail.Offer = d
	case Message:
		d := copied(c.Detail.Message)
		d.Approval = d.again(to, d.Writer, at)
		c.Detail.Message = d
	case Question:
		d := copied(c.Detail.Question)
		d.Approval = d.again(to, d.Writer, at)
		c.Detail.Question = d
	}
	return c
}

// State gives the state of what has one; "" of everything else.
func (c Content) State() State {
	switch d := c.Detail; {
	case c.Kind == Need && d.Need != nil:
		return d.Need.State
	case c.Kind == Offer && d.Offer != nil:
		return d.Offer.State
	case c.Kind == Message && d.Message != nil:
		return d.Message.State
	case c.Kind == Question && d.Question != nil:
		return d.Question.State
	}
	return ""
}

// moment is a time as it is kept: in UTC, with milliseconds.
func moment(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.UTC().Truncate(time.Millisecond)
}

// copied is a value of its own, so that nothing that was given changes.
func copied[T any](p *T) *T {
	c := new(T)
	if p != nil {
		*c = *p
	}
	return c
}
