package clerk

import (
	"strings"
	"time"

	"samverkan/conference"
	"samverkan/internal/delivery"
	"samverkan/internal/directory"
	"samverkan/internal/journal"
	"samverkan/internal/store"
)

// Outgoing says that what happens is told to those it concerns. A desk without it queues nothing, so that an old copy of a database
// has nothing to send when it is opened.
type Outgoing struct {
	// Interval is how long an alarm waits for an acknowledgement before its next step; delivery.DefaultInterval when zero.
	Interval time.Duration
	// Notice is how near the meeting is when its kallelse is an alarm; a day when zero.
	Notice time.Duration
	// Has tells which channels are set up; nil means all.
	Has func(directory.Channel) bool
	// Changed is told, after the commit, that deliveries of a conference were queued or have another state; "" for those of none. It
	// must not wait for anything. May be nil.
	Changed func(conference string)
}

// DefaultNotice is how near the meeting is when its kallelse is an alarm.
const DefaultNotice = 24 * time.Hour

func (o *Outgoing) settings() delivery.Settings {
	return delivery.Settings{Interval: o.Interval, Has: o.Has, Quiet: directory.Contact.Awake}
}

func (o *Outgoing) changed(tx *store.Tx, conferenceID string) {
	if o != nil && o.Changed != nil {
		tx.AfterCommit(func() { o.Changed(conferenceID) })
	}
}

// tell queues what an event is to be told by, in the transaction of the event itself. was is the plan before it.
func (k *Clerk) tell(tx *store.Tx, c *conference.Conference, was conference.Plan, e conference.Event, at journal.Entry) error {
	if k.outgoing == nil {
		return nil
	}
	if answer, ok := e.(*conference.InvitationAnswered); ok {
		return k.stop(tx, c, answer, at)
	}
	f, ok := k.factOf(c, was, e, at)
	if !ok && len(c.Issues) == 0 {
		var err error
		if f, ok, err = k.forewarnedFact(tx, c, was, e); err != nil {
			return err
		}
	}
	if !ok || len(f.To) == 0 {
		return nil
	}
	f.Conference, f.Sequence, f.At, f.Exercise, f.Detail.Seq = c.Plan.ID, c.Sequence, tx.Now, c.Plan.Exercise, at.Seq
	if calls := f.Kind.Calls() || f.Kind == delivery.Cancel; calls {
		if c.Plan.End.Before(tx.Now) {
			return nil // it is written down afterwards
		}
		f.Alarm = k.outgoing.alarms(c.Plan, tx.Now)
		if err := supersede(tx, f); err != nil {
			return err
		}
	}
	_, err := k.queue(tx, f)
	if err == nil && f.Alarm {
		err = k.alarmed(tx, f)
	}
	return err
}

func (o *Outgoing) notice() time.Duration {
	if o != nil && o.Notice > 0 {
		return o.Notice
	}
	return DefaultNotice
}

// alarms tells whether calling to a meeting is an alarm: as the leader has said among the channels of the callout, or else by how
// near it is.
func (o *Outgoing) alarms(p conference.Plan, now time.Time) bool {
	for _, c := range p.Callout.Channels {
		switch {
		case strings.EqualFold(c, ByAlarm), strings.EqualFold(c, "alarm"):
			return true
		case strings.EqualFold(c, WithoutAlarm):
			return false
		}
	}
	return p.Start.Sub(now) < o.notice()
}

// What a leader says among the channels of the callout, whatever the notice.
const (
	ByAlarm      = "larm"
	WithoutAlarm = "utan larm"
)

// factOf gives what an event is to those who are to know of it, and whether it is anything. Until the invitation is out nobody is told.
func (k *Clerk) factOf(c *conference.Conference, was conference.Plan, e conference.Event, at journal.Entry) (delivery.Fact, bool) {
	called := len(c.Issues) > 0
	switch e := e.(type) {
	case *conference.InvitationIssued:
		if len(c.Issues) == 1 {
			return delivery.Fact{Kind: delivery.Invitation, To: recipients(c, nil)}, true
		}
		return delivery.Fact{Kind: delivery.Reminder, N: len(c.Issues) - 1, To: recipients(c, func(key string) bool {
			p, _ := c.Plan.Participant(key)
			_, answered := c.Answers[key] // a new time makes answers void, another way in does not
			return p.Actor != c.Plan.Host && !answered
		})}, true
	case *conference.Rescheduled:
		return delivery.Fact{Kind: delivery.Update, To: recipients(c, nil), Detail: delivery.Detail{Change: delivery.ChangedTime, WasStart: was.Start, WasEnd: was.End}}, called
	case *conference.ConnectionsSet:
		return delivery.Fact{Kind: delivery.Update, To: recipients(c, nil), Detail: delivery.Detail{Change: delivery.ChangedWayIn}}, called
	case *conference.Invited:
		return delivery.Fact{Kind: delivery.Invitation, N: int(at.Seq), To: recipients(c, func(key string) bool {
			_, there := was.Participant(key)
			return !there
		})}, called
	case *conference.Uninvited:
		return delivery.Fact{Kind: delivery.Cancel, N: int(at.Seq), Detail: delivery.Detail{Removed: true},
			To: []delivery.Recipient{recipient(c, e.Participant)}}, called
	case *conference.ConferenceCancelled:
		return delivery.Fact{Kind: delivery.Cancel, To: recipients(c, nil), Detail: delivery.Detail{Reason: e.Reason}}, called
	case *conference.ReportsRequested:
		return reportFact(c, int(at.Seq)), called
	case *conference.MinutesPublished:
		return delivery.Fact{Kind: delivery.Minutes, N: e.Version, To: actorsOf(c), Detail: delivery.Detail{Version: e.Version, Area: e.Area}}, true
	case *conference.MinutesCorrected:
		// Many corrections make one new version, and are announced once, when something is out that they correct.
		n := len(c.Minutes.Versions)
		return delivery.Fact{Kind: delivery.Correction, N: n, To: actorsOf(c), Detail: delivery.Detail{Version: n, Reason: e.Reason}},
			n > 1 && len(c.Minutes.Versions[n-2].Published) > 0
	}
	return delivery.Fact{}, false
}

