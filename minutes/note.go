package minutes

import (
	"time"

	"samverkan/conference"
)

// Note is a line of the record, with what came of it.
type Note struct {
	ID   string              `json:"id"`
	Item string              `json:"item,omitempty"`
	Kind conference.NoteKind `json:"kind"`
	conference.Content
	At      time.Time       `json:"at"`
	Role    conference.Role `json:"role,omitempty"`    // of the one who wrote it down
	Revised int             `json:"revised,omitempty"` // how many times the wording was changed
	Struck  *Struck         `json:"struck,omitempty"`  // taken out; the text is then empty
	Omitted bool            `json:"omitted,omitempty"`

	AnsweredBy  []string  `json:"answeredBy,omitempty"`  // question: answers, and the matters it was parked in
	CorrectedBy []string  `json:"correctedBy,omitempty"` // corrections of it
	MatchedBy   []string  `json:"matchedBy,omitempty"`   // need, offer, goal conflict: measures and matches
	LateBy      []string  `json:"lateBy,omitempty"`      // need: those of MatchedBy that come later than it is needed
	OwnedBy     string    `json:"ownedBy,omitempty"`     // unowned: the actor that answers for it in the end
	TakenAt     time.Time `json:"takenAt,omitzero"`      // unowned: when an actor took it
}

// Struck says why a line was taken out.
type Struck struct {
	At     time.Time `json:"at"`
	Reason string    `json:"reason,omitempty"`
}

func (k *composer) notes() {
	k.m.Notes = make([]Note, 0, len(k.c.Notes))
	for _, n := range k.c.Notes {
		k.m.Notes = append(k.m.Notes, k.note(n))
		k.enter(n.Item, Entry{At: n.At, What: EntryNote, ID: n.ID, seq: n.Seq})
	}
	k.lateness()
}

func (k *composer) note(n conference.Note) Note {
	mark := k.marking(k.c.EffectiveSecrecy(n.Secrecy, n.Item))
	out := Note{ID: n.ID, Item: n.Item, Kind: n.Kind, Content: n.Content, At: n.At, Role: n.Role,
		Revised: len(n.Revisions), Omitted: mark.Omitted,
		AnsweredBy: k.answers[n.ID], CorrectedBy: k.corrects[n.ID], MatchedBy: k.matchedBy[n.ID], TakenAt: n.TakenAt}
	if n.Kind == conference.NoteUnowned {
		out.OwnedBy = k.actor(k.c.OwnerOf(n))
	}
	out.Secrecy = mark.Secrecy
	if n.Struck != nil {
		out.Struck = &Struck{At: n.Struck.At, Reason: n.Struck.Reason}
	}
	switch {
	case mark.Omitted:
		out.Content = bare(out.Content, n.Kind == conference.NoteParked)
		if out.Struck != nil {
			out.Struck.Reason = ""
		}
	case n.Struck != nil:
		out.Text, out.Source, out.Impact = "", "", nil
	}
	k.actor(out.Actor)
	k.actor(out.To)
	k.actor(out.RaisedBy)
	k.actor(out.Owner)
	k.actors(out.Parties)
	for _, g := range out.Impact {
		k.actor(g.Actor)
	}
	return out
}

// bare keeps of a content what a reader without the right may know: that this actor said something, what it was linked
// to, and for a parked matter who takes it on and where.
func bare(v conference.Content, parked bool) conference.Content {
	out := conference.Content{Actor: v.Actor, Answers: v.Answers, Corrects: v.Corrects, Matches: v.Matches, Secrecy: v.Secrecy}
	if parked {
		out.Owner, out.Forum = v.Owner, v.Forum
	}
	return out
}

// lateness finds the needs that are met later than they are needed. A measure counts with its due time, an offer that is
// brought together with the need in a match with the time from which it is there. What the reader may not see says nothing.
func (k *composer) lateness() {
	offers := map[string]Note{}
	for _, n := range k.m.Notes {
		if n.Kind == conference.NoteOffer && !n.Omitted && n.Struck == nil && !n.AvailableFrom.IsZero() {
			offers[n.ID] = n
		}
	}
	for i := range k.m.Notes {
		n := &k.m.Notes[i]
		if n.Kind != conference.NoteNeed || n.NeededBy.IsZero() {
			continue
		}
		for _, ref := range n.MatchedBy {
			if k.after(ref, n.NeededBy, offers) {
				n.LateBy = append(n.LateBy, ref)
			}
		}
	}
}

func (k *composer) after(ref string, needed time.Time, offers map[string]Note) bool {
	if x, ok := k.c.Measure(ref); ok {
		return x.Status != conference.MeasureDropped && x.Due.After(needed)
	}
	n, ok := k.c.Note(ref)
	if !ok {
		return false
	}
	for _, other := range n.Matches {
		if o, ok := offers[other]; ok && o.AvailableFrom.After(needed) {
			return true
		}
	}
	return false
}

// Note finds a note by its id.
func (m *Minutes) Note(id string) (Note, bool) {
	if m.index != nil {
		if i, ok := m.index.notes[id]; ok {
			return m.Notes[i], true
		}
		return Note{}, false
	}
	for _, n := range m.Notes {
		if n.ID == id {
			return n, true
		}
	}
	return Note{}, false
}

// Of lists the notes of the given kinds in order, those that were struck left out.
func (m *Minutes) Of(kinds ...conference.NoteKind) []Note {
	var out []Note
	for _, n := range m.Notes {
		for _, kind := range kinds {
			if n.Kind == kind && n.Struck == nil {
				out = append(out, n)
			}
		}
	}
	return out
}
