package agenda

import (
	"strings"

	"samverkan/internal/fault"
)

// Kind is what an item asks of the participants. The handbook (chapter 4) wants the
// leader to say it aloud for every item.
type Kind string

// The three kinds, by their names in the contract.
const (
	Information Kind = "information" // listen, ask what is unclear
	Discussion  Kind = "discussion"  // weigh, contradict, add
	Decision    Kind = "decision"    // take a stance for one's actor
)

// Kinds lists the kinds in the order in which people choose among them.
func Kinds() []Kind { return []Kind{Information, Discussion, Decision} }

// ParseKind reads a kind by its name, by the Swedish word (information, diskussion, beslut),
// or by the short form that agendas on paper use (info, disk., besl.). Case and space round it do not matter.
// Fault: agenda.unknown-kind.
func ParseKind(s string) (Kind, error) {
	switch strings.TrimSuffix(strings.ToLower(strings.TrimSpace(s)), ".") {
	case "information", "info", "informationspunkt":
		return Information, nil
	case "discussion", "diskussion", "disk", "diskussionspunkt":
		return Discussion, nil
	case "decision", "beslut", "besl", "beslutspunkt":
		return Decision, nil
	}
	return "", fault.New(fault.Invalid, "agenda.unknown-kind", "Kind", s)
}

// Valid tells whether k is one of the three.
func (k Kind) Valid() bool { return k == Information || k == Discussion || k == Decision }

// Key is the catalogue key of the kind's word.
func (k Kind) Key() string { return "agenda.kind." + string(k) }

// UnmarshalText reads as [ParseKind]. The empty text stays empty, so that a half-written
// draft can be read back; [Agenda.Validate] asks for the kind.
func (k *Kind) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*k = ""
		return nil
	}
	v, err := ParseKind(string(b))
	if err != nil {
		return err
	}
	*k = v
	return nil
}
