package web_test

import (
	"fmt"
	"strings"
	"testing"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/web/webtest"
)

const room = "/conferences/" + webtest.Conference + "/room?view=lead"

func do(command string) string { return "/conferences/" + webtest.Conference + "/do/" + command }

func roomForm(name string) string { return "/conferences/" + webtest.Conference + "/room/" + name }

// post presses a button in the leader's room without a script, and gives the room as it then is.
func post(t *testing.T, c *webtest.Client, path string, fields ...string) *webtest.Page {
	t.Helper()
	p := c.Post(path, append(fields, "_stay", "1", "_back", room)...)
	if p.Status != 200 || !strings.Contains(p.Path, "/room") {
		t.Fatalf("%s %v: %d at %s\n%s", path, fields, p.Status, p.Path, p.Text())
	}
	return p
}

// The leader's room stands in every state of the meeting, in both languages, and only for those who may see the conference.
func TestLeadStates(t *testing.T) {
	says := map[webtest.State]string{webtest.Planned: "Kallelsen är inte skickad", webtest.Called: "Kallelsen är skickad", webtest.Lobby: "Väntrummet är öppet",
		webtest.RollCall: "22 inte uppropade", webtest.Live: "Beslut D1, läs upp ordagrant", webtest.Closed: "Gå igenom minnesanteckningarna"}
	for _, state := range webtest.States() {
		if state == webtest.Empty {
			continue
		}
		s := webtest.Start(t, state)
		leader := s.As(webtest.Leader)
		leader.Get(room).Want(200).Says(says[state])
		leader.Lang = "en"
		leader.Get(room).Want(200)
		s.As(webtest.Outsider).Get(room).Want(404)
		if state != webtest.Live {
			continue
		}
		for _, dialog := range []string{"d-end", "d-meeting", "d-record", "d-proposal-D1", "d-new", "d-withdraw", "d-stances", "d-stance", "d-round", "d-skip", "d-missing",
			"d-reopen", "keys", "d-item-p4"} {
			p := leader.Get(room + "&dialog=" + dialog).Want(200)
			if len(p.Find("dialog", "id", dialog, "open", "")) != 1 || len(p.Find("dialog", "open", "")) != 1 {
				t.Errorf("%s: without a script the dialog %s does not stand open", state, dialog)
			}
		}
	}
}

