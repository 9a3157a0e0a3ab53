package web_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/web/webtest"
)

// What somebody chooses for themselves holds on every page, and what does not exist is refused at its field.
func TestSettings(t *testing.T) {
	s := webtest.Start(t, webtest.Published)
	c := s.As(webtest.Attendee)
	c.Get("/settings").Want(http.StatusOK).Says("Inställningar", "Eva Ek", "Ekeryd")
	if p := c.Get("/settings").Form("/settings").Submit("language", "en", "theme", "dark"); !strings.Contains(p.Body, `<html lang="en" data-theme="dark"`) {
		t.Errorf("the choice does not hold:\n%.300s", p.Body)
	}
	c.Get("/").Says("Conferences")
	if p := c.Get("/account"); !strings.Contains(p.Body, `data-theme="dark"`) || !strings.Contains(p.Body, "/assets/samverkan.") {
		t.Error("the account's page has another look")
	}
	c.Post("/settings", "_form", "installningar", "_back", "/settings", "language", "sv", "theme", "pink").Want(http.StatusUnprocessableEntity)
	s.As(webtest.Guest).Get("/settings").Want(http.StatusForbidden)
}

// An administrator invites, changes, resets and disables the people of its own actor, and knows nothing of others'.
func TestAdministerPeople(t *testing.T) {
	s := webtest.Start(t, webtest.Published)
	admin := s.As(webtest.Administrator)
	admin.Get("/admin").Want(http.StatusOK).Says("Maja Mård").SaysNot("Eva Ek")
	admin.Get("/admin/people").Form("/admin/invitations").Submit("name", "Nils Ny", "login", "fel").Want(http.StatusUnprocessableEntity)
	admin.Get("/admin/people").Form("/admin/invitations").Submit("name", "Nils Ny", "login", "nils.ny@ovning.example").Want(http.StatusOK).Says("Nils Ny", "/link/")
	admin.Get("/admin/people?q=maja").Says("Maja Mård").SaysNot("Nils Ny")
	one := "/admin/people/" + "dokumentator." + webtest.Host
	admin.Get(one).Form(one).Submit("name", "Dag Dahlgren", "systemRole", "reader").Says("Dag Dahlgren")
	admin.Get(one).Form(one + "/disable").Submit().Says("Kontot är avstängt")
	admin.Get(one).Form(one + "/enable").Submit().Says("Kontot är öppet igen")
	admin.Get(one).Form(one + "/reset").Submit().Says("/link/")
	admin.Get("/admin/people/tib.kommun-ekeryd").Want(http.StatusNotFound)
	admin.Get("/admin/log").Want(http.StatusForbidden)
	s.As(webtest.Attendee).Get("/admin/people").Want(http.StatusForbidden)
}

// A network is gathered by searching and ticking, and copied.
func TestRosters(t *testing.T) {
	s := webtest.Start(t, webtest.Published)
	c := s.As(webtest.Leader)
	c.Get("/admin/rosters/edit").Form("/admin/rosters").Submit("name", "Vatten").Want(http.StatusUnprocessableEntity).Says("Nätverket har ingen aktör")
	found := c.Get("/admin/rosters/edit?name=Vatten&q=ekeryd").Says("Ekeryd")
	found.Form("/admin/rosters").Submit("name", "Vatten", "member", "kommun-ekeryd").Says("Nätverket är sparat", "Vatten")
	s.As(webtest.Attendee).Get("/admin/rosters").Want(http.StatusOK).SaysNot("Vatten")
	c.Get("/admin/rosters/edit?id=finns-inte").Want(http.StatusNotFound)
}

// An open link lets several of an actor in, each by name, until it is revoked.
func TestOpenInvitation(t *testing.T) {
	s := webtest.Start(t, webtest.Live)
	path := "/conferences/" + webtest.Conference + "/guests"
	leader := s.As(webtest.Leader)
	leader.Get(path).Form(path).Submit("actor", "kommun-ekeryd", "expires", "aldrig").Want(http.StatusUnprocessableEntity)
	made := leader.Get(path).Form(path).Submit("actor", "kommun-ekeryd", "for", "").Want(http.StatusOK).Says("Öppen länk")
	_, link, ok := strings.Cut(made.Body, s.URL+"/guest/")
	if !ok {
		t.Fatalf("no link is shown:\n%s", made.Text())
	}
	link = "/guest/" + link[:strings.IndexByte(link, '<')]
	for _, name := range []string{"Ulf Ung", "Vera Vik"} {
		s.As(webtest.Nobody).Post(link, "name", name).Want(http.StatusOK)
	}
	s.As(webtest.Attendee).Get(path).Want(http.StatusOK).Says("Öppen länk")
	s.As(webtest.OtherAttendee).Get(path).Want(http.StatusOK).SaysNot("Öppen länk")
	s.As(webtest.Outsider).Get(path).Want(http.StatusNotFound)
}

// Help, the statement of accessibility and the page without a network are for everybody, and say nothing of anybody.
func TestHelpIsOpen(t *testing.T) {
	s := webtest.Start(t, webtest.Published)
	for _, lang := range []string{"sv", "en"} {
		c := s.As(webtest.Nobody)
		c.Lang = lang
		for _, path := range []string{"/help", "/help/before", "/help/during", "/help/after", "/help/roles", "/help/decisions", "/help/conflicts", "/help/rakel",
			"/help/secrecy", "/help/offline", "/help/keys", "/accessibility", "/offline", "/sign-in"} {
			c.Get(path).Want(http.StatusOK)
		}
		c.Get("/help/nothing").Want(http.StatusNotFound)
	}
	s.As(webtest.Leader).Get("/offline").SaysNot("Maja Mård", webtest.Host)
}

