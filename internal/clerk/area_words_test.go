package clerk_test

import (
	"slices"
	"testing"

	"samverkan/conference"
	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
)

// What an area begins with is said in the actor's own words, or in those of its county.
func TestAreaWords(t *testing.T) {
	w := at(t, "stocked")
	const county, municipality, other = "lst-ostergotland", "kommun-linkoping", "lst-skane"
	save := func(actor, lang string, words ...conference.AreaWords) error {
		_, err := w.Administer(t.Context(), tib(actor), "", clerk.SaveTemplate{Template: conference.Template{ID: "ord-" + lang, Actor: actor, Kind: conference.TemplateVocabulary,
			Name: "Ord " + lang, Lang: lang, Words: words}})
		return err
	}
	words := func(folder string) conference.AreaWords {
		return conference.AreaWords{Kind: string(area.ForIncident), Folders: []string{folder, " ", folder + "/Väg"}, Names: []string{"Läge {date}"}}
	}
	for actor, folder := range map[string]string{county: "Länets läge", other: "Skånes läge"} {
		if err := save(actor, "sv", words(folder)); err != nil {
			t.Fatal(err)
		}
	}
	if err := save(county, "en", words("The county")); err != nil {
		t.Fatal(err)
	}
	begins := func(who clerk.Identity, sort area.Sort, in, lang, whose, folder string) {
		t.Helper()
		got, err := w.AreaWords(t.Context(), who, sort, in, lang)
		if err != nil || got.Actor != whose || folder != "" && !slices.Equal(got.Folders, []string{folder, folder + "/Väg"}) || folder == "" && len(got.Folders) > 0 {
			t.Errorf("%s, %s in %q: %+v, %v", who.Actor, sort, in, got, err)
		}
	}
	begins(tib(county), area.ForIncident, "", "sv", county, "Länets läge")
	begins(tib(municipality), area.ForIncident, "", "sv", county, "Länets läge")
	begins(tib(municipality), area.ForIncident, "", "en", county, "The county")
	begins(tib(municipality), area.ForExercise, "", "sv", county, "Länets läge")
	begins(tib(municipality), area.ForUs, "", "sv", "", "")
	begins(tib(municipality), area.ForIncident, "12", "sv", other, "Skånes läge")
	begins(tib("myndighet-smhi"), area.ForIncident, "", "sv", "", "")
	begins(clerk.OwnerIdentity(), area.ForIncident, "05", "sv", "", "")
	if err := save(municipality, "sv", words("Vårt läge")); err != nil {
		t.Fatal(err)
	}
	begins(tib(municipality), area.ForIncident, "12", "sv", municipality, "Vårt läge")
	begins(tib(county), area.ForIncident, "", "sv", county, "Länets läge") // a municipality's words are its own

	twice := words("x")
	for name, x := range map[string]struct {
		words []conference.AreaWords
		code  string
	}{
		"no words":     {nil, "template.empty"},
		"no such sort": {[]conference.AreaWords{{Kind: "fest", Tags: []string{"x"}}}, "area.sort"},
		"twice":        {[]conference.AreaWords{twice, twice}, "template.words"},
		"bad folder":   {[]conference.AreaWords{{Kind: "internal", Folders: []string{"a//b"}}}, "area.folder-path"},
		"bad name":     {[]conference.AreaWords{{Kind: "internal", Names: []string{"{x}"}}}, "area.names"},
		"many folders": {[]conference.AreaWords{{Kind: "internal", Folders: make51()}}, "area.folders"},
	} {
		if err := save(host, "sv", x.words...); fault.CodeOf(err) != x.code {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func make51() (out []string) {
	for i := range clerk.MaxFolders + 1 {
		out = append(out, "m"+string(rune('a'+i/26))+string(rune('a'+i%26)))
	}
	return out
}
