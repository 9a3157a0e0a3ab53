package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/web/webtest"
)

const minutesOf = "/conferences/" + webtest.Conference + "/minutes"

// The minutes go the whole way in the pages alone: checked by one, approved by another, published in the area, corrected, compared.
func TestMinutesGoTheWholeWay(t *testing.T) {
	s := webtest.Start(t, webtest.Closed)
	secretary, leader := s.As(webtest.Secretary), s.As(webtest.Leader)
	leader.Get(minutesOf).Says("Inte fastställda", "Kort sagt", "Granska", "saker att se över", "För Lst Allmänlän")

	page := secretary.Get(minutesOf)
	if page.Has("/conferences/" + webtest.Conference + "/do/minutes.approve") {
		t.Error("the secretary is offered to approve")
	}
	page.Form("/conferences/"+webtest.Conference+"/do/minutes.check").Submit("remark", "Tiden i A3 ska kontrolleras.").Says("Granskningen är antecknad", "Tiden i A3 ska kontrolleras.")
	s.Wait(time.Minute)
	page = leader.Get(minutesOf).Form("/conferences/"+webtest.Conference+"/do/minutes.approve").Submit().Says("Fastställt.", "Version 1, fastställd")
	if page.Has("/conferences/" + webtest.Conference + "/do/minutes.check") {
		t.Error("what is approved can be checked")
	}
	s.Wait(time.Minute)
	if page.Has(minutesOf + "/publish") {
		t.Error("what leaves something out is published without a look at it")
	}
	secretary.Post(minutesOf+"/publish", "area", webtest.Area).Want(http.StatusConflict).Says("inte granskats")
	public := leader.Get(minutesOf+"/public").Says("Det här lämnas ut", "Grunder", "Bedöms av", "Hela versionen")
	s.As(webtest.Attendee).Get(minutesOf + "/public").Want(http.StatusForbidden)
	public.Form(minutesOf+"/publish").Submit("area", webtest.Area).Says("Publicerat i ytan", "Snökaos")
	s.Wait(time.Minute)
	leader.Get(minutesOf).Form("/conferences/"+webtest.Conference+"/do/minutes.publish").Submit("channel", "WIS").Says("WIS")

	chosen := leader.Get(minutesOf + "/correct?target=A3&field=due")
	chosen.Form(minutesOf+"/correct").Submit("is", "i morgon", "reason", "Hörfel").Want(http.StatusUnprocessableEntity).Says("Skriv tiden som 06:00")
	s.Wait(time.Minute)
	chosen.Form(minutesOf+"/correct").Submit("is", "2027-01-07 05:00", "reason", "Hörfel vid uppläsningen").Says("Rättelsen är gjord", "Rättelse", "Hörfel vid uppläsningen", "05:00")
	leader.Get(minutesOf+"/compare?a=1&b=2").Says("Skillnader mellan versioner", "A3", "05:00")
	leader.Get(minutesOf + "/compare?a=2&b=2").Says("Versionerna säger samma sak")
	leader.Get(minutesOf + "?version=1").Says("Du läser version 1").SaysNot("Hörfel vid uppläsningen.")
	leader.Get(minutesOf + "?version=9").Want(http.StatusNotFound)
	leader.Get(minutesOf + "?version=x").Want(http.StatusNotFound)

	secretary.Get(minutesOf).Form("/conferences/" + webtest.Conference + "/do/minutes.check").Submit()
	s.Wait(time.Minute)
	leader.Get(minutesOf).Form("/conferences/" + webtest.Conference + "/do/minutes.approve").Submit()
	s.Wait(time.Minute)
	leader.Get(minutesOf+"/public").Form(minutesOf+"/publish").Submit("area", webtest.Area, "reason", "")
	s.As(webtest.Attendee).Get("/areas/" + webtest.Area).Says("Ny version: Hörfel vid uppläsningen")
}