// recipient is a participant as somebody to tell. The host calls itself: its own are told, and asked for nothing.
func recipient(c *conference.Conference, key string) delivery.Recipient {
	actor := seatActor(key)
	return delivery.Recipient{Participant: key, Actor: actor, Informed: actor == c.Plan.Host}
}

// recipients gives those of the participants that which chooses; nil chooses all.
func recipients(c *conference.Conference, which func(key string) bool) []delivery.Recipient {
	var out []delivery.Recipient
	for _, p := range c.Plan.Participants {
		if which == nil || which(p.Key()) {
			out = append(out, recipient(c, p.Key()))
		}
	}
	return out
}

// actorsOf gives each invited actor once, by its first seat.
func actorsOf(c *conference.Conference) []delivery.Recipient {
	var out []delivery.Recipient
	seen := map[string]bool{}
	for _, p := range c.Plan.Participants {
		if !seen[p.Actor] {
			seen[p.Actor] = true
			out = append(out, delivery.Recipient{Participant: p.Key(), Actor: p.Actor})
		}
	}
	return out
}

// supersede stops what a newer fact makes needless.
func supersede(tx *store.Tx, f delivery.Fact) error {
	all, err := tx.ConferenceOutgoing(f.Conference, "")
	if err != nil {
		return err
	}
	for _, to := range f.To {
		if err := putAll(tx, delivery.Supersede(all, f.Kind, to.Participant, tx.Now)); err != nil {
			return err
		}
	}
	return nil
}

// stop ends what an answer has made needless.
func (k *Clerk) stop(tx *store.Tx, c *conference.Conference, e *conference.InvitationAnswered, at journal.Entry) error {
	actor := seatActor(e.Participant)
	all, err := tx.ConferenceOutgoing(c.Plan.ID, actor)
	if err != nil {
		return err
	}
	changed := delivery.Stop(all, delivery.Acknowledgement{Participant: e.Participant, Actor: actor, Sequence: c.Sequence, At: at.RecordedAt})
	if len(changed) > 0 {
		k.outgoing.changed(tx, c.Plan.ID)
	}
	return putAll(tx, changed)
}

func putAll(tx *store.Tx, list []delivery.Delivery) error {
	for _, d := range list {
		if err := tx.PutOutgoing(d); err != nil {
			return err
		}
	}
	return nil
}

// queue plans a fact and queues it, and gives how many deliveries it became.
func (k *Clerk) queue(tx *store.Tx, f delivery.Fact) (int, error) {
	contacts, settings, err := k.planning(tx, f.To)
	if err != nil {
		return 0, err
	}
	return k.enqueue(tx, f.Conference, delivery.Plan(f, contacts, settings))
}

func (k *Clerk) enqueue(tx *store.Tx, conferenceID string, list []delivery.Delivery) (int, error) {
	for i := range list {
		list[i].ID = k.newID()
	}
	n, err := tx.QueueOutgoing(list)
	if n > 0 {
		k.outgoing.changed(tx, conferenceID)
	}
	return n, err
}

// manyActors is from how many actors on all contacts are read at once rather than each actor's by itself.
const manyActors = 20

func contactsFor(tx *store.Tx, to []delivery.Recipient) ([]directory.Contact, error) {
	asked := map[string]bool{}
	for _, r := range to {
		asked[r.Actor] = true
	}
	if len(asked) > manyActors {
		all, err := tx.Contacts("") // whose was not asked for is passed over when it is planned
		if err != nil {
			return nil, err
		}
		return withClosings(tx, all)
	}
	var out []directory.Contact
	for actor := range asked {
		list, err := tx.Contacts(actor)
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
	}
	return withClosings(tx, out)
}
