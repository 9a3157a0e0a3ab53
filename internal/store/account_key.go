package store

import (
	"encoding/json"
	"time"
)

// Passkey is a credential that a person's device holds.
type Passkey struct {
	ID         string
	Member     string
	Name       string
	Credential json.RawMessage // as the protocol's own package keeps it: public key, counter, flags
	Created    time.Time
	Used       time.Time
}

const passkeyColumns = `id, member, name, credential, created_at, used_at`

func scanPasskey(s scan) (p Passkey, err error) {
	return p, s(&p.ID, &p.Member, &p.Name, docInto{&p.Credential}, msInto{&p.Created}, msInto{&p.Used})
}

// PutPasskey adds a passkey or changes the one of that id, which stays its member's. It answers with store.dangling when
// the member has no account.
func (tx *Tx) PutPasskey(p Passkey) error {
	_, err := tx.exec(`INSERT INTO passkey (`+passkeyColumns+`) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, credential = excluded.credential, used_at = excluded.used_at
		WHERE passkey.member = excluded.member`, p.ID, p.Member, p.Name, doc(p.Credential), ms(p.Created), ms(p.Used))
	return err
}

// Passkey gives the passkey of an id, and whether there is one.
func (tx *Tx) Passkey(id string) (Passkey, bool, error) {
	return one(tx, scanPasskey, `SELECT `+passkeyColumns+` FROM passkey WHERE id = $1`, id)
}

// Passkeys lists the passkeys of a member, the oldest first.
func (tx *Tx) Passkeys(member string) ([]Passkey, error) {
	return all(tx, scanPasskey, `SELECT `+passkeyColumns+` FROM passkey WHERE member = $1 ORDER BY created_at, id`, member)
}

// DeletePasskey takes away a passkey of a member, and tells whether it was there; with "" all of them.
func (tx *Tx) DeletePasskey(member, id string) (bool, error) {
	n, err := tx.exec(`DELETE FROM passkey WHERE member = $1 AND ($2 = '' OR id = $2)`, member, id)
	return n > 0, err
}

// ExternalIdentity is what another organisation's sign-in service knows a person by.
type ExternalIdentity struct {
	Issuer  string
	Subject string
	Member  string
	Created time.Time
	Used    time.Time
}

const externalColumns = `issuer, subject, member, created_at, used_at`

func scanExternal(s scan) (x ExternalIdentity, err error) {
	return x, s(&x.Issuer, &x.Subject, &x.Member, msInto{&x.Created}, msInto{&x.Used})
}

// AddExternal binds an identity to a member. It answers with store.exists when it is bound already.
func (tx *Tx) AddExternal(x ExternalIdentity) error {
	_, err := tx.exec(`INSERT INTO oidc_identity (`+externalColumns+`) VALUES ($1, $2, $3, $4, $5)`,
		x.Issuer, x.Subject, x.Member, ms(x.Created), ms(x.Used))
	return err
}

// External gives the binding of an issuer and subject, and whether there is one.
func (tx *Tx) External(issuer, subject string) (ExternalIdentity, bool, error) {
	return one(tx, scanExternal, `SELECT `+externalColumns+` FROM oidc_identity WHERE issuer = $1 AND subject = $2`, issuer, subject)
}

// Externals lists the bindings of a member.
func (tx *Tx) Externals(member string) ([]ExternalIdentity, error) {
	return all(tx, scanExternal, `SELECT `+externalColumns+` FROM oidc_identity WHERE member = $1 ORDER BY created_at, issuer`, member)
}

// UseExternal notes when a binding was last used.
func (tx *Tx) UseExternal(issuer, subject string) error {
	_, err := tx.exec(`UPDATE oidc_identity SET used_at = $1 WHERE issuer = $2 AND subject = $3`, ms(tx.Now), issuer, subject)
	return err
}

// DeleteExternal takes away a binding of a member; with "" as issuer all of them.
func (tx *Tx) DeleteExternal(member, issuer, subject string) (bool, error) {
	n, err := tx.exec(`DELETE FROM oidc_identity WHERE member = $1 AND ($2 = '' OR issuer = $2 AND subject = $3)`, member, issuer, subject)
	return n > 0, err
}
