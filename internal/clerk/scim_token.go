package clerk

import (
	"context"
	"time"

	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/store"
)

// ScopeScim is what an actor's register of people signs in with: it opens the door for such registers, and nothing else. Only
// MakeScimToken makes one.
const ScopeScim Scope = "scim"

// ScimLasts is how long such a token can be used.
const ScimLasts = 365 * 24 * time.Hour

// scimName is what the register is called where it says who did what, beside its actor.
const scimName = "SCIM"

// MakeScimToken makes the token by which an actor's register of people keeps them, in place of the one before. For the actor's own
// administrator.
type MakeScimToken struct {
	Actor   string    `json:"actor"`
	Expires time.Time `json:"expires"`
	Shown   string    `json:"shown"`
	Digest  Digest    `json:"-"`

	member directory.Member
}

// RevokeScimToken ends it. What the register has done stays.
type RevokeScimToken struct {
	Actor string `json:"actor"`
}

// Names.
func (*MakeScimToken) Name() string  { return "scim-token.made" }
func (RevokeScimToken) Name() string { return "scim-token.revoked" }

// kept is as of a program's token.
func (c *MakeScimToken) kept() any {
	return struct {
		Member  directory.Member `json:"member"`
		Expires time.Time        `json:"expires"`
		Shown   string           `json:"shown"`
	}{c.member, c.Expires, c.Shown}
}

func (c *MakeScimToken) run(d *desk) (bool, error) {
	if err := d.who.Allows("scim-token.keep", c.Actor); err != nil {
		return false, err
	}
	if id := tokenID(d.who); id != "" { // one that has been stolen must not live on in another: it lasts as long as that at most
		own, ok, err := d.tx.Token(id)
		if err != nil {
			return false, err
		}
		if ok && own.Expires.Before(c.Expires) {
			c.Expires = own.Expires
		}
	}
	switch {
	case !c.Expires.After(d.tx.Now) || c.Expires.After(d.tx.Now.Add(longestToken)):
		return false, fault.New(fault.Invalid, "token.expiry")
	case !c.Digest.Valid():
		return false, fault.New(fault.Invalid, "link.missing")
	}
	if err := narrower(d.tx, d.who, ScopeAdminister, c.Expires); err != nil {
		return false, err
	}
	before, err := d.tx.ActorTokens(c.Actor, string(ScopeScim))
	if err != nil {
		return false, err
	}
	c.member = directory.Member{ID: "scim." + d.clerk.newID(), Name: scimName, Actor: c.Actor, SystemRole: directory.ActorAdmin}
	for _, t := range before {
		if m, ok, err := found(d.tx.Member(t.Member)); err != nil {
			return false, err
		} else if ok && m.Actor == c.Actor {
			c.member.ID = m.ID // the register is the same
			break
		}
	}
	if _, err := (SaveMember{c.member}).run(d); err != nil {
		return false, err
	}
	if _, err := d.endScim(before); err != nil {
		return false, err
	}
	t := Token{ID: d.clerk.newID(), Shown: c.Shown, Member: c.member.ID, Actor: c.Actor, Name: scimName, Scope: string(ScopeScim), MadeBy: d.who.Member,
		Created: d.tx.Now, Expires: c.Expires.UTC().Truncate(time.Millisecond)}
	return true, d.tx.AddToken(t, string(c.Digest))
}

func (c RevokeScimToken) run(d *desk) (bool, error) {
	if err := d.who.Allows("scim-token.keep", c.Actor); err != nil {
		return false, err
	}
	all, err := d.tx.ActorTokens(c.Actor, string(ScopeScim))
	if err != nil {
		return false, err
	}
	return d.endScim(all)
}

// endScim ends tokens that have not ended.
func (d *desk) endScim(all []store.Token) (ended bool, err error) {
	for _, t := range all {
		one, err := d.tx.RevokeToken(t.ID)
		if err != nil {
			return false, err
		}
		ended = ended || one
	}
	if ended {
		d.revoked()
	}
	return ended, nil
}

// ScimToken gives the token of an actor's register; false when it has none that can be used. Faults: those of Identity.Allows.
func (k *Clerk) ScimToken(ctx context.Context, who Identity, actor string) (out Token, ok bool, err error) {
	if err := who.Allows("scim-token.keep", actor); err != nil {
		return out, false, err
	}
	err = k.store.View(ctx, func(tx *store.Tx) error {
		all, err := tx.ActorTokens(actor, string(ScopeScim))
		for _, t := range all {
			if t.Revoked.IsZero() && t.Expires.After(tx.Now) && !ok {
				out, ok = t, true
			}
		}
		return err
	})
	return out, ok, err
}

// ScimIdentity is TokenIdentity for the door for registers of people, for which there are tokens of that scope and no others. There it
// reaches as far as one that administers. Fault: access.session-over.
func (k *Clerk) ScimIdentity(ctx context.Context, digest Digest) (Identity, error) {
	who, err := k.tokenIdentity(ctx, digest, ScopeScim)
	if who.Scope == ScopeScim {
		who.Scope = ScopeAdminister
	}
	return who, err
}
