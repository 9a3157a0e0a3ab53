package web

import (
	"html/template"
	"slices"
	"time"

	"samverkan/conference"
)

// ownFollow is what a follower's page has of its reader's own actor.
type ownFollow struct {
	Actor, Name string // id and name of the actor
	Role        conference.Role
	Asked       bool // for stances
	May         bool // its reader may answer at all
	Wait        waitState
	Seats       []ownSeat
	Stands      []shownDecision
	Decisions   []shownDecision
	Report      []ownNote
	ReportAt    time.Time // the latest of them
	Asks        []ownNote // questions, by us or to us, that have no answer
	Measures    []ownTask

	call, dutyCall template.URL
}

// ownStance is how the reader's actor stands to a decision.
type ownStance struct {
	Kind   conference.StanceKind
	Reason string
	At     time.Time
	By     string // name of the host, when somebody there keyed it in
	Asked  bool   // it is still asked for: there is none
	Closed bool   // the decision is taken
	Later  bool   // it may still be given, because the actor lacked the mandate or was not there
	Marked bool
}

// ownSeat is an invitation to the actor, with its answer.
type ownSeat struct {
	conference.Participant
	Answer conference.Answer
}

// ownNote is a line that the actor has said, or that is put to it.
type ownNote struct {
	ID     string
	Key    string // of the word for what it is
	Text   string
	From   string // name of who asks
	To     string // name of who is asked
	At     time.Time
	Marked bool
}

// ownTask is a measure that the actor answers for.
type ownTask struct {
	ID, Text string
	Due      time.Time
	Asked    bool // it has not said whether it takes it on
	Accepted bool
	State    conference.MeasureStatus
	Marked   bool
}

// waitState is where an actor is in the list of speakers.
type waitState struct {
	OnAir bool
	Place int // 1 is next; 0 when it does not wait
	Kind  conference.RequestKind
	Topic string
	Many  bool // it waits more than once
}

// shownPlaces is how far back a place in the list is told as a number.
const shownPlaces = 3

// Near tells whether the place is told as a number.
func (w waitState) Near() bool { return w.Place <= shownPlaces }

func waitOf(m *Room, actor string) waitState {
	w := waitState{OnAir: m.Speakers.OnAir != nil && m.Speakers.OnAir.Actor == actor}
	for i, r := range m.Speakers.Queue {
		switch {
		case r.Actor != actor:
		case w.Place == 0:
			w.Place, w.Kind, w.Topic = i+1, r.Kind, r.Topic
		default:
			w.Many = true
		}
	}
	return w
}

// followOwn finds what the reader's actor has in the meeting.
func followOwn(q *request, m *Room) (any, error) {
	o := &ownFollow{Actor: q.Who.Actor, Name: m.Name(q.Who.Actor), Wait: waitOf(m, q.Who.Actor), Asked: m.Asked(q.Who.Actor)}
	for _, p := range m.Plan.Participants {
		if p.Actor == o.Actor {
			o.Seats = append(o.Seats, ownSeat{p, m.Answers[p.Key()]})
			if o.Role == "" || p.Role == conference.Attendee {
				o.Role = p.Role
			}
		}
	}
	err := q.clerk().Authorize(q.ctx(), q.Who, m.ID, "", &conference.RequestFloor{Actor: o.Actor})
	o.May = err == nil && len(o.Seats) > 0
	if w := (follower{m}).Call(); w != nil {
		o.call = w.Href
	}
	if n := digits(m.Plan.Duty.Phone, "+"); n != "" {
		o.dutyCall = template.URL("tel:" + n) //nolint:gosec // digits alone
	}
	for _, d := range standing(m) {
		o.Stands = append(o.Stands, shownDecision{m, d, o.Asked && o.May, o.stance(m, d)})
	}
	for _, d := range settled(m) {
		o.Decisions = append(o.Decisions, shownDecision{m, d, false, o.stance(m, d)})
	}
	o.notes(m)
	for i := range m.Measures {
		x := &m.Measures[i]
		if x.Owner != o.Actor || x.Status == conference.MeasureDropped {
			continue
		}
		o.Measures = append(o.Measures, ownTask{ID: x.ID, Text: x.Text, Due: x.Due, Asked: x.Accepted == nil, Accepted: x.Accepted != nil && *x.Accepted,
			State: x.Status, Marked: x.Secrecy.Marked()})
	}
	return o, nil
}

