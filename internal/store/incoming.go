package store

import (
	"encoding/json"
	"time"

	"samverkan/internal/delivery"
	"samverkan/internal/fault"
)

// Incoming is a message that came in, as far as somebody acts on it.
type Incoming struct {
	ID string
	delivery.Verdict
	MappedBy string // member who said whose it is
	MappedAt time.Time
}

func scanIncoming(s scan) (x Incoming, err error) {
	var verdict json.RawMessage
	if err := s(&x.ID, docInto{&verdict}, &x.MappedBy, msInto{&x.MappedAt}); err != nil {
		return x, err
	}
	if err := json.Unmarshal(verdict, &x.Verdict); err != nil {
		return x, fault.Wrap(err, fault.Unavailable, "store.corrupt")
	}
	return x, nil
}

const incomingSelect = `SELECT id, verdict, mapped_by, mapped_at FROM incoming`

// AddIncoming keeps what came in, and tells whether it is new: the same message, by its digest or Message-ID, is kept once.
func (tx *Tx) AddIncoming(x Incoming) (bool, error) {
	verdict, err := json.Marshal(x.Verdict)
	if err != nil {
		return false, fault.Wrap(err, fault.Internal, "store.failed")
	}
	n, err := tx.exec(`INSERT INTO incoming (id, digest, message_id, at, sender, finding, conference, participant, actor, sequence, stamp_at, verified,
		verdict, mapped_by, mapped_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) ON CONFLICT DO NOTHING`,
		x.ID, x.Digest, orNull(x.MessageID), ms(x.At), x.Sender, string(x.Finding), x.Conference, x.Participant, x.Actor, x.Sequence, ms(x.Stamp),
		flag(x.Verified), string(verdict), x.MappedBy, ms(x.MappedAt))
	return n == 1, err
}

// PutIncoming changes what was made of a message.
func (tx *Tx) PutIncoming(x Incoming) error {
	verdict, err := json.Marshal(x.Verdict)
	if err != nil {
		return fault.Wrap(err, fault.Internal, "store.failed")
	}
	_, err = tx.exec(`UPDATE incoming SET finding = $1, conference = $2, participant = $3, actor = $4, sequence = $5, stamp_at = $6, verified = $7,
		verdict = $8, mapped_by = $9, mapped_at = $10 WHERE id = $11`, string(x.Finding), x.Conference, x.Participant, x.Actor, x.Sequence,
		ms(x.Stamp), flag(x.Verified), string(verdict), x.MappedBy, ms(x.MappedAt), x.ID)
	return err
}

// Incoming gives the message of an id, and whether there is one.
func (tx *Tx) Incoming(id string) (Incoming, bool, error) {
	return one(tx, scanIncoming, incomingSelect+` WHERE id = $1`, id)
}

// SameIncoming gives the message that has a digest or Message-ID already, and whether there is one.
func (tx *Tx) SameIncoming(digest, messageID string) (Incoming, bool, error) {
	return one(tx, scanIncoming, incomingSelect+` WHERE digest = $1 OR (message_id = $2 AND $2 <> '') ORDER BY at, id LIMIT 1`, digest, messageID)
}

// UnknownIncoming lists the messages that somebody has to say whose they are, the latest first: of one conference, or with "" those
// of all and of none.
func (tx *Tx) UnknownIncoming(conference string) ([]Incoming, error) {
	return all(tx, scanIncoming, incomingSelect+` WHERE finding = $1 AND ($2 = '' OR conference = $2) ORDER BY at DESC, id DESC`,
		string(delivery.Unknown), conference)
}

// ConferenceIncoming lists what came in for a conference, as it came.
func (tx *Tx) ConferenceIncoming(conference string) ([]Incoming, error) {
	return all(tx, scanIncoming, incomingSelect+` WHERE conference = $1 ORDER BY at, id`, conference)
}

// NewestAnswer gives the newest answer that has counted for a participant, by SEQUENCE and DTSTAMP, and whether there is one.
func (tx *Tx) NewestAnswer(conference, participant string) (Incoming, bool, error) {
	return one(tx, scanIncoming, incomingSelect+` WHERE conference = $1 AND participant = $2 AND finding IN ('answered', 'mapped', 'proposed')
		ORDER BY sequence DESC, coalesce(stamp_at, at) DESC, at DESC LIMIT 1`, conference, participant)
}

// MappedSenders gives the addresses that somebody has said are an actor's, by address, in conferences of a host: what one host takes
// for somebody's address is nothing that another has to believe.
func (tx *Tx) MappedSenders(host string, actors []string) (map[string]string, error) {
	type row struct{ sender, actor string }
	rows, err := all(tx, func(s scan) (r row, err error) { return r, s(&r.sender, &r.actor) },
		`SELECT i.sender, i.actor FROM incoming i JOIN conference c ON c.id = i.conference
		WHERE i.mapped_at IS NOT NULL AND i.sender <> '' AND c.host = $1 ORDER BY i.mapped_at, i.id`, host)
	if err != nil {
		return nil, err
	}
	asked := map[string]bool{}
	for _, a := range actors {
		asked[a] = true
	}
	out := map[string]string{}
	for _, r := range rows {
		delete(out, r.sender) // the latest word counts
		if asked[r.actor] {
			out[r.sender] = r.actor
		}
	}
	return out, nil
}

// ForgetIncoming removes what came in for a conference.
func (tx *Tx) ForgetIncoming(conference string) error {
	_, err := tx.exec(`DELETE FROM incoming WHERE conference = $1`, conference)
	return err
}

// DropIncoming removes what came in before a time, and gives how many.
func (tx *Tx) DropIncoming(before time.Time) (int64, error) {
	return tx.exec(`DELETE FROM incoming WHERE at < $1`, ms(before))
}
