package web

import (
	"html/template"
	"time"

	"samverkan/conference"
	"samverkan/internal/directory"
	"samverkan/internal/i18n"
)

// Room is a conference as the live pages show it to everybody of an access class. What in it belongs to one reader is asked for
// by the page itself (mine). It is shared and never changed.
type Room struct {
	*conference.Conference // without what the class may not read
	*i18n.Printer

	ID     string
	Seq    int64
	Access string // the access class
	// At is when a page is made; zero in what is sent to many, where the script counts the time.
	At time.Time

	// Looking is set in the room of the leader as those see it who do not lead: its parts have no forms then.
	Looking bool

	lang  string
	names *directory.Directory
	html  map[string]template.HTML // the pieces of the page
	cards *itemCards
}

// Name gives an actor's name in full.
func (m *Room) Name(actor string) string {
	if a, ok := m.names.ByID(actor); ok {
		return a.Name
	}
	return actor
}

// Short gives an actor's name as in the upprop.
func (m *Room) Short(actor string) string {
	if a, ok := m.names.ByID(actor); ok && a.ShortName != "" {
		return a.ShortName
	}
	return m.Name(actor)
}

// liveView is one of the ways to see a meeting that goes on.
type liveView struct {
	name   string
	page   string // template of the page
	class  string // of its body
	desk   bool   // it is written in, and is kept for when there is no network
	looks  bool   // it shows what others do, and has nothing to do it with
	pieces []pieceDef
	// say gives what is heard when it changes, by thing: who has the word, which item is dealt with.
	say func(*Room) map[string]string
	// mine gives a mark for what an actor has of its own in this view; when it changes, the actor's pages ask for it.
	mine func(m *Room, actor string) string
	host bool // the mark is the host's alone
	// own gives the reader's own, and ownPart renders it with the page: an element with the id mine.
	own     func(*request, *Room) (any, error)
	ownPart string
	// ownPatch renders the reader's own instead, where it is in several places of the page.
	ownPatch func(*pageSet, *RoomPage) (patch, error)
}

// pieceDef says how a piece is rendered: a part with its data, or a list of parts.
type pieceDef struct {
	id, part string
	of       func(*Room) any
	rows     func(*Room) []listRow
}

// listRow is a row of a list: the id that its element has, and what its part is given.
type listRow struct {
	ID   string
	Data any
}

// pick is something that can be chosen in a list: an option with an id, so that somebody who is called in during the meeting comes in
// among the others without what is chosen being moved.
type pick struct {
	ID, Value, Text string
	Chosen          bool
}

// actorChoices are the actors as the rows of a list with an id.
func actorChoices(list string) func(*Room) []listRow {
	return func(m *Room) []listRow {
		var out []listRow
		for _, actor := range m.Plan.Actors() {
			x := pick{ID: list + "-" + actor, Value: actor, Text: m.Name(actor)}
			out = append(out, listRow{x.ID, x})
		}
		return out
	}
}

// seatChoices are the seats, likewise.
func seatChoices(list string) func(*Room) []listRow {
	return func(m *Room) []listRow {
		var out []listRow
		for _, s := range m.Seats() {
			x := pick{ID: list + "-" + s.Key, Value: s.Key, Text: s.Name}
			out = append(out, listRow{x.ID, x})
		}
		return out
	}
}

// views are the ways to see a meeting, by the name they have in addresses. Each stands in a file of its own.
var views = map[string]*liveView{
	"lead":   leadView,
	"look":   lookView,
	"desk":   deskView,
	"follow": followView,
	"watch":  watchView,
	"listen": listenView,
	"board":  boardView,
}

// Piece gives a piece for the page's layout.
func (m *Room) Piece(id string) template.HTML { return m.html[id] }

// dress renders the pieces for a page: a list is the rows of its element.
func (w *Web) dress(v *liveView, m *Room) error {
	pieces, err := w.renderPieces(v, m)
	if err != nil {
		return err
	}
	m.html = make(map[string]template.HTML, len(pieces))
	for _, x := range pieces {
		html := x.html
		for _, i := range x.items {
			html += i.html
		}
		m.html[x.id] = html
	}
	return nil
}
