package clerk

import (
	"context"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/store"
)

// The device grant (RFC 8628): a program shows a code, and a person who has signed in elsewhere says yes to it.

const (
	// DeviceLife is how long a code can be answered.
	DeviceLife = 10 * time.Minute
	// DevicePoll is how long a program waits between its questions; each that comes too early adds as much.
	DevicePoll = 5 * time.Second
	// deviceToken is how long the token lasts that the program gets.
	deviceToken = 90 * 24 * time.Hour
	// wrongCodes is how many wrong codes an account may try in DeviceLife.
	wrongCodes = 5
	deviceHow  = "device-code"
)

// Device is a program that asks to be signed in.
type Device = store.Device

// NewDevice is a program's wish.
type NewDevice struct {
	Name     string
	Scope    Scope
	Address  string
	Agent    string
	Digest   Digest // of the code that the program keeps
	UserCode Digest // of the code that it shows
}

// BeginDevice keeps a program's wish. Faults: token.name, token.scope, store.exists when the shown code is in use.
func (k *Clerk) BeginDevice(ctx context.Context, n NewDevice) error {
	return k.store.Update(ctx, func(tx *store.Tx) error {
		if n.Scope == ScopeFolder { // an app password is made by who is signed in, and typed
			return fault.New(fault.Invalid, "token.scope")
		}
		if _, err := (NewToken{Name: n.Name, Scope: n.Scope, Expires: tx.Now.Add(time.Hour),
			Digest: n.Digest}).check(tx.Now); err != nil {
			return err
		}
		return tx.AddDevice(store.Device{Name: n.Name, Scope: string(n.Scope), Address: n.Address, Agent: n.Agent,
			Created: tx.Now,
			Expires: tx.Now.Add(DeviceLife), Wait: DevicePoll}, string(n.Digest), string(n.UserCode))
	})
}

// DeviceByCode tells somebody who has signed in what a code would let in. A wrong code is counted: after five in ten minutes
// the account waits. Faults: device.unknown-code, device.too-many.
func (k *Clerk) DeviceByCode(ctx context.Context, who Identity, code Digest) (Device, error) {
	if err := who.Allows("device.approve", ""); err != nil {
		return Device{}, err
	}
	var out Device
	var refused error
	err := k.store.Update(ctx, func(tx *store.Tx) (err error) {
		out, refused, err = k.deviceByCode(tx, who, code)
		return err
	})
	return out, either(err, refused)
}

// deviceByCode answers with what hinders as a fault of its own, since a wrong code is written down and the transaction kept.
func (k *Clerk) deviceByCode(tx *store.Tx, who Identity, code Digest) (d Device, refused, err error) {
	wrong, err := tx.CountSignInLines("member/"+who.Member, "", deviceHow, "wrong", tx.Now.Add(-DeviceLife))
	if err != nil {
		return d, nil, err
	}
	if wrong >= wrongCodes {
		return d, fault.New(fault.Limited, "device.too-many", "Minutes", int(DeviceLife.Minutes())), nil
	}
	d, ok, err := tx.DeviceByCode(string(code))
	if err != nil {
		return d, nil, err
	}
	if ok && d.Answered.IsZero() && d.Expires.After(tx.Now) {
		return d, nil, nil
	}
	err = tx.AddSignInLine(store.SignInLine{ID: k.newID(), At: tx.Now, Who: "member/" + who.Member, Member: who.Member,
		Actor: who.Actor,
		How:   deviceHow, Outcome: "wrong"})
	return store.Device{}, fault.New(fault.NotFound, "device.unknown-code"), err
}

// AnswerDevice says yes or no to a program. Faults: those of DeviceByCode, token.shared-account.
func (k *Clerk) AnswerDevice(ctx context.Context, who Identity, code Digest, yes bool) (Device, error) {
	if err := who.Allows("device.approve", ""); err != nil {
		return Device{}, err
	}
	var out Device
	var refused error
	err := k.store.Update(ctx, func(tx *store.Tx) (err error) {
		if out, refused, err = k.deviceByCode(tx, who, code); err != nil || refused != nil {
			return err
		}
		if a, ok, err := found(tx.Account(who.Member)); err != nil || ok && a.Shared && yes {
			return either(err, fault.New(fault.Conflict, "token.shared-account"))
		}
		outcome := "approved"
		if !yes {
			outcome = "denied"
		}
		if _, err := tx.AnswerDevice(string(code), who.Member, !yes); err != nil {
			return err
		}
		return tx.AddSignInLine(store.SignInLine{ID: k.newID(), At: tx.Now, Who: "member/" + who.Member, Member: who.Member,
			Actor: who.Actor, How: deviceHow, Outcome: outcome, Address: out.Address, Agent: out.Agent})
	})
	return out, either(err, refused)
}

// CollectDevice gives a program the token that a person said yes to, once. Faults, as in RFC 8628: device.pending, device.slow-down,
// device.denied, device.expired.
func (k *Clerk) CollectDevice(ctx context.Context, digest Digest, shown string, token Digest) (Token, error) {
	var out Token
	var refused error
	err := k.store.Update(ctx, func(tx *store.Tx) error {
		out, refused = Token{}, nil
		d, ok, err := tx.DeviceByDigest(string(digest))
		if err != nil {
			return err
		}
		early := !d.Polled.IsZero() && tx.Now.Sub(d.Polled) < d.Wait
		switch {
		case !ok, !d.Expires.After(tx.Now), !d.Collected.IsZero():
			refused = fault.New(fault.Gone, "device.expired")
			return nil
		case d.Denied:
			refused = fault.New(fault.Forbidden, "device.denied")
			return nil
		case early && d.Answered.IsZero():
			refused = fault.New(fault.Limited, "device.slow-down")
			return tx.PollDevice(string(digest), d.Wait+DevicePoll)
		case d.Answered.IsZero():
			refused = fault.New(fault.Unavailable, "device.pending")
			return tx.PollDevice(string(digest), d.Wait)
		}
		if _, err := tx.CollectDevice(string(digest)); err != nil {
			return err
		}
		a, ok, err := found(tx.Account(d.Member))
		if err != nil {
			return err
		}
		if !ok || !a.Disabled.IsZero() {
			refused = fault.New(fault.Forbidden, "device.denied")
			return nil
		}
		out, err = k.makeToken(tx, d.Member, NewToken{Name: d.Name, Scope: Scope(d.Scope),
			Expires: tx.Now.Add(deviceToken), Shown: shown, Digest: token})
		return err
	})
	return out, either(err, refused)
}
