package web

import (
	"reflect"
	"slices"
	"strings"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/delivery"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
)

// planCalling is what would go out from the plan, and what has: for a page from which something is sent.
type planCalling struct {
	Alarm      bool
	Ways       []wayCount   // at once, by channel
	None       []unreached  // whom nothing reaches: somebody has to ring
	Single     int          // with one channel alone, where an alarm needs two
	Forewarned time.Time    // when the newest förvarning went out; zero for none
	Done, All  int          // who has acknowledged, of those who are asked to
	Update     []string     // keys of what reads otherwise than in the newest letter to all
	Added      []addedActor // called since the first kallelse
	Removed    []string     // names of those who were called then and are not now
	Open       bool         // letters still go: the meeting has not begun or passed
	Choice     string       // what the leader has said about the alarm: yes, no or ""
	Mails      int          // how many have an address, to which an update goes
}

type wayCount struct {
	Channel directory.Channel
	Count   int
}

type unreached struct {
	Name string
	Ring []ringNumber
}

type addedActor struct {
	Name string
	Told bool
}

// Calling gives it; nil where nothing is sent or nothing may be changed.
func (p *planPage) Calling() (*planCalling, error) {
	if !p.Edit || !p.q.clerk().Sends() {
		return nil, nil
	}
	if p.calling == nil {
		c, err := p.callingNow()
		if err != nil {
			return nil, err
		}
		p.calling = c
	}
	return p.calling, nil
}

func (p *planPage) callingNow() (*planCalling, error) {
	q := p.q
	c := &planCalling{Alarm: q.clerk().Alarms(p.Plan), Choice: alarmChoice(p.Plan.Callout.Channels), Open: p.Plan.End.After(q.Now)}
	would, err := q.clerk().Reached(q.ctx(), q.Who, p.ID, c.Alarm)
	if err != nil {
		return nil, err
	}
	rows, err := q.clerk().Board(q.ctx(), q.Who, p.ID)
	if err != nil {
		return nil, err
	}
	c.reach(p, would, rows)
	var sent []delivery.Delivery
	for _, r := range rows {
		sent = append(sent, r.Deliveries...)
		if r.Informed {
			continue
		}
		c.All++
		if !r.Acknowledged.IsZero() && !r.Earlier {
			c.Done++
		}
	}
	c.Forewarned = delivery.Forewarned(sent)
	if p.Issued() {
		err = c.since(p, sent)
	}
	return c, err
}

// reach counts how those who are called would be reached, and finds those who would not.
func (c *planCalling) reach(p *planPage, would []delivery.Delivery, rows []delivery.Row) {
	counts := map[directory.Channel]int{}
	channels := map[string]map[directory.Channel]bool{}
	for _, d := range would {
		if channels[d.Participant] == nil {
			channels[d.Participant] = map[directory.Channel]bool{}
		}
		if d.Step == 0 && !channels[d.Participant][d.Channel] {
			counts[d.Channel]++
		}
		channels[d.Participant][d.Channel] = true
	}
	for _, of := range channels {
		if of[directory.Mail] {
			c.Mails++
		}
	}
	for _, channel := range directory.Channels() {
		if n := counts[channel]; n > 0 {
			c.Ways = append(c.Ways, wayCount{channel, n})
		}
	}
	for _, r := range rows {
		switch n := len(channels[r.Participant]); {
		case r.Informed: // the host calls itself
		case n == 0:
			x := unreached{Name: boardName(p.Room, r)}
			for _, number := range r.Ring {
				x.Ring = append(x.Ring, ringNumber{number, telephone(number.Number)})
			}
			c.None = append(c.None, x)
		case n == 1 && c.Alarm:
			c.Single++
		}
	}
}

// letterParts are what a letter says, as they are compared. What is told by itself when it is changed, time and ways in, is not
// among them.
var letterParts = []struct {
	key string
	of  func(*conference.Plan) any
}{
	{"web.plan.changed.title", func(p *conference.Plan) any { return p.Title }},
	{"web.plan.smarr.purpose", func(p *conference.Plan) any { return p.Invitation.Purpose }},
	{"web.plan.smarr.goals", func(p *conference.Plan) any { return p.Invitation.Goals }},
	{"web.plan.smarr.procedure", func(p *conference.Plan) any { return p.Invitation.Procedure }},
	{"web.plan.smarr.resources", func(p *conference.Plan) any { return p.Invitation.Resources }},
	{"web.plan.smarr.rules", func(p *conference.Plan) any { return p.Invitation.Rules }},
	{"web.plan.changed.questions", func(p *conference.Plan) any { return p.Invitation.Questions }},
	{"web.plan.tab.agenda", func(p *conference.Plan) any { return p.Agenda }},
	{"web.plan.changed.report", func(p *conference.Plan) any { return p.Reporting.Deadline.UTC() }},
	{"web.plan.changed.contacts", func(p *conference.Plan) any { return []conference.Contact{p.Support, p.Duty} }},
	{"web.plan.material.heading", func(p *conference.Plan) any { return p.Material }},
}

