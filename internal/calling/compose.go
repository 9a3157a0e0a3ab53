package calling

import (
	"cmp"
	"context"
	"strings"
	"time"

	"samverkan/agenda"
	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/i18n"
	"samverkan/internal/wire"
)

// Desk is what a kallelse is composed from: a [clerk.Clerk].
type Desk interface {
	Conference(ctx context.Context, who clerk.Identity, id string) (*clerk.View, error)
	Incident(ctx context.Context, who clerk.Identity, id string) (conference.Incident, error)
	NextNumber(ctx context.Context, incident, host string, level conference.Level) (int, error)
	Directory(ctx context.Context) (*directory.Directory, error)
	Rosters(ctx context.Context, who clerk.Identity) ([]directory.Roster, error)
}

// composer makes one plan.
type composer struct {
	desk  Desk
	who   clerk.Identity
	p     *i18n.Printer
	now   time.Time
	order wire.CallOrder
	dir   *directory.Directory
}

// Compose gives the plan of a kallelse, with texts in the language of the printer. Nothing is written. Faults: call.id, call.start,
// call.length, call.purpose, call.nobody, call.host, agenda.unknown-purpose, actor.unknown, those of [directory.Directory.ReadyByKey], access.host-only and those of
// [clerk.Clerk.Conference] and [clerk.Clerk.Incident].
func Compose(ctx context.Context, desk Desk, who clerk.Identity, p *i18n.Printer, now time.Time, o wire.CallOrder) (conference.Plan, error) {
	c := composer{desk: desk, who: who, p: p, now: now, order: o}
	plan, err := c.compose(ctx)
	if err != nil {
		return conference.Plan{}, err
	}
	return plan, nil
}

func (c *composer) compose(ctx context.Context) (plan conference.Plan, err error) {
	if c.order.ID == "" {
		return plan, fault.New(fault.Invalid, "call.id")
	}
	if c.dir, err = c.desk.Directory(ctx); err != nil {
		return plan, err
	}
	start, err := c.start()
	if err != nil {
		return plan, err
	}
	if c.order.From != "" {
		plan, err = c.following(ctx, start)
	} else {
		plan, err = c.anew(ctx, start)
	}
	if err != nil {
		return plan, err
	}
	if err := c.call(ctx, &plan); err != nil {
		return plan, err
	}
	if len(c.order.WaysIn) > 0 {
		plan.Connections = WaysIn(c.order.WaysIn)
	}
	c.callout(&plan)
	return plan, nil
}

// maxMinutes is how far off a meeting may be, and how long it may last, in minutes: what is more is a slip of the finger.
const maxMinutes = 31 * 24 * 60

// start is when the meeting starts. Minutes from now are counted to the next whole minute: nobody calls to half past and nine seconds.
func (c *composer) start() (time.Time, error) {
	in := c.order.In
	switch {
	case in != 0 && !c.order.Start.IsZero(), in == 0 && c.order.Start.IsZero(), in < 0, in > maxMinutes:
		return time.Time{}, fault.New(fault.Invalid, "call.start")
	case c.order.Minutes < 0 || c.order.Minutes > maxMinutes:
		return time.Time{}, fault.New(fault.Invalid, "call.length")
	case in == 0:
		return c.order.Start.Truncate(time.Second), nil
	}
	return c.now.Add(time.Duration(in)*time.Minute + time.Minute - 1).Truncate(time.Minute), nil
}

// following goes on from the conference before, which the caller's own actor held.
func (c *composer) following(ctx context.Context, start time.Time) (conference.Plan, error) {
	v, err := c.desk.Conference(ctx, c.who, c.order.From)
	if err != nil {
		return conference.Plan{}, err
	}
	old := v.Conference.Plan
	if !c.who.Owner && old.Host != c.who.Actor {
		return conference.Plan{}, fault.New(fault.Forbidden, "access.host-only")
	}
	length := old.End.Sub(old.Start)
	if c.order.Minutes > 0 {
		length = time.Duration(c.order.Minutes) * time.Minute
	}
	p := v.Conference.Successor(c.order.ID, start, start.Add(length))
	if c.order.Title != "" {
		p.Title = c.order.Title
	}
	p.SeriesNo, err = c.desk.NextNumber(ctx, p.Incident, p.Host, p.Level)
	return p, err
}

