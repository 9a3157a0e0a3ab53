package store

import "time"

// Measure is the projection of a measure (åtgärd) that was agreed in a conference.
type Measure struct {
	Conference string
	ID         string // within the conference
	Text       string
	Owner      string // actor
	DueAt      time.Time
	Accepted   *bool // nil until the owner has said
	Status     string
	Secret     bool
	Readers    []string // actors that may see a secret one, besides the host; not filled in lists
}

// MeasureFilter narrows a list of measures; empty fields do not.
type MeasureFilter struct {
	Conference, Incident, Owner, Status string
	DueBefore                           time.Time
}

const measureColumns = `t.conference, t.id, t.text, t.owner, t.due_at, t.accepted, t.status, t.secret`

func scanMeasure(s scan) (m Measure, err error) {
	return m, s(&m.Conference, &m.ID, &m.Text, &m.Owner, msInto{&m.DueAt}, &m.Accepted, &m.Status, &m.Secret)
}

// PutMeasure adds a measure or changes the one of that id. It answers with store.dangling when the conference
// has not been put.
func (tx *Tx) PutMeasure(m Measure) error {
	var accepted any
	if m.Accepted != nil {
		accepted = flag(*m.Accepted)
	}
	if _, err := tx.exec(`INSERT INTO measure (conference, id, text, owner, due_at, accepted, status, secret, sought)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (conference, id) DO UPDATE SET text = excluded.text, owner = excluded.owner, due_at = excluded.due_at,
		accepted = excluded.accepted, status = excluded.status, secret = excluded.secret, sought = excluded.sought`,
		m.Conference, m.ID, m.Text, m.Owner, ms(m.DueAt), accepted, m.Status, flag(m.Secret), sought(m.Text)); err != nil {
		return err
	}
	return tx.putSecretReaders(m.Conference, "measure", m.ID, m.Readers)
}

// Measures lists measures that the reader may see, by due time; those without come last.
func (tx *Tx) Measures(as Reader, f MeasureFilter) ([]Measure, error) {
	q := records(as, "measure", f.Conference != "" || f.Owner != "").of(f.Incident, "", "", nil)
	q.is("t.conference", f.Conference).is("t.owner", f.Owner).is("t.status", f.Status).compare("t.due_at < ?", f.DueBefore)
	return all(tx, scanMeasure, `SELECT `+measureColumns+` `+q.String()+` ORDER BY t.due_at IS NULL, t.due_at, t.conference, t.id`, q.args...)
}

func (tx *Tx) putSecretReaders(conference, kind, id string, actors []string) error {
	if _, err := tx.exec(`DELETE FROM secret_reader WHERE conference = $1 AND kind = $2 AND id = $3`, conference, kind, id); err != nil {
		return err
	}
	for _, actor := range actors {
		if _, err := tx.exec(`INSERT INTO secret_reader (conference, kind, id, actor) VALUES ($1, $2, $3, $4)
			ON CONFLICT (conference, kind, id, actor) DO NOTHING`, conference, kind, id, actor); err != nil {
			return err
		}
	}
	return nil
}
