package web_test

import (
	"strings"
	"testing"

	"samverkan/conference"
	"samverkan/internal/i18n"
	"samverkan/internal/web/webtest"
)

const roomPath = "/conferences/" + webtest.Conference + "/room"

// Whoever is called follows the meeting in every state of it, in both languages; nobody else does.
func TestFollowerSeesEveryState(t *testing.T) {
	for _, state := range webtest.States() {
		if state == webtest.Empty || state == webtest.Planned {
			continue
		}
		t.Run(string(state), func(t *testing.T) {
			s := webtest.Start(t, state)
			for _, lang := range []string{i18n.Swedish, i18n.English} {
				for _, r := range []webtest.Role{webtest.Attendee, webtest.Observer, webtest.Guest, webtest.Leader} {
					c := s.As(r)
					c.Lang = lang
					page := c.Get(roomPath + "?view=follow").Want(200)
					if asked := state == webtest.Live && r != webtest.Observer; page.Has("stand-D1") != asked {
						t.Errorf("%s is asked for a stance: %v", r, !asked)
					}
				}
			}
			s.As(webtest.Outsider).Get(roomPath + "?view=follow").Want(404)
		})
	}
}

// All that somebody who is called does in a meeting can be done without a script.
func TestFollowerWithoutScript(t *testing.T) {
	s := webtest.Start(t, webtest.Live)
	c := s.As(webtest.OtherAttendee)
	page := c.Get(roomPath).Want(200).Says("Punkt 5", "Ta ställning till beslut D1", "Ni är nummer 1 på talarlistan")
	page = page.Form("stand-D1").Submit("stance", "stands-behind").Want(200)
	if !strings.Contains(webtest.TextOf(page.ID("own-stand-D1")), "Ni står bakom") {
		t.Errorf("what we answered is not told: %s", webtest.TextOf(page.ID("own-stand-D1")))
	}
	// Another answer, with its reason; without one it is refused, and what was typed stays.
	step := c.Get(roomPath + "/stance?decision=D1").Want(200)
	wrong := step.Form("stance").Submit("stance", "reserves", "reason", "").Want(422)
	if got := webtest.Attr(wrong.Find("textarea", "name", "reason")[0], "aria-invalid"); got != "true" {
		t.Error("the field without a reason is not marked")
	}
	page = wrong.Form("stance").Submit("stance", "reserves", "reason", "Körtiden blir 40 minuter längre.").Want(200)
	if got := webtest.TextOf(page.ID("own-stand-D1")); !strings.Contains(got, "Ni reserverade er") || !strings.Contains(got, "40 minuter") {
		t.Errorf("the reservation is not told: %s", got)
	}
	// The word, and not.
	page = page.Form("withdraw").Submit().Want(200).Says("Ni står inte på talarlistan")
	page = page.Form("request").Submit().Want(200).Says("Ni är nummer 3 på talarlistan")
	page.Form("withdraw").Submit().Want(200).Says("Ni står inte på talarlistan")
	c.Get(roomPath+"/word").Want(200).Form("word").Submit("kind", "point-of-order", "topic", "Tiden").Want(200).Says("Ni är nummer 1 på talarlistan", "Tiden")
	s.Do(webtest.Leader, &conference.GrantFloor{})
	c.Get(roomPath).Says("Ni har ordet.")
	c.Get("/conferences/" + webtest.Conference + "/minutes").Want(200)
}

// A measure that nobody has taken on is answered by the one it is asked of.
func TestFollowerAnswersMeasures(t *testing.T) {
	s := webtest.Start(t, webtest.Live)
	actor := webtest.OtherAttendee.Actor()
	for _, id := range []string{"A90", "A91"} {
		s.Do(webtest.Secretary, &conference.AgreeMeasure{ID: id, Text: "Två man till pumpen " + id, Owner: actor})
	}
	c := s.As(webtest.OtherAttendee)
	page := c.Get(roomPath).Want(200).Says("Två man till pumpen A90")
	page.Form("task-A90").Submit("accepted", "true").Want(200).Says("Ni har tagit den")
	c.Get(roomPath+"/decline?measure=A91").Want(200).Form("decline").Submit("reason", "Vi har inga kvar.").Want(200).Says("Ni tackade nej")
	s.As(webtest.Attendee).Get(roomPath + "/decline?measure=A91").Want(404)
}

