package store

import "time"

// Link opens one thing once.
type Link struct {
	Kind    string
	Member  string // "" for the first run
	MadeBy  string
	Created time.Time
	Expires time.Time
	Used    time.Time
}

const linkColumns = `kind, member, made_by, created_at, expires_at, used_at`

func scanLink(s scan) (l Link, err error) {
	return l, s(&l.Kind, textInto{&l.Member}, &l.MadeBy, msInto{&l.Created}, msInto{&l.Expires}, msInto{&l.Used})
}

// AddLink adds a link that is known by a digest.
func (tx *Tx) AddLink(l Link, digest string) error {
	_, err := tx.exec(`INSERT INTO one_time_link (`+linkColumns+`, digest) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		l.Kind, orNull(l.Member), l.MadeBy, ms(l.Created), ms(l.Expires), ms(l.Used), digest)
	return err
}

// LinkByDigest gives the link that is known by a digest, and whether there is one.
func (tx *Tx) LinkByDigest(digest string) (Link, bool, error) {
	return one(tx, scanLink, `SELECT `+linkColumns+` FROM one_time_link WHERE digest = $1`, digest)
}

// UseLink uses a link up, and tells whether it was there to use.
func (tx *Tx) UseLink(digest string) (bool, error) {
	n, err := tx.exec(`UPDATE one_time_link SET used_at = $1 WHERE digest = $2 AND used_at IS NULL AND expires_at > $1`, ms(tx.Now), digest)
	return n == 1, err
}

// DropLinks takes away the unused links of a member, of one kind or, with "", of every kind.
func (tx *Tx) DropLinks(member, kind string) error {
	_, err := tx.exec(`DELETE FROM one_time_link WHERE coalesce(member, '') = $1 AND ($2 = '' OR kind = $2) AND used_at IS NULL`, member, kind)
	return err
}

// ForgetLinks removes links that expired before a time. It gives how many.
func (tx *Tx) ForgetLinks(before time.Time) (int64, error) {
	return tx.exec(`DELETE FROM one_time_link WHERE expires_at < $1`, ms(before))
}

// Guest is a link by which people of an invited actor come to one conference without accounts.
type Guest struct {
	ID         string
	Conference string
	Actor      string
	Name       string // who it was made for
	MadeBy     string
	Created    time.Time
	Expires    time.Time
	Used       time.Time // first; zero when it never was
	Revoked    time.Time
}

const guestColumns = `id, conference, actor, name, made_by, created_at, expires_at, used_at, revoked_at`

func scanGuest(s scan) (g Guest, err error) {
	return g, s(&g.ID, &g.Conference, &g.Actor, &g.Name, &g.MadeBy, msInto{&g.Created}, msInto{&g.Expires},
		msInto{&g.Used}, msInto{&g.Revoked})
}

// AddGuest adds a guest link that is known by a digest.
func (tx *Tx) AddGuest(g Guest, digest string) error {
	_, err := tx.exec(`INSERT INTO guest_link (`+guestColumns+`, digest) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		g.ID, g.Conference, g.Actor, g.Name, g.MadeBy, ms(g.Created), ms(g.Expires), ms(g.Used), ms(g.Revoked), digest)
	return err
}

// GuestByDigest gives the guest link that is known by a digest, and whether there is one.
func (tx *Tx) GuestByDigest(digest string) (Guest, bool, error) {
	return one(tx, scanGuest, `SELECT `+guestColumns+` FROM guest_link WHERE digest = $1`, digest)
}

// Guest gives the guest link of an id, and whether there is one.
func (tx *Tx) Guest(id string) (Guest, bool, error) {
	return one(tx, scanGuest, `SELECT `+guestColumns+` FROM guest_link WHERE id = $1`, id)
}

// Guests lists the guest links of a conference, the latest first.
func (tx *Tx) Guests(conference string) ([]Guest, error) {
	return all(tx, scanGuest, `SELECT `+guestColumns+` FROM guest_link WHERE conference = $1 ORDER BY created_at DESC, id`, conference)
}

// UseGuest notes the first use of a guest link.
func (tx *Tx) UseGuest(id string) error {
	_, err := tx.exec(`UPDATE guest_link SET used_at = $1 WHERE id = $2 AND used_at IS NULL`, ms(tx.Now), id)
	return err
}

// RevokeGuest ends a guest link with the sessions that came by it, and tells whether it had not ended before.
func (tx *Tx) RevokeGuest(id string) (bool, error) {
	n, err := tx.exec(`UPDATE guest_link SET revoked_at = $1 WHERE id = $2 AND revoked_at IS NULL`, ms(tx.Now), id)
	if err != nil {
		return false, err
	}
	_, err = tx.exec(`UPDATE sign_in_session SET revoked_at = $1 WHERE guest = $2 AND revoked_at IS NULL`, ms(tx.Now), id)
	return n == 1, err
}
