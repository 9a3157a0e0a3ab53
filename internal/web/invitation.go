package web

import (
	"html/template"
	"net/url"
	"slices"
	"strings"
	"time"

	"samverkan/agenda"
	"samverkan/conference"
	"samverkan/internal/i18n"
)

// invitationPage is the kallelse as those who are called read it, with the answer beside it.
type invitationPage struct {
	overview
	M        *Room
	Seats    []seatAnswer // of the reader's own actor
	Host     bool
	Answers  answerCount
	Points   []agendaPoint
	Ways     []wayIn
	Leads    string
	Closed   bool // the meeting has begun or is over: nothing is answered any more
	Called   []string
	Overdue  bool // the time to answer has passed
	Carries  bool
	RoomOpen bool
	Areas    *meetingAreas
}

// seatAnswer is a seat of the reader's actor, with what has been answered for it.
type seatAnswer struct {
	Key, Unit, Form string
	Role            conference.Role
	Function        string
	conference.Answer
	Answered bool
	May      bool
}

// Asked is the reply that the form begins with.
func (s seatAnswer) Asked() conference.Reply {
	if s.Reply == conference.Declined || s.Reply == conference.Substitute || s.Reply == conference.Coming {
		return s.Reply
	}
	return ""
}

// answerCount is how the seats of a conference have answered.
type answerCount struct{ Seats, Coming, Declined, Silent int }

func answersOf(c *conference.Conference) answerCount {
	n := answerCount{Seats: len(c.Plan.Participants)}
	for _, p := range c.Plan.Participants {
		switch c.Answers[p.Key()].Reply {
		case conference.Coming, conference.Substitute:
			n.Coming++
		case conference.Declined:
			n.Declined++
		default:
			n.Silent++
		}
	}
	return n
}

// agendaPoint is an item of the agenda with when it begins, as planned.
type agendaPoint struct {
	agenda.Item
	Mark   Mark
	Starts time.Time
	Secret bool
}

// wayIn is a way in to a meeting, with its address as a link where there is one.
type wayIn struct {
	conference.Connection
	Icon, Word, Text string
	Link             template.URL // a telephone number or a page; "" when there is nowhere to go
}

// invitation shows the kallelse, and lets the called answer it.
func (w *Web) invitation(q *request) error {
	m, v, err := w.roomOf(q)
	if err != nil {
		return err
	}
	p := &invitationPage{overview: q.overview("conferences", "web.invitation.title", "Title", m.Plan.Title), M: m, Host: v.Whole, Answers: answersOf(m.Conference)}
	p.Exercise = m.Plan.Exercise
	if err := q.tellRoom(m, "invitation"); err != nil {
		return err
	}
	p.Closed = !slices.Contains([]conference.Phase{conference.Planned, conference.Called, conference.Lobby}, m.Phase)
	p.RoomOpen = slices.Contains([]conference.Phase{conference.Lobby, conference.Open, conference.Adjourned}, m.Phase)
	p.Overdue = !m.Plan.Callout.AckDeadline.IsZero() && m.Plan.Callout.AckDeadline.Before(q.Now)
	p.Carries = len(m.Plan.Carried.Directions)+len(m.Plan.Carried.Measures)+len(m.Plan.Carried.Matters) > 0
	for i, seat := range ownSeats(m.Conference, q.Who.Actor) {
		seat.Form = "svar-" + string(rune('a'+i%26))
		seat.May = !p.Closed && q.clerk().Authorize(q.ctx(), q.Who, m.ID, "", &conference.AnswerInvitation{Participant: seat.Key}) == nil
		p.Seats = append(p.Seats, seat)
	}
	p.Points, p.Ways = pointsOf(m), waysIn(m)
	if p.Areas, err = q.meetingAreas(m.Conference); err != nil {
		return err
	}
	if h, ok := m.RoleHolder(conference.Leader); ok {
		p.Leads = joined(m.Short(h.Actor), h.Function)
	}
	for _, a := range m.Plan.Actors() {
		p.Called = append(p.Called, m.Short(a))
	}
	q.Sort(p.Called)
	return q.page("invitation", p)
}

