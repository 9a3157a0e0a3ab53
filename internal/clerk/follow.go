package clerk

import (
	"context"
	"strings"

	"samverkan/conference"
	"samverkan/internal/fault"
	"samverkan/internal/journal"
	"samverkan/internal/store"
)

// Followers are many and what they may read is little different, so they are divided into access classes: what one of a
// class may read, all of it may, and a row is rendered once for each.
const (
	classHost  = "host"   // the host's people and the owner of the file: everything
	classOpen  = "open"   // who may read nothing that is marked
	classActor = "actor/" // with the actor's id: those to whom something marked is open
)

// Position tells how far a conference has come, and gives a mark that is another when somebody's access class may be.
type Position struct {
	Seq    int64
	Access int64
}

// Position gives where a conference is. It knows no reader: what it says is for the one who wakes followers.
func (k *Clerk) Position(ctx context.Context, id string) (Position, error) {
	var p Position
	err := k.following(ctx, id, func(_ *store.Tx, f *folded) error {
		p = Position{Seq: f.head.Seq, Access: f.access}
		return nil
	})
	return p, err
}

// Class gives the access class that a caller follows a conference in. Fault: conference.unknown for who may not see it.
func (k *Clerk) Class(ctx context.Context, who Identity, id string) (string, error) {
	var class string
	err := k.following(ctx, id, func(_ *store.Tx, f *folded) (err error) {
		class, err = f.class(who)
		return err
	})
	return class, err
}

func (f *folded) class(who Identity) (string, error) {
	switch {
	case !who.see(f.state):
		return "", fault.New(fault.NotFound, "conference.unknown")
	case who.Owner || who.Actor == f.state.Plan.Host && !who.Guest():
		return classHost, nil
	case len(f.withheldFrom(who.Actor)) < len(f.withheldFrom("")):
		return classActor + who.Actor, nil
	}
	return classOpen, nil
}

// reader gives the actor in whose name a class reads, and the test of what it may: everybody in the class may read that, and
// nobody in it is shown more. The open class reads for nobody. Fault: conference.unknown when nobody can be in the class.
func (f *folded) reader(class string) (actor string, may func(conference.Secrecy) bool, err error) {
	actor, named := strings.CutPrefix(class, classActor)
	who := Identity{Actor: actor}
	switch {
	case f.state.Phase == conference.Unplanned, f.state.Plan.Host == "":
	case class == classHost:
		who.Actor = f.state.Plan.Host
		return who.Actor, who.readable(f.state), nil
	case class == classOpen && known(f.state):
		return "", func(s conference.Secrecy) bool { return !s.Marked() }, nil
	case named && who.see(f.state):
		return actor, who.readable(f.state), nil
	}
	return "", nil, fault.New(fault.NotFound, "conference.unknown")
}

// Feed gives the entries after a number as an access class may read them, at most limit: those whose content is not for it
// come without payload, and carry nothing but their number to anybody.
func (k *Clerk) Feed(ctx context.Context, id, class string, after int64, limit int) ([]journal.Entry, error) {
	var out []journal.Entry
	err := k.following(ctx, id, func(tx *store.Tx, f *folded) error {
		entries, err := tx.Entries(stream(id), after, limit)
		if err != nil {
			return err
		}
		var hidden map[int64]bool
		if class != classHost {
			actor, _ := strings.CutPrefix(class, classActor)
			if class == classOpen {
				actor = ""
			}
			hidden = f.withheldFrom(actor)
		}
		out = make([]journal.Entry, 0, len(entries))
		for _, e := range entries {
			// What another node has written since the record was folded is not judged yet.
			if e.Seq > f.head.Seq {
				break
			}
			if hidden[e.Seq] {
				e = journal.Entry{Stream: e.Stream, Seq: e.Seq}
			}
			out = append(out, e)
		}
		return nil
	})
	return out, err
}

// Seen gives a conference as everybody of an access class may see it, for what is shown to all of them alike. Nobody in
// particular is asked about: whoever is shown it must have been admitted in that class. The view has no role, since a class has
// none. Fault: conference.unknown when nobody is in the class.
func (k *Clerk) Seen(ctx context.Context, id, class string) (*View, error) {
	return k.SeenAt(ctx, id, class, 0)
}

// SeenAt is Seen as the conference stood after an entry; 0 means now. What was marked later is marked in it, as in
// ConferenceAt. An earlier state is folded from the beginning.
func (k *Clerk) SeenAt(ctx context.Context, id, class string, seq int64) (*View, error) {
	var v *View
	err := k.following(ctx, id, func(tx *store.Tx, f *folded) error {
		actor, may, err := f.reader(class)
		if err != nil {
			return err
		}
		v = &View{Conference: f.state, Head: f.head, HeadAt: f.at, now: f}
		if seq != 0 && seq < f.head.Seq {
			if err := v.earlier(tx, id, seq); err != nil {
				return err
			}
		}
		v.May, v.Actor, v.Whole = may, actor, class == classHost
		return nil
	})
	return v, err
}

// following runs fn with a conference as it stands. It takes the fold that readers share, never the record that commands are
// decided on: a follower must not wait for a writer, who waits for the disk.
func (k *Clerk) following(ctx context.Context, id string, fn func(*store.Tx, *folded) error) error {
	return k.store.View(ctx, func(tx *store.Tx) error {
		f, err := k.readings.latest(tx, id)
		if err != nil {
			return err
		}
		return fn(tx, f)
	})
}
