package clerk

import (
	"context"
	"time"

	"samverkan/conference"
	"samverkan/internal/delivery"
	"samverkan/internal/fault"
	"samverkan/internal/store"
)

// reportFact is that situation reports are asked for, to those of the asked that have not reported. n tells one request or reminder
// from another.
func reportFact(c *conference.Conference, n int) delivery.Fact {
	f := delivery.Fact{Kind: delivery.Report, N: n}
	if c.Request == nil {
		return f
	}
	f.Detail.Deadline = c.Request.Deadline
	missing := map[string]bool{}
	for _, actor := range c.ReportsMissing() {
		missing[actor] = true
	}
	for _, r := range actorsOf(c) {
		if missing[r.Actor] {
			f.To = append(f.To, r)
		}
	}
	return f
}

// RemindReports reminds the actors that were asked for a situation report and have left none, and gives how many messages that
// became: none when all have reported, when the invitation is not out, or when nobody can be reached. For those who may ask. Again within
// the same minute it is the same reminder. Faults: conference.unknown, access.host-only and the others of authorize.
func (k *Clerk) RemindReports(ctx context.Context, who Identity, conferenceID string) (n int, err error) {
	if err := who.Allows("conference.command", ""); err != nil {
		return 0, err
	}
	err = k.store.Update(ctx, func(tx *store.Tx) error {
		f, err := k.readings.of(tx, conferenceID)
		if err != nil {
			return err
		}
		c := f.state
		if !who.see(c) {
			return fault.New(fault.NotFound, "conference.unknown")
		}
		if _, err := who.authorize(c, &conference.RequestReports{}, ""); err != nil {
			return err
		}
		fact := reportFact(c, int(tx.Now.Unix()/int64(time.Minute/time.Second)))
		if k.outgoing == nil || len(c.Issues) == 0 || len(fact.To) == 0 || c.Plan.End.Before(tx.Now) {
			return nil
		}
		fact.Conference, fact.Sequence, fact.At, fact.Exercise = c.Plan.ID, c.Sequence, tx.Now, c.Plan.Exercise
		n, err = k.queue(tx, fact)
		return err
	})
	return n, err
}
