package area

import (
	"fmt"
	"strings"
	"testing"

	"samverkan/internal/i18n"
)

// The sentence says who may do what, by the name of the set that they are, by their own names when they are few, else by how many.
func TestSay(t *testing.T) {
	cat, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	county := Known{Name: "Östergötlands län", Actors: []string{"lst"}}
	full := Area{Owner: "lst", Grants: []Grant{{Actor: "mcf", Right: Read}}}
	for i := range 42 {
		actor := fmt.Sprint("kommun-", i)
		county.Actors = append(county.Actors, actor)
		full.Grants = append(full.Grants, Grant{Actor: actor, Right: Contribute})
	}
	part := full
	part.Grants = full.Grants[:40]
	names := map[string]string{"lst": "Länsstyrelsen", "mcf": "MCF", "region": "Regionen", "kommun-0": "Ekeryd"}
	for name, c := range map[string]struct {
		area   Area
		sv, en string
	}{
		"a whole county": {full, "42 aktörer i Östergötlands län läser och skriver. MCF läser. Länsstyrelsen ansvarar.",
			"42 actors in Östergötlands län read and write. MCF reads. Länsstyrelsen answers for it."},
		"part of it": {part, "39 aktörer läser och skriver. MCF läser. Länsstyrelsen ansvarar.", "39 actors read and write. MCF reads. Länsstyrelsen answers for it."},
		"few": {Area{Owner: "lst", Grants: []Grant{{Actor: "region", Right: Manage}, {Actor: "mcf", Right: Read}, {Actor: "kommun-0", Right: Read}}},
			"Ekeryd och MCF läser. Regionen läser, skriver och bestämmer vilka som är med. Länsstyrelsen ansvarar.",
			"Ekeryd and MCF read. Regionen reads, writes and decides who takes part. Länsstyrelsen answers for it."},
		"alone": {Area{Owner: "okänd"}, "okänd ansvarar.", "okänd answers for it."},
	} {
		groups := c.area.Groups([]Known{county})
		say := func(lang string) string { return Say(cat.For(lang), groups, func(a string) string { return names[a] }) }
		if sv, en := say("sv"), say("en"); sv != c.sv || en != c.en {
			t.Errorf("%s:\n%s\n%s", name, sv, en)
		}
	}
}

// Each sort begins with folders and tags that can stand in an area, in both languages.
func TestStructureOf(t *testing.T) {
	cat, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range []string{"sv", "en"} {
		for _, s := range Sorts() {
			x := StructureOf(s, func(key string) string { return cat.For(lang).T(key) })
			if len(x.Folders) == 0 || !tags(x.Tags) {
				t.Errorf("%s, %s: %v", lang, s, x)
			}
			for _, f := range x.Folders {
				if !Folder(f) {
					t.Errorf("%s, %s: %q is no folder", lang, s, f)
				}
			}
		}
	}
	own := StructureOf(ForIncident, func(key string) string { return strings.ToUpper(key) })
	if own.Folders[1] != "AREA.FOLDER.NOTES" {
		t.Errorf("the county's own words are not taken: %v", own.Folders)
	}
}

func TestSort(t *testing.T) {
	for want, a := range map[Sort]Area{ForExercise: {Exercise: true, Incident: "x"}, ForIncident: {Incident: "x"}, ForCooperation: {}, ForUs: {Kind: ForUs}} {
		if got := a.Sort(); got != want {
			t.Errorf("%+v is %s, want %s", a, got, want)
		}
	}
	for code, a := range map[string]Area{"area.sort": {Kind: "fest"}, "area.sort-exercise": {Kind: ForIncident, Exercise: true}} {
		a.ID, a.Name, a.Owner = "y", "Y", "lst"
		if err := a.Validate(); !strings.Contains(fmt.Sprintf("%+v", err), "area.invalid") {
			t.Errorf("%s: %v", code, err)
		}
	}
}
