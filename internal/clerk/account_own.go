package clerk

import (
	"context"
	"strings"

	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/store"
)

// Credentials are what somebody who signs in is held against. They are for package signin, and never for an answer.
type Credentials struct {
	Member   string
	Name     string
	Actor    string
	Login    string
	Shared   bool
	Disabled bool
	store.Secrets
	RecoveryCodes int
	Passkeys      int
}

// CredentialsByLogin gives what the account of a login is held against, and whether there is one. An unknown login takes as
// many steps as a known one.
func (k *Clerk) CredentialsByLogin(ctx context.Context, login string) (Credentials, bool, error) {
	return k.credentials(ctx, func(tx *store.Tx) (store.Account, bool, error) { return tx.AccountByLogin(login) })
}

// CredentialsOf gives what a member's account is held against, and whether there is one.
func (k *Clerk) CredentialsOf(ctx context.Context, member string) (Credentials, bool, error) {
	return k.credentials(ctx, func(tx *store.Tx) (store.Account, bool, error) { return found(tx.Account(member)) })
}

func (k *Clerk) credentials(ctx context.Context, find func(*store.Tx) (store.Account, bool, error)) (Credentials, bool, error) {
	var c Credentials
	ok := false
	err := k.store.View(ctx, func(tx *store.Tx) error {
		a, exists, err := find(tx)
		if err != nil {
			return err
		}
		m, known, err := found(tx.Member(a.Member))
		if err != nil {
			return err
		}
		secrets, _, err := found(tx.Secrets(a.Member))
		if err != nil {
			return err
		}
		codes, err := tx.RecoveryCodes(a.Member)
		if err != nil {
			return err
		}
		keys, err := tx.Passkeys(a.Member)
		if err != nil {
			return err
		}
		ok = exists && known
		c = Credentials{Member: a.Member, Name: m.Name, Actor: m.Actor, Login: a.Login, Shared: a.Shared,
			Disabled: !a.Disabled.IsZero(),
			Secrets:  secrets, RecoveryCodes: codes, Passkeys: len(keys)}
		return nil
	})
	return c, ok, err
}

// own changes the caller's own account.
func (k *Clerk) own(ctx context.Context, who Identity, do func(*store.Tx) error) error {
	if err := who.Allows("account.own", ""); err != nil {
		return err
	}
	return k.store.Update(ctx, func(tx *store.Tx) error {
		if _, exists, err := found(tx.Account(who.Member)); err != nil || !exists {
			return either(err, fault.New(fault.NotFound, "account.unknown", "Member", who.Member))
		}
		return do(tx)
	})
}

// SetPassword sets the caller's own password, in PHC form, and ends its other sessions.
func (k *Clerk) SetPassword(ctx context.Context, who Identity, phc string) error {
	return k.own(ctx, who, func(tx *store.Tx) error {
		if _, err := tx.RevokeSignIns(who.Member, sessionID(who)); err != nil {
			return err
		}
		k.afterRevoked(tx)
		return tx.SetPassword(who.Member, phc)
	})
}

// Rehash keeps the same password in a stronger form, after it has been shown.
func (k *Clerk) Rehash(ctx context.Context, member, was, is string) error {
	return k.store.Update(ctx, func(tx *store.Tx) error {
		s, ok, err := found(tx.Secrets(member))
		if err != nil || !ok || s.Password != was {
			return err
		}
		return tx.SetPassword(member, is)
	})
}

// SetTOTP sets the caller's own second factor, sealed, with the digests of its recovery codes; the step that proved it cannot
// be used again. Nil takes it away, codes and all. Other sessions end.
func (k *Clerk) SetTOTP(ctx context.Context, who Identity, sealed []byte, step int64, codes []Digest) error {
	return k.own(ctx, who, func(tx *store.Tx) error {
		if _, err := tx.RevokeSignIns(who.Member, sessionID(who)); err != nil {
			return err
		}
		k.afterRevoked(tx)
		if err := tx.SetTOTP(who.Member, sealed); err != nil {
			return err
		}
		if _, err := tx.UseStep(who.Member, step); err != nil {
			return err
		}
		return tx.PutRecoveryCodes(who.Member, plain(codes))
	})
}

// RenewRecoveryCodes replaces the caller's recovery codes.
func (k *Clerk) RenewRecoveryCodes(ctx context.Context, who Identity, codes []Digest) error {
	return k.own(ctx, who, func(tx *store.Tx) error { return tx.PutRecoveryCodes(who.Member, plain(codes)) })
}

func plain(codes []Digest) []string {
	out := make([]string, len(codes))
	for i, c := range codes {
		out[i] = string(c)
	}
	return out
}

// UseStep notes that a step of a member's second factor was used, and tells whether it was later than any before.
func (k *Clerk) UseStep(ctx context.Context, member string, step int64) (fresh bool, err error) {
	err = k.store.Update(ctx, func(tx *store.Tx) (err error) {
		fresh, err = tx.UseStep(member, step)
		return err
	})
	return fresh, err
}

// UseRecoveryCode uses a recovery code up, and tells whether the member had it.
func (k *Clerk) UseRecoveryCode(ctx context.Context, member string, code Digest) (ok bool, err error) {
	err = k.store.Update(ctx, func(tx *store.Tx) (err error) {
		ok, err = tx.UseRecoveryCode(member, string(code))
		return err
	})
	return ok, err
}

// TakeDuty gives the name of the person who takes over a function account, in the session that it is given in.
type TakeDuty struct {
	Session string `json:"session"`
	Person  string `json:"person"`
}

// Name is its stable name.
func (TakeDuty) Name() string { return "duty.taken-over" }

func (c TakeDuty) run(d *desk) (bool, error) {
	if err := d.who.Allows("duty.take", ""); err != nil {
		return false, err
	}
	a, ok, err := found(d.tx.Account(d.who.Member))
	if err != nil {
		return false, err
	}
	if !ok || !a.Shared || c.Session == "" || c.Session != sessionID(d.who) {
		return false, fault.New(fault.Conflict, "duty.not-shared")
	}
	person, err := directory.PersonName(c.Person)
	if err != nil || person != c.Person {
		return false, either(err, fault.New(fault.Invalid, "person.name"))
	}
	return true, d.tx.NamePerson(c.Session, person)
}

// TakeDuty notes who takes over the caller's function account. Faults: duty.not-shared, person.name.
func (k *Clerk) TakeDuty(ctx context.Context, who Identity, person string) error {
	if clean, err := directory.PersonName(person); err == nil {
		person = clean
	}
	_, err := k.administer(ctx, who, "", TakeDuty{Session: sessionID(who), Person: person})
	return err
}

// sessionID gives the session's id, "" for a token.
func sessionID(who Identity) string {
	if id, ok := strings.CutPrefix(who.Session, sessionPrefix); ok {
		return id
	}
	return ""
}
