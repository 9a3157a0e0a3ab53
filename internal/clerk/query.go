package clerk

import (
	"context"
	"time"

	"samverkan/conference"
	"samverkan/internal/fault"
	"samverkan/internal/journal"
	"samverkan/internal/store"
)

// View is a conference as one reader may see it.
type View struct {
	Conference *conference.Conference        // the whole state, shared with other readers and never to be changed: what May refuses must be left out by whoever shows it
	May        func(conference.Secrecy) bool // what the reader may read
	Head       journal.Head                  // the chain up to which it was folded
	Role       conference.Role               // the role the reader has in it: an internal one, or as invited
	Whole      bool                          // the reader may read everything: host or owner
	HeadAt     time.Time                     // when the entry at Head was written
	Actor      string                        // whose people the reader is one of

	now *folded
}

// Snapshot gives the conference as it travels to the reader: what the reader may not read is left out of it.
func (v *View) Snapshot() ([]byte, error) {
	return conference.Snapshot(v.Conference, conference.Reading{Actor: v.Actor, May: v.May, Whole: v.Whole})
}

// Conference gives a conference as it stands. Fault: conference.unknown, also for who may not see it.
func (k *Clerk) Conference(ctx context.Context, who Identity, id string) (*View, error) {
	return k.ConferenceAt(ctx, who, id, 0)
}

// ConferenceAt gives a conference as it stood after an entry; 0 means now. Whether the reader may see it, and what in it is
// marked, is decided by how it stands now: what was marked later was never meant to be read.
func (k *Clerk) ConferenceAt(ctx context.Context, who Identity, id string, seq int64) (*View, error) {
	var v *View
	err := k.store.View(ctx, func(tx *store.Tx) error {
		var err error
		v, err = k.viewAt(tx, who, id, seq)
		return err
	})
	return v, err
}

// Authorize tells beforehand whether the caller may give a command in a role, for work that is better not begun otherwise.
// Faults: as when it is given.
func (k *Clerk) Authorize(ctx context.Context, who Identity, id string, role conference.Role, cmd conference.Command) error {
	v, err := k.Conference(ctx, who, id)
	if err != nil {
		return err
	}
	_, err = who.authorize(v.Conference, cmd, role)
	return err
}

func (k *Clerk) viewAt(tx *store.Tx, who Identity, id string, seq int64) (*View, error) {
	now, err := k.readings.of(tx, id)
	if err != nil {
		return nil, err
	}
	if !who.see(now.state) {
		return nil, fault.New(fault.NotFound, "conference.unknown")
	}
	v := &View{Conference: now.state, Head: now.head, HeadAt: now.at, now: now}
	if seq != 0 && seq < now.head.Seq {
		if err := v.earlier(tx, id, seq); err != nil {
			return nil, err
		}
	}
	v.May, v.Actor, v.Role = who.readable(now.state), who.Actor, who.roleIn(now.state)
	v.Whole = who.Owner || who.Actor == now.state.Plan.Host
	return v, nil
}

// earlier folds the journal up to an entry, with the markings that came later.
func (v *View) earlier(tx *store.Tx, id string, seq int64) error {
	v.Conference, v.Head = conference.New(), journal.Start(stream(id))
	for e, err := range tx.AllEntries(stream(id)) {
		switch {
		case err != nil:
		case e.Seq <= seq:
			v.Head, v.HeadAt = e.Head(), e.RecordedAt
			err = fold(v.Conference, e)
		default:
			err = foldMarking(v.Conference, e)
		}
		if err != nil {
			return err
		}
	}
	mark(v.Conference, v.now.state)
	return nil
}

// foldMarking applies a row of the journal to an earlier state when it is a marking and nothing else.
func foldMarking(c *conference.Conference, e journal.Entry) error {
	switch e.Name {
	case (*conference.SecrecyMarked)(nil).Name(), (*conference.ItemSecrecyMarked)(nil).Name(), (*conference.RecordingConcealed)(nil).Name():
		seq, latest := c.Seq, c.Latest
		err := fold(c, e)
		c.Seq, c.Latest = seq, latest
		return err
	}
	return nil
}

// mark gives the lines of an earlier record the markings they have now: a note is also marked by being rewritten, and what was asked for
// the word about is marked by what came of it.
func mark(then, now *conference.Conference) {
	for i := range then.Notes {
		if n, ok := now.Note(then.Notes[i].ID); ok && n.Secrecy.Marked() {
			then.Notes[i].Secrecy = n.Secrecy
		}
	}
	then.Foresee(now)
}

// roleIn is the role that the reader is addressed in.
func (w Identity) roleIn(c *conference.Conference) conference.Role {
	for _, r := range conference.InternalRoles() {
		if w.holds(c, r) {
			return r
		}
	}
	role, _ := w.invitedAs(c)
	return role
}

// Journal gives the entries of a conference for a reader: payloads that it may not read are withheld, and the chain still
// verifies. Fault: conference.unknown.
func (k *Clerk) Journal(ctx context.Context, who Identity, id string) ([]journal.Entry, error) {
	var out []journal.Entry
	err := k.store.View(ctx, func(tx *store.Tx) error {
		out = nil
		v, err := k.viewAt(tx, who, id, 0)
		if err != nil {
			return err
		}
		withheld := map[int64]bool{}
		if !v.Whole {
			withheld = v.now.withheldFrom(who.Actor)
		}
		out, err = withhold(tx, stream(id), withheld)
		return err
	})
	return out, err
}

// withhold gives the entries of a stream, without the payloads of those that are withheld.
func withhold(tx *store.Tx, stream string, withheld map[int64]bool) (out []journal.Entry, err error) {
	for e, err := range tx.AllEntries(stream) {
		if err != nil {
			return nil, err
		}
		if withheld[e.Seq] {
			e = e.Withhold()
		}
		out = append(out, e)
	}
	return out, nil
}
