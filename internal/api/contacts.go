package api

import (
	"cmp"
	"context"

	"samverkan/internal/delivery"
	"samverkan/internal/directory"
)

type contactsQuery struct {
	Actor string `query:"actor" doc:"Whose; your own actor's when it is left out"`
}

func contacts(a *API, ctx context.Context, c *call, in *contactsQuery) (*list[directory.Contact], error) {
	return listed(a.o.Clerk.Contacts(ctx, c.who, cmp.Or(in.Actor, c.who.Actor)))
}

func contactsOf(a *API, ctx context.Context, c *call, in *byID) (*list[directory.Contact], error) {
	return listed(a.o.Clerk.ContactsOf(ctx, c.who, in.ID))
}

// probe asks for a test of contacts.
type probe struct {
	Actor string `json:"actor,omitempty" doc:"Whose contacts; your own actor's when it is left out"`
}

// contactTests lists the messages of an actor's sambandsprov, the latest first.
func contactTests(a *API, ctx context.Context, c *call, in *contactsQuery) (*list[queued], error) {
	all, err := a.o.Clerk.ContactTests(ctx, c.who, cmp.Or(in.Actor, c.who.Actor))
	return listed(queuedOf(all), err)
}

// testContacts sends a sambandsprov, and answers with its messages. Again within the same minute it is the same one.
func testContacts(a *API, ctx context.Context, c *call, in *unbound) (*list[queued], error) {
	var p probe
	if err := decode(in.RawBody, &p); err != nil {
		return nil, err
	}
	actor := cmp.Or(p.Actor, c.who.Actor)
	if err := a.o.Clerk.TestContacts(ctx, c.who, actor); err != nil {
		return nil, err
	}
	all, err := a.o.Clerk.ContactTests(ctx, c.who, actor)
	return listed(queuedOf(latest(all)), err)
}

// latest are those that were queued together with the first.
func latest(all []delivery.Delivery) []delivery.Delivery {
	n := 0
	for n < len(all) && all[n].At.Equal(all[0].At) {
		n++
	}
	return all[:n]
}
