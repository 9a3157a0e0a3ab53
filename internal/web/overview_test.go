package web_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/i18n"
	"samverkan/internal/web/webtest"
)

// overviewPages are the pages over many conferences, with the ways to ask for them.
func overviewPages(s webtest.State) []string {
	all := []string{"/", "/conferences", "/conferences?period=all", "/conferences?period=past&level=regional&whose=leads&drill=yes", "/conferences?q=finns+inte",
		"/conferences?show=calendar&month=2027-01", "/conferences?show=calendar&month=2026-12&phase=done", "/conferences/new", "/conferences/new?date=2027-02-01",
		"/decisions", "/decisions?show=all&outcome=adopted", "/measures", "/measures?show=all", "/measures?show=done", "/measures?due=late&show=all",
		"/search", "/search?q=vatten", "/search?q=finns+inte", "/incidents", "/incidents/new"}
	if s != webtest.Empty {
		all = append(all, "/incidents/"+webtest.Incident)
	}
	return all
}

// Every page over many conferences is whole in each state of a meeting, in both languages, for who leads and for who is called.
func TestOverviewPages(t *testing.T) {
	for _, state := range []webtest.State{webtest.Empty, webtest.Planned, webtest.Called, webtest.Live, webtest.Closed, webtest.Published} {
		s := webtest.Start(t, state)
		for _, role := range []webtest.Role{webtest.Leader, webtest.Attendee} {
			for _, lang := range []string{i18n.Swedish, "en"} {
				c := s.As(role)
				c.Lang = lang
				for _, path := range overviewPages(state) {
					if strings.HasPrefix(path, "/incidents/"+webtest.Incident) && role == webtest.Attendee && state == webtest.Planned {
						continue
					}
					c.Get(path).Want(200)
				}
				if state != webtest.Empty && (state != webtest.Planned || role == webtest.Leader) {
					c.Get("/conferences/" + webtest.Conference + "/invitation").Want(200)
				}
			}
		}
	}
}

// A new installation says what to do first, and the links lead there.
func TestStartOfEmpty(t *testing.T) {
	s := webtest.Start(t, webtest.Empty)
	page := s.As(webtest.Leader).Get("/")
	page.Says("Kom igång", "Planera en konferens")
	if len(page.Find("a", "href", "/conferences/new")) == 0 {
		t.Error("no way to plan")
	}
}

// From the start page an actor answers, and what waited is gone.
func TestAnswerFromStart(t *testing.T) {
	s := webtest.Start(t, webtest.Called)
	c := s.As(webtest.OtherAttendee)
	title := "Regional samverkanskonferens"
	page := c.Get("/")
	if !page.Has("svar-" + webtest.Conference) {
		c = s.As(webtest.Attendee)
		page = c.Get("/")
	}
	page.Says("Svara på kallelse", title, "Nästa konferens")
	page.Form("svar-"+webtest.Conference).Submit("reply", "coming").Want(200).Says("Svaret är skickat").SaysNot("Vi kan inte…")
	v, err := s.Clerk().Conference(t.Context(), clerk.OwnerIdentity(), webtest.Conference)
	if err != nil {
		t.Fatal(err)
	}
	if a := v.Conference.Answers[c.Role.Actor()]; a.Reply != conference.Coming {
		t.Errorf("answered %+v", a)
	}
}

// The invitation is answered on its page; what is wrong stays with what was typed.
func TestInvitation(t *testing.T) {
	s := webtest.Start(t, webtest.Called)
	c := s.As(webtest.Attendee)
	path := "/conferences/" + webtest.Conference + "/invitation"
	page := c.Get(path).Says("Ert svar", "Vägar in", "Dagordning", "Syfte")
	page.Form("svar-a").Submit("reply", "substitute", "function", "", "message", "Vi ringer in").Want(422).Says("Vi ringer in", "ersättare")
	c.Get(path).Form("svar-a").Submit("reply", "declined", "message", "Ingen kan köra i natt").Want(200).Says("Svaret är skickat", "Vi kan inte")
	// What an actor writes to the host is between the two.
	s.As(webtest.OtherAttendee).Get(path).SaysNot("Ingen kan köra i natt")
	s.As(webtest.Guest).Get(path).SaysNot("Ingen kan köra i natt")
	s.As(webtest.Outsider).Get(path).Want(404)
}

