package area

import (
	"slices"

	"samverkan/internal/fault"
)

// Audience is who, of those in the area, an item is for. There are three on purpose: a matrix of actor by actor is
// what people get wrong.
type Audience string

// The audiences.
const (
	Everyone Audience = "everyone" // alla i ytan, now and later
	Chosen   Audience = "chosen"   // utvalda aktörer
	OnlyWe   Audience = "only-we"  // bara vi: the item's owner
)

// Valid tells whether a is one of the audiences.
func (a Audience) Valid() bool { return a == Everyone || a == Chosen || a == OnlyWe }

// MayRead tells whether an actor reads an item: it has a right in the area, and is in the item's audience. The
// item's owner is always in the audience, and the only one in it when it has stopped sharing.
func (a Area) MayRead(item Item, actor string) bool {
	if item.Area != a.ID || !a.RightOf(actor).Includes(Read) {
		return false
	}
	if actor != item.Owner && !a.Shares(item.Owner) {
		return false
	}
	switch item.Audience {
	case Everyone:
		return true
	case Chosen:
		return actor == item.Owner || slices.Contains(item.Chosen, actor)
	}
	return actor == item.Owner
}

// MayChange tells whether an actor gives an item new versions, another audience or other tags: it owns the item and
// may still contribute.
func (a Area) MayChange(item Item, actor string) bool {
	return item.Area == a.ID && actor == item.Owner && !a.Closed && a.RightOf(actor).Includes(Contribute)
}

// AuthorizeItem says whether an actor reads an item, or with change also changes it. Who does not read it is answered
// area.item-unknown, NotFound; who reads it but may not change it area.item-not-yours, Forbidden, or area.closed.
func (a Area) AuthorizeItem(item Item, actor string, change bool) error {
	switch {
	case !a.MayRead(item, actor):
		return fault.New(fault.NotFound, "area.item-unknown", "Item", item.ID)
	case !change || a.MayChange(item, actor):
		return nil
	case a.Closed:
		return fault.New(fault.Conflict, "area.closed", "Area", a.Name)
	}
	return fault.New(fault.Forbidden, "area.item-not-yours", "Item", item.Title)
}

// Readers gives the actors that read an item, in the order of the area's actors.
func (a Area) Readers(item Item) []string {
	return slices.DeleteFunc(a.Actors(), func(actor string) bool { return !a.MayRead(item, actor) })
}

// Visible gives those of items that an actor reads. Folders and tags follow from them ([Folders], [Tags]), so that
// nothing else shows that the others are there.
func (a Area) Visible(items []Item, actor string) []Item {
	var visible []Item
	for _, item := range items {
		if a.MayRead(item, actor) {
			visible = append(visible, item)
		}
	}
	return visible
}

// Sentence is what is shown under an item about its readers: the text under Key, plural by Count.
type Sentence struct {
	Key   string
	Count int
}

// AudienceSentence says who reads an item: "42 aktörer läser: alla i ytan", "3 utvalda aktörer läser", "Bara ni läser".
func (a Area) AudienceSentence(item Item) Sentence {
	count := len(a.Readers(item))
	switch {
	case item.Audience == Everyone:
		return Sentence{"area.audience.everyone", count}
	case item.Audience == Chosen && count > 1:
		return Sentence{"area.audience.chosen", count}
	}
	return Sentence{"area.audience.only-we", count}
}
