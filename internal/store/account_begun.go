package store

import "time"

// Begun is what stands between a page and the browser's return to it.
type Begun struct {
	Digest  string // of what the browser comes back with
	Browser string // digest of the mark of the browser in which it began
	Purpose string
	State   []byte
	Expires time.Time
}

func scanBegun(s scan) (b Begun, err error) {
	return b, s(&b.Digest, &b.Browser, &b.Purpose, &b.State, msInto{&b.Expires})
}

// AddBegun keeps what was begun. It answers with store.exists for a digest that is there already.
func (tx *Tx) AddBegun(b Begun) error {
	_, err := tx.exec(`INSERT INTO begun (digest, browser, purpose, state, expires_at) VALUES ($1, $2, $3, $4, $5)`,
		b.Digest, b.Browser, b.Purpose, b.State, ms(b.Expires))
	return err
}

// TakeBegun takes away what was begun in a browser for a purpose, and tells whether it was there. Of two that ask at the same
// time one gets it.
func (tx *Tx) TakeBegun(digest, browser, purpose string) (Begun, bool, error) {
	b, ok, err := one(tx, scanBegun, `SELECT digest, browser, purpose, state, expires_at FROM begun
		WHERE digest = $1 AND browser = $2 AND purpose = $3`, digest, browser, purpose)
	if err != nil || !ok {
		return Begun{}, false, err
	}
	n, err := tx.exec(`DELETE FROM begun WHERE digest = $1`, digest)
	return b, n == 1, err
}

// ForgetBegun removes what expired before a time. It gives how many.
func (tx *Tx) ForgetBegun(before time.Time) (int64, error) {
	return tx.exec(`DELETE FROM begun WHERE expires_at < $1`, ms(before))
}

// PasskeyHandle gives what passkeys name a member's account by, and whether it has got a name.
func (tx *Tx) PasskeyHandle(member string) (string, bool, error) {
	return one(tx, text, `SELECT handle FROM passkey_handle WHERE member = $1`, member)
}

// AddPasskeyHandle gives a member's account its name.
func (tx *Tx) AddPasskeyHandle(member, handle string) error {
	_, err := tx.exec(`INSERT INTO passkey_handle (member, handle) VALUES ($1, $2)`, member, handle)
	return err
}

// MemberByHandle gives the member whose account passkeys name so, and whether there is one.
func (tx *Tx) MemberByHandle(handle string) (string, bool, error) {
	return one(tx, text, `SELECT member FROM passkey_handle WHERE handle = $1`, handle)
}
