package conference

import (
	"fmt"
	"time"

	"samverkan/internal/fault"
)

// Flag is what the one who listens for goal conflicts puts before the leader: a line of the record, or something heard, that the
// meeting should not go past. It is between the host's own people and no part of the minutes: what comes of it is a note.
type Flag struct {
	ID         string     `json:"id"`
	Kind       FlagKind   `json:"kind,omitempty"`
	Note       string     `json:"note,omitempty"` // the line that it is about
	Item       string     `json:"item,omitempty"` // what was dealt with
	Text       string     `json:"text,omitempty"`
	At         time.Time  `json:"at,omitzero"`
	By         string     `json:"by,omitempty"`
	Seq        int64      `json:"seq"`
	Answer     FlagAnswer `json:"answer,omitempty"` // none yet
	AnsweredAt time.Time  `json:"answeredAt,omitzero"`
	AnsweredBy string     `json:"answeredBy,omitempty"`
}

// FlagKind is what is seen.
type FlagKind string

// The kinds.
const (
	FlagGoalConflict FlagKind = "goal-conflict" // målkonflikt
	FlagUnowned      FlagKind = "unowned"       // ingen äger
	FlagNeed         FlagKind = "need"          // behov
)

// FlagAnswer is what the leader does with it.
type FlagAnswer string

// The answers.
const (
	FlagNow     FlagAnswer = "now"     // it is taken up at once
	FlagAfter   FlagAnswer = "after"   // it is taken up later in the meeting
	FlagDropped FlagAnswer = "dropped" // it is not taken up
)

// RaiseFlag puts something before the leader (flaggar): a line of the record, a text, or both.
type RaiseFlag struct {
	ID   string   `json:"id,omitempty"`
	Note string   `json:"note,omitempty"`
	Kind FlagKind `json:"kind"`
	Text string   `json:"text,omitempty"`
}

// FlagRaised is the fact.
type FlagRaised struct {
	ID   string   `json:"id"`
	Note string   `json:"note,omitempty"`
	Item string   `json:"item,omitempty"`
	Kind FlagKind `json:"kind"`
	Text string   `json:"text,omitempty"`
}

// AnswerFlag says what the leader does with a flag; a later answer goes before an earlier.
type AnswerFlag struct {
	ID   string     `json:"id"`
	When FlagAnswer `json:"when"`
}

// FlagAnswered is the fact.
type FlagAnswered struct {
	ID   string     `json:"id"`
	When FlagAnswer `json:"when"`
}

// Names.
func (*RaiseFlag) Name() string    { return "flag.raise" }
func (*FlagRaised) Name() string   { return "flag.raised" }
func (*AnswerFlag) Name() string   { return "flag.answer" }
func (*FlagAnswered) Name() string { return "flag.answered" }

// Flag finds a flag.
func (c *Conference) Flag(id string) (*Flag, bool) {
	for i := range c.Raised {
		if c.Raised[i].ID == id {
			return &c.Raised[i], true
		}
	}
	return nil, false
}

func (cmd *RaiseFlag) decide(c *Conference, _ Meta) ([]Event, error) {
	if err := c.recordOpen(); err != nil {
		return nil, err
	}
	switch cmd.Kind {
	case FlagGoalConflict, FlagUnowned, FlagNeed:
	default:
		return nil, fault.New(fault.Invalid, "flag.kind", "Kind", string(cmd.Kind))
	}
	e := &FlagRaised{ID: cmd.ID, Note: cmd.Note, Item: c.Current, Kind: cmd.Kind, Text: tidy(cmd.Text)}
	if err := checkTexts("text", e.Text); err != nil {
		return nil, err
	}
	if err := checkKeys(cmd.ID); err != nil {
		return nil, err
	}
	if cmd.Note == "" && e.Text == "" {
		return nil, fault.New(fault.Invalid, "flag.empty")
	}
	if cmd.Note != "" {
		n, ok := c.Note(cmd.Note)
		if !ok {
			return nil, fault.New(fault.NotFound, "note.unknown", "ID", cmd.Note)
		}
		e.Item = n.Item
	}
	if _, taken := c.Flag(cmd.ID); taken {
		return nil, fault.New(fault.Conflict, "note.id-taken", "ID", cmd.ID)
	}
	for _, f := range c.Raised {
		if f.Note == e.Note && f.Kind == e.Kind && f.Text == e.Text && f.Answer == "" {
			return nil, nil // it waits for the leader already
		}
	}
	for n := len(c.Raised) + 1; e.ID == ""; n++ {
		if _, taken := c.Flag(fmt.Sprintf("V%d", n)); !taken {
			e.ID = fmt.Sprintf("V%d", n)
		}
	}
	return []Event{e}, nil
}

func (cmd *AnswerFlag) decide(c *Conference, _ Meta) ([]Event, error) {
	if err := c.recordOpen(); err != nil {
		return nil, err
	}
	f, ok := c.Flag(cmd.ID)
	if !ok {
		return nil, fault.New(fault.NotFound, "flag.unknown", "ID", cmd.ID)
	}
	switch cmd.When {
	case FlagNow, FlagAfter, FlagDropped:
	default:
		return nil, fault.New(fault.Invalid, "flag.when", "When", string(cmd.When))
	}
	if f.Answer == cmd.When {
		return nil, nil
	}
	return []Event{&FlagAnswered{ID: cmd.ID, When: cmd.When}}, nil
}

func (e *FlagRaised) apply(c *Conference, m Meta) {
	c.Raised = append(c.Raised, Flag{ID: e.ID, Kind: e.Kind, Note: e.Note, Item: e.Item, Text: e.Text, At: m.OccurredAt, By: m.Member, Seq: m.Seq})
	c.inward = append(c.inward, m.Seq)
}

func (e *FlagAnswered) apply(c *Conference, m Meta) {
	c.inward = append(c.inward, m.Seq)
	if f, ok := c.Flag(e.ID); ok { // not when what was raised is expunged
		f.Answer, f.AnsweredAt, f.AnsweredBy = e.When, m.OccurredAt, m.Member
	}
}
