package directory

import (
	"slices"
	"strings"
	"testing"

	"samverkan/internal/fault"
	"samverkan/internal/i18n"
)

func sverige(t testing.TB) *Directory {
	t.Helper()
	d, err := Sweden()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestSweden(t *testing.T) {
	d := sverige(t)
	if d.Len() != 421 {
		t.Errorf("%d actors, want 421", d.Len())
	}
	want := map[Kind]int{Municipality: 290, Region: 21, CountyBoard: 21, Agency: 48, RescueService: 20, Voluntary: 18, Company: 2, Association: 1}
	for _, k := range Kinds() {
		if got := len(d.Where(ofKind(k))); got != want[k] {
			t.Errorf("%s: %d, want %d", k, got, want[k])
		}
	}
	counties, err := Counties()
	if err != nil || len(counties) != 21 || counties[3] != (County{"05", "E", "Östergötlands län", "Linköping"}) {
		t.Errorf("counties: %v, %v", counties, err)
	}
	again := sverige(t)
	again.All()[0].Name = "changed"
	if a, _ := d.ByID("kommun-upplands-vasby"); a.Name != "Upplands Väsby kommun" {
		t.Errorf("the directory can be changed from outside: %q", a.Name)
	}
}

func TestFind(t *testing.T) {
	d := sverige(t)
	for word, want := range map[string]string{
		"kommun-habo-0643":    "kommun-habo-0643",
		"KOMMUN-HABO-0643":    "kommun-habo-0643",
		"Linköping":           "kommun-linkoping",
		"linkoping":           "kommun-linkoping",
		"Linköpings kommun":   "kommun-linkoping",
		"  Lst Östergötland ": "lst-ostergotland",
		"lst-östergötland":    "lst-ostergotland",
		"Region Jämtland":     "region-jamtland-harjedalen",
		"SMHI":                "myndighet-smhi",
	} {
		a, err := d.Find(word)
		if err != nil || a.ID != want {
			t.Errorf("Find(%q) = %s, %v; want %s", word, a.ID, err, want)
		}
	}
}

func TestFindOffersWhatIsNear(t *testing.T) {
	d := sverige(t)
	for _, c := range []struct {
		word, code string
		kind       fault.Kind
		near       string
	}{
		{"Habo", "actor.ambiguous", fault.Conflict, "kommun-habo-0643"}, // Håbo folds to the same
		{"Region", "actor.ambiguous", fault.Conflict, "region-"},
		{"Linköpign", "actor.unknown-near", fault.NotFound, "kommun-linkoping"},
		{"Nörköping", "actor.unknown-near", fault.NotFound, "kommun-norrkoping"},
		{"Läns Östergötland", "actor.unknown-near", fault.NotFound, "lst-ostergotland"},
		{"Väsby", "actor.unknown-near", fault.NotFound, "kommun-upplands-vasby"},
		{"xyzzy", "actor.unknown", fault.NotFound, ""},
		{"", "actor.unknown", fault.NotFound, ""},
		{"---", "actor.unknown", fault.NotFound, ""},
		{strings.Repeat("å", 5000), "actor.unknown", fault.NotFound, ""},
		{"\x00\xff", "actor.unknown", fault.NotFound, ""},
	} {
		_, err := d.Find(c.word)
		f, _ := fault.As(err)
		if f == nil || f.Code != c.code || f.Kind != c.kind {
			t.Errorf("Find(%.20q): %v, want %s", c.word, err, c.code)
			continue
		}
		near, _ := f.Args["Near"].([]string)
		if c.near != "" && (!strings.Contains(strings.Join(near, " "), c.near) || len(near) > maxSuggestions) {
			t.Errorf("Find(%q) offers %v, want %s among them", c.word, near, c.near)
		}
		if len(f.Args["Actor"].(string)) > 200 {
			t.Errorf("Find(%.20q) repeats all of a long word", c.word)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"boras", "boras", 0}, {"boras", "bors", 1}, {"boras", "brosa", 2}, {"boras", "obras", 1}, {"boras", "mora", 2}, {"boras", "kalix", 5}, {"", "ab", 2}, {"a", "abcdefgh", 4}} {
		if got := distance(c.a, c.b, 3); got != c.want {
			t.Errorf("%s → %s: %d, want %d", c.a, c.b, got, c.want)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	fine := Actor{ID: "a", Name: "A", ShortName: "A", Kind: Company, Level: Local}
	twin := fine
	twin.ID = "A"
	if _, err := New([]Actor{fine, twin}); fault.CodeOf(err) != "actor.id-taken" {
		t.Errorf("two actors with one id: %v", err)
	}
	if _, err := New([]Actor{{ID: "a"}}); fault.CodeOf(err) != "actor.invalid" {
		t.Errorf("an actor without a name: %v", err)
	}
}

func TestValidateActor(t *testing.T) {
	fine := Actor{"kommun-x", "X kommun", "X", Municipality, Local, "98", "Allmänlän", "9801"}
	if err := fine.Validate(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		field, code string
		change      func(*Actor)
	}{
		{"id", "actor.id", func(a *Actor) { a.ID = "a b" }},
		{"name", "actor.name-missing", func(a *Actor) { a.Name = "" }},
		{"name", "actor.text-long", func(a *Actor) { a.Name = strings.Repeat("å", 201) }},
		{"name", "actor.text-characters", func(a *Actor) { a.Name = "X\u202ekommun" }},
		{"name", "actor.text-characters", func(a *Actor) { a.Name = "X\nkommun" }},
		{"name", "actor.text-characters", func(a *Actor) { a.Name = "X\xff" }},
		{"short_name", "actor.formula", func(a *Actor) { a.ShortName = "=cmd|' /C calc'!A0" }},
		{"kind", "actor.kind", func(a *Actor) { a.Kind = "kommun" }},
		{"level", "actor.level", func(a *Actor) { a.Level = "" }},
		{"county_code", "actor.county", func(a *Actor) { a.CountyCode = "9A" }},
		{"county_name", "actor.county-name", func(a *Actor) { a.CountyName = "" }},
		{"municipality_code", "actor.municipality", func(a *Actor) { a.MunicipalityCode = "" }},
		{"municipality_code", "actor.municipality", func(a *Actor) { a.MunicipalityCode = "0580" }},
		{"municipality_code", "actor.municipality", func(a *Actor) { a.Kind = Region }},
	} {
		a := fine
		c.change(&a)
		f, _ := fault.As(a.Validate())
		if f == nil || f.Fields[c.field] != c.code {
			t.Errorf("%s: %v, want %s", c.field, f, c.code)
		}
	}
}

func TestWithReplacesAndAdds(t *testing.T) {
	d := sverige(t)
	changed, _ := d.ByID("kommun-linkoping")
	changed.ShortName = "Linköpings stad"
	more, err := d.With(changed, Actor{ID: "foretag-x", Name: "X", ShortName: "X", Kind: Company, Level: Local})
	if err != nil {
		t.Fatal(err)
	}
	if more.Len() != 422 || d.Len() != 421 {
		t.Errorf("%d and %d actors", more.Len(), d.Len())
	}
	if a, err := more.Find("linköpings stad"); err != nil || a.ID != "kommun-linkoping" {
		t.Errorf("the changed name is not found: %v, %v", a, err)
	}
	if got := more.Names([]string{"foretag-x", "borta"}); !slices.Equal(got, []string{"X", "borta"}) {
		t.Errorf("names: %v", got)
	}
}

func TestReady(t *testing.T) {
	d := sverige(t)
	all, err := d.Ready()
	if err != nil {
		t.Fatal(err)
	}
	cat, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, r := range all {
		if seen[r.Key] || len(r.Members) == 0 {
			t.Errorf("%s: twice, or empty", r.Key)
		}
		seen[r.Key] = true
		for _, lang := range cat.Languages() {
			if name := cat.For(lang).T(r.Text, r.Args); strings.Contains(name, "⟦") || strings.HasSuffix(name, " ") {
				t.Errorf("%s has no name in %s: %q", r.Key, lang, name)
			}
		}
		for _, m := range r.Members {
			if _, ok := d.ByID(m); !ok {
				t.Errorf("%s: %s is not in the directory", r.Key, m)
			}
		}
	}
	for _, c := range []struct {
		key   string
		count int
		first string
	}{
		{"kommuner-05", 13, ""}, {"kommuner-01", 26, ""}, {"lan-05", 0, "lst-ostergotland"}, {"lansstyrelser", 21, ""}, {"regioner", 21, ""}, {"frivilliga", 18, ""},
		{"raddningstjanst-storstockholms-brandforsvar", 0, "raddningstjanst-storstockholms-brandforsvar"},
		{"sektor-elektroniska-kommunikationer-och-post", 4, "myndighet-pts"}, {"SEKTOR-RADDNINGSTJANST-OCH-SKYDD-AV-CIVILBEFOLKNINGEN", 27, "myndighet-mcf"},
	} {
		r, err := d.ReadyByKey(c.key)
		if err != nil || c.count > 0 && len(r.Members) != c.count || c.first != "" && r.Members[0] != c.first {
			t.Errorf("%s: %d members, the first %.1v, %v", c.key, len(r.Members), r.Members, err)
		}
	}
	if _, err := d.ReadyByKey("kommuner-99"); fault.CodeOf(err) != "roster.unknown-key" {
		t.Errorf("kommuner-99: %v", err)
	}
}

// A fictive county of an exercise gets its rosters by the same rule.
func TestReadyOfFictiveCounty(t *testing.T) {
	d, err := New([]Actor{
		{"kommun-b", "B kommun", "B", Municipality, Local, "98", "Allmänlän", "9802"},
		{"lst-allmanlan", "Länsstyrelsen i Allmänlän", "Lst", CountyBoard, Regional, "98", "Allmänlän", ""},
	})
	if err != nil {
		t.Fatal(err)
	}
	r, err := d.ReadyByKey("lan-98")
	if err != nil || !slices.Equal(r.Members, []string{"lst-allmanlan", "kommun-b"}) || r.Args["County"] != "Allmänlän" {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestMember(t *testing.T) {
	d := sverige(t)
	fine := Member{"m1", "TiB Lst Östergötland", "lst-ostergotland", Writer, "Tjänsteman i beredskap"}
	if err := fine.Validate(d); err != nil {
		t.Fatal(err)
	}
	f, _ := fault.As(Member{"", "", "borta", "chef", ""}.Validate(d))
	if f == nil || f.Fields["id"] != "member.id" || f.Fields["name"] != "actor.name-missing" || f.Fields["actor"] != "member.actor" || f.Fields["systemRole"] != "member.role" {
		t.Errorf("%v", f)
	}
	if !Operator.Includes(Reader) || Reader.Includes(Writer) || !Writer.Includes(Writer) || SystemRole("x").Includes(Reader) || Operator.Includes("x") {
		t.Error("the roles are not in order")
	}
}

func BenchmarkFind(b *testing.B) {
	d := sverige(b)
	for b.Loop() {
		if _, err := d.Find("Linköpign"); err == nil {
			b.Fatal("found")
		}
	}
}
