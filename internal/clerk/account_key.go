package clerk

import (
	"context"
	"encoding/json"

	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/store"
)

// Passkey is a credential that a person's device holds.
type Passkey = store.Passkey

// mostPasskeys is how many a member may have.
const mostPasskeys = 20

// AddPasskey adds a passkey to the caller's own account. Faults: passkey.too-many, passkey.name, and store.exists for one that
// is somebody's already.
func (k *Clerk) AddPasskey(ctx context.Context, who Identity, id, name string, credential json.RawMessage) error {
	name, err := directory.PersonName(name)
	if err != nil {
		return fault.New(fault.Invalid, "passkey.name")
	}
	return k.own(ctx, who, func(tx *store.Tx) error {
		if _, taken, err := tx.Passkey(id); err != nil || taken {
			return either(err, fault.New(fault.Conflict, "store.exists"))
		}
		all, err := tx.Passkeys(who.Member)
		if err != nil {
			return err
		}
		if len(all) >= mostPasskeys {
			return fault.New(fault.Conflict, "passkey.too-many", "Max", mostPasskeys)
		}
		if err := tx.PutPasskey(Passkey{ID: id, Member: who.Member, Name: name, Credential: credential, Created: tx.Now}); err != nil {
			return err
		}
		return auditWay(tx, who, passkeyAdded, name)
	})
}

// NamePasskey gives one of the caller's own another name. Faults: passkey.name, passkey.gone.
func (k *Clerk) NamePasskey(ctx context.Context, who Identity, id, name string) error {
	name, err := directory.PersonName(name)
	if err != nil {
		return fault.New(fault.Invalid, "passkey.name")
	}
	return k.own(ctx, who, func(tx *store.Tx) error {
		p, ok, err := tx.Passkey(id)
		if err != nil || !ok || p.Member != who.Member {
			return either(err, fault.New(fault.NotFound, "passkey.gone"))
		}
		p.Name = name
		return tx.PutPasskey(p)
	})
}

// RemovePasskey takes away one of the caller's own. Fault: passkey.gone.
func (k *Clerk) RemovePasskey(ctx context.Context, who Identity, id string) error {
	return k.own(ctx, who, func(tx *store.Tx) error {
		if id == "" {
			return fault.New(fault.NotFound, "passkey.gone")
		}
		p, _, err := tx.Passkey(id)
		if err != nil {
			return err
		}
		ok, err := tx.DeletePasskey(who.Member, id)
		if err != nil || !ok {
			return either(err, fault.New(fault.NotFound, "passkey.gone"))
		}
		return auditWay(tx, who, passkeyRemoved, p.Name)
	})
}

// Passkeys lists the passkeys of a member. It is for package signin, which asks before anybody is signed in.
func (k *Clerk) Passkeys(ctx context.Context, member string) ([]Passkey, error) {
	var out []Passkey
	err := k.store.View(ctx, func(tx *store.Tx) (err error) {
		out, err = tx.Passkeys(member)
		return err
	})
	return out, err
}

// PasskeyByID gives a passkey, and whether there is one.
func (k *Clerk) PasskeyByID(ctx context.Context, id string) (Passkey, bool, error) {
	var out Passkey
	ok := false
	err := k.store.View(ctx, func(tx *store.Tx) (err error) {
		out, ok, err = tx.Passkey(id)
		return err
	})
	return out, ok, err
}

// UsePasskey keeps what has changed of a passkey that was used: its counter.
func (k *Clerk) UsePasskey(ctx context.Context, id string, credential json.RawMessage) error {
	return k.store.Update(ctx, func(tx *store.Tx) error {
		p, ok, err := tx.Passkey(id)
		if err != nil || !ok {
			return either(err, fault.New(fault.NotFound, "passkey.gone"))
		}
		p.Credential, p.Used = credential, tx.Now
		return tx.PutPasskey(p)
	})
}

// External is what another organisation's sign-in knows a person by: issuer and subject together, and nothing else.
type External = store.ExternalIdentity

// BindExternal binds an identity to the caller's own account. Fault: store.exists when it is bound already.
func (k *Clerk) BindExternal(ctx context.Context, who Identity, issuer, subject string) error {
	return k.own(ctx, who, func(tx *store.Tx) error {
		if err := tx.AddExternal(External{Issuer: issuer, Subject: subject, Member: who.Member, Created: tx.Now}); err != nil {
			return err
		}
		return auditWay(tx, who, identityBound, issuer)
	})
}

// UnbindExternal takes away one of the caller's own. Fault: external.unknown.
func (k *Clerk) UnbindExternal(ctx context.Context, who Identity, issuer, subject string) error {
	return k.own(ctx, who, func(tx *store.Tx) error {
		if issuer == "" {
			return fault.New(fault.NotFound, "external.unknown")
		}
		ok, err := tx.DeleteExternal(who.Member, issuer, subject)
		if err != nil || !ok {
			return either(err, fault.New(fault.NotFound, "external.unknown"))
		}
		return auditWay(tx, who, identityGone, issuer)
	})
}

// Externals lists the identities that are bound to the caller's account.
func (k *Clerk) Externals(ctx context.Context, who Identity) ([]External, error) {
	if err := who.Allows("account.own", ""); err != nil {
		return nil, err
	}
	var out []External
	err := k.store.View(ctx, func(tx *store.Tx) (err error) {
		out, err = tx.Externals(who.Member)
		return err
	})
	return out, err
}

// MemberByExternal gives the member that an identity is bound to, and notes that it was used; false when it is bound to nobody.
func (k *Clerk) MemberByExternal(ctx context.Context, issuer, subject string) (member string, ok bool, err error) {
	err = k.store.Update(ctx, func(tx *store.Tx) error {
		x, found, err := tx.External(issuer, subject)
		if member, ok = x.Member, found; err != nil || !found {
			return err
		}
		return tx.UseExternal(issuer, subject)
	})
	return member, ok, err
}
