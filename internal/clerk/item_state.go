package clerk

import (
	"samverkan/internal/area"
	"samverkan/internal/fault"
)

// StateItem says that a need is met, or that a need, an offer, a message or a question is withdrawn or stands again. For the people of the actor
// that owns the item.
type StateItem struct {
	Area  string     `json:"area"`
	Item  string     `json:"item"`
	State area.State `json:"state"` // open, met or withdrawn
}

// MatchOffer says which need an offer answers; "" takes the answer back. For the people of the actor that offers.
type MatchOffer struct {
	Area string `json:"area"`
	Item string `json:"item"` // the offer
	Need string `json:"need"`
}

// AgreeNeed agrees on an offer that answers a need. For the people of the actor that needs: each of the two acts for its own.
type AgreeNeed struct {
	Area  string `json:"area"`
	Item  string `json:"item"` // the need
	Offer string `json:"offer"`
}

// ApproveItem approves a message, or the answer to a question, as it stood in a revision. For the people of the actor that owns it and of the
// one that answers for the area, but not for who wrote it.
type ApproveItem struct {
	Area string `json:"area"`
	Item string `json:"item"`
	From int    `json:"from"` // number of the revision that was read
}

// Names.
func (StateItem) Name() string   { return "area.item-state-set" }
func (MatchOffer) Name() string  { return "area.offer-matched" }
func (AgreeNeed) Name() string   { return "area.need-agreed" }
func (ApproveItem) Name() string { return "area.item-approved" }

// becomes gives an item of one's own another content by what its kind allows.
func (d *desk) becomes(areaID, id string, next func(a area.Area, old area.Item) (area.Content, error)) (bool, error) {
	a, old, err := d.item(areaID, id, true)
	if err != nil {
		return false, err
	}
	c, err := next(a, old)
	if err != nil {
		return false, err
	}
	return d.turns(a, old, c, old.Owner)
}

// turns writes down what became of an item by an actor's people.
func (d *desk) turns(a area.Area, old area.Item, c area.Content, actor string) (bool, error) {
	is := old.With(c)
	if c.Equal(old.Content()) {
		return false, nil
	}
	if err := d.check(a, is, old); err != nil {
		return false, err
	}
	if err := d.keepBy(actor, is, ""); err != nil {
		return false, err
	}
	return true, d.became(a, is, old)
}

func (c StateItem) run(d *desk) (bool, error) {
	return d.becomes(c.Area, c.Item, func(_ area.Area, old area.Item) (area.Content, error) { return old.Content().Stated(c.State, d.tx.Now) })
}

func (c MatchOffer) run(d *desk) (bool, error) {
	return d.becomes(c.Area, c.Item, func(_ area.Area, old area.Item) (area.Content, error) { return old.Content().Answering(c.Need) })
}

func (c AgreeNeed) run(d *desk) (bool, error) {
	return d.becomes(c.Area, c.Item, func(a area.Area, old area.Item) (area.Content, error) {
		next, err := old.Content().Agreeing(c.Offer, d.tx.Now)
		if err != nil || next.Equal(old.Content()) {
			return next, err
		}
		offer, exists, err := itemByID(d.tx, c.Offer)
		if err == nil && (!exists || !a.Offers(offer, old)) {
			err = fault.New(fault.Invalid, "area.agree-offer", "Title", old.Title)
		}
		return next, err
	})
}

func (c ApproveItem) run(d *desk) (bool, error) {
	a, old, err := d.item(c.Area, c.Item, false)
	if err != nil {
		return false, err
	}
	actor := d.who.Actor
	if d.who.Owner {
		actor = old.Owner
	}
	if _, approves := old.Approval(); approves && !a.MayApprove(old, actor) {
		return false, fault.New(fault.Forbidden, "area.approve-not-yours", "Title", old.Title)
	}
	next, err := old.Content().Approving(d.who.Member, d.who.Actor, d.tx.Now)
	if err != nil || next.Equal(old.Content()) {
		return false, err
	}
	if c.From != old.Revision {
		return false, fault.New(fault.Conflict, "area.item-stale", "Title", old.Title)
	}
	return d.turns(a, old, next, actor)
}

// answers holds an offer against the need that it says it answers, when it says so for the first time.
func (d *desk) answers(a area.Area, next, old area.Item) error {
	if next.Kind != area.Offer || next.Detail.Offer == nil || next.Detail.Offer.Need == "" ||
		old.Detail.Offer != nil && old.Detail.Offer.Need == next.Detail.Offer.Need {
		return nil
	}
	need, exists, err := itemByID(d.tx, next.Detail.Offer.Need)
	if err != nil {
		return err
	}
	return a.Answers(next, need, exists)
}