// A conference's address leads to what its reader needs in each phase.
func TestPlaceOfConference(t *testing.T) {
	for state, want := range map[webtest.State][2]string{
		webtest.Called: {"/plan", "/invitation"}, webtest.Lobby: {"/room", "/room"}, webtest.Live: {"/room", "/room"},
		webtest.Closed: {"/minutes", "/minutes"}, webtest.Published: {"/minutes", "/minutes"},
	} {
		s := webtest.Start(t, state)
		for i, role := range []webtest.Role{webtest.Leader, webtest.Attendee} {
			a := s.As(role).Send("GET", "/conferences/"+webtest.Conference, "", nil)
			if to := a.Header.Get("Location"); a.Status != 303 || to != "/conferences/"+webtest.Conference+want[i] {
				t.Errorf("%s, %s: %d to %s", state, role, a.Status, to)
			}
		}
		if a := s.As(webtest.Outsider).Send("GET", "/conferences/"+webtest.Conference, "", nil); a.Status != 404 {
			t.Errorf("%s: an outsider is led on: %d", state, a.Status)
		}
	}
}

// A conference is planned by form, from nothing and from the one before; what is wrong is said at its field.
func TestNewConference(t *testing.T) {
	s := webtest.Start(t, webtest.Published)
	c := s.As(webtest.Leader)
	form := func() *webtest.Form { return c.Get("/conferences/new?incident=" + webtest.Incident).Form("ny") }
	form().Submit("start.time", "kvart över", "title", "Kvällens möte").Want(422).Says("Skriv tiden som").SaysNot("⟦")
	form().Submit("until", "").Want(422)
	form().Submit("title", "Kvällens möte", "start.date", "2027-01-09", "start.time", "18.00", "until", "19:00", "level", "regional", "purpose", "direction")
	found, _, err := s.Clerk().ConferencePage(t.Context(), clerk.OwnerIdentity(), clerk.ConferenceQuery{Text: "kvällens möte"})
	if err != nil || len(found) != 1 {
		t.Fatalf("%d planned: %v", len(found), err)
	}
	v, err := s.Clerk().Conference(t.Context(), clerk.OwnerIdentity(), found[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	p := v.Conference.Plan
	if p.Host != webtest.Host || p.Incident != webtest.Incident || p.End.Sub(p.Start) != time.Hour || len(p.Agenda) == 0 || len(p.Invitation.Goals) == 0 || !p.Exercise {
		t.Errorf("%+v", p)
	}
	c.Get("/conferences/new?from="+webtest.Conference).Says("Fortsätter från").Form("ny").Submit("start.date", "2027-01-10", "start.time", "08:00", "until", "09:00", "title", "Nästa morgon")
	if found, _, _ = s.Clerk().ConferencePage(t.Context(), clerk.OwnerIdentity(), clerk.ConferenceQuery{Text: "nästa morgon"}); len(found) != 1 {
		t.Fatal("no successor")
	}
	if v, err = s.Clerk().Conference(t.Context(), clerk.OwnerIdentity(), found[0].ID); err != nil || v.Conference.Plan.Carried.From != webtest.Conference {
		t.Errorf("it follows %q: %v", v.Conference.Plan.Carried.From, err)
	}
	// Nobody goes on from another's conference.
	s.As(webtest.Attendee).Get("/conferences/new?from=" + webtest.Conference).Want(403)
	s.As(webtest.Outsider).Get("/conferences/new?from=" + webtest.Conference).Want(404)
}

// An owner reports on a measure by form: a new time, and that it is done.
func TestMeasures(t *testing.T) {
	s := webtest.Start(t, webtest.Published)
	owner := webtest.Leader
	rows, _, err := s.Clerk().MeasurePage(t.Context(), owner.Identity(), clerk.MeasureQuery{Owner: owner.Actor(), Statuses: []string{"open", "ongoing"}})
	if err != nil || len(rows) == 0 {
		t.Fatalf("%d measures: %v", len(rows), err)
	}
	key := rows[0].Conference + "-" + rows[0].ID
	c := s.As(owner)
	c.Get("/measures").Form("tid-"+key).Submit("due", "i kväll någon gång").Want(422).Says("Skriv tiden som")
	if typed := c.Get("/measures").Form("tid-"+key).Submit("due", "i kväll").Form("tid-" + key).Values.Get("due"); typed != "i kväll" {
		t.Errorf("what was typed is now %q", typed)
	}
	c.Get("/measures").Form("tid-"+key).Submit("due", "2027-01-08 09:30", "text", "Föraren är sen.").Want(200).Says("Åtgärden är uppdaterad", "Ny tid fre 8 jan 09:30", "Föraren är sen.")
	c.Get("/measures").Form("klar-"+key).Submit("status", "done").Want(200)
	c.Get("/measures?show=done").Says(rows[0].Text)
	// Who is not its owner, nor holds a role in the meeting, has no form for it.
	for _, f := range s.As(webtest.Observer).Get("/measures?show=all").Forms() {
		if strings.HasSuffix(f.Values.Get("_form"), key) {
			t.Error("an observer can report on another's measure")
		}
	}
	s.As(webtest.Outsider).Get("/measures?show=all").SaysNot(rows[0].Text)
}

// Decisions say who stands behind them, and only what holds now stands first.
func TestDecisions(t *testing.T) {
	s := webtest.Start(t, webtest.Published)
	s.As(webtest.Attendee).Get("/decisions").Says("gäller", "står bakom", "Gällande inriktningar")
	all := s.As(webtest.Attendee).Get("/decisions?show=all").Text()
	s.Wait(60 * 24 * time.Hour)
	later := s.As(webtest.Attendee)
	if held := later.Get("/decisions").Text(); strings.Contains(held, "står bakom") && len(held) >= len(all) {
		t.Error("what held two months ago still holds")
	}
	s.As(webtest.Outsider).Get("/decisions?show=all").SaysNot("står bakom")
}

// A search marks what it found, and finds nothing for who may not know of it.
func TestSearch(t *testing.T) {
	s := webtest.Start(t, webtest.Published)
	page := s.As(webtest.Attendee).Get("/search?q=" + url.QueryEscape("regional SAMVERKANS"))
	page.Says("Konferenser")
	if len(page.Find("mark")) == 0 || len(page.Find("a", "href", "/conferences/"+webtest.Conference)) == 0 {
		t.Error("the conference is not found, or not marked")
	}
	s.As(webtest.Outsider).Get("/search?q=regional+samverkans").SaysNot(webtest.Conference)
	for _, text := range []string{"%", "_", `\`, "<script>", strings.Repeat("å", 3000)} {
		s.As(webtest.Attendee).Get("/search?q=" + url.QueryEscape(text)).Want(200)
	}
}

// An incident is opened by form, leads on to its first conference, and is changed by its owner alone.
func TestIncident(t *testing.T) {
	s := webtest.Start(t, webtest.Called)
	c := s.As(webtest.Leader)
	c.Get("/incidents/new").Form("handelse").Submit("title", "").Want(422)
	page := c.Get("/incidents/new").Form("handelse").Submit("title", "Översvämning i Forsen", "consequences.0.area", "Vägar", "consequences.0.text", "Väg 58 är stängd.")
	page.Want(200).Says("Ny konferens", "Översvämning i Forsen")
	var id string
	for _, link := range c.Get("/incidents").Links() {
		if rest, ok := strings.CutPrefix(link, "/incidents/"); ok && rest != webtest.Incident && rest != "new" {
			id = rest
		}
	}
	c.Get("/incidents/"+id).Says("Översvämning i Forsen", "Väg 58 är stängd.", "Pågår")
	c.Get("/incidents/"+id+"/edit").Form("handelse").Submit("ended", "true").Want(200).Says("Avslutad", "Väg 58 är stängd.")
	s.As(webtest.Attendee).Get("/incidents/" + id).Want(404)
	s.As(webtest.Attendee).Get("/incidents/" + webtest.Incident + "/edit").Want(403)
	s.As(webtest.Outsider).Get("/incidents/" + webtest.Incident).Want(404)
}

// The month begins on a Monday and shows each conference on its day.
func TestCalendar(t *testing.T) {
	s := webtest.Start(t, webtest.Called)
	page := s.As(webtest.Leader).Get("/conferences?show=calendar&month=2027-01")
	page.Says("januari 2027", "19:00")
	if n := len(page.Find("td")); n != 5*7 {
		t.Errorf("%d days", n)
	}
	if len(page.Find("td", "aria-current", "date")) != 1 {
		t.Error("today is not marked")
	}
	for _, month := range []string{"", "2027-13", "0000-00", "<b>"} {
		s.As(webtest.Leader).Get("/conferences?show=calendar&month=" + url.QueryEscape(month)).Want(200)
	}
}
