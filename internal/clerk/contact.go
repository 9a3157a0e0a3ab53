package clerk

import (
	"context"
	"slices"
	"time"

	"samverkan/internal/delivery"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/store"
)

// keeper is a command of which the journal keeps less than it says, because what it says may have to be forgotten.
type keeper interface {
	AdminCommand
	kept() any
}

// keptContact is what the journal keeps of a contact: nothing of a person, and no address.
type keptContact struct {
	ID       string              `json:"id"` // first: see RemoveContact
	Actor    string              `json:"actor,omitempty"`
	Channels []directory.Channel `json:"channels,omitempty"`
	Shown    directory.Shown     `json:"shown,omitempty"`
	Worked   *bool               `json:"worked,omitempty"`
}

func keep(c directory.Contact) keptContact {
	out := keptContact{ID: c.ID, Actor: c.Actor, Shown: c.Shown}
	for _, w := range c.Ways {
		out.Channels = append(out.Channels, w.Channel)
	}
	return out
}

// SaveContact keeps a contact. For its actor's people. What is known of ways that stay as they were stays.
type SaveContact struct {
	Contact directory.Contact `json:"contact"`
}

// RemoveContact removes a contact, and what was kept of the person. What waits to be sent to it stops.
type RemoveContact struct {
	ID string `json:"id"`
}

// ImportContacts keeps many contacts, all or none.
type ImportContacts struct {
	Contacts []directory.Contact `json:"contacts"`
}

// MarkWay notes that a way to a contact worked, or did not: then nothing goes there until it is changed, or works.
type MarkWay struct {
	Contact string            `json:"contact"`
	Channel directory.Channel `json:"channel"`
	Address string            `json:"address"`
	Worked  bool              `json:"worked"`
}

// Names.
func (SaveContact) Name() string    { return "contact.saved" }
func (RemoveContact) Name() string  { return "contact.removed" }
func (ImportContacts) Name() string { return "contacts.imported" }
func (MarkWay) Name() string        { return "contact.way-marked" }

func (c SaveContact) kept() any { return keep(c.Contact) }

func (c ImportContacts) kept() any {
	out := struct {
		Contacts []keptContact `json:"contacts"`
	}{}
	for _, x := range c.Contacts {
		out.Contacts = append(out.Contacts, keep(x))
	}
	return out
}

func (c MarkWay) kept() any {
	return keptContact{ID: c.Contact, Channels: []directory.Channel{c.Channel}, Worked: &c.Worked}
}

// contact finds a contact for who may change it. Somebody else's does not exist, but for those who may read it.
func (d *desk) contact(id string) (directory.Contact, error) {
	c, ok, err := d.tx.Contact(id)
	if err != nil || !ok {
		return c, either(err, fault.New(fault.NotFound, "contact.unknown", "ID", id))
	}
	return c, d.keeps(c.Actor, id)
}

// keeps refuses who may not change an actor's contacts.
func (d *desk) keeps(actor, id string) error {
	err := d.acts(actor, directory.Writer)
	if err == nil {
		return nil
	}
	may, mayErr := mayReadContacts(d.tx, d.who, actor)
	if mayErr != nil || !may {
		return either(mayErr, fault.New(fault.NotFound, "contact.unknown", "ID", id))
	}
	return err
}

// mayReadContacts tells whether the caller is one of the actor's people, or of a host that has called the actor.
func mayReadContacts(tx *store.Tx, who Identity, actor string) (bool, error) {
	switch {
	case who.Owner || who.may(directory.Operator):
		return true, nil
	case who.Guest() || who.Actor == "":
		return false, nil
	case who.Actor == actor:
		return true, nil
	}
	return tx.Invites(who.Actor, actor)
}

func (c SaveContact) run(d *desk) (bool, error) {
	if err := d.keeps(c.Contact.Actor, c.Contact.ID); err != nil {
		return false, err
	}
	return d.putContact(c.Contact)
}

func (c ImportContacts) run(d *desk) (bool, error) {
	any := false
	for _, x := range c.Contacts {
		if err := d.keeps(x.Actor, x.ID); err != nil {
			return false, err
		}
		changed, err := d.putContact(x)
		if err != nil {
			return false, err
		}
		any = any || changed
	}
	return any, nil
}

