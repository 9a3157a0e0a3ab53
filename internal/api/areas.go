package api

import (
	"context"
	"time"

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

// areaAsked is a request for an area as it is, or as it was.
type areaAsked struct {
	ID string    `path:"id"`
	At time.Time `query:"at" doc:"The items as they were at that moment: those that you may read and could read then. Now when left out"`
}

func oneArea(a *API, ctx context.Context, c *call, in *areaAsked) (*areaAnswer, error) {
	if !in.At.IsZero() {
		return a.areaOf(ctx, c)(a.o.Clerk.AreaAt(ctx, c.who, in.ID, in.At))
	}
	return a.areaOf(ctx, c)(a.o.Clerk.Area(ctx, c.who, in.ID))
}

func areaLog(a *API, ctx context.Context, c *call, in *byID) (*areaAnswer, error) {
	return a.areaOf(ctx, c)(a.o.Clerk.Log(ctx, c.who, in.ID))
}

// areaOf says an area to its reader.
func (a *API) areaOf(ctx context.Context, c *call) func(clerk.Listing, error) (*areaAnswer, error) {
	return func(v clerk.Listing, err error) (*areaAnswer, error) {
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
}

type byItem struct {
	ID   string `path:"id"`
	Item string `path:"item"`
}

type itemAnswer struct{ Body clerk.ItemView }

func oneItem(a *API, ctx context.Context, c *call, in *byItem) (*itemAnswer, error) {
	v, err := a.o.Clerk.Item(ctx, c.who, in.ID, in.Item)
	return &itemAnswer{v}, err
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