// A whole meeting is led by forms alone, as a browser without a script sends them.
func TestLeadWithoutScript(t *testing.T) {
	s := webtest.Start(t, webtest.Lobby)
	c := s.As(webtest.Leader)
	p := c.Get(room).Says("Välkomna till")
	p.Form(do("meeting.open")).Submit().Says("Mötet öppnades")
	// The roll-call.
	c.Get(room).Form(do("rollcall.open")).Submit().Says("inte uppropade")
	post(t, c, do("rollcall.mark"), "participant", "kommun-ekeryd", "status", "present").Says("1 här")
	post(t, c, do("rollcall.mark"), "participant", "kommun-tallmo", "status", "late").Says("1 kom sent")
	post(t, c, do("rollcall.undo")).SaysNot("1 kom sent")
	post(t, c, do("rollcall.mark"), "participant", "kommun-tallmo", "status", "present").Says("2 här")
	c.Post(do("rollcall.close"), "_back", room, "_form", "x").Want(422).Says("kommun") // who is not called is named, not counted as here
	post(t, c, do("rollcall.close"), "restAbsent", "true").Says("40 saknas")
	// An item with more time.
	post(t, c, do("item.start"), "item", "p5").Says("av 12 min")
	p = post(t, c, roomForm("longer"), "item", "p5", "minutes", "14").Says("av 14 min")
	// The speaker list: called by name, put in order, a minute more, done.
	p.Form(roomForm("call")).Submit("actor", "Tallmo", "topic", "Djuren").Says("Djuren", "Ge ordet till Tallmo kommun")
	c.Post(roomForm("call"), "actor", "Ingen alls", "_form", "call", "_back", room).Want(422).Says("Ingen kallad aktör heter så")
	post(t, c, roomForm("call"), "actor", "kommun-ekeryd", "kind", "point-of-order").Says("Ordningsfråga")
	p = post(t, c, roomForm("order"), "order", "kommun-tallmo kommun-ekeryd")
	if a, b := strings.Index(p.Body, `id="q-kommun-tallmo-1"`), strings.Index(p.Body, `id="q-kommun-ekeryd-1"`); a < 0 || b < a {
		t.Error("the queue is not in the order that was sent")
	}
	post(t, c, do("floor.grant"), "actor", "kommun-tallmo").Says("Talar nu")
	post(t, c, roomForm("minute"), "actor", "kommun-tallmo").Says("Talar nu")
	c.Post(roomForm("minute"), "actor", "kommun-ekeryd", "_back", room).Want(422)
	post(t, c, do("floor.yield"), "actor", "kommun-tallmo").Says("Ingen har ordet.")
	// A decision.
	p = c.Get(room+"&dialog=d-new").Form("d-new").Submit("text", "I denna ordning:\n1. Väg 58\n2. Vatten\nDet gäller i natt.").Says("Beslut D1, förslag")
	if lists := p.Find("ol", "start", "1"); len(lists) != 1 {
		t.Errorf("the numbered lines are %d lists, not 1", len(lists))
	}
	post(t, c, do("decision.read-back"), "id", "D1").Says("läs upp ordagrant", "inte svarat")
	post(t, c, do("decision.take-stance"), "id", "D1", "actors", "kommun-tallmo", "stance", "stands-behind")
	// A reservation needs its reason, and what was written stays.
	again := c.Post(do("decision.take-stance"), "id", "D1", "actors", "kommun-ekeryd", "stance", "reserves", "reason", "", "returnsBy", "19:45", "_form", "d-stance", "_back", room)
	again.Want(422).Says("Skriv varför aktören reserverar sig")
	if len(again.Find("dialog", "open", "")) != 1 || again.Form("d-stance").Values.Get("returnsBy") != "19:45" {
		t.Error("the form for a stance is not shown again as it was")
	}
	post(t, c, do("decision.take-stance"), "id", "D1", "actors", "kommun-ekeryd", "stance", "reserves", "reason", "Bilarna räcker inte.").
		Says("Bilarna räcker inte.", "inskrivet av", "Alla har svarat. Beslut D1 är fastställt.") // entered by the host for the municipality
	post(t, c, do("decision.settle"), "id", "D1", "validUntil", "23:00").Says("fastställt")
	// A break, more time, the end.
	post(t, c, do("meeting.adjourn"), "until", "20:00", "reason", "Lägesbild").Says("Mötet återupptas 20:00")
	post(t, c, do("meeting.resume"))
	post(t, c, do("meeting.extend"), "to", "20:30").Says("kvar till 20:30")
	p = c.Get(room + "&dialog=d-end")
	p.Says("punkter är inte behandlade", "KLART SLUT")
	p.Form("d-end").Submit("note", "Tack").Says("Gå igenom minnesanteckningarna", "Mötet avslutades")
}

// Without a script a dialog is about the decision that its address says, though another is dealt with.
func TestLeadDialogsByAddress(t *testing.T) {
	s := webtest.Start(t, webtest.Live)
	c := s.As(webtest.Leader)
	for _, id := range []string{"D7", "D8"} {
		s.Do(webtest.Secretary, &conference.ProposeDecision{ID: id, Text: "Vi enas om " + id + "."})
	}
	p := c.Get(room + "&dialog=d-proposal-D7")
	if len(p.Find("dialog", "open", "")) != 1 {
		t.Error("not one dialog stands open")
	}
	wrong := p.Form("proposal-D7").Submit("text", strings.Repeat("x", 40000)).Want(422)
	if len(wrong.Find("dialog", "id", "d-proposal-D7", "open", "")) != 1 || len(wrong.Form("proposal-D7").Values.Get("text")) != 40000 {
		t.Error("what was written is not shown again")
	}
	p.Form("proposal-D7").Submit("text", "Vi enas om D7 i natt.")
	c.Get(room+"&dialog=d-withdraw&id=D7").Form("d-withdraw").Submit("reason", "Behövs inte")
	now := planOf(t, s)
	d7, _ := now.Decision("D7")
	d8, _ := now.Decision("D8")
	if d7.Wording != "Vi enas om D7 i natt." || d7.Withdrawn == nil || d8.Withdrawn != nil {
		t.Errorf("D7 %q withdrawn %v, D8 withdrawn %v", d7.Wording, d7.Withdrawn != nil, d8.Withdrawn != nil)
	}
	// Loaded before anything is put forward, the dialogs can still be sent: the link says what they are about.
	p = webtest.Start(t, webtest.RollCall).As(webtest.Leader).Get(room)
	for _, dialog := range []string{"d-withdraw", "d-stance"} {
		f := p.Form(dialog)
		sends := 0
		for _, n := range f.Controls() {
			if webtest.Attr(n, "type") == "submit" {
				sends++
			}
		}
		if id, has := f.Values["id"]; !has || id[0] != "" || sends == 0 {
			t.Errorf("%s is about %q, with %d buttons", dialog, id, sends)
		}
	}
}