// since finds what has changed since the newest letter that went to all, and who has come and gone since the first.
func (c *planCalling) since(p *planPage, sent []delivery.Delivery) error {
	first, newest := int64(0), int64(0)
	for _, d := range sent {
		seq := d.Detail().Seq
		switch {
		case seq == 0:
		case d.Kind == delivery.Invitation && (first == 0 || seq < first):
			first = seq
		case d.Kind == delivery.Update:
			newest = max(newest, seq)
		}
	}
	if first == 0 {
		return nil // nothing has gone out from here
	}
	was, err := p.q.clerk().ConferenceAt(p.q.ctx(), p.q.Who, p.ID, first)
	if err != nil {
		return err
	}
	c.came(p, &was.Conference.Plan, sent)
	if newest > first {
		if was, err = p.q.clerk().ConferenceAt(p.q.ctx(), p.q.Who, p.ID, newest); err != nil {
			return err
		}
	}
	for _, part := range letterParts {
		if !reflect.DeepEqual(part.of(&was.Conference.Plan), part.of(&p.Plan)) {
			c.Update = append(c.Update, part.key)
		}
	}
	return nil
}

// came finds who has been added and removed since a plan.
func (c *planCalling) came(p *planPage, was *conference.Plan, sent []delivery.Delivery) {
	for _, s := range p.Plan.Participants {
		if _, there := was.Participant(s.Key()); !there {
			told := slices.ContainsFunc(sent, func(d delivery.Delivery) bool { return d.Participant == s.Key() })
			c.Added = append(c.Added, addedActor{joined(p.Room.Name(s.Actor), s.Unit), told})
		}
	}
	for _, s := range was.Participants {
		if _, there := p.Plan.Participant(s.Key()); !there {
			c.Removed = append(c.Removed, joined(p.Room.Name(s.Actor), s.Unit))
		}
	}
}

// WayList writes the channels with how many go by each.
func (p *planPage) WayList(list []wayCount) string {
	var out []string
	for _, w := range list {
		out = append(out, p.T("web.plan.call.way", "Channel", p.T(w.Channel.Key()), "Count", p.Number(w.Count)))
	}
	return p.List(out)
}

// Told writes what has changed, as a list of words in a sentence.
func (p *planPage) Told(keys []string) string {
	var out []string
	for _, key := range keys {
		word := p.T(key)
		first := []rune(word)
		out = append(out, strings.ToLower(string(first[:1]))+string(first[1:]))
	}
	return p.List(out)
}

// alarmChoice reads what the leader has said about the alarm among the channels of the callout.
func alarmChoice(channels []string) string {
	for _, c := range channels {
		switch {
		case strings.EqualFold(c, clerk.ByAlarm):
			return "yes"
		case strings.EqualFold(c, clerk.WithoutAlarm):
			return "no"
		}
	}
	return ""
}

// withAlarm gives the channels with what the leader says about the alarm.
func withAlarm(channels []string, choice string) []string {
	out := slices.DeleteFunc(slices.Clone(channels), func(c string) bool {
		return strings.EqualFold(c, clerk.ByAlarm) || strings.EqualFold(c, clerk.WithoutAlarm)
	})
	switch choice {
	case "yes":
		out = append(out, clerk.ByAlarm)
	case "no":
		out = append(out, clerk.WithoutAlarm)
	}
	return out
}

// planCall sends the kallelse of the plan, or a förvarning of it, and goes on to the receipts. The form sent twice is one call; one
// that is sent when somebody else has called already leads to who has acknowledged.
func (w *Web) planCall(q *request) error {
	p, err := w.planPage(q)
	if err != nil {
		return err
	}
	if !p.Edit {
		return q.refusal(p)
	}
	if !q.clerk().Sends() {
		return fault.New(fault.Unavailable, "delivery.nothing-sent")
	}
	board := "/conferences/" + p.ID + "/receipts"
	if p.Issued() {
		return q.done(board, "")
	}
	var f struct {
		AckDeadline time.Time `json:"ackDeadline"`
	}
	if err := readInto(&f, q.Form, w.day(q.Now, p.Conference)); err != nil {
		return err
	}
	callout := p.Plan.Callout
	callout.Channels, callout.AckDeadline = withAlarm(callout.Channels, q.Form.Get("alarm")), f.AckDeadline
	id := q.Form.Get("_id")
	wishes := []clerk.Wish{{ID: wishID(id, "callout"), OccurredAt: q.Now, Command: &conference.SetCallout{Callout: callout}}}
	note := "called"
	if q.Form.Get("act") == "forewarn" {
		note = "forewarned"
	} else {
		wishes = append(wishes, clerk.Wish{ID: id, OccurredAt: q.Now, Command: &conference.IssueInvitation{Channels: callout.Channels, AckDeadline: callout.AckDeadline}})
	}
	if err := q.all(p.ID, wishes); err != nil {
		return err
	}
	if note == "forewarned" {
		if _, err := q.administer(clerk.Forewarn{Conference: p.ID}); err != nil {
			return err
		}
	}
	return q.done(board, note)
}

// wishID names one of several commands of a form; "" for a form without an id.
func wishID(form, name string) string {
	if form == "" {
		return ""
	}
	return form + "." + name
}

// planUpdate sends the kallelse as it now reads to all who are called.
func (w *Web) planUpdate(q *request) error {
	if _, err := q.administer(clerk.SendUpdate{Conference: q.path("id")}); err != nil {
		return err
	}
	return q.done("/conferences/"+q.path("id")+"/receipts", "update-sent")
}
