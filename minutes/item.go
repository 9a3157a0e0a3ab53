package minutes

import (
	"time"

	"samverkan/agenda"
)

// Item is a point of the agenda with what happened under it.
type Item struct {
	ID          string      `json:"id"`
	Number      int         `json:"number"`
	Title       string      `json:"title"`
	Kind        agenda.Kind `json:"kind"`
	Step        agenda.Step `json:"step,omitempty"`
	Aim         string      `json:"aim,omitempty"`
	Owner       string      `json:"owner,omitempty"`
	Minutes     int         `json:"minutes"`         // planned
	UsedSeconds int         `json:"usedSeconds"`     // over all its spans
	Spans       []Span      `json:"spans,omitempty"` // none when it was not dealt with; several when it was taken up again
	Marking
	Entries []Entry `json:"entries,omitempty"` // in the order in which it happened
}

// Span is a stretch of time; To is zero while it lasts.
type Span struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to,omitzero"`
}

// What an entry points at.
type What string

// The kinds of entries.
const (
	EntryNote       What = "note"       // ID of the note
	EntryDecision   What = "decision"   // ID of the decision, at the time it was settled or last dealt with
	EntryMeasure    What = "measure"    // ID of the measure
	EntryFollowUp   What = "follow-up"  // ID is conference/id of what was carried, Index which of its follow-ups
	EntryAttendance What = "attendance" // ID of the seat, Index which of its marks: somebody came, left, changed after the roll-call
	EntryRollCall   What = "roll-call"  // Step: opened, closed
	EntryLobby      What = "lobby"      // the ways in were opened
	EntryRecording  What = "recording"  // Step: informed, started, paused, resumed, stopped; Index which run, Part which pause
	EntryRole       What = "role"       // Index in Head.Roles: a hand-over
	EntryBreak      What = "break"      // Index in Head.Breaks; Step: adjourned, resumed
	EntryExtension  What = "extension"  // Index in Head.Extended
	EntryReopening  What = "reopening"  // Index in Head.Reopened
	EntryNext       What = "next"       // the next meeting was agreed on
)

// Entry points at one thing that happened: to the note, decision or other part of the minutes where it is told.
type Entry struct {
	At    time.Time `json:"at,omitzero"`
	What  What      `json:"what"`
	Step  string    `json:"step,omitempty"`
	ID    string    `json:"id,omitempty"`
	Index int       `json:"index,omitempty"`
	Part  int       `json:"part,omitempty"`

	seq int64
}

func (k *composer) items() {
	k.m.Items = make([]Item, 0, len(k.c.Plan.Agenda))
	for _, it := range k.c.Plan.Agenda {
		x := Item{ID: it.ID, Number: it.Number, Title: it.Title, Kind: it.Kind, Step: it.Step, Owner: k.actor(it.Owner),
			Minutes: it.Minutes, Marking: k.marking(k.c.ItemSecrecy(it.ID))}
		if !x.Omitted {
			x.Aim = it.Aim
		}
		if state, ok := k.c.Item(it.ID); ok {
			x.UsedSeconds = seconds(state.Used(k.now))
			for _, s := range state.Spans {
				x.Spans = append(x.Spans, Span{From: s.Start, To: s.End})
			}
		}
		k.place[it.ID] = len(k.m.Items)
		k.m.Items = append(k.m.Items, x)
	}
}

// enter puts an entry under its item, or outside the agenda when the item is not there.
func (k *composer) enter(item string, e Entry) {
	if at, ok := k.place[item]; ok {
		k.m.Items[at].Entries = append(k.m.Items[at].Entries, e)
		return
	}
	k.m.Outside = append(k.m.Outside, e)
}

// course enters what happened to the meeting itself.
func (k *composer) course() {
	if at := k.m.Head.LobbyAt; !at.IsZero() {
		k.enter("", Entry{At: at, What: EntryLobby})
	}
	for i, r := range k.m.Head.Roles {
		if r.HandOver {
			k.enter(k.itemAt(r.From), Entry{At: r.From, What: EntryRole, Index: i})
		}
	}
	for i, b := range k.m.Head.Breaks {
		k.enter(k.itemAt(b.From), Entry{At: b.From, What: EntryBreak, Step: "adjourned", Index: i})
		if !b.To.IsZero() {
			k.enter(k.itemAt(b.To), Entry{At: b.To, What: EntryBreak, Step: "resumed", Index: i})
		}
	}
	for i, x := range k.m.Head.Extended {
		k.enter(k.itemAt(x.At), Entry{At: x.At, What: EntryExtension, Index: i})
	}
	for i, r := range k.m.Head.Reopened {
		k.enter("", Entry{At: r.At, What: EntryReopening, Index: i})
	}
}

func seconds(d time.Duration) int { return int(d.Round(time.Second) / time.Second) }

// Item finds an item by its id.
func (m *Minutes) Item(id string) (Item, bool) {
	for _, it := range m.Items {
		if it.ID == id {
			return it, true
		}
	}
	return Item{}, false
}
