package clerk

import (
	"context"
	"net/url"
	"slices"

	"samverkan/internal/fault"
	"samverkan/internal/store"
)

// PushSubscription is a member's browser that takes pushes (RFC 8030).
type PushSubscription = store.PushSubscription

// MaxPushes is how many browsers of a member take pushes.
const MaxPushes = 10

// SubscribePush lets a browser of the caller's take pushes. Faults: push.invalid, push.too-many and those of Identity.Allows.
func (k *Clerk) SubscribePush(ctx context.Context, who Identity, p PushSubscription) error {
	if err := who.Allows("push.own", ""); err != nil {
		return err
	}
	u, err := url.Parse(p.Endpoint)
	if err != nil || u.Scheme != "https" || u.Hostname() == "" || u.User != nil || len(p.Endpoint) > 2000 ||
		p.P256DH == "" || len(p.P256DH) > 200 || p.Auth == "" || len(p.Auth) > 100 || len(p.Agent) > 400 {
		return fault.New(fault.Invalid, "push.invalid")
	}
	return k.store.Update(ctx, func(tx *store.Tx) error {
		if _, exists, err := found(tx.Member(who.Member)); err != nil || !exists {
			return either(err, fault.New(fault.NotFound, "account.unknown", "Member", who.Member))
		}
		all, err := tx.PushSubscriptions(who.Member)
		if err != nil {
			return err
		}
		again := slices.ContainsFunc(all, func(x PushSubscription) bool { return x.Endpoint == p.Endpoint })
		if len(all) >= MaxPushes && !again {
			return fault.New(fault.TooLarge, "push.too-many", "Max", MaxPushes)
		}
		p.ID, p.Member, p.Created, p.Used, p.Failed = k.newID(), who.Member, tx.Now, noTime, noTime
		return tx.PutPushSubscription(p)
	})
}

// OwnPushes lists the caller's browsers that take pushes.
func (k *Clerk) OwnPushes(ctx context.Context, who Identity) (out []PushSubscription, err error) {
	err = k.look(ctx, who, "push.own", func(tx *store.Tx) (err error) {
		out, err = tx.PushSubscriptions(who.Member)
		return err
	})
	return out, err
}

// UnsubscribePush takes one of the caller's browsers away. Fault: push.unknown.
func (k *Clerk) UnsubscribePush(ctx context.Context, who Identity, id string) error {
	if err := who.Allows("push.own", ""); err != nil {
		return err
	}
	return k.store.Update(ctx, func(tx *store.Tx) error {
		ok, err := tx.DeletePushSubscription(who.Member, id)
		if err == nil && !ok {
			err = fault.New(fault.NotFound, "push.unknown")
		}
		return err
	})
}

// PushesOf gives a member's browsers, for the service that sends. Whoever may not sign in any more has none.
func (k *Clerk) PushesOf(ctx context.Context, member string) (out []PushSubscription, err error) {
	err = k.store.View(ctx, func(tx *store.Tx) (err error) {
		if a, there, err := found(tx.Account(member)); err != nil || there && !a.Disabled.IsZero() {
			return err
		}
		out, err = tx.PushSubscriptions(member)
		return err
	})
	return out, err
}

// UsedPush notes for the service whether a push was taken; gone removes a browser that is no more (404 or 410, RFC 8030 7.3).
func (k *Clerk) UsedPush(ctx context.Context, id string, taken, gone bool) error {
	return k.store.Update(ctx, func(tx *store.Tx) error {
		if gone {
			_, err := tx.DeletePushSubscription("", id)
			return err
		}
		return tx.UsePushSubscription(id, taken)
	})
}
