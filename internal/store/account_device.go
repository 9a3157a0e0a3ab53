package store

import "time"

// Device is a program that asks to be signed in by somebody at another screen (RFC 8628).
type Device struct {
	Name      string // what it says that it is
	Scope     string
	Address   string
	Agent     string
	Created   time.Time
	Expires   time.Time
	Wait      time.Duration // between its questions
	Polled    time.Time
	Member    string // who answered
	Answered  time.Time
	Denied    bool
	Collected time.Time
}

const deviceColumns = `name, scope, address, agent, created_at, expires_at, wait_ms, polled_at, member, answered_at, denied, collected_at`

func scanDevice(s scan) (d Device, err error) {
	var wait int64
	err = s(&d.Name, &d.Scope, &d.Address, &d.Agent, msInto{&d.Created}, msInto{&d.Expires}, &wait, msInto{&d.Polled},
		textInto{&d.Member},
		msInto{&d.Answered}, &d.Denied, msInto{&d.Collected})
	d.Wait = time.Duration(wait) * time.Millisecond
	return d, err
}

// AddDevice adds a grant that the device knows by one digest and the person by another. It answers with store.exists when
// the code is in use.
func (tx *Tx) AddDevice(d Device, digest, userCode string) error {
	_, err := tx.exec(`INSERT INTO device_grant (`+deviceColumns+`, digest, user_code)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		d.Name, d.Scope, d.Address, d.Agent, ms(d.Created), ms(d.Expires), d.Wait.Milliseconds(), ms(d.Polled), orNull(d.Member),
		ms(d.Answered), flag(d.Denied), ms(d.Collected), digest, userCode)
	return err
}

// DeviceByDigest gives the grant that the device asks about, and whether there is one.
func (tx *Tx) DeviceByDigest(digest string) (Device, bool, error) {
	return one(tx, scanDevice, `SELECT `+deviceColumns+` FROM device_grant WHERE digest = $1`, digest)
}

// DeviceByCode gives the grant that a person has the code of, and whether there is one.
func (tx *Tx) DeviceByCode(userCode string) (Device, bool, error) {
	return one(tx, scanDevice, `SELECT `+deviceColumns+` FROM device_grant WHERE user_code = $1`, userCode)
}

// PollDevice notes that a device asked, and how long it has to wait until it asks again.
func (tx *Tx) PollDevice(digest string, wait time.Duration) error {
	_, err := tx.exec(`UPDATE device_grant SET polled_at = $1, wait_ms = $2 WHERE digest = $3`, ms(tx.Now), wait.Milliseconds(), digest)
	return err
}

// AnswerDevice notes a person's answer, and tells whether there was none before.
func (tx *Tx) AnswerDevice(userCode, member string, denied bool) (bool, error) {
	n, err := tx.exec(`UPDATE device_grant SET member = $1, answered_at = $2, denied = $3
		WHERE user_code = $4 AND answered_at IS NULL AND expires_at > $2`, member, ms(tx.Now), flag(denied), userCode)
	return n == 1, err
}

// CollectDevice notes that a device has fetched what it was granted, and tells whether it had not before.
func (tx *Tx) CollectDevice(digest string) (bool, error) {
	n, err := tx.exec(`UPDATE device_grant SET collected_at = $1 WHERE digest = $2 AND collected_at IS NULL`, ms(tx.Now), digest)
	return n == 1, err
}

// ForgetDevices removes grants that expired before a time. It gives how many.
func (tx *Tx) ForgetDevices(before time.Time) (int64, error) {
	return tx.exec(`DELETE FROM device_grant WHERE expires_at < $1`, ms(before))
}
