package store

import (
	"time"

	"samverkan/internal/delivery"
)

const outgoingColumns = `id, number, key, at, kind, conference, participant, actor, contact, channel, address, lane, sequence, language, data,
	step, alarm, exercise, state, attempts, next_at, leased_by, leased_until, handing_at, unsure_at, message_id, thread, handed_at,
	settled_at, code`

func scanOutgoing(s scan) (d delivery.Delivery, err error) {
	return d, s(&d.ID, &d.Number, &d.Key, msInto{&d.At}, &d.Kind, &d.Conference, &d.Participant, &d.Actor, &d.Contact, &d.Channel, &d.Address,
		&d.Lane, &d.Sequence, &d.Language, docInto{&d.Data}, &d.Step, &d.Alarm, &d.Exercise, &d.State, &d.Attempts, msInto{&d.NextAt}, &d.LeasedBy,
		msInto{&d.LeasedUntil}, msInto{&d.HandingAt}, msInto{&d.UnsureAt}, &d.MessageID, &d.Thread, msInto{&d.HandedAt}, msInto{&d.SettledAt}, &d.Code)
}

// QueueOutgoing queues deliveries in their order, and gives how many: one whose key is there already is passed over. It gives each its
// number, and as its thread the first delivery of the conference in the same lane.
func (tx *Tx) QueueOutgoing(list []delivery.Delivery) (int, error) {
	number, _, err := one(tx, func(s scan) (n int64, err error) { return n, s(&n) }, `SELECT coalesce(max(number), 0) FROM outgoing`)
	if err != nil {
		return 0, err
	}
	queued := 0
	for _, d := range list {
		thread, _, err := one(tx, text, `SELECT id FROM outgoing WHERE conference = $1 AND lane = $2 ORDER BY number LIMIT 1`, d.Conference, d.Lane)
		if err != nil {
			return queued, err
		}
		n, err := tx.exec(`INSERT INTO outgoing (`+outgoingColumns+`, pending) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
			$16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31) ON CONFLICT (key) DO NOTHING`,
			d.ID, number+1, d.Key, ms(d.At), string(d.Kind), d.Conference, d.Participant, d.Actor, d.Contact, string(d.Channel), d.Address, d.Lane,
			d.Sequence, d.Language, doc(d.Data), d.Step, flag(d.Alarm), flag(d.Exercise), string(d.State), d.Attempts, ms(d.NextAt), d.LeasedBy,
			ms(d.LeasedUntil), ms(d.HandingAt), ms(d.UnsureAt), d.MessageID, thread, ms(d.HandedAt), ms(d.SettledAt), d.Code, flag(d.State.Pending()))
		if err != nil {
			return queued, err
		}
		if n == 1 {
			number++
			queued++
		}
	}
	return queued, nil
}

// PutOutgoing writes what may change of a delivery.
func (tx *Tx) PutOutgoing(d delivery.Delivery) error {
	_, err := tx.exec(`UPDATE outgoing SET state = $1, pending = $2, attempts = $3, next_at = $4, leased_by = $5, leased_until = $6, handing_at = $7,
		unsure_at = $8, message_id = $9, handed_at = $10, settled_at = $11, code = $12 WHERE id = $13`,
		string(d.State), flag(d.State.Pending()), d.Attempts, ms(d.NextAt), d.LeasedBy, ms(d.LeasedUntil), ms(d.HandingAt), ms(d.UnsureAt),
		d.MessageID, ms(d.HandedAt), ms(d.SettledAt), d.Code, d.ID)
	return err
}

// Outgoing gives the delivery of an id, and whether there is one.
func (tx *Tx) Outgoing(id string) (delivery.Delivery, bool, error) {
	return one(tx, scanOutgoing, `SELECT `+outgoingColumns+` FROM outgoing WHERE id = $1`, id)
}

// OutgoingByMessage gives the delivery whose message the other end calls by a name, and whether there is one.
func (tx *Tx) OutgoingByMessage(messageID string) (delivery.Delivery, bool, error) {
	return one(tx, scanOutgoing, `SELECT `+outgoingColumns+` FROM outgoing WHERE message_id = $1 AND $1 <> '' ORDER BY number LIMIT 1`, messageID)
}

// ConferenceOutgoing lists the deliveries of a conference as they were queued; of one actor, or with "" of all.
func (tx *Tx) ConferenceOutgoing(conference, actor string) ([]delivery.Delivery, error) {
	return all(tx, scanOutgoing, `SELECT `+outgoingColumns+` FROM outgoing WHERE conference = $1 AND ($2 = '' OR actor = $2) ORDER BY number`,
		conference, actor)
}

// OutgoingCount is how many deliveries of a channel are in a state.
type OutgoingCount struct {
	Channel string
	State   delivery.State
	Count   int
	Oldest  time.Time // when the oldest of them was queued
}

// CountOutgoing counts deliveries by channel and state, of one conference or with "" of all.
func (tx *Tx) CountOutgoing(conference string) ([]OutgoingCount, error) {
	return all(tx, func(s scan) (c OutgoingCount, err error) {
		return c, s(&c.Channel, &c.State, &c.Count, msInto{&c.Oldest})
	},
		`SELECT channel, state, count(*), min(at) FROM outgoing WHERE $1 = '' OR conference = $1 GROUP BY channel, state ORDER BY channel, state`, conference)
}

// ForgetOutgoing takes the words of a conference's deliveries away; what was sent when, and to whom, stays.
func (tx *Tx) ForgetOutgoing(conference string) error {
	_, err := tx.exec(`UPDATE outgoing SET data = '{}' WHERE conference = $1`, conference)
	return err
}

// DropOutgoing removes deliveries that were settled before a time, and gives how many.
func (tx *Tx) DropOutgoing(before time.Time) (int64, error) {
	return tx.exec(`DELETE FROM outgoing WHERE pending = 0 AND settled_at < $1`, ms(before))
}
