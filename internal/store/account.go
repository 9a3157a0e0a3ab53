package store

import "time"

// Account is how a member signs in, without its secrets.
type Account struct {
	Member   string
	Login    string // e-mail address, lower case
	Shared   bool   // of a function on duty: several people use it, each by name
	Password bool   // has one
	TOTP     bool   // has a second factor
	Created  time.Time
	Disabled time.Time // zero while it may be used
}

// Secrets are what an account is held against.
type Secrets struct {
	Password string // argon2id in PHC form; "" when it has none
	TOTP     []byte // sealed; nil when it has none
	Step     int64  // the last step of the second factor that was used
}

const accountColumns = `member, login, shared, CASE WHEN password = '' THEN 0 ELSE 1 END, CASE WHEN totp IS NULL THEN 0 ELSE 1 END,
	created_at, disabled_at`

func scanAccount(s scan) (a Account, err error) {
	return a, s(&a.Member, &a.Login, &a.Shared, &a.Password, &a.TOTP, msInto{&a.Created}, msInto{&a.Disabled})
}

// PutAccount adds an account or changes the one of that member. Its secrets stay. It answers with store.exists when the
// login is another's, and store.dangling when there is no such member.
func (tx *Tx) PutAccount(a Account) error {
	_, err := tx.exec(`INSERT INTO account (member, login, password, totp, totp_step, shared, created_at, disabled_at)
		VALUES ($1, $2, '', NULL, 0, $3, $4, $5)
		ON CONFLICT (member) DO UPDATE SET login = excluded.login, shared = excluded.shared, disabled_at = excluded.disabled_at`,
		a.Member, a.Login, flag(a.Shared), ms(a.Created), ms(a.Disabled))
	return err
}

// Account gives the account of a member. It answers with store.no-account.
func (tx *Tx) Account(member string) (Account, error) {
	a, found, err := one(tx, scanAccount, `SELECT `+accountColumns+` FROM account WHERE member = $1`, member)
	if err == nil && !found {
		err = missing("store.no-account", member)
	}
	return a, err
}

// AccountByLogin gives the account of a login, and whether there is one.
func (tx *Tx) AccountByLogin(login string) (Account, bool, error) {
	return one(tx, scanAccount, `SELECT `+accountColumns+` FROM account WHERE login = $1`, login)
}

// Accounts lists the accounts of the reader's own actor, by login.
func (tx *Tx) Accounts(as Reader) ([]Account, error) {
	return all(tx, scanAccount, `SELECT `+accountColumns+` FROM account
		WHERE $1 = 1 OR EXISTS (SELECT 1 FROM member m WHERE m.id = account.member AND m.actor = $2)
		ORDER BY login`, as.all(), as.actor)
}

// CountAccounts gives how many accounts there are.
func (tx *Tx) CountAccounts() (int, error) {
	n, _, err := one(tx, func(s scan) (n int, err error) { return n, s(&n) }, `SELECT count(*) FROM account`)
	return n, err
}

// Secrets gives what an account is held against. It answers with store.no-account.
func (tx *Tx) Secrets(member string) (Secrets, error) {
	x, found, err := one(tx, func(s scan) (x Secrets, err error) { return x, s(&x.Password, &x.TOTP, &x.Step) },
		`SELECT password, totp, totp_step FROM account WHERE member = $1`, member)
	if err == nil && !found {
		err = missing("store.no-account", member)
	}
	return x, err
}

// SetPassword sets the password of an account, in PHC form; "" takes it away.
func (tx *Tx) SetPassword(member, phc string) error {
	_, err := tx.exec(`UPDATE account SET password = $1 WHERE member = $2`, phc, member)
	return err
}

// SetTOTP sets the sealed secret of an account's second factor; nil takes it away.
func (tx *Tx) SetTOTP(member string, sealed []byte) error {
	_, err := tx.exec(`UPDATE account SET totp = $1, totp_step = 0 WHERE member = $2`, sealed, member)
	return err
}

// UseStep notes that a step of the second factor was used, and tells whether it was a later one than any before.
func (tx *Tx) UseStep(member string, step int64) (bool, error) {
	n, err := tx.exec(`UPDATE account SET totp_step = $1 WHERE member = $2 AND totp_step < $1`, step, member)
	return n == 1, err
}

// PutRecoveryCodes replaces the recovery codes of an account.
func (tx *Tx) PutRecoveryCodes(member string, digests []string) error {
	if _, err := tx.exec(`DELETE FROM recovery_code WHERE member = $1`, member); err != nil {
		return err
	}
	for _, d := range digests {
		if _, err := tx.exec(`INSERT INTO recovery_code (member, digest) VALUES ($1, $2)`, member, d); err != nil {
			return err
		}
	}
	return nil
}

// UseRecoveryCode uses a recovery code up, and tells whether there was one.
func (tx *Tx) UseRecoveryCode(member, digest string) (bool, error) {
	n, err := tx.exec(`UPDATE recovery_code SET used_at = $1 WHERE member = $2 AND digest = $3 AND used_at IS NULL`, ms(tx.Now), member, digest)
	return n == 1, err
}

// RecoveryCodes gives how many recovery codes an account has left.
func (tx *Tx) RecoveryCodes(member string) (int, error) {
	n, _, err := one(tx, func(s scan) (n int, err error) { return n, s(&n) },
		`SELECT count(*) FROM recovery_code WHERE member = $1 AND used_at IS NULL`, member)
	return n, err
}
