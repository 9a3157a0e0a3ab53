package minutes

import (
	"slices"
	"time"

	"samverkan/conference"
)

// Measure is who does what, by when, and how it goes.
type Measure struct {
	ID         string                   `json:"id"`
	Item       string                   `json:"item,omitempty"`
	Text       string                   `json:"text,omitempty"`
	RaisedBy   string                   `json:"raisedBy,omitempty"`
	Owner      string                   `json:"owner"`
	Due        time.Time                `json:"due,omitzero"`
	Accepted   *bool                    `json:"accepted,omitempty"` // absent: the owner has not been asked
	AcceptedAt time.Time                `json:"acceptedAt,omitzero"`
	Status     conference.MeasureStatus `json:"status"`
	Late       bool                     `json:"late,omitempty"`     // past its due time when the minutes were composed
	Matches    []string                 `json:"matches,omitempty"`  // needs, offers and goal conflicts that it meets
	Resolves   string                   `json:"resolves,omitempty"` // unowned problem
	Follows    string                   `json:"follows,omitempty"`  // decision
	Reports    []Report                 `json:"reports,omitempty"`
	At         time.Time                `json:"at"`
	Revised    int                      `json:"revised,omitempty"` // how many times what was agreed was changed
	Marking
}

// Report is how a measure went, as somebody told.
type Report struct {
	Status conference.MeasureStatus `json:"status"`
	Text   string                   `json:"text,omitempty"`
	Due    time.Time                `json:"due,omitzero"` // the new time that its owner gave
	At     time.Time                `json:"at"`
	Actor  string                   `json:"actor,omitempty"`
}

func (k *composer) measures() {
	k.m.Measures = make([]Measure, 0, len(k.c.Measures))
	for _, x := range k.c.Measures {
		k.m.Measures = append(k.m.Measures, k.measure(x))
		k.enter(x.Item, Entry{At: x.At, What: EntryMeasure, ID: x.ID, seq: x.Seq})
	}
	slices.SortStableFunc(k.m.Measures, func(a, b Measure) int { return a.At.Compare(b.At) })
}

func (k *composer) measure(x conference.Measure) Measure {
	out := Measure{ID: x.ID, Item: x.Item, Text: x.Text, RaisedBy: k.actor(x.Actor), Owner: k.actor(x.Owner), Due: x.Due,
		Accepted: x.Accepted, AcceptedAt: x.AcceptedAt, Status: x.Status, Late: x.Late(k.now), Matches: x.Matches,
		Resolves: x.Resolves, Follows: x.Follows, At: x.At, Revised: len(x.Revisions), Marking: k.marking(k.c.EffectiveSecrecy(x.Secrecy, x.Item))}
	for _, r := range x.Reports {
		out.Reports = append(out.Reports, Report{Status: r.Status, Text: r.Text, Due: r.Due, At: r.At, Actor: k.actor(r.Actor)})
	}
	if out.Omitted {
		out.Text = ""
		for i := range out.Reports {
			out.Reports[i].Text = ""
		}
	}
	return out
}

// Ended tells whether nothing more is to be done.
func (x Measure) Ended() bool {
	return x.Status == conference.MeasureDone || x.Status == conference.MeasureDropped
}

// Measure finds a measure by its id.
func (m *Minutes) Measure(id string) (Measure, bool) {
	if m.index != nil {
		if i, ok := m.index.measures[id]; ok {
			return m.Measures[i], true
		}
		return Measure{}, false
	}
	for _, x := range m.Measures {
		if x.ID == id {
			return x, true
		}
	}
	return Measure{}, false
}
