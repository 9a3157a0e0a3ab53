package store

import (
	"slices"
	"strconv"
	"time"
)

// SignIn is a session: somebody who has signed in in one browser.
type SignIn struct {
	ID         string
	Member     string // "" for a guest
	Guest      string // the guest link it came by
	Actor      string
	SystemRole string // as it was at sign-in
	Conference string // the only one that a guest may know of
	How        string
	Strength   string
	Person     string // who sits at a function account, or the guest's name
	Created    time.Time
	Seen       time.Time
	Ends       time.Time
	Address    string
	Agent      string
	Revoked    time.Time
}

const signInColumns = `id, member, guest, actor, system_role, conference, how, strength, person, created_at, seen_at, ends_at, address,
	agent, revoked_at`

func scanSignIn(s scan) (x SignIn, err error) {
	return x, s(&x.ID, textInto{&x.Member}, textInto{&x.Guest}, &x.Actor, &x.SystemRole, &x.Conference, &x.How,
		&x.Strength, &x.Person,
		msInto{&x.Created}, msInto{&x.Seen}, msInto{&x.Ends}, &x.Address, &x.Agent, msInto{&x.Revoked})
}

// AddSignIn adds a session that is known by a digest.
func (tx *Tx) AddSignIn(x SignIn, digest string) error {
	_, err := tx.exec(`INSERT INTO sign_in_session (`+signInColumns+`, digest)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
		x.ID, orNull(x.Member), orNull(x.Guest), x.Actor, x.SystemRole, x.Conference, x.How, x.Strength, x.Person,
		ms(x.Created), ms(x.Seen), ms(x.Ends), x.Address, x.Agent, ms(x.Revoked), digest)
	return err
}

// SignInByDigest gives the session that is known by a digest, and whether there is one.
func (tx *Tx) SignInByDigest(digest string) (SignIn, bool, error) {
	return one(tx, scanSignIn, `SELECT `+signInColumns+` FROM sign_in_session WHERE digest = $1`, digest)
}

// SignIn gives the session of an id, and whether there is one.
func (tx *Tx) SignIn(id string) (SignIn, bool, error) {
	return one(tx, scanSignIn, `SELECT `+signInColumns+` FROM sign_in_session WHERE id = $1`, id)
}

// Standing is a session with what holds for its member now. For a guest, there is no such thing.
type Standing struct {
	SignIn
	NowActor string
	NowRole  string
	Account  bool // the member has one
	Shared   bool
	Disabled time.Time
}

const standingQuery = `SELECT s.id, s.member, s.guest, s.actor, s.system_role, s.conference, s.how, s.strength, s.person, s.created_at,
	s.seen_at, s.ends_at, s.address, s.agent, s.revoked_at,
	m.actor, m.system_role, CASE WHEN a.member IS NULL THEN 0 ELSE 1 END, COALESCE(a.shared, 0), a.disabled_at
	FROM sign_in_session s LEFT JOIN member m ON m.id = s.member LEFT JOIN account a ON a.member = s.member `

func scanStanding(s scan) (x Standing, err error) {
	return x, s(&x.ID, textInto{&x.Member}, textInto{&x.Guest}, &x.Actor, &x.SystemRole, &x.Conference, &x.How, &x.Strength, &x.Person,
		msInto{&x.Created}, msInto{&x.Seen}, msInto{&x.Ends}, &x.Address, &x.Agent, msInto{&x.Revoked},
		textInto{&x.NowActor}, textInto{&x.NowRole}, &x.Account, &x.Shared, msInto{&x.Disabled})
}

// StandingByDigest gives the session that is known by a digest, and whether there is one.
func (tx *Tx) StandingByDigest(digest string) (Standing, bool, error) {
	return one(tx, scanStanding, standingQuery+`WHERE s.digest = $1`, digest)
}

// Standings gives the sessions of many ids, by id. Those that do not exist are missing.
func (tx *Tx) Standings(ids []string) (map[string]Standing, error) {
	out := make(map[string]Standing, len(ids))
	if len(ids) == 1 {
		x, ok, err := one(tx, scanStanding, standingQuery+`WHERE s.id = $1`, ids[0])
		if ok {
			out[x.ID] = x
		}
		return out, err
	}
	for some := range slices.Chunk(ids, manyAtOnce) {
		args := make([]any, manyAtOnce) // always as many, so that the statement is the same; no id is empty
		for i := range args {
			args[i] = ""
			if i < len(some) {
				args[i] = some[i]
			}
		}
		rows, err := all(tx, scanStanding, standingQuery+`WHERE s.id IN (`+manyArgs()+`)`, args...)
		if err != nil {
			return nil, err
		}
		for _, x := range rows {
			out[x.ID] = x
		}
	}
	return out, nil
}

// manyAtOnce is how many ids are asked about in one statement.
const manyAtOnce = 200

// manyArgs is $1, $2 … as many.
func manyArgs() string {
	b := []byte("$1")
	for i := 2; i <= manyAtOnce; i++ {
		b = append(b, ", $"...)
		b = strconv.AppendInt(b, int64(i), 10)
	}
	return string(b)
}

// SignIns lists the sessions of a member that are not revoked and have not reached their end, the latest first.
func (tx *Tx) SignIns(member string) ([]SignIn, error) {
	return all(tx, scanSignIn, `SELECT `+signInColumns+` FROM sign_in_session
		WHERE member = $1 AND revoked_at IS NULL ORDER BY seen_at DESC, id`, member)
}

// SeeSignIn notes when a session was last used.
func (tx *Tx) SeeSignIn(id string) error {
	_, err := tx.exec(`UPDATE sign_in_session SET seen_at = $1 WHERE id = $2`, ms(tx.Now), id)
	return err
}

// NamePerson notes who sits at a function account.
func (tx *Tx) NamePerson(id, person string) error {
	_, err := tx.exec(`UPDATE sign_in_session SET person = $1 WHERE id = $2`, person, id)
	return err
}

// RevokeSignIn ends a session, and tells whether it had not ended before.
func (tx *Tx) RevokeSignIn(id string) (bool, error) {
	n, err := tx.exec(`UPDATE sign_in_session SET revoked_at = $1 WHERE id = $2 AND revoked_at IS NULL`, ms(tx.Now), id)
	return n == 1, err
}

// RevokeSignIns ends the sessions of a member but one; "" ends all.
func (tx *Tx) RevokeSignIns(member, but string) (int64, error) {
	return tx.exec(`UPDATE sign_in_session SET revoked_at = $1 WHERE member = $2 AND id <> $3 AND revoked_at IS NULL`, ms(tx.Now), member, but)
}

// ForgetSignIns removes sessions that ended, or were last seen, before a time. It gives how many.
func (tx *Tx) ForgetSignIns(before time.Time) (int64, error) {
	return tx.exec(`DELETE FROM sign_in_session WHERE revoked_at < $1 OR seen_at < $1`, ms(before))
}
