package web_test

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"samverkan/conference"
	"samverkan/internal/web/webtest"
)

// followed asks for what came after a number, as a page without a stream does.
func followed(t *testing.T, c *webtest.Client, view string, after int64) (next int64, html string) {
	t.Helper()
	a := c.Send("GET", "/conferences/"+webtest.Conference+"/stream?view="+view+"&wait=5&after="+strconv.FormatInt(after, 10), "", map[string]string{"Accept": "application/json"})
	var got struct {
		Next int64
		HTML string
	}
	if err := json.Unmarshal([]byte(a.Body), &got); err != nil || a.Status != 200 {
		t.Fatalf("%d %s: %v", a.Status, a.Body, err)
	}
	return got.Next, got.HTML
}

// There can be thousands who follow: what each is sent of an ordinary event is small, and few are told to ask for their own.
func TestFollowersAreSentLittle(t *testing.T) {
	s := webtest.Start(t, webtest.Live)
	c := s.As(webtest.OtherAttendee)
	v, err := s.Clerk().Seen(t.Context(), webtest.Conference, "host")
	if err != nil {
		t.Fatal(err)
	}
	followed(t, c, "follow", v.Head.Seq-1) // whoever comes first is sent the whole
	s.Do(webtest.Secretary, &conference.WriteNote{Kind: conference.NoteInformation, Content: conference.Content{Text: "Vi börjar.", Actor: "kommun-granvik"}})
	seq, _ := followed(t, c, "follow", v.Head.Seq)
	for _, x := range []struct {
		what  string
		most  int
		wants string
		cmd   conference.Command
	}{
		{"the word is given", 2048, `data-for="f-talk"`, &conference.GrantFloor{}},
		{"somebody asks for the word", 2048, "data-mine=", &conference.RequestFloor{Actor: "kommun-granvik", Topic: "Vatten"}},
		{"a note is written", 2048, "", &conference.WriteNote{Kind: conference.NoteInformation, Content: conference.Content{Text: strings.Repeat("Lång text. ", 300), Actor: "kommun-granvik"}}},
		{"a stance is taken", 2048, `data-mine="kommun-granvik"`, &conference.TakeStance{ID: "D1", Actors: []string{"kommun-granvik"}, Stance: conference.Reserve, Reason: "Tiden"}},
		{"somebody comes late", 2048, "", &conference.MarkAttendance{Participant: "kommun-granvik", Status: conference.Late}},
		{"a proposal is put forward", 2048, "", &conference.ProposeDecision{ID: "D7", Text: "Vi enas om ett budskap till allmänheten."}},
		{"a proposal is read out", 8192, `id="stand-D7"`, &conference.ReadBackDecision{ID: "D7"}},
	} {
		s.Do(webtest.Leader, x.cmd)
		next, html := followed(t, c, "follow", seq)
		t.Logf("%s: %d bytes", x.what, len(html))
		if len(html) > x.most {
			t.Errorf("%s is %d bytes: %s", x.what, len(html), html)
		}
		if !strings.Contains(html, x.wants) {
			t.Errorf("%s: no %s in %s", x.what, x.wants, html)
		}
		if strings.Contains(html, `data-mine="*"`) {
			t.Errorf("%s makes everybody ask: %s", x.what, html)
		}
		seq = next
	}
}

