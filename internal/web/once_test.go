package web_test

import (
	"testing"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/web/webtest"
)

// twice presses a button as an impatient hand does.
func twice(x *webtest.Tab, selector string) {
	x.T.Helper()
	x.DoubleClick(selector)
}

// live waits until a page of the room is connected.
func live(x *webtest.Tab) {
	x.T.Helper()
	x.Until("the stream is open", `document.querySelector("[data-connection]").dataset.state === "on"`)
}

// What is pressed twice is done once; what ends something is asked about first.
func TestPressedTwiceIsDoneOnce(t *testing.T) {
	s := webtest.Start(t, webtest.Live)
	x := s.Browser(t).As(webtest.Leader)
	x.Size(1440, 900)
	c := planOf(t, s)
	d, _ := c.Decision("D1")
	s.Do(webtest.Leader, &conference.TakeStance{ID: "D1", Actors: c.Unanswered(d), Stance: conference.StandBehind})
	x.Visit(room)
	live(x)
	x.Until("all have answered", `!document.querySelector("#readback-D1 .ask li")`)

	// Settled once.
	before := planOf(t, s).Seq
	twice(x, "#settle-D1 [type=submit]")
	x.Until("it is settled", `document.querySelector("#now .taken")`)
	if c = planOf(t, s); c.Seq != before+1 {
		t.Errorf("settling wrote %d entries", c.Seq-before)
	}

	// To withdraw and to close is asked about, and what is nearest at hand leaves all as it is.
	s.Do(webtest.Leader, &conference.ProposeDecision{ID: "D9", Text: "Vi enas om en sak till."})
	x.Until("the proposal is there", `document.getElementById("readback-D9")`)
	before = planOf(t, s).Seq
	x.Click(`#readback-D9 [data-dialog="d-withdraw"]`)
	x.Until("it is asked", `document.getElementById("d-withdraw").matches(":modal")`)
	x.Click(`#d-withdraw .dialog-foot [data-close]`)
	x.Until("it stands", `!document.querySelector("dialog:modal") && document.getElementById("readback-D9")`)
	x.Click(`#room-state [data-dialog="d-end"]`)
	x.Until("it is asked", `document.getElementById("d-end").matches(":modal")`)
	x.Click(`#d-end .dialog-foot [data-close]`)
	x.Until("it goes on", `!document.querySelector("dialog:modal")`)
	if c = planOf(t, s); c.Seq != before || c.Phase != conference.Open {
		t.Fatalf("asking alone wrote %d entries, and the meeting is %s", c.Seq-before, c.Phase)
	}
	s.Do(webtest.Leader, &conference.WithdrawDecision{ID: "D9"})
	s.Do(webtest.Leader, &conference.StopRecording{})
	x.Until("it is said that nothing hinders", `!document.getElementById("hinder-recording")`)

	// Closed once.
	x.Click(`#room-state [data-dialog="d-end"]`)
	x.Eval(`document.querySelectorAll("#ending [name=carry]").forEach((e) => { e.checked = true; }); true`, nil)
	twice(x, "#d-end [type=submit]")
	x.Until("it is closed", `document.querySelector("#now a[href$='/minutes']")`)
	closed := planOf(t, s)
	if closed.Phase != conference.Closed {
		t.Fatalf("the meeting is %s", closed.Phase)
	}
	if n := onceWritten(t, s, webtest.Conference, "meeting.closed"); n != 1 {
		t.Errorf("it was closed %d times", n)
	}
}

// written is how many times something stands in the journal of a conference.
func onceWritten(t *testing.T, s *webtest.Stage, id, name string) (n int) {
	t.Helper()
	all, err := s.Clerk().Journal(t.Context(), clerk.OwnerIdentity(), id)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		if e.Name == name {
			n++
		}
	}
	return n
}

