package conference

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"slices"
	"strings"

	"samverkan/internal/fault"
	"samverkan/templates"
)

// Moment is when a line of a checklist is meant to be looked at.
type Moment string

// The moments.
const (
	Before Moment = "before"
	During Moment = "during"
	After  Moment = "after"
)

// Key is the catalogue key of the moment's word.
func (m Moment) Key() string { return "checklist.moment." + string(m) }

// Audience is whom a checklist is for.
type Audience string

// The audiences.
const (
	ForLeader      Audience = "leader"
	ForSecretary   Audience = "secretary"
	ForListener    Audience = "listener"
	ForTechnician  Audience = "technician"
	ForParticipant Audience = "participant"
)

// Audiences lists them in the order they are shown.
func Audiences() []Audience {
	return []Audience{ForLeader, ForSecretary, ForListener, ForTechnician, ForParticipant}
}

// Key is the catalogue key of the audience's word.
func (a Audience) Key() string { return "checklist.audience." + string(a) }

// AudienceOf gives the checklist of a role: the internal roles have their own, all others are participants.
func AudienceOf(r Role) Audience {
	if r.Internal() {
		return Audience(r)
	}
	return ForParticipant
}

// Form is what is special for one way of meeting (handbook chapters 8–13), in one language.
type Form struct {
	Mode      Mode        `json:"mode"`
	Name      string      `json:"name"`
	Summary   string      `json:"summary"`   // when it suits, what it demands
	Fields    []FormField `json:"fields"`    // what the plan must say about such a connection
	Items     []FormLine  `json:"items"`     // its own lines in the checklists
	Reminders []string    `json:"reminders"` // what the leader says at the opening
	Reserve   string      `json:"reserve"`   // what to do when this way fails
}

// FormField is a field of a [Connection] with the name that people know it by.
type FormField struct {
	ID       string `json:"id"` // the field's name in the JSON of Connection
	Label    string `json:"label"`
	Hint     string `json:"hint"`
	Required bool   `json:"required,omitempty"`
}

// CheckLine is a line of a checklist as its template has it.
type CheckLine struct {
	ID     string `json:"id"`
	Moment Moment `json:"phase"`
	Text   string `json:"text"`
	When   string `json:"when,omitempty"` // the condition for it to apply; "" always
	Done   string `json:"done,omitempty"` // the fact that satisfies it; "" only people can tell
}

// FormLine is a line that a form adds to the checklist of an audience.
type FormLine struct {
	Audience Audience `json:"audience"`
	CheckLine
}

type checklistTemplate struct {
	Audience Audience    `json:"audience"`
	Name     string      `json:"name"`
	Items    []CheckLine `json:"items"`
}

// LoadForm reads what is special for a mode in a language ("sv", "en"). Mixed is a form too.
// Faults: checklist.template-missing, checklist.template-bad.
func LoadForm(lang string, m Mode) (Form, error) { return readForm(templates.FS, lang, m) }

func readForm(fsys fs.FS, lang string, m Mode) (Form, error) {
	if !m.Valid() && m != Mixed {
		return Form{}, fault.New(fault.NotFound, "checklist.template-missing", "Path", string(m))
	}
	var f Form
	path := "meeting/" + lang + "/form-" + string(m) + ".json"
	if err := readTemplate(fsys, path, &f); err != nil {
		return Form{}, err
	}
	if f.Mode != m || f.Name == "" {
		return Form{}, badTemplate(path, "mode or name")
	}
	for _, it := range f.Items {
		if !slices.Contains(Audiences(), it.Audience) {
			return Form{}, badTemplate(path, it.ID+": audience")
		}
		if err := it.check(path); err != nil {
			return Form{}, err
		}
	}
	return f, nil
}

func readChecklist(fsys fs.FS, lang string, a Audience) (checklistTemplate, error) {
	var t checklistTemplate
	if !slices.Contains(Audiences(), a) {
		return t, fault.New(fault.NotFound, "checklist.template-missing", "Path", string(a))
	}
	path := "meeting/" + lang + "/checklist-" + string(a) + ".json"
	if err := readTemplate(fsys, path, &t); err != nil {
		return t, err
	}
	if t.Audience != a {
		return t, badTemplate(path, "audience")
	}
	for _, it := range t.Items {
		if err := it.check(path); err != nil {
			return t, err
		}
	}
	return t, nil
}

// check refuses a line that would never show, or be satisfied by a fact nobody knows.
func (l CheckLine) check(path string) error {
	_, known := conditions[l.When]
	_, provable := proofs[l.Done]
	switch {
	case l.ID == "" || strings.TrimSpace(l.Text) == "":
		return badTemplate(path, l.ID+": id or text")
	case l.Moment != Before && l.Moment != During && l.Moment != After:
		return badTemplate(path, l.ID+": phase")
	case !known:
		return badTemplate(path, l.ID+": when "+l.When)
	case l.Done != "" && !provable:
		return badTemplate(path, l.ID+": done "+l.Done)
	}
	return nil
}

// readTemplate decodes strictly: a misspelt key would lose its text without a word.
func readTemplate(fsys fs.FS, path string, into any) error {
	b, err := fs.ReadFile(fsys, path)
	if err != nil {
		return fault.Wrap(err, fault.NotFound, "checklist.template-missing", "Path", path)
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return fault.Wrap(err, fault.Invalid, "checklist.template-bad", "Path", path, "Reason", err.Error())
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return badTemplate(path, "text after the object")
	}
	return nil
}

func badTemplate(path, reason string) error {
	return fault.New(fault.Invalid, "checklist.template-bad", "Path", path, "Reason", reason)
}
