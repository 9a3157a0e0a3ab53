package clerk

import (
	"encoding/json"
	"slices"
	"time"

	"samverkan/internal/delivery"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/inquiry"
	"samverkan/internal/store"
)

// closedKey is where it is kept who has said of a way that it does not work. A way is known by its contact and by when that was, so
// that no address stands there: it holds as long as nothing has happened to the way since.
const closedKey = "contact.closed"

type closing struct {
	Contact string `json:"contact"`
	At      int64  `json:"at"` // milliseconds, as the way has it
	By      string `json:"by"` // account
}

func closings(tx *store.Tx) (out []closing, err error) {
	text, found, err := tx.Setting(closedKey)
	if err != nil || !found {
		return nil, err
	}
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "store.corrupt")
	}
	return out, nil
}

// withClosings says of each way who has said that it does not work.
func withClosings(tx *store.Tx, list []directory.Contact) ([]directory.Contact, error) {
	if !slices.ContainsFunc(list, func(c directory.Contact) bool { return slices.ContainsFunc(c.Ways, directory.Way.Broken) }) {
		return list, nil
	}
	said, err := closings(tx)
	for i := range list {
		for j := range list[i].Ways {
			w := &list[i].Ways[j]
			for _, x := range said {
				if x.Contact == list[i].ID && !w.Failed.IsZero() && x.At == w.Failed.UnixMilli() {
					w.FailedBy = x.By
				}
			}
		}
	}
	return list, err
}

// closeWay marks a way as broken for every contact that has it, by the caller's word: nothing goes there until it is changed, or works.
func (d *desk) closeWay(channel directory.Channel, address string) error {
	if _, err := d.tx.MarkWay(channel, address, false, d.tx.Now); err != nil {
		return err
	}
	all, err := d.tx.Contacts("")
	if err != nil {
		return err
	}
	said, err := closings(d.tx)
	if err != nil {
		return err
	}
	failed := map[string][]time.Time{}
	for _, c := range all {
		for _, w := range c.Ways {
			if w.Broken() {
				failed[c.ID] = append(failed[c.ID], w.Failed)
			}
			if w.Channel == channel && w.Address == address {
				said = append(said, closing{Contact: c.ID, At: w.Failed.UnixMilli(), By: d.who.Member})
			}
		}
	}
	// What has been mended since is forgotten.
	said = slices.DeleteFunc(said, func(x closing) bool {
		return !slices.ContainsFunc(failed[x.Contact], func(t time.Time) bool { return t.UnixMilli() == x.At })
	})
	text, err := encode(said)
	if err != nil {
		return err
	}
	return d.tx.PutSetting(closedKey, string(text))
}

// BreakWay says of the address that a delivery went to that it does not work. Nothing goes there until the contact is changed or the
// address has worked again, what waits to go there stops, and the next way is tried at once. For those who may call to its conference.
type BreakWay struct {
	Delivery string `json:"delivery"`
}

// Name is its stable name.
func (BreakWay) Name() string { return "delivery.way-broken" }

func (b BreakWay) run(d *desk) (bool, error) {
	x, err := d.boardDelivery(b.Delivery)
	if err != nil {
		return false, err
	}
	way, err := wayOf(d.tx, x)
	if err != nil || way.Closed() {
		return false, err
	}
	if err := d.closeWay(x.Channel, x.Address); err != nil {
		return false, err
	}
	all, err := d.tx.ConferenceOutgoing(x.Conference, x.Actor)
	if err != nil {
		return false, err
	}
	changed, gone := delivery.Break(all, x, d.tx.Now)
	if err := putAll(d.tx, changed); err != nil {
		return false, err
	}
	d.clerk.outgoing.changed(d.tx, x.Conference)
	if gone == nil {
		return true, nil
	}
	return true, d.clerk.otherwise(d.tx, *gone)
}

// boardDelivery finds a delivery that somebody points at on the board, for who may see it there. Faults: delivery.unknown,
// delivery.forgotten when its contact is removed, and those of Board.
func (d *desk) boardDelivery(id string) (delivery.Delivery, error) {
	none := fault.New(fault.NotFound, "delivery.unknown")
	x, ok, err := d.tx.Outgoing(id)
	if err != nil || !ok || x.Conference == "" {
		return x, either(err, none)
	}
	if id := x.InquiryID(); id != "" {
		q, _, e := foldInquiry(d.tx, id)
		err = either(e, d.who.authorizeInquiry(q, &inquiry.CloseInquiry{}))
	} else {
		_, err = d.clerk.calling(d.tx, d.who, x.Conference)
	}
	if err != nil {
		if fault.KindOf(err) == fault.NotFound {
			err = none
		}
		return x, err
	}
	if x.Forgotten() {
		return x, fault.New(fault.Gone, "delivery.forgotten")
	}
	return x, nil
}

// wayOf gives the way that a delivery went by, as its contact has it now. Fault: contact.way-unknown when it has been changed.
func wayOf(tx *store.Tx, d delivery.Delivery) (directory.Way, error) {
	c, ok, err := tx.Contact(d.Contact)
	if err != nil {
		return directory.Way{}, err
	}
	i := -1
	if ok {
		i = c.Way(d.Channel, d.Address)
	}
	if i < 0 {
		return directory.Way{}, fault.New(fault.NotFound, "contact.way-unknown", "ID", d.Contact)
	}
	list, err := withClosings(tx, []directory.Contact{c})
	return list[0].Ways[i], err
}
