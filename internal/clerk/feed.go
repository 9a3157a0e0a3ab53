package clerk

import (
	"context"
	"time"

	"samverkan/internal/area"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/store"
)

// CalendarFeed is what a program fetches by an address that nobody can guess, an actor's or one member's: a calendar, or what is new in
// an area.
type CalendarFeed = store.Feed

// MakeFeed makes a feed, for the caller itself or for its whole actor: a calendar, or what is new in an area.
type MakeFeed struct {
	ID     string `json:"id"`
	Actor  string `json:"actor"`
	Member string `json:"member,omitempty"` // "" for the whole actor's
	Title  string `json:"title"`            // by which people know it, 1–100 characters
	Area   string `json:"area,omitempty"`   // "" for a calendar
	Link   Digest `json:"-"`                // of what its address holds
}

// RevokeFeed ends a calendar feed.
type RevokeFeed struct {
	ID string `json:"id"`
}

// Names.
func (MakeFeed) Name() string   { return "feed.made" }
func (RevokeFeed) Name() string { return "feed.revoked" }

func (c MakeFeed) run(d *desk) (bool, error) {
	if err := d.keepsFeed("feed.own", c.Actor, c.Member); err != nil {
		return false, err
	}
	title, err := directory.PersonName(c.Title)
	switch {
	case err != nil || title != c.Title:
		return false, fault.New(fault.Invalid, "feed.title")
	case !c.Link.Valid():
		return false, fault.New(fault.Invalid, "link.missing")
	}
	if err := knownActors(d.tx, c.Actor); err != nil {
		return false, err
	}
	if c.Area != "" {
		if _, err := d.area(c.Area, area.Read); err != nil {
			return false, err
		}
	}
	return true, d.tx.AddFeed(store.Feed{ID: c.ID, Actor: c.Actor, Member: c.Member, Name: c.Title, MadeBy: d.who.Member, Created: d.tx.Now, Area: c.Area}, string(c.Link))
}

func (c RevokeFeed) run(d *desk) (bool, error) {
	none := fault.New(fault.NotFound, "feed.unknown")
	f, ok, err := d.tx.Feed(c.ID)
	if err != nil || !ok {
		return false, either(err, none)
	}
	if err := d.keepsFeed("feed.own", f.Actor, f.Member); err != nil {
		if f.Member == "" && d.who.Actor == f.Actor {
			return false, err
		}
		return false, none
	}
	return d.tx.RevokeFeed(c.ID)
}

// keepsFeed refuses who may not make or end a feed: a member's own is the member's; an actor's is that of who writes for it.
func (d *desk) keepsFeed(operation, actor, member string) error {
	if err := d.who.Allows(operation, actor); err != nil {
		return err
	}
	if member != "" && member != d.who.Member && !d.who.may(directory.ActorAdmin) {
		return fault.New(fault.Forbidden, "access.not-allowed", "Command", operation)
	}
	if member == "" {
		return d.acts(actor, directory.Writer)
	}
	return nil
}

// MakeFeed gives the command MakeFeed: also somebody who only reads may have a calendar. Faults: feed.title, link.missing, and those
// of Identity.Allows and, for an area, area.unknown.
func (k *Clerk) MakeFeed(ctx context.Context, who Identity, c MakeFeed) error {
	_, err := k.administer(ctx, who, "", c)
	return err
}

// RevokeFeed gives the command RevokeFeed. Faults: feed.unknown and those of Identity.Allows.
func (k *Clerk) RevokeFeed(ctx context.Context, who Identity, c RevokeFeed) error {
	_, err := k.administer(ctx, who, "", c)
	return err
}

// CalendarFeeds lists the caller's own feeds, and those of its whole actor.
func (k *Clerk) CalendarFeeds(ctx context.Context, who Identity) ([]CalendarFeed, error) {
	var out []CalendarFeed
	err := k.look(ctx, who, "feed.own", func(tx *store.Tx) error {
		out = nil
		all, err := tx.Feeds(who.Actor)
		for _, f := range all {
			if f.Member == "" || f.Member == who.Member || who.may(directory.ActorAdmin) {
				out = append(out, f)
			}
		}
		return err
	})
	return out, err
}

// feedNoted is how often it is written down that a feed was fetched.
const feedNoted = time.Hour

// FeedIdentity gives who a calendar reads as: its member, or anybody of its actor, and never more than reading. Fault: feed.unknown, also
// for one that was revoked, or whose member has no account any more or another actor.
func (k *Clerk) FeedIdentity(ctx context.Context, digest Digest) (Identity, CalendarFeed, error) {
	return k.feedIdentity(ctx, digest, func(f CalendarFeed) bool { return f.Area == "" })
}

// AreaFeedIdentity is FeedIdentity for the feed of an area; neither's address opens the other.
func (k *Clerk) AreaFeedIdentity(ctx context.Context, digest Digest) (Identity, CalendarFeed, error) {
	return k.feedIdentity(ctx, digest, func(f CalendarFeed) bool { return f.Area != "" })
}

func (k *Clerk) feedIdentity(ctx context.Context, digest Digest, meant func(CalendarFeed) bool) (Identity, CalendarFeed, error) {
	var f CalendarFeed
	err := k.store.View(ctx, func(tx *store.Tx) (err error) {
		var ok bool
		if f, ok, err = tx.FeedByDigest(string(digest)); err != nil {
			return err
		}
		ok = ok && f.Revoked.IsZero() && meant(f)
		if ok && f.Member != "" {
			ok, err = stillThere(tx, f)
		}
		if err == nil && !ok {
			err = fault.New(fault.NotFound, "feed.unknown")
		}
		return err
	})
	if err != nil {
		return Identity{}, CalendarFeed{}, err
	}
	if k.now().Sub(f.Used) > feedNoted {
		if err := k.store.Update(ctx, func(tx *store.Tx) error { return tx.UseFeed(f.ID) }); err != nil {
			return Identity{}, CalendarFeed{}, err
		}
	}
	who := Identity{Member: f.Member, Actor: f.Actor, SystemRole: directory.Reader, Scope: ScopeRead}
	if who.Member == "" {
		who.Member = "kalender." + f.ID
	}
	return who, f, nil
}

func stillThere(tx *store.Tx, f CalendarFeed) (bool, error) {
	m, ok, err := found(tx.Member(f.Member))
	if err != nil || !ok || m.Actor != f.Actor {
		return false, err
	}
	a, ok, err := found(tx.Account(f.Member))
	return err == nil && (!ok || a.Disabled.IsZero()), err
}
