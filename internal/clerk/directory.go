package clerk

import (
	"context"
	"encoding/json"
	"sync"

	"samverkan/conference"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/journal"
	"samverkan/internal/store"
)

func memberOf(m store.Member) directory.Member {
	return directory.Member{ID: m.ID, Name: m.Name, Actor: m.Actor, SystemRole: directory.SystemRole(m.SystemRole), Function: m.Function}
}

func memberRow(m directory.Member) store.Member {
	return store.Member{ID: m.ID, Name: m.Name, Actor: m.Actor, SystemRole: string(m.SystemRole), Function: m.Function}
}

func actorOf(a store.Actor) directory.Actor {
	return directory.Actor{ID: a.ID, Name: a.Name, ShortName: a.ShortName, Kind: directory.Kind(a.Kind), Level: directory.Level(a.Level),
		CountyCode: a.CountyCode, CountyName: a.CountyName, MunicipalityCode: a.MunicipalityCode}
}

func actorRow(a directory.Actor) store.Actor {
	return store.Actor{ID: a.ID, Name: a.Name, ShortName: a.ShortName, Kind: string(a.Kind), Level: string(a.Level),
		CountyCode: a.CountyCode, CountyName: a.CountyName, MunicipalityCode: a.MunicipalityCode}
}

// directoryOf gives the actors that this installation knows.
func directoryOf(tx *store.Tx) (*directory.Directory, error) {
	rows, err := tx.Actors(store.ActorFilter{})
	if err != nil {
		return nil, err
	}
	actors := make([]directory.Actor, len(rows))
	for i, r := range rows {
		actors[i] = actorOf(r)
	}
	return directory.New(actors)
}

func incidentRow(x conference.Incident) (store.Incident, error) {
	doc, err := json.Marshal(x)
	return store.Incident{ID: x.ID, Title: x.Title, Exercise: x.Exercise, RegistryNumber: x.RegistryNumber, HostActor: x.Owner,
		Language: "sv", StartedAt: x.Started, EndedAt: x.Ended, Description: x.Background, Doc: doc}, err
}

func incidentOf(r store.Incident) (conference.Incident, error) {
	var x conference.Incident
	err := json.Unmarshal(r.Doc, &x)
	return x, err
}

// lookup is on whose behalf lists are read.
func (w Identity) lookup() store.Reader {
	switch {
	case w.Owner:
		return store.Whole()
	case w.Guest():
		return store.As("") // of its one conference it knows by other ways; of nothing else it knows
	}
	return store.As(w.Actor)
}

// Identify finds the account that the caller chose. On the command line this proves nothing: whoever has the file has everything.
func (k *Clerk) Identify(ctx context.Context, member string) (Identity, error) {
	var who Identity
	err := k.store.View(ctx, func(tx *store.Tx) error {
		m, err := tx.Member(member)
		if fault.KindOf(err) == fault.NotFound {
			return fault.New(fault.Unauthenticated, "access.unknown-member", "Member", member)
		}
		who = Identity{Member: m.ID, Actor: m.Actor, SystemRole: directory.SystemRole(m.SystemRole)}
		return err
	})
	return who, err
}

// actors remembers the directory as it was at a head of the journal of administration, where every change of it is written.
type actors struct {
	mu   sync.Mutex
	head journal.Head
	dir  *directory.Directory
}

// Directory gives the actors. That an actor exists is no secret. Every page names actors, so they are read once for each state of
// the journal of administration and not each time; what is given is shared and never changed.
func (k *Clerk) Directory(ctx context.Context) (*directory.Directory, error) {
	var d *directory.Directory
	err := k.store.View(ctx, func(tx *store.Tx) error {
		head, err := tx.Head(directoryStream)
		if err != nil {
			return err
		}
		k.actors.mu.Lock()
		defer k.actors.mu.Unlock()
		if d = k.actors.dir; d != nil && k.actors.head == head {
			return nil
		}
		if d, err = directoryOf(tx); err == nil {
			k.actors.head, k.actors.dir = head, d
		}
		return err
	})
	return d, err
}

// Rosters lists the caller's own rosters.
func (k *Clerk) Rosters(ctx context.Context, who Identity) ([]directory.Roster, error) {
	var out []directory.Roster
	err := k.store.View(ctx, func(tx *store.Tx) error {
		out = nil
		rows, err := tx.Rosters(who.lookup())
		for _, r := range rows {
			out = append(out, directory.Roster{ID: r.ID, Name: r.Name, Owner: r.OwnerActor, Members: r.Members})
		}
		return err
	})
	return out, err
}

// Members lists the accounts of the caller's own actor; all of them for who runs the installation.
func (k *Clerk) Members(ctx context.Context, who Identity) ([]directory.Member, error) {
	var out []directory.Member
	err := k.store.View(ctx, func(tx *store.Tx) error {
		out = nil
		as := who.lookup()
		if who.may(directory.Operator) {
			as = store.Whole()
		}
		rows, err := tx.Members(as)
		for _, m := range rows {
			out = append(out, memberOf(m))
		}
		return err
	})
	return out, err
}

// Incident gives a händelse to who opened it and to those who take part in one of its conferences.
func (k *Clerk) Incident(ctx context.Context, who Identity, id string) (conference.Incident, error) {
	var x conference.Incident
	err := k.store.View(ctx, func(tx *store.Tx) error {
		row, err := tx.Incident(who.lookup(), id)
		if err != nil {
			return err
		}
		x, err = incidentOf(row)
		return err
	})
	return x, err
}

// Incidents lists the händelser that the caller may see, the latest first.
func (k *Clerk) Incidents(ctx context.Context, who Identity) ([]conference.Incident, error) {
	var out []conference.Incident
	err := k.store.View(ctx, func(tx *store.Tx) error {
		out = nil
		rows, err := tx.Incidents(who.lookup())
		if err != nil {
			return err
		}
		for _, r := range rows {
			x, err := incidentOf(r)
			if err != nil {
				return err
			}
			out = append(out, x)
		}
		return nil
	})
	return out, err
}