// tellRoom writes down that a conference with marked matter is shown to somebody who may read it.
func (q *request) tellRoom(m *Room, what string) error {
	if len(m.Markings()) == 0 {
		return nil
	}
	return q.tellRead(what, m.ID)
}

// ownSeats lists the seats of an actor with their answers.
func ownSeats(c *conference.Conference, actor string) []seatAnswer {
	var out []seatAnswer
	for _, x := range c.Plan.Participants {
		if x.Actor != actor || actor == "" {
			continue
		}
		a, ok := c.Answers[x.Key()]
		out = append(out, seatAnswer{Key: x.Key(), Unit: x.Unit, Role: x.Role, Function: x.Function, Answer: a, Answered: ok})
	}
	return out
}

func pointsOf(m *Room) []agendaPoint {
	at := m.Plan.Start
	var out []agendaPoint
	for _, it := range m.Plan.Agenda {
		out = append(out, agendaPoint{it, MarkOfItem(it.Kind), at, m.ItemSecrecy(it.ID).Marked()})
		at = at.Add(time.Duration(it.Minutes) * time.Minute)
	}
	return out
}

// waysIn lists the ways in: the main one first, the reserves last.
func waysIn(m *Room) []wayIn {
	var out []wayIn
	for _, c := range m.Plan.Connections {
		out = append(out, wayOf(m, c))
	}
	slices.SortStableFunc(out, func(a, b wayIn) int { return wayOrder(a) - wayOrder(b) })
	return out
}

func wayOrder(x wayIn) int {
	switch {
	case x.Reserve:
		return 2
	case x.Primary:
		return 0
	}
	return 1
}

func wayOf(m *Room, c conference.Connection) wayIn {
	x := wayIn{Connection: c, Icon: modeIcons[c.Mode], Word: m.T("web.overview.mode." + string(c.Mode))}
	switch c.Mode {
	case conference.Phone:
		x.Text, x.Link = i18n.Telephone(c.Number), telephone(c.Number)
	case conference.Rakel:
		x.Text = c.TalkGroup
	case conference.Web, conference.Video:
		x.Text, x.Link = hostOf(c.URL), template.URL(webLink(c.URL))
	case conference.Room:
		x.Text = c.Place
	}
	return x
}

// telephone makes a number one that can be called: the national 08-465 004 10 becomes tel:+46846500410.
func telephone(number string) template.URL {
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, number)
	switch {
	case len(digits) < 3:
		return ""
	case strings.HasPrefix(digits, "00"):
		digits = "+" + digits[2:]
	case strings.HasPrefix(digits, "0"):
		digits = "+46" + digits[1:]
	}
	return template.URL("tel:" + digits) //nolint:gosec // digits alone
}

// webLink gives an address that a browser may go to; "" for anything else that somebody has written there.
func webLink(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return ""
	}
	return address
}

// hostOf is the part of an address that people know it by.
func hostOf(address string) string {
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		return u.Host
	}
	return address
}

// joined puts a comma between what is there.
func joined(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ", ")
}

// Replies are what one can answer by the form; that one has seen the invitation is a form of its own.
func (*invitationPage) Replies() []conference.Reply {
	return []conference.Reply{conference.Coming, conference.Substitute, conference.Declined}
}

// Choice is the sentence of a reply in the form.
func (p *invitationPage) Choice(r conference.Reply) string {
	return p.q.T("web.invitation.choice." + string(r))
}

// Tel makes a link of a number that somebody has written in the plan.
func (*invitationPage) Tel(number string) template.URL { return telephone(number) }

// DecisionMark and MeasureMark are the marks of what was carried from the conference before.
func (*invitationPage) DecisionMark() Mark { return markDecision }
func (*invitationPage) MeasureMark() Mark  { return markMeasure }
