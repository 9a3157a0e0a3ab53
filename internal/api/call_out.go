package api

import (
	"context"

	"samverkan/internal/calling"
	"samverkan/internal/clerk"
	"samverkan/internal/wire"
)

type calledAnswer struct{ Body wire.Called }

// callOut composes a kallelse and sends it, in one transaction. The same order again answers what came of the first.
func callOut(a *API, ctx context.Context, c *call, in *unbound) (*calledAnswer, error) {
	var order wire.CallOrder
	if err := decode(in.RawBody, &order); err != nil {
		return nil, err
	}
	plan, err := calling.Compose(ctx, a.o.Clerk, c.who, c.p, a.o.Now(), order)
	if err != nil {
		return nil, err
	}
	x, err := a.o.Clerk.CallOut(ctx, c.who, clerk.CallOut{Plan: plan, Forewarn: order.Forewarn})
	if err != nil {
		return nil, err
	}
	if a.o.Hub != nil {
		a.o.Hub.Wake(plan.ID)
	}
	out := calling.Told(x)
	for _, w := range x.Warnings {
		out.Warnings = append(out.Warnings, warning(c, w))
	}
	return &calledAnswer{out}, nil
}

func board(a *API, ctx context.Context, c *call, in *byID) (*list[wire.Acknowledged], error) {
	rows, err := a.o.Clerk.Board(ctx, c.who, in.ID)
	return listed(calling.Board(rows), err)
}
