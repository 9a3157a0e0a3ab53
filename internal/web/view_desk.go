package web

import (
	"strconv"

	"samverkan/conference"
)

// deskView is the room of the one who writes: what is dealt with and who speaks, the journal as it grows, and the field where the
// next line is written. It is the one page that goes on without a network.
var deskView = &liveView{
	name: "desk", page: "room-desk", class: "cockpit", desk: true,
	pieces: []pieceDef{
		{id: "desk-state", part: "desk-state", of: itself},
		{id: "desk-now", part: "desk-now", of: itself},
		{id: "desk-speaking", part: "desk-speaking", of: itself},
		{id: "desk-agenda", part: "desk-agenda", of: itself},
		{id: "desk-missing", part: "desk-missing", of: itself},
		{id: "desk-counts", part: "desk-counts", of: itself},
		{id: "desk-shown", part: "desk-shown", of: itself},
		{id: "journal-list", part: "desk-line", rows: deskRows},
		{id: "desk-sound", part: "desk-sound", of: itself},
		{id: "desk-record", part: "desk-record", of: itself},
		{id: "desk-roll-count", part: "desk-roll-count", of: itself},
		{id: "desk-roll-tools", part: "desk-roll-tools", of: itself},
		{id: "roll", part: "desk-seat", rows: seatRows},
		{id: "desk-stance", part: "desk-stance", of: itself},
		{id: "bw-actor", part: "room-choice", rows: actorChoices("bw-actor")},
		{id: "bs-actor", part: "room-choice", rows: actorChoices("bs-actor")},
		{id: "br-seat", part: "room-choice", rows: seatChoices("br-seat")},
		{id: "actors", part: "desk-mention", rows: mentionRows},
	},
	say: deskSays,
}

// deskSays is what is heard at the desk: who speaks and what is dealt with, since that is what the next line is about.
func deskSays(m *Room) map[string]string {
	said := map[string]string{}
	if m.Speakers.OnAir != nil {
		said["floor"] = m.T("web.lead.heard.floor", "Actor", m.Name(m.Speakers.OnAir.Actor))
	}
	if it, ok := m.CurrentItem(); ok {
		said["item"] = m.T("web.lead.heard.item", "Number", strconv.Itoa(it.Number), "Title", it.Title)
	}
	return said
}

// MayWrite tells whether the reader has a part in the meeting in which one writes: without it the desk is a page to read, and
// nothing is kept on the computer.
func (p *RoomPage) MayWrite() bool {
	return p.Role == conference.Secretary || p.Role == conference.Leader || p.Role == conference.Listener || p.Role == conference.Technician
}

// DeskItem is an item of the agenda beside the journal.
type DeskItem struct {
	Segment
	Place int    // from 1: the key that goes there
	Notes int    // what has been written under it
	To    string // the element where it begins in the journal; "" when it has not begun
}

// DeskAgenda lists the items with how much has been written under each.
func (m *Room) DeskAgenda() []DeskItem {
	written := map[string]int{}
	for _, l := range m.Journal() {
		if l.Kind != "item" {
			written[l.Item]++
		}
	}
	var out []DeskItem
	for i, s := range m.Strip() {
		x := DeskItem{Segment: s, Place: i + 1, Notes: written[s.ID]}
		if state, begun := m.Item(s.ID); begun {
			x.To = "pt-" + s.ID + "-" + strconv.Itoa(len(state.Spans)-1)
		}
		out = append(out, x)
	}
	return out
}

// SpokeBefore is who spoke before the one who has the word, the latest first.
func (m *Room) SpokeBefore() []string {
	const some = 2
	var out []string
	for i := len(m.Speakers.Talks) - 1; i >= 0 && len(out) < some; i-- {
		t := m.Speakers.Talks[i]
		if m.Speakers.OnAir != nil && t.Start.Equal(m.Speakers.OnAir.Start) {
			continue
		}
		out = append(out, m.Name(t.Actor))
	}
	return out
}

// WrittenCounts are how many lines there are of the kinds that the journal can be narrowed to.
type WrittenCounts struct{ All, Decisions, Measures, Conflicts int }

// Written counts the lines.
func (m *Room) Written() WrittenCounts {
	var n WrittenCounts
	for _, l := range m.Journal() {
		if l.Kind == "item" {
			continue
		}
		n.All++
		switch l.Kind {
		case "decision":
			n.Decisions++
		case "measure":
			n.Measures++
		case string(conference.NoteGoalConflict):
			n.Conflicts++
		}
	}
	return n
}

// Undecided is the decision that a stance or a reservation is about when nothing else is said; nil when there is none.
func (m *Room) Undecided() *conference.Decision { return m.OpenDecision() }
