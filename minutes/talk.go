package minutes

import (
	"time"

	"samverkan/conference"
)

// Talk is a stretch of speaking.
type Talk struct {
	Item      string                 `json:"item,omitempty"`
	Actor     string                 `json:"actor"`
	Kind      conference.RequestKind `json:"kind,omitempty"`
	Topic     string                 `json:"topic,omitempty"`
	From      time.Time              `json:"from"`
	To        time.Time              `json:"to,omitzero"` // zero while it lasts
	Seconds   int                    `json:"seconds"`
	Mode      conference.Mode        `json:"mode,omitempty"`
	OverRakel bool                   `json:"overRakel,omitempty"` // on Rakel, more than a minute (handbook ch. 9)
	Note      string                 `json:"note,omitempty"`      // how it ended: "SLUT KOM"
	Marking
}

// Request is a wish for the word that was never met.
type Request struct {
	Item  string                 `json:"item,omitempty"`
	Actor string                 `json:"actor"`
	Kind  conference.RequestKind `json:"kind,omitempty"`
	Topic string                 `json:"topic,omitempty"`
	At    time.Time              `json:"at"`
	Marking
}

func (k *composer) talks() {
	talks := k.c.Speakers.Talks
	k.m.Talks = make([]Talk, 0, len(talks)+1)
	for _, t := range talks {
		k.m.Talks = append(k.m.Talks, k.talk(t))
	}
	if t := k.c.Speakers.OnAir; t != nil {
		k.m.Talks = append(k.m.Talks, k.talk(*t))
	}
	for _, r := range k.c.Speakers.Queue {
		out := Request{Item: r.Item, Actor: k.actor(r.Actor), Kind: r.Kind, Topic: r.Topic, At: r.At}
		if r.Topic != "" {
			out.Marking = k.topic(r.Actor, r.Item)
		}
		if out.Omitted {
			out.Topic = ""
		}
		k.m.Waiting = append(k.m.Waiting, out)
	}
}

func (k *composer) talk(t conference.Talk) Talk {
	out := Talk{Item: t.Item, Actor: k.actor(t.Actor), Kind: t.Kind, Topic: t.Topic, From: t.Start, To: t.End,
		Seconds: seconds(t.Length(k.now)), Mode: t.Mode, OverRakel: t.OverRakel(), Note: t.Note}
	items := []string{t.Item}
	if t.Asked != "" {
		items = append(items, t.Asked)
	}
	if t.Topic != "" || t.Note != "" {
		out.Marking = k.topic(t.Actor, items...)
	}
	if out.Omitted {
		out.Topic, out.Note = "", ""
	}
	return out
}

// topic is the marking of what an actor spoke about under an item: the first one that this reader may not read, of the
// item and of all that the actor put on record there. A topic often says as much as the note. What may be read needs no mark.
func (k *composer) topic(actor string, items ...string) Marking {
	for _, item := range items {
		marks := append([]conference.Secrecy{k.c.ItemSecrecy(item)}, k.around[spot{actor, item}]...)
		for _, s := range marks {
			if k.hidden(s) {
				return k.marking(s)
			}
		}
	}
	return Marking{}
}
