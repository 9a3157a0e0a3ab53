package conference

// Strain is the answer to one of the three tests of an actor's situation.
type Strain string

// The answers. No answer is not the same as none: what is unknown is never shown as well.
const (
	StrainUnknown Strain = ""
	NoStrain      Strain = "none"      // enligt plan; resurserna räcker; belastningen hanteras
	Strained      Strain = "strained"  // delvis enligt plan; resurserna är ansträngda; belastningen börjar bli övermäktig
	Exhausted     Strain = "exhausted" // kan inte genomföras enligt plan; resurserna är uttömda; belastningen är övermäktig
)

// Strains lists the answers in the order in which they are offered.
func Strains() []Strain { return []Strain{NoStrain, Strained, Exhausted} }

// Valid tells whether s is one of the answers, or none.
func (s Strain) Valid() bool {
	return s == StrainUnknown || s == NoStrain || s == Strained || s == Exhausted
}

// Tests are the three questions from which the grade of impact follows, so that the same situation gets the same grade from
// everybody. The scale is the one that Länsstyrelsen Västernorrland has published (samlad information, 2 June 2020).
type Tests struct {
	Plan      Strain `json:"plan,omitempty"`      // uppdraget enligt lag och plan
	Resources Strain `json:"resources,omitempty"` // resurser
	Load      Strain `json:"load,omitempty"`      // belastning
}

// All gives the three answers in order.
func (t Tests) All() []Strain { return []Strain{t.Plan, t.Resources, t.Load} }

// Grade is the påverkansgrad that follows from the tests: 1 no test strained, 2 one or two strained, 3 all three, 4 one or two
// exhausted, 5 all three; 0, unknown, when a test lacks its answer.
func (t Tests) Grade() int {
	strained, exhausted := 0, 0
	for _, s := range t.All() {
		switch s {
		case NoStrain:
		case Strained:
			strained++
		case Exhausted:
			exhausted++
		default:
			return 0
		}
	}
	switch {
	case exhausted == 3:
		return 5
	case exhausted > 0:
		return 4
	case strained == 3:
		return 3
	case strained > 0:
		return 2
	}
	return 1
}
