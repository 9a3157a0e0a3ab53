package notify

import (
	"context"
	"log/slog"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/delivery"
	"samverkan/internal/fault"
)

// When people are reminded, where the options say nothing.
const (
	remindEach    = time.Minute
	measureLead   = 24 * time.Hour
	leastAckLead  = 5 * time.Minute
	mostAckLead   = 24 * time.Hour
	remindedAhead = 60 * 24 * time.Hour // conferences further off are looked at later
	automatic     = -1                  // which reminder in a row: the leader's own are 1 and up
	remindPage    = 200
)

// Reminders see to what is due because time has passed: whoever has not acknowledged is reminded once before the time that was
// given, the owner of a measure before it is due, and who is asked
// for information before the time to answer is out. An alarm needs no reminder; it climbs. The same is queued once, whoever asks and
// however often.
type Reminders struct {
	Clerk *clerk.Clerk
	Clock Clock
	Log   *slog.Logger
	// Lead is how long before a measure is due its owner is reminded; a day when zero.
	Lead time.Duration
}

// Run looks each minute until the context ends.
func (r *Reminders) Run(ctx context.Context) {
	for {
		if err := r.Look(ctx); err != nil && ctx.Err() == nil {
			r.Log.Warn("reminding", "code", fault.CodeOf(err))
		}
		if !pause(ctx, r.Clock, remindEach, nil) {
			return
		}
	}
}

// Look queues what is due now.
func (r *Reminders) Look(ctx context.Context) error {
	if err := r.acknowledgements(ctx); err != nil {
		return err
	}
	if err := r.measures(ctx); err != nil {
		return err
	}
	return r.Clerk.RemindDue(ctx)
}

// acknowledgements reminds those who have not answered a kallelse.
func (r *Reminders) acknowledgements(ctx context.Context) error {
	now := r.Clock.Now()
	list, _, err := r.Clerk.ConferencePage(ctx, clerk.OwnerIdentity(), clerk.ConferenceQuery{Phases: []string{string(conference.Called)},
		From: now, To: now.Add(remindedAhead), Page: clerk.Page{Limit: remindPage}})
	if err != nil {
		return err
	}
	for _, row := range list {
		v, err := r.Clerk.Conference(ctx, clerk.OwnerIdentity(), row.ID)
		if err != nil {
			return err
		}
		if f, due := unacknowledged(v.Conference, now); due {
			if _, err := r.Clerk.QueueDeliveries(ctx, f); err != nil {
				return err
			}
		}
	}
	return nil
}

// unacknowledged gives the reminder of a conference, and whether it is due: in the last quarter of the time that was given.
func unacknowledged(c *conference.Conference, now time.Time) (delivery.Fact, bool) {
	by := c.Plan.Callout.AckDeadline
	if len(c.Issues) == 0 || !by.After(now) || !c.Plan.Start.After(now) {
		return delivery.Fact{}, false
	}
	sent := c.Issues[len(c.Issues)-1].At
	lead := min(max(by.Sub(sent)/4, leastAckLead), mostAckLead)
	if c.Plan.Start.Sub(sent) < clerk.DefaultNotice || now.Before(by.Add(-lead)) {
		return delivery.Fact{}, false
	}
	f := delivery.Fact{Kind: delivery.Reminder, Conference: c.Plan.ID, Sequence: c.Sequence, N: automatic, At: now, Exercise: c.Plan.Exercise}
	for _, p := range c.Plan.Participants {
		if _, answered := c.Answers[p.Key()]; !answered && p.Actor != c.Plan.Host { // a new time makes answers void, another way in does not
			f.To = append(f.To, delivery.Recipient{Participant: p.Key(), Actor: p.Actor})
		}
	}
	return f, len(f.To) > 0
}

// measures reminds the owners of what is soon due.
func (r *Reminders) measures(ctx context.Context) error {
	now, lead := r.Clock.Now(), r.Lead
	if lead <= 0 {
		lead = measureLead
	}
	list, _, err := r.Clerk.MeasurePage(ctx, clerk.OwnerIdentity(), clerk.MeasureQuery{DueFrom: now, DueTo: now.Add(lead),
		Statuses: []string{string(conference.MeasureOpen), string(conference.MeasureOngoing)}, Page: clerk.Page{Limit: remindPage}})
	if err != nil {
		return err
	}
	type one struct {
		conference, owner string
		due               time.Time
	}
	ids := map[one][]string{}
	var order []one
	for _, x := range list {
		k := one{x.Conference, x.Owner, x.DueAt}
		if ids[k] == nil {
			order = append(order, k)
		}
		ids[k] = append(ids[k], x.ID)
	}
	for _, k := range order {
		v, err := r.Clerk.Conference(ctx, clerk.OwnerIdentity(), k.conference)
		if err != nil {
			return err
		}
		f, told := soonDue(v.Conference, k.owner, k.due, ids[k])
		if !told {
			continue
		}
		if _, err := r.Clerk.QueueDeliveries(ctx, f); err != nil {
			return err
		}
	}
	return nil
}

// soonDue gives the reminder of measures that are due at one time, unless the meeting that agreed on them still goes on.
func soonDue(c *conference.Conference, owner string, due time.Time, ids []string) (delivery.Fact, bool) {
	switch c.Phase {
	case conference.Closed, conference.Approved, conference.Published:
	default:
		return delivery.Fact{}, false
	}
	to := delivery.Recipient{Actor: owner}
	for _, p := range c.Plan.Participants {
		if p.Actor == owner && to.Participant == "" {
			to.Participant = p.Key()
		}
	}
	return delivery.Fact{Kind: delivery.Measure, Conference: c.Plan.ID, Sequence: c.Sequence, N: int(due.Unix() / 60), Exercise: c.Plan.Exercise,
		Detail: delivery.Detail{Deadline: due, Measures: ids}, To: []delivery.Recipient{to}}, true
}
