package web

import (
	"encoding/json"
	"strconv"
	"time"

	"samverkan/conference"
)

// DeskLine is a line of the journal as the one who writes sees it: with whose it is, how it is changed, and what it said before.
type DeskLine struct {
	Line
	Under   string // number of its item, when it stands among the lines of another
	By      string // member
	Edit    string // the command that changes it and what it says now, as JSON; "" when it is not changed here
	History []Earlier
	Beside  []Beside
	Strike  bool // it can be struck
}

// Beside is what somebody else made of a line at the same time. Whoever takes it up sees both, and saves what it is to say.
type Beside struct {
	Text string
	At   time.Time
	Edit string
}

// Earlier is what a line said once.
type Earlier struct {
	Text string
	At   time.Time // when it was replaced
}

// deskRows are the lines in the order of the meeting, the newest last.
func deskRows(m *Room) []listRow {
	return rowsOf(m, m.DeskLines(), func(l DeskLine) string { return l.ID })
}

// DeskLines lists the journal for the one who writes.
func (m *Room) DeskLines() []DeskLine {
	open := m.Phase != conference.Approved && m.Phase != conference.Published
	var out []DeskLine
	current := ""
	for _, l := range m.Journal() {
		x := DeskLine{Line: l}
		if l.Kind == "item" {
			current = l.Item
		} else if l.Item != "" && l.Item != current {
			x.Under = m.itemNumber(l.Item)
		}
		m.history(&x)
		if open && !l.Struck && l.Text != conference.LeftOut {
			m.changeable(&x)
		}
		out = append(out, x)
	}
	return out
}

func (m *Room) itemNumber(id string) string {
	for _, it := range m.Plan.Agenda {
		if it.ID == id {
			return strconv.Itoa(it.Number)
		}
	}
	return ""
}

// history fills in who wrote it and what it said before.
func (m *Room) history(x *DeskLine) {
	switch x.Kind {
	case "item", "reservation":
	case "decision":
		d, _ := m.Decision(x.Ref)
		x.By = d.By
		for i := range max(0, len(d.Proposals)-1) {
			x.History = append(x.History, Earlier{d.Proposals[i].Text, d.Proposals[i+1].At})
		}
	case "measure":
		a, _ := m.Measure(x.Ref)
		x.By = a.By
		for _, r := range a.Revisions {
			x.History = append(x.History, Earlier{r.Text, r.At})
		}
	default:
		n, _ := m.Note(x.Ref)
		x.By = n.By
		for _, r := range n.Revisions {
			x.History = append(x.History, Earlier{r.Content.Text, r.At})
		}
	}
}

// revision is what the script needs to change a line: the command, its kind in the field, and all that the command says.
type revision struct {
	Name    string `json:"name"`
	Kind    string `json:"kind"`
	Content any    `json:"content"`
}

// changeable fills in how it is changed and whether it can be struck.
func (m *Room) changeable(x *DeskLine) {
	var r revision
	switch x.Kind {
	case "item", "reservation":
		return
	case "decision":
		d, _ := m.Decision(x.Ref)
		if d.Settled != nil || len(d.ReadBacks) > 0 {
			return // from then on it is changed by being read out anew
		}
		r = revision{"decision.propose", "decision", &conference.ProposeDecision{ID: d.ID, Item: d.Item, Text: d.Wording, Actor: d.ProposedBy, Secrecy: d.Secrecy}}
	case "measure":
		a, _ := m.Measure(x.Ref)
		// Without Accepted: said again it would be the answer of another owner, while without it the answer stands as long as
		// the question does.
		r = revision{"measure.revise", "measure", &conference.ReviseMeasure{ID: a.ID, Text: a.Text, Owner: a.Owner, Due: a.Due,
			Matches: a.Matches, Resolves: a.Resolves, Follows: a.Follows}}
	default:
		n, _ := m.Note(x.Ref)
		r = revision{"note.revise", x.Kind, &conference.ReviseNote{ID: n.ID, Base: n.Base(), Content: n.Content}}
		x.Strike = true
	}
	x.Edit = r.json()
	if n, ok := m.Note(x.Ref); ok && x.Strike {
		for _, other := range n.Beside {
			r.Content = &conference.ReviseNote{ID: n.ID, Base: n.Base(), Content: other.Content}
			x.Beside = append(x.Beside, Beside{other.Content.Text, other.At, r.json()})
		}
	}
}

// json gives it as it stands in the page; "" when it cannot, and then the line is only read.
func (r revision) json() string {
	b, err := json.Marshal(r)
	if err != nil {
		return ""
	}
	return string(b)
}

// Mentioned is who can be named in the field.
type Mentioned struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Short string `json:"short,omitempty"`
	Note  string `json:"note,omitempty"`
}

// JSON gives it as the script reads it.
func (x Mentioned) JSON() string {
	b, err := json.Marshal(x)
	if err != nil {
		return "{}" // it is four texts
	}
	return string(b)
}

func mentionRows(m *Room) []listRow {
	return rowsOf(m, m.Mentions(), func(x Mentioned) string { return "men-" + x.ID })
}

// Mentions lists the invited actors with who sits there and how they are connected.
func (m *Room) Mentions() []Mentioned {
	var out []Mentioned
	seen := map[string]bool{}
	for _, p := range m.Plan.Participants {
		if seen[p.Actor] {
			continue
		}
		seen[p.Actor] = true
		x := Mentioned{ID: p.Actor, Name: m.Name(p.Actor), Note: p.Function}
		if short := m.Short(p.Actor); short != x.Name {
			x.Short = short
		}
		if way := WayOf(m.ModeOf(p.Actor)); way.Key != "" {
			if x.Note != "" {
				x.Note += ", "
			}
			x.Note += m.T(way.Key)
		}
		out = append(out, x)
	}
	return out
}
