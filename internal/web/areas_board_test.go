package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"samverkan/internal/web/webtest"
)

// A need is put on the board, answered and agreed on by the two that it concerns; a message is approved by somebody else than who wrote it;
// and who has no right in the area is told of nothing.
func TestBoardAndMessagesOfAnArea(t *testing.T) {
	s := webtest.Start(t, webtest.Published)
	leader, attendee, outsider := s.As(webtest.Leader), s.As(webtest.Attendee), s.As(webtest.Outsider)
	board, told := areaPath+"/board", areaPath+"/messages"
	leader.Get(areaPath).Says("Behov och erbjudanden", "Budskap och frågor")
	for _, path := range []string{board, told, told + "?format=text"} {
		outsider.Get(path).Want(http.StatusNotFound)
	}
	leader.Get(areaPath+"/rights").Form(areaPath+"/rights").Submit("right", "contribute", "actor", "kommun-ekeryd").Want(http.StatusOK)
	attendee.Get(board).Form("need").Submit("kind", "need", "title", "Kanariebandvagn", "amount", "många").Want(http.StatusUnprocessableEntity).Says("ett helt tal")
	attendee.Get(board).Form("need").Submit("kind", "need", "title", "Kanariebandvagn", "amount", "3", "unit", "bandvagnar", "contact", "TiB").
		Says("Ett behov har ingen svarat på", "3 bandvagnar")
	s.Wait(10 * time.Minute)
	p := leader.Get(board).Says("Ingen har svarat på 10 min", "Svara med ett erbjudande")
	if p.Has("met-" + itemOn(t, p.Text(), p.Links(), "/items/")) {
		t.Error("who does not own the need acts for it")
	}
	need := itemOn(t, p.Text(), p.Links(), "/items/")
	leader.Get(board+"?what=offer&need="+need).Form("need").Submit("title", "Två vagnar från länet", "amount", "2").Says("Två vagnar från länet", "besvarat")
	agree := areaPath + "/items/" + need + "/agree"
	if leader.Get(board).Has(agree) {
		t.Error("who offers agrees for who needs")
	}
	attendee.Get(board).Form(agree).Submit().Says("Överenskommelsen är sparad", "överenskommet")
	attendee.Get(board + "?q=vattentank").Says("Inga behov här")
	attendee.Get(areaPath+"/items/"+need+"/change").Says("Av vad").Form(areaPath+"/items/"+need+"/change").Submit("amount", "4").Says("4 bandvagnar", "överenskommet")
	attendee.Get(board).Form("met-" + need).Submit().Says("tillgodosett")

	attendee.Get(told).Form("message").Submit("title", "Res inte", "text", "Res inte i onödan.").Says("får inte användas än", "Någon annan godkänner")
	if text := attendee.Get(told + "?format=text").Body; !strings.Contains(text, "Inget är godkänt än") || strings.Contains(text, "Res inte") {
		t.Error(text)
	}
	p = leader.Get(told)
	message := itemOn(t, p.Text(), p.Links(), "/items/")
	p.Form(areaPath+"/items/"+message+"/approve").Submit().Says("Texten är godkänd", "version 1")
	if text := leader.Get(told + "?format=text").Body; !strings.Contains(text, "godkända budskap") || !strings.Contains(text, "Res inte i onödan.") {
		t.Error(text)
	}
}

// itemOn is the id of the first item that a page links to.
func itemOn(t *testing.T, text string, links []string, before string) string {
	t.Helper()
	for _, l := range links {
		if _, id, ok := strings.Cut(l, before); ok && !strings.ContainsAny(id, "/?#") {
			return id
		}
	}
	t.Fatal("no item:", text)
	return ""
}

// Several files in one form are an item each; the one that cannot be one is told of, and the others are there.
func TestManyFilesInAnArea(t *testing.T) {
	s := webtest.Start(t, webtest.Published)
	leader, attendee := s.As(webtest.Leader), s.As(webtest.Attendee)
	form := leader.Get(areaPath).Form("files")
	body := func(id string, names ...string) string {
		out := ""
		for name, value := range map[string]string{"_form": "files", "_back": areaPath, "_id": id, "folder": "Kartor", "audience": "everyone"} {
			out += "--snitt-9\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n"
		}
		for _, name := range names {
			out += "--snitt-9\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name + "\"\r\nContent-Type: text/plain\r\n\r\nInnehåll i " + name + "\r\n"
		}
		return out + "--snitt-9--\r\n"
	}
	head := map[string]string{"Content-Type": "multipart/form-data; boundary=snitt-9"}
	if a := attendee.Send(http.MethodPost, form.Action, body("fil-a", "taget.txt"), head); a.Status != http.StatusForbidden {
		t.Error(a.Status)
	}
	long := strings.Repeat("a", 201) + ".txt"
	for range 2 { // sent twice is once
		if a := leader.Send(http.MethodPost, form.Action, body("fil-b", "Väg 58.txt", long, "Broar.txt"), head); a.Status != http.StatusUnprocessableEntity || !strings.Contains(a.Body, "lades inte till") {
			t.Error(a.Status)
		}
	}
	leader.Get(areaPath+"?folder=Kartor").Says("2 poster", "Väg 58.txt", "Broar.txt").SaysNot("taget")
	head["Accept"] = "text/plain"
	if a := leader.Send(http.MethodPost, form.Action, body("fil-c", "Vatten.txt"), head); a.Status != http.StatusNoContent {
		t.Error(a.Status, a.Body)
	}
	if a := leader.Send(http.MethodPost, form.Action, body("fil-d", long), head); a.Status != http.StatusUnprocessableEntity || strings.Contains(a.Body, "<") {
		t.Error(a.Status, a.Body)
	}
}
