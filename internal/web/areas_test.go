package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"samverkan/internal/web/webtest"
)

const areaPath = "/areas/" + webtest.Area

// An area is opened, shared, written in, and closed.
func TestAreaFromOpeningToClosing(t *testing.T) {
	s := webtest.Start(t, webtest.Published)
	leader, attendee := s.As(webtest.Leader), s.As(webtest.Attendee)
	leader.Get("/areas/new").Form("/areas/new").Submit("name", " ").Want(http.StatusUnprocessableEntity).Says("Namnet ska vara en rad")
	made := leader.Get("/areas/new").Form("/areas/new").Submit("name", "Vattnet i Råssjö", "incident", webtest.Incident)
	made.Says("Vattnet i Råssjö", "Ytan är öppen", "Ytan är tom", "Ingen annan")
	path, _, _ := strings.Cut(made.Path, "?")
	if !strings.HasPrefix(path, "/areas/yta-vattnet-i-rassjo-") {
		t.Fatalf("the area is at %s", path)
	}
	attendee.Get(path).Want(http.StatusNotFound).SaysNot("Vattnet i Råssjö")

	leader.Get(path + "/rights").Form(path + "/rights").Submit().Want(http.StatusUnprocessableEntity).Says("Välj minst en aktör")
	leader.Get(path+"/rights").Form(path+"/rights").Submit("right", "contribute", "actor", "kommun-ekeryd").Says("Ekeryd", "läser och lägger till")

	s.Wait(time.Minute)
	note := attendee.Get(path + "/new?what=note").Form(path + "/items")
	note.Submit("title", "Läget i Ekeryd", "text", "").Want(http.StatusUnprocessableEntity).Says("skriv en text")
	kept := note.Submit("title", "Läget i Ekeryd", "text", "Sex gårdar har vatten.\nTvå saknar.", "folder", " 4 Vatten och djur / Gårdar ", "tags", "djur, nödvatten")
	kept.Says("Posten finns nu", "Två saknar.", "Gårdar", "nödvatten", "Anteckning")
	item, _, _ := strings.Cut(kept.Path, "?")

	leader.Get(path).Says("En post", "Läget i Ekeryd", "Ekeryd kommun", "4 Vatten och djur", "djur")
	leader.Get(path+"?tag=djur&folder=4+Vatten+och+djur&kind=note&q=ekeryd").Says("Läget i Ekeryd", "Bara en del visas")
	leader.Get(path + "?tag=väg").Says("Ingenting här passar")
	if p := leader.Get(item); strings.Contains(p.Text(), "Ny version") {
		t.Error("the area's owner is offered to change what another has written")
	}
	s.Wait(time.Minute)
	attendee.Get(item+"/change").Form(item+"/change").
		Submit("text", "Alla gårdar har vatten.", "why", "Läget kl. 21").Says("Alla gårdar har vatten.", "Läget kl. 21", "Ändring 1", "Ändring 2")
	leader.Get(path).Says("En ny sedan")
	leader.Get(path).SaysNot("En ny sedan") // it has been looked at now

	leader.Get(path+"/rights").Form(path+"/close").Submit().Says("Ytan är stängd", "Stängd yta")
	attendee.Get(path + "/new?what=note").Says("är stängd")
}

// What an actor keeps for itself or for some does not exist for the others, in lists, counts, filters or files.
func TestItemsAreForTheirReaders(t *testing.T) {
	s := webtest.Start(t, webtest.Published)
	leader := s.As(webtest.Leader)
	kept := leader.Get(areaPath+"/new?what=note").Form(areaPath+"/items").Submit("title", "Kanariefågel", "text", "Bara för oss.", "folder", "Hemlig mapp",
		"tags", "hemligtagg", "audience", "only-we")
	kept.Says("Kanariefågel", "Bara ägaren läser")
	item, _, _ := strings.Cut(kept.Path, "?")
	for _, path := range []string{areaPath, areaPath + "?q=kanariefågel", areaPath + "?folder=Hemlig+mapp"} {
		p := s.As(webtest.Attendee).Get(path).Want(http.StatusOK).SaysNot("Kanariefågel", "hemligtagg")
		if strings.Contains(p.Text(), "Hemlig mapp") {
			t.Errorf("%s tells of the folder", path)
		}
	}
	for _, path := range []string{item, item + "/versions/0", item + "/versions/1"} {
		s.As(webtest.Attendee).Get(path).Want(http.StatusNotFound).SaysNot("Kanariefågel")
		s.As(webtest.Outsider).Get(path).Want(http.StatusNotFound).SaysNot("Kanariefågel")
	}
	s.As(webtest.Outsider).Get(areaPath).Want(http.StatusNotFound)
	s.As(webtest.Outsider).Get("/areas").Want(http.StatusOK).SaysNot("Snökaos")
	leader.Get(areaPath+"/new?what=note").Form(areaPath+"/items").Submit("title", "x", "text", "y", "audience", "chosen").
		Want(http.StatusUnprocessableEntity).Says("Ingen aktör är utvald")
}

// A file is brought and had back as it was, and no browser does more with it than keep it.
func TestFilesOfAnArea(t *testing.T) {
	s := webtest.Start(t, webtest.Published)
	leader := s.As(webtest.Leader)
	form := leader.Get(areaPath + "/new").Form(areaPath + "/items")
	const content = "<script>alert(1)</script>"
	body := upload(form.Values, "karta.html", "text/html", content)
	answer := leader.Send(http.MethodPost, form.Action, body, map[string]string{"Content-Type": "multipart/form-data; boundary=snitt-9"})
	if answer.Status == http.StatusUnprocessableEntity || answer.Status >= 500 {
		t.Fatalf("%d\n%s", answer.Status, answer.Body)
	}
	page := leader.Get(areaPath + "?q=karta.html").Says("karta.html")
	var item string
	for _, l := range page.Links() {
		if strings.HasPrefix(l, areaPath+"/items/") {
			item = l
		}
	}
	got := leader.Send(http.MethodGet, item+"/versions/0", "", nil)
	if got.Body != content || !strings.HasPrefix(got.Header.Get("Content-Disposition"), "attachment") || got.Header.Get("X-Content-Type-Options") != "nosniff" ||
		!strings.Contains(got.Header.Get("Content-Security-Policy"), "sandbox") || got.Header.Get("Content-Type") != "text/plain; charset=utf-8" {
		t.Errorf("%q %v", got.Body, got.Header)
	}
	if a := s.As(webtest.Attendee).Send(http.MethodPost, form.Action, body, map[string]string{"Content-Type": "multipart/form-data; boundary=snitt-9"}); a.Status != http.StatusForbidden {
		t.Errorf("who only reads puts a file there: %d", a.Status)
	}
}

// upload writes a form with a file, as a browser does.
func upload(fields map[string][]string, name, kind, content string) string {
	var b strings.Builder
	for field, values := range fields {
		for _, v := range values {
			if field != "file" {
				b.WriteString("--snitt-9\r\nContent-Disposition: form-data; name=\"" + field + "\"\r\n\r\n" + v + "\r\n")
			}
		}
	}
	b.WriteString("--snitt-9\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name + "\"\r\nContent-Type: " + kind + "\r\n\r\n" + content + "\r\n--snitt-9--\r\n")
	return b.String()
}
