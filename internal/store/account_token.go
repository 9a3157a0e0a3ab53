package store

import "time"

// Token is what a program signs in with, without its secret.
type Token struct {
	ID      string
	Shown   string // its beginning, by which people know it
	Member  string
	Actor   string // the member's when it was made
	Name    string
	Scope   string
	MadeBy  string
	Created time.Time
	Expires time.Time
	Used    time.Time // zero when it never was
	Revoked time.Time
}

const tokenColumns = `id, shown, member, actor, name, scope, made_by, created_at, expires_at, used_at, revoked_at`

func scanToken(s scan) (t Token, err error) {
	return t, s(&t.ID, &t.Shown, &t.Member, &t.Actor, &t.Name, &t.Scope, &t.MadeBy, msInto{&t.Created}, msInto{&t.Expires},
		msInto{&t.Used}, msInto{&t.Revoked})
}

// AddToken adds a token that is known by a digest.
func (tx *Tx) AddToken(t Token, digest string) error {
	_, err := tx.exec(`INSERT INTO api_token (`+tokenColumns+`, digest) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		t.ID, t.Shown, t.Member, t.Actor, t.Name, t.Scope, t.MadeBy, ms(t.Created), ms(t.Expires), ms(t.Used), ms(t.Revoked), digest)
	return err
}

// TokenByDigest gives the token that is known by a digest, and whether there is one.
func (tx *Tx) TokenByDigest(digest string) (Token, bool, error) {
	return one(tx, scanToken, `SELECT `+tokenColumns+` FROM api_token WHERE digest = $1`, digest)
}

// Token gives the token of an id, and whether there is one.
func (tx *Tx) Token(id string) (Token, bool, error) {
	return one(tx, scanToken, `SELECT `+tokenColumns+` FROM api_token WHERE id = $1`, id)
}

// Tokens lists the tokens of a member that are not revoked, the latest first.
func (tx *Tx) Tokens(member string) ([]Token, error) {
	return all(tx, scanToken, `SELECT `+tokenColumns+` FROM api_token
		WHERE member = $1 AND revoked_at IS NULL ORDER BY created_at DESC, id`, member)
}

// UseToken notes when a token was last used.
func (tx *Tx) UseToken(id string) error {
	_, err := tx.exec(`UPDATE api_token SET used_at = $1 WHERE id = $2`, ms(tx.Now), id)
	return err
}

// RevokeToken ends a token, and tells whether it had not ended before.
func (tx *Tx) RevokeToken(id string) (bool, error) {
	n, err := tx.exec(`UPDATE api_token SET revoked_at = $1 WHERE id = $2 AND revoked_at IS NULL`, ms(tx.Now), id)
	return n == 1, err
}

// RevokeTokens ends every token of a member.
func (tx *Tx) RevokeTokens(member string) (int64, error) {
	return tx.exec(`UPDATE api_token SET revoked_at = $1 WHERE member = $2 AND revoked_at IS NULL`, ms(tx.Now), member)
}
