package api

import (
	"context"

	"samverkan/internal/area"
	"samverkan/internal/clerk"
)

type areaWordsQuery struct {
	Kind   area.Sort `query:"kind" enum:"incident,exercise,cooperation,internal" doc:"What the area is for; incident when it is left out"`
	County string    `query:"county" doc:"Its county's code; your own actor's when it is left out"`
}

type areaWordsAnswer struct{ Body clerk.AreaWords }

// areaWords gives what an area begins with: somebody's own words where there are, and those that all have for the rest.
func areaWords(a *API, ctx context.Context, c *call, in *areaWordsQuery) (*areaWordsAnswer, error) {
	if in.Kind == "" {
		in.Kind = area.ForIncident
	}
	w, err := a.o.Clerk.AreaWords(ctx, c.who, in.Kind, in.County, c.p.Lang())
	if err != nil {
		return nil, err
	}
	s := area.StructureOf(in.Kind, func(key string) string { return c.p.T(key) }).With(w.Vocabulary)
	w.Folders, w.Tags, w.Names = s.Folders, s.Tags, s.Names
	return &areaWordsAnswer{w}, nil
}
