package agenda

import (
	"slices"
	"strings"
	"time"

	"samverkan/internal/fault"
)

// Agenda is the items in the order in which they are meant to be taken.
type Agenda []Item

// Clone copies the agenda with everything in it.
func (a Agenda) Clone() Agenda {
	if a == nil {
		return nil
	}
	b := make(Agenda, len(a))
	for i, it := range a {
		b[i] = it.Clone()
	}
	return b
}

// TotalMinutes is the planned length of all items together.
func (a Agenda) TotalMinutes() int {
	sum := 0
	for _, it := range a {
		sum += it.Minutes
	}
	return sum
}

// Index is the place of the item with this id, -1 when there is none.
func (a Agenda) Index(id string) int {
	return slices.IndexFunc(a, func(it Item) bool { return it.ID == id })
}

// Find gives a copy of the item with this id.
func (a Agenda) Find(id string) (Item, bool) {
	i := a.Index(id)
	if i < 0 {
		return Item{}, false
	}
	return a[i].Clone(), true
}

// FindStep gives a copy of the first item that does the step.
func (a Agenda) FindStep(s Step) (Item, bool) {
	for _, it := range a {
		if it.Does(s) {
			return it.Clone(), true
		}
	}
	return Item{}, false
}

// Insert puts an item at place at (0 is first, len(a) last) and renumbers.
// Faults: agenda.id-missing, agenda.item-exists, agenda.position-outside.
func (a Agenda) Insert(at int, it Item) (Agenda, error) {
	if strings.TrimSpace(it.ID) == "" {
		return nil, fault.New(fault.Invalid, "agenda.id-missing", "Item", it.Title)
	}
	if a.Index(it.ID) >= 0 {
		return nil, fault.New(fault.Conflict, "agenda.item-exists", "Item", it.ID)
	}
	if at < 0 || at > len(a) {
		return nil, fault.New(fault.Invalid, "agenda.position-outside", "Position", at, "Last", len(a))
	}
	first := a.firstNumber(it)
	return slices.Insert(a.Clone(), at, it.Clone()).Renumber(first), nil
}

// Add puts an item last and renumbers. Faults: as [Agenda.Insert].
func (a Agenda) Add(it Item) (Agenda, error) { return a.Insert(len(a), it) }

// Move takes the item with this id to place to and renumbers; the others keep their order.
// Faults: agenda.item-unknown, agenda.position-outside.
func (a Agenda) Move(id string, to int) (Agenda, error) {
	from := a.Index(id)
	if from < 0 {
		return nil, unknownItem(id)
	}
	if to < 0 || to >= len(a) {
		return nil, fault.New(fault.Invalid, "agenda.position-outside", "Position", to, "Last", len(a)-1)
	}
	first := a.firstNumber(Item{})
	b := a.Clone()
	it := b[from]
	b = slices.Insert(slices.Delete(b, from, from+1), to, it)
	return b.Renumber(first), nil
}

// Remove takes the item with this id away and renumbers. Fault: agenda.item-unknown.
func (a Agenda) Remove(id string) (Agenda, error) {
	i := a.Index(id)
	if i < 0 {
		return nil, unknownItem(id)
	}
	first := a.firstNumber(Item{})
	return slices.Delete(a.Clone(), i, i+1).Renumber(first), nil
}

// Replace puts it in the place of the item with the same id, which keeps its number. Fault: agenda.item-unknown.
func (a Agenda) Replace(it Item) (Agenda, error) {
	i := a.Index(it.ID)
	if i < 0 {
		return nil, unknownItem(it.ID)
	}
	b := a.Clone()
	it = it.Clone()
	it.Number = b[i].Number
	b[i] = it
	return b, nil
}

// Renumber gives the items the numbers first, first+1, … in their order.
func (a Agenda) Renumber(first int) Agenda {
	b := a.Clone()
	for i := range b {
		b[i].Number = first + i
	}
	return b
}

// firstNumber is what the agenda counts from: many let the opening be 0, and a change must not
// shift the numbers that stand in a kallelse already sent. An empty agenda takes over the number of its first item.
func (a Agenda) firstNumber(fresh Item) int {
	if len(a) > 0 {
		return a[0].Number
	}
	return fresh.Number
}

// Slot is an item's planned time in a meeting that starts on time and keeps to its agenda.
type Slot struct {
	Item       string
	Start, End time.Time
}

// Slots lays the items out one after the other from start.
func (a Agenda) Slots(start time.Time) []Slot {
	slots := make([]Slot, len(a))
	for i, it := range a {
		end := start.Add(time.Duration(it.Minutes) * time.Minute)
		slots[i] = Slot{Item: it.ID, Start: start, End: end}
		start = end
	}
	return slots
}

func unknownItem(id string) error {
	return fault.New(fault.NotFound, "agenda.item-unknown", "Item", id)
}
