package store

import (
	"time"

	"samverkan/internal/usage"
)

// UsageSignIns lists who of an actor's people has signed in since a time. The second factor is a line of its own and no other sign-in.
func (tx *Tx) UsageSignIns(actor string, since time.Time) ([]usage.SignIn, error) {
	return all(tx, func(s scan) (x usage.SignIn, err error) { return x, s(msInto{&x.At}, &x.Member) },
		`SELECT at, member FROM sign_in_log WHERE actor = $1 AND at >= $2 AND outcome = 'ok' AND how <> 'totp'`, actor, ms(since))
}

// UsageItems lists what an actor has published in areas since a time.
func (tx *Tx) UsageItems(actor string, since time.Time) ([]usage.Item, error) {
	return all(tx, func(s scan) (x usage.Item, err error) { return x, s(msInto{&x.At}, &x.Area) },
		`SELECT created_at, area FROM area_item WHERE created_by_actor = $1 AND created_at >= $2`, actor, ms(since))
}

// UsageAreas counts the open areas that an actor owns, and those of others that it is in.
func (tx *Tx) UsageAreas(actor string) (owns, shares int, err error) {
	count := func(query string) (int, error) {
		n, _, err := one(tx, func(s scan) (n int, err error) { return n, s(&n) }, query, actor)
		return n, err
	}
	if owns, err = count(`SELECT count(*) FROM area WHERE closed_at IS NULL AND owner_actor = $1`); err != nil {
		return 0, 0, err
	}
	shares, err = count(`SELECT count(*) FROM area a JOIN area_right g ON g.area = a.id WHERE a.closed_at IS NULL AND a.owner_actor <> $1 AND g.actor = $1`)
	return owns, shares, err
}
