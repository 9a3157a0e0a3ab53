package store

import "time"

// RetentionRule says how long a kind of matter is kept after a conference was closed.
type RetentionRule struct {
	Kind      string
	Months    int
	Ground    string
	Automatic bool // the service carries it out by itself
}

// RetentionRules lists the rules, by kind.
func (tx *Tx) RetentionRules() ([]RetentionRule, error) {
	return all(tx, func(s scan) (r RetentionRule, err error) {
		automatic := 0
		err = s(&r.Kind, &r.Months, &r.Ground, &automatic)
		r.Automatic = automatic != 0
		return r, err
	}, `SELECT kind, months, ground, automatic FROM retention_rule ORDER BY kind`)
}

// PutRetentionRule sets the rule of a kind.
func (tx *Tx) PutRetentionRule(r RetentionRule) error {
	automatic := 0
	if r.Automatic {
		automatic = 1
	}
	_, err := tx.exec(`INSERT INTO retention_rule (kind, months, ground, automatic) VALUES ($1, $2, $3, $4)
		ON CONFLICT (kind) DO UPDATE SET months = excluded.months, ground = excluded.ground, automatic = excluded.automatic`,
		r.Kind, r.Months, r.Ground, automatic)
	return err
}

// DeleteRetentionRule takes the rule of a kind away.
func (tx *Tx) DeleteRetentionRule(kind string) error {
	_, err := tx.exec(`DELETE FROM retention_rule WHERE kind = $1`, kind)
	return err
}

// RemovedFile is a file that was removed for good.
type RemovedFile struct {
	Digest  string
	Ground  string
	Removed time.Time
	Gone    time.Time // zero until the file itself is away
}

func scanRemoved(s scan) (f RemovedFile, err error) {
	return f, s(&f.Digest, &f.Ground, msInto{&f.Removed}, msInto{&f.Gone})
}

// PutRemovedFile notes that a file is to go, or with Gone that it is away.
func (tx *Tx) PutRemovedFile(f RemovedFile) error {
	_, err := tx.exec(`INSERT INTO removed_file (digest, ground, removed_at, gone_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (digest) DO UPDATE SET ground = excluded.ground, removed_at = excluded.removed_at, gone_at = excluded.gone_at`,
		f.Digest, f.Ground, ms(f.Removed), ms(f.Gone))
	return err
}

// RemovedFile gives the removal of a file, and whether it was removed.
func (tx *Tx) RemovedFile(digest string) (RemovedFile, bool, error) {
	return one(tx, scanRemoved, `SELECT digest, ground, removed_at, gone_at FROM removed_file WHERE digest = $1`, digest)
}

// RemovedFiles lists what was removed; with pending only what is not away yet.
func (tx *Tx) RemovedFiles(pending bool) ([]RemovedFile, error) {
	where := ""
	if pending {
		where = " WHERE gone_at IS NULL"
	}
	return all(tx, scanRemoved, `SELECT digest, ground, removed_at, gone_at FROM removed_file`+where+` ORDER BY digest`)
}

// ForgetBroughtFile forgets that anybody brought a file.
func (tx *Tx) ForgetBroughtFile(digest string) error {
	_, err := tx.exec(`DELETE FROM brought WHERE digest = $1`, digest)
	return err
}

// BroughtByAny tells whether anybody has brought a file since it was last forgotten.
func (tx *Tx) BroughtByAny(digest string) (bool, error) {
	_, found, err := one(tx, text, `SELECT digest FROM brought WHERE digest = $1 LIMIT 1`, digest)
	return found, err
}

// DropConferenceOutgoing removes what has been sent about a conference, but what waits to be, and gives how many messages it was.
func (tx *Tx) DropConferenceOutgoing(conference string) (int64, error) {
	return tx.exec(`DELETE FROM outgoing WHERE conference = $1 AND pending = 0`, conference)
}
