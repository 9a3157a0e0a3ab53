package directory

import (
	"strings"

	"samverkan/internal/fault"
)

// Shown is who may see a contact besides the actor's own people, and hosts that have called the actor: they are to reach it.
type Shown string

// Who may.
const (
	ShownToUs     Shown = ""       // nobody else
	ShownToShared Shown = "shared" // actors that share an open area or a conference with it
	ShownToAll    Shown = "all"    // every actor
)

// AllShown lists the choices, the narrowest first.
func AllShown() []Shown { return []Shown{ShownToUs, ShownToShared, ShownToAll} }

// Key is the key of its words.
func (s Shown) Key() string {
	if s == ShownToUs {
		return "contact.shown.us"
	}
	return "contact.shown." + string(s)
}

// To tells whether a contact is shown to an actor that is none of those who always see it; shares says whether they share something.
func (s Shown) To(shares bool) bool { return s == ShownToAll || s == ShownToShared && shares }

// shownWords are the words that the files use, the one that is written first.
var shownWords = map[Shown][]string{
	ShownToUs: {"bara vi", "us", "own"}, ShownToShared: {"gemensamt", "shared"}, ShownToAll: {"alla", "all"},
}

// ReadShown reads the words of a file or a command; blank is nobody else. Fault: contact.shown.
func ReadShown(s string) (Shown, error) {
	if strings.TrimSpace(s) == "" {
		return ShownToUs, nil
	}
	for shown, words := range shownWords {
		for _, w := range words {
			if key(s) == key(w) {
				return shown, nil
			}
		}
	}
	return Shown(s), fault.New(fault.Invalid, "contact.shown")
}

// Opened is the contact as those see it to whom it is shown: whom one reaches and how, but not what the actor keeps for itself, when it
// is left alone, and what has failed.
func (c Contact) Opened() Contact {
	out := Contact{ID: c.ID, Actor: c.Actor, Order: c.Order, Function: c.Function, Person: c.Person, Language: c.Language}
	for _, w := range c.Ways {
		if w.Channel == Push || w.Channel == Webhook { // an account and an address for programs: nothing to write to for others
			continue
		}
		out.Ways = append(out.Ways, Way{Channel: w.Channel, Address: w.Address})
	}
	return out
}
