package area

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"samverkan/internal/fault"
	"samverkan/internal/id"
)

// Area is a place that actors share. It is a value: the rules give a changed one and leave it as it is.
type Area struct {
	ID        string    `json:"id"`
	Name      string    `json:"name"`                // 1–100 characters
	Owner     string    `json:"owner"`               // the actor that answers for it
	Kind      Sort      `json:"kind,omitempty"`      // what it is for; [Area.Sort] says it of those that were opened before there were kinds
	County    string    `json:"county,omitempty"`    // two digits (SCB)
	Purpose   string    `json:"purpose,omitempty"`   // one paragraph
	Incident  string    `json:"incident,omitempty"`  // the händelse it is about
	Exercise  bool      `json:"exercise,omitempty"`  // everything in it is an exercise
	OpenToAsk bool      `json:"openToAsk,omitempty"` // actors without a right know its name and owner, and can ask for one
	Tags      []string  `json:"tags,omitempty"`      // that are offered from the start
	Closed    bool      `json:"closed,omitempty"`    // can be read, not changed
	ClosedAt  time.Time `json:"closedAt,omitzero"`
	ClosedBy  string    `json:"closedBy,omitempty"`  // the actor
	ClosedWhy string    `json:"closedWhy,omitempty"` // in its words
	Heir      string    `json:"heir,omitempty"`      // the actor that is asked to take it over
	Grants    []Grant   `json:"grants,omitempty"`    // others than the owner, each once
	Stopped   []string  `json:"stopped,omitempty"`   // actors that have stopped sharing: what they own here is theirs alone
}

// Grant is one actor's right in an area.
type Grant struct {
	Actor string    `json:"actor"`
	Right Right     `json:"right"`
	Since time.Time `json:"since,omitzero"`
}

// The most that fits.
const (
	MaxGrants  = 5000
	MaxName    = 100  // characters
	MaxPurpose = 1000 // characters
	MaxWhy     = 500  // characters of a reason, or of the words with an answer
)

// Validate answers with area.invalid and a code for each wrong field: area.id, area.name, area.owner, area.sort, area.sort-exercise,
// area.county, area.purpose, area.tags, area.right, area.actor-twice or area.too-many-actors.
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
	switch {
	case a.Kind != "" && !a.Kind.Valid():
		wrong["kind"] = "area.sort"
	case a.Kind != "" && (a.Kind == ForExercise) != a.Exercise:
		wrong["kind"] = "area.sort-exercise"
	}
	if a.County != "" && (len(a.County) != 2 || strings.Trim(a.County, "0123456789") != "") {
		wrong["county"] = "area.county"
	}
	if !paragraph(a.Purpose, MaxPurpose) {
		wrong["purpose"] = "area.purpose"
	}
	if !tags(a.Tags) {
		wrong["tags"] = "area.tags"
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
	f := fault.New(fault.Invalid, "area.invalid", "Area", a.ID, "MaxName", MaxName, "MaxGrants", MaxGrants,
		"MaxPurpose", MaxPurpose, "MaxTags", MaxTags, "MaxTag", MaxTag)
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

// paragraph tells whether s is empty, or visible text that may have several lines, of at most longest characters.
func paragraph(s string, longest int) bool {
	return s == "" || utf8.RuneCountInString(s) <= longest && line(strings.ReplaceAll(s, "\n", " "), longest)
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
