package conference

import (
	"slices"

	"samverkan/internal/fault"
)

// AreaWords are an actor's own words for what areas of a kind begin with: a list that is empty leaves it to others. What folders and
// tags can be called is the rule of areas.
type AreaWords struct {
	Kind    string   `json:"kind"` // incident, exercise, cooperation, internal
	Folders []string `json:"folders,omitempty"`
	Tags    []string `json:"tags,omitempty"`
	Names   []string `json:"names,omitempty"` // of documents, with {nr}, {date}, {time} and {area} to be filled in
}

// Empty tells whether there are no words.
func (w AreaWords) Empty() bool { return len(w.Folders)+len(w.Tags)+len(w.Names) == 0 }

// tidied has clean line breaks, no empty lines, and no kind without words.
func tidiedWords(list []AreaWords) []AreaWords {
	lines := func(all []string) []string {
		return slices.DeleteFunc(tidyList(all), func(s string) bool { return s == "" })
	}
	var out []AreaWords
	for _, w := range list {
		w.Folders, w.Tags, w.Names = cloneList(lines(w.Folders)), cloneList(lines(w.Tags)), cloneList(lines(w.Names))
		if tidyAll(&w.Kind); !w.Empty() {
			out = append(out, w)
		}
	}
	return out
}

// checkWords refuses words that cannot be kept: template.words for a kind that stands twice, and the faults of texts.
func checkWords(list []AreaWords) error {
	seen := map[string]bool{}
	for _, w := range list {
		if seen[w.Kind] {
			return fault.New(fault.Invalid, "template.words", "Kind", w.Kind)
		}
		seen[w.Kind] = true
		for _, x := range []struct {
			field string
			list  []string
		}{{"folders", w.Folders}, {"tags", w.Tags}, {"names", w.Names}} {
			if err := checkLength(x.field, len(x.list)); err != nil {
				return err
			}
			for _, s := range x.list {
				if err := checkLines(x.field, s); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
