package cli

import (
	"context"
	"strings"

	"samverkan/internal/area"
	"samverkan/internal/clerk"
)

func (s *session) areaWords() verb {
	var kind area.Sort
	var county string
	return verb{
		use: "area words", example: "samverkan area words --kind händelse --county 05",
		flags: func(f *flags) {
			word(f, &kind, "kind", areaSorts())
			f.text(&county, "county")
		},
		run: func(ctx context.Context, _ []string) error {
			if kind == "" {
				kind = area.ForIncident
			}
			w, err := s.wordsOf(ctx, kind, county)
			if err != nil {
				return err
			}
			if _, err := s.directory(ctx); err != nil {
				return err
			}
			whose := s.p.T("area.words.all")
			if w.Actor != "" {
				whose = s.short(w.Actor)
			}
			return s.show(w, fact{"kind-of-area", s.p.T(kind.Key())}, fact{"folders", strings.Join(w.Folders, ", ")}, fact{"tags", strings.Join(w.Tags, ", ")},
				fact{"names", strings.Join(w.Names, ", ")}, fact{"whose-words", whose})
		},
	}
}

// wordsOf gives what an area of a sort in a county begins with.
func (s *session) wordsOf(ctx context.Context, kind area.Sort, county string) (w clerk.AreaWords, err error) {
	if _, err := s.desk(ctx); err != nil {
		return w, err
	}
	if s.far != nil {
		err = s.far.client.Get(ctx, filled("kind", string(kind), "county", county), &w, "area-words")
		return w, err
	}
	if w, err = s.clerk.AreaWords(ctx, s.who, kind, county, s.p.Lang()); err != nil {
		return w, err
	}
	all := area.StructureOf(kind, func(key string) string { return s.p.T(key) }).With(w.Vocabulary)
	w.Folders, w.Tags, w.Names = all.Folders, all.Tags, all.Names
	return w, nil
}
