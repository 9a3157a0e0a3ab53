package api

import (
	"context"

	"samverkan/internal/clerk"
	"samverkan/internal/wire"
)

// current is how the token or session that the caller came with is named in a path.
const current = "current"

// ended is the answer of what takes something away.
type ended struct{}

func tokenOf(who clerk.Identity, t clerk.Token) wire.Token {
	return wire.Token{ID: t.ID, Name: t.Name, Prefix: t.Shown, Scope: t.Scope, Created: t.Created, Used: t.Used,
		Expires: t.Expires, Current: who.Session == "token/"+t.ID}
}

type tokensQuery struct {
	Member string `query:"member" doc:"A program of your actor's; your own tokens when it is left out"`
}

func tokens(a *API, ctx context.Context, c *call, in *tokensQuery) (*list[wire.Token], error) {
	all, err := a.o.Clerk.Tokens(ctx, c.who, in.Member)
	var out []wire.Token
	for _, t := range all {
		out = append(out, tokenOf(c.who, t))
	}
	return listed(out, err)
}

type madeToken struct{ Body wire.MadeToken }

func makeToken(a *API, ctx context.Context, c *call, in *unbound) (*madeToken, error) {
	var n wire.NewToken
	if err := decode(in.RawBody, &n); err != nil {
		return nil, err
	}
	secret, t, err := a.o.SignIn.MakeToken(ctx, c.who, n.Name, clerk.Scope(n.Scope), n.Expires)
	if err != nil {
		return nil, err
	}
	return &madeToken{wire.MadeToken{Token: tokenOf(c.who, t), Secret: secret}}, nil
}

// makeServiceToken makes a program and its token. Its tokens are listed by its member.
func makeServiceToken(a *API, ctx context.Context, c *call, in *unbound) (*madeToken, error) {
	var n wire.NewToken
	if err := decode(in.RawBody, &n); err != nil {
		return nil, err
	}
	if n.Actor == "" {
		n.Actor = c.who.Actor
	}
	secret, m, err := a.o.SignIn.MakeServiceToken(ctx, c.who, n.Actor, n.Name, clerk.Scope(n.Scope), n.Expires)
	if err != nil {
		return nil, err
	}
	all, err := a.o.Clerk.Tokens(ctx, c.who, m.ID)
	if err != nil {
		return nil, err
	}
	out := &madeToken{wire.MadeToken{Secret: secret, Member: m.ID}}
	for _, t := range all { // it is new, and has this one
		out.Body.Token = tokenOf(c.who, t)
	}
	return out, nil
}

type ownID struct {
	ID string `path:"id" doc:"current is the one that you came with"`
}

func (x ownID) own() string {
	if x.ID == current {
		return ""
	}
	return x.ID
}

func revokeToken(a *API, ctx context.Context, c *call, in *ownID) (*ended, error) {
	return nil, a.o.Clerk.RevokeToken(ctx, c.who, in.own())
}

func sessions(a *API, ctx context.Context, c *call, _ *none) (*list[wire.Session], error) {
	all, err := a.o.Clerk.Sessions(ctx, c.who)
	var out []wire.Session
	for _, s := range all {
		out = append(out, wire.Session{ID: s.ID, How: s.How, Agent: s.Agent, Address: s.Address, Created: s.Created, Seen: s.Seen,
			Current: c.who.Session == "session/"+s.ID})
	}
	return listed(out, err)
}

func endSession(a *API, ctx context.Context, c *call, in *ownID) (*ended, error) {
	return nil, a.o.Clerk.EndSession(ctx, c.who, in.own())
}
