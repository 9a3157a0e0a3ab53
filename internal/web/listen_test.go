package web_test

import (
	"strings"
	"testing"

	"samverkan/conference"
	"samverkan/internal/web/webtest"
)

// The listener puts a line and something heard before the leader, who answers; all of it without a script.
func TestListenerRaisesAndLeaderAnswers(t *testing.T) {
	s := webtest.Start(t, webtest.Live)
	c := s.As(webtest.Listener)
	first := c.Get(roomPath).Want(200).Says("Du lyssnar efter målkonflikter", "Du har inte lagt fram något")
	first.Form("raise").Submit("text", "", "kind", "need").Want(422)
	c.Get(roomPath).Form("raise").Submit("text", "Tankbilarna och plogbilarna ska samma väg", "kind", "goal-conflict").Want(200).Says("Väntar på mötesledaren")
	s.Do(webtest.Secretary, &conference.WriteNote{ID: "I99", Kind: conference.NoteInformation, Content: conference.Content{Text: "Reservkraften räcker till 11.30."}})
	page := c.Get(roomPath).Form("flag-I99").Submit("kind", "need").Want(200)
	if !strings.Contains(webtest.TextOf(page.ID("l-flags")), "Reservkraften") {
		t.Errorf("the line is not in the list: %s", webtest.TextOf(page.ID("l-flags")))
	}
	page.Form("note").Submit("text", "Egen iakttagelse").Want(200).Says("Egen iakttagelse")
	leader := s.As(webtest.Leader)
	if text := leader.Get(roomPath).Want(200).Text(); !strings.Contains(text, "Tankbilarna och plogbilarna") {
		t.Error("the leader does not see it")
	}
	leader.Post("/conferences/"+webtest.Conference+"/do/flag.answer", "id", "V1", "when", "after", "_back", roomPath).Want(200)
	c.Get(roomPath).Says("Tas upp senare")
	for _, r := range []webtest.Role{webtest.Attendee, webtest.Observer, webtest.Guest} {
		for _, path := range []string{roomPath + "?view=listen", roomPath + "?view=lead", "/conferences/" + webtest.Conference + "/stream?view=listen&after=0&wait=0"} {
			if a := s.As(r).Send("GET", path, "", nil); strings.Contains(a.Body, "Tankbilarna och plogbilarna") {
				t.Errorf("%s reads a flag in %s", r, path)
			}
		}
		s.As(r).Post("/conferences/"+webtest.Conference+"/do/flag.raise", "kind", "need", "text", "x").Want(403)
	}
}

// Without a script the page is fetched again when its reader wants it, and never over what is being typed.
func TestListenerIsNotInterrupted(t *testing.T) {
	c := webtest.Start(t, webtest.Live).As(webtest.Listener)
	p := c.Get(roomPath)
	if strings.Contains(p.Body, "http-equiv") {
		t.Error("the page is loaded anew by itself")
	}
	if !strings.Contains(p.Body, `<a href="?view=listen">Hämta på nytt</a>`) {
		t.Error("nothing fetches it again")
	}
}

// What the listener sees is as it should be in a browser.
func TestListenerInBrowser(t *testing.T) {
	s := webtest.Start(t, webtest.Live)
	x := s.Browser(t).As(webtest.Listener)
	x.Size(1440, 900)
	x.Visit(roomPath)
	x.Type("#raise-text", "Två vill ha samma bro")
	x.Click(`#flagga form button[value="goal-conflict"]`)
	x.Until("the flag", `document.getElementById("l-flags").textContent.includes("samma bro")`)
	s.Do(webtest.Leader, &conference.AnswerFlag{ID: "V1", When: conference.FlagNow})
	x.Until("the answer", `document.getElementById("v-V1").textContent.includes("Tas upp nu")`)
	x.Shot("listen-d-light")
	if found := x.Axe(); len(found) > 0 {
		t.Errorf("%q", found)
	}
	x.Size(390, 844)
	x.Media("prefers-color-scheme", "dark")
	x.Visit(roomPath)
	x.Shot("listen-m-dark")
	if found := x.Axe(); len(found) > 0 {
		t.Errorf("%q", found)
	}
	if wrong := x.Complaints(); len(wrong) > 0 {
		t.Errorf("%q", wrong)
	}
}
