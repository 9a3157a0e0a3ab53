package area

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"samverkan/internal/i18n"
)

// Board is needs and offers beside each other, as one reader sees them.
type Board struct {
	Needs  []BoardNeed  `json:"needs"`  // those that nobody has answered first, the one that has waited longest before the others
	Offers []BoardOffer `json:"offers"` // those that answer nothing first
}

// BoardNeed is a need with the offers that answer it.
type BoardNeed struct {
	Item     Item    `json:"item"`
	Standing State   `json:"standing" doc:"Its state, or answered when it is open and an offer that you may read answers it"`
	Fallen   bool    `json:"fallen,omitempty" doc:"It is agreed, and an offer that was agreed on does not stand any more"`
	Answers  []Match `json:"answers"`
}

// Match is an offer that answers a need.
type Match struct {
	Item   Item `json:"item"`
	Agreed bool `json:"agreed"`
	Stands bool `json:"stands"`
}

// BoardOffer is an offer with the need that it answers, when its reader reads that.
type BoardOffer struct {
	Item     Item  `json:"item"`
	Standing State `json:"standing" doc:"Its state, or how far the need has come that it answers"`
	Need     *Item `json:"need,omitempty"`
}

// Unanswered counts the needs that nobody has answered.
func (b Board) Unanswered() int {
	n := 0
	for _, x := range b.Needs {
		if x.Standing == StateOpen {
			n++
		}
	}
	return n
}

// NewBoard puts the needs and offers among items beside each other. What its reader, an actor, may not read is not among them,
// and shows in nothing.
func NewBoard(items []Item, reader string) Board {
	b := Board{Needs: []BoardNeed{}, Offers: []BoardOffer{}}
	at := map[string]int{}
	for _, i := range items {
		if i.Kind == Need && i.Detail.Need != nil {
			at[i.ID] = len(b.Needs)
			b.Needs = append(b.Needs, BoardNeed{Item: i, Standing: i.Detail.Need.State, Answers: []Match{}})
		}
	}
	for _, i := range items {
		if i.Kind != Offer || i.Detail.Offer == nil {
			continue
		}
		o, stands := BoardOffer{Item: i, Standing: i.Detail.Offer.State}, i.Detail.Offer.State == StateOpen
		if n, there := at[i.Detail.Offer.Need]; there {
			need := &b.Needs[n]
			agreed := slices.Contains(need.Item.Detail.Need.Offers, i.ID)
			of := need.Item // the list of needs is put in order below, and a place in it is another need then
			o.Need = &of
			switch {
			case !stands:
			case agreed:
				o.Standing = need.Item.Detail.Need.State
			case need.Item.Detail.Need.State == StateOpen || need.Item.Detail.Need.State == StateAgreed:
				o.Standing = StateAnswered
			}
			if stands && need.Standing == StateOpen {
				need.Standing = StateAnswered
			}
			need.Fallen = need.Fallen || agreed && !stands && need.Standing == StateAgreed
			need.Answers = append(need.Answers, Match{i, agreed, stands})
		}
		b.Offers = append(b.Offers, o)
	}
	for n := range b.Needs {
		need := &b.Needs[n]
		for _, id := range need.Item.Detail.Need.Offers { // one that answers another need now, or that its owner took away from who needs
			o := slices.IndexFunc(b.Offers, func(o BoardOffer) bool { return o.Item.ID == id })
			gone := o < 0 && need.Item.Owner == reader || o >= 0 && b.Offers[o].Item.Detail.Offer.Need != need.Item.ID
			need.Fallen = need.Fallen || gone && need.Standing == StateAgreed
		}
	}
	b.sort()
	return b
}

func (b Board) sort() {
	since := func(a, b time.Time) int { return a.Compare(b) }
	slices.SortStableFunc(b.Needs, func(x, y BoardNeed) int {
		return cmp.Or(x.order()-y.order(), since(x.Item.Detail.Need.Since, y.Item.Detail.Need.Since), strings.Compare(x.Item.ID, y.Item.ID))
	})
	slices.SortStableFunc(b.Offers, func(x, y BoardOffer) int {
		return cmp.Or(stateOrder[x.Standing]-stateOrder[y.Standing], since(x.Item.Detail.Offer.Since, y.Item.Detail.Offer.Since), strings.Compare(x.Item.ID, y.Item.ID))
	})
}

// stateOrder is in what order states stand: what waits for somebody first.
var stateOrder = map[State]int{StateOpen: 0, StateAnswered: 2, StateAgreed: 3, StateMet: 4, StateWithdrawn: 5}

func (n BoardNeed) order() int {
	if n.Fallen {
		return 1
	}
	return stateOrder[n.Standing]
}

// Only gives the part of a board that is in a place, a municipality or a county with those in it, and has words in it; "" is all.
// A need stays with all offers that answer it.
func (b Board) Only(place, words string) Board {
	fits := func(i Item) bool {
		return strings.HasPrefix(i.Place, place) && strings.Contains(i18n.Fold(i.Title+"\n"+i.Text+"\n"+i.Detail.Words()), i18n.Fold(words))
	}
	b.Needs = slices.DeleteFunc(slices.Clone(b.Needs), func(n BoardNeed) bool { return !fits(n.Item) })
	b.Offers = slices.DeleteFunc(slices.Clone(b.Offers), func(o BoardOffer) bool { return !fits(o.Item) })
	return b
}
