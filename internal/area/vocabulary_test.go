package area

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"samverkan/internal/fault"
)

func TestVocabulary(t *testing.T) {
	for name, x := range map[string]struct {
		w    Vocabulary
		code string
	}{
		"all":           {Vocabulary{Kind: ForIncident, Folders: []string{"Läge/Väg"}, Tags: []string{"väg"}, Names: []string{"Anteckning {nr} {date} {time} {area}"}}, ""},
		"none":          {Vocabulary{Kind: ForUs}, ""},
		"no such sort":  {Vocabulary{Kind: "fest"}, "area.sort"},
		"folder":        {Vocabulary{Kind: ForUs, Folders: []string{"a//b"}}, "area.folder-path"},
		"tag twice":     {Vocabulary{Kind: ForUs, Tags: []string{"väg", "Väg"}}, "area.tags"},
		"unknown place": {Vocabulary{Kind: ForUs, Names: []string{"Läge {datum}"}}, "area.names"},
		"open brace":    {Vocabulary{Kind: ForUs, Names: []string{"Läge {date"}}, "area.names"},
		"too long":      {Vocabulary{Kind: ForUs, Names: []string{strings.Repeat("a", MaxTitle)}}, "area.names"},
		"too many":      {Vocabulary{Kind: ForUs, Names: strings.Split(strings.Repeat("a ", MaxNames)+"a", " ")}, "area.names"},
	} {
		if err := x.w.Check(); fault.CodeOf(err) != x.code {
			t.Errorf("%s: %v", name, err)
		}
	}
	s := Structure{Folders: []string{"a"}, Tags: []string{"b"}, Names: []string{"c"}}.With(Vocabulary{Tags: []string{"x"}})
	if diff := cmp.Diff(Structure{Folders: []string{"a"}, Tags: []string{"x"}, Names: []string{"c"}}, s); diff != "" {
		t.Error(diff)
	}
}

func TestFillName(t *testing.T) {
	at := time.Date(2027, 1, 6, 18, 5, 0, 0, time.UTC)
	for pattern, want := range map[string]string{
		"Minnesanteckningar samverkanskonferens {nr} {date}": "Minnesanteckningar samverkanskonferens 3 2027-01-06",
		"Läge {time}, {area}":                                "Läge 18.05, {nr} i norr", // what is filled in is not filled in again
		"Utan":                                               "Utan",
	} {
		if got := FillName(pattern, "{nr} i norr", "3", at); got != want {
			t.Errorf("%s: %q", pattern, got)
		}
	}
	if got := FillName("Konferens {nr} {date}", "", "", at); got != "Konferens 2027-01-06" {
		t.Error(got)
	}
}
