package scenario

import (
	"time"

	"gopkg.in/yaml.v3"

	"samverkan/conference"
	"samverkan/internal/fault"
)

// word is a value with the line it stands on, so that a word nobody knows can be pointed at.
type word struct {
	value string
	line  int
}

func (w *word) UnmarshalYAML(n *yaml.Node) error {
	w.line = n.Line
	return n.Decode(&w.value)
}

// moment is a time with offset, RFC 3339.
type moment struct{ time.Time }

func (m *moment) UnmarshalYAML(n *yaml.Node) error {
	var s string
	if err := n.Decode(&s); err != nil {
		return err
	}
	t, err := parseTime(s)
	if err != nil {
		return fault.New(fault.Invalid, "plan.time", "Line", n.Line, "Value", clip(s))
	}
	m.Time = t
	return nil
}

// parseTime reads RFC 3339. A second 60 is refused: no clock in a meeting shows it, and most programs fold it away silently.
func parseTime(s string) (time.Time, error) {
	return time.Parse(time.RFC3339, s)
}

// clip shortens what is quoted back of a file.
func clip(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

func levelOf(s string) (conference.Level, bool) {
	switch s {
	case "lokal", "local":
		return conference.Local, true
	case "regional":
		return conference.Regional, true
	case "nationell", "national":
		return conference.National, true
	}
	return "", false
}

// roleOf reads the role of an invited actor. The host's own people sit among the participants too: they are attendees.
func roleOf(s string) (conference.Role, bool) {
	switch s {
	case "deltagare", "attendee", "mötesledare", "dokumentatör", "lyssnare", "teknik":
		return conference.Attendee, true
	case "observatör", "observer":
		return conference.Observer, true
	case "expert":
		return conference.Expert, true
	case "resurs", "resource":
		return conference.Resource, true
	}
	return "", false
}

func modeOf(s string) (conference.Mode, bool) {
	switch s {
	case "telefon", "phone":
		return conference.Phone, true
	case "rakel":
		return conference.Rakel, true
	case "webb", "web":
		return conference.Web, true
	case "video":
		return conference.Video, true
	case "fysiskt", "lokal", "room":
		return conference.Room, true
	}
	return "", false
}

func internalRole(s string) (conference.Role, bool) {
	switch s {
	case "leader", "mötesledare":
		return conference.Leader, true
	case "secretary", "dokumentatör":
		return conference.Secretary, true
	case "listener", "lyssnare":
		return conference.Listener, true
	case "tech", "technical", "technician", "teknik":
		return conference.Technician, true
	}
	return "", false
}
