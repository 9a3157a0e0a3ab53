package api

import (
	"context"
	"strings"
	"time"

	"samverkan/internal/clerk"
	"samverkan/internal/finding"
	"samverkan/internal/wire"
)

type searchQuery struct {
	Text     string    `query:"text" maxLength:"400" doc:"Words that must all be there, \"words in a row\", and -words that must not be there"`
	Limit    int       `query:"limit" minimum:"1" maximum:"100" default:"10" doc:"The most of each kind; with a kind, how many on a page"`
	Offset   int       `query:"offset" minimum:"0" maximum:"1000" doc:"With a kind: how many come before the page"`
	Kind     string    `query:"kind" maxLength:"40" doc:"conference, minutes, note, decision, measure, incident, area, item, actor, or a kind of items"`
	Actor    string    `query:"actor" maxLength:"100" doc:"Whose it is"`
	Tag      string    `query:"tag" maxLength:"100" doc:"Of an item"`
	Folder   string    `query:"folder" maxLength:"400" doc:"Of an item, with the folders in it"`
	Place    string    `query:"place" maxLength:"10" doc:"Code of a municipality, or of a county with its municipalities"`
	Incident string    `query:"incident" maxLength:"100"`
	Area     string    `query:"area" maxLength:"100"`
	From     time.Time `query:"from"`
	To       time.Time `query:"to" doc:"Not included"`
}

type searchAnswer struct{ Body wire.Found }

func search(a *API, ctx context.Context, c *call, in *searchQuery) (*searchAnswer, error) {
	q := clerk.SearchQuery{Text: in.Text, Kind: in.Kind, Actor: in.Actor, Tag: in.Tag, Folder: in.Folder, Place: in.Place, Incident: in.Incident, Area: in.Area,
		From: in.From, To: in.To, PerKind: in.Limit}
	if in.Kind != "" {
		q.PerKind, q.Page = 0, clerk.Page{Limit: in.Limit, Offset: in.Offset}
	}
	f, err := a.o.Clerk.Search(ctx, c.who, q)
	if err != nil {
		return nil, err
	}
	return &searchAnswer{FoundOf(f)}, nil
}

// FoundOf is what was found as it travels.
func FoundOf(f clerk.Found) wire.Found {
	of := func(kind string) []wire.Hit {
		out := []wire.Hit{}
		for _, m := range f.Of(kind) {
			out = append(out, wire.Hit{Kind: m.Kind, ID: m.ID, In: m.In, Title: said(m.Title), Text: said(m.Text), About: m.About, Actor: m.Actor, At: m.At,
				Unread: m.Unread})
		}
		return out
	}
	out := wire.Found{Conferences: of("conference"), Minutes: of("minutes"), Decisions: of("decision"), Notes: of("note"), Measures: of("measure"),
		Incidents: of("incident"), Areas: of("area"), Items: of("item"), Actors: []wire.Hit{}, Total: f.Total, More: f.More, Kinds: countsOf(f.Kinds),
		By: countsOf(f.Facets.Actors), Tags: countsOf(f.Tags), Folders: countsOf(f.Folders), Places: countsOf(f.Places)}
	for _, h := range f.Actors {
		out.Actors = append(out.Actors, wire.Hit{Kind: clerk.FoundActor, ID: h.ID, Title: h.Title, About: h.About})
	}
	return out
}

func said(pieces []finding.Piece) string {
	var b strings.Builder
	for _, p := range pieces {
		b.WriteString(p.Text)
	}
	return b.String()
}

func countsOf(all []clerk.Count) []wire.SearchCount {
	out := []wire.SearchCount{}
	for _, c := range all {
		out = append(out, wire.SearchCount{Value: c.Value, Count: c.Items})
	}
	return out
}

// SavedSearchOf is a saved search as it travels.
func SavedSearchOf(x clerk.SavedSearch) wire.SavedSearch {
	return wire.SavedSearch{ID: x.ID, Name: x.Name, Asked: x.Asked, Saved: x.SavedAt}
}

func savedSearches(a *API, ctx context.Context, c *call, _ *none) (*list[wire.SavedSearch], error) {
	all, err := a.o.Clerk.SavedSearches(ctx, c.who)
	var out []wire.SavedSearch
	for _, x := range all {
		out = append(out, SavedSearchOf(x))
	}
	return listed(out, err)
}

type savedAnswer struct{ Body wire.SavedSearch }

func saveSearch(a *API, ctx context.Context, c *call, in *unbound) (*savedAnswer, error) {
	var n wire.NewSearch
	if err := decode(in.RawBody, &n); err != nil {
		return nil, err
	}
	x, err := a.o.Clerk.SaveSearch(ctx, c.who, n.Name, n.Asked)
	if err != nil {
		return nil, err
	}
	return &savedAnswer{SavedSearchOf(x)}, nil
}

func removeSearch(a *API, ctx context.Context, c *call, in *byID) (*ended, error) {
	return nil, a.o.Clerk.RemoveSearch(ctx, c.who, in.ID)
}

type newsQuery struct {
	Limit int `query:"limit" minimum:"1" maximum:"500" default:"100"`
}

func news(a *API, ctx context.Context, c *call, in *newsQuery) (*list[wire.NewsItem], error) {
	all, _, err := a.o.Clerk.NewsFor(ctx, c.who, in.Limit)
	var out []wire.NewsItem
	for _, n := range all {
		out = append(out, NewsOf(n))
	}
	return listed(out, err)
}

// NewsOf is a piece of news as it travels.
func NewsOf(n clerk.News) wire.NewsItem {
	return wire.NewsItem{Kind: n.Kind, ID: n.ID, In: n.In, About: n.About, Title: n.Title, Actor: n.Actor, At: n.At, Seen: n.SeenAt}
}

func newsSeen(a *API, ctx context.Context, c *call, _ *unbound) (*ended, error) {
	return nil, a.o.Clerk.SeeNews(ctx, c.who, "")
}
