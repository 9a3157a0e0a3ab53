package web

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"samverkan/conference"
)

// followView is the meeting for those who are called to it and answer in it, on a telephone first; watchView is the same for those
// who are not asked for a stance. There can be thousands of them to one who leads, so that what all see alike is sent, and each asks
// only for what has become otherwise for its own actor.
var (
	followView = &liveView{name: "follow", page: "room-follow", class: "phone", pieces: followPieces(true), say: followSays,
		mine: followMark, own: followOwn, ownPatch: followPatch}
	watchView = &liveView{name: "watch", page: "room-follow", class: "phone", pieces: followPieces(false), say: followSays,
		mine: followMark, own: followOwn, ownPatch: followPatch}
)

// followPieces are what all followers have alike. asked is with what one takes a stance by.
func followPieces(asked bool) []pieceDef {
	whole := func(m *Room) any { return follower{m} }
	return []pieceDef{
		{id: "f-rec", part: "follow-recording", of: whole},
		{id: "f-strip", part: "follow-strip", of: whole},
		{id: "f-now", part: "follow-now", of: whole},
		{id: "f-talk", part: "follow-talk", of: whole},
		{id: "f-stands", part: "follow-stand", rows: func(m *Room) []listRow { return standRows(m, asked) }},
		{id: "f-decisions", part: "follow-decision", rows: decisionRows},
		{id: "f-none", part: "follow-none", of: whole},
		{id: "f-material", part: "follow-material", of: whole},
		{id: "f-ways", part: "follow-ways", of: whole},
	}
}

// followed chooses between the two: whose actor is no attendee is not asked.
func followed(view string, asked bool) string {
	switch {
	case view == "follow" && !asked:
		return "watch"
	case view == "watch" && asked:
		return "follow"
	}
	return view
}

// shownDecision is a decision in a list, with the stance of one actor when it is a page of its own.
type shownDecision struct {
	*Room
	D     *conference.Decision
	Asked bool // its reader may answer
	Own   *ownStance
}

// Wording is what is decided, with lists as lists.
func (x shownDecision) Wording() []Block { return x.Room.Wording(x.D.Wording) }

// Hidden tells whether the wording is left out for the reader.
func (x shownDecision) Hidden() bool { return x.D.Wording == conference.LeftOut }

// Tally is how the actors stand.
func (x shownDecision) Tally() Tally { return x.TallyOf(x.D) }

// standing lists the decisions that are read out and not settled: those that wait for stances.
func standing(m *Room) []*conference.Decision {
	var out []*conference.Decision
	if m.Phase != conference.Open {
		return nil
	}
	for i := range m.Decisions {
		if d := &m.Decisions[i]; len(d.ReadBacks) > 0 && d.Settled == nil && d.Withdrawn == nil {
			out = append(out, d)
		}
	}
	return out
}

// settled lists the decisions that are taken, the newest first.
func settled(m *Room) []*conference.Decision {
	var out []*conference.Decision
	for i := range slices.Backward(m.Decisions) {
		if d := &m.Decisions[i]; d.Settled != nil {
			out = append(out, d)
		}
	}
	slices.SortStableFunc(out, func(a, b *conference.Decision) int { return b.Settled.At.Compare(a.Settled.At) })
	return out
}

func standRows(m *Room, asked bool) []listRow {
	var out []listRow
	for _, d := range standing(m) {
		out = append(out, listRow{"stand-" + d.ID, shownDecision{Room: m, D: d, Asked: asked}})
	}
	return out
}

func decisionRows(m *Room) []listRow {
	var out []listRow
	for _, d := range settled(m) {
		out = append(out, listRow{"dec-" + d.ID, shownDecision{Room: m, D: d}})
	}
	return out
}

// followSays is what is heard when it changes.
func followSays(m *Room) map[string]string {
	said := map[string]string{}
	if m.Speakers.OnAir != nil {
		said["floor"] = m.T("web.follow.heard.floor", "Actor", m.Name(m.Speakers.OnAir.Actor))
	}
	if it, ok := m.CurrentItem(); ok {
		said["item"] = m.T("web.follow.heard.item", "Number", strconv.Itoa(it.Number), "Title", it.Title)
	}
	for _, d := range standing(m) {
		said["stand-"+d.ID+"-"+strconv.Itoa(len(d.ReadBacks))] = m.T("web.follow.heard.stand", "Decision", d.ID)
	}
	for _, d := range settled(m) {
		said["settled-"+d.ID] = m.T("web.follow.heard.settled", "Decision", d.ID)
	}
	switch m.Phase {
	case conference.Adjourned, conference.Closed:
		said["phase"] = m.T("web.follow.heard." + string(m.Phase))
	}
	return said
}

// passive tells whether a stance is one that settling gives to who took none. Actors that are not asked get it by the hundred, and have
// nothing to do about it; who was asked and was absent may answer afterwards.
func passive(k conference.StanceKind) bool {
	return k == conference.NotTakingPart || k == conference.StanceAbsent
}

// followMark is what an actor has of its own, in a form that is another when its pages must ask for it. A place far back in the queue
// is not in it: each word that is given would otherwise make all who wait ask.
func followMark(m *Room, actor string) string {
	var b strings.Builder
	w, asked := waitOf(m, actor), m.Asked(actor)
	fmt.Fprint(&b, m.Phase, w.OnAir, min(w.Place, shownPlaces+1), w.Kind, w.Topic, w.Many)
	for i := range m.Decisions {
		d := &m.Decisions[i]
		if s, ok := d.Stances[actor]; ok && (asked || !passive(s.Kind)) {
			fmt.Fprint(&b, " ", d.ID, s.Kind, s.At.UnixMilli(), s.Reason, d.Secrecy.Marked(), d.Settled != nil) // once settled it stands in another place
		}
	}
	for i := range m.Notes {
		if n := &m.Notes[i]; n.Actor == actor || n.To == actor {
			fmt.Fprint(&b, " ", n.ID, len(n.Revisions), n.Struck != nil, n.Secrecy.Marked(), len(m.AnsweredBy(n.ID)))
		}
	}
	for i := range m.Measures {
		if x := &m.Measures[i]; x.Owner == actor {
			fmt.Fprint(&b, " ", x.ID, len(x.Revisions), x.Accepted != nil && *x.Accepted, x.Accepted == nil, x.Status, x.Secrecy.Marked())
		}
	}
	for _, p := range m.Plan.Participants {
		if a, ok := m.Answers[p.Key()]; ok && p.Actor == actor {
			fmt.Fprint(&b, " ", p.Key(), a.Reply, a.Function)
		}
		if p.Actor == actor {
			if r := m.Report(p.Key()); r != nil {
				fmt.Fprint(&b, " ", p.Key(), r.At.UnixMilli())
			}
		}
	}
	return b.String()
}
