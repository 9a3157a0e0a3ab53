package store

import (
	"slices"
	"time"

	"samverkan/internal/delivery"
)

// leasable are the deliveries whose turn it is: due, and not held by an earlier one of their lane. What has been tried holds
// everything behind it while it waits to be tried again, but for alarms of other conferences; and within a conference everything is in order, so that a cancellation
// never overtakes its invitation, but for further steps of an alarm, which wait for a reason of their own.
const leasable = ` FROM outgoing o WHERE o.pending = 1 AND o.state <> 'sending' AND o.next_at <= $1
	AND ($2 = '' OR o.channel = $2)
	AND NOT EXISTS (SELECT 1 FROM outgoing s WHERE s.pending = 1 AND s.lane = o.lane AND s.state = 'sending')
	AND NOT EXISTS (SELECT 1 FROM outgoing e WHERE e.pending = 1 AND e.lane = o.lane AND e.number < o.number
		AND (e.attempts > 0 AND (o.alarm = 0 OR e.alarm = 1) OR e.conference = o.conference AND NOT (e.step > 0 AND e.state = 'queued' AND e.next_at > $1)))`

// LeaseOutgoing gives a worker at most limit deliveries whose turn it is, of one channel or with "" of all: at most one of each lane,
// alarms first and then the oldest. They are its own until a time, and count as tried.
func (tx *Tx) LeaseOutgoing(worker, channel string, until time.Time, limit int) ([]delivery.Delivery, error) {
	list, err := all(tx, scanOutgoing, `SELECT `+outgoingColumns+leasable+` ORDER BY o.alarm DESC, o.number LIMIT $3`, ms(tx.Now), channel, limit)
	if err != nil {
		return nil, err
	}
	taken := map[string]bool{}
	list = slices.DeleteFunc(list, func(d delivery.Delivery) bool {
		second := taken[d.Lane] // of another conference: it is the next one's turn
		taken[d.Lane] = true
		return second
	})
	for i := range list {
		d := &list[i]
		d.State, d.LeasedBy, d.LeasedUntil, d.HandingAt = delivery.Sending, worker, until, time.Time{}
		d.Attempts++
		if err := tx.PutOutgoing(*d); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// ExtendOutgoing makes a worker's leases hold until a later time, and gives how many it has.
func (tx *Tx) ExtendOutgoing(worker string, until time.Time) (int64, error) {
	return tx.exec(`UPDATE outgoing SET leased_until = $1 WHERE pending = 1 AND state = 'sending' AND leased_by = $2`, ms(until), worker)
}

// ReleaseOutgoing gives back what a worker has not begun to give to anybody, of the ids or, without any, of all: as if it had not
// been taken. It gives how many.
func (tx *Tx) ReleaseOutgoing(worker string, ids ...string) (int64, error) {
	const release = `UPDATE outgoing SET state = CASE WHEN unsure_at IS NULL THEN 'queued' ELSE 'unsure' END, attempts = attempts - 1, leased_by = '', leased_until = NULL
		WHERE pending = 1 AND state = 'sending' AND leased_by = $1 AND handing_at IS NULL`
	if len(ids) == 0 {
		return tx.exec(release, worker)
	}
	var total int64
	for _, id := range ids {
		n, err := tx.exec(release+` AND id = $2`, worker, id)
		if err != nil {
			return total, err
		}
		total += n
	}
	return total, nil
}

// HandOutgoing notes that a worker begins to give a delivery to the other end, and tells whether it is still its own.
func (tx *Tx) HandOutgoing(worker, id string) (bool, error) {
	n, err := tx.exec(`UPDATE outgoing SET handing_at = $1 WHERE id = $2 AND state = 'sending' AND leased_by = $3`, ms(tx.Now), id, worker)
	return n == 1, err
}

// ExpireOutgoing puts what was leased until before a time back: unsure when it was being given, otherwise queued. It gives them as
// they are now.
func (tx *Tx) ExpireOutgoing(before time.Time) ([]delivery.Delivery, error) {
	list, err := all(tx, scanOutgoing, `SELECT `+outgoingColumns+` FROM outgoing WHERE pending = 1 AND state = 'sending' AND leased_until < $1 ORDER BY number`, ms(before))
	for i := range list {
		if list[i] = list[i].Expire(tx.Now); err == nil {
			err = tx.PutOutgoing(list[i])
		}
	}
	return list, err
}

// NextOutgoing gives when the next delivery is due that is not being sent, and whether there is one.
func (tx *Tx) NextOutgoing() (time.Time, bool, error) {
	at, ok, err := one(tx, func(s scan) (at time.Time, err error) { return at, s(msInto{&at}) },
		`SELECT next_at FROM outgoing WHERE pending = 1 AND state <> 'sending' ORDER BY next_at LIMIT 1`)
	return at, ok, err
}
