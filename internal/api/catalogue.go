package api

import (
	"context"

	"samverkan/internal/clerk"
	"samverkan/internal/directory"
)

type catalogueQuery struct {
	Text     string         `query:"q" doc:"Words in the actor's name or id"`
	County   string         `query:"county" doc:"The county's code"`
	Kind     directory.Kind `query:"kind" doc:"The kind of actor"`
	Actor    string         `query:"actor" doc:"One actor by its id"`
	Contacts bool           `query:"contacts" doc:"Only actors with contacts that you may see"`
	Limit    int            `query:"limit" minimum:"0" maximum:"500" doc:"At most so many; 500 when it is left out"`
	Offset   int            `query:"offset" minimum:"0" doc:"Pass over so many"`
}

// catalogue lists actors with the contacts that they show to the reader.
func catalogue(a *API, ctx context.Context, c *call, in *catalogueQuery) (*list[clerk.CatalogueActor], error) {
	rows, _, err := a.o.Clerk.Catalogue(ctx, c.who, clerk.CatalogueQuery{Text: in.Text, County: in.County, Kind: in.Kind, Actor: in.Actor,
		Contacts: in.Contacts, Compare: c.p.Compare, Page: clerk.Page{Limit: in.Limit, Offset: in.Offset}})
	return listed(rows, err)
}
