package clerk

import (
	"context"
	"time"

	"samverkan/internal/delivery"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/store"
)

// What follows is for the service itself, which sends: it is nobody's wish, and no door leads here.

// QueueDeliveries queues what the service tells of by itself: a measure that is soon due, a report that is asked for, a test. The same
// fact is queued once; it gives how many deliveries it became. A desk that sends nothing queues nothing.
func (k *Clerk) QueueDeliveries(ctx context.Context, f delivery.Fact) (n int, err error) {
	if k.outgoing == nil {
		return 0, nil
	}
	err = k.store.Update(ctx, func(tx *store.Tx) (err error) {
		if f.At.IsZero() {
			f.At = tx.Now
		}
		n, err = k.queue(tx, f)
		return err
	})
	return n, err
}

// LeaseDeliveries gives a worker at most limit deliveries whose turn it is, of a channel or with "" of all: one of each lane, alarms
// first. They are its own until a time.
func (k *Clerk) LeaseDeliveries(ctx context.Context, worker string, channel directory.Channel, until time.Time, limit int) (list []delivery.Delivery, err error) {
	err = k.store.Update(ctx, func(tx *store.Tx) (err error) {
		list, err = tx.LeaseOutgoing(worker, string(channel), until, limit)
		return err
	})
	return list, err
}

// HandDelivery notes that a worker begins to give a delivery to the other end: should it die after this, the delivery is unsure.
// It answers with false when the delivery is no longer the worker's, and must not be sent.
func (k *Clerk) HandDelivery(ctx context.Context, worker, id string) (mine bool, err error) {
	err = k.store.Update(ctx, func(tx *store.Tx) (err error) {
		mine, err = tx.HandOutgoing(worker, id)
		return err
	})
	return mine, err
}

// Settled is what a worker did with one delivery.
type Settled struct {
	ID string
	delivery.Outcome
	// Refused is set when the address itself was refused: it is marked, and another is tried.
	Refused bool
}

// SettleDelivery notes what became of a delivery that a worker has and, in the same transaction, that it begins to give the next to the
// other end; next is "" for none. It answers with the delivery as it is now, and whether the next is the worker's to send. Faults:
// delivery.unknown, delivery.not-yours, delivery.transition.
func (k *Clerk) SettleDelivery(ctx context.Context, worker string, s Settled, next string) (d delivery.Delivery, mine bool, err error) {
	err = k.store.Update(ctx, func(tx *store.Tx) (err error) {
		if d, err = outgoing(tx, s.ID); err != nil {
			return err
		}
		// A lease that ran out while the other end answered is no reason to forget what it answered.
		if d.LeasedBy != worker && (d.State != delivery.Unsure || s.State == delivery.Queued) {
			return fault.New(fault.Conflict, "delivery.not-yours")
		}
		if d, err = k.settled(tx, d, s); err != nil || next == "" {
			return err
		}
		mine, err = tx.HandOutgoing(worker, next)
		return err
	})
	return d, mine, err
}

// ReportDelivery notes what is learned of a delivery after it was handed over: it arrived, or it came back. What is known already
// changes nothing. Faults: delivery.unknown, delivery.transition.
func (k *Clerk) ReportDelivery(ctx context.Context, s Settled) (d delivery.Delivery, err error) {
	err = k.store.Update(ctx, func(tx *store.Tx) (err error) {
		if d, err = outgoing(tx, s.ID); err != nil || d.State == s.State {
			return err
		}
		if !d.State.May(s.State) && (d.State == delivery.Acknowledged || d.State == delivery.Stopped) {
			// It has done what it was for; of the address there is still something to learn.
			if s.Refused {
				_, err = tx.MarkWay(d.Channel, d.Address, false, tx.Now)
			}
			return err
		}
		d, err = k.settled(tx, d, s)
		return err
	})
	return d, err
}

func outgoing(tx *store.Tx, id string) (delivery.Delivery, error) {
	d, ok, err := tx.Outgoing(id)
	if err != nil || !ok {
		return d, either(err, fault.New(fault.NotFound, "delivery.unknown"))
	}
	return d, nil
}

// settled writes an outcome, and does what follows from it.
func (k *Clerk) settled(tx *store.Tx, d delivery.Delivery, s Settled) (delivery.Delivery, error) {
	if s.At.IsZero() {
		s.At = tx.Now
	}
	d, err := d.Settle(s.Outcome)
	if err != nil {
		return d, err
	}
	if d, err = k.needed(tx, d); err != nil {
		return d, err
	}
	if err := tx.PutOutgoing(d); err != nil {
		return d, err
	}
	k.outgoing.changed(tx, d.Conference)
	if !d.Personal() {
		if _, kept, err := tx.Contact(d.Contact); err != nil {
			return d, err
		} else if !kept && !d.State.Pending() {
			return d, tx.ForgetContact(d.Contact)
		}
	}
	switch {
	case d.State == delivery.Delivered, d.State == delivery.Acknowledged:
		_, err = tx.MarkWay(d.Channel, d.Address, true, s.At)
	case d.State == delivery.Failed:
		if s.Refused {
			if _, err := tx.MarkWay(d.Channel, d.Address, false, s.At); err != nil {
				return d, err
			}
		}
		err = k.otherwise(tx, d)
	case delivery.Stuck(d):
		failed := d // as far as the other ways are concerned
		failed.State = delivery.Failed
		err = k.otherwise(tx, failed)
	}
	return d, err
}

