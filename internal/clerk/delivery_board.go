package clerk

import (
	"context"

	"samverkan/conference"
	"samverkan/internal/delivery"
	"samverkan/internal/fault"
	"samverkan/internal/store"
)

// Board gives the receipt board of a conference, a row for each participant in the order of the plan: for the host's people who may send
// its invitation. Faults: conference.unknown, access.host-only and those of Identity.Allows.
func (k *Clerk) Board(ctx context.Context, who Identity, conferenceID string) ([]delivery.Row, error) {
	var rows []delivery.Row
	err := k.look(ctx, who, "board.read", func(tx *store.Tx) error {
		c, err := k.calling(tx, who, conferenceID)
		if err != nil {
			return err
		}
		facts := delivery.Facts{Conference: c}
		if k.outgoing != nil {
			facts.Interval = k.outgoing.Interval
		}
		if facts.Deliveries, err = tx.ConferenceOutgoing(conferenceID, ""); err != nil {
			return err
		}
		discreet(facts.Deliveries)
		if facts.Contacts, err = contactsFor(tx, recipients(c, nil)); err != nil {
			return err
		}
		came, err := tx.ConferenceIncoming(conferenceID)
		if err != nil {
			return err
		}
		rows = delivery.Board(facts, tx.Now)
		withReplies(rows, came)
		withProposals(rows, came, c.Sequence)
		return nil
	})
	return rows, err
}

// withReplies says of answers that came in by themselves whether their sender is proved, and shows those that do not count: to an
// earlier time, and of somebody whom nobody has confirmed.
func withReplies(rows []delivery.Row, came []Incoming) {
	byMember := map[string]Incoming{}
	earlier, claimed := map[string]Incoming{}, map[string]Incoming{}
	for _, x := range came {
		byMember[replyMember(x.ID)] = x
		if x.Finding == delivery.Unknown && x.Code == unconfirmed {
			claimed[x.Participant] = x
		}
		if x.Finding == delivery.Answered && x.Earlier {
			earlier[x.Participant] = x
		}
	}
	for i := range rows {
		r := &rows[i]
		if x, ok := byMember[r.AnsweredBy]; ok {
			r.Unverified = !x.Verified && x.Finding != delivery.Mapped // somebody has said whose it is
		}
		if x, ok := claimed[r.Participant]; ok && r.Reply == "" {
			r.Reply, r.Function, r.Message, r.Unverified, r.Unconfirmed = x.Reply, x.Function, x.Message, true, x.ID
		}
		if x, ok := earlier[r.Participant]; ok && r.Reply == "" {
			r.Reply, r.Function, r.Message, r.Earlier, r.Unverified, r.AnsweredBy = x.Reply, x.Function, x.Message, true, !x.Verified, replyMember(x.ID)
		}
	}
}

// calling gives a conference to those who may call to it.
func (k *Clerk) calling(tx *store.Tx, who Identity, conferenceID string) (*conference.Conference, error) {
	f, err := k.readings.of(tx, conferenceID)
	if err != nil {
		return nil, err
	}
	if !who.see(f.state) {
		return nil, fault.New(fault.NotFound, "conference.unknown")
	}
	// Who reads at the host may not send, and needs no numbers to ring.
	if _, err := who.authorize(f.state, &conference.IssueInvitation{}, ""); err != nil {
		return nil, err
	}
	return f.state, nil
}

// Deliveries lists what was queued for a conference, as it was queued: for those who may see its board. Faults: those of Board.
func (k *Clerk) Deliveries(ctx context.Context, who Identity, conferenceID string) ([]delivery.Delivery, error) {
	var list []delivery.Delivery
	err := k.look(ctx, who, "delivery.list", func(tx *store.Tx) error {
		if _, err := k.calling(tx, who, conferenceID); err != nil {
			return err
		}
		var err error
		list, err = tx.ConferenceOutgoing(conferenceID, "")
		list = discreet(list)
		return err
	})
	return list, err
}

// discreet gives deliveries as those see them who call: who of an actor's people has turned on notices is no business of theirs.
func discreet(list []delivery.Delivery) []delivery.Delivery {
	for i := range list {
		list[i] = list[i].Discreet()
	}
	return list
}

// SendAgain puts a failed delivery back in the queue. For those who may see the board of its conference.
type SendAgain struct {
	Delivery string `json:"delivery"`
}

// Name is its stable name.
func (SendAgain) Name() string { return "delivery.sent-again" }

func (c SendAgain) run(d *desk) (bool, error) {
	x, err := d.boardDelivery(c.Delivery)
	if err != nil || x.State.Pending() {
		return false, err
	}
	way, err := wayOf(d.tx, x)
	if err == nil && way.Closed() {
		err = fault.New(fault.Conflict, "delivery.way-broken")
	}
	if err != nil && fault.CodeOf(err) != "contact.way-unknown" { // an address that the contact no longer has is the caller's to try
		return false, err
	}
	if x, err = x.Again(d.tx.Now); err != nil {
		return false, err
	}
	d.clerk.outgoing.changed(d.tx, x.Conference)
	return true, d.tx.PutOutgoing(x)
}