// Another minute is two commands. When the first was taken and the second was not, the form sent again gives the word; and when it has
// gone on since, nobody is interrupted.
func TestLeadAnotherMinuteAgain(t *testing.T) {
	s := webtest.Start(t, webtest.Live)
	c := s.As(webtest.Leader)
	const actor = "kommun-hallsele"
	post(t, c, do("floor.grant"), "actor", actor)
	yielded := func(id string) {
		t.Helper()
		got, err := s.Clerk().Do(t.Context(), webtest.Leader.Identity(), webtest.Conference, clerk.Wish{ID: id, OccurredAt: s.Now(), Command: &conference.YieldFloor{Actor: actor}})
		if err != nil || got.Fault != nil {
			t.Fatal(err, got.Fault)
		}
	}
	speaks := func(want string) {
		t.Helper()
		if now := planOf(t, s).Speakers.OnAir; now == nil || now.Actor != want {
			t.Errorf("%+v has the word, not %s", now, want)
		}
	}
	yielded("minut-1")
	post(t, c, roomForm("minute"), "actor", actor, "_id", "minut-1")
	speaks(actor)
	seq := planOf(t, s).Seq
	post(t, c, roomForm("minute"), "actor", actor, "_id", "minut-1")
	if now := planOf(t, s).Seq; now != seq {
		t.Errorf("sent a third time it writes %d entries", now-seq)
	}
	yielded("minut-2")
	post(t, c, do("floor.grant"), "actor", "kommun-tallmo")
	post(t, c, roomForm("minute"), "actor", actor, "_id", "minut-2")
	speaks("kommun-tallmo")
}

// What hinders the end is listed with the way to settle it; what is carried on purpose hinders it no more.
func TestLeadEnd(t *testing.T) {
	s := webtest.Start(t, webtest.Live)
	c := s.As(webtest.Leader)
	c.Get(room+"&dialog=d-end").Says("Inspelningen är fortfarande igång", "Beslutet är uppläst men inte fastställt")
	c.Post(do("meeting.close"), "_back", room, "_form", "d-end", "note", "Vi slutar").Want(422)
	post(t, c, do("recording.stop")).Says("Inspelning stoppad")
	p := c.Get(room + "&dialog=d-end")
	var carry []string
	for _, n := range p.Find("input", "name", "carry") {
		carry = append(carry, "carry", webtest.Attr(n, "value"))
	}
	if len(carry) == 0 {
		t.Fatal("nothing can be carried on")
	}
	post(t, c, do("meeting.close"), carry...).Says("Gå igenom minnesanteckningarna")
	post(t, c, do("meeting.reopen"), "reason", "Misstag").Says("Talarlista")
}

// Somebody else of the host sees the room and may take the role over; what belongs to the role is refused before that.
func TestLeadHandOver(t *testing.T) {
	s := webtest.Start(t, webtest.Live)
	c := s.As(webtest.Listener)
	p := c.Get(room).Says("Du ser mötesledarens vy.", "Jag tar över som mötesledare")
	c.Post(do("floor.grant"), "actor", "kommun-tallmo", "_back", room).Want(422)
	var mine *webtest.Form
	for _, f := range p.Forms() {
		if f.Action == do("role.hand-over") && f.Values.Get("member") != "" {
			mine = f
		}
	}
	if mine == nil {
		t.Fatal("there is no form to take over by")
	}
	mine.Submit().Says("Du leder mötet.")
	post(t, c, do("floor.grant"), "actor", "kommun-tallmo").Says("Tallmo kommun")
	// The one who handed over no longer leads.
	s.As(webtest.Leader).Post(do("floor.grant"), "actor", "foretag-allmantele", "_back", room).Want(422)
}

