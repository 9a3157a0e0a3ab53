package minutes

import (
	"bytes"
	"encoding/json"
	"time"

	"samverkan/conference"
	"samverkan/internal/document"
	"samverkan/internal/i18n"
)

// Schema names the form of the JSON of [Minutes]. Fields are added to it, never changed.
const Schema = "samverkan.minutes/1"

// Options say for whom and when minutes are composed and documents written.
type Options struct {
	// Now decides what is late and how long that which goes on has lasted. Zero means the newest time in the record.
	Now time.Time
	// Names gives an actor's full and short name. nil, or an empty name, leaves the id.
	Names func(actor string) (name, short string)
	// Person gives the name of a member. nil, or an empty name, leaves persons out of documents.
	Person func(member string) string
	// May tells whether the reader may read what is marked so. nil means the host, which reads everything.
	May func(conference.Secrecy) bool
	// Seal is put at the end of the minutes and in the footer of documents.
	Seal *Seal
	// Public says that this is the version for everybody, which tells what became of the sound too.
	Public bool
	// Silences tells whether a recording can be silenced in part for the public version; nil means that all can.
	Silences func(conference.AudioFile) bool
	// Check is the address of the service whose check page the footer of an approved version leads to; "" leaves that out.
	Check string

	// Printer writes the documents; needed by everything but Compose.
	Printer *i18n.Printer
	// RecordLang is the language that people spoke and wrote in; "" means Swedish.
	RecordLang string
	// Logo is the host's mark.
	Logo *document.Figure
	// Incident adds its background and consequences to the situation summary.
	Incident *conference.Incident
	// Conference gives the title of another conference of the incident. nil, or "", leaves its id.
	Conference func(id string) string
	// Area gives the title of a shared area. nil, or "", leaves its id.
	Area func(id string) string
	// Places gives the places whose situation the conference is about, with their points. nil leaves them out.
	Places func(*conference.Plan) []conference.Place
}

// Seal ties minutes to the journal they were composed from: whoever has the seal can see whether the journal has been rewritten.
type Seal struct {
	Seq       int64     `json:"seq"`  // newest entry that the minutes build on
	Hash      string    `json:"hash"` // of that entry, hexadecimal: SHA-256 over the whole chain up to it
	At        time.Time `json:"at,omitzero"`
	SignedBy  string    `json:"signedBy,omitempty"`
	KeyID     string    `json:"keyId,omitempty"`
	Signature string    `json:"signature,omitempty"`
}

// Minutes is everything that the record of a conference says, for one reader.
type Minutes struct {
	Schema      string                `json:"schema"`
	Composed    time.Time             `json:"composed"` // the Now of the options
	Head        Head                  `json:"head"`
	Invitation  conference.Invitation `json:"invitation"` // SMARR
	Brief       []Point               `json:"brief,omitempty"`
	Items       []Item                `json:"items"`             // the agenda, each with what happened under it
	Outside     []Entry               `json:"outside,omitempty"` // what happened under no item
	Notes       []Note                `json:"notes"`             // in the order in which they were said
	Decisions   []Decision            `json:"decisions"`
	Measures    []Measure             `json:"measures"`
	Impact      []Impact              `json:"impact,omitempty"`
	Situation   *conference.Situation `json:"situation,omitempty"` // the situation reports put together
	RollCall    RollCall              `json:"rollCall"`
	Talks       []Talk                `json:"talks"`
	Waiting     []Request             `json:"waiting,omitempty"` // asked for the word and did not get it
	Carried     Carried               `json:"carried"`           // from earlier conferences, with its follow-up
	LeftOpen    []string              `json:"leftOpen,omitempty"`
	Next        *Next                 `json:"next,omitempty"`
	Recording   Recording             `json:"recording"`
	Material    []Material            `json:"material,omitempty"`
	Evaluations []Evaluation          `json:"evaluations,omitempty"`
	Life        Life                  `json:"life"`
	Omitted     int                   `json:"omitted"` // how many parts this reader may not read
	Actors      []Actor               `json:"actors"`  // everybody named anywhere, sorted by id
	Seal        *Seal                 `json:"seal,omitempty"`

	index *index
	left  []conference.Secrecy // of what this reader may not read, each without its readers
}

// index finds things in minutes that were composed. Minutes that were read back from JSON have none and are looked through.
type index struct {
	actors     map[string]Actor
	notes      map[string]int
	measures   map[string]int
	assessed   map[string]bool
	unanswered []string
}

func (m *Minutes) indexed() *index {
	x := &index{actors: map[string]Actor{}, notes: map[string]int{}, measures: map[string]int{}}
	for _, a := range m.Actors {
		x.actors[a.ID] = a
	}
	for i, n := range m.Notes {
		x.notes[n.ID] = i
	}
	for i, k := range m.Measures {
		x.measures[k.ID] = i
	}
	x.assessed, x.unanswered = m.assessed(), m.Unanswered()
	return x
}

// Actor is an organisation by its names.
type Actor struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Short string `json:"short"`
}

// Marking says that something is marked secret, and whether it is left out for this reader. When it is, the text that
// it was about is not in the minutes; ground and owner are.
type Marking struct {
	Secrecy conference.Secrecy `json:"secrecy,omitzero"`
	Omitted bool               `json:"omitted,omitempty"`
}

// Name is an actor's full name; its id when it has none.
func (m *Minutes) Name(actor string) string { return m.actor(actor).Name }

// Short is an actor's short name; the full one when it has none.
func (m *Minutes) Short(actor string) string { return m.actor(actor).Short }

func (m *Minutes) actor(id string) Actor {
	if m.index != nil {
		if a, ok := m.index.actors[id]; ok {
			return a
		}
		return Actor{ID: id, Name: id, Short: id}
	}
	for _, a := range m.Actors {
		if a.ID == id {
			return a
		}
	}
	return Actor{ID: id, Name: id, Short: id}
}

// JSON is the minutes as stable, indented JSON.
func (m *Minutes) JSON() []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(m); err != nil {
		panic("minutes: not JSON: " + err.Error()) // plain data; only a time outside the years 0–9999 could do it
	}
	return b.Bytes()
}
