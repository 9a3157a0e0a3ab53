package web_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/i18n"
	"samverkan/internal/web/webtest"
)

const (
	reportPath    = "/conferences/" + webtest.Conference + "/report"
	reportsPath   = "/conferences/" + webtest.Conference + "/reports"
	situationPath = "/conferences/" + webtest.Conference + "/situation"
)

// The host asks, an actor answers without a script, and the host sees it; who is missing stands first.
func TestReportIsAskedForAndLeft(t *testing.T) {
	s := webtest.Start(t, webtest.Called)
	host := s.As(webtest.Leader)
	page := host.Get(reportsPath).Want(200).Says("Inga rapporter är begärda än")
	page = page.Form("begar").Submit("deadline", "17:30", "questions", "Hur många saknar värme?").Want(200)
	page.Says("Lägesrapporter är begärda.", "Inte inne än")

	c := s.As(webtest.Attendee)
	form := c.Get(reportPath).Want(200).Says("Rapporten ska vara inne", "Ingen rapport är lämnad", "Hur många saknar värme?").Form("rapport")
	page = form.Submit("plan", "strained", "resources", "strained", "load", "strained", "text.incident", "Elen är borta i norr.", "source.incident", "Elbolaget",
		"answer.0", "Omkring 400 hushåll.", "function", "TiB", "validUntil", "22:00").Want(200)
	page.Says("Lägesrapporten är lämnad.", "Påverkansgrad 3: Betydande påverkan", "Elen är borta i norr.", "Omkring 400 hushåll.")
	host.Get(reportsPath).Want(200).Says("3 Betydande påverkan")
	for _, r := range []webtest.Role{webtest.Leader, webtest.Attendee, webtest.OtherAttendee} {
		s.As(r).Get(situationPath).Want(200).Says("Elen är borta i norr.", "Omkring 400 hushåll.", "Det här vet vi inte", "Har inte svarat")
		s.As(r).Get(situationPath+"?by=actor").Want(200).Says("Elen är borta i norr.", "TiB")
		s.As(r).Get(situationPath + "?changed=1").Want(200)
	}
	if p := host.Get(situationPath); len(p.Find("svg", "role", "img")) != 1 {
		t.Error("there is no map")
	}
	// One press later; not at once, which would be a double click.
	s.Wait(20 * time.Minute)
	c.Get(reportPath).Form("oforandrat").Submit().Want(200).Says("Lägesrapporten gäller oförändrad.", "Gäller oförändrad, enligt besked")
	host.Get(reportsPath).Says("Oförändrad")
}

// What comes after the time is taken, and called late.
func TestReportThatIsLate(t *testing.T) {
	s := webtest.Start(t, webtest.Called)
	s.As(webtest.Leader).Get(reportsPath).Form("begar").Submit("deadline", "17:30").Want(200)
	s.Wait(80 * time.Minute)
	c := s.As(webtest.Attendee)
	c.Get(reportPath).Says("märks som sent inkommen").Form("rapport").Submit("text.needs", "Två elverk").Want(200).Says("Den kom sent.")
	host := s.As(webtest.Leader).Get(reportsPath).Says("Sent", "Saknas, tiden har gått")
	host.Form("paminn").Submit().Want(200).Says("Ingen påminnelse gick ut") // this installation sends nothing
}

// A form with something wrong in it comes back with all that was typed, and says at the field what is wrong.
func TestReportKeepsWhatWasTyped(t *testing.T) {
	s := webtest.Start(t, webtest.Called)
	c := s.As(webtest.Attendee)
	wrong := c.Get(reportPath).Form("rapport").Submit("text.incident", "Elen är borta.", "validUntil", "snart", "load", "exhausted").Want(422).Says("Elen är borta.")
	if in := wrong.Find("input", "name", "validUntil"); len(in) != 1 || webtest.Attr(in[0], "aria-invalid") != "true" || webtest.Attr(in[0], "value") != "snart" {
		t.Error("the field of the time is not marked, or has lost what was typed")
	}
	for _, x := range wrong.Find("input", "name", "load", "value", "exhausted") {
		if webtest.Attr(x, "checked") == "" && !strings.Contains(wrong.Body, `value="exhausted" checked`) {
			t.Error("the answer that was chosen is lost")
		}
	}
	wrong.Form("rapport").Submit("validUntil", "").Want(200).Says("Lägesrapporten är lämnad.")
	c.Get(reportPath).Form("rapport").Submit("text.incident", "", "source.incident", "Elbolaget").Want(422).Says("Det står hur ni vet det, men inte vad")

	host := s.As(webtest.Leader)
	host.Get(reportsPath).Form("begar").Submit("deadline", "i morgon bitti", "questions", "En fråga").Want(422).Says("En fråga")
	host.Post(reportsPath, "_form", "begar", "_back", reportsPath, "deadline", "17:30", "actors", "", "questions", "En fråga").Want(422).Says("En fråga")
}

// Nothing at all is no report.
func TestReportThatIsEmpty(t *testing.T) {
	s := webtest.Start(t, webtest.Called)
	s.As(webtest.OtherAttendee).Get(reportPath).Form("rapport").Submit("function", "TiB").Want(422).Says("Lägesrapporten är tom")
}

