package clerk

import (
	"context"
	"reflect"
	"strings"

	"samverkan/conference"
	"samverkan/internal/journal"
	"samverkan/internal/store"
)

// conferenceOf reads the id of a conference out of the name of its stream.
func conferenceOf(stream string) (string, bool) { return strings.CutPrefix(stream, "conference/") }

// projection is what lists need of a conference: itself, its measures and settled decisions.
type projection struct {
	Conference store.Conference
	Measures   []store.Measure
	Decisions  []store.Decision
	Texts      []store.Text // what it can be found by
}

// project writes the projection of a conference.
func project(tx *store.Tx, c *conference.Conference, head journal.Head) error {
	return (&record{state: c, head: head}).project(tx)
}

// project writes the projection of the record, but for the measures and decisions that stand in it already as they are: a
// conference is projected at each command, and most commands change none of them.
func (r *record) project(tx *store.Tx) error {
	if r.state.Plan.ID == "" {
		return nil // the plan is expunged, and with it what it was called and whose it was
	}
	p := projected(r.state, r.head)
	if err := tx.PutConference(p.Conference); err != nil {
		return err
	}
	for i, x := range p.Measures {
		if i < len(r.shown.Measures) && reflect.DeepEqual(x, r.shown.Measures[i]) {
			continue
		}
		if err := tx.PutMeasure(x); err != nil {
			return err
		}
	}
	for i, d := range p.Decisions {
		if i < len(r.shown.Decisions) && reflect.DeepEqual(d, r.shown.Decisions[i]) {
			continue
		}
		if err := tx.PutDecision(d); err != nil {
			return err
		}
	}
	if !reflect.DeepEqual(p.Texts, r.shown.Texts) {
		if err := tx.PutConferenceTexts(p.Conference.ID, p.Texts); err != nil {
			return err
		}
	}
	r.shown = p
	return nil
}

func projected(c *conference.Conference, head journal.Head) projection {
	p := &c.Plan
	row := store.Conference{ID: p.ID, Incident: p.Incident, Title: p.Title, Level: string(p.Level), SeriesNo: p.SeriesNo,
		Host: p.Host, Phase: string(c.Phase), Exercise: p.Exercise, Purpose: string(p.Purpose), StartsAt: p.Start, EndsAt: p.End,
		OpenedAt: c.Meeting.Opened, ClosedAt: c.Meeting.Closed, Head: head, Doc: keptDoc(c)}
	// Before the invitation is out, the invited do not know of the conference.
	if known(c) {
		for _, a := range p.Actors() {
			as, _ := Identity{Actor: a}.invitedAs(c)
			row.Actors = append(row.Actors, store.ConferenceActor{Actor: a, Role: string(as)})
		}
	}
	for _, d := range p.Needs {
		row.Needs = append(row.Needs, store.Dependency{Conference: p.ID, Needs: d.Conference, Deadline: d.Deadline,
			Carries: d.Carries, DeliveredAt: c.Received[d.Conference]})
	}
	out := projection{Conference: row}
	for _, x := range c.Measures {
		s := c.EffectiveSecrecy(x.Secrecy, x.Item)
		out.Measures = append(out.Measures, store.Measure{Conference: p.ID, ID: x.ID, Text: x.Text, Owner: x.Owner, DueAt: x.Expected(),
			Accepted: x.Accepted, Status: string(x.Status), Secret: s.Marked(), Readers: readersOf(s)})
	}
	for _, d := range c.Decisions {
		if d.Settled == nil {
			continue
		}
		s := c.EffectiveSecrecy(d.Secrecy, d.Item)
		out.Decisions = append(out.Decisions, store.Decision{Conference: p.ID, ID: d.ID, Wording: d.Wording, Outcome: string(d.Settled.Outcome),
			SettledAt: d.Settled.At, ValidUntil: d.Settled.ValidUntil, Secret: s.Marked(), Readers: readersOf(s)})
	}
	out.Texts = textsOf(c)
	return out
}

func readersOf(s conference.Secrecy) []string {
	if !s.Marked() {
		return nil
	}
	out := append([]string{}, s.Readers...)
	if s.Owner != "" {
		out = append(out, s.Owner)
	}
	return out
}

// reproject makes the projection of one conference anew.
func (k *Clerk) reproject(tx *store.Tx, id string) error {
	c, head := conference.New(), journal.Start(stream(id))
	for e, err := range tx.AllEntries(stream(id)) {
		if err != nil {
			return err
		}
		if err := fold(c, e); err != nil {
			return err
		}
		head = e.Head()
	}
	tx.AfterCommit(func() {
		r := k.record(id)
		r.mu.Lock()
		defer r.mu.Unlock()
		r.state = nil
	})
	if c.Phase != conference.Unplanned && c.Plan.ID != "" {
		if err := tx.ClearRecord(id); err != nil {
			return err
		}
		return project(tx, c, head)
	}
	if err := tx.ClearConference(id); err != nil {
		return err
	}
	if c.Phase == conference.Unplanned {
		return tx.DeletePlay(id) // what was played there says as much of it as the plan did
	}
	return nil
}

// Rebuild makes all projections anew from the journal. It answers with how many conferences there are.
func (k *Clerk) Rebuild(ctx context.Context, who Identity) (int, error) {
	n := 0
	err := k.store.Update(ctx, func(tx *store.Tx) error {
		if err := (&desk{tx: tx, who: who, clerk: k}).operates(); err != nil {
			return err
		}
		n = 0
		heads, err := tx.Heads()
		if err != nil {
			return err
		}
		if err := tx.TruncateProjections(); err != nil {
			return err
		}
		for _, h := range heads {
			if id, ok := inquiryOf(h.Stream); ok {
				if err := reprojectInquiry(tx, id); err != nil {
					return err
				}
			}
			id, ok := conferenceOf(h.Stream)
			if !ok {
				continue
			}
			if err := k.reproject(tx, id); err != nil {
				return err
			}
			n++
		}
		if err := tx.IndexPlaces(); err != nil {
			return err
		}
		return tx.SetSearchFilled()
	})
	return n, err
}
