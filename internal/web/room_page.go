package web

import (
	"context"
	"strings"
	"sync"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
)

// RoomPage is the page of a live view.
type RoomPage struct {
	Shell
	*Room
	Mine any             // what the view has for its reader alone
	Role conference.Role // the reader's, in this conference
	May  map[string]bool // commands that the reader may give, of those that the page asks about
	// Show is the dialog that is asked for in the address, where there is no script to open it; Wanted is whose it is, and Of the
	// decision that it is about.
	Show, Wanted, Of string
}

// Opened tells whether a dialog stands open in the page: it was asked for, or its form is shown again.
func (p *RoomPage) Opened(name string) bool {
	return p.Posted.Is(name) || p.Posted == nil && p.Show == name
}

// ShowsItem tells whether the card of an item is asked for: it is then made open, and not taken from the pieces.
func (p *RoomPage) ShowsItem() bool { return strings.HasPrefix(p.Show, "d-item-") }

// ShowsDraft tells whether the dialog of a wording is asked for, likewise.
func (p *RoomPage) ShowsDraft() bool {
	return strings.HasPrefix(p.Show, "d-proposal-") || p.Posted != nil && strings.HasPrefix(p.Posted.Form, "d-proposal-")
}

// About is the decision that a dialog is about when it stands open in the page; one that the script opens is told by its link.
func (p *RoomPage) About(dialog string) string {
	if !p.Opened(dialog) {
		return ""
	}
	if p.Posted != nil || p.Of != "" {
		return p.Posted.Value(dialog, "id", p.Of)
	}
	if a := p.Act(); a != nil {
		return a.ID
	}
	return ""
}

// StanceChoices are the actors whose stance can be given, with the one that is asked for chosen.
func (p *RoomPage) StanceChoices() []pick {
	var out []pick
	for _, r := range actorChoices("d-stance-actors")(p.Room) {
		x := r.Data.(pick)
		x.Chosen = x.Value == p.Posted.Value("d-stance", "actors", p.Wanted)
		out = append(out, x)
	}
	return out
}

func (w *Web) roomRoutes() []row {
	return []row{
		{get, "/conferences/{id}/room", "conference.read", w.room},
		{post, "/conferences/{id}/room/call", "conference.command", w.callSpeaker},
		{post, "/conferences/{id}/room/order", "conference.command", w.orderSpeakers},
		{post, "/conferences/{id}/room/minute", "conference.command", w.anotherMinute},
		{post, "/conferences/{id}/room/longer", "conference.command", w.lengthenItem},
	}
}

// room shows a meeting in the view that is asked for, or else in the one that the reader's role has.
func (w *Web) room(q *request) error {
	m, v, err := w.roomOf(q)
	if err != nil {
		return err
	}
	view, ok := views[followed(ledBy(viewFor(q.query("view"), v.Role), v.Role, q.Who.Actor == m.Plan.Host && !q.Who.Guest()), m.Asked(q.Who.Actor))]
	if !ok || view.page == "" { // the board has a page of its own
		return notFound()
	}
	m.Looking = view.looks
	if err := w.dress(view, m); err != nil {
		return err
	}
	p := &RoomPage{Shell: q.shell("web.room.title", "Title", m.Plan.Title), Room: m, Role: v.Role, May: map[string]bool{}}
	p.Class, p.Plain, p.Exercise = view.class, true, m.Plan.Exercise
	p.Show = q.query("dialog")
	if view.desk && p.MayWrite() {
		p.Desk, p.Recorder, p.Cache, p.Key = true, p.MayRecord(), true, w.o.SignIn.OutboxKey(q.Who.Member)
	}
	p.Cache = p.Cache || view.name == "lead" && v.Role == conference.Leader
	p.Wanted, p.Of = q.query("actors"), q.query("id")
	p.Shell.Live = &Live{Stream: "/conferences/" + m.ID + "/stream?view=" + view.name, Seq: m.Seq}
	if view.own != nil {
		p.Shell.Live.Mine = "/conferences/" + m.ID + "/mine?view=" + view.name
		if p.Mine, err = view.own(q, m); err != nil {
			return err
		}
	}
	if p.Cache && q.posted == nil {
		return q.edition(view.page, p)
	}
	return q.page(view.page, p)
}

