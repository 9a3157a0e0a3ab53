package area

import (
	"strings"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/id"
)

// Comment is what somebody said of an item. It is read by those who read the item, as long as the actor that said it shares what is
// its own in the area.
type Comment struct {
	ID        string    `json:"id"`
	At        time.Time `json:"at"`
	By        string    `json:"by"`    // the member
	Actor     string    `json:"actor"` // for which actor
	Text      string    `json:"text,omitempty"`
	Withdrawn time.Time `json:"withdrawn,omitzero"` // taken back by its writer: the text is gone
}

// MaxComment is how long a comment can be, in characters.
const MaxComment = 2000

// Check answers with area.comment-text for a comment that says nothing or too much, and area.id for one without an id.
func (c Comment) Check() error {
	if id.Key(c.ID) != nil {
		return fault.New(fault.Invalid, "area.id")
	}
	if strings.TrimSpace(c.Text) == "" || !prose(c.Text, MaxComment) {
		f := fault.New(fault.Invalid, "area.comment-text", "MaxComment", MaxComment)
		f.Fields = map[string]string{"text": "area.comment-text"}
		return f
	}
	return nil
}

// ReadComment tells whether an actor reads a comment of an item: it reads the item, and the comment's actor has not stopped sharing.
func (a Area) ReadComment(item Item, c Comment, actor string) bool {
	return a.MayRead(item, actor) && (actor == c.Actor || a.Shares(c.Actor))
}

// Withdraw gives a comment taken back, without its text. Only who wrote it takes it back (area.comment-not-yours); twice is once.
func (c Comment) Withdraw(member string, at time.Time) (Comment, error) {
	switch {
	case c.By != member:
		return c, fault.New(fault.Forbidden, "area.comment-not-yours")
	case !c.Withdrawn.IsZero():
		return c, nil
	}
	c.Text, c.Withdrawn = "", at
	return c, nil
}
