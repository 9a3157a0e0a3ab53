package cli

import (
	"context"

	"samverkan/internal/api"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/wire"
)

// scimDeed is what is done with the token of an actor's register of people.
type scimDeed struct {
	actor     string
	make, end bool
}

// accountScimToken shows the token by which an actor's own register of people keeps them, makes it, or ends it.
func (s *session) accountScimToken() verb {
	var (
		x settings
		d scimDeed
	)
	return verb{
		use: "account scim-token",
		example: `samverkan account scim-token
samverkan account scim-token --make --server https://samverkan.lansstyrelsen.example
samverkan account scim-token --revoke --actor lst-allmanlan`,
		flags: func(f *flags) {
			s.placed(f, &x)
			f.actor(&d.actor, "actor")
			f.yes(&d.make, "make")
			f.yes(&d.end, "revoke")
		},
		run: func(ctx context.Context, _ []string) error {
			if d.make && d.end {
				return fault.New(fault.Invalid, "cli.scim-one")
			}
			p, err := s.people(ctx, &x)
			if err != nil {
				return err
			}
			if d.actor = firstOf(d.actor, s.who.Actor); d.actor == "" {
				return fault.New(fault.Invalid, "cli.missing-flags", "Flags", []string{"--actor"})
			}
			t, err := p.scim(ctx, d)
			if err != nil {
				return err
			}
			if s.options.output == outTable {
				switch {
				case d.end:
					s.say(s.p.T("cli.scim.revoked"))
				case d.make:
					s.remark(s.p.T("cli.scim.made", "Address", t.Address, "Expires", t.Expires))
					s.say(t.Secret)
				case t.Prefix == "":
					s.say(s.p.T("cli.scim.none"))
				default:
					return s.show(t, fact{"address", t.Address}, fact{"begins", t.Prefix}, fact{"expires", s.when(t.Expires)}, fact{"last-used", s.when(t.Used)})
				}
				return nil
			}
			return s.show(t)
		},
	}
}

func (p nearPeople) scim(ctx context.Context, d scimDeed) (wire.ScimToken, error) {
	in, err := p.signin()
	if err != nil {
		return wire.ScimToken{}, err
	}
	var t clerk.Token
	secret := ""
	switch {
	case d.make:
		secret, t, err = in.MakeScimToken(ctx, p.s.who, d.actor)
	case d.end:
		_, err = p.s.clerk.Administer(ctx, p.s.who, p.s.options.id, clerk.RevokeScimToken{Actor: d.actor})
	default:
		t, _, err = p.s.clerk.ScimToken(ctx, p.s.who, d.actor)
	}
	return api.ScimTokenOf(d.actor, in.ScimAddress(), t, secret), err
}

func (p farPeople) scim(ctx context.Context, d scimDeed) (out wire.ScimToken, err error) {
	switch {
	case d.make:
		err = p.client.Send(ctx, nil, nil, "", &out, "actors", d.actor, "scim-token")
	case d.end:
		if err = p.client.Delete(ctx, "actors", d.actor, "scim-token"); err == nil {
			err = p.client.Get(ctx, nil, &out, "actors", d.actor, "scim-token")
		}
	default:
		err = p.client.Get(ctx, nil, &out, "actors", d.actor, "scim-token")
	}
	return out, err
}