// A guest reports for the actor that it came for, and for nobody else; outsiders find nothing.
func TestReportByWhom(t *testing.T) {
	s := webtest.Start(t, webtest.Called)
	guest := s.As(webtest.Guest)
	guest.Get(reportPath).Want(200).Form("rapport").Submit("text.measures", "Reservkraft är på väg.").Want(200).Says("Lägesrapporten är lämnad.")
	for _, r := range []webtest.Role{webtest.Guest, webtest.OtherAttendee, webtest.Observer} {
		c := s.As(r)
		c.Get(reportPath + "?seat=" + webtest.Attendee.Actor()).Want(404)
		c.Post(reportPath, "participant", webtest.Attendee.Actor(), "text.incident", "Inte vårt").Want(403)
		if a := c.Send(http.MethodGet, reportsPath, "", nil); a.Status != 403 {
			t.Errorf("%s reads who has reported: %d", r, a.Status)
		}
		c.Post(reportsPath, "actors", webtest.Attendee.Actor(), "deadline", "17:30").Want(403)
		c.Post(reportsPath + "/remind").Want(403)
	}
	out := s.As(webtest.Outsider)
	for _, path := range []string{reportPath, reportsPath, situationPath} {
		out.Get(path).Want(404)
	}
	out.Post(reportPath, "participant", webtest.Attendee.Actor(), "text.incident", "x").Want(404)
	out.Post(reportsPath + "/remind").Want(404)
	// The host writes one down that came by telephone.
	s.As(webtest.Leader).Get(reportPath+"?seat="+webtest.OtherAttendee.Actor()).Want(200).Form("rapport").Submit("text.needs", "Sandsäckar").Want(200)
	s.As(webtest.OtherAttendee).Get(reportPath).Says("Sandsäckar")
}

// What is marked is read by nobody else, and stays when somebody writes who could not see it.
func TestReportThatIsMarked(t *testing.T) {
	const canary = "KANARIEFÅGEL88"
	s := webtest.Start(t, webtest.Called)
	actor := webtest.Attendee.Actor()
	s.As(webtest.Attendee).Get(reportPath).Form("rapport").Submit("text.capacity", canary, "ground", "OSL 18 kap. 13 §", "load", "exhausted").Want(200).
		Says(canary, "Hela rapporten är sekretessmarkerad")
	for _, r := range []webtest.Role{webtest.OtherAttendee, webtest.Observer, webtest.Guest} {
		for _, path := range []string{situationPath, situationPath + "?by=actor", situationPath + "?changed=1"} {
			s.As(r).Get(path).Want(200).SaysNot(canary).Says("visas inte för dig")
		}
	}
	s.As(webtest.Leader).Get(situationPath).Says(canary)
	s.As(webtest.Attendee).Get(reportPath).Form("rapport").Submit("text.needs", "Mer folk").Want(200)
	v, err := s.Clerk().Seen(t.Context(), webtest.Conference, "host")
	if err != nil {
		t.Fatal(err)
	}
	r := v.Conference.Report(actor)
	if r == nil || !r.Secrecy.Marked() || len(r.Statements) != 2 || r.Tests.Load != conference.Exhausted {
		t.Errorf("the report is %+v", r)
	}
}

// In the room there is the way to our own report, and whether it is left.
func TestReportFromTheRoom(t *testing.T) {
	s := webtest.Start(t, webtest.Live)
	c := s.As(webtest.OtherAttendee)
	if !strings.Contains(webtest.TextOf(c.Get(roomPath).Want(200).ID("own-report")), "Lämna lägesrapport") {
		t.Error("there is no way to leave a report")
	}
	c.Get(reportPath+"?seat="+webtest.OtherAttendee.Actor()).Want(200).Form("rapport").Submit("text.forecast", "Värre i natt").Want(200)
	if !strings.Contains(webtest.TextOf(c.Get(roomPath).Want(200).ID("own-report")), "Lägesrapport lämnad") {
		t.Error("the room does not tell that the report is left")
	}
	// After the meeting it is read and no longer changed.
	closed := webtest.Start(t, webtest.Closed)
	if p := closed.As(webtest.Attendee).Get(reportPath).Want(200).Says("Rapporten kan inte ändras här"); p.Has("oforandrat") {
		t.Error("a report of a meeting that is over can be kept")
	}
	closed.As(webtest.Leader).Get(reportsPath).Want(200)
	closed.As(webtest.Leader).Get(situationPath).Want(200)
}

// The pages are whole in English too, and the called come to their report from the invitation, without a script.
func TestReportInEnglish(t *testing.T) {
	s := webtest.Start(t, webtest.Called)
	s.Do(webtest.Leader, &conference.RequestReports{Deadline: s.Now().Add(time.Hour)})
	s.Do(webtest.Attendee, &conference.SubmitReport{Participant: webtest.Attendee.Actor(), Report: conference.Report{
		Statements: []conference.Statement{{Theme: conference.ThemeNeeds, Text: "Two pumps"}}, Tests: conference.Tests{Plan: conference.Exhausted, Resources: conference.Exhausted, Load: conference.Exhausted}}})
	for path, says := range map[string]string{reportPath: "Grade of impact 5", situationPath: "What we do not know", situationPath + "?by=actor": "Two pumps"} {
		c := s.As(webtest.Attendee)
		c.Lang = i18n.English
		c.Get(path).Want(200).Says(says)
	}
	host := s.As(webtest.Leader)
	host.Lang = i18n.English
	host.Get(reportsPath).Want(200).Says("Remind those missing", "Not in yet")
	links := s.As(webtest.Attendee).Get("/conferences/" + webtest.Conference + "/invitation").Want(200).Links()
	if !slices.Contains(links, reportPath) {
		t.Errorf("the invitation does not lead to the report: %q", links)
	}
}
