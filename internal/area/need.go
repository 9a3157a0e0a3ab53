package area

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/id"
)

// Terms is what a need or an offer is of, besides its title, its text and its place.
type Terms struct {
	Amount  int       `json:"amount,omitempty"`  // how many; 0 when it is not said
	Unit    string    `json:"unit,omitempty"`    // of what: "bandvagnar", "liter diesel"
	Until   time.Time `json:"until,omitzero"`    // until when it is needed, or can be had
	Contact string    `json:"contact,omitempty"` // the function to talk to
}

// NeedDetail is what a need (behov) has besides what all items have.
type NeedDetail struct {
	Terms
	State  State     `json:"state"`
	Since  time.Time `json:"since,omitzero"`   // when it came to be so
	Offers []string  `json:"offers,omitempty"` // those that have been agreed on
}

// OfferDetail is what an offer (erbjudande) has besides what all items have. Whether it is agreed on is said by the need.
type OfferDetail struct {
	Terms
	State State     `json:"state"`
	Since time.Time `json:"since,omitzero"`
	Need  string    `json:"need,omitempty"` // the one that it answers
}

// The most that fits.
const (
	MaxAmount  = 1_000_000_000
	MaxUnit    = 40 // characters
	MaxContact = 100
	MaxOffers  = 20 // agreed on for one need
)

// said is the terms in words.
func (t Terms) said() string {
	many := ""
	if t.Amount > 0 {
		many = strconv.Itoa(t.Amount)
	}
	return strings.TrimSpace(strings.TrimSpace(many+" "+t.Unit) + "\n" + t.Contact)
}

func (t Terms) wrong() map[string]string {
	out := map[string]string{}
	if t.Amount < 0 || t.Amount > MaxAmount {
		out["amount"] = "area.amount"
	}
	if t.Unit != "" && !line(t.Unit, MaxUnit) {
		out["unit"] = "area.unit"
	}
	if t.Contact != "" && !line(t.Contact, MaxContact) {
		out["contact"] = "area.contact"
	}
	return out
}

func (d *NeedDetail) of() Kind                           { return Need }
func (d *NeedDetail) check(Area, Item) map[string]string { return d.wrong() }
func (d *NeedDetail) words() string                      { return d.said() }

func (d *OfferDetail) of() Kind      { return Offer }
func (d *OfferDetail) words() string { return d.said() }
func (d *OfferDetail) check(_ Area, i Item) map[string]string {
	out := d.wrong()
	if d.Need != "" && (id.Key(d.Need) != nil || d.Need == i.ID) {
		out["need"] = "area.offer-need"
	}
	return out
}

// Answering gives an offer as an answer to a need; "" takes the answer back. Who offers does it. Faults: area.not-offer, area.state-not-now
// for one that is withdrawn.
func (c Content) Answering(need string) (Content, error) {
	if c.Kind != Offer || c.Detail.Offer == nil {
		return c, fault.New(fault.Invalid, "area.not-offer")
	}
	if c.Detail.Offer.Need == need {
		return c, nil
	}
	if c.Detail.Offer.State != StateOpen && need != "" {
		return c, fault.New(fault.Conflict, "area.state-not-now", "Title", c.Title)
	}
	d := copied(c.Detail.Offer)
	d.Need = need
	c.Detail.Offer = d
	return c, nil
}

// Agreeing gives a need with one more offer agreed on. Who needs does it, of an offer that answers. Faults: area.not-need,
// area.state-not-now for a need that is met or withdrawn, area.offers-many.
func (c Content) Agreeing(offer string, at time.Time) (Content, error) {
	if c.Kind != Need || c.Detail.Need == nil {
		return c, fault.New(fault.Invalid, "area.not-need")
	}
	d := copied(c.Detail.Need)
	switch {
	case d.State != StateOpen && d.State != StateAgreed:
		return c, fault.New(fault.Conflict, "area.state-not-now", "Title", c.Title)
	case slices.Contains(d.Offers, offer):
		return c, nil
	case len(d.Offers) >= MaxOffers:
		return c, fault.New(fault.Invalid, "area.offers-many", "Max", MaxOffers)
	case d.State == StateOpen:
		d.State, d.Since = StateAgreed, moment(at)
	}
	d.Offers = append(slices.Clone(d.Offers), offer)
	c.Detail.Need = d
	return c, nil
}

// Answers refuses an offer that cannot answer what it says it answers: the need stands in the same area and is not done with, and each of the
// two actors reads what is the other's. What is not there and what its actor does not read are the same. Faults: area.offer-need,
// area.offer-hidden, area.need-done.
func (a Area) Answers(offer, need Item, exists bool) error {
	at := func(kind fault.Kind, field, code string) error {
		f := fault.New(kind, code)
		if exists && a.MayRead(need, offer.Owner) { // what its actor does not read has no name
			f = fault.New(kind, code, "Title", need.Title)
		}
		f.Fields = map[string]string{field: code}
		return f
	}
	switch {
	case !exists || need.Kind != Need || need.Detail.Need == nil || !a.MayRead(need, offer.Owner):
		return at(fault.Invalid, "need", "area.offer-need")
	case !a.MayRead(offer, need.Owner):
		return at(fault.Invalid, "audience", "area.offer-hidden")
	case need.Detail.Need.State != StateOpen && need.Detail.Need.State != StateAgreed:
		return at(fault.Conflict, "need", "area.need-done")
	}
	return nil
}

// Offers tells whether an offer stands as an answer to a need, and the needing actor reads it.
func (a Area) Offers(offer, need Item) bool {
	return offer.Kind == Offer && offer.Detail.Offer != nil && offer.Detail.Offer.State == StateOpen && offer.Detail.Offer.Need == need.ID &&
		a.MayRead(offer, need.Owner)
}

// Terms gives what a need or an offer is of; nil for everything else.
func (i Item) Terms() *Terms {
	switch d := i.Detail; {
	case i.Kind == Need && d.Need != nil:
		return &d.Need.Terms
	case i.Kind == Offer && d.Offer != nil:
		return &d.Offer.Terms
	}
	return nil
}

// Of gives a need or an offer with other terms; anything else as it is.
func (c Content) Of(t Terms) Content {
	switch c.Kind {
	case Need:
		d := copied(c.Detail.Need)
		d.Terms = t
		c.Detail.Need = d
	case Offer:
		d := copied(c.Detail.Offer)
		d.Terms = t
		c.Detail.Offer = d
	}
	return c
}
