package clerk

import (
	"context"
	"slices"

	"samverkan/internal/delivery"
	"samverkan/internal/fault"
	"samverkan/internal/store"
)

// TestContacts is a sambandsprov: a message to an actor by the ways that an alarm begins with, that says that it is a test. For who
// writes for the actor. Once a minute at most, so that nobody is flooded by presses.
type TestContacts struct {
	Actor string `json:"actor"`
}

// Name is its stable name.
func (TestContacts) Name() string { return "contacts.tested" }

func (c TestContacts) run(d *desk) (bool, error) {
	if err := d.keeps(c.Actor, c.Actor); err != nil {
		return false, err
	}
	if d.clerk.outgoing == nil {
		return false, fault.New(fault.Unavailable, "delivery.nothing-sent")
	}
	to := []delivery.Recipient{{Actor: c.Actor}}
	contacts, err := contactsFor(d.tx, to)
	if err != nil {
		return false, err
	}
	fact := delivery.Fact{Kind: delivery.Test, N: int(d.tx.Now.Unix() / 60), At: d.tx.Now, Alarm: true, To: to}
	list := delivery.Plan(fact, contacts, d.clerk.outgoing.settings())
	// The further steps are for an alarm that nobody has acknowledged, and would ring växlar.
	list = slices.DeleteFunc(list, func(x delivery.Delivery) bool { return x.Step > 0 })
	if len(list) == 0 {
		return false, fault.New(fault.Conflict, "delivery.no-way")
	}
	n, err := d.clerk.enqueue(d.tx, "", list)
	return n > 0, err
}

// TestContacts gives the command TestContacts. Faults: contact.unknown, delivery.nothing-sent where nothing is sent from here,
// delivery.no-way, and those of Identity.Allows.
func (k *Clerk) TestContacts(ctx context.Context, who Identity, actor string) error {
	if err := who.Allows("administer", actor); err != nil {
		return err
	}
	_, err := k.administer(ctx, who, "", TestContacts{Actor: actor})
	return err
}

// TestByLink gives the test message that a signed link came with, and whether it is one.
func (k *Clerk) TestByLink(ctx context.Context, deliveryID string) (delivery.Delivery, bool, error) {
	d, ok, err := k.DeliveryByID(ctx, deliveryID)
	return d, ok && d.Kind == delivery.Test, err
}

// AnswerTest notes that somebody has answered a test message by its link: the way works. Again it changes nothing. Faults:
// delivery.unknown for what is no test, delivery.transition while it is being sent.
func (k *Clerk) AnswerTest(ctx context.Context, deliveryID string) error {
	return k.store.Update(ctx, func(tx *store.Tx) error {
		d, err := outgoing(tx, deliveryID)
		switch {
		case err != nil:
			return err
		case d.Kind != delivery.Test:
			return fault.New(fault.NotFound, "delivery.unknown")
		case d.State == delivery.Acknowledged, d.State == delivery.Stopped:
			return nil
		}
		_, err = k.settled(tx, d, Settled{ID: d.ID, Outcome: delivery.Outcome{State: delivery.Acknowledged}})
		return err
	})
}

// ContactTests lists the deliveries of the tests of an actor's contacts, the latest first: for who may read its contacts. Faults:
// contact.unknown and those of Identity.Allows.
func (k *Clerk) ContactTests(ctx context.Context, who Identity, actor string) ([]delivery.Delivery, error) {
	var out []delivery.Delivery
	err := k.look(ctx, who, "contact.list", func(tx *store.Tx) error {
		may, err := mayReadContacts(tx, who, actor)
		if err != nil || !may {
			return either(err, fault.New(fault.NotFound, "contact.unknown", "ID", actor))
		}
		all, err := tx.ConferenceOutgoing("", actor)
		out = slices.DeleteFunc(all, func(d delivery.Delivery) bool { return d.Kind != delivery.Test })
		slices.Reverse(out)
		return err
	})
	return out, err
}
