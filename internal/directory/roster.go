package directory

import (
	"slices"

	"samverkan/internal/fault"
	"samverkan/internal/id"
)

// Roster (aktörsnätverk) is a saved group of actors, each once, in an order that its owner chose. The set operations
// give new lists and leave the roster as it is.
type Roster struct {
	ID      string   `json:"id"`
	Name    string   `json:"name"`    // 1–100 characters
	Owner   string   `json:"owner"`   // the actor that keeps it
	Members []string `json:"members"` // ids of actors
}

// MaxMembers is the most that a roster holds: every actor of the country a few times over.
const MaxMembers = 5000

// Validate answers with roster.invalid and a code for each wrong field: roster.id, actor.name-missing,
// actor.text-long, actor.text-characters, actor.formula, roster.owner, roster.empty, roster.too-many,
// roster.twice, or roster.unknown-actor for a member that is not in d.
func (r Roster) Validate(d *Directory) error {
	wrong := map[string]string{}
	if id.Key(r.ID) != nil {
		wrong["id"] = "roster.id"
	}
	text(wrong, "name", r.Name, 100, true)
	if _, ok := d.ByID(r.Owner); !ok {
		wrong["owner"] = "roster.owner"
	}
	var unknown []string
	seen := map[string]bool{}
	for _, m := range r.Members {
		if seen[m] {
			wrong["members"] = "roster.twice"
		}
		seen[m] = true
		if _, ok := d.ByID(m); !ok {
			unknown = append(unknown, m)
		}
	}
	switch {
	case len(r.Members) == 0:
		wrong["members"] = "roster.empty"
	case len(r.Members) > MaxMembers:
		wrong["members"] = "roster.too-many"
	case len(unknown) > 0:
		wrong["members"] = "roster.unknown-actor"
	}
	if len(wrong) == 0 {
		return nil
	}
	f := fault.New(fault.Invalid, "roster.invalid", "Roster", clip(r.Name), "MaxMembers", MaxMembers, "Unknown", unknown[:min(len(unknown), maxSuggestions)])
	f.Fields = wrong
	return f
}

// Has tells whether an actor is in the roster.
func (r Roster) Has(actor string) bool { return slices.Contains(r.Members, actor) }

// Union gives the members of the roster and then, in their order, those of others that are not in it.
func (r Roster) Union(others ...[]string) []string {
	all, seen := []string{}, map[string]bool{}
	for _, list := range append([][]string{r.Members}, others...) {
		for _, m := range list {
			if !seen[m] {
				seen[m] = true
				all = append(all, m)
			}
		}
	}
	return all
}

// Intersect gives the members that other has too, in the roster's order.
func (r Roster) Intersect(other []string) []string {
	return r.keep(other, true)
}

// Minus gives the members that other has not, in the roster's order.
func (r Roster) Minus(other []string) []string {
	return r.keep(other, false)
}

func (r Roster) keep(other []string, when bool) []string {
	in := map[string]bool{}
	for _, m := range other {
		in[m] = true
	}
	kept := []string{}
	for _, m := range r.Members {
		if in[m] == when {
			kept = append(kept, m)
		}
	}
	return kept
}
