package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"samverkan/internal/usage"
)

type usageAnswer struct{ Body usage.Usage }

// actorUsage counts how an actor uses the service.
func actorUsage(a *API, ctx context.Context, c *call, in *byID) (*usageAnswer, error) {
	u, err := a.o.Clerk.Usage(ctx, c.who, in.ID)
	return &usageAnswer{u}, err
}

// actorUsageFile is the same as a table for a spreadsheet.
func actorUsageFile(a *API, ctx context.Context, c *call, in *byID) (*huma.StreamResponse, error) {
	u, err := a.o.Clerk.Usage(ctx, c.who, in.ID)
	if err != nil {
		return nil, err
	}
	content, err := csv(u.Rows(c.p), c.p)
	if err != nil {
		return nil, err
	}
	return attached(c, "statistik-"+u.Actor+".csv", "text/csv; charset=utf-8", content), nil
}
