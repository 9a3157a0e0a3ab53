package web_test

import (
	"net/http"
	"strings"
	"testing"

	"samverkan/internal/web/webtest"
)

// Anybody who holds a paper finds out whether it is genuine and which version it is, and nothing about what is in it.
func TestCheckingASeal(t *testing.T) {
	s := webtest.Start(t, webtest.Published)
	form := s.As(webtest.Leader).Get(minutesOf).Form("/check")
	seal, row := form.Values.Get("seal"), form.Values.Get("row")
	hash, _, _ := strings.Cut(seal, " ")
	nobody := s.As(webtest.Nobody)
	ask := func(seal, row string) *webtest.Page {
		return nobody.Get("/check").Form("/check").Submit("seal", seal, "row", row).SaysNot("Regional samverkanskonferens", webtest.Conference)
	}
	ask(seal, row).Want(http.StatusOK).Says("Äkta", "Version 1, fastställd onsdag 6 januari 2027", "Det är den senaste versionen", "Signaturen är vår")
	// As it is copied from the paper, with its spaces and broken lines, and the number in it.
	copied := "Försegling\nSammanställt ur konferensens journal till och med rad " + row + ".\nSHA-256 " + hash[:4] + " " + hash[4:32] + "\n" + hash[32:]
	ask(copied, "").Says("Äkta", "Version 1")
	ask(strings.ToUpper(hash), row).Says("Äkta")
	ask("0"+hash[1:], row).Says("Förseglingen finns inte här")
	ask(hash, "1").Says("Förseglingen finns inte här")
	ask(seal[:len(seal)-6]+"AAAAAA", row).Says("Stämmer inte", "signaturen är det inte")
	ask("hej", row).Want(http.StatusUnprocessableEntity).Says("Ingen kontrollsumma hittades")
	ask(hash, "").Want(http.StatusUnprocessableEntity).Says("Skriv radens nummer")

	p := s.As(webtest.Leader).Get("/check").Form("/check").Submit("seal", seal, "row", row)
	if !strings.Contains(strings.Join(p.Links(), " "), minutesOf+"?version=1") {
		t.Error("who may read the minutes is not led there")
	}
}

// A published file is known by what it holds; any other is not.
func TestCheckingAFile(t *testing.T) {
	s := webtest.Start(t, webtest.Published)
	file := s.As(webtest.Attendee).Send(http.MethodGet, areaPath+"/items/"+webtest.Conference+"-minutes-pdf/versions/0", "", nil)
	if file.Status != http.StatusOK {
		t.Fatal(file.Status)
	}
	ask := func(r webtest.Role, content string) string {
		a := s.As(r).Send(http.MethodPost, "/check", upload(map[string][]string{"_form": {"fil"}, "_back": {"/check"}}, "x.pdf", "application/pdf", content),
			map[string]string{"Content-Type": "multipart/form-data; boundary=snitt-9"})
		if a.Status != http.StatusOK {
			t.Fatalf("%d\n%s", a.Status, a.Body)
		}
		return a.Body
	}
	if body := ask(webtest.Nobody, file.Body); !strings.Contains(body, "Version 1, publicerad") || strings.Contains(body, areaPath) || strings.Contains(body, "Regional") {
		t.Error("a published file, to nobody")
	}
	if body := ask(webtest.Attendee, file.Body); !strings.Contains(body, areaPath+"/items/") {
		t.Error("who may read it is not led there")
	}
	if body := ask(webtest.Nobody, file.Body+" "); !strings.Contains(body, "går inte att känna igen") {
		t.Error("a changed file is known")
	}
	bundle := s.As(webtest.Leader).Send(http.MethodGet, "/api/v1/conferences/"+webtest.Conference+"/bundle", "", nil)
	if body := ask(webtest.Nobody, bundle.Body); !strings.Contains(body, "Logga in för att kontrollera") {
		t.Error("a bundle is opened for anybody")
	}
	if body := ask(webtest.Leader, bundle.Body); !strings.Contains(body, "allt i paketet stämmer") {
		t.Errorf("the bundle: %s", body)
	}
}
