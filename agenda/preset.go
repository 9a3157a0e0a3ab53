package agenda

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"strings"

	"samverkan/internal/fault"
	"samverkan/templates"
)

// Preset is a ready start for planning a conference with one purpose, in one language.
type Preset struct {
	Purpose   Purpose      `json:"purpose"`
	Name      string       `json:"name"`
	Summary   string       `json:"summary"`   // when to choose it
	Aim       string       `json:"aim"`       // suggested wording of SMARR's Syfte
	Goals     []string     `json:"goals"`     // suggested goals; each names a result that can be seen when the meeting ends
	Procedure string       `json:"procedure"` // suggested wording of SMARR's Arbetsgång
	Bring     []string     `json:"bring"`     // what to ask the participants to prepare
	Rules     []string     `json:"rules"`     // suggested meeting rules
	Questions []string     `json:"questions"` // to choose among, in the handbook's spirit
	Items     []PresetItem `json:"items"`     // the agenda at its natural length
}

// PresetItem is an item of a preset's agenda.
type PresetItem struct {
	ID        string   `json:"id"`
	Title     string   `json:"title"`
	Kind      Kind     `json:"kind"`
	Step      Step     `json:"step"`
	Aim       string   `json:"aim"`
	Minutes   int      `json:"minutes"`             // at the preset's natural length
	Floor     int      `json:"floor"`               // never suggest less than this
	Proposal  string   `json:"proposal,omitempty"`  // pattern for the wording of a decision, to be filled in
	Questions []string `json:"questions,omitempty"` // talking points
}

// LoadPreset reads the preset for a purpose in a language ("sv", "en") from the embedded templates.
// Faults: agenda.unknown-purpose, agenda.template-missing (no such language), agenda.template-bad.
func LoadPreset(lang string, p Purpose) (Preset, error) {
	return ReadPreset(templates.FS, lang, p)
}

// ReadPreset is LoadPreset for templates of one's own, laid out as meeting/<lang>/purpose-<purpose>.json.
func ReadPreset(fsys fs.FS, lang string, p Purpose) (Preset, error) {
	if _, err := ParsePurpose(string(p)); err != nil {
		return Preset{}, err
	}
	path := "meeting/" + lang + "/purpose-" + string(p) + ".json"
	b, err := fs.ReadFile(fsys, path)
	if err != nil {
		return Preset{}, fault.Wrap(err, fault.NotFound, "agenda.template-missing", "Path", path)
	}
	ps, err := ParsePreset(b)
	if err != nil {
		return Preset{}, fault.Wrap(err, fault.Invalid, "agenda.template-bad", "Path", path, "Reason", err.Error())
	}
	if ps.Purpose != p {
		return Preset{}, fault.New(fault.Invalid, "agenda.template-bad", "Path", path, "Reason", "purpose is "+string(ps.Purpose))
	}
	return ps, nil
}

// ParsePreset reads a preset from JSON. Unknown fields, text after the object, a missing name and an agenda that
// is not valid are refused: a template with a misspelt key would otherwise lose its text without a word.
// Faults: agenda.template-bad, and those of [Agenda.Validate].
func ParsePreset(b []byte) (Preset, error) {
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	var p Preset
	if err := dec.Decode(&p); err != nil {
		return Preset{}, fault.Wrap(err, fault.Invalid, "agenda.template-bad", "Path", "", "Reason", err.Error())
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return Preset{}, fault.New(fault.Invalid, "agenda.template-bad", "Path", "", "Reason", "text after the object")
	}
	if _, err := ParsePurpose(string(p.Purpose)); err != nil {
		return Preset{}, err
	}
	if strings.TrimSpace(p.Name) == "" || len(p.Items) == 0 {
		return Preset{}, fault.New(fault.Invalid, "agenda.template-bad", "Path", "", "Reason", "name or items missing")
	}
	if err := p.natural().Validate(); err != nil {
		return Preset{}, err
	}
	return p, nil
}

// Agenda gives the preset's agenda for a meeting of so many minutes, numbered from 0 (the opening).
// With total 0 or less it has its natural length. A meeting shorter than the items' floors together gives an agenda that is
// too long, see [Agenda.Scale]; [Preset.Shortest] tells the limit.
func (p Preset) Agenda(total int) Agenda {
	a := p.natural()
	if total <= 0 {
		return a
	}
	floors := make(map[string]int, len(p.Items))
	for _, it := range p.Items {
		floors[it.ID] = it.Floor
	}
	return a.Scale(total, floors)
}

// Shortest is the least number of minutes in which the preset's agenda is meant to be held.
func (p Preset) Shortest() int {
	sum := 0
	for _, it := range p.Items {
		sum += max(1, it.Floor)
	}
	return sum
}

// Natural is the number of minutes that the preset was written for.
func (p Preset) Natural() int { return p.natural().TotalMinutes() }

func (p Preset) natural() Agenda {
	a := make(Agenda, len(p.Items))
	for i, it := range p.Items {
		a[i] = Item{
			ID: it.ID, Number: i, Title: it.Title, Kind: it.Kind, Step: it.Step, Aim: it.Aim,
			Minutes: it.Minutes, Proposal: it.Proposal, Questions: it.Questions,
		}.Clone()
	}
	return a
}
