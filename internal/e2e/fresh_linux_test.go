package e2e_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"samverkan/internal/wire"
)

var oneTimeLink = regexp.MustCompile(`/link/[0-9A-Za-z_-]+`)

// From an empty directory to somebody who has signed in: the service shows a link, the first administrator sets it up, and makes an
// account for somebody else, who opens it with a password of her own. Each link works once.
func TestFreshInstallation(t *testing.T) {
	p := place{t, t.TempDir(), program(t)}
	s := p.serves("--log-level", "warn")
	var link string
	eventually(t, "the link is shown", func() bool {
		link = oneTimeLink.FindString(s.errs.String())
		return link != ""
	})
	if a := s.as("").ask(http.MethodGet, "/api/v1/conferences", nil); a.Status != http.StatusUnauthorized {
		t.Errorf("nobody is answered %d", a.Status)
	}
	first := url.Values{"name": {"Anna Först"}, "actor": {"lst-uppsala"}, "login": {"anna@ovning.example"}, "password": {password}}
	admin := s.browser()
	if a := admin.form(link, first); a.Status != http.StatusSeeOther {
		t.Fatalf("setting up: %d\n%s", a.Status, a.Body)
	}
	if a := s.browser().form(link, first); a.Status < 400 {
		t.Errorf("the link worked twice: %d", a.Status)
	}
	a := admin.ask(http.MethodPost, "/api/v1/accounts", wanted(wire.NewAccount{Name: "Karin Ek", Login: "karin@ovning.example"}))
	var invited wire.Invited
	if err := json.Unmarshal(a.Body, &invited); a.Status != http.StatusOK || err != nil || invited.Link == "" {
		t.Fatalf("inviting: %d %s", a.Status, a.Body)
	}
	own := oneTimeLink.FindString(invited.Link)
	karin := s.browser()
	if a := karin.form(own, url.Values{"password": {"kort"}}); a.Status < 400 {
		t.Errorf("a short password: %d", a.Status)
	}
	if a := karin.form(own, url.Values{"password": {password}}); a.Status != http.StatusSeeOther {
		t.Fatalf("opening: %d\n%s", a.Status, a.Body)
	}
	var me struct{ Member, Actor string }
	karin.read("/api/v1/me", &me)
	if me.Member != invited.Member || me.Actor != "lst-uppsala" {
		t.Errorf("she is %+v", me)
	}
	if a := s.browser().form(own, url.Values{"password": {password}}); a.Status < 400 {
		t.Errorf("the link worked twice: %d", a.Status)
	}
	s.signsIn(&person{Login: "karin@ovning.example"}).get("/api/v1/me")
	s.stop()
	if text := s.errs.String(); strings.Contains(text, password) || strings.Contains(text, own) {
		t.Errorf("a secret stands in the log:\n%s", text)
	}
	s.again() // when there is an account there is no first link
	if oneTimeLink.MatchString(s.errs.String()) {
		t.Errorf("it shows a link again:\n%s", s.errs)
	}
	s.stop()
	p.verified()
}