// anew makes a plan of an event type.
func (c *composer) anew(ctx context.Context, start time.Time) (p conference.Plan, err error) {
	p = conference.Plan{ID: c.order.ID, Incident: c.order.Incident, Exercise: c.order.Exercise, Level: conference.Level(c.order.Level),
		Start: start, Title: c.order.Title, Documentation: conference.Documentation{Minutes: conference.MinutesNotes}}
	owner := ""
	if p.Incident != "" {
		x, err := c.desk.Incident(ctx, c.who, p.Incident)
		if err != nil {
			return p, err
		}
		p.Exercise, owner = x.Exercise || p.Exercise, x.Owner
	}
	host, ok := c.dir.ByID(cmp.Or(c.order.Host, c.who.Actor, owner))
	switch {
	case ok:
		p.Host = host.ID
	case c.order.Host != "":
		return p, fault.New(fault.NotFound, "actor.unknown", "Actor", c.order.Host)
	default:
		return p, fault.New(fault.Invalid, "call.host")
	}
	p.Level = cmp.Or(p.Level, levelOf(host))
	if p.SeriesNo, err = c.desk.NextNumber(ctx, p.Incident, p.Host, p.Level); err != nil {
		return p, err
	}
	p.First = p.SeriesNo == 1
	if err := c.preset(&p); err != nil {
		return p, err
	}
	if p.Title == "" && p.Level.Valid() {
		p.Title = c.p.T("call.title."+string(p.Level), "Host", host.ShortName, "Number", p.SeriesNo)
		if p.Exercise {
			p.Title = c.p.T("call.title.exercise", "Title", p.Title)
		}
	}
	return p, nil
}

// levelOf is the level at which an actor holds conferences unless somebody says another.
func levelOf(a directory.Actor) conference.Level {
	switch a.Kind {
	case directory.Municipality, directory.RescueService, directory.Association, directory.Company:
		return conference.Local
	case directory.Agency:
		return conference.National
	}
	return conference.Regional
}

// preset fills the kallelse and the agenda with the suggestions for the purpose, at the length that the meeting has.
func (c *composer) preset(p *conference.Plan) error {
	if c.order.Purpose == "" {
		return fault.New(fault.Invalid, "call.purpose")
	}
	purpose, err := agenda.ParsePurpose(c.order.Purpose)
	if err != nil {
		return err
	}
	x, err := agenda.LoadPreset(c.p.Lang(), purpose)
	if err != nil {
		return err
	}
	minutes := cmp.Or(c.order.Minutes, x.Natural())
	p.Purpose, p.End = purpose, p.Start.Add(time.Duration(minutes)*time.Minute)
	p.Agenda = x.Agenda(minutes)
	p.Invitation = conference.Invitation{Purpose: x.Aim, Goals: x.Goals, Procedure: x.Procedure,
		Resources: strings.Join(x.Bring, " "), Rules: x.Rules, Questions: x.Questions}
	return nil
}

// callout says how the kallelse goes out.
func (c *composer) callout(p *conference.Plan) {
	k := &p.Callout
	if len(c.order.Channels) > 0 {
		k.Channels = c.order.Channels
	}
	if c.order.ShortText != "" {
		k.ShortText = c.order.ShortText
	}
	if !c.order.AckDeadline.IsZero() {
		k.AckDeadline = c.order.AckDeadline
	}
	if c.order.Alarm == nil {
		return
	}
	var channels []string
	for _, x := range k.Channels {
		if !strings.EqualFold(x, clerk.ByAlarm) && !strings.EqualFold(x, clerk.WithoutAlarm) {
			channels = append(channels, x)
		}
	}
	word := clerk.WithoutAlarm
	if *c.order.Alarm {
		word = clerk.ByAlarm
	}
	k.Channels = append(channels, word)
}
