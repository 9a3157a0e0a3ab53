package clerk

import (
	"context"
	"slices"
	"strings"

	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/i18n"
	"samverkan/internal/store"
)

// CatalogueQuery is what somebody looks for among the actors. What is blank is not asked for.
type CatalogueQuery struct {
	Text     string // in names and ids
	County   string // its code
	Kind     directory.Kind
	Actor    string // one actor's id
	Contacts bool   // only actors with a contact that the reader may see
	// Compare orders names; the order of the directory holds without it.
	Compare func(a, b string) int
	Page
}

// CatalogueActor is an actor with the contacts that it shows to the reader, in the order in which they are tried.
type CatalogueActor struct {
	directory.Actor
	Contacts []directory.Contact `json:"contacts"`
}

// Catalogue lists actors by name, each with the contacts that it chooses to show to the caller, and gives how many there are in all.
// Contacts that the caller may not see are neither listed nor counted. Fault: those of Identity.Allows.
func (k *Clerk) Catalogue(ctx context.Context, who Identity, q CatalogueQuery) ([]CatalogueActor, int, error) {
	if err := who.Allows("contact.list", ""); err != nil {
		return nil, 0, err
	}
	dir, err := k.Directory(ctx)
	if err != nil {
		return nil, 0, err
	}
	shown := map[string][]directory.Contact{}
	err = k.look(ctx, who, "contact.list", func(tx *store.Tx) error {
		clear(shown)
		list, err := shownContacts(tx, who, q.Actor)
		for _, c := range list {
			shown[c.Actor] = append(shown[c.Actor], c)
		}
		return err
	})
	if err != nil {
		return nil, 0, err
	}
	wanted := i18n.Fold(strings.TrimSpace(q.Text))
	found := dir.Where(func(a directory.Actor) bool {
		return (q.Actor == "" || a.ID == q.Actor) && (q.County == "" || a.CountyCode == q.County) && (q.Kind == "" || a.Kind == q.Kind) &&
			(!q.Contacts || len(shown[a.ID]) > 0) && strings.Contains(i18n.Fold(a.Name+" "+a.ShortName+" "+a.ID), wanted)
	})
	if q.Actor != "" && len(found) == 0 {
		if _, ok := dir.ByID(q.Actor); !ok {
			return nil, 0, fault.New(fault.NotFound, "actor.unknown", "Actor", q.Actor)
		}
	}
	if q.Compare != nil {
		slices.SortStableFunc(found, func(a, b directory.Actor) int { return q.Compare(a.Name, b.Name) })
	}
	total := len(found)
	from := min(max(q.Offset, 0), total)
	limit := q.Limit
	if limit <= 0 || limit > store.MaxRows {
		limit = store.MaxRows
	}
	out := []CatalogueActor{}
	for _, a := range found[from:min(from+limit, total)] {
		out = append(out, CatalogueActor{a, append([]directory.Contact{}, shown[a.ID]...)})
	}
	return out, total, nil
}

// shownContacts gives the contacts of an actor, "" for all, that the caller may see, as they are shown.
func shownContacts(tx *store.Tx, who Identity, actor string) ([]directory.Contact, error) {
	list, err := tx.Contacts(actor)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	always, shares := map[string]bool{}, map[string]bool{}
	whole := who.Owner || who.may(directory.Operator)
	if !whole {
		called, err := tx.Invited(who.Actor)
		if err != nil {
			return nil, err
		}
		shared, err := tx.Shares(who.Actor)
		if err != nil {
			return nil, err
		}
		always[who.Actor] = true
		for _, a := range called {
			always[a] = true
		}
		for _, a := range shared {
			shares[a] = true
		}
	}
	var out []directory.Contact
	for _, c := range list {
		if !whole && !always[c.Actor] && !c.Shown.To(shares[c.Actor]) {
			continue
		}
		if c = c.Opened(); len(c.Ways) > 0 {
			out = append(out, c)
		}
	}
	directory.SortContacts(out)
	return out, nil
}
