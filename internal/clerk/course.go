package clerk

import (
	"context"
	"slices"
	"time"

	"samverkan/conference"
	"samverkan/internal/course"
	"samverkan/internal/fault"
	"samverkan/internal/store"
	"samverkan/minutes"
)

type (
	TimelineQuery = store.TimelineQuery // chooses lines of a timeline
	TimelineRow   = store.TimelineRow   // something of a händelse at a time
)

// courseMeetings is how many conferences of a händelse are looked at as a whole: the latest. The timeline has all of them.
const courseMeetings = 200

// Course gives the course of a händelse over the conferences that the caller may know of: their records as the caller may read them.
// Fault: store.no-incident, also for who may not see it.
func (k *Clerk) Course(ctx context.Context, who Identity, incident string) (*course.Course, error) {
	var out *course.Course
	err := k.look(ctx, who, "incident.read", func(tx *store.Tx) error {
		row, err := tx.Incident(who.lookup(), incident)
		if err != nil {
			return err
		}
		c := &course.Course{At: tx.Now}
		if c.Incident, err = incidentOf(row); err != nil {
			return err
		}
		q := ConferenceQuery{Incident: incident, Latest: true, Page: Page{Limit: courseMeetings}}
		rows, total, err := tx.ConferencePage(who.lookup(), q)
		if err != nil {
			return err
		}
		c.Older = total - len(rows)
		for _, r := range slices.Backward(rows) {
			f, err := k.known(tx, who, r.ID)
			if err != nil {
				return err
			}
			if f == nil {
				continue
			}
			may := who.readable(f.state)
			c.Meetings = append(c.Meetings, minutes.Compose(f.state, minutes.Options{Now: tx.Now, May: may}))
			if slices.ContainsFunc(f.state.Markings(), may) {
				c.Marked = append(c.Marked, r.ID)
			}
		}
		out = c
		return nil
	})
	return out, err
}

// handoverItems is how many items of areas a handover looks at: the newest.
const handoverItems = 100

// Handover puts together what the next shift needs to know of a händelse, since a time, with the conferences of which it holds something
// marked that the caller may read. Fault: store.no-incident.
func (k *Clerk) Handover(ctx context.Context, who Identity, incident string, since time.Time) (course.Handover, []string, error) {
	c, err := k.Course(ctx, who, incident)
	if err != nil {
		return course.Handover{}, nil, err
	}
	rows, _, err := k.Timeline(ctx, who, TimelineQuery{Incident: incident, Kinds: []string{store.TimelineItem}, From: since, Page: Page{Limit: handoverItems}})
	var items []course.Happened
	for _, r := range rows {
		items = append(items, course.Happened{From: course.From{Conference: r.Where, Title: r.Title, ID: r.ID}, At: r.At, What: course.ItemPublished,
			Text: r.Text, Actor: r.Actor})
	}
	return c.Handover(since, items), c.Marked, err
}

// Timeline lists what there is of a händelse over all levels and areas, as far as the caller may read it, the newest first, and tells
// how much there is in all. A report stands with the actor that left it, whoever entered it. Fault: store.no-incident.
func (k *Clerk) Timeline(ctx context.Context, who Identity, q TimelineQuery) (rows []TimelineRow, total int, err error) {
	err = k.look(ctx, who, "incident.read", func(tx *store.Tx) (err error) {
		if _, err := tx.Incident(who.lookup(), q.Incident); err != nil {
			return err
		}
		if rows, total, err = tx.Timeline(who.lookup(), q); err != nil {
			return err
		}
		for i := range rows {
			r := &rows[i]
			if r.Kind != store.TimelineReport || r.Seq == 0 || r.What == (*conference.ReportsRequested)(nil).Name() {
				continue
			}
			f, err := k.known(tx, who, r.Where)
			if err != nil {
				return err
			}
			if f == nil {
				continue
			}
			for _, x := range f.state.Reports {
				if slices.Contains(x.Origin, r.Seq) {
					r.Actor = seatActor(x.Participant)
				}
			}
		}
		return nil
	})
	return rows, total, err
}