// mine gives what a live page has for its reader alone, as it stands now.
func (w *Web) mine(q *request) error {
	view, ok := views[q.query("view")]
	if !ok || view.own == nil {
		return notFound()
	}
	m, v, err := w.roomOf(q)
	if err != nil {
		return err
	}
	own, err := view.own(q, m)
	if err != nil {
		return err
	}
	p := &RoomPage{Shell: q.shell("web.room.title", "Title", m.Plan.Title), Room: m, Role: v.Role, Mine: own}
	if view.ownPatch != nil {
		own, err := view.ownPatch(w.pages[q.Lang()], p)
		if err != nil {
			return err
		}
		return q.sendPatch(own)
	}
	html, err := w.pages[q.Lang()].part(view.ownPart, p)
	if err != nil {
		return err
	}
	return q.sendPatch(patch{}.put("mine", html))
}

// viewFor is the view that somebody has by role: whoever leads, writes or listens has a place of their own, and all others follow.
func viewFor(asked string, role conference.Role) string {
	if asked != "" {
		return asked
	}
	switch role {
	case conference.Leader:
		return "lead"
	case conference.Secretary, conference.Technician: // who records does it from there
		return "desk"
	case conference.Listener:
		return "listen"
	}
	return "follow"
}

// ledBy chooses what somebody is shown who asks for the leader's room: it is for the leader, and for the secretary, who may do the
// same. The host's others look on, and can take over when the leader drops out; the invited follow the meeting.
func ledBy(view string, role conference.Role, host bool) string {
	switch {
	case view != "lead" && view != "look":
		return view
	case role == conference.Leader || role == conference.Secretary:
		return "lead"
	case host:
		return "look"
	}
	return "follow"
}

// roomOf gives the conference of the path as its reader's access class sees it, for a page made now.
func (w *Web) roomOf(q *request) (*Room, *clerk.View, error) {
	id := q.path("id")
	v, err := q.clerk().Conference(q.ctx(), q.Who, id)
	if err != nil {
		return nil, nil, err
	}
	if v.Conference.Phase == conference.Unplanned {
		return nil, nil, fault.New(fault.NotFound, "conference.unknown")
	}
	if err := q.tellSecret(v, "room"); err != nil {
		return nil, nil, err
	}
	class, err := q.clerk().Class(q.ctx(), q.Who, id)
	if err != nil {
		return nil, nil, err
	}
	m, err := w.model(q.ctx(), id, class, q.Lang())
	if err != nil {
		return nil, nil, err
	}
	page := *m
	page.At = q.Now
	return &page, v, nil
}

// models remembers conferences as access classes saw them last, for there are many readers to each.
type models struct {
	mu   sync.Mutex
	kept map[modelKey]*seen
}

type modelKey struct{ conference, class string }

type seen struct {
	mu    sync.Mutex
	seq   int64
	state *conference.Conference
}

// maxModels is how many are remembered.
const maxModels = 256

// of gives what a class may read of a conference, taken out of it once for each head.
func (k *models) of(id, class string, v *clerk.View) (*conference.Conference, error) {
	if v.Whole {
		return v.Conference, nil
	}
	k.mu.Lock()
	s := k.kept[modelKey{id, class}]
	if s == nil {
		if len(k.kept) >= maxModels {
			clear(k.kept)
		}
		s = &seen{}
		k.kept[modelKey{id, class}] = s
	}
	k.mu.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state != nil && s.seq == v.Head.Seq {
		return s.state, nil
	}
	data, err := v.Snapshot()
	if err != nil {
		return nil, err
	}
	state, err := conference.Restore(data)
	if err != nil {
		return nil, err
	}
	if v.Head.Seq >= s.seq {
		s.seq, s.state = v.Head.Seq, state
	}
	return state, nil
}

// model is a conference as somebody of an access class sees it, in a language.
func (w *Web) model(ctx context.Context, id, class, lang string) (*Room, error) {
	v, err := w.o.Clerk.Seen(ctx, id, class)
	if err != nil {
		return nil, err
	}
	d, err := w.o.Clerk.Directory(ctx)
	if err != nil {
		return nil, err
	}
	c, err := w.models.of(id, class, v)
	if err != nil {
		return nil, err
	}
	return &Room{Conference: c, Printer: w.printer(lang), ID: id, Seq: v.Head.Seq, Access: class, lang: lang, names: d, cards: &itemCards{}}, nil
}
