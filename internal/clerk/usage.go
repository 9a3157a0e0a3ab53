package clerk

import (
	"context"

	"samverkan/conference"
	"samverkan/internal/fault"
	"samverkan/internal/store"
	"samverkan/internal/usage"
)

// usageMeetings is how many conferences are looked at to count how an actor uses the service: the latest.
const usageMeetings = 300

// Usage counts how an actor uses the service, month by month: for its own administrator. Only what is the actor's own is counted: its
// people's sign-ins, the conferences that it hosts or is called to, what it has published itself. Faults: those of Identity.Allows
// for "usage.read", and actor.unknown.
func (k *Clerk) Usage(ctx context.Context, who Identity, actor string) (usage.Usage, error) {
	var out usage.Usage
	if err := who.Allows("usage.read", actor); err != nil {
		return out, err
	}
	err := k.store.View(ctx, func(tx *store.Tx) error {
		if _, ok, err := found(tx.Actor(actor)); err != nil || !ok {
			return either(err, fault.New(fault.NotFound, "actor.unknown", "Actor", actor))
		}
		since := usage.Since(tx.Now)
		signIns, err := tx.UsageSignIns(actor, since)
		if err != nil {
			return err
		}
		items, err := tx.UsageItems(actor, since)
		if err != nil {
			return err
		}
		meetings, older, err := k.usageMeetings(tx, actor)
		if err != nil {
			return err
		}
		out = usage.Count(actor, tx.Now, signIns, meetings, items)
		out.Older = older
		if out.Owns, out.Shares, err = tx.UsageAreas(actor); err != nil {
			return err
		}
		accounts, err := tx.Accounts(store.As(actor))
		for _, a := range accounts {
			if a.Disabled.IsZero() {
				out.Accounts++
			}
		}
		return err
	})
	return out, err
}

// usageMeetings lists the opened conferences of an actor, and how many older ones there are.
func (k *Clerk) usageMeetings(tx *store.Tx, actor string) ([]usage.Meeting, int, error) {
	rows, total, err := tx.ConferencePage(store.As(actor), ConferenceQuery{From: usage.Since(tx.Now), Latest: true, Page: Page{Limit: usageMeetings}})
	if err != nil {
		return nil, 0, err
	}
	var out []usage.Meeting
	for _, r := range rows {
		if r.OpenedAt.IsZero() {
			continue
		}
		m := usage.Meeting{Opened: r.OpenedAt, Hosts: r.Hosts, Exercise: r.Exercise}
		if !m.Hosts {
			f, err := k.readings.latest(tx, r.ID)
			if err != nil {
				return nil, 0, err
			}
			m.Attends = attended(f.state, actor)
		}
		out = append(out, m)
	}
	return out, total - len(rows), nil
}

// attended tells whether an actor has been in a meeting at some time.
func attended(c *conference.Conference, actor string) bool {
	for key, marks := range c.RollCall.Marks {
		if seatActor(key) != actor {
			continue
		}
		for _, m := range marks {
			if m.Status == conference.Present || m.Status == conference.Late {
				return true
			}
		}
	}
	return false
}
