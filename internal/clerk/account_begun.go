package clerk

import (
	"context"
	"time"

	"samverkan/internal/store"
)

// Begun is what stands between a page and the browser's return to it, when somebody signs in by a passkey or another
// organisation's service, or adds one to an account. It lies in the database, so that the browser may return to another node.
type Begun struct {
	Digest  Digest // of what the browser comes back with
	Browser Digest // of the mark of the browser in which it began
	Purpose string // what it is good for, and for whom when somebody is signed in
	State   []byte // sealed
	Expires time.Time
}

// KeepBegun keeps what was begun, and removes what nobody came back to.
func (k *Clerk) KeepBegun(ctx context.Context, b Begun) error {
	return k.store.Update(ctx, func(tx *store.Tx) error {
		if _, err := tx.ForgetBegun(tx.Now); err != nil {
			return err
		}
		return tx.AddBegun(store.Begun{Digest: string(b.Digest), Browser: string(b.Browser), Purpose: b.Purpose,
			State: b.State, Expires: b.Expires})
	})
}

// TakeBegun gives the state of what was begun in this browser for this purpose, and takes it away: it is good for one return.
// False when there is nothing like it, or no longer.
func (k *Clerk) TakeBegun(ctx context.Context, digest, browser Digest, purpose string) (state []byte, ok bool, err error) {
	err = k.store.Update(ctx, func(tx *store.Tx) error {
		b, found, err := tx.TakeBegun(string(digest), string(browser), purpose)
		state, ok = b.State, found && b.Expires.After(tx.Now)
		return err
	})
	return state, ok, err
}

// PasskeyHandle gives what passkeys name the caller's account by. It is given once, as fresh when there is none,
// and never changed.
func (k *Clerk) PasskeyHandle(ctx context.Context, who Identity, fresh string) (handle string, err error) {
	err = k.own(ctx, who, func(tx *store.Tx) error {
		has, ok, err := tx.PasskeyHandle(who.Member)
		if handle = has; err != nil || ok {
			return err
		}
		handle = fresh
		return tx.AddPasskeyHandle(who.Member, fresh)
	})
	return handle, err
}

// MemberByHandle gives the member whose account passkeys name so, and whether there is one.
func (k *Clerk) MemberByHandle(ctx context.Context, handle string) (member string, ok bool, err error) {
	err = k.store.View(ctx, func(tx *store.Tx) (err error) {
		member, ok, err = tx.MemberByHandle(handle)
		return err
	})
	return member, ok, err
}
