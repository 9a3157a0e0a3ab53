package clerk

import (
	"context"
	"time"

	"samverkan/conference"
	"samverkan/internal/fault"
	"samverkan/internal/journal"
	"samverkan/internal/store"
)

// Conferences lists the conferences that the caller hosts or is called to, in the order they are planned.
func (k *Clerk) Conferences(ctx context.Context, who Identity, f store.ConferenceFilter) ([]store.Conference, error) {
	var out []store.Conference
	err := k.store.View(ctx, func(tx *store.Tx) (err error) {
		out, err = tx.Conferences(who.lookup(), f)
		return err
	})
	return out, err
}

// TitleOf gives the title of a conference that the caller hosts or is called to. Fault: store.no-conference.
func (k *Clerk) TitleOf(ctx context.Context, who Identity, id string) (title string, err error) {
	err = k.store.View(ctx, func(tx *store.Tx) error {
		row, err := tx.Conference(who.lookup(), id)
		title = row.Title
		return err
	})
	return title, err
}

// Dependencies lists what the conferences of an incident need from each other.
func (k *Clerk) Dependencies(ctx context.Context, who Identity, incident string) ([]store.Dependency, error) {
	var out []store.Dependency
	err := k.store.View(ctx, func(tx *store.Tx) (err error) {
		out, err = tx.Dependencies(who.lookup(), incident)
		return err
	})
	return out, err
}

// Measures lists measures over all conferences that the caller may see.
func (k *Clerk) Measures(ctx context.Context, who Identity, f store.MeasureFilter) ([]store.Measure, error) {
	var out []store.Measure
	err := k.store.View(ctx, func(tx *store.Tx) (err error) {
		out, err = tx.Measures(who.lookup(), f)
		return err
	})
	return out, err
}

// Decisions lists settled decisions over all conferences that the caller may see.
func (k *Clerk) Decisions(ctx context.Context, who Identity, f store.DecisionFilter) ([]store.Decision, error) {
	var out []store.Decision
	err := k.store.View(ctx, func(tx *store.Tx) (err error) {
		out, err = tx.Decisions(who.lookup(), f)
		return err
	})
	return out, err
}

// checkNew holds a new plan against what there is: its händelse, its actors, and its number in the series. It fills in what the
// plan takes over from the händelse. A händelse that the caller may not see is not there.
func (k *Clerk) checkNew(tx *store.Tx, who Identity, id string, cmd *conference.PlanConference) error {
	p := &cmd.Plan
	if p.ID != id {
		return fault.New(fault.Invalid, "conference.id-differs", "ID", id, "Plan", p.ID)
	}
	if p.Incident != "" {
		row, err := tx.Incident(who.lookup(), p.Incident)
		if err != nil {
			return err
		}
		if row.Exercise != p.Exercise {
			return fault.New(fault.Invalid, "conference.exercise-differs", "Incident", row.Title)
		}
		p.IncidentTitle, p.IncidentRegistryNumber = row.Title, row.RegistryNumber
	}
	if err := knownActors(tx, append(p.Actors(), p.Host)...); err != nil {
		return err
	}
	list, err := tx.Conferences(store.Whole(), store.ConferenceFilter{Incident: p.Incident})
	if err != nil {
		return err
	}
	for _, c := range list {
		if c.ID != p.ID && c.Incident == p.Incident && c.Host == p.Host && c.Level == string(p.Level) && c.SeriesNo == p.SeriesNo &&
			c.Phase != string(conference.Cancelled) {
			return fault.New(fault.Conflict, "conference.number-taken", "Number", p.SeriesNo, "Title", c.Title)
		}
	}
	return nil
}

// knownActors refuses an actor that is not in the directory.
func knownActors(tx *store.Tx, ids ...string) error {
	for _, id := range ids {
		if _, err := tx.Actor(id); err != nil {
			if fault.KindOf(err) == fault.NotFound {
				return fault.New(fault.NotFound, "actor.unknown", "Actor", id)
			}
			return err
		}
	}
	return nil
}

