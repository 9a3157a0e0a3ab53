package web_test

import (
	"net/url"
	"strings"
	"testing"

	"samverkan/internal/web/webtest"
)

// A search is narrowed by form and by what was found, saved, opened and removed; what one may not read is not there; and what is new is so
// until it has been seen.
func TestSearchAndNews(t *testing.T) {
	s := webtest.Start(t, webtest.Published)
	c := s.As(webtest.Attendee)
	c.Get("/search").Says("Begränsa", "Pdf-filer")
	page := c.Get("/search?q=" + url.QueryEscape("samverkan -finnsinte") + "&from=2027-01-01&to=2027-12-31")
	page.Says("Begränsa", "Spara sökningen")
	if len(page.Find("mark")) == 0 {
		t.Error("nothing is marked")
	}
	c.Get("/search?kind=note").Says("Anteckningar")
	c.Get("/search?kind=note&actor=finns-inte").Says("Vi hittade inget")
	for _, odd := range []string{`"`, `NEAR(a b)`, "*", "-", "\x00", strings.Repeat("a ", 5000)} {
		c.Get("/search?q=" + url.QueryEscape(odd) + "&from=x&page=-1&kind=<b>").Want(200)
	}
	page = page.Form("spara").Submit("name", "Våra möten")
	page.Want(200).Says("Sökningen är sparad", "Våra möten")
	s.As(webtest.Outsider).Get("/search").SaysNot("Våra möten")
	page.Form("spara").Submit("name", "").Want(422)
	var remove string
	for _, f := range page.Find("input", "name", "_form") {
		for _, a := range f.Attr {
			if strings.HasPrefix(a.Val, "bort-") {
				remove = a.Val
			}
		}
	}
	c.Get("/search").Form(remove).Submit().Want(200).SaysNot("Våra möten")

	news := c.Get("/news")
	news.Says("Nytt sedan sist", "Protokoll", "Beslut")
	s.As(webtest.Outsider).Get("/news").Says("Inget nytt")
	news.Form("sett").Submit().Want(200).Says("Allt är markerat som sett", "Inget nytt")
}
