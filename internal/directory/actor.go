package directory

import (
	"strings"
	"unicode/utf8"

	"samverkan/internal/fault"
	"samverkan/internal/i18n"
	"samverkan/internal/id"
)

// Kind is what sort of organisation an actor is.
type Kind string

// The kinds of actors.
const (
	Municipality  Kind = "municipality"   // kommun
	Region        Kind = "region"         // region
	CountyBoard   Kind = "county-board"   // länsstyrelse
	Agency        Kind = "agency"         // myndighet
	RescueService Kind = "rescue-service" // räddningstjänst, as an association of municipalities
	Voluntary     Kind = "voluntary"      // frivillig försvarsorganisation and the like
	Company       Kind = "company"        // företag
	Association   Kind = "association"    // kommunalförbund other than rescue services
)

// Kinds gives all kinds, in the order they are offered.
func Kinds() []Kind {
	return []Kind{Municipality, Region, CountyBoard, Agency, RescueService, Voluntary, Company, Association}
}

// Valid tells whether k is one of the kinds.
func (k Kind) Valid() bool { return kindWords[k] != "" }

// Key is where the kind's name stands in the catalogues.
func (k Kind) Key() string { return "directory.kind." + string(k) }

// Level is the level of society that an actor works on.
type Level string

// The levels.
const (
	Local    Level = "local"
	Regional Level = "regional"
	National Level = "national"
)

// Valid tells whether l is one of the levels.
func (l Level) Valid() bool { return levelWords[l] != "" }

// Key is where the level's name stands in the catalogues.
func (l Level) Key() string { return "directory.level." + string(l) }

// kindWords and levelWords are the words that the files use.
var (
	kindWords = map[Kind]string{
		Municipality: "kommun", Region: "region", CountyBoard: "lansstyrelse", Agency: "myndighet",
		RescueService: "raddningstjanst", Voluntary: "frivillig", Company: "foretag", Association: "kommunalforbund",
	}
	levelWords = map[Level]string{Local: "lokal", Regional: "regional", National: "nationell"}
)

// Actor is an organisation.
type Actor struct {
	ID               string `json:"id"`        // a key, unique without regard to case
	Name             string `json:"name"`      // in full, 1–200 characters
	ShortName        string `json:"shortName"` // for lists and the upprop, 1–60 characters
	Kind             Kind   `json:"kind"`
	Level            Level  `json:"level"`
	CountyCode       string `json:"countyCode,omitempty"`       // two digits (SCB); blank for one without a county
	CountyName       string `json:"countyName,omitempty"`       // "Västra Götalands län"
	MunicipalityCode string `json:"municipalityCode,omitempty"` // four digits (SCB), for municipalities only
}

// Validate answers with actor.invalid and a code for each wrong field, named as in the files:
// id.invalid, actor.name-missing, actor.text-long, actor.text-characters, actor.formula, actor.kind,
// actor.level, actor.county, actor.county-name or actor.municipality.
func (a Actor) Validate() error {
	wrong := a.wrong()
	if len(wrong) == 0 {
		return nil
	}
	f := fault.New(fault.Invalid, "actor.invalid", "ID", clip(a.ID))
	f.Fields = wrong
	return f
}

// wrong gives the column and the code of each fault.
func (a Actor) wrong() map[string]string {
	wrong := map[string]string{}
	if id.Key(a.ID) != nil {
		wrong["id"] = "actor.id"
	}
	text(wrong, "name", a.Name, 200, true)
	text(wrong, "short_name", a.ShortName, 60, true)
	text(wrong, "county_name", a.CountyName, 100, false)
	if !a.Kind.Valid() {
		wrong["kind"] = "actor.kind"
	}
	if !a.Level.Valid() {
		wrong["level"] = "actor.level"
	}
	if a.CountyCode != "" && !digits(a.CountyCode, 2) {
		wrong["county_code"] = "actor.county"
	} else if (a.CountyCode == "") != (a.CountyName == "") && wrong["county_name"] == "" {
		wrong["county_name"] = "actor.county-name"
	}
	if a.Kind == Municipality || a.MunicipalityCode != "" {
		if a.Kind != Municipality || !digits(a.MunicipalityCode, 4) || !strings.HasPrefix(a.MunicipalityCode, a.CountyCode) || a.CountyCode == "" {
			wrong["municipality_code"] = "actor.municipality"
		}
	}
	return wrong
}

// text notes what is wrong with a name. A name that a spreadsheet would take for a formula, or that has
// characters nobody sees, is never a name.
func text(wrong map[string]string, field, s string, longest int, needed bool) {
	switch {
	case s == "" && needed:
		wrong[field] = "actor.name-missing"
	case s == "":
	case utf8.RuneCountInString(s) > longest:
		wrong[field] = "actor.text-long"
	case !visible(s):
		wrong[field] = "actor.text-characters"
	case strings.ContainsRune("=+-@", rune(s[0])):
		wrong[field] = "actor.formula"
	}
}

func digits(s string, n int) bool {
	if len(s) != n {
		return false
	}
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return true
}

// key is what names are compared by.
func key(s string) string { return i18n.Fold(s) }
