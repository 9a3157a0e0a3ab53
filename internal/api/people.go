package api

import (
	"bytes"
	"context"

	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/signin"
	"samverkan/internal/wire"
)

// AccountOf is an account as it travels.
func AccountOf(x clerk.AccountRow) wire.Account {
	return wire.Account{Member: x.Member, Name: x.Name, Actor: x.Actor, SystemRole: string(x.SystemRole), Login: x.Login,
		Shared: x.Shared, Opened: x.Password, SecondFactor: x.TOTP, Created: x.Created, Disabled: x.Disabled}
}

// InvitedOf is a new way into an account as it travels.
func InvitedOf(x signin.Invited) wire.Invited {
	return wire.Invited{Member: x.Member, Name: x.Name, Login: x.Login, Link: x.Link, Until: x.Until, Mailed: x.Mailed}
}

// GuestOf is a guest link as it travels: never the link itself.
func GuestOf(g clerk.GuestLink) wire.Guest {
	return wire.Guest{ID: g.ID, Conference: g.Conference, Actor: g.Actor, For: g.Name, MadeBy: g.MadeBy, Created: g.Created,
		Expires: g.Expires, Used: g.Used, Revoked: g.Revoked}
}

func accounts(a *API, ctx context.Context, c *call, _ *none) (*list[wire.Account], error) {
	all, err := a.o.Clerk.Accounts(ctx, c.who)
	var out []wire.Account
	for _, x := range all {
		out = append(out, AccountOf(x))
	}
	return listed(out, err)
}

type invitedAnswer struct{ Body wire.Invited }

func invite(a *API, ctx context.Context, c *call, in *unbound) (*invitedAnswer, error) {
	n := wire.NewAccount{Actor: c.who.Actor, SystemRole: string(directory.Writer)}
	if err := decode(in.RawBody, &n); err != nil {
		return nil, err
	}
	m := directory.Member{ID: n.Member, Name: n.Name, Actor: n.Actor, SystemRole: directory.SystemRole(n.SystemRole)}
	x, err := a.o.SignIn.Invite(ctx, c.who, m, n.Login, n.Shared, c.p.Lang())
	if err != nil {
		return nil, err
	}
	return &invitedAnswer{InvitedOf(x)}, nil
}

// importPeople makes accounts for the people of a file, all or none.
func importPeople(a *API, ctx context.Context, c *call, in *unbound) (*list[wire.Invited], error) {
	all, err := a.o.SignIn.Import(ctx, c.who, bytes.NewReader(in.RawBody), c.p.Lang())
	var out []wire.Invited
	for _, x := range all {
		out = append(out, InvitedOf(x))
	}
	return listed(out, err)
}

type resetQuery struct {
	ID     string `path:"id"`
	Factor bool   `query:"factor" doc:"Take away the second factors, too, for somebody who has lost them"`
}

func reset(a *API, ctx context.Context, c *call, in *resetQuery) (*invitedAnswer, error) {
	x, err := a.o.SignIn.Reset(ctx, c.who, in.ID, in.Factor, c.p.Lang())
	if err != nil {
		return nil, err
	}
	return &invitedAnswer{InvitedOf(x)}, nil
}

func disable(a *API, ctx context.Context, c *call, in *byID) (*ended, error) {
	_, err := a.o.Clerk.Administer(ctx, c.who, "", clerk.DisableAccount{Member: in.ID})
	return nil, err
}

func enable(a *API, ctx context.Context, c *call, in *byID) (*ended, error) {
	_, err := a.o.Clerk.Administer(ctx, c.who, "", clerk.EnableAccount{Member: in.ID})
	return nil, err
}

type guestsQuery struct {
	Conference string `query:"conference" required:"true"`
}

func guests(a *API, ctx context.Context, c *call, in *guestsQuery) (*list[wire.Guest], error) {
	all, err := a.o.Clerk.Guests(ctx, c.who, in.Conference)
	var out []wire.Guest
	for _, g := range all {
		out = append(out, GuestOf(g))
	}
	return listed(out, err)
}

type madeGuest struct{ Body wire.MadeGuest }

func inviteGuest(a *API, ctx context.Context, c *call, in *unbound) (*madeGuest, error) {
	var n wire.NewGuest
	if err := decode(in.RawBody, &n); err != nil {
		return nil, err
	}
	id, link, err := a.o.SignIn.InviteGuest(ctx, c.who, n.Conference, n.Actor, n.For, n.Expires)
	if err != nil {
		return nil, err
	}
	return &madeGuest{wire.MadeGuest{ID: id, Link: link, Expires: n.Expires}}, nil
}

func revokeGuest(a *API, ctx context.Context, c *call, in *byID) (*ended, error) {
	_, err := a.o.Clerk.Administer(ctx, c.who, "", clerk.RevokeGuest{ID: in.ID})
	return nil, err
}

type signInLogQuery struct {
	Actor string `query:"actor" doc:"Whose people; your own actor's when it is left out"`
	All   bool   `query:"all" doc:"Everybody's, and tries under names that nobody has; for who runs the installation"`
	Limit int    `query:"limit" minimum:"1" maximum:"1000" default:"100"`
}

func signInLog(a *API, ctx context.Context, c *call, in *signInLogQuery) (*list[wire.SignIn], error) {
	if in.Actor == "" {
		in.Actor = c.who.Actor
	}
	all, err := a.o.Clerk.SignInLog(ctx, c.who, in.Actor, in.All, in.Limit)
	var out []wire.SignIn
	for _, l := range all {
		out = append(out, wire.SignIn{At: l.At, Member: l.Member, Actor: l.Actor, How: l.How, Outcome: l.Outcome,
			Address: l.Address, Agent: l.Agent})
	}
	return listed(out, err)
}
