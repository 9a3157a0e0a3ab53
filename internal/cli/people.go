package cli

import (
	"bytes"
	"context"
	"crypto/rand"
	"io"
	"net/url"

	"samverkan/internal/api"
	"samverkan/internal/clerk"
	"samverkan/internal/client"
	"samverkan/internal/config"
	"samverkan/internal/directory"
	"samverkan/internal/signin"
	"samverkan/internal/store"
	"samverkan/internal/wire"
)

// people is where accounts and guest links are kept: at a service, or in a database on this machine, which is the way back in
// for an operator that nobody can let in any more.
type people interface {
	accounts(ctx context.Context) ([]wire.Account, error)
	invite(ctx context.Context, n wire.NewAccount) (wire.Invited, error)
	bring(ctx context.Context, csv []byte) ([]wire.Invited, error)
	reset(ctx context.Context, member string, factor bool) (wire.Invited, error)
	turn(ctx context.Context, member string, on bool) error
	provision(ctx context.Context, o provisioning) (wire.Provisioned, error)
	memberFile(ctx context.Context, actor string, w io.Writer) error
	export(ctx context.Context, member string, w io.Writer) error
	erase(ctx context.Context, member string, preview bool) (clerk.Erasure, error)
	scim(ctx context.Context, d scimDeed) (wire.ScimToken, error)
	guests(ctx context.Context, conferenceID string) ([]wire.Guest, error)
	inviteGuest(ctx context.Context, n wire.NewGuest) (wire.MadeGuest, error)
	revokeGuest(ctx context.Context, id string) error
}

var (
	_ people = nearPeople{}
	_ people = farPeople{}
)

// placed lets a verb find the database that a service uses by the settings of that service, in which its address stands, too.
func (s *session) placed(f *flags, x *settings) {
	x.given = f.given
	f.text(&x.file, "config")
	f.later = append(f.later, func(ctx context.Context) (err error) {
		if s.options.server != "" {
			return nil
		}
		if x.config, err = s.load(x); err != nil || x.file == "" {
			return err
		}
		s.options.db = x.config.Database
		if x.config.OnPostgres() {
			err = s.openPostgres(ctx, x.config)
		}
		return err
	})
}

// openPostgres opens the database of a service that keeps it elsewhere.
func (s *session) openPostgres(ctx context.Context, c *config.Config) (err error) {
	if s.store, err = store.Open(ctx, store.Options{Path: c.Database, Now: s.world.Now, Random: s.world.Random, KeyPath: c.SigningKey}); err != nil {
		return err
	}
	if s.clerk, err = s.newDesk(ctx, s.world.Now, false); err != nil {
		return err
	}
	s.at = s.clerk
	if s.options.as != "" {
		s.who, err = s.clerk.Identify(ctx, s.options.as)
	}
	return err
}

// people gives the place that was chosen.
func (s *session) people(ctx context.Context, x *settings) (people, error) {
	if _, err := s.desk(ctx); err != nil {
		return nil, err
	}
	if s.far != nil {
		return farPeople{s.far.client}, nil
	}
	return nearPeople{s, x.config}, nil
}

// nearPeople keeps them in the database. Links are shown, and never mailed: whoever has the file hands them over.
type nearPeople struct {
	s      *session
	config *config.Config
}

func (p nearPeople) signin() (*signin.Service, error) {
	w := p.s.world
	if w.Random == nil {
		w.Random = rand.Reader
	}
	key, err := signin.LoadKey(p.config.SecretKey, w.Random)
	if err != nil {
		return nil, err
	}
	texts, err := catalogue()
	if err != nil {
		return nil, err
	}
	return signin.New(signin.Options{Clerk: p.s.clerk, Now: w.Now, Random: w.Random, NewID: p.s.ids.New, Key: key, Base: p.config.URL, Texts: texts})
}

func (p nearPeople) accounts(ctx context.Context) ([]wire.Account, error) {
	all, err := p.s.clerk.Accounts(ctx, p.s.who)
	var out []wire.Account
	for _, x := range all {
		out = append(out, api.AccountOf(x))
	}
	return out, err
}

