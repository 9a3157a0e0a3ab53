package store

import "time"

// Decision is the projection of a decision (beslut, inriktning) of a conference.
type Decision struct {
	Conference string
	ID         string // within the conference
	Wording    string
	Outcome    string // "" until it is settled
	SettledAt  time.Time
	ValidUntil time.Time
	Secret     bool
	Readers    []string // actors that may see a secret one, besides the host; not filled in lists
}

// DecisionFilter narrows a list of decisions; empty fields do not.
type DecisionFilter struct {
	Conference, Incident, Outcome string
	ValidAt                       time.Time // settled by then, and not past its end; one without an end is valid
}

func scanDecision(s scan) (d Decision, err error) {
	return d, s(&d.Conference, &d.ID, &d.Wording, &d.Outcome, msInto{&d.SettledAt}, msInto{&d.ValidUntil}, &d.Secret)
}

// PutDecision adds a decision or changes the one of that id. It answers with store.dangling when the conference
// has not been put.
func (tx *Tx) PutDecision(d Decision) error {
	if _, err := tx.exec(`INSERT INTO decision (conference, id, wording, outcome, settled_at, valid_until, secret, sought)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (conference, id) DO UPDATE SET wording = excluded.wording, outcome = excluded.outcome,
		settled_at = excluded.settled_at, valid_until = excluded.valid_until, secret = excluded.secret, sought = excluded.sought`,
		d.Conference, d.ID, d.Wording, d.Outcome, ms(d.SettledAt), ms(d.ValidUntil), flag(d.Secret), sought(d.Wording)); err != nil {
		return err
	}
	return tx.putSecretReaders(d.Conference, "decision", d.ID, d.Readers)
}

// Decisions lists decisions that the reader may see, in the order they were settled.
func (tx *Tx) Decisions(as Reader, f DecisionFilter) ([]Decision, error) {
	q := records(as, "decision", f.Conference != "").of(f.Incident, "", "", nil)
	q.is("t.conference", f.Conference).is("t.outcome", f.Outcome)
	if !f.ValidAt.IsZero() {
		q.and(`t.settled_at <= ? AND (t.valid_until IS NULL OR t.valid_until > ?)`, f.ValidAt.UnixMilli(), f.ValidAt.UnixMilli())
	}
	return all(tx, scanDecision, `SELECT t.conference, t.id, t.wording, t.outcome, t.settled_at, t.valid_until, t.secret `+q.String()+`
		ORDER BY t.settled_at IS NULL, t.settled_at, t.conference, t.id`, q.args...)
}
