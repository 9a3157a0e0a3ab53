package conference

import (
	"slices"
	"time"

	"samverkan/internal/fault"
)

// ItemState is how far the meeting has come with an agenda item.
type ItemState struct {
	ID    string `json:"id"`
	Spans []Span `json:"spans,omitempty"` // an item can be taken up again, and goes on after a break
}

// Used is the time spent on the item at now.
func (s ItemState) Used(now time.Time) time.Duration {
	var sum time.Duration
	for _, span := range s.Spans {
		sum += span.Length(now)
	}
	return sum
}

// StartItem takes up an agenda item (punkt). An item that still runs is finished by it.
type StartItem struct {
	Item string `json:"item"`
}

// ItemStarted is the fact.
type ItemStarted struct {
	Item string `json:"item"`
}

// FinishItem is done with an item.
type FinishItem struct {
	Item string `json:"item"`
}

// ItemFinished is the fact.
type ItemFinished struct {
	Item string `json:"item"`
}

// MarkItemSecrecy marks a whole agenda item; everything written under it is marked with it. A zero Secrecy opens it again.
// It is allowed at any time, as MarkSecrecy is.
type MarkItemSecrecy struct {
	Item    string  `json:"item"`
	Secrecy Secrecy `json:"secrecy"`
}

// ItemSecrecyMarked is the fact.
type ItemSecrecyMarked struct {
	Item    string  `json:"item"`
	Secrecy Secrecy `json:"secrecy"`
}

// Names.
func (*StartItem) Name() string         { return "item.start" }
func (*ItemStarted) Name() string       { return "item.started" }
func (*FinishItem) Name() string        { return "item.finish" }
func (*ItemFinished) Name() string      { return "item.finished" }
func (*MarkItemSecrecy) Name() string   { return "item.mark-secrecy" }
func (*ItemSecrecyMarked) Name() string { return "item.secrecy-marked" }

// Item gives the state of an item that has begun.
func (c *Conference) Item(id string) (ItemState, bool) {
	for _, s := range c.Items {
		if s.ID == id {
			return s, true
		}
	}
	return ItemState{}, false
}

// ItemSecrecy gives the marking of a whole agenda item.
func (c *Conference) ItemSecrecy(id string) Secrecy { return c.itemSecrecy[id] }

// EffectiveSecrecy is the marking of something written under an item: its own, or else the item's.
func (c *Conference) EffectiveSecrecy(own Secrecy, item string) Secrecy {
	if own.Marked() {
		return own
	}
	return c.itemSecrecy[item]
}

// knownItem refuses an item that is not on the agenda; "" means the current one, which may be none.
func (c *Conference) knownItem(item string) (string, error) {
	if item == "" {
		return c.Current, nil
	}
	if _, ok := c.Plan.Agenda.Find(item); !ok {
		return "", fault.New(fault.NotFound, "agenda.item-unknown", "Item", item)
	}
	return item, nil
}

func (cmd *StartItem) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.inMeeting(); err != nil {
		return nil, err
	}
	if _, err := c.knownItem(cmd.Item); err != nil {
		return nil, err
	}
	if cmd.Item == "" {
		return nil, fault.New(fault.Invalid, "agenda.item-unknown", "Item", "")
	}
	if c.Current == cmd.Item {
		return nil, nil
	}
	if err := c.inOrder(m, c.lastStep()); err != nil {
		return nil, err
	}
	var events []Event
	if c.Current != "" {
		events = append(events, &ItemFinished{Item: c.Current})
	}
	return append(events, &ItemStarted{Item: cmd.Item}), nil
}

func (cmd *FinishItem) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.inMeeting(); err != nil {
		return nil, err
	}
	item, err := c.knownItem(cmd.Item)
	if err != nil {
		return nil, err
	}
	if _, begun := c.Item(item); !begun {
		return nil, fault.New(fault.Conflict, "item.not-begun", "Item", item)
	}
	if c.Current != item {
		return nil, nil
	}
	if err := c.inOrder(m, c.lastStep()); err != nil {
		return nil, err
	}
	return []Event{&ItemFinished{Item: item}}, nil
}

func (cmd *MarkItemSecrecy) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.planned(); err != nil {
		return nil, err
	}
	item, err := c.knownItem(cmd.Item)
	if err != nil {
		return nil, err
	}
	if item == "" {
		return nil, fault.New(fault.Invalid, "agenda.item-unknown", "Item", "")
	}
	s := cmd.Secrecy.tidied()
	if err := s.check(); err != nil {
		return nil, err
	}
	return unlessSame(s, c.itemSecrecy[item], &ItemSecrecyMarked{Item: item, Secrecy: s})
}

func (e *ItemStarted) apply(c *Conference, m Meta) {
	c.Current = e.Item
	c.beginSpan(e.Item, m.OccurredAt)
}

func (e *ItemFinished) apply(c *Conference, m Meta) {
	c.endSpan(e.Item, m.OccurredAt)
	if c.Current == e.Item {
		c.Current = ""
	}
}

func (c *Conference) beginSpan(item string, at time.Time) {
	for i := range c.Items {
		if c.Items[i].ID == item {
			c.Items[i].Spans = append(slices.Clone(c.Items[i].Spans), Span{Start: at})
			return
		}
	}
	c.Items = append(c.Items, ItemState{ID: item, Spans: []Span{{Start: at}}})
}

func (c *Conference) endSpan(item string, at time.Time) {
	for i := range c.Items {
		if s := c.Items[i].Spans; c.Items[i].ID == item && s[len(s)-1].End.IsZero() {
			s[len(s)-1].End = at
		}
	}
}

func (e *ItemSecrecyMarked) apply(c *Conference, _ Meta) {
	if e.Secrecy.IsZero() {
		delete(c.itemSecrecy, e.Item)
		return
	}
	c.itemSecrecy[e.Item] = e.Secrecy
}
