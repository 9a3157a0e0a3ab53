package api

import (
	"context"

	"samverkan/internal/clerk"
	"samverkan/internal/wire"
)

// FeedOf is a calendar feed as it travels: never its address.
func FeedOf(f clerk.CalendarFeed) wire.Feed {
	return wire.Feed{ID: f.ID, Actor: f.Actor, Member: f.Member, Title: f.Name, MadeBy: f.MadeBy, Created: f.Created, Used: f.Used, Revoked: f.Revoked, Area: f.Area}
}

func feeds(a *API, ctx context.Context, c *call, _ *none) (*list[wire.Feed], error) {
	all, err := a.o.Clerk.CalendarFeeds(ctx, c.who)
	var out []wire.Feed
	for _, f := range all {
		out = append(out, FeedOf(f))
	}
	return listed(out, err)
}

type madeFeed struct{ Body wire.MadeFeed }

// makeFeed makes a feed of the caller's own, or of its whole actor.
func makeFeed(a *API, ctx context.Context, c *call, in *unbound) (*madeFeed, error) {
	var n wire.NewFeed
	if err := decode(in.RawBody, &n); err != nil {
		return nil, err
	}
	member := c.who.Member
	if n.Whole {
		member = ""
	}
	address, id, err := a.o.SignIn.MakeAreaFeed(ctx, c.who, c.who.Actor, member, n.Title, n.Area)
	if err != nil {
		return nil, err
	}
	return &madeFeed{wire.MadeFeed{ID: id, Address: address}}, nil
}

func revokeFeed(a *API, ctx context.Context, c *call, in *byID) (*ended, error) {
	return nil, a.o.Clerk.RevokeFeed(ctx, c.who, clerk.RevokeFeed{ID: in.ID})
}
