package store

import "time"

// SignInLine is a line of the log of sign-ins.
type SignInLine struct {
	ID      string
	At      time.Time
	Who     string // a code of the name that was tried
	Member  string // "" when nobody has that name
	Actor   string
	How     string
	Outcome string
	Address string
	Agent   string
}

const signInLineColumns = `id, at, who, member, actor, how, outcome, address, agent`

func scanSignInLine(s scan) (l SignInLine, err error) {
	return l, s(&l.ID, msInto{&l.At}, &l.Who, &l.Member, &l.Actor, &l.How, &l.Outcome, &l.Address, &l.Agent)
}

// AddSignInLine adds a line to the log.
func (tx *Tx) AddSignInLine(l SignInLine) error {
	_, err := tx.exec(`INSERT INTO sign_in_log (`+signInLineColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		l.ID, ms(l.At), l.Who, l.Member, l.Actor, l.How, l.Outcome, l.Address, l.Agent)
	return err
}

// SignInLines lists the latest lines of a member, of an actor's people, or, when both are "", of everybody. It gives at most limit.
func (tx *Tx) SignInLines(member, actor string, limit int) ([]SignInLine, error) {
	return all(tx, scanSignInLine, `SELECT `+signInLineColumns+` FROM sign_in_log
		WHERE ($1 = '' OR member = $1) AND ($2 = '' OR actor = $2) ORDER BY at DESC, id DESC LIMIT $3`, member, actor, limit)
}

// SignInLinesBy lists the lines about a name since a time, the latest first, at most limit.
func (tx *Tx) SignInLinesBy(who string, since time.Time, limit int) ([]SignInLine, error) {
	return all(tx, scanSignInLine, `SELECT `+signInLineColumns+` FROM sign_in_log
		WHERE who = $1 AND at > $2 ORDER BY at DESC, id DESC LIMIT $3`, who, ms(since), limit)
}

// CountSignInLines gives how many lines about a name and an address have an outcome, since a time.
func (tx *Tx) CountSignInLines(who, address, how, outcome string, since time.Time) (int, error) {
	n, _, err := one(tx, func(s scan) (n int, err error) { return n, s(&n) }, `SELECT count(*) FROM sign_in_log
		WHERE who = $1 AND ($2 = '' OR address = $2) AND ($3 = '' OR how = $3) AND outcome = $4 AND at > $5`,
		who, address, how, outcome, ms(since))
	return n, err
}

// ForgetSignInLines removes lines from before a time. It gives how many.
func (tx *Tx) ForgetSignInLines(before time.Time) (int64, error) {
	return tx.exec(`DELETE FROM sign_in_log WHERE at < $1`, ms(before))
}
