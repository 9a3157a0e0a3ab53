package api

import (
	"context"

	"samverkan/internal/clerk"
	"samverkan/internal/wire"
)

type walkAnswer struct{ Body *clerk.WalkView }

// walk is what there is to take at a morning meeting, and what has been taken.
func walk(a *API, ctx context.Context, c *call, in *byID) (*walkAnswer, error) {
	v, err := a.shownWalk(ctx, c, in.ID)
	return &walkAnswer{v}, err
}

// shownWalk is a walk as the caller may see it, when it has been noted that it may hold what is marked.
func (a *API) shownWalk(ctx context.Context, c *call, id string) (*clerk.WalkView, error) {
	v, err := a.o.Clerk.Walk(ctx, c.who, id)
	if err != nil {
		return nil, err
	}
	return v, a.toldMarked(ctx, c, v.Marked, "walk")
}

type newWalkQuery struct {
	ID      string `path:"id" doc:"The area"`
	RawBody []byte
}

// startWalk makes the conference, and answers with its walk.
func startWalk(a *API, ctx context.Context, c *call, in *newWalkQuery) (*walkAnswer, error) {
	var n wire.NewWalk
	if err := decode(in.RawBody, &n); err != nil {
		return nil, err
	}
	title := n.Title
	if title == "" {
		title = c.p.T("walk.title")
	}
	if err := a.o.Clerk.StartWalk(ctx, c.who, "", clerk.NewWalk{ID: n.ID, Area: in.ID, Title: title, Start: n.Start, Actors: n.Actors, Open: n.Open,
		Alone: c.p.T("walk.alone"), Agenda: clerk.WalkAgenda(c.p.T)}); err != nil {
		return nil, err
	}
	v, err := a.shownWalk(ctx, c, n.ID)
	return &walkAnswer{v}, err
}