// putContact checks and writes a contact of an actor that the caller may keep.
func (d *desk) putContact(c directory.Contact) (bool, error) {
	if err := c.Validate(); err != nil {
		return false, err
	}
	dir, err := d.directory()
	if err != nil {
		return false, err
	}
	actor, ok := dir.ByID(c.Actor)
	if !ok {
		return false, fault.New(fault.NotFound, "actor.unknown", "Actor", c.Actor)
	}
	c.Actor = actor.ID
	old, exists, err := d.tx.Contact(c.ID)
	if err != nil {
		return false, err
	}
	if exists && old.Actor != c.Actor {
		return false, fault.New(fault.Conflict, "contact.id-taken", "ID", c.ID)
	}
	if !exists {
		all, err := d.tx.Contacts(c.Actor)
		if err != nil {
			return false, err
		}
		if len(all) >= directory.MaxContacts {
			return false, fault.New(fault.TooLarge, "contact.too-many")
		}
	}
	c.Ways = slices.Clone(c.Ways)
	for i := range c.Ways {
		w := &c.Ways[i]
		w.Confirmed, w.Failed, w.FailedBy = noTime, noTime, ""
		if n := old.Way(w.Channel, w.Address); n >= 0 {
			w.Confirmed, w.Failed = old.Ways[n].Confirmed, old.Ways[n].Failed
		}
	}
	c.Checked = c.Checked.UTC().Truncate(time.Millisecond)
	if c.Checked.After(d.tx.Now) {
		c.Checked = d.tx.Now
	}
	if c.Changed = old.Changed; exists && same(old, c) {
		return false, nil
	}
	c.Changed = d.tx.Now
	return true, d.tx.PutContact(c)
}

func (c RemoveContact) run(d *desk) (bool, error) {
	if _, err := d.contact(c.ID); err != nil {
		return false, err
	}
	// The commands are known by digests of all that they said. Theirs go too, those of whole files among them.
	for _, name := range []string{SaveContact{}.Name(), MarkWay{}.Name()} {
		if err := d.tx.ForgetCommands(directoryStream, name, `{"id":"`+c.ID+`"`); err != nil {
			return false, err
		}
	}
	if err := d.tx.ForgetCommands(directoryStream, ImportContacts{}.Name(), ""); err != nil {
		return false, err
	}
	return d.tx.DeleteContact(c.ID)
}

func (c MarkWay) run(d *desk) (bool, error) {
	x, err := d.contact(c.Contact)
	if err != nil {
		return false, err
	}
	i := x.Way(c.Channel, c.Address)
	if i < 0 {
		return false, fault.New(fault.NotFound, "contact.way-unknown", "ID", c.Contact)
	}
	if !c.Worked {
		return true, d.closeWay(c.Channel, c.Address)
	}
	x.Ways[i].Confirmed = d.tx.Now
	return true, d.tx.PutContact(x)
}

// Contacts lists the contacts of an actor in the order in which they are tried: for its own people, and for hosts that have called it.
// Faults: contact.unknown for everybody else, and those of Identity.Allows.
func (k *Clerk) Contacts(ctx context.Context, who Identity, actor string) ([]directory.Contact, error) {
	var out []directory.Contact
	err := k.look(ctx, who, "contact.list", func(tx *store.Tx) error {
		may, err := mayReadContacts(tx, who, actor)
		if err != nil || !may {
			return either(err, fault.New(fault.NotFound, "contact.unknown", "ID", actor))
		}
		if out, err = tx.Contacts(actor); err == nil {
			out, err = withClosings(tx, out)
		}
		return err
	})
	return out, err
}

// ContactsOf lists the contacts of those who are called to a conference, or will be: for those who may call to it. Faults:
// conference.unknown, access.host-only and those of Identity.Allows.
func (k *Clerk) ContactsOf(ctx context.Context, who Identity, conferenceID string) ([]directory.Contact, error) {
	var out []directory.Contact
	err := k.look(ctx, who, "contact.list", func(tx *store.Tx) error {
		c, err := k.calling(tx, who, conferenceID)
		if err != nil {
			return err
		}
		to := recipients(c, nil)
		all, err := contactsFor(tx, to)
		called := map[string]bool{}
		for _, r := range to {
			called[r.Actor] = true
		}
		out = slices.DeleteFunc(all, func(x directory.Contact) bool { return !called[x.Actor] })
		directory.SortContacts(out)
		return err
	})
	return out, err
}

// Reached tells of a fact how it would be sent, without sending it: for the page from which it is. For those who may call to the
// conference. Faults: those of Board.
func (k *Clerk) Reached(ctx context.Context, who Identity, conferenceID string, alarm bool) ([]delivery.Delivery, error) {
	var out []delivery.Delivery
	err := k.look(ctx, who, "board.read", func(tx *store.Tx) error {
		c, err := k.calling(tx, who, conferenceID)
		if err != nil {
			return err
		}
		contacts, settings, err := k.planning(tx, recipients(c, nil))
		out = discreet(delivery.Plan(delivery.Fact{Kind: delivery.Invitation, Conference: conferenceID, At: tx.Now, Alarm: alarm, To: recipients(c, nil)}, contacts, settings))
		return err
	})
	return out, err
}
