package clerk_test

import (
	"slices"
	"testing"

	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
)

// Each actor chooses who sees each of its contacts; those who are to reach it always do.
func TestCatalogue(t *testing.T) {
	const neighbour = "kommun-alvnas" // called to the same conference
	w := at(t, "called")
	list := []directory.Contact{}
	for i, shown := range directory.AllShown() {
		c := contactOf(attendee)
		c.ID, c.Order, c.Shown, c.Note = attendee+"."+[]string{"us", "shared", "all"}[i], i, shown, "hemlig"
		list = append(list, c)
	}
	push := contactOf(attendee)
	push.ID, push.Shown, push.Ways = attendee+".push", directory.ShownToAll, []directory.Way{{Channel: directory.Push, Address: "tib." + attendee}}
	w.administer(clerk.ImportContacts{Contacts: append(list, push)})
	us, shared, all := attendee+".us", attendee+".shared", attendee+".all"
	sees := func(name string, who clerk.Identity, want ...string) {
		t.Helper()
		rows, n, err := w.Catalogue(t.Context(), who, clerk.CatalogueQuery{Actor: attendee})
		if err != nil || n != 1 || len(rows) != 1 {
			t.Fatalf("%s: %v, %d, %v", name, rows, n, err)
		}
		var got []string
		for _, c := range rows[0].Contacts {
			got = append(got, c.ID)
			if c.Note != "" || c.Shown != "" || !c.Changed.IsZero() {
				t.Errorf("%s sees what is the actor's own: %+v", name, c)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s sees %v, not %v", name, got, want)
		}
		if _, n, err := w.Catalogue(t.Context(), who, clerk.CatalogueQuery{Text: "ekeryd", Contacts: true}); err != nil || n != min(1, len(want)) {
			t.Errorf("%s counts %d, %v", name, n, err)
		}
	}
	sees("its own reader", member("las", attendee, directory.Reader), us, shared, all)
	sees("who has called it", tib(host), us, shared, all)
	sees("the operator", member("drift", outsider, directory.Operator), us, shared, all)
	sees("called to the same", tib(neighbour), shared, all)
	sees("an outsider", tib(outsider), all)

	// A shared area opens what is shown to those that share, until it is closed.
	a := area.Area{ID: "yta-prov", Name: "Prov", Owner: outsider, Grants: []area.Grant{{Actor: attendee, Right: area.Read}}}
	w.administer(clerk.CreateArea{Area: a})
	sees("who shares an area", tib(outsider), shared, all)
	w.administer(clerk.CloseArea{Area: a.ID, Why: "klart"})
	sees("who shared an area", tib(outsider), all)

	w.administer(clerk.RemoveContact{ID: all})
	sees("an outsider after removal", tib(outsider))
	for name, x := range map[string]struct {
		who  clerk.Identity
		code string
	}{
		"a guest": {clerk.Identity{Member: "gast.1", Actor: attendee, SystemRole: directory.Writer, Only: regional}, "access.guest"},
		"nobody":  {clerk.Identity{}, "access.sign-in"},
	} {
		if _, _, err := w.Catalogue(t.Context(), x.who, clerk.CatalogueQuery{}); fault.CodeOf(err) != x.code {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, _, err := w.Catalogue(t.Context(), tib(outsider), clerk.CatalogueQuery{Actor: "ingen"}); fault.CodeOf(err) != "actor.unknown" {
		t.Error(err)
	}
	rows, n, err := w.Catalogue(t.Context(), tib(outsider), clerk.CatalogueQuery{Kind: directory.Municipality, County: "05", Page: clerk.Page{Limit: 3, Offset: 12}})
	if err != nil || n != 13 || len(rows) != 1 {
		t.Error(len(rows), n, err)
	}
	bad := contactOf(attendee)
	bad.Shown = "everybody"
	if _, err := w.Administer(t.Context(), tib(attendee), "", clerk.SaveContact{Contact: bad}); fault.CodeOf(err) != "contact.invalid" {
		t.Error(err)
	}
}
