package web

import (
	"slices"

	"samverkan/conference"
	"samverkan/internal/area"
	"samverkan/internal/directory"
)

// wordsField is the words for one kind of areas in the form of a vocabulary, with those that all have beside.
type wordsField struct {
	conference.AreaWords
	Called string
	All    area.Structure
}

// vocabulary fills in the words of each kind of areas, and whom they are for.
func (p *templatePage) vocabulary(q *request) error {
	if p.Template.Kind != conference.TemplateVocabulary {
		return nil
	}
	d, err := q.directory()
	if err != nil {
		return err
	}
	if own, ok := d.ByID(q.Who.Actor); ok && own.Kind == directory.CountyBoard {
		p.County = own.CountyName
	}
	for _, s := range area.Sorts() {
		x := wordsField{AreaWords: conference.AreaWords{Kind: string(s)}, Called: q.T("web.areas.sort." + string(s)),
			All: area.StructureOf(s, func(key string) string { return q.T(key) })}
		if i := slices.IndexFunc(p.Template.Words, func(w conference.AreaWords) bool { return w.Kind == x.Kind }); i >= 0 {
			x.AreaWords = p.Template.Words[i]
		}
		p.Words = append(p.Words, x)
	}
	return nil
}

// wordsAt is the field of the first words that no area can begin with.
func wordsAt(list []conference.AreaWords) string {
	for i, s := range area.Sorts() {
		at := "template.words." + string(rune('0'+i)) + "."
		for _, w := range list {
			if w.Kind != string(s) {
				continue
			}
			for _, x := range []struct {
				field string
				v     area.Vocabulary
			}{{"folders", area.Vocabulary{Kind: s, Folders: w.Folders}}, {"tags", area.Vocabulary{Kind: s, Tags: w.Tags}}, {"names", area.Vocabulary{Kind: s, Names: w.Names}}} {
				if x.v.Check() != nil {
					return at + x.field
				}
			}
		}
	}
	return "template.words.0.folders"
}
