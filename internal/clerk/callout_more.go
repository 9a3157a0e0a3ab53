package clerk

import (
	"context"
	"slices"

	"samverkan/conference"
	"samverkan/internal/delivery"
	"samverkan/internal/fault"
	"samverkan/internal/store"
)

// Forewarn sends a förvarning of a planned conference: that a kallelse may come, about what and when, by the same channels as the
// kallelse would go and as urgently. Sent again it goes to those who have not acknowledged. For those who may call to the conference.
type Forewarn struct {
	Conference string `json:"conference"`
}

// SendUpdate sends the kallelse as it now reads to everybody who is called: another agenda, other words. A changed time or way in is
// told by itself. For those who may call to the conference.
type SendUpdate struct {
	Conference string `json:"conference"`
}

// Names.
func (Forewarn) Name() string   { return "invitation.forewarned" }
func (SendUpdate) Name() string { return "invitation.updated" }

func (f Forewarn) run(d *desk) (bool, error) {
	c, err := d.clerk.calling(d.tx, d.who, f.Conference)
	switch {
	case err != nil:
		return false, err
	case c.Phase != conference.Planned:
		return false, fault.New(fault.Conflict, "invitation.forewarn-late")
	case len(c.Plan.Participants) == 0:
		return false, fault.New(fault.Conflict, "invitation.nobody")
	case c.Plan.End.Before(d.tx.Now):
		return false, fault.New(fault.Conflict, "invitation.past")
	case d.clerk.outgoing == nil:
		return false, fault.New(fault.Unavailable, "delivery.nothing-sent")
	}
	sent, err := d.tx.ConferenceOutgoing(f.Conference, "")
	if err != nil {
		return false, err
	}
	n, err := d.clerk.forewarned(d.tx, c, func(key string) bool {
		_, answered := c.Answers[key]
		return !answered && (seatActor(key) != c.Plan.Host || !forewarnedSeat(sent, key)) // the host needs no reminding
	})
	return n > 0, err
}

func (u SendUpdate) run(d *desk) (bool, error) {
	c, err := d.clerk.calling(d.tx, d.who, u.Conference)
	switch {
	case err != nil:
		return false, err
	case len(c.Issues) == 0:
		return false, fault.New(fault.Conflict, "invitation.not-sent")
	case c.Phase != conference.Called && c.Phase != conference.Lobby, c.Plan.End.Before(d.tx.Now):
		return false, fault.New(fault.Conflict, "invitation.past")
	case d.clerk.outgoing == nil:
		return false, fault.New(fault.Unavailable, "delivery.nothing-sent")
	}
	f, err := d.clerk.readings.of(d.tx, u.Conference)
	if err != nil {
		return false, err
	}
	seq := f.head.Seq
	n, err := d.clerk.queue(d.tx, delivery.Fact{Kind: delivery.Update, Conference: c.Plan.ID, Sequence: c.Sequence, N: int(seq), At: d.tx.Now,
		Exercise: c.Plan.Exercise, Detail: delivery.Detail{Seq: seq, Change: delivery.ChangedText}, To: recipients(c, nil)})
	return n > 0, err
}

// forewarned queues a förvarning to those that which chooses, all when it is nil, and gives how many deliveries it became.
func (k *Clerk) forewarned(tx *store.Tx, c *conference.Conference, which func(key string) bool) (int, error) {
	sent, err := tx.ConferenceOutgoing(c.Plan.ID, "")
	if err != nil {
		return 0, err
	}
	f := delivery.Fact{Kind: delivery.Forewarning, Conference: c.Plan.ID, Sequence: c.Sequence, N: forewarnings(sent), At: tx.Now,
		Alarm: k.outgoing.alarms(c.Plan, tx.Now), Exercise: c.Plan.Exercise, To: recipients(c, which)}
	if err := supersede(tx, f); err != nil {
		return 0, err
	}
	return k.queue(tx, f)
}

