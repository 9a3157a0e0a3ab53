package web_test

import (
	"net/http"
	"testing"

	"samverkan/internal/web/webtest"
)

// An actor's administrator makes the key of its register of people, sees it once, and ends it; nobody else knows of it.
func TestScimKey(t *testing.T) {
	s := webtest.Start(t, webtest.Published)
	admin := s.As(webtest.Administrator)
	admin.Get("/admin/scim").Want(http.StatusOK).Says("Det finns ingen nyckel", "/scim/v2").SaysNot("svk_")
	admin.Get("/admin/scim").Form("/admin/scim").Submit().Want(http.StatusOK).Says("svk_", "visas bara nu")
	admin.Get("/admin/scim").Says("Nyckeln börjar", "aldrig").SaysNot("visas bara nu. Kopiera")
	admin.Get("/admin/scim?actor=kommun-ekeryd").Want(http.StatusForbidden)
	admin.Post("/admin/scim", "_form", "nyckel", "_back", "/admin/scim", "actor", "kommun-ekeryd").Want(http.StatusUnprocessableEntity).Says("Du hör inte till")
	admin.Get("/admin/scim").Form("/admin/scim/revoke").Submit().Says("Nyckeln är återkallad", "Det finns ingen nyckel")
	s.As(webtest.Attendee).Get("/admin/scim").Want(http.StatusForbidden)
}
