package clerk

import (
	"context"
	"strings"

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
	err := k.following(ctx, id, func(_ *store.Tx, r *record) error {
		p = Position{Seq: r.head.Seq, Access: r.access}
		return nil
	})
	return p, err
}

// Class gives the access class that a caller follows a conference in. Fault: conference.unknown for who may not see it.
func (k *Clerk) Class(ctx context.Context, who Identity, id string) (string, error) {
	var class string
	err := k.following(ctx, id, func(_ *store.Tx, r *record) (err error) {
		class, err = r.class(who)
		return err
	})
	return class, err
}

func (r *record) class(who Identity) (string, error) {
	switch {
	case !who.see(r.state):
		return "", fault.New(fault.NotFound, "conference.unknown")
	case who.Owner || who.Actor == r.state.Plan.Host && !who.Guest():
		return classHost, nil
	case len(r.withheld(who.Actor)) < len(r.withheld("")):
		return classActor + who.Actor, nil
	}
	return classOpen, nil
}

// Feed gives the entries after a number as an access class may read them, at most limit: those whose content is not for it
// come without payload, and carry nothing but their number to anybody.
func (k *Clerk) Feed(ctx context.Context, id, class string, after int64, limit int) ([]journal.Entry, error) {
	var out []journal.Entry
	err := k.following(ctx, id, func(tx *store.Tx, r *record) error {
		entries, err := tx.Entries(stream(id), after, limit)
		if err != nil {
			return err
		}
		var hidden map[int64]bool
		if class != classHost {
			hidden = r.withheld(strings.TrimPrefix(class, classActor))
		}
		out = make([]journal.Entry, 0, len(entries))
		for _, e := range entries {
			// What another node has written since the record was folded is not judged yet.
			if e.Seq > r.head.Seq {
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

// following runs fn with the record of a conference as it stands.
func (k *Clerk) following(ctx context.Context, id string, fn func(*store.Tx, *record) error) error {
	r := k.record(id)
	r.mu.Lock()
	defer r.mu.Unlock()
	err := k.store.View(ctx, func(tx *store.Tx) error {
		if err := r.catchUp(tx, id); err != nil {
			r.state = nil
			return err
		}
		r.judge()
		return fn(tx, r)
	})
	return err
}

// judge finds out whether anybody's access class may have changed since it was last asked.
func (r *record) judge() {
	if r.judged == r.head {
		return
	}
	r.judged, r.hidden = r.head, map[string]map[int64]bool{} // by actor
	// Whoever sees the conference, and whatever is marked in it, stands in these; the rest of a meeting changes neither.
	state := r.state.Plan.Host + "\n" + string(r.state.Phase)
	for _, p := range r.state.Plan.Participants {
		state += "\n" + p.Actor
	}
	state += "\n" + r.state.Hiding()
	if state != r.classes {
		r.classes, r.access = state, r.head.Seq
	}
}

// withheld gives what an actor may not read, remembered until the record moves on. "open" is no actor's id, and so reads
// what nobody in particular may.
func (r *record) withheld(actor string) map[int64]bool {
	if actor == classOpen {
		actor = ""
	}
	w, ok := r.hidden[actor]
	if !ok {
		w = r.state.Withheld(actor)
		r.hidden[actor] = w
	}
	return w
}
