package store

import "time"

// Feed is a calendar that a program fetches, or what is new in an area.
type Feed struct {
	ID      string
	Actor   string
	Member  string // "" for the whole actor's
	Name    string
	MadeBy  string
	Created time.Time
	Used    time.Time
	Revoked time.Time
	Area    string // what is new in it, instead of a calendar; "" for a calendar
}

const feedColumns = `id, actor, member, name, made_by, created_at, used_at, revoked_at, area`

func scanFeed(s scan) (f Feed, err error) {
	return f, s(&f.ID, &f.Actor, textInto{&f.Member}, &f.Name, &f.MadeBy, msInto{&f.Created}, msInto{&f.Used}, msInto{&f.Revoked}, &f.Area)
}

// AddFeed adds a feed that is known by a digest. It answers with store.exists for an id or digest that is there, and store.dangling
// for an actor or member that is not.
func (tx *Tx) AddFeed(f Feed, digest string) error {
	_, err := tx.exec(`INSERT INTO feed (`+feedColumns+`, digest) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		f.ID, f.Actor, orNull(f.Member), f.Name, f.MadeBy, ms(f.Created), ms(f.Used), ms(f.Revoked), f.Area, digest)
	return err
}

// FeedByDigest gives the feed that is known by a digest, revoked or not, and whether there is one.
func (tx *Tx) FeedByDigest(digest string) (Feed, bool, error) {
	return one(tx, scanFeed, `SELECT `+feedColumns+` FROM feed WHERE digest = $1`, digest)
}

// Feed gives the feed of an id, and whether there is one.
func (tx *Tx) Feed(id string) (Feed, bool, error) {
	return one(tx, scanFeed, `SELECT `+feedColumns+` FROM feed WHERE id = $1`, id)
}

// Feeds lists the feeds of an actor and its members, the oldest first.
func (tx *Tx) Feeds(actor string) ([]Feed, error) {
	return all(tx, scanFeed, `SELECT `+feedColumns+` FROM feed WHERE actor = $1 ORDER BY created_at, id`, actor)
}

// RevokeFeed ends a feed, and tells whether it could still be used.
func (tx *Tx) RevokeFeed(id string) (bool, error) {
	n, err := tx.exec(`UPDATE feed SET revoked_at = $1 WHERE id = $2 AND revoked_at IS NULL`, ms(tx.Now), id)
	return n == 1, err
}

// UseFeed notes that a feed was fetched.
func (tx *Tx) UseFeed(id string) error {
	_, err := tx.exec(`UPDATE feed SET used_at = $1 WHERE id = $2`, ms(tx.Now), id)
	return err
}

// PushSubscription is a member's browser that takes pushes (RFC 8030).
type PushSubscription struct {
	ID       string
	Member   string
	Endpoint string // where pushes go
	P256DH   string // the browser's public key (RFC 8291), base64url
	Auth     string // its secret, base64url
	Agent    string
	Created  time.Time
	Used     time.Time
	Failed   time.Time
}

const pushColumns = `id, member, endpoint, p256dh, auth, agent, created_at, used_at, failed_at`

func scanPush(s scan) (p PushSubscription, err error) {
	return p, s(&p.ID, &p.Member, &p.Endpoint, &p.P256DH, &p.Auth, &p.Agent, msInto{&p.Created}, msInto{&p.Used}, msInto{&p.Failed})
}

// PutPushSubscription adds a browser, or changes the one of that endpoint: it belongs to who was signed in last.
func (tx *Tx) PutPushSubscription(p PushSubscription) error {
	_, err := tx.exec(`INSERT INTO push_subscription (`+pushColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (endpoint) DO UPDATE SET member = excluded.member, p256dh = excluded.p256dh, auth = excluded.auth, agent = excluded.agent,
		created_at = excluded.created_at, failed_at = NULL`,
		p.ID, p.Member, p.Endpoint, p.P256DH, p.Auth, p.Agent, ms(p.Created), ms(p.Used), ms(p.Failed))
	return err
}

// PushSubscriptions lists a member's browsers, the oldest first.
func (tx *Tx) PushSubscriptions(member string) ([]PushSubscription, error) {
	return all(tx, scanPush, `SELECT `+pushColumns+` FROM push_subscription WHERE member = $1 ORDER BY created_at, id`, member)
}

// UsePushSubscription notes whether a push was taken.
func (tx *Tx) UsePushSubscription(id string, taken bool) error {
	query := `UPDATE push_subscription SET used_at = $1 WHERE id = $2`
	if !taken {
		query = `UPDATE push_subscription SET failed_at = $1 WHERE id = $2`
	}
	_, err := tx.exec(query, ms(tx.Now), id)
	return err
}

// DeletePushSubscription removes a browser by its id, of a member or with "" of anybody, and tells whether there was one.
func (tx *Tx) DeletePushSubscription(member, id string) (bool, error) {
	n, err := tx.exec(`DELETE FROM push_subscription WHERE id = $1 AND ($2 = '' OR member = $2)`, id, member)
	return n == 1, err
}
