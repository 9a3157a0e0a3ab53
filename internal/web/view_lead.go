package web

import (
	"slices"
	"strconv"
	"sync"

	"samverkan/conference"
)

// leadView is the room of the one who leads: what is dealt with now and what to say about it, who speaks and who waits, who is
// there, and what the others write down.
var leadView = &liveView{
	name: "lead", page: "room-lead", class: "cockpit lead",
	pieces: []pieceDef{
		{id: "room-state", part: "lead-state", of: itself},
		{id: "strip", part: "lead-strip", of: itself},
		{id: "strip-left", part: "lead-left", of: itself},
		{id: "now", part: "lead-now", of: itself},
		{id: "speaking", part: "lead-speaking", of: itself},
		{id: "queue", part: "lead-waiting", rows: queueRows},
		{id: "queue-tools", part: "lead-queue-tools", of: itself},
		{id: "called", part: "lead-called", of: itself},
		{id: "roll-state", part: "lead-roll-state", of: itself},
		{id: "roll", part: "lead-seat", rows: seatRows},
		{id: "missing", part: "lead-missing", of: itself},
		{id: "flags", part: "lead-flags", of: itself},
		{id: "log", part: "lead-line", rows: newestRows},
		{id: "items", part: "lead-item", rows: itemRows},
		{id: "proposals", part: "lead-draft", rows: draftRows},
		{id: "stances", part: "lead-stances", of: itself},
		{id: "d-stance-actors", part: "room-choice", rows: actorChoices("d-stance-actors")},
		{id: "record", part: "lead-record", of: itself},
		{id: "ending", part: "lead-ending", of: itself},
		{id: "roles", part: "lead-roles", of: itself},
	},
	say: leadSays,
}

// lookView is the leader's room for the host's other people: what the leader sees, without what one leads by.
var lookView = &liveView{
	name: "look", page: "room-lead", class: "cockpit lead look", looks: true,
	pieces: slices.DeleteFunc(slices.Clone(leadView.pieces), func(d pieceDef) bool {
		switch d.id {
		case "queue-tools", "called", "missing", "items", "proposal", "stances", "stance", "record", "ending", "roles":
			return true
		}
		return false
	}),
	say: leadSays,
}

func itself(m *Room) any { return m }

// rowOf hands a row of a list its room too, for the addresses of its forms.
type rowOf[T any] struct {
	*Room
	Row T
}

func rowsOf[T any](m *Room, all []T, id func(T) string) []listRow {
	out := make([]listRow, len(all))
	for i, x := range all {
		out[i] = listRow{id(x), rowOf[T]{m, x}}
	}
	return out
}

func queueRows(m *Room) []listRow {
	return rowsOf(m, m.Queue(), func(x Waiting) string { return x.ID })
}

func seatRows(m *Room) []listRow {
	return rowsOf(m, m.Seats(), func(x Seat) string { return "seat-" + x.Key })
}

// newest is how many lines of the journal stand beside the meeting. The rest is a press away.
const newest = 24

func newestRows(m *Room) []listRow {
	rows := m.JournalNewest()
	return rows[:min(len(rows), newest)]
}

// ItemCard is an item of the agenda as the leader takes it up: what it is, and what to say.
type ItemCard struct {
	Segment
	Place  int // in the agenda, from 1: the key that opens it
	Aim    string
	Owner  string // name
	Say    []string
	SayEnd []string
}

func itemRows(m *Room) []listRow {
	return rowsOf(m, m.ItemCards(), func(x ItemCard) string { return "d-item-" + x.ID })
}

// Draft is the wording of a decision, with a dialog of its own to change it in.
type Draft struct {
	*conference.Decision
	Read  bool // it has been read out, and is read out anew when it is changed
	Ended bool // it is settled or withdrawn: nothing more is changed
}

// Drafts lists all decisions: the dialog of one that has ended stays, for somebody may be writing in it.
func (m *Room) Drafts() []Draft {
	out := make([]Draft, len(m.Decisions))
	for i := range m.Decisions {
		d := &m.Decisions[i]
		out[i] = Draft{d, len(d.ReadBacks) > 0, d.Settled != nil || d.Withdrawn != nil}
	}
	return out
}

func draftRows(m *Room) []listRow {
	return rowsOf(m, m.Drafts(), func(x Draft) string { return "d-proposal-" + x.ID })
}

// itemCards are made once for a page: the words take longer than the rest, and several pieces say them.
type itemCards struct {
	script  sync.Once
	written conference.Script
	once    sync.Once
	all     []ItemCard
}

// ItemCards are the items with what the leader says at each.
func (m *Room) ItemCards() []ItemCard {
	m.cards.once.Do(func() { m.cards.all = m.makeCards() })
	return m.cards.all
}

func (m *Room) makeCards() []ItemCard {
	script := m.Script()
	strip := m.Strip()
	out := make([]ItemCard, len(strip))
	for i, s := range strip {
		it := m.Plan.Agenda[i]
		out[i] = ItemCard{Segment: s, Place: i + 1, Aim: it.Aim}
		if it.Owner != "" {
			out[i].Owner = m.Name(it.Owner)
		}
		for _, x := range script.Items {
			if x.Item == it.ID {
				out[i].Say, out[i].SayEnd = x.Start, x.End
			}
		}
	}
	return out
}

// Script is what the leader says, made from the plan. The forms' reminders ship with the program: without them it would not start.
func (m *Room) Script() conference.Script {
	m.cards.script.Do(func() { m.cards.written, _ = conference.WriteScript(m.Plan, m.Next, m.Printer, m.Name) })
	return m.cards.written
}

// leadSays is what is heard in the room when it changes.
func leadSays(m *Room) map[string]string {
	said := map[string]string{}
	if m.Speakers.OnAir != nil {
		said["floor"] = m.T("web.lead.heard.floor", "Actor", m.Name(m.Speakers.OnAir.Actor))
	}
	if it, ok := m.CurrentItem(); ok {
		said["item"] = m.T("web.lead.heard.item", "Number", strconv.Itoa(it.Number), "Title", it.Title)
	}
	if d := m.OpenDecision(); d != nil && len(d.ReadBacks) > 0 {
		if t := m.TallyOf(d); t.Silent == 0 {
			said["stances"] = m.T("web.lead.heard.all-answered", "Decision", d.ID)
		}
	}
	if n := len(m.Recording.Marks); n > 0 {
		said["mark"] = m.T("web.lead.heard.mark", "ID", m.Recording.Marks[n-1].ID)
	}
	if n := len(m.Flags()); n > 0 {
		f := m.Flags()[0]
		said["flag"] = m.T("web.lead.heard.flag", "Text", f.Text)
	}
	return said
}