// needed stops a delivery that was to be tried again, when its participant has answered meanwhile.
func (k *Clerk) needed(tx *store.Tx, d delivery.Delivery) (delivery.Delivery, error) {
	if d.Conference == "" || !d.Kind.Calls() || d.State != delivery.Queued && d.State != delivery.Unsure {
		return d, nil
	}
	f, err := k.readings.of(tx, d.Conference)
	if err != nil {
		return d, err
	}
	a, answered := f.state.Answers[d.Participant]
	if !answered {
		return d, nil
	}
	if stopped := delivery.Stop([]delivery.Delivery{d}, delivery.Acknowledgement{Participant: d.Participant, Actor: d.Actor, Sequence: a.Sequence, At: a.At}); len(stopped) == 1 {
		return stopped[0], nil
	}
	return d, nil
}

// otherwise tries another way when a delivery has failed: the next step of an alarm at once, another mailbox for a mail or, when there is
// none, another channel.
func (k *Clerk) otherwise(tx *store.Tx, d delivery.Delivery) error {
	if k.outgoing == nil || d.Code == "notify.too-late" { // there is nothing to call to any more
		return nil
	}
	tried, err := tx.ConferenceOutgoing(d.Conference, d.Actor)
	if err != nil {
		return err
	}
	if next, ok := delivery.Hasten(d, tried, tx.Now); ok {
		return tx.PutOutgoing(next)
	}
	contacts, settings, err := k.planning(tx, []delivery.Recipient{{Actor: d.Actor}})
	if err != nil {
		return err
	}
	if next, ok := delivery.Instead(d, contacts, tried, settings, tx.Now); ok {
		_, err = k.enqueue(tx, d.Conference, []delivery.Delivery{next})
	}
	return err
}

// ExtendDeliveries makes a worker's leases hold until a later time, and gives how many it has.
func (k *Clerk) ExtendDeliveries(ctx context.Context, worker string, until time.Time) (n int64, err error) {
	err = k.store.Update(ctx, func(tx *store.Tx) (err error) {
		n, err = tx.ExtendOutgoing(worker, until)
		return err
	})
	return n, err
}

// ReleaseDeliveries gives back what a worker has not begun to give to anybody, of the ids or, without any, of all.
func (k *Clerk) ReleaseDeliveries(ctx context.Context, worker string, ids ...string) (n int64, err error) {
	err = k.store.Update(ctx, func(tx *store.Tx) (err error) {
		n, err = tx.ReleaseOutgoing(worker, ids...)
		return err
	})
	return n, err
}

// ExpireDeliveries puts back what was leased until before a time: unsure when it was being given, otherwise in the queue. A service
// that is alone with its database asks for all when it starts, with a time far ahead.
func (k *Clerk) ExpireDeliveries(ctx context.Context, before time.Time) (list []delivery.Delivery, err error) {
	err = k.store.Update(ctx, func(tx *store.Tx) (err error) {
		list, err = tx.ExpireOutgoing(before)
		for _, d := range list {
			k.outgoing.changed(tx, d.Conference)
		}
		return err
	})
	return list, err
}

// NextDelivery gives when the next delivery is due, and whether there is one.
func (k *Clerk) NextDelivery(ctx context.Context) (at time.Time, ok bool, err error) {
	err = k.store.View(ctx, func(tx *store.Tx) (err error) {
		at, ok, err = tx.NextOutgoing()
		return err
	})
	return at, ok, err
}

// DeliveryCount is how many deliveries of a channel are in a state, and when the oldest of them was queued.
type DeliveryCount = store.OutgoingCount

// DeliveryCounts counts all deliveries by channel and state, for measurements.
func (k *Clerk) DeliveryCounts(ctx context.Context) (out []DeliveryCount, err error) {
	err = k.store.View(ctx, func(tx *store.Tx) (err error) {
		out, err = tx.CountOutgoing("")
		return err
	})
	return out, err
}

// DeliveryByID gives a delivery by its id, and whether there is one.
func (k *Clerk) DeliveryByID(ctx context.Context, id string) (d delivery.Delivery, ok bool, err error) {
	err = k.store.View(ctx, func(tx *store.Tx) (err error) {
		d, ok, err = tx.Outgoing(id)
		return err
	})
	return d, ok, err
}

// DeliveryByMessage gives the delivery whose message the other end calls by a name, and whether there is one.
func (k *Clerk) DeliveryByMessage(ctx context.Context, messageID string) (d delivery.Delivery, ok bool, err error) {
	err = k.store.View(ctx, func(tx *store.Tx) (err error) {
		d, ok, err = tx.OutgoingByMessage(messageID)
		return err
	})
	return d, ok, err
}
