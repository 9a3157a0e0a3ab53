package area

import (
	"cmp"
	"strings"
	"time"

	"samverkan/internal/fault"
)

// Approval is how far something has come that is approved before it is used, and by whom.
type Approval struct {
	State   State     `json:"state"`
	Since   time.Time `json:"since,omitzero"`    // when it came to be so
	Writer  string    `json:"writer,omitempty"`  // the member that wrote what it says now
	Version int       `json:"version,omitempty"` // how many times it has been approved
	By      string    `json:"by,omitempty"`      // the member that approved what it says now
	Actor   string    `json:"actor,omitempty"`   // for which actor
}

// MessageDetail is what a message (gemensamt budskap) has besides what all items have. Its text is the item's.
type MessageDetail struct {
	Approval
}

// QuestionDetail is what a question has besides what all items have. The question is the item's title, and its text what lies behind it.
type QuestionDetail struct {
	Answer string `json:"answer,omitempty"`
	Approval
}

// MaxAnswer is how long an answer can be, in characters.
const MaxAnswer = 5000

func (d *MessageDetail) of() Kind                           { return Message }
func (d *MessageDetail) check(Area, Item) map[string]string { return nil }
func (d *MessageDetail) words() string                      { return "" }

func (d *QuestionDetail) of() Kind      { return Question }
func (d *QuestionDetail) words() string { return d.Answer }
func (d *QuestionDetail) check(Area, Item) map[string]string {
	if !prose(d.Answer, MaxAnswer) {
		return map[string]string{"answer": "area.answer"}
	}
	return nil
}

// answered is the state of a question that nobody has approved the answer to.
func answered(answer string) State {
	if strings.TrimSpace(answer) == "" {
		return StateAsked
	}
	return StateAnswered
}

// again is what is not approved as it stands.
func (p Approval) again(to State, writer string, at time.Time) Approval {
	return Approval{State: to, Since: at, Writer: writer, Version: p.Version}
}

// approve is what stands, approved. Faults: area.approve-nothing, area.approve-own.
func (p Approval) approve(member, actor string, at time.Time) (Approval, error) {
	switch {
	case p.State == StateApproved:
		return p, nil
	case p.State != StateDraft && p.State != StateAnswered:
		return p, fault.New(fault.Conflict, "area.approve-nothing")
	case p.Writer == member:
		return p, fault.New(fault.Forbidden, "area.approve-own")
	}
	p.State, p.Since, p.By, p.Actor = StateApproved, moment(at), member, actor
	p.Version++
	return p, nil
}

// Approving gives a message or an answer approved by somebody else than who wrote it. Faults: area.approve-nothing, area.approve-own.
func (c Content) Approving(member, actor string, at time.Time) (_ Content, err error) {
	switch {
	case c.Kind == Message && c.Detail.Message != nil:
		d := copied(c.Detail.Message)
		d.Approval, err = d.approve(member, actor, at)
		c.Detail.Message = d
	case c.Kind == Question && c.Detail.Question != nil:
		d := copied(c.Detail.Question)
		d.Approval, err = d.approve(member, actor, at)
		c.Detail.Question = d
	default:
		err = fault.New(fault.Conflict, "area.approve-nothing")
	}
	return c, err
}

// Approval gives how far it has come; false for what is not approved at all.
func (i Item) Approval() (Approval, bool) {
	switch d := i.Detail; {
	case i.Kind == Message && d.Message != nil:
		return d.Message.Approval, true
	case i.Kind == Question && d.Question != nil:
		return d.Question.Approval, true
	}
	return Approval{}, false
}

// MayApprove tells whether an actor's people approve an item: those of its owner and those of who answers for the area. Who of them that wrote
// it does not, see [Content.Approving].
func (a Area) MayApprove(item Item, actor string) bool {
	return item.Kind.Telling() && (actor == item.Owner || actor == a.Owner) && a.MayRead(item, actor) && !a.Closed && a.RightOf(actor).Includes(Contribute)
}

// ByApproval orders what is told: what is approved, then what waits for it, then what is withdrawn, and of each the newest first.
func ByApproval(x, y Item) int {
	a, _ := x.Approval()
	b, _ := y.Approval()
	return cmp.Or(approvalOrder[a.State]-approvalOrder[b.State], b.Since.Compare(a.Since), strings.Compare(x.ID, y.ID))
}

var approvalOrder = map[State]int{StateApproved: 0, StateDraft: 1, StateAnswered: 1, StateAsked: 2, StateWithdrawn: 3}

// Replying gives a question with another answer; anything else as it is. What the answer is then is said when it is put in place of what stands,
// see [Content.Over].
func (c Content) Replying(answer string) Content {
	if c.Kind == Question {
		d := copied(c.Detail.Question)
		d.Answer = answer
		c.Detail.Question = d
	}
	return c
}