// Who does not lead is given nothing to lead by: the host's others see the room without its forms, and the invited follow the meeting.
func TestLeadLookers(t *testing.T) {
	for _, state := range []webtest.State{webtest.Called, webtest.Lobby, webtest.RollCall, webtest.Live, webtest.Closed} {
		s := webtest.Start(t, state)
		for _, r := range []webtest.Role{webtest.Listener, webtest.Technician, webtest.Administrator} {
			p := s.As(r).Get(room).Want(200).Says("Du ser mötesledarens vy.")
			for _, f := range p.Forms() {
				if strings.HasPrefix(f.Action, "/conferences/") && f.Action != do("role.hand-over") {
					t.Errorf("%s, %s: %s", state, r, f.Action)
				}
			}
			if n := p.Find("a", "data-dialog", ""); len(n) != 0 {
				t.Errorf("%s, %s: links to %d dialogs that are not there", state, r, len(n))
			}
			if strings.Contains(p.Body, "data-reorder") || strings.Contains(p.Body, "data-rollcall") {
				t.Errorf("%s, %s: the lists can be changed", state, r)
			}
		}
		for _, r := range []webtest.Role{webtest.Attendee, webtest.Observer, webtest.Guest} {
			if p := s.As(r).Get(room).Want(200); !strings.Contains(p.Body, "view=follow") && !strings.Contains(p.Body, "view=watch") || strings.Contains(p.Body, do("item.start")) {
				t.Errorf("%s, %s: the leader's room is open", state, r)
			}
		}
		if !s.As(webtest.Secretary).Get(room).Has(do("role.hand-over")) {
			t.Errorf("%s: the secretary, who may lead, is given nothing to do it with", state)
		}
	}
}

// What is heard of a flag, a speaker on Rakel and the planned time is in the page as the script counts it.
func TestLeadTimes(t *testing.T) {
	s := webtest.Start(t, webtest.Live)
	c := s.As(webtest.Leader)
	post(t, c, do("floor.grant"), "actor", "kommun-hallsele")
	p := c.Get(room).Says("kvar av minuten i Rakel", "En minut till", "påminn om KOM")
	if n := p.Find("div", "data-limit", "60", "data-warn", "50", "data-announce", "rakel.10s"); len(n) != 1 {
		t.Error("nothing says when the minute on Rakel is nearly over")
	}
	if n := p.Find("progress", "data-limit", "360"); len(n) != 1 {
		t.Error("the bar of the item does not know its six minutes")
	}
}

// A page of 42 actors and 300 lines of journal takes few milliseconds, packed and over HTTP; one of 700 actors some more.
func BenchmarkLeadRoom(b *testing.B) {
	for _, actors := range []int{42, 700} {
		b.Run(fmt.Sprint(actors), func(b *testing.B) {
			s := webtest.Start(b, webtest.Live)
			crowd(b, s, actors)
			for i := range 260 {
				s.Do(webtest.Secretary, &conference.WriteNote{Kind: conference.NoteInformation, Content: conference.Content{Actor: "kommun-ekeryd", Text: fmt.Sprintf("Rad %d om läget på vägarna.", i)}})
			}
			c := s.As(webtest.Leader)
			size := 0
			for b.Loop() {
				size = len(c.Send("GET", room, "", nil).Body)
			}
			b.ReportMetric(float64(size), "bytes")
		})
	}
}

// crowd calls actors of the directory until there are so many.
func crowd(t testing.TB, s *webtest.Stage, whole int) {
	t.Helper()
	d, err := s.Clerk().Directory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	v, err := s.Clerk().Conference(t.Context(), clerk.OwnerIdentity(), webtest.Conference)
	if err != nil {
		t.Fatal(err)
	}
	here := len(v.Conference.Plan.Participants)
	var more []conference.Participant
	for _, unit := range []string{"", "krisledning"} { // the directory has fewer than 700, but an actor may have several seats
		for _, a := range d.All() {
			p := conference.Participant{Actor: a.ID, Unit: unit, Role: conference.Attendee, Mode: conference.Web}
			if _, ok := v.Conference.Plan.Participant(p.Key()); !ok && here+len(more) < whole {
				more = append(more, p)
			}
		}
	}
	if len(more) > 0 {
		s.Do(webtest.Leader, &conference.Invite{Participants: more})
	}
}

// With 700 actors the roll-call has a field to search in, and all of them a place.
func TestLeadCrowd(t *testing.T) {
	s := webtest.Start(t, webtest.RollCall)
	crowd(t, s, 700)
	p := s.As(webtest.Leader).Get(room).Says("680 inte uppropade")
	if n := len(p.Find("button", "name", "status", "class", "rc-none")); n < 680 {
		t.Errorf("%d of 680 seats can be marked", n)
	}
	if len(p.Find("input", "data-filter", "roll")) != 1 {
		t.Error("there is no field to search in")
	}
}
