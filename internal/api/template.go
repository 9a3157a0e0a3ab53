package api

import (
	"context"
	"time"

	"samverkan/conference"
)

// keptTemplate is a template with how it came to be. The command template.saved changes the revision that it names.
type keptTemplate struct {
	Template  conference.Template `json:"template"`
	Revision  int                 `json:"revision"`
	UpdatedAt time.Time           `json:"updatedAt"`
	UpdatedBy string              `json:"updatedBy,omitempty"`
}

func templates(a *API, ctx context.Context, c *call, _ *none) (*list[keptTemplate], error) {
	rows, err := a.o.Clerk.Templates(ctx, c.who)
	var out []keptTemplate
	for _, r := range rows {
		out = append(out, keptTemplate{r.Template, r.Revision, r.UpdatedAt, r.UpdatedBy})
	}
	return listed(out, err)
}
