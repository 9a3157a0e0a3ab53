package area

import (
	"cmp"
	"slices"
	"strings"

	"samverkan/internal/i18n"
)

// Known is a set of actors that people know by name: those of a county, or of a roster.
type Known struct {
	Name   string
	Actors []string
}

// Group is actors with the same right in an area.
type Group struct {
	Right  Right    `json:"right"`
	Owner  bool     `json:"owner,omitempty"` // the one that answers for the area
	Known  string   `json:"known,omitempty"` // the name of the set that they, with the owner or without it, are exactly
	Actors []string `json:"actors"`
}

// fewNames is how many actors are named in a sentence.
const fewNames = 3

// Groups tells who may do what, in the order that it is said: most people want to know who writes and who reads, and who to ask.
func (a Area) Groups(known []Known) []Group {
	var out []Group
	for _, right := range []Right{Contribute, Read, Manage} {
		var actors []string
		for _, g := range a.Grants {
			if g.Right == right && g.Actor != a.Owner {
				actors = append(actors, g.Actor)
			}
		}
		if len(actors) > 0 {
			slices.Sort(actors)
			out = append(out, Group{Right: right, Known: a.named(actors, known), Actors: actors})
		}
	}
	return append(out, Group{Right: Manage, Owner: true, Actors: []string{a.Owner}})
}

// named gives the name of the set that actors are exactly; the owner has a right of its own, and may be in the set without being among them.
func (a Area) named(actors []string, known []Known) string {
	for _, k := range known {
		rest := slices.DeleteFunc(slices.Clone(k.Actors), func(actor string) bool { return actor == a.Owner })
		slices.Sort(rest)
		if slices.Equal(slices.Compact(rest), actors) {
			return k.Name
		}
	}
	return ""
}

// Say is the sentence about rights: "42 aktörer i länet läser och skriver. MCF läser. Länsstyrelsen ansvarar." name gives an actor's name.
func Say(p *i18n.Printer, groups []Group, name func(actor string) string) string {
	var out []string
	for _, g := range groups {
		out = append(out, p.N(g.Key(), len(g.Actors), "Who", g.Who(p, name)))
	}
	return strings.Join(out, " ")
}

// Key is where the words for what a group does stand in the catalogues, plural by how many they are.
func (g Group) Key() string {
	if g.Owner {
		return "area.says.owner"
	}
	return "area.says." + string(g.Right)
}

// Who tells who is in a group: their names when they are few, else how many they are and the set that they are.
func (g Group) Who(p *i18n.Printer, name func(actor string) string) string {
	switch {
	case g.Known != "" && len(g.Actors) > fewNames:
		return p.N("area.says.known", len(g.Actors), "Name", g.Known)
	case len(g.Actors) > fewNames:
		return p.N("area.says.many", len(g.Actors))
	}
	var names []string
	for _, actor := range g.Actors {
		names = append(names, cmp.Or(name(actor), actor))
	}
	p.Sort(names)
	return p.List(names)
}
