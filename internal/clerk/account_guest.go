package clerk

import (
	"context"
	"time"

	"samverkan/conference"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/store"
)

// longestGuest is how long a guest link can be used.
const longestGuest = 31 * 24 * time.Hour

// GuestLink is a way in for people of an invited actor who have no accounts: to one conference, and nothing else.
type GuestLink = store.Guest

// InviteGuest makes a guest link. For the conference's host, and for the invited actor's own people. Several may come by one, each under
// the name that they give, until it ends or somebody ends it.
type InviteGuest struct {
	ID         string    `json:"id"`
	Conference string    `json:"conference"`
	Actor      string    `json:"actor"`
	For        string    `json:"for"` // who it is meant for: a name or a function; "" is anybody of the actor's
	Expires    time.Time `json:"expires"`
	Link       Digest    `json:"-"`
}

// RevokeGuest ends a guest link and the sessions that came by it.
type RevokeGuest struct {
	ID string `json:"id"`
}

// EnterAsGuest notes that somebody came by a guest link, under the name given.
type EnterAsGuest struct {
	Guest      string `json:"guest"`
	Session    string `json:"session"`
	Conference string `json:"conference"`
	Actor      string `json:"actor"`
	Person     string `json:"person"`

	digest   Digest // of the session's token
	replaces Digest
	address  string
	agent    string
}

// Names.
func (InviteGuest) Name() string  { return "guest.invited" }
func (RevokeGuest) Name() string  { return "guest.revoked" }
func (EnterAsGuest) Name() string { return "guest.entered" }

// guestMember is what the journal calls somebody who came by a guest link; guest.entered says who that was.
func guestMember(session string) string { return "gast." + session }

// conferenceAs finds a conference for somebody who keeps its guests, and tells whether it is for the host. Faults:
// conference.unknown, guest.not-yours.
func (d *desk) conferenceAs(operation, id, actor string) (*conference.Conference, error) {
	if err := d.who.Allows(operation, ""); err != nil {
		return nil, err
	}
	v, err := d.clerk.viewAt(d.tx, d.who, id, 0)
	if err != nil {
		return nil, err
	}
	if !v.Whole && actor != d.who.Actor {
		return nil, fault.New(fault.Forbidden, "guest.not-yours")
	}
	return v.Conference, nil
}

func (c InviteGuest) run(d *desk) (bool, error) {
	conf, err := d.conferenceAs("guest.invite", c.Conference, c.Actor)
	if err != nil {
		return false, err
	}
	_, invited := (Identity{Actor: c.Actor}).invitedAs(conf)
	name, nameErr := directory.PersonName(c.For)
	switch {
	case c.Actor == conf.Plan.Host || !invited:
		return false, fault.New(fault.Conflict, "guest.not-invited", "Actor", c.Actor)
	case c.For != "" && (nameErr != nil || name != c.For):
		return false, fault.New(fault.Invalid, "person.name")
	case !c.Expires.After(d.tx.Now) || c.Expires.After(d.tx.Now.Add(longestGuest)):
		return false, fault.New(fault.Invalid, "guest.expiry")
	case !c.Link.Valid():
		return false, fault.New(fault.Invalid, "link.missing")
	}
	return true, d.tx.AddGuest(store.Guest{ID: c.ID, Conference: c.Conference, Actor: c.Actor, Name: c.For, MadeBy: d.who.Member,
		Created: d.tx.Now, Expires: c.Expires}, string(c.Link))
}

func (c RevokeGuest) run(d *desk) (bool, error) {
	g, ok, err := d.tx.Guest(c.ID)
	if err != nil {
		return false, err
	}
	none := fault.New(fault.NotFound, "guest.unknown")
	if !ok {
		return false, either(d.who.Allows("guest.revoke", ""), none)
	}
	if _, err := d.conferenceAs("guest.revoke", g.Conference, g.Actor); err != nil {
		if fault.KindOf(err) == fault.NotFound || fault.CodeOf(err) == "guest.not-yours" {
			return false, none
		}
		return false, err
	}
	d.revoked()
	return d.tx.RevokeGuest(c.ID)
}