// Nobody answers for another actor, whatever the form says.
func TestFollowerCannotAnswerForOthers(t *testing.T) {
	s := webtest.Start(t, webtest.Live)
	c := s.As(webtest.OtherAttendee)
	do := "/conferences/" + webtest.Conference + "/do/"
	other := webtest.Attendee.Actor()
	c.Post(do+"decision.take-stance", "id", "D1", "actors", other, "stance", "stands-behind").Want(403)
	c.Post(do+"floor.request", "actor", other).Want(403)
	c.Post(do+"floor.withdraw", "actor", other).Want(403)
	c.Post(roomPath+"/stance", "decision", "D1", "stance", "reserves", "reason", "Min egen", "actors", other, "actor", other).Want(200)
	v, err := s.Clerk().Seen(t.Context(), webtest.Conference, "host")
	if err != nil {
		t.Fatal(err)
	}
	d, _ := v.Conference.Decision("D1")
	if d.Stances[other].Reason == "Min egen" || d.Stances[webtest.OtherAttendee.Actor()].Reason != "Min egen" {
		t.Errorf("the stances are %+v", d.Stances)
	}
	s.As(webtest.Observer).Post(roomPath+"/stance", "decision", "D1", "stance", "reserves", "reason", "x")
	s.As(webtest.Outsider).Post(roomPath+"/stance", "decision", "D1", "stance", "stands-behind").Want(404)
}

// What is marked does not reach a follower who may not read it, by any way that there is.
func TestFollowerIsNotToldSecrets(t *testing.T) {
	const canary = "KANARIEFÅGEL77"
	s := webtest.Start(t, webtest.Live)
	secret := conference.Secrecy{Ground: "OSL 18 kap. 13 §", Owner: webtest.Host}
	other := webtest.OtherAttendee.Actor()
	s.Do(webtest.Secretary, &conference.WriteNote{Kind: conference.NoteQuestion, Content: conference.Content{Text: canary, Actor: webtest.Host, To: other, Secrecy: secret}})
	s.Do(webtest.Secretary, &conference.WriteNote{Kind: conference.NoteNeed, Content: conference.Content{Text: canary, Actor: other, Secrecy: secret}})
	s.Do(webtest.Secretary, &conference.AgreeMeasure{ID: "A99", Text: canary, Owner: other, Secrecy: secret})
	s.Do(webtest.Leader, &conference.ProposeDecision{ID: "D9", Text: canary, Secrecy: secret})
	s.Do(webtest.Leader, &conference.ReadBackDecision{ID: "D9"})
	live := "/conferences/" + webtest.Conference
	for _, r := range []webtest.Role{webtest.OtherAttendee, webtest.Observer, webtest.Guest} {
		c := s.As(r)
		for _, path := range []string{roomPath + "?view=follow", roomPath + "?view=watch", roomPath + "?view=lead", live + "/mine?view=follow", live + "/mine?view=watch",
			live + "/stream?view=follow&after=0&wait=0", live + "/stream?view=watch&after=0&wait=0", live + "/stream?view=lead&after=0&wait=0",
			roomPath + "/stance?decision=D9", roomPath + "/decline?measure=A99", roomPath + "/word"} {
			if a := c.Send("GET", path, "", nil); strings.Contains(a.Body, canary) {
				t.Errorf("%s reads it in %s", r, path)
			}
		}
	}
	if a := s.As(webtest.Leader).Send("GET", roomPath+"?view=follow", "", nil); !strings.Contains(a.Body, canary) {
		t.Error("not even the host reads it")
	}
}
