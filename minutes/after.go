package minutes

import (
	"time"

	"samverkan/conference"
)

// Next is the meeting agreed on before this one closed.
type Next struct {
	conference.NextMeeting
	Marking
}

// Material is something that was read or shown.
type Material struct {
	Title  string `json:"title,omitempty"`
	Name   string `json:"name,omitempty"`
	Digest string `json:"digest,omitempty"`
	Size   int64  `json:"size,omitempty"`
	URL    string `json:"url,omitempty"`
	When   string `json:"when,omitempty"` // before or during
	Marking
}

// Evaluation is what an actor thought of the meeting: grades 1 to 5, 0 not answered.
type Evaluation struct {
	At       time.Time `json:"at"`
	Actor    string    `json:"actor,omitempty"`
	Leading  int       `json:"leading,omitempty"`
	Speakers int       `json:"speakers,omitempty"`
	Tech     int       `json:"tech,omitempty"`
	Result   int       `json:"result,omitempty"`
	Text     string    `json:"text,omitempty"`
}

// next takes what was agreed. Under a marked item its words are marked; that there is a next meeting, and when, is not.
func (k *composer) next() {
	if k.c.Next == nil {
		return
	}
	n := Next{NextMeeting: *k.c.Next}
	if n.Text != "" || n.Title != "" {
		n.Marking = k.marking(k.c.ItemSecrecy(n.Item))
	}
	if n.Omitted {
		n.Text, n.Title = "", ""
	}
	k.m.Next = &n
}

func (k *composer) material() {
	for _, x := range k.c.Plan.Material {
		out := Material{Marking: k.marking(x.Secrecy)}
		if !out.Omitted {
			out.Title, out.Name, out.Digest, out.Size, out.URL, out.When = x.Title, x.Name, x.Digest, x.Size, x.URL, x.When
		}
		k.m.Material = append(k.m.Material, out)
	}
}

func (k *composer) evaluations() {
	for _, e := range k.c.Evaluations {
		k.m.Evaluations = append(k.m.Evaluations, Evaluation{At: e.At, Actor: k.actor(e.Actor), Leading: e.Leading,
			Speakers: e.Speakers, Tech: e.Tech, Result: e.Result, Text: e.Text})
	}
}
