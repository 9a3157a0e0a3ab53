package store

// Setting gives the value of a key, and whether it is set.
func (tx *Tx) Setting(key string) (value string, found bool, err error) {
	return one(tx, text, `SELECT value FROM setting WHERE key = $1`, key)
}

// PutSetting sets the value of a key. Secrets do not belong in the database.
func (tx *Tx) PutSetting(key, value string) error {
	_, err := tx.exec(`INSERT INTO setting (key, value) VALUES ($1, $2)
		ON CONFLICT (key) DO UPDATE SET value = excluded.value`, key, value)
	return err
}

// DeleteSetting removes a key; one that is not there is no fault.
func (tx *Tx) DeleteSetting(key string) error {
	_, err := tx.exec(`DELETE FROM setting WHERE key = $1`, key)
	return err
}