// Who was absent as a decision was settled may answer afterwards, and the page that is open is told to ask for that.
func TestAbsentFollowerIsTold(t *testing.T) {
	s := webtest.Start(t, webtest.Live)
	c := s.As(webtest.OtherAttendee)
	s.Do(webtest.Leader, &conference.ProposeDecision{ID: "D7", Text: "Vi enas om ett budskap till allmänheten."})
	s.Do(webtest.Leader, &conference.ReadBackDecision{ID: "D7"})
	now := planOf(t, s)
	d, _ := now.Decision("D7")
	for i, actor := range now.Unanswered(d) {
		if actor == webtest.OtherAttendee.Actor() || i > 2 {
			s.Do(webtest.Leader, &conference.MarkAttendance{Participant: actor, Status: conference.Absent})
			continue
		}
		s.Do(webtest.Leader, &conference.TakeStance{ID: "D7", Actors: []string{actor}, Stance: conference.StandBehind})
	}
	seq := planOf(t, s).Seq
	followed(t, c, "follow", seq-1)
	s.Do(webtest.Secretary, &conference.WriteNote{Kind: conference.NoteInformation, Content: conference.Content{Text: "Vi fattar beslutet."}})
	seq, _ = followed(t, c, "follow", seq)
	s.Do(webtest.Leader, &conference.SettleDecision{ID: "D7"})
	if _, html := followed(t, c, "follow", seq); !strings.Contains(html, `data-mine="*"`) && !strings.Contains(html, webtest.OtherAttendee.Actor()) {
		t.Errorf("who was absent is not told: %s", html[max(0, len(html)-200):])
	}
	if a := c.Send("GET", "/conferences/"+webtest.Conference+"/mine?view=follow", "", nil); !strings.Contains(a.Body, "stance?decision=D7") {
		t.Errorf("there is no way to answer afterwards: %s", a.Body)
	}
}

// In a browser the meeting goes on by itself, and what is answered stands beside what all are told.
func TestFollowerInBrowser(t *testing.T) {
	s := webtest.Start(t, webtest.Live)
	x := s.Browser(t).As(webtest.OtherAttendee)
	x.Size(390, 844)
	x.Visit(roomPath)
	x.Until("the stream", `document.querySelector("[data-connection]").dataset.state === "on"`)
	x.Shot("follow-m-light")
	if found := x.Axe(); len(found) > 0 {
		t.Errorf("%q", found)
	}
	x.Click(`#stand-D1 button[value="stands-behind"]`)
	x.Until("our answer", `document.getElementById("own-stand-D1").textContent.includes("Ni står bakom")`)
	x.Click(`#stand-D1 a[data-dialog]`)
	x.Until("the dialog", `document.getElementById("d-res-D1").open`)
	x.Type(`#res-why-D1`, "Vägen är stängd.")
	x.Shot("follow-m-dialog")
	s.Do(webtest.Leader, &conference.GrantFloor{})
	x.Until("that we have the word", `document.getElementById("own-word").textContent.includes("Ni har ordet")`)
	x.Click(`#d-res-D1 button[type="submit"]`)
	x.Until("our reservation", `document.getElementById("own-stand-D1").textContent.includes("Vägen är stängd")`)
	s.Do(webtest.Leader, &conference.GrantFloor{})
	x.Until("the next who speaks", `document.getElementById("f-talk").textContent.includes("Allmäntele")`)
	x.Click(`#own-word form button`)
	x.Until("our place", `document.getElementById("own-word").textContent.includes("nummer 2")`)
	for _, actor := range func() []string {
		v, _ := s.Clerk().Seen(t.Context(), webtest.Conference, "host")
		d, _ := v.Conference.Decision("D1")
		return v.Conference.Unanswered(d)
	}() {
		s.Do(webtest.Leader, &conference.TakeStance{ID: "D1", Actors: []string{actor}, Stance: conference.StandBehind})
	}
	s.Do(webtest.Leader, &conference.SettleDecision{ID: "D1"})
	x.Until("the decision", `document.getElementById("dec-D1") && !document.getElementById("stand-D1")`)
	for _, look := range []struct {
		name          string
		width, height int64
		scheme        string
	}{{"m-dark", 390, 844, "dark"}, {"d-light", 1440, 900, "light"}, {"d-dark", 1440, 900, "dark"}} {
		x.Size(look.width, look.height)
		x.Media("prefers-color-scheme", look.scheme)
		x.Visit(roomPath)
		x.Until(fmt.Sprint("what we answered ", look.name), `document.getElementById("own-dec-D1").textContent.includes("Ni reserverade er")`)
		x.Shot("follow-" + look.name)
		if found := x.Axe(); len(found) > 0 {
			t.Errorf("%s: %q", look.name, found)
		}
	}
	if wrong := x.Complaints(); len(wrong) > 0 {
		t.Errorf("%q", wrong)
	}
}