// Guests lists the guest links of a conference: all of them for the host, its own for an invited actor. Fault: conference.unknown.
func (k *Clerk) Guests(ctx context.Context, who Identity, conferenceID string) ([]GuestLink, error) {
	if err := who.Allows("guest.list", ""); err != nil {
		return nil, err
	}
	var out []GuestLink
	err := k.store.View(ctx, func(tx *store.Tx) error {
		out = nil
		v, err := k.viewAt(tx, who, conferenceID, 0)
		if err != nil {
			return err
		}
		all, err := tx.Guests(conferenceID)
		for _, g := range all {
			if v.Whole || g.Actor == who.Actor {
				out = append(out, g)
			}
		}
		return err
	})
	return out, err
}

// GuestOpening is what somebody with a guest link is asked to enter.
type GuestOpening struct {
	Conference string
	Title      string
	Starts     time.Time
	Actor      string // its name
	For        string
}

// Guest tells what a guest link opens, without using it. Fault: link.unusable.
func (k *Clerk) Guest(ctx context.Context, digest Digest) (GuestOpening, error) {
	var out GuestOpening
	err := k.store.View(ctx, func(tx *store.Tx) error {
		g, err := k.usableGuest(tx, digest)
		if err != nil {
			return err
		}
		a, _, err := found(tx.Actor(g.Actor))
		if err != nil {
			return err
		}
		c, ok, err := found(tx.Conference(store.Whole(), g.Conference))
		if err != nil || !ok {
			return either(err, errLink())
		}
		out = GuestOpening{Conference: c.ID, Title: c.Title, Starts: c.StartsAt, Actor: a.Name, For: g.Name}
		return nil
	})
	return out, err
}

// usableGuest gives a guest link that can be used: its actor is still invited, and may know of the conference.
func (k *Clerk) usableGuest(tx *store.Tx, digest Digest) (GuestLink, error) {
	g, ok, err := tx.GuestByDigest(string(digest))
	if err != nil {
		return g, err
	}
	if !ok || !g.Revoked.IsZero() || !g.Expires.After(tx.Now) {
		return g, errLink()
	}
	if _, err := k.viewAt(tx, Identity{Member: "gast", Actor: g.Actor, Only: g.Conference, SystemRole: directory.Writer},
		g.Conference, 0); err != nil {
		if fault.KindOf(err) == fault.NotFound {
			return g, errLink()
		}
		return g, err
	}
	return g, nil
}

// EnterGuest begins a session by a guest link, under a name. Faults: link.unusable, person.name.
func (k *Clerk) EnterGuest(ctx context.Context, link Digest, person string, n NewSession) (Session, error) {
	person, err := directory.PersonName(person)
	if err != nil {
		return Session{}, err
	}
	var g GuestLink
	err = k.store.View(ctx, func(tx *store.Tx) (err error) {
		g, err = k.usableGuest(tx, link)
		return err
	})
	if err != nil {
		return Session{}, err
	}
	session := k.newID()
	who := Identity{Member: guestMember(session), Actor: g.Actor, SystemRole: directory.Writer, Only: g.Conference}
	_, err = k.administer(ctx, who, "", EnterAsGuest{Guest: g.ID, Session: session, Conference: g.Conference,
		Actor: g.Actor, Person: person,
		digest: n.Digest, replaces: n.Replaces, address: n.Address, agent: n.Agent})
	return Session{ID: session, Guest: g.ID, Actor: g.Actor, Conference: g.Conference, Person: person}, err
}

func (c EnterAsGuest) run(d *desk) (bool, error) {
	g, ok, err := d.tx.Guest(c.Guest)
	if err != nil {
		return false, err
	}
	if !ok || !c.digest.Valid() || !g.Revoked.IsZero() || !g.Expires.After(d.tx.Now) {
		return false, errLink()
	}
	if err := replace(d.tx, c.replaces); err != nil {
		return false, err
	}
	if err := d.tx.UseGuest(g.ID); err != nil {
		return false, err
	}
	return true, d.tx.AddSignIn(store.SignIn{ID: c.Session, Guest: g.ID, Actor: g.Actor, SystemRole: string(directory.Writer),
		Conference: g.Conference, How: "guest", Strength: "one", Person: c.Person, Created: d.tx.Now, Seen: d.tx.Now,
		Ends: d.tx.Now.Add(d.clerk.longest), Address: c.address, Agent: c.agent}, string(c.digest))
}
