package area

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"samverkan/internal/fault"
)

// MaxNames is how many names of documents an area suggests.
const MaxNames = 20

// Vocabulary is somebody's own words for what areas of a sort begin with. A list that is empty leaves it to the words that all have.
type Vocabulary struct {
	Kind    Sort     `json:"kind"`
	Folders []string `json:"folders"`
	Tags    []string `json:"tags"`
	// Names are what documents can be called, with {nr}, {date}, {time} and {area} to be filled in.
	Names []string `json:"names"`
}

// Check refuses words that no area can begin with. Faults: area.sort, area.folder-path, area.tags, area.names.
func (w Vocabulary) Check() error {
	if !w.Kind.Valid() {
		return fault.New(fault.Invalid, "area.sort")
	}
	for _, f := range w.Folders {
		if err := CheckFolder(f); err != nil {
			return err
		}
	}
	if !tags(w.Tags) {
		return fault.New(fault.Invalid, "area.tags", "MaxTags", MaxTags, "MaxTag", MaxTag)
	}
	for _, n := range w.Names {
		if !line(n, MaxTitle-60) || strings.ContainsAny(placeholder.ReplaceAllString(n, ""), "{}") || len(w.Names) > MaxNames { // what is filled in needs its room
			return fault.New(fault.Invalid, "area.names", "Max", MaxNames, "Name", n)
		}
	}
	return nil
}

// With is the structure with somebody's own words instead of those that all have.
func (s Structure) With(w Vocabulary) Structure {
	for _, x := range []struct {
		own  []string
		into *[]string
	}{{w.Folders, &s.Folders}, {w.Tags, &s.Tags}, {w.Names, &s.Names}} {
		if len(x.own) > 0 {
			*x.into = slices.Clone(x.own)
		}
	}
	return s
}

var (
	placeholder = regexp.MustCompile(`\{(nr|date|time|area)\}`)
	spaces      = regexp.MustCompile(` {2,}`)
)

// FillName makes a name of a pattern, for a document that is put in an area at a time. number is that of the conference; where there is
// none, its place is left out.
func FillName(pattern, area, number string, at time.Time) string {
	out := placeholder.ReplaceAllStringFunc(pattern, func(p string) string {
		switch p {
		case "{nr}":
			return number
		case "{date}":
			return at.Format(time.DateOnly)
		case "{time}":
			return at.Format("15.04")
		}
		return area
	})
	return strings.TrimSpace(spaces.ReplaceAllString(out, " "))
}