// Whoever is called reads the draft and may say what is wrong; what is marked is not there for who may not read it, and who is not
// called learns nothing.
func TestMinutesAreForTheirReaders(t *testing.T) {
	s := webtest.Start(t, webtest.Closed)
	const canary = "kanariefågel i vattentäkten"
	s.Do(webtest.Secretary, &conference.WriteNote{ID: "I900", Kind: conference.NoteInformation, Content: conference.Content{Actor: "lst-allmanlan", Text: canary,
		Secrecy: conference.Secrecy{Ground: "OSL 18 kap. 13 §", Owner: "lst-allmanlan"}}})
	s.As(webtest.Leader).Get(minutesOf).Says(canary, "Sekretess enligt OSL 18 kap. 13 §")
	for _, r := range []webtest.Role{webtest.Attendee, webtest.Observer} {
		for _, path := range []string{minutesOf, minutesOf + "/compare"} {
			s.As(r).Get(path).Want(http.StatusOK).SaysNot(canary, "saker att se över")
		}
	}
	attendee := s.As(webtest.Attendee).Get(minutesOf)
	attendee.Says("utelämna", "För Ekeryd")
	attendee.Form("/conferences/"+webtest.Conference+"/do/minutes.check").Submit("remark", "Vi har fem fordon, inte tre.").Says("Granskningen är antecknad")
	for _, path := range []string{minutesOf + "/correct", minutesOf + "/correct?target=I900&field=text"} {
		if p := s.As(webtest.Attendee).Get(path); p.Status != http.StatusForbidden {
			t.Errorf("%s as the attendee: %d", path, p.Status)
		}
	}
	s.As(webtest.Outsider).Get(minutesOf).Want(http.StatusNotFound).SaysNot("Regional samverkanskonferens")
	s.As(webtest.Leader).Get("/conferences/finns-inte/minutes").Want(http.StatusNotFound)
}

// A place in the recording is offered for what was said while it was recorded, and played in the page; the sound comes in parts.
func TestMinutesAreHeard(t *testing.T) {
	s := webtest.Start(t, webtest.Published)
	page := s.As(webtest.Leader).Get(minutesOf)
	players := page.Find("audio")
	if len(players) != 1 {
		t.Fatalf("%d players", len(players))
	}
	address := webtest.Attr(players[0], "src")
	a := s.As(webtest.Leader).Send(http.MethodGet, address, "", map[string]string{"Range": "bytes=0-9"})
	if a.Status != http.StatusPartialContent || len(a.Body) != 10 || !strings.HasPrefix(a.Header.Get("Content-Type"), "audio/") ||
		!strings.HasPrefix(a.Header.Get("Content-Disposition"), "inline") || a.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("%d %d bytes, %v", a.Status, len(a.Body), a.Header)
	}
	if a := s.As(webtest.Leader).Send(http.MethodGet, address+"?save=1", "", nil); !strings.HasPrefix(a.Header.Get("Content-Disposition"), "attachment") {
		t.Error("the file to keep is no attachment")
	}
	// Something in the meeting is marked: sound holds everything that was said.
	if n := len(s.As(webtest.Attendee).Get(minutesOf).Find("audio")); n != 0 {
		t.Errorf("%d players for who may not read everything", n)
	}
	if a := s.As(webtest.Attendee).Send(http.MethodGet, address, "", nil); a.Status != http.StatusNotFound {
		t.Errorf("the attendee hears it: %d", a.Status)
	}
}

// The evaluation is given once and changed, and only when the meeting is over.
func TestEvaluation(t *testing.T) {
	const path = "/conferences/" + webtest.Conference + "/evaluation"
	if p := webtest.Start(t, webtest.Live).As(webtest.Attendee).Get(path).Says("Mötet är inte slut än"); p.Has("/conferences/" + webtest.Conference + "/do/evaluation.give") {
		t.Error("a meeting that goes on is evaluated")
	}
	s := webtest.Start(t, webtest.Approved)
	attendee := s.As(webtest.Attendee)
	attendee.Get(path).Form("/conferences/" + webtest.Conference + "/do/evaluation.give").Submit().Want(http.StatusUnprocessableEntity)
	attendee.Get(path).Form("/conferences/"+webtest.Conference+"/do/evaluation.give").Submit("leading", "4", "result", "5", "text", "Bra tempo.").Says("Tack för svaret", "Bra tempo.", "4,0")
	p := attendee.Get(path).Form("/conferences/"+webtest.Conference+"/do/evaluation.give").Submit("leading", "2")
	p.Says("2,0", "Bra tempo.")
	s.As(webtest.Leader).Get(minutesOf).Says("Utvärdering", "Bra tempo.")
}