func (p nearPeople) invite(ctx context.Context, n wire.NewAccount) (wire.Invited, error) {
	in, err := p.signin()
	if err != nil {
		return wire.Invited{}, err
	}
	m := directory.Member{ID: n.Member, Name: n.Name, Actor: n.Actor, SystemRole: directory.SystemRole(n.SystemRole)}
	x, err := in.Invite(ctx, p.s.who, m, n.Login, n.Shared, p.s.p.Lang())
	return api.InvitedOf(x), err
}

func (p nearPeople) bring(ctx context.Context, csv []byte) ([]wire.Invited, error) {
	in, err := p.signin()
	if err != nil {
		return nil, err
	}
	all, err := in.Import(ctx, p.s.who, bytes.NewReader(csv), p.s.p.Lang())
	var out []wire.Invited
	for _, x := range all {
		out = append(out, api.InvitedOf(x))
	}
	return out, err
}

func (p nearPeople) reset(ctx context.Context, member string, factor bool) (wire.Invited, error) {
	in, err := p.signin()
	if err != nil {
		return wire.Invited{}, err
	}
	x, err := in.Reset(ctx, p.s.who, member, factor, p.s.p.Lang())
	return api.InvitedOf(x), err
}

func (p nearPeople) turn(ctx context.Context, member string, on bool) error {
	cmd := clerk.AdminCommand(clerk.DisableAccount{Member: member})
	if on {
		cmd = clerk.EnableAccount{Member: member}
	}
	_, err := p.s.clerk.Administer(ctx, p.s.who, p.s.options.id, cmd)
	return err
}

func (p nearPeople) guests(ctx context.Context, conferenceID string) ([]wire.Guest, error) {
	all, err := p.s.clerk.Guests(ctx, p.s.who, conferenceID)
	var out []wire.Guest
	for _, g := range all {
		out = append(out, api.GuestOf(g))
	}
	return out, err
}

func (p nearPeople) inviteGuest(ctx context.Context, n wire.NewGuest) (wire.MadeGuest, error) {
	in, err := p.signin()
	if err != nil {
		return wire.MadeGuest{}, err
	}
	id, link, err := in.InviteGuest(ctx, p.s.who, n.Conference, n.Actor, n.For, n.Expires)
	return wire.MadeGuest{ID: id, Link: link, Expires: n.Expires}, err
}

func (p nearPeople) revokeGuest(ctx context.Context, id string) error {
	_, err := p.s.clerk.Administer(ctx, p.s.who, p.s.options.id, clerk.RevokeGuest{ID: id})
	return err
}

// farPeople keeps them at a service.
type farPeople struct{ client *client.Client }

func (p farPeople) accounts(ctx context.Context) (out []wire.Account, err error) {
	err = p.client.Get(ctx, nil, &out, "accounts")
	return out, err
}

func (p farPeople) invite(ctx context.Context, n wire.NewAccount) (out wire.Invited, err error) {
	err = p.client.Post(ctx, n, &out, "accounts")
	return out, err
}

func (p farPeople) bring(ctx context.Context, csv []byte) (out []wire.Invited, err error) {
	err = p.client.Send(ctx, nil, csv, "text/csv", &out, "accounts", "import")
	return out, err
}

func (p farPeople) reset(ctx context.Context, member string, factor bool) (out wire.Invited, err error) {
	q := url.Values{}
	if factor {
		q.Set("factor", "true")
	}
	err = p.client.Send(ctx, q, nil, "", &out, "accounts", member, "reset")
	return out, err
}

func (p farPeople) turn(ctx context.Context, member string, on bool) error {
	word := "disable"
	if on {
		word = "enable"
	}
	return p.client.Send(ctx, nil, nil, "", nil, "accounts", member, word)
}

func (p farPeople) guests(ctx context.Context, conferenceID string) (out []wire.Guest, err error) {
	err = p.client.Get(ctx, url.Values{"conference": {conferenceID}}, &out, "guests")
	return out, err
}

func (p farPeople) inviteGuest(ctx context.Context, n wire.NewGuest) (out wire.MadeGuest, err error) {
	err = p.client.Post(ctx, n, &out, "guests")
	return out, err
}

func (p farPeople) revokeGuest(ctx context.Context, id string) error {
	return p.client.Delete(ctx, "guests", id)
}
