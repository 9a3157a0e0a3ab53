package api

import (
	"context"

	"samverkan/internal/clerk"
	"samverkan/internal/wire"
)

// ScimTokenOf is the token of an actor's register as it travels.
func ScimTokenOf(actor, address string, t clerk.Token, secret string) wire.ScimToken {
	return wire.ScimToken{Actor: actor, Address: address, Prefix: t.Shown, Created: t.Created, Used: t.Used, Expires: t.Expires, Secret: secret}
}

type scimAnswer struct{ Body wire.ScimToken }

// scimToken tells of the token of an actor's register.
func scimToken(a *API, ctx context.Context, c *call, in *byID) (*scimAnswer, error) {
	t, _, err := a.o.Clerk.ScimToken(ctx, c.who, in.ID)
	if err != nil {
		return nil, err
	}
	return &scimAnswer{ScimTokenOf(in.ID, a.o.SignIn.ScimAddress(), t, "")}, nil
}

// makeScimToken makes it, in place of the one before.
func makeScimToken(a *API, ctx context.Context, c *call, in *byID) (*scimAnswer, error) {
	secret, t, err := a.o.SignIn.MakeScimToken(ctx, c.who, in.ID)
	if err != nil {
		return nil, err
	}
	return &scimAnswer{ScimTokenOf(in.ID, a.o.SignIn.ScimAddress(), t, secret)}, nil
}

func revokeScimToken(a *API, ctx context.Context, c *call, in *byID) (*ended, error) {
	_, err := a.o.Clerk.Administer(ctx, c.who, "", clerk.RevokeScimToken{Actor: in.ID})
	return nil, err
}