// IncidentRhythm gives the conferences of a händelse that the caller may know of, on all days, and what clashes. Fault: store.no-incident.
func (k *Clerk) IncidentRhythm(ctx context.Context, who Identity, incident string) (conference.Schedule, error) {
	var s conference.Schedule
	err := k.look(ctx, who, "dependency.list", func(tx *store.Tx) error {
		if _, err := tx.Incident(who.lookup(), incident); err != nil {
			return err
		}
		plans, err := k.plansAround(tx, who, incident, time.Time{}, time.Time{})
		s = conference.NewSchedule(plans, who.Actor)
		return err
	})
	return s, err
}

// WhatBreaks tells what happens to the rhythm when a conference gets another time: among those of its händelse, and those of others at the
// same time that the caller may know of. Nothing is moved. It is for those who may move it. Faults: conference.unknown, and as when it is
// moved.
func (k *Clerk) WhatBreaks(ctx context.Context, who Identity, m conference.Move) (conference.Moved, error) {
	var out conference.Moved
	err := k.look(ctx, who, "dependency.list", func(tx *store.Tx) error {
		v, err := k.viewAt(tx, who, m.Conference, 0)
		if err != nil {
			return err
		}
		for _, cmd := range m.Commands(&v.Conference.Plan) {
			if _, err := who.authorize(v.Conference, cmd, ""); err != nil {
				return err
			}
		}
		if !m.End.After(m.Start) {
			return fault.New(fault.Invalid, "plan.times", "Start", m.Start, "End", m.End)
		}
		p := v.Conference.Plan
		from, to := p.Start, p.End
		if m.Start.Before(from) {
			from = m.Start
		}
		if m.End.After(to) {
			to = m.End
		}
		plans, err := k.plansAround(tx, who, p.Incident, from, to)
		if err != nil {
			return err
		}
		var known bool
		if out, known = conference.WhatBreaks(plans, who.Actor, m); !known { // it is called off
			return fault.New(fault.Conflict, "conference.cancelled")
		}
		return nil
	})
	return out, err
}

// MoveMeeting gives a conference another time, and its reporting time with it when that is asked for, by the commands that its plan is
// changed by: both or none. role is the one to act in, when there are several.
func (k *Clerk) MoveMeeting(ctx context.Context, who Identity, commandID string, role conference.Role, m conference.Move) error {
	if who.SignedIn() {
		if err := who.Allows("conference.command", ""); err != nil {
			return err
		}
	}
	v, err := k.Conference(ctx, who, m.Conference)
	if err != nil {
		return err
	}
	var wishes []Wish
	for i, cmd := range m.Commands(&v.Conference.Plan) {
		w := Wish{ID: commandID, Role: role, OccurredAt: k.now(), Command: cmd}
		if i > 0 && commandID != "" {
			w.ID += ".report"
		}
		wishes = append(wishes, w)
	}
	receipts, err := k.batch(ctx, who, m.Conference, k.fill(ctx, who, wishes), true)
	if err != nil {
		return err
	}
	for _, r := range receipts {
		if r.Fault != nil {
			return r.Fault
		}
	}
	return nil
}

// plansAround gives the plans of a händelse that the caller may know of, and of whatever else is held in a stretch of time.
func (k *Clerk) plansAround(tx *store.Tx, who Identity, incident string, from, to time.Time) ([]conference.Plan, error) {
	var plans []conference.Plan
	there := map[string]bool{}
	add := func(q ConferenceQuery) error {
		q.Phases, q.Limit, q.Latest = held(), courseMeetings, true
		rows, _, err := tx.ConferencePage(who.lookup(), q)
		for _, r := range rows {
			if err != nil {
				return err
			}
			var f *folded
			if there[r.ID] {
				continue
			}
			if f, err = k.known(tx, who, r.ID); err == nil && f != nil {
				there[r.ID] = true
				plans = append(plans, f.state.Plan)
			}
		}
		return err
	}
	if incident != "" {
		if err := add(ConferenceQuery{Incident: incident}); err != nil {
			return nil, err
		}
	}
	if !to.IsZero() {
		if err := add(ConferenceQuery{From: from, To: to}); err != nil {
			return nil, err
		}
	}
	return plans, nil
}
