package web_test

import (
	"strings"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/web/webtest"
)

const paperPath = "/conferences/" + webtest.Conference + "/paper"

// A meeting that was kept on paper is keyed in afterwards, with its own times; what is wrong stays, and what is sent twice is one.
func TestPaperIsKeyedIn(t *testing.T) {
	s := webtest.Start(t, webtest.RollCall)
	c := s.As(webtest.Secretary)
	c.Get(paperPath).Want(200).Says("Uppropslista", "Skriv in från papper")
	s.Wait(3 * time.Hour)
	page := c.Get(paperPath + "/enter").Want(200)
	page = page.Form(paperPath+"/enter").Submit(
		"rows.0.at", "19:20", "rows.0.what", "information", "rows.0.actor", "kommun-ekeryd", "rows.0.text", "Vattnet räcker till kl. 22.",
		"rows.1.at", "kvart över", "rows.1.what", "information", "rows.1.text", "Det här får inte tappas.",
		"rows.2.at", "19:25", "rows.2.what", "measure", "rows.2.ref", "A9", "rows.2.actor", "kommun-tallmo", "rows.2.text", "Kör diesel.", "rows.2.by", "21:00").Want(422)
	page.Says("2 rader är sparade", "Det här får inte tappas.")
	v, err := s.Clerk().Seen(t.Context(), webtest.Conference, "host")
	if err != nil {
		t.Fatal(err)
	}
	var note *conference.Note
	for i := range v.Conference.Notes {
		if n := &v.Conference.Notes[i]; strings.HasPrefix(n.Text, "Vattnet räcker") {
			note = n
		}
	}
	if note == nil || note.At.Local().Format("15:04") == "" || note.At.UTC().Format("15:04") != "18:20" || note.Actor != "kommun-ekeryd" || note.Source == "" {
		t.Errorf("the note is %+v", note)
	}
	if x, ok := v.Conference.Measure("A9"); !ok || x.Due.UTC().Format("15:04") != "20:00" {
		t.Errorf("the measure is %+v", x)
	}
	// The line that was put right goes in, once, however often it is sent.
	right := page.Form(paperPath + "/enter")
	right.Submit("rows.0.at", "19:30").Want(200).Says("En rad är sparad")
	right.Submit("rows.0.at", "19:30").Want(200)
	v, _ = s.Clerk().Seen(t.Context(), webtest.Conference, "host")
	n := 0
	for _, x := range v.Conference.Notes {
		if x.Text == "Det här får inte tappas." {
			n++
		}
	}
	if n != 1 {
		t.Errorf("it stands there %d times", n)
	}
}

// Sheets are for all who may see the meeting, keying in for who keeps its record.
func TestPaperIsForWhom(t *testing.T) {
	s := webtest.Start(t, webtest.Live)
	for r, want := range map[webtest.Role]int{webtest.Leader: 200, webtest.Secretary: 200, webtest.Attendee: 403, webtest.Guest: 403, webtest.Outsider: 404} {
		c := s.As(r)
		c.Get(paperPath + "/enter").Want(want)
		if want != 404 {
			p := c.Get(paperPath).Want(200)
			if got := strings.Contains(p.Body, "/paper/enter"); got != (want == 200) {
				t.Errorf("%s is shown where to key in: %v", r, got)
			}
			for _, to := range p.Links() {
				if strings.HasPrefix(to, "/api/") && strings.HasSuffix(to, ".html") {
					if a := c.Send("GET", to, "", nil); a.Status != 200 {
						t.Errorf("%s: %s is %d", r, to, a.Status)
					}
				}
			}
		}
	}
	en := s.As(webtest.Secretary)
	en.Lang = "en"
	en.Get(paperPath).Want(200)
	en.Get(paperPath + "/enter").Want(200)
}