// forewarnings is how many times a förvarning has gone out.
func forewarnings(list []delivery.Delivery) int {
	times := map[int64]bool{}
	for _, d := range list {
		if d.Kind == delivery.Forewarning {
			times[d.At.UnixMilli()] = true
		}
	}
	return len(times)
}

// forewarnedFact gives what an event is to those who have had a förvarning and no kallelse, and whether it is anything.
func (k *Clerk) forewarnedFact(tx *store.Tx, c *conference.Conference, was conference.Plan, e conference.Event) (f delivery.Fact, ok bool, err error) {
	switch e := e.(type) {
	case *conference.Rescheduled:
		f = delivery.Fact{Kind: delivery.Forewarning, To: recipients(c, nil), Detail: delivery.Detail{Change: delivery.ChangedTime, WasStart: was.Start, WasEnd: was.End}}
	case *conference.Invited:
		f = delivery.Fact{Kind: delivery.Forewarning, To: recipients(c, func(key string) bool { _, there := was.Participant(key); return !there })}
	case *conference.Uninvited:
		f = delivery.Fact{Kind: delivery.Cancel, Detail: delivery.Detail{Removed: true, Planned: true}, To: []delivery.Recipient{recipient(c, e.Participant)}}
	case *conference.ConferenceCancelled:
		f = delivery.Fact{Kind: delivery.Cancel, Detail: delivery.Detail{Reason: e.Reason, Planned: true}, To: recipients(c, nil)}
	default:
		return f, false, nil
	}
	sent, err := tx.ConferenceOutgoing(c.Plan.ID, "")
	if f.N = forewarnings(sent); err != nil || f.N == 0 {
		return f, false, err
	}
	if f.Kind == delivery.Cancel { // who was never told needs not know
		f.To = slices.DeleteFunc(f.To, func(r delivery.Recipient) bool { return !forewarnedSeat(sent, r.Participant) })
	}
	return f, true, nil
}

func forewarnedSeat(list []delivery.Delivery, participant string) bool {
	return slices.ContainsFunc(list, func(d delivery.Delivery) bool {
		return d.Kind == delivery.Forewarning && d.Participant == participant
	})
}

// awaited tells whether an answer of a participant is to be taken: it knows of the conference, or has had a förvarning of it.
func awaited(tx *store.Tx, c *conference.Conference, participant string) (bool, error) {
	if known(c) {
		return true, nil
	}
	sent, err := tx.ConferenceOutgoing(c.Plan.ID, seatActor(participant))
	return c.Phase == conference.Planned && forewarnedSeat(sent, participant), err
}

// ForewarnedOf gives what the recipient of a förvarning may know of the conference before its kallelse is out: what it is about, when,
// who calls and whom to ring. Fault: conference.unknown.
func (k *Clerk) ForewarnedOf(ctx context.Context, d delivery.Delivery) (*conference.Conference, error) {
	var out *conference.Conference
	err := k.store.View(ctx, func(tx *store.Tx) error {
		f, err := k.readings.of(tx, d.Conference)
		if err != nil {
			return err
		}
		c := f.state
		if d.Kind != delivery.Forewarning || c.Plan.ID == "" {
			return fault.New(fault.NotFound, "conference.unknown")
		}
		p := c.Plan
		out = &conference.Conference{Phase: c.Phase, Sequence: c.Sequence, Answers: map[string]conference.Answer{}, Plan: conference.Plan{ID: p.ID,
			Title: p.Title, Host: p.Host, HostUnit: p.HostUnit, Exercise: p.Exercise, Start: p.Start, End: p.End, Duty: p.Duty, Support: p.Support}}
		if own, called := p.Participant(d.Participant); called {
			out.Plan.Participants = []conference.Participant{own}
		}
		if a, ok := c.Answers[d.Participant]; ok {
			out.Answers[d.Participant] = a
		}
		return nil
	})
	return out, err
}
