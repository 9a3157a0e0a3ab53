package api

import (
	"context"

	"samverkan/internal/area"
	"samverkan/internal/clerk"
)

// listedArea is an area in a list.
type listedArea struct {
	area.Area
	Sentence string `json:"sentence" doc:"Who may do what in it, in words"`
}

// sentences gives what says in words who may do what in an area.
func (a *API) sentences(ctx context.Context, c *call) (func(area.Area) string, error) {
	d, err := a.o.Clerk.Directory(ctx)
	if err != nil {
		return nil, err
	}
	rosters, err := a.o.Clerk.Rosters(ctx, c.who)
	known := clerk.KnownSets(d, rosters)
	name := func(actor string) string {
		x, _ := d.ByID(actor)
		return x.ShortName
	}
	return func(x area.Area) string { return area.Say(c.p, x.Groups(known), name) }, err
}

func areas(a *API, ctx context.Context, c *call, _ *none) (*list[listedArea], error) {
	rows, err := a.o.Clerk.Areas(ctx, c.who)
	if err != nil {
		return nil, err
	}
	says, err := a.sentences(ctx, c)
	if err != nil {
		return nil, err
	}
	var out []listedArea
	for _, r := range rows {
		out = append(out, listedArea{r, says(r)})
	}
	return listed(out, nil)
}

// areaBody is an area as one reader sees it.
type areaBody struct {
	Area     area.Area   `json:"area"`
	Right    area.Right  `json:"right"`
	Sentence string      `json:"sentence" doc:"Who may do what in it, in words"`
	Items    []area.Item `json:"items"`
	Folders  []string    `json:"folders" doc:"Those that are there whether anything is in them or not"`
}

type areaAnswer struct{ Body areaBody }

func oneArea(a *API, ctx context.Context, c *call, in *byID) (*areaAnswer, error) {
	v, err := a.o.Clerk.Area(ctx, c.who, in.ID)
	if err != nil {
		return nil, err
	}
	says, err := a.sentences(ctx, c)
	if err != nil {
		return nil, err
	}
	if v.Items == nil {
		v.Items = []area.Item{}
	}
	if v.Folders == nil {
		v.Folders = []string{}
	}
	return &areaAnswer{areaBody{v.Area, v.Right, says(v.Area), v.Items, v.Folders}}, nil
}

func areasToAsk(a *API, ctx context.Context, c *call, _ *none) (*list[clerk.AreaToAsk], error) {
	return listed(a.o.Clerk.AreasToAsk(ctx, c.who))
}

type areaRequestsQuery struct {
	Area string `query:"area" doc:"Only what is asked for in this one"`
}

func areaRequests(a *API, ctx context.Context, c *call, in *areaRequestsQuery) (*list[clerk.AreaRequest], error) {
	return listed(a.o.Clerk.AreaRequests(ctx, c.who, in.Area))
}