// An actor's own templates are its own.
func TestOwnTemplates(t *testing.T) {
	s := webtest.Start(t, webtest.Published)
	c := s.As(webtest.Leader)
	c.Get("/templates/edit?kind=text").Form("/templates").Submit("template.name", "Vattenbrist").Want(http.StatusUnprocessableEntity)
	c.Get("/templates/edit?kind=text").Form("/templates").Submit("template.name", "Vattenbrist", "template.texts.invitation.purpose", "Dela läget.").Says("Vattenbrist")
	c.Get("/templates/edit?kind=agenda").Form("/templates").Submit("template.name", "Kort möte", "template.agenda.0.title", "Läget", "template.agenda.0.minutes", "många").
		Want(http.StatusUnprocessableEntity)
	c.Get("/templates/edit?kind=agenda").Form("/templates").Submit("template.name", "Kort möte", "template.agenda.0.title", "Läget").Says("Kort möte")
	s.As(webtest.Attendee).Get("/templates").Want(http.StatusOK).SaysNot("Vattenbrist")
}

// The log begins with the newest rows, and all the others are reached from there.
func TestLogPages(t *testing.T) {
	s := webtest.Start(t, webtest.Live)
	for i := range 60 {
		s.As(webtest.Leader).Get("/templates/edit?kind=text").Form("/templates").Submit("template.name", "Mall "+strconv.Itoa(i), "template.texts.invitation.purpose", "Dela läget.").Want(http.StatusOK)
	}
	c := s.As(webtest.Operator)
	secret := conference.Secrecy{Ground: "OSL 18 kap. 13 §", Owner: webtest.Host}
	s.Do(webtest.Secretary, &conference.WriteNote{Kind: conference.NoteNeed, Content: conference.Content{Text: "Märkt", Actor: webtest.Host, Secrecy: secret}})
	for i := range 60 { // each is somebody else's sitting
		who := clerk.Identity{Member: "motesledare." + webtest.Host, Actor: webtest.Host, SystemRole: directory.Writer, Session: "s" + strconv.Itoa(i)}
		v, err := s.Clerk().Conference(t.Context(), who, webtest.Conference)
		if err == nil {
			err = s.Clerk().ReadSecret(t.Context(), who, v, "minutes")
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, path := range []string{"/admin/log", "/admin/log?what=readings"} {
		p := c.Get(path).Want(http.StatusOK)
		seen, last := 0, 1<<30
		var newest string
		for n := 0; ; n++ {
			rows := p.Find("th", "scope", "row")
			if len(rows) == 0 || n > 20 {
				t.Fatalf("%s: page %d has nothing", path, n)
			}
			for _, r := range rows {
				seq, err := strconv.Atoi(strings.Map(func(r rune) rune {
					if r < '0' || r > '9' {
						return -1
					}
					return r
				}, webtest.TextOf(r)))
				if err != nil || seq >= last {
					t.Fatalf("%s: row %d after %d: %v", path, seq, last, err)
				}
				last, seen = seq, seen+1
			}
			if n == 0 {
				newest = webtest.TextOf(rows[0])
				p.SaysNot("Nyare")
			}
			older := ""
			for _, a := range p.Find("a") {
				if webtest.TextOf(a) == "Äldre" {
					older = webtest.Attr(a, "href")
				}
			}
			if older == "" {
				break
			}
			p = c.Get(older).Want(http.StatusOK)
		}
		if last != 1 || seen < 60 {
			t.Errorf("%s: %d rows down to %d", path, seen, last)
		}
		for _, a := range p.Find("a") {
			if webtest.TextOf(a) == "Nyare" {
				p = c.Get(webtest.Attr(a, "href"))
			}
		}
		if rows := p.Find("th", "scope", "row"); len(rows) == 0 || webtest.TextOf(rows[0]) == newest && seen > 100 {
			t.Errorf("%s: newer leads past rows", path)
		}
	}
	c.Get("/admin/log").Says("Mall sparad")
	c.Get("/admin/log?what=readings").Says("Läste minnesanteckningarna")
}

// Who runs the installation keeps the actors and reads the log; nobody else does.
func TestOperatorsPages(t *testing.T) {
	s := webtest.Start(t, webtest.Published)
	c := s.As(webtest.Operator)
	for _, path := range []string{"/admin/log", "/admin/log?what=readings", "/admin/sign-ins", "/admin/actors", "/admin/people", "/admin/rosters"} {
		c.Get(path).Want(http.StatusOK)
	}
	c.Get("/admin/actors/edit").Form("/admin/actors").Submit("id", "forening-prov", "name", "Provföreningen", "short_name", "Prov", "kind", "voluntary", "level", "local",
		"county_code", "x").Want(http.StatusUnprocessableEntity)
	c.Get("/admin/actors/edit").Form("/admin/actors").Submit("id", "forening-prov", "name", "Provföreningen", "short_name", "Prov", "kind", "voluntary", "level", "local").
		Says("Provföreningen")
	s.As(webtest.Administrator).Get("/admin/actors/edit").Want(http.StatusForbidden)
}