// The minutes are approved and published once, however often it is pressed, and also by who goes back and presses again.
func TestPublishedOnce(t *testing.T) {
	s := webtest.Start(t, webtest.Closed)
	x := s.Browser(t).As(webtest.Leader)
	x.Size(1440, 900)
	const minutes = "/conferences/" + webtest.Conference + "/minutes"
	x.Visit(minutes)
	x.Click(`.minutes-work .act > summary`)
	x.Click(`.minutes-work form[action$="minutes.check"] [type=submit]`)
	x.Until("it is checked", `document.querySelector('form[action$="minutes.approve"]')`)
	twice(x, `form[action$="minutes.approve"] [type=submit]`)
	x.Until("it is approved", `document.querySelector('a[href$="minutes/public"]')`)
	if n := onceWritten(t, s, webtest.Conference, "minutes.approved"); n != 1 {
		t.Errorf("approved %d times", n)
	}
	// Back, to the page where it could be approved, and once more.
	x.Eval(`history.back(); true`, nil)
	x.Until("the page before is back", `document.readyState === "complete" && document.querySelector(".minutes-work")`)
	x.Eval(`document.querySelector('form[action$="minutes.approve"] [type=submit]')?.click(); true`, nil)
	x.Visit(minutes)
	if n := onceWritten(t, s, webtest.Conference, "minutes.approved"); n != 1 {
		t.Errorf("approved %d times by going back", n)
	}
	items := func() int {
		found, err := s.Clerk().ItemPage(t.Context(), webtest.Leader.Identity(), clerk.ItemQuery{Area: webtest.Area, Page: clerk.Page{Limit: 1}})
		if err != nil {
			t.Fatal(err)
		}
		return found.Total
	}
	before := items()
	x.Visit(minutes + "/public") // something is marked, so that what is left out is looked at first
	twice(x, `form[action$="minutes/publish"] [type=submit]`)
	x.Until("it is published", `document.querySelector("[aria-labelledby=h-ver] a[href='/areas/`+webtest.Area+`']")`)
	versions := planOf(t, s).Minutes.Versions
	published := versions[len(versions)-1].Published
	if n := onceWritten(t, s, webtest.Conference, "minutes.published"); n != 1 || len(published) != 1 {
		t.Fatalf("published %d times: %+v", n, published)
	}
	if files, more := len(published[0].Files), items()-before; more == 0 || more != files {
		t.Errorf("%d files were published, and there are %d more in the area", files, more)
	}
}

// To strike a line is asked about, says why, and is done once; what was struck can still be read.
func TestStruckOnce(t *testing.T) {
	s := webtest.Start(t, webtest.Live)
	s.Do(webtest.Secretary, &conference.WriteNote{ID: "prov-1", Kind: conference.NoteInformation, Content: conference.Content{Text: "Bron vid Tuna är stängd."}})
	x := s.Browser(t).As(webtest.Secretary)
	x.Size(1440, 900)
	openDesk(x)
	label, before := "", planOf(t, s)
	for _, n := range before.Notes {
		if n.Text == "Bron vid Tuna är stängd." {
			label = n.ID
		}
	}
	tool := `[data-dialog="d-strike"][data-set-id="` + label + `"]`
	x.Eval(`document.querySelector('`+tool+`').click(); true`, nil)
	x.Until("it is asked", `document.getElementById("d-strike").matches(":modal")`)
	x.Click(`#d-strike .dialog-foot [data-close]`)
	x.Until("it stands", `!document.querySelector("dialog:modal")`)
	if c := planOf(t, s); c.Seq != before.Seq {
		t.Fatal("asking alone struck it")
	}
	x.Eval(`document.querySelector('`+tool+`').click(); true`, nil)
	x.Eval(`document.querySelector('#strike [name="reason"]').value = "Sades aldrig."; true`, nil)
	twice(x, `#strike [type="submit"]`)
	x.Until("it is struck", `!document.querySelector('`+tool+`') && document.querySelector("[data-outbox]").dataset.state === "empty"`)
	if n := onceWritten(t, s, webtest.Conference, "note.struck"); n != 1 {
		t.Errorf("it was struck %d times", n)
	}
	if n, _ := planOf(t, s).Note(label); n == nil || n.Struck == nil || n.Text != "Bron vid Tuna är stängd." {
		t.Errorf("%+v", n)
	}
}

// A form that stands in the page alone brings the command's id, so that also a browser without a script writes once what is sent twice.
func TestSentTwiceWithoutScript(t *testing.T) {
	for _, x := range []struct {
		role       webtest.Role
		path, form string
		fields     []string
		writes     string
	}{
		{webtest.Secretary, deskPath, "write", []string{"text", "Bron vid Tuna är stängd."}, "note.written"},
		{webtest.Listener, roomPath, "note", []string{"text", "Egen iakttagelse"}, "note.written"},
		{webtest.Listener, roomPath, "raise", []string{"text", "Två vill ha samma bro", "kind", "goal-conflict"}, "flag.raised"},
		{webtest.Leader, room + "&dialog=d-new", "d-new", []string{"text", "Vi enas om en sak till."}, "decision.proposed"},
		{webtest.Leader, room, "call", []string{"actor", "Ekeryd", "topic", "Skjutsar"}, "floor.requested"},
		{webtest.Attendee, roomPath, "request", nil, "floor.requested"},
	} {
		s := webtest.Start(t, webtest.Live)
		before := onceWritten(t, s, webtest.Conference, x.writes)
		f := s.As(x.role).Get(x.path).Form(x.form)
		if f.Values.Get("_id") == "" {
			t.Errorf("%s at %s brings no id", x.form, x.path)
		}
		f.Submit(x.fields...).Want(200)
		f.Submit(x.fields...).Want(200)
		if n := onceWritten(t, s, webtest.Conference, x.writes) - before; n != 1 {
			t.Errorf("%s at %s, sent twice, writes %d %s", x.form, x.path, n, x.writes)
		}
	}
}
