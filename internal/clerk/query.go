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
	Conference *conference.Conference        // the whole state: what May refuses must be left out by whoever shows it
	May        func(conference.Secrecy) bool // what the reader may read
	Head       journal.Head                  // the chain up to which it was folded
	Role       conference.Role               // the role the reader has in it: an internal one, or as invited
	Whole      bool                          // the reader may read everything: host or owner
	HeadAt     time.Time                     // when the entry at Head was written
	Actor      string                        // whose people the reader is one of
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
		v, err = viewAt(tx, who, id, seq)
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

func viewAt(tx *store.Tx, who Identity, id string, seq int64) (*View, error) {
	then, now := conference.New(), conference.New()
	v := &View{Conference: then, Head: journal.Start(stream(id))}
	for e, err := range tx.AllEntries(stream(id)) {
		if err != nil {
			return nil, err
		}
		if err := fold(now, e); err != nil {
			return nil, err
		}
		if seq == 0 || e.Seq <= seq {
			v.Head, v.HeadAt = e.Head(), e.RecordedAt
		}
		if seq != 0 && e.Seq <= seq {
			if err := fold(then, e); err != nil {
				return nil, err
			}
		}
		if seq != 0 && e.Seq > seq {
			if err := foldMarking(then, e); err != nil {
				return nil, err
			}
		}
	}
	mark(then, now)
	if !who.see(now) {
		return nil, fault.New(fault.NotFound, "conference.unknown")
	}
	if seq == 0 {
		v.Conference = now
	}
	v.May = who.readable(now)
	v.Whole = who.Owner || who.Actor == now.Plan.Host
	v.Role, v.Actor = who.roleIn(now), who.Actor
	return v, nil
}

// foldMarking applies a row of the journal to an earlier state when it is a marking and nothing else.
func foldMarking(c *conference.Conference, e journal.Entry) error {
	switch e.Name {
	case (*conference.SecrecyMarked)(nil).Name(), (*conference.ItemSecrecyMarked)(nil).Name():
		seq, latest := c.Seq, c.Latest
		err := fold(c, e)
		c.Seq, c.Latest = seq, latest
		return err
	}
	return nil
}

// mark gives the lines of an earlier record the markings they have now: a note is also marked by being rewritten.
func mark(then, now *conference.Conference) {
	for i := range then.Notes {
		if n, ok := now.Note(then.Notes[i].ID); ok && n.Secrecy.Marked() {
			then.Notes[i].Secrecy = n.Secrecy
		}
	}
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
		v, err := viewAt(tx, who, id, 0)
		if err != nil {
			return err
		}
		withheld := map[int64]bool{}
		if !v.Whole {
			withheld = v.Conference.Withheld(who.Actor)
		}
		for e, err := range tx.AllEntries(stream(id)) {
			if err != nil {
				return err
			}
			if withheld[e.Seq] {
				e = e.Withhold()
			}
			out = append(out, e)
		}
		return nil
	})
	return out, err
}
