package web_test

import (
	"net/url"
	"strings"
	"testing"

	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/web/webtest"
)

// What one watches is chosen by form and by the button on the page of the thing itself, changed and removed; it is one's own, and of what one
// may read.
func TestWatches(t *testing.T) {
	s := webtest.Start(t, webtest.Published)
	c := s.As(webtest.Attendee)
	page := c.Get("/watches").Says("Du bevakar inget ännu", "Bevaka mer")
	page.Form("bevaka").Submit().Want(422).Says("Välj minst en sak att bevaka")
	page = page.Form("bevaka").Submit("tag", "Nödvatten", "actor", "lst-allmanlan", "often", "morning").Want(200)
	page.Says("Du bevakar det nu", "Nödvatten", "Länsstyrelsen i Allmänlän", "Varje morgon")
	s.As(webtest.Outsider).Get("/watches").SaysNot("Nödvatten")

	area := "/areas/" + webtest.Area
	page = c.Get(area).Form("bevaka").Submit().Want(200).Says("Sluta bevaka")
	page.Form("bevaka-inte").Submit().Want(200).Says("Du bevakar det inte längre").SaysNot("Sluta bevaka")
	c.Get(area + "?tag=" + url.QueryEscape("Nödvatten")).Says("Sluta bevaka")
	c.Get("/search?q=samverkan").Form("bevaka").Submit().Want(200).Says("Sluta bevaka")
	var forms []string
	page = c.Get("/watches")
	for _, f := range page.Find("input", "name", "_form") {
		for _, a := range f.Attr {
			if strings.HasPrefix(a.Val, "andra-") {
				forms = append(forms, strings.TrimPrefix(a.Val, "andra-"))
			}
		}
	}
	if len(forms) != 3 {
		t.Fatalf("%q", forms)
	}
	page = page.Form("andra-"+forms[0]).Submit("often", "hour").Want(200).Says("Bevakningen är ändrad")
	for _, id := range forms {
		page = page.Form("bort-" + id).Submit().Want(200)
	}
	page.Says("Du bevakar inget ännu")
	s.As(webtest.Outsider).Get("/watches").Form("bevaka").Submit("area", webtest.Area).Want(422)
}

// What happens stands in the inbox of who watches it, and beside the bell on every page, until it has been read; what is for others does not.
func TestInbox(t *testing.T) {
	s := webtest.Start(t, webtest.Published)
	c := s.As(webtest.Attendee)
	c.Get("/inbox").Says("Inkorgen är tom", "Du bevakar inget ännu")
	place := "/areas/" + webtest.Area
	c.Get(place).Form("bevaka").Submit().Want(200)
	for _, x := range []struct {
		id, title string
		audience  area.Audience
	}{{"vatten", "Vattenläget", area.Everyone}, {"dold", "KANARIE", area.OnlyWe}, {"vag", "Vägläget", area.Everyone}} {
		item := area.Item{ID: x.id, Area: webtest.Area, Kind: area.Note, Title: x.title, Text: "Det som sägs", Audience: x.audience, OccurredAt: s.Now()}
		if _, err := s.Clerk().Administer(t.Context(), clerk.OwnerIdentity(), "", clerk.PutItem{Item: item}); err != nil {
			t.Fatal(err)
		}
	}
	for worked := true; worked; {
		var err error
		if worked, err = s.Clerk().SortHappenings(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	page := c.Get("/inbox").Says("2 olästa", "Vattenläget", "Vägläget", "Du bevakar ytan").SaysNot("KANARIE")
	if n := string(c.Send("GET", "/inbox/count", "", nil).Body); n != "2" {
		t.Errorf("%q are unread", n)
	}
	links := page.Find("a", "href", place+"/items/vatten")
	if len(links) == 0 {
		t.Error("no link to the item")
	}
	if bar := c.Get(place+"/items/vatten").Want(200).Find("span", "data-inbox-count", ""); len(bar) != 1 || webtest.TextOf(bar[0]) != "1" {
		t.Error("who reads an item is still told of it as unread")
	}
	page = c.Get("/inbox?show=unread").Says("1 oläst", "Vägläget").SaysNot("Vattenläget")
	page.Form("alla").Submit().Want(200).Says("Markerat som läst", "Inget oläst", "Vattenläget")
	s.As(webtest.Leader).Get("/inbox").Says("Inkorgen är tom")
	s.As(webtest.Outsider).Get("/inbox").SaysNot("Vattenläget")
}
