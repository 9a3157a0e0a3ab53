package directory

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/id"
)

// Limits of contacts. Whoever needs more has a list that nobody can work through in five minutes.
const (
	MaxContacts = 200 // of an actor
	MaxWays     = 12  // of a contact
)

// StaleAfter is how long a contact holds without anybody having looked at it.
const StaleAfter = 180 * 24 * time.Hour

// Contact is whom an actor is reached by: a function before a person (tjänsteman i beredskap, växel, ledningscentral), because
// people go home and functions do not.
type Contact struct {
	ID       string `json:"id"` // a key, unique without regard to case
	Actor    string `json:"actor"`
	Order    int    `json:"order,omitempty"`    // among the actor's contacts, the lowest first; who has the same is in the order of the ids
	Function string `json:"function"`           // "TiB", "Växel"; 1–100 characters
	Person   string `json:"person,omitempty"`   // only where the function is one person; at most 100 characters
	Ways     []Way  `json:"ways"`               // at most MaxWays, none twice
	Language string `json:"language,omitempty"` // sv or en; sv when blank
	// Quiet is when the contact is left alone with what is no alarm: "22:00-06:00", Swedish time. Blank is never.
	Quiet   string    `json:"quiet,omitempty"`
	Note    string    `json:"note,omitempty"` // at most 500 characters
	Shown   Shown     `json:"shown,omitempty"`
	Changed time.Time `json:"changed,omitzero"`
	Checked time.Time `json:"checked,omitzero"` // when somebody last saw to that it holds
}

// Validate answers with contact.invalid and a code for each wrong field, named as in the files: contact.id, contact.actor,
// contact.function, contact.text-long, contact.text-characters, contact.formula, contact.no-way, contact.too-many-ways,
// contact.language, contact.shown, contact.quiet, and those of [Way.Validate] with "ways/0" and so on, or contact.way-twice.
func (c Contact) Validate() error {
	wrong := c.wrong()
	seen := map[string]bool{}
	switch {
	case len(c.Ways) == 0:
		wrong["ways"] = "contact.no-way"
	case len(c.Ways) > MaxWays:
		wrong["ways"] = "contact.too-many-ways"
	}
	for i, w := range c.Ways {
		field := "ways/" + strconv.Itoa(i)
		if code := w.wrong(); code != "" {
			wrong[field] = code
		} else if seen[w.Lane()] {
			wrong[field] = "contact.way-twice"
		}
		seen[w.Lane()] = true
	}
	if len(wrong) == 0 {
		return nil
	}
	f := fault.New(fault.Invalid, "contact.invalid", "ID", clip(c.ID))
	f.Fields = wrong
	return f
}

// wrong gives the column and code of each fault but those of the ways.
func (c Contact) wrong() map[string]string {
	wrong := map[string]string{}
	if id.Key(c.ID) != nil {
		wrong["id"] = "contact.id"
	}
	if id.Key(c.Actor) != nil {
		wrong["actor"] = "contact.actor"
	}
	line(wrong, "function", c.Function, 100)
	if c.Function == "" {
		wrong["function"] = "contact.function"
	}
	line(wrong, "person", c.Person, 100)
	line(wrong, "note", c.Note, 500)
	if c.Language != "" && c.Language != "sv" && c.Language != "en" {
		wrong["language"] = "contact.language"
	}
	if !slices.Contains(AllShown(), c.Shown) {
		wrong["shown"] = "contact.shown"
	}
	if _, err := quietHours(c.Quiet); err != nil {
		wrong["quiet"] = "contact.quiet"
	}
	return wrong
}

// line notes what is wrong with a line of text, as text does, in the words of contacts.
func line(wrong map[string]string, field, s string, longest int) {
	found := map[string]string{}
	text(found, field, s, longest, false)
	switch found[field] {
	case "actor.text-long":
		wrong[field] = "contact.text-long"
	case "actor.text-characters":
		wrong[field] = "contact.text-characters"
	case "actor.formula":
		wrong[field] = "contact.formula"
	}
}

// Switchboard tells whether the contact is a växel: somebody to ring who passes on, and nobody to write to.
func (c Contact) Switchboard() bool {
	f := key(c.Function)
	return strings.Contains(f, "vaxel") || strings.Contains(f, "switchboard")
}

// Registrar tells whether the contact is a registrator: somebody to send records to, and nobody to call.
func (c Contact) Registrar() bool {
	f := key(c.Function)
	return strings.HasPrefix(f, "registrator") || strings.HasPrefix(f, "registrar")
}

// Way finds the contact's way of a channel and address; -1 when there is none.
func (c Contact) Way(channel Channel, address string) int {
	return slices.IndexFunc(c.Ways, func(w Way) bool { return w.Channel == channel && w.Address == address })
}

// Stale tells whether the contact needs somebody to look at it: nobody has for StaleAfter, or a way in it has failed since.
func (c Contact) Stale(now time.Time) bool {
	looked := c.Checked
	if looked.IsZero() {
		looked = c.Changed
	}
	return now.Sub(looked) > StaleAfter || slices.ContainsFunc(c.Ways, Way.Broken)
}

// SortContacts puts contacts in the order in which they are tried: by actor, order and id.
func SortContacts(list []Contact) {
	slices.SortStableFunc(list, func(a, b Contact) int {
		if d := strings.Compare(a.Actor, b.Actor); d != 0 {
			return d
		}
		if a.Order != b.Order {
			return a.Order - b.Order
		}
		return strings.Compare(a.ID, b.ID)
	})
}
