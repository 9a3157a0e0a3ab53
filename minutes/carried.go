package minutes

import (
	"time"

	"samverkan/conference"
)

// Carried is what came from earlier conferences, and how it stands.
type Carried struct {
	From       string             `json:"from,omitempty"`
	FromTitle  string             `json:"fromTitle,omitempty"`
	Directions []CarriedDirection `json:"directions,omitempty"`
	Measures   []CarriedMeasure   `json:"measures,omitempty"`
	Matters    []CarriedMatter    `json:"matters,omitempty"`
}

// CarriedDirection is a direction that held when the meeting began.
type CarriedDirection struct {
	Conference string     `json:"conference"`
	ID         string     `json:"id"`
	Wording    string     `json:"wording,omitempty"`
	ValidUntil time.Time  `json:"validUntil,omitzero"`
	FollowUps  []FollowUp `json:"followUps,omitempty"`
	Marking
}

// CarriedMeasure is a measure that was open when the meeting began.
type CarriedMeasure struct {
	Conference string     `json:"conference"`
	ID         string     `json:"id"`
	Text       string     `json:"text,omitempty"`
	Owner      string     `json:"owner"`
	Due        time.Time  `json:"due,omitzero"`
	FollowUps  []FollowUp `json:"followUps,omitempty"`
	Marking
}

// CarriedMatter is a parked matter, an unowned problem or an undecided proposal that came along.
type CarriedMatter struct {
	Conference string              `json:"conference"`
	ID         string              `json:"id"`
	Kind       conference.NoteKind `json:"kind"`
	Text       string              `json:"text,omitempty"`
	Owner      string              `json:"owner,omitempty"`
	FollowUps  []FollowUp          `json:"followUps,omitempty"`
	Marking
}

// FollowUp says how something carried stands.
type FollowUp struct {
	Status conference.FollowStatus `json:"status"`
	Text   string                  `json:"text,omitempty"`
	Item   string                  `json:"item,omitempty"`
	At     time.Time               `json:"at"`
	Marking
}

func (k *composer) carried() Carried {
	from := &k.c.Plan.Carried
	out := Carried{From: from.From, FromTitle: from.FromTitle}
	for _, d := range from.Directions {
		v := CarriedDirection{Conference: d.Conference, ID: d.ID, ValidUntil: d.ValidUntil, Marking: k.marking(d.Secrecy),
			FollowUps: k.followUps(d.Conference, d.ID, d.Secrecy)}
		if !v.Omitted {
			v.Wording = d.Wording
		}
		out.Directions = append(out.Directions, v)
	}
	for _, x := range from.Measures {
		m := CarriedMeasure{Conference: x.Conference, ID: x.ID, Owner: k.actor(x.Owner), Due: x.Due,
			Marking: k.marking(x.Secrecy), FollowUps: k.followUps(x.Conference, x.ID, x.Secrecy)}
		if !m.Omitted {
			m.Text = x.Text
		}
		out.Measures = append(out.Measures, m)
	}
	for _, x := range from.Matters {
		m := CarriedMatter{Conference: x.Conference, ID: x.ID, Kind: x.Kind, Owner: k.actor(x.Owner),
			Marking: k.marking(x.Secrecy), FollowUps: k.followUps(x.Conference, x.ID, x.Secrecy)}
		if !m.Omitted {
			m.Text = x.Text
		}
		out.Matters = append(out.Matters, m)
	}
	return out
}

// followUps gathers what was said of something carried. It is marked as that is, or as the item it was said under.
func (k *composer) followUps(conf, id string, s conference.Secrecy) []FollowUp {
	var out []FollowUp
	for _, f := range k.c.FollowUps {
		if f.Conference != conf || f.ID != id {
			continue
		}
		up := FollowUp{Status: f.Status, Text: f.Text, Item: f.Item, At: f.At}
		if f.Text != "" {
			up.Marking = k.marking(k.c.EffectiveSecrecy(s, f.Item))
		}
		if up.Omitted {
			up.Text = ""
		}
		k.enter(f.Item, Entry{At: f.At, What: EntryFollowUp, ID: conf + "/" + id, Index: len(out), seq: f.Seq})
		out = append(out, up)
	}
	return out
}

// FollowUp finds a follow-up by what an entry says of it: the id of what was carried, and its number.
func (c Carried) FollowUp(id string, index int) (FollowUp, bool) {
	pick := func(list []FollowUp) (FollowUp, bool) {
		if index < len(list) {
			return list[index], true
		}
		return FollowUp{}, false
	}
	for _, d := range c.Directions {
		if d.Conference+"/"+d.ID == id {
			return pick(d.FollowUps)
		}
	}
	for _, x := range c.Measures {
		if x.Conference+"/"+x.ID == id {
			return pick(x.FollowUps)
		}
	}
	for _, x := range c.Matters {
		if x.Conference+"/"+x.ID == id {
			return pick(x.FollowUps)
		}
	}
	return FollowUp{}, false
}
