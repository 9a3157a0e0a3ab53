package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/i18n"
	"samverkan/internal/web/webtest"
)

// A morning meeting is begun from the page of an area, its rows are taken and taken back by forms, and who is no host does not come in.
func TestMorningMeeting(t *testing.T) {
	s := webtest.Start(t, webtest.Called)
	c := s.As(webtest.Leader)
	if _, err := s.Clerk().Administer(t.Context(), clerk.OwnerIdentity(), "", clerk.PutItem{Item: area.Item{ID: "rad-1", Area: webtest.Area, Kind: area.Note,
		Title: "Väg 84 är avstängd", Text: "Väg 84 är avstängd", Audience: area.Everyone, OccurredAt: s.Now()}}); err != nil {
		t.Fatal(err)
	}
	c.Get("/areas/"+webtest.Area).Want(http.StatusOK).Says("Morgonmöte", "Bara vi själva")
	at := "/conferences/morgon-1/walk"
	c.Post("/areas/"+webtest.Area+"/walk", "_id", "morgon-1").Want(http.StatusOK)
	row := "item/" + webtest.Area + "/rad-1"
	c.Get(at).Want(http.StatusOK).Says("Väg 84 är avstängd", "Nytt sedan förra mötet", "Uppföljning", "Tangenter")
	c.Post(at, "row", row, "how", "noted", "word", "Känt av alla").Want(http.StatusOK)
	c.Get(at).Want(http.StatusOK).Says("Noterad I1")
	c.Post(at, "row", row, "how", "struck").Want(http.StatusConflict)
	c.Post(at+"/return", "row", row).Want(http.StatusOK)
	c.Get(at).Want(http.StatusOK).SaysNot("Noterad I1")
	c.Post(at, "row", row, "how", "measure").Want(http.StatusOK)
	c.Get(at + "?measure=" + url.QueryEscape(row)).Want(http.StatusOK).Says("Vem gör det")
	c.Post(at, "row", row, "how", "measure", "owner", webtest.Host, "due", "nyss", "_form", "atgard", "_back", at+"?measure="+url.QueryEscape(row)).Want(http.StatusUnprocessableEntity)
	c.Post(at, "row", row, "how", "measure", "owner", webtest.Host, "word", "Skylta om").Want(http.StatusOK)
	c.Get("/conferences/morgon-1/minutes").Want(http.StatusOK).Says("Skylta om")
	c.Lang = i18n.English
	if page := c.Get(at).Want(http.StatusOK).Says("Became a measure A1"); strings.Contains(page.Text(), "⟦") {
		t.Error("a text is missing")
	}
	c.Lang = i18n.Swedish
	c.Get("/conferences/" + webtest.Conference + "/walk").Want(http.StatusConflict)
	for _, role := range []webtest.Role{webtest.Attendee, webtest.Outsider} {
		s.As(role).Get(at).Want(http.StatusNotFound)
		s.As(role).Post(at, "row", row, "how", "noted").Want(http.StatusNotFound)
	}
	s.As(webtest.Attendee).Get("/conferences/" + webtest.Conference + "/walk").Want(http.StatusForbidden)
	s.As(webtest.Outsider).Post("/areas/"+webtest.Area+"/walk", "_id", "morgon-9").Want(http.StatusNotFound)
}
