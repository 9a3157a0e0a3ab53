package agenda

import "slices"

// Item is one point of the agenda.
type Item struct {
	ID        string    `json:"id"`                  // stable through moves and renumbering
	Number    int       `json:"number"`              // what people say: "punkt 3". The opening may be 0
	Title     string    `json:"title"`               //
	Kind      Kind      `json:"kind"`                //
	Step      Step      `json:"step,omitempty"`      // what it does in the meeting, "" when it is an ordinary subject
	Aim       string    `json:"aim,omitempty"`       // why the item is there; read aloud when it starts
	Owner     string    `json:"owner,omitempty"`     // actor that answers for the item; "" means the host
	Minutes   int       `json:"minutes"`             // planned, whole minutes
	Speakers  []Speaker `json:"speakers,omitempty"`  // in speaking order; empty means round the table or free word
	Proposal  string    `json:"proposal,omitempty"`  // for a decision item: the wording to take a stance on
	Questions []string  `json:"questions,omitempty"` // talking points
}

// Speaker is an actor that has been asked to speak to an item.
type Speaker struct {
	Actor   string `json:"actor"`
	Minutes int    `json:"minutes,omitempty"` // 0 means that the item's time is shared
	Topic   string `json:"topic,omitempty"`
}

// Clone copies the item with its lists.
func (it Item) Clone() Item {
	it.Speakers = slices.Clone(it.Speakers)
	it.Questions = slices.Clone(it.Questions)
	return it
}

// SpeakerMinutes is the sum of the minutes promised to the item's speakers.
func (it Item) SpeakerMinutes() int {
	sum := 0
	for _, s := range it.Speakers {
		sum += s.Minutes
	}
	return sum
}