// NextNumber gives the next number in a series: one per incident, level and host.
func (k *Clerk) NextNumber(ctx context.Context, incident, host string, level conference.Level) (int, error) {
	next := 1
	err := k.store.View(ctx, func(tx *store.Tx) error {
		list, err := tx.Conferences(store.Whole(), store.ConferenceFilter{Incident: incident})
		next = 1
		for _, c := range list {
			if c.Incident == incident && c.Host == host && c.Level == string(level) && c.SeriesNo >= next {
				next = c.SeriesNo + 1
			}
		}
		return err
	})
	return next, err
}

// farFromPlan is how far from its planned start a meeting is opened without a word about it.
const farFromPlan = 2 * time.Hour

// warnings tells what is worth knowing about what was just done: a conference that begins before what it depends on is in,
// and actors that sit in two conferences at once. It tells of no conference that the caller may not see.
func (k *Clerk) warnings(tx *store.Tx, who Identity, c *conference.Conference, cmd conference.Command) ([]Warning, error) {
	switch cmd.(type) {
	case *conference.OpenMeeting, *conference.PlanConference, *conference.Reschedule, *conference.Invite:
	default:
		return nil, nil
	}
	var out []Warning
	if _, opening := cmd.(*conference.OpenMeeting); opening {
		if early := c.Plan.Start.Sub(c.Meeting.Opened); early > farFromPlan || early < -farFromPlan {
			out = append(out, Warning{Key: "warning.other-time", Args: fault.Args{"Start": c.Plan.Start}})
		}
		for _, d := range c.Plan.Needs {
			if _, in := c.Received[d.Conference]; !in {
				missing := Warning{Key: "warning.input-missing", Args: fault.Args{"Conference": titleOf(tx, who, d.Conference), "Carries": d.Carries}}
				if d.Carries == "" {
					missing.Key = "warning.input-missing-plain"
				}
				out = append(out, missing)
			}
		}
	}
	at := store.ConferenceFilter{From: c.Plan.Start, To: c.Plan.End}
	others, err := tx.Conferences(who.lookup(), at)
	if err != nil {
		return out, err
	}
	mine := map[string]bool{}
	for _, a := range c.Plan.Actors() {
		mine[a] = true
	}
	for _, o := range others {
		if o.ID == c.Plan.ID || o.Phase == string(conference.Cancelled) || o.Phase == string(conference.Planned) {
			continue
		}
		full, err := tx.Conference(who.lookup(), o.ID)
		if err != nil {
			return out, err
		}
		var both []string
		for _, a := range full.Actors {
			if mine[a.Actor] {
				both = append(both, a.Actor)
			}
		}
		if len(both) > 0 {
			out = append(out, Warning{Key: "warning.double-booked", Args: fault.Args{"Conference": o.Title, "Actors": both, "Count": len(both),
				"Start": o.StartsAt.Format(time.RFC3339)}})
		}
	}
	return out, nil
}

func titleOf(tx *store.Tx, who Identity, id string) string {
	if c, err := tx.Conference(who.lookup(), id); err == nil {
		return c.Title
	}
	return id
}

// Checkpoint signs the head of a conference's chain as the reader sees it. Fault: conference.unknown.
func (k *Clerk) Checkpoint(ctx context.Context, who Identity, id string) (note string, head journal.Head, err error) {
	v, err := k.Conference(ctx, who, id)
	if err != nil {
		return "", head, err
	}
	note, err = k.sign(v.Head, k.now())
	return note, v.Head, err
}

// SealAt signs the head as it was after an entry, with the time at which that entry was written: the same entry has the same
// seal whenever a document of it is made.
func (k *Clerk) SealAt(ctx context.Context, who Identity, id string, seq int64) (note string, head journal.Head, err error) {
	v, err := k.ConferenceAt(ctx, who, id, seq)
	if err != nil {
		return "", head, err
	}
	note, err = k.sign(v.Head, v.HeadAt)
	return note, v.Head, err
}

func (k *Clerk) sign(head journal.Head, at time.Time) (string, error) {
	return journal.Checkpoint{Origin: k.origin, Head: head, At: at}.Sign(k.key)
}
