package agenda

import (
	"strings"

	"samverkan/internal/fault"
)

// Purpose is what a conference is for: one of the six that the handbook (chapter 2) describes.
// It advises keeping a meeting to one of them, since time seldom suffices for more.
type Purpose string

// The six purposes.
const (
	ForSituation     Purpose = "situation"     // skeendetolkning och samlad lägesbild
	ForNeeds         Purpose = "needs"         // hjälp- och åtgärdsbehov
	ForInterplay     Purpose = "interplay"     // analys av samverkan mellan aktörer
	ForDirection     Purpose = "direction"     // beslut om inriktning och prioritering
	ForCommunication Purpose = "communication" // informationssamordning och kriskommunikation
	ForResources     Purpose = "resources"     // resurssamordning
)

// Purposes lists the six in the handbook's order, which is also the order in which an incident usually needs them.
func Purposes() []Purpose {
	return []Purpose{ForSituation, ForNeeds, ForInterplay, ForDirection, ForCommunication, ForResources}
}

// Swedish names that plans on file use.
var purposeNames = map[string]Purpose{
	"skeendetolkning-samlad-lagesbild":             ForSituation,
	"skeendetolkning":                              ForSituation,
	"samlad-lagesbild":                             ForSituation,
	"hjalp-atgardsbehov":                           ForNeeds,
	"hjalp-och-atgardsbehov":                       ForNeeds,
	"analys-samverkan":                             ForInterplay,
	"analys-av-samverkan":                          ForInterplay,
	"analys-systemsamverkan":                       ForInterplay,
	"beslut-inriktning-prioritering":               ForDirection,
	"beslut-om-inriktning-och-prioritering":        ForDirection,
	"inriktning-prioritering":                      ForDirection,
	"informationssamordning-kriskommunikation":     ForCommunication,
	"informationssamordning":                       ForCommunication,
	"kriskommunikation":                            ForCommunication,
	"resurssamordning":                             ForResources,
	"informationssamordning-och-kriskommunikation": ForCommunication,
}

// ParsePurpose reads a purpose by its name or by a Swedish name as plans on file write it
// (skeendetolkning-samlad-lagesbild, beslut-inriktning-prioritering …); å, ä, ö and spaces may be written out.
// Fault: agenda.unknown-purpose.
func ParsePurpose(s string) (Purpose, error) {
	key := strings.NewReplacer("å", "a", "ä", "a", "ö", "o", " ", "-", "_", "-").Replace(strings.ToLower(strings.TrimSpace(s)))
	for _, p := range Purposes() {
		if key == string(p) {
			return p, nil
		}
	}
	if p, ok := purposeNames[key]; ok {
		return p, nil
	}
	return "", fault.New(fault.Invalid, "agenda.unknown-purpose", "Purpose", s)
}

// Key is the catalogue key of the purpose's name. [Preset.Name] is the same name, for those who have the preset at hand.
func (p Purpose) Key() string { return "agenda.purpose." + string(p) }

// UnmarshalText reads as [ParsePurpose]; the empty text stays empty: a conference need not follow a preset.
func (p *Purpose) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*p = ""
		return nil
	}
	v, err := ParsePurpose(string(b))
	if err != nil {
		return err
	}
	*p = v
	return nil
}
