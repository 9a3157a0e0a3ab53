package api

import (
	"context"

	"samverkan/internal/clerk"
	"samverkan/internal/watch"
	"samverkan/internal/wire"
)

// WatchOf is a watch as it travels.
func WatchOf(w clerk.Watched) wire.Watch {
	return wire.Watch{ID: w.ID, On: string(w.On), Target: w.Target, Label: w.Label, Name: w.Name, Often: string(w.Often), Made: w.Made}
}

// NewWatchOf is a watch that somebody asks for, as it came.
func NewWatchOf(n wire.NewWatch) watch.Watch {
	return watch.Watch{On: watch.On(n.On), Target: n.Target, Label: n.Label, Often: watch.Often(n.Often)}
}

// InboxOf is a row of an inbox as it travels.
func InboxOf(r clerk.InboxRow) wire.InboxItem {
	out := wire.InboxItem{ID: r.ID, What: string(r.What), Kind: r.Thing, Thing: r.Item, In: r.Area, Title: r.Title, About: r.About, Actor: r.Actor, By: r.ByActor,
		At: r.At, Read: r.ReadAt, Exercise: r.Exercise, Reasons: []wire.InboxReason{}}
	switch {
	case r.Thing == watch.Decision:
		out.Thing, out.In = r.Ref, r.Conference
	case r.Thing == watch.Rights:
		out.Thing, out.In = r.Ref, r.Ref
	case r.Inquiry != "":
		out.Thing = r.Inquiry
	case r.Item == "":
		out.Thing = r.Conference
	}
	for _, x := range r.Reasons {
		out.Reasons = append(out.Reasons, wire.InboxReason{On: string(x.On), Target: x.Target, Label: x.Label})
	}
	return out
}

func watches(a *API, ctx context.Context, c *call, _ *none) (*list[wire.Watch], error) {
	all, err := a.o.Clerk.Watches(ctx, c.who)
	var out []wire.Watch
	for _, w := range all {
		out = append(out, WatchOf(w))
	}
	return listed(out, err)
}

type watchAnswer struct{ Body wire.Watch }

func addWatch(a *API, ctx context.Context, c *call, in *unbound) (*watchAnswer, error) {
	var n wire.NewWatch
	if err := decode(in.RawBody, &n); err != nil {
		return nil, err
	}
	w, err := a.o.Clerk.AddWatch(ctx, c.who, NewWatchOf(n))
	if err != nil {
		return nil, err
	}
	return &watchAnswer{WatchOf(w)}, nil
}

func removeWatch(a *API, ctx context.Context, c *call, in *byID) (*ended, error) {
	return nil, a.o.Clerk.RemoveWatch(ctx, c.who, in.ID)
}

type inboxQuery struct {
	Unread bool `query:"unread" doc:"Only what you have not read"`
	Limit  int  `query:"limit" minimum:"1" maximum:"500" default:"100"`
	Offset int  `query:"offset" minimum:"0" maximum:"100000"`
}

func inbox(a *API, ctx context.Context, c *call, in *inboxQuery) (*list[wire.InboxItem], error) {
	all, _, err := a.o.Clerk.Inbox(ctx, c.who, clerk.InboxQuery{Unread: in.Unread, Page: clerk.Page{Limit: in.Limit, Offset: in.Offset}})
	var out []wire.InboxItem
	for _, r := range all {
		out = append(out, InboxOf(r))
	}
	return listed(out, err)
}

type inboxRead struct{ Body wire.InboxRead }

func readInbox(a *API, ctx context.Context, c *call, in *unbound) (*inboxRead, error) {
	var r wire.ReadInbox
	if err := decode(in.RawBody, &r); err != nil {
		return nil, err
	}
	n, err := a.o.Clerk.ReadInbox(ctx, c.who, r.IDs...)
	if err != nil {
		return nil, err
	}
	return &inboxRead{wire.InboxRead{Read: n}}, nil
}
