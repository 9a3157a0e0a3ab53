package store

import "time"

// PutBrought remembers that an actor's people have brought content.
func (tx *Tx) PutBrought(actor, digest string) error {
	_, err := tx.exec(`INSERT INTO brought (actor, digest, at) VALUES ($1, $2, $3)
		ON CONFLICT (actor, digest) DO UPDATE SET at = excluded.at`, actor, digest, ms(tx.Now))
	return err
}

// Brought tells whether an actor's people have brought content.
func (tx *Tx) Brought(actor, digest string) (bool, error) {
	_, found, err := one(tx, text, `SELECT digest FROM brought WHERE actor = $1 AND digest = $2`, actor, digest)
	return found, err
}

// ForgetBrought forgets what was brought before a time.
func (tx *Tx) ForgetBrought(before time.Time) error {
	_, err := tx.exec(`DELETE FROM brought WHERE at < $1`, ms(before))
	return err
}
