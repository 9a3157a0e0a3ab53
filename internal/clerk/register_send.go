package clerk

import (
	"samverkan/conference"
	"samverkan/internal/delivery"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
)

// SendRegister sends the approved record to the host's registrator by mail, as a registration package: the public version, because mail
// is read on its way. For those who may publish the minutes. The same version goes to the same registrator once. Faults:
// conference.unknown, minutes.not-approved, package.no-registrar, contact.way for an address that is none, delivery.nothing-sent,
// delivery.no-way where no mail is sent, and those of who may not.
type SendRegister struct {
	Conference string `json:"conference"`
	// To is a mail address for this once; "" sends to the host's contact with the function Registrator.
	To string `json:"to,omitempty"`

	sent registered
}

// registered is what the journal of administration says of it: what was sent, and never to whom.
type registered struct {
	Conference     string `json:"conference"`
	Version        int    `json:"version"`
	Scope          string `json:"scope"`
	RegistryNumber string `json:"diarienummer,omitempty"`
}

// publicScope is how much of a record goes by mail.
const publicScope = "public"

// Name is its stable name.
func (*SendRegister) Name() string { return "package.registered" }

// kept is what the journal of administration says of it.
func (c *SendRegister) kept() any { return c.sent }

func (c *SendRegister) run(d *desk) (bool, error) {
	f, err := d.clerk.readings.of(d.tx, c.Conference)
	if err != nil {
		return false, err
	}
	state := f.state
	if !d.who.see(state) {
		return false, fault.New(fault.NotFound, "conference.unknown")
	}
	v := state.Version()
	wish := &conference.PublishMinutes{}
	if v != nil {
		wish.Version = v.Number
	}
	if _, err := d.who.authorize(state, wish, ""); err != nil {
		return false, err
	}
	switch {
	case v == nil || v.Approved == nil:
		return false, fault.New(fault.Conflict, "minutes.not-approved", "Version", max(wish.Version, 1))
	case d.clerk.outgoing == nil:
		return false, fault.New(fault.Unavailable, "delivery.nothing-sent")
	case !d.clerk.outgoing.settings().Sets(directory.Mail):
		return false, fault.New(fault.Conflict, "delivery.no-way")
	}
	contact, way, err := c.registrar(d, state.Plan.Host)
	if err != nil {
		return false, err
	}
	c.sent = registered{Conference: state.Plan.ID, Version: v.Number, Scope: publicScope, RegistryNumber: state.Plan.RegistryNumber}
	out := delivery.Registration(delivery.Fact{Kind: delivery.Register, Conference: state.Plan.ID, N: v.Number, At: d.tx.Now, Exercise: state.Plan.Exercise,
		Detail: delivery.Detail{Seq: f.head.Seq, Version: v.Number}}, state.Plan.Host, contact, way)
	n, err := d.clerk.enqueue(d.tx, state.Plan.ID, []delivery.Delivery{out})
	return n > 0, err
}

// registrar is whom it goes to: an address for this once, or the host's own registrator.
func (c *SendRegister) registrar(d *desk, host string) (directory.Contact, directory.Way, error) {
	if c.To != "" {
		w := directory.Way{Channel: directory.Mail, Address: c.To}
		return directory.Contact{}, w, w.Validate()
	}
	contacts, err := contactsFor(d.tx, []delivery.Recipient{{Actor: host}})
	if err != nil {
		return directory.Contact{}, directory.Way{}, err
	}
	contact, way, found := delivery.ToRegistrar(contacts)
	if !found {
		return contact, way, fault.New(fault.Conflict, "package.no-registrar")
	}
	return contact, way, nil
}
