package area

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"samverkan/internal/fault"
	"samverkan/internal/id"
)

// Area is a place that actors share. It is a value: the rules give a changed one and leave it as it is.
type Area struct {
	ID       string  `json:"id"`
	Name     string  `json:"name"`               // 1–100 characters
	Owner    string  `json:"owner"`              // the actor that opened it and answers for it
	Incident string  `json:"incident,omitempty"` // the händelse it is about
	Exercise bool    `json:"exercise,omitempty"` // everything in it is an exercise
	Closed   bool    `json:"closed,omitempty"`   // can be read, not changed
	Grants   []Grant `json:"grants,omitempty"`   // others than the owner, each once
}

// Grant is one actor's right in an area.
type Grant struct {
	Actor string `json:"actor"`
	Right Right  `json:"right"`
}

// The most that fits.
const (
	MaxGrants = 5000
	MaxName   = 100 // characters
)

// Validate answers with area.invalid and a code for each wrong field: area.id, area.name, area.owner, area.right,
// area.actor-twice or area.too-many-actors.
func (a Area) Validate() error {
	wrong := map[string]string{}
	if id.Key(a.ID) != nil {
		wrong["id"] = "area.id"
	}
	if !line(a.Name, MaxName) {
		wrong["name"] = "area.name"
	}
	if id.Key(a.Owner) != nil {
		wrong["owner"] = "area.owner"
	}
	if len(a.Grants) > MaxGrants {
		wrong["grants"] = "area.too-many-actors"
	}
	seen := map[string]bool{a.Owner: true}
	for _, g := range a.Grants {
		if seen[g.Actor] {
			wrong["grants"] = "area.actor-twice"
		}
		seen[g.Actor] = true
		if !g.Right.Valid() || id.Key(g.Actor) != nil {
			wrong["grants"] = "area.right"
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	f := fault.New(fault.Invalid, "area.invalid", "Area", a.ID, "MaxName", MaxName, "MaxGrants", MaxGrants)
	f.Fields = wrong
	return f
}

// Actors gives everyone who has a right in the area, the owner first.
func (a Area) Actors() []string {
	all := []string{a.Owner}
	for _, g := range a.Grants {
		if g.Right.Valid() && g.Actor != a.Owner {
			all = append(all, g.Actor)
		}
	}
	return all
}

// line tells whether s is one line of visible text with something in it, of at most longest characters.
func line(s string, longest int) bool {
	if strings.TrimSpace(s) != s || s == "" || !utf8.ValidString(s) || utf8.RuneCountInString(s) > longest {
		return false
	}
	for _, r := range s {
		if !unicode.IsGraphic(r) || unicode.Is(unicode.Cf, r) || r == utf8.RuneError {
			return false
		}
	}
	return true
}
