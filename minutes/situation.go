package minutes

import (
	"time"

	"samverkan/conference"
)

// Impact is how hard an actor is hit, as last assessed in the meeting (påverkansgrad 1 to 5, 0 unknown).
type Impact struct {
	Actor string    `json:"actor"`
	Grade int       `json:"grade"`
	Was   *int      `json:"was,omitempty"` // the assessment before, in the same meeting
	Note  string    `json:"note"`          // where it was said
	At    time.Time `json:"at"`
}

// impactOf takes the last grade of each actor. A grade in a note that the reader may not read is not there.
func impactOf(notes []Note) []Impact {
	var out []Impact
	at := map[string]int{}
	for _, n := range notes {
		if n.Struck != nil {
			continue
		}
		for _, g := range n.Impact {
			is := Impact{Actor: g.Actor, Grade: g.Grade, Note: n.ID, At: n.At}
			i, ok := at[g.Actor]
			if !ok {
				at[g.Actor] = len(out)
				out = append(out, is)
				continue
			}
			if is.At.Before(out[i].At) {
				continue
			}
			if out[i].Grade != g.Grade {
				was := out[i].Grade
				is.Was = &was
			}
			out[i] = is
		}
	}
	return out
}

// assessed tells whether the situation was assessed under an item: then what was summed up there is the situation too.
func (m *Minutes) assessed() map[string]bool {
	if m.index != nil {
		return m.index.assessed
	}
	out := map[string]bool{}
	for _, n := range m.Notes {
		if n.Kind == conference.NoteSituation || n.Kind == conference.NoteSummary && len(n.Impact) > 0 {
			out[n.Item] = true
		}
	}
	return out
}

// situation lists the notes that together are the samlad lägesbild.
func (m *Minutes) situation() []Note {
	assessed := m.assessed()
	var out []Note
	for _, n := range m.Of(conference.NoteSituation, conference.NoteSummary) {
		if n.Kind == conference.NoteSituation || assessed[n.Item] {
			out = append(out, n)
		}
	}
	return out
}
