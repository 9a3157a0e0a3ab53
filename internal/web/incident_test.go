package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/i18n"
	"samverkan/internal/web/webtest"
)

const incidentPath = "/incidents/" + webtest.Incident

// Every page of a händelse is whole in each state of its meeting, in both languages, for who leads and for who is called; for others it is
// not there.
func TestIncidentPages(t *testing.T) {
	for _, state := range []webtest.State{webtest.Called, webtest.Live, webtest.Published} {
		s := webtest.Start(t, state)
		for _, lang := range []string{i18n.Swedish, "en"} {
			for _, role := range []webtest.Role{webtest.Leader, webtest.Attendee} {
				c := s.As(role)
				c.Lang = lang
				for _, path := range []string{"", "/timeline", "/timeline?kind=report&level=regional", "/timeline?kind=hittepa&page=99", "/rhythm", "/rhythm?day=2027-01-06", "/handover", "/handover?hours=72", "/statistics"} {
					if page := c.Get(incidentPath + path).Want(http.StatusOK); strings.Contains(page.Text(), "⟦") {
						t.Errorf("%s for %s: a text is missing", path, role)
					}
				}
			}
		}
		for _, path := range []string{"/timeline", "/rhythm", "/handover", "/statistics"} {
			s.As(webtest.Outsider).Get(incidentPath + path).Want(http.StatusNotFound)
		}
	}
}

// A meeting is tried at another time: the page says what breaks and moves nothing. Confirmed, it is moved as its plan moves it; and what was
// tried before somebody else moved it is not done.
func TestAMeetingIsMovedInTheRhythm(t *testing.T) {
	s := webtest.Start(t, webtest.Called)
	c := s.As(webtest.Leader)
	plan := func() conference.Plan {
		v, err := s.Clerk().Conference(t.Context(), clerk.OwnerIdentity(), webtest.Conference)
		if err != nil {
			t.Fatal(err)
		}
		return v.Conference.Plan
	}
	before := plan()
	c.Get(incidentPath + "/rhythm?conference=" + webtest.Conference + "&start=kvart+i&gap=30").Want(http.StatusOK).Says("Pröva en ny tid").SaysNot("Flytta mötet")
	c.Get(incidentPath + "/rhythm?conference=" + webtest.Conference + "&start=18:00&gap=nyss").Want(http.StatusOK).Says("hela minuter")
	to := before.Start.Add(25 * time.Hour)
	try := incidentPath + "/rhythm?conference=" + webtest.Conference + "&gap=30&report=true&start=" + to.UTC().Format(time.RFC3339)
	page := c.Get(try).Want(http.StatusOK).Says("Flytta mötet")
	stale := c.Get(try)
	if now := plan(); !now.Start.Equal(before.Start) {
		t.Fatal("trying a time moved the meeting")
	}
	page.Form("flytta").Submit().Want(http.StatusOK).Says("Mötet är flyttat")
	now := plan()
	if !now.Start.Equal(to) || now.End.Sub(now.Start) != before.End.Sub(before.Start) {
		t.Errorf("moved to %v–%v", now.Start, now.End)
	}
	if d := before.Reporting.Deadline; !d.IsZero() && !now.Reporting.Deadline.Equal(d.Add(25*time.Hour)) {
		t.Errorf("reports by %v, before by %v", now.Reporting.Deadline, d)
	}
	s.Do(webtest.Leader, &conference.Reschedule{Start: to.Add(time.Hour), End: to.Add(2 * time.Hour)})
	stale.Form("flytta").Submit("_id", "annat").Want(http.StatusUnprocessableEntity).Says("har flyttats av någon annan")

	other := s.As(webtest.Attendee)
	if other.Get(incidentPath + "/rhythm").Has("flytta") {
		t.Error("who is called may not move the meeting")
	}
	other.Get(try).Want(http.StatusOK).SaysNot("Flytta mötet")
}
