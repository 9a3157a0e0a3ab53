package api

import (
	"context"
	"time"

	"samverkan/internal/clerk"
)

type searchQuery struct {
	Text  string `query:"text" maxLength:"200" doc:"Words that must all be there"`
	Limit int    `query:"limit" minimum:"1" maximum:"100" default:"10" doc:"The most of each kind"`
}

// hitBody is one thing that was found.
type hitBody struct {
	ID    string    `json:"id"`
	In    string    `json:"in,omitempty" doc:"The conference of a decision, the area of an item"`
	Title string    `json:"title"`
	About string    `json:"about,omitempty" doc:"The host, the title of the conference or the area, the county"`
	At    time.Time `json:"at,omitzero"`
}

type searchBody struct {
	Conferences []hitBody `json:"conferences"`
	Decisions   []hitBody `json:"decisions"`
	Incidents   []hitBody `json:"incidents"`
	Areas       []hitBody `json:"areas"`
	Items       []hitBody `json:"items"`
	Actors      []hitBody `json:"actors"`
}

type searchAnswer struct{ Body searchBody }

func search(a *API, ctx context.Context, c *call, in *searchQuery) (*searchAnswer, error) {
	f, err := a.o.Clerk.Search(ctx, c.who, in.Text, in.Limit)
	if err != nil {
		return nil, err
	}
	return &searchAnswer{searchBody{hitsOf(f.Conferences), hitsOf(f.Decisions), hitsOf(f.Incidents), hitsOf(f.Areas), hitsOf(f.Items), hitsOf(f.Actors)}}, nil
}

func hitsOf(all []clerk.Hit) []hitBody {
	out := []hitBody{}
	for _, h := range all {
		out = append(out, hitBody(h))
	}
	return out
}
