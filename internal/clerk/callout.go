package clerk

import (
	"context"
	"time"

	"samverkan/conference"
	"samverkan/internal/delivery"
	"samverkan/internal/fault"
	"samverkan/internal/store"
)

// CallOut is a kallelse in one go: the conference is planned and its invitation goes out, or nothing happens.
type CallOut struct {
	Plan conference.Plan // whole, with those who are called
	// Forewarn sends a förvarning instead: the conference is planned, and its invitation is issued when somebody does.
	Forewarn bool
}

// CalledOut is what came of a CallOut.
type CalledOut struct {
	Conference *conference.Conference
	Already    bool // it had been called before, by the same call
	Alarm      bool // by at least two channels each, until somebody acknowledges
	Sends      bool // what was queued is sent from here; false where nothing is sent, as on an old copy
	Queued     []delivery.Delivery
	Rows       []delivery.Row // the receipt board
	Warnings   []Warning
}

// CallOut plans a conference and issues its invitation, in one transaction. The same call again, by the id of its plan, changes nothing.
// Faults: those of Batch and Board, and of the commands PlanConference and IssueInvitation.
func (k *Clerk) CallOut(ctx context.Context, who Identity, in CallOut) (CalledOut, error) {
	if who.SignedIn() {
		if err := who.Allows("conference.command", ""); err != nil {
			return CalledOut{}, err
		}
	}
	p := in.Plan
	wishes := []Wish{{ID: p.ID + ".call.plan", Command: &conference.PlanConference{Plan: p}}}
	var more []func(*store.Tx, *conference.Conference) error
	if in.Forewarn {
		more = append(more, k.forewarn)
	} else {
		wishes = append(wishes, Wish{ID: p.ID + ".call.issue", Command: &conference.IssueInvitation{Channels: p.Callout.Channels,
			AckDeadline: p.Callout.AckDeadline}})
	}
	out := CalledOut{Sends: k.outgoing != nil}
	// The answer to a call may have been lost. What it says of numbers and times is decided here, so that it would say something else.
	seen, err := k.hasCalled(ctx, p.ID, wishes)
	if err != nil {
		return out, err
	}
	if out.Already = seen; !seen {
		receipts, err := k.batch(ctx, who, p.ID, wishes, true, more...)
		if err != nil {
			// Pressed twice at once, the second finds that it is done only now; it had decided other numbers and times.
			if out.Already, _ = k.hasCalled(ctx, p.ID, wishes); !out.Already {
				return CalledOut{}, err
			}
		}
		for _, r := range receipts {
			out.Warnings = append(out.Warnings, r.Warnings...)
		}
	}
	v, err := k.Conference(ctx, who, p.ID)
	if err != nil {
		return out, err
	}
	out.Conference = v.Conference
	out.Alarm = k.outgoing.alarms(v.Conference.Plan, k.now())
	if out.Queued, err = k.Deliveries(ctx, who, p.ID); err != nil {
		return out, err
	}
	out.Rows, err = k.Board(ctx, who, p.ID)
	return out, err
}

// hasCalled tells whether all the commands of a call have been carried out.
func (k *Clerk) hasCalled(ctx context.Context, id string, wishes []Wish) (all bool, err error) {
	err = k.store.View(ctx, func(tx *store.Tx) error {
		all = true
		for _, w := range wishes {
			_, ok, err := tx.CommandSeen(stream(id), w.ID)
			if err != nil {
				return err
			}
			all = all && ok
		}
		return nil
	})
	return all, err
}

// forewarn queues a förvarning to all who are going to be called, once.
func (k *Clerk) forewarn(tx *store.Tx, c *conference.Conference) error {
	if len(c.Plan.Participants) == 0 {
		return fault.New(fault.Conflict, "invitation.nobody")
	}
	if k.outgoing == nil || c.Plan.End.Before(tx.Now) {
		return nil
	}
	_, err := k.forewarned(tx, c, nil)
	return err
}

// Alarms tells whether calling to a meeting now would be an alarm: as its leader has said, or else by how near it is.
func (k *Clerk) Alarms(p conference.Plan) bool { return k.outgoing.alarms(p, k.now()) }

// Waits is how long an alarm waits for an acknowledgement before somebody is to be rung.
func (k *Clerk) Waits() time.Duration {
	if k.outgoing != nil && k.outgoing.Interval > 0 {
		return k.outgoing.Interval
	}
	return delivery.DefaultInterval
}