func (o *ownFollow) stance(m *Room, d *conference.Decision) *ownStance {
	if o.Actor == "" || len(o.Seats) == 0 {
		return nil
	}
	s, ok := d.Stances[o.Actor]
	if !ok {
		if !o.Asked {
			return nil
		}
		return &ownStance{Asked: true, Closed: d.Settled != nil}
	}
	out := &ownStance{Kind: s.Kind, Reason: s.Reason, At: s.At, Closed: d.Settled != nil, Marked: d.Secrecy.Marked()}
	out.Later = out.Closed && o.May && (s.Kind == conference.NoMandate || s.Kind == conference.StanceAbsent)
	if s.ByActor != "" && s.ByActor != o.Actor {
		out.By = m.Name(s.ByActor)
	}
	return out
}

// reported are the kinds of notes that make up an actor's report.
var reported = map[conference.NoteKind]string{conference.NoteSituation: "web.follow.report.situation", conference.NoteInformation: "web.follow.report.said",
	conference.NoteNeed: "web.follow.report.need", conference.NoteOffer: "web.follow.report.offer"}

func (o *ownFollow) notes(m *Room) {
	for i := range m.Notes {
		n := &m.Notes[i]
		if n.Struck != nil || o.Actor == "" {
			continue
		}
		x := ownNote{ID: n.ID, Text: n.Text, At: n.At, Marked: n.Secrecy.Marked()}
		switch {
		case n.Kind == conference.NoteQuestion && (n.To == o.Actor || n.Actor == o.Actor) && len(m.AnsweredBy(n.ID)) == 0:
			if n.Actor != "" && n.Actor != o.Actor {
				x.From = m.Name(n.Actor)
			}
			if n.To != "" && n.To != o.Actor {
				x.To = m.Name(n.To)
			}
			o.Asks = append(o.Asks, x)
		case n.Actor == o.Actor && reported[n.Kind] != "":
			x.Key = reported[n.Kind]
			o.Report = append(o.Report, x)
			o.ReportAt = n.At
		}
	}
	order := []string{"web.follow.report.situation", "web.follow.report.said", "web.follow.report.need", "web.follow.report.offer"}
	slices.SortStableFunc(o.Report, func(a, b ownNote) int { return slices.Index(order, a.Key) - slices.Index(order, b.Key) })
}

// Tasks tells whether the actor has anything to answer.
func (o *ownFollow) Tasks() bool { return len(o.Asks)+len(o.Measures) > 0 }

// followPatch renders what is the reader's own, each thing in its place. What stands in a line that everybody is sent lies in a place
// there that is left alone by what is sent to all.
func followPatch(set *pageSet, p *RoomPage) (patch, error) {
	o := p.Mine.(*ownFollow)
	var out patch
	for _, place := range []struct{ id, part string }{{"own-word", "follow-own-word"}, {"own-seats", "follow-own-seats"}, {"own-report", "follow-own-report"},
		{"own-tasks", "follow-own-tasks"}} {
		html, err := set.part(place.part, p)
		if err != nil {
			return out, err
		}
		out = out.put(place.id, html)
	}
	for _, group := range []struct {
		prefix string
		all    []shownDecision
	}{{"own-stand-", o.Stands}, {"own-dec-", o.Decisions}} {
		for _, d := range group.all {
			var html template.HTML
			if d.Own != nil {
				var err error
				if html, err = set.part("follow-own-stance", d); err != nil {
					return out, err
				}
			}
			out = whole(out, []piece{{id: group.prefix + d.D.ID, list: true, items: []item{{html: html}}}})
		}
	}
	return out, nil
}
