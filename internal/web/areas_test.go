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

// A log is written line by line, changed with its earlier wording kept, commented, and seen as it was; what is for some alone is in none
// of it for the others.
func TestItemsOverTime(t *testing.T) {
	s := webtest.Start(t, webtest.Published)
	leader, reader := s.As(webtest.Leader), s.As(webtest.Attendee)
	line := leader.Get(areaPath + "/log").Says("Tidsloggen är tom").Form(areaPath + "/log")
	line.Submit("text", " ").Want(http.StatusUnprocessableEntity).Says("skriv en text")
	line.Submit("text", "x", "occurredAt", "i går").Want(http.StatusUnprocessableEntity)
	line.Submit("text", "Väg 58 är stängd.\nTräd över vägen.", "occurredAt", "19:40").Says("19:40", "Träd över vägen.", "skriven eller ändrad")
	leader.Get(areaPath+"/log").Form(areaPath+"/log").Submit("text", "Kanariefågel", "only", "true").Says("Kanariefågel", "Bara ägaren läser")
	reader.Get(areaPath+"/log").Says("Väg 58 är stängd.").SaysNot("Kanariefågel", "Lägg till raden")
	file := reader.Send(http.MethodGet, areaPath+"/log.csv", "", nil)
	if !strings.Contains(file.Body, "2027-01-06 19:40;") || strings.Contains(file.Body, "Kanarie") || !strings.Contains(file.Header.Get("Content-Disposition"), "tidslogg.csv") {
		t.Errorf("%s %v", file.Body, file.Header)
	}
	s.As(webtest.Outsider).Get(areaPath + "/log").Want(http.StatusNotFound)

	item := ""
	for _, l := range leader.Get(areaPath + "?q=väg+58").Links() {
		if strings.HasPrefix(l, areaPath+"/items/") {
			item = l
		}
	}
	s.Wait(10 * time.Minute)
	first, second := leader.Get(item+"/change").Form(item+"/change"), leader.Get(item+"/change").Form(item+"/change")
	first.Submit("text", "Väg 58 är öppen.", "why", "Röjd").Says("Ändringen är sparad", "Väg 58 är öppen.", "Ändring 2", "Röjd")
	late := second.Submit("text", "Väg 58 är stängd till 21.").Want(http.StatusUnprocessableEntity).Says("Någon har ändrat", "Så står det nu", "Väg 58 är öppen.", "stängd till 21.")
	late.Form(item+"/change").Submit().Says("Ändringen är sparad", "Väg 58 är stängd till 21.").SaysNot("personnummer")
	numbered := ""
	leader.Get(areaPath+"/log").Form(areaPath+"/log").Submit("text", "Hämtade 121212-1212 vid väg 34.")
	for _, l := range leader.Get(areaPath + "?q=väg+34").Links() {
		if strings.HasPrefix(l, areaPath+"/items/") {
			numbered = l
		}
	}
	leader.Get(numbered).Says("Hämtade 121212-1212", "ser ut som ett personnummer")
	reader.Get(numbered).Says("Hämtade 121212-1212").SaysNot("ser ut som ett personnummer") // who cannot change it is not asked to
	reader.Get(item+"/history?a=1&b=2").Says("Träd över vägen.", "öppen.")
	reader.Get(item + "/change").Want(http.StatusForbidden)
	s.As(webtest.Outsider).Get(item + "/history").Want(http.StatusNotFound)

	reader.Get(areaPath+"?at=2027-01-06T20:56").Says("Träd över vägen.").SaysNot("öppen.", "Kanariefågel")
	reader.Get(areaPath + "?at=2027-01-06+19:00").Says("Inget i ytan fanns då")
	leader.Get(areaPath + "?at=i+g%C3%A5r").Want(http.StatusUnprocessableEntity).Says("Tidpunkten går inte att läsa")

	said := leader.Get(item).Form(item+"/comments").Submit("text", "Gäller det bussarna?").Says("Kommentaren finns nu", "Gäller det bussarna?")
	reader.Get(item).Says("Gäller det bussarna?").SaysNot("Ta tillbaka")
	reader.Get(areaPath).Says("En kommentar")
	for _, f := range said.Forms() {
		if strings.HasSuffix(f.Action, "/withdraw") {
			f.Submit().Says("tillbakatagen").SaysNot("Gäller det bussarna?")
		}
	}
	leader.Get(areaPath).Form(areaPath+"/selected").Submit("act", "move", "folder", "Vägar").Want(http.StatusUnprocessableEntity).Says("Markera minst en post")
	id := item[strings.LastIndexByte(item, '/')+1:]
	leader.Get(areaPath).Form(areaPath+"/selected").Submit("act", "move", "folder", "Vägar", "item", id).Says("Posterna är ändrade", "Vägar")
	leader.Get(areaPath).Form(areaPath+"/selected").Submit("act", "tag", "tags", "väg 58", "item", id).Says("väg 58")
	leader.Get(areaPath).Form(areaPath+"/selected").Submit("act", "zip", "item", id).Want(http.StatusOK)
	leader.Get(areaPath).Form(areaPath+"/selected").Submit("act", "share", "audience", "only-we", "item", id).Says("Bara ägaren läser")
	reader.Get(item).Want(http.StatusNotFound)
	leader.Get(item).Form(item + "/remove").Submit().Says("Posten är borttagen")
	leader.Get(item).Want(http.StatusNotFound)
}
