package web_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"samverkan/internal/web/webtest"
)

// An area begins with what it is for, is asked for by who knows no more than its name, and its managers answer.
func TestAreaAskedForAndAnswered(t *testing.T) {
	s := webtest.Start(t, webtest.Published)
	leader, outsider := s.As(webtest.Leader), s.As(webtest.Outsider)
	leader.Get("/areas/new?kind=cooperation").Says("Planer", "Kontakter")
	leader.Get("/areas/new?conference="+webtest.Conference).Says("Aktörer som är med", "Ekeryd")
	// Its actor's own words are what it begins with, and what a document is called there.
	leader.Get("/templates/edit?kind=vocabulary").Says("Tjänstens ord: Minnesanteckningar").Form("/templates").Submit("template.name", "Våra ord", "template.lang", "sv",
		"template.words.2.folders", "Vårt nätverk\nVårt nätverk/Vägar", "template.words.2.tags", "fel{tagg", "template.words.2.names", "Träff {datum}").
		Want(http.StatusUnprocessableEntity).Says("Namnet ”Träff {datum}” går inte att använda")
	leader.Get("/templates/edit?kind=vocabulary").Form("/templates").Submit("template.name", "Våra ord", "template.lang", "sv",
		"template.words.2.folders", "Vårt nätverk\nVårt nätverk/Vägar", "template.words.2.names", "Träff i {area} {date}").Says("Våra ord", "ordlista för ytor")
	leader.Get("/areas/new?kind=cooperation").Says("Orden kommer från", "Vårt nätverk/Vägar", "Träff i {area}").SaysNot("Planer")
	leader.Get("/areas/new?kind=cooperation&words=all").Says("Planer").SaysNot("Vårt nätverk")
	named := leader.Get("/areas/new?kind=cooperation&county=12").Form("/areas/new").Submit("name", "Sydnätet", "kind", "cooperation", "county", "12")
	named.Says("Vårt nätverk")
	at, _, _ := strings.Cut(named.Path, "?")
	if put := leader.Get(at + "/new?what=note"); !slices.ContainsFunc(put.Find("option"), func(n *html.Node) bool {
		return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return strings.HasPrefix(a.Val, "Träff i Sydnätet 20") })
	}) {
		t.Error("no name is suggested")
	}
	leader.Get("/templates").SaysNot("{datum}")
	leader.Get("/conferences/" + webtest.Conference + "/minutes").Says("Öppna en yta med dem som är kallade")
	outsider.Get("/areas/new?kind=cooperation").Says("Planer").SaysNot("Vårt nätverk")

	made := leader.Get("/areas/new").Form("/areas/new").Submit("name", "Vägarna i söder", "kind", "cooperation", "purpose", "Samlad bild av vägarna", "open", "true")
	made.Says("Vägarna i söder", "Delad yta för samverkan", "Vårt nätverk", "Samlad bild av vägarna", "ansvarar.")
	path, _, _ := strings.Cut(made.Path, "?")
	closed := leader.Get("/areas/new").Form("/areas/new").Submit("name", "Bara vår", "kind", "internal", "open", "true")
	closed.Says("Intern yta")

	outsider.Get(path).Want(http.StatusNotFound).SaysNot("Vägarna i söder")
	outsider.Get("/areas").SaysNot("Vägarna i söder")
	list := outsider.Get("/areas?show=ask").Says("Vägarna i söder", "Ytor att be om").SaysNot("Bara vår", "Samlad bild")
	list.Form(path+"/requests").Submit("why", "").Want(http.StatusUnprocessableEntity).Says("Skriv varför")
	list.Form(path+"/requests").Submit("right", "contribute", "why", "Vi delar väg 58").Says("väntar på svar")
	leader.Get("/").Says("Ber att få vara med i en yta", "Vägarna i söder")
	leader.Get(path+"/rights").Says("Vi delar väg 58").Form(path+"/answers").Submit("right", "contribute", "words", "Välkomna")
	outsider.Get(path).Want(http.StatusOK).Says("Vägarna i söder")
	leader.Get("/").SaysNot("Ber att få vara med i en yta")

	// What its new participant writes is its own: it stops sharing, and shares again.
	note := outsider.Get(path+"/new?what=note").Form(path+"/items").Submit("title", "Kanariefågel", "text", "Bro avstängd", "folder", "Broar")
	item, _, _ := strings.Cut(note.Path, "?")
	leader.Get(path).Says("Kanariefågel", "Broar")
	outsider.Get(path).Form(path+"/sharing").Submit("share", "stop").Says("Ni har slutat dela")
	leader.Get(path).Says("har slutat dela").SaysNot("Kanariefågel", "Broar")
	leader.Get(item).Want(http.StatusNotFound)
	leader.Get("/search?q=kanariefågel").SaysNot("Bro avstängd")
	leader.Get("/areas").SaysNot("Kanariefågel")
	outsider.Get(path).Says("Kanariefågel").Form(path+"/sharing").Submit("share", "again")
	leader.Get(path).Says("Kanariefågel")

	// It is handed over, closed with a reason, and opened by its owner.
	leader.Get(path+"/rights").Form(path+"/owner").Submit("to", "lst-skane").Says("är tillfrågad")
	outsider.Get(path).Says("ber er ta över ytan").Form(path+"/owner").Submit("take", "yes").Says("Ni äger ytan nu")
	leader.Get(path+"/rights").Form(path+"/close").Submit("why", "Vägarna är öppna").Says("Vägarna är öppna", "Stängd yta")
	leader.Get("/areas?show=closed").Says("Vägarna i söder")
	leader.Get("/areas").SaysNot("Vägarna i söder")
	outsider.Get(path+"/rights").Form(path+"/reopen").Submit("why", "Det snöar igen").Says("Ytan är öppen igen")
	leader.Get(path).Form(path + "/leave").Submit().Says("Ni har lämnat ytan")
	leader.Get(path).Want(http.StatusNotFound)
}
