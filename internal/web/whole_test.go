package web_test

import (
	"encoding/base64"
	"fmt"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/web/webtest"
)

// put types a value in a field, in place of what stands there.
func put(x *webtest.Tab, selector, value string) {
	x.T.Helper()
	x.Until("there is "+selector, fmt.Sprintf("document.querySelector(%q)", selector))
	x.Eval(fmt.Sprintf(`(() => { const e = document.querySelector(%q); e.value = %q; for (const name of ["input", "change"]) e.dispatchEvent(new Event(name, {bubbles: true})); return true; })()`, selector, value), nil)
}

// choose ticks a box or a choice.
func choose(x *webtest.Tab, selector string) {
	x.T.Helper()
	x.Eval(fmt.Sprintf(`(() => { const e = document.querySelector(%q); if (!e.checked) e.click(); return e.checked; })()`, selector), nil)
}

// meeting is a conference that is run in browsers.
type meeting struct {
	t    *testing.T
	s    *webtest.Stage
	id   string
	path string

	leader, secretary, listener, ekeryd, tallmo *webtest.Tab
}

func (m *meeting) now() *conference.Conference {
	m.t.Helper()
	v, err := m.s.Clerk().Conference(m.t.Context(), clerk.OwnerIdentity(), m.id)
	if err != nil {
		m.t.Fatal(err)
	}
	return v.Conference
}

// await waits until something is so in the conference itself.
func (m *meeting) await(what string, is func(*conference.Conference) bool) {
	m.t.Helper()
	for end := time.Now().Add(30 * time.Second); !is(m.now()); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			m.t.Fatalf("it never came that %s", what)
		}
	}
}

// From the first idea of it to the minutes in the hands of who took part, a conference is held in browsers: by who leads, who writes,
// who listens, and two who are called.
func TestAWholeConferenceInBrowsers(t *testing.T) {
	s := webtest.Start(t, webtest.Planned)
	b := s.Browser(t)
	sit := func(r webtest.Role) *webtest.Tab {
		x := b.As(r)
		x.Size(1440, 900)
		x.Media("prefers-reduced-motion", "reduce") // a page that glides is somewhere else when the mouse comes
		return x
	}
	m := &meeting{t: t, s: s, leader: sit(webtest.Leader)}
	m.plan()
	m.call()
	m.secretary, m.listener, m.ekeryd, m.tallmo = sit(webtest.Secretary), sit(webtest.Listener), sit(webtest.Attendee), sit(webtest.OtherAttendee)
	m.answer()
	m.open()
	m.rollCall()
	m.discuss()
	m.decide()
	m.agree()
	m.close()
	m.publish()
	m.read()
}

// plan makes the conference and writes its plan.
func (m *meeting) plan() {
	m.t.Helper()
	x := m.leader
	x.Visit("/conferences/new?incident=" + webtest.Incident)
	put(x, `[name="start.date"]`, "2027-01-06")
	put(x, `[name="start.time"]`, "16:30")
	put(x, `[name="until"]`, "17:10")
	put(x, `[name="title"]`, "Vägarna i natt")
	choose(x, `[name="purpose"][value="direction"]`)
	choose(x, `[name="roster"][value="natverk-regional"]`)
	x.Click(`form[action="/conferences/new"] .btn-primary`)
	x.Until("it is planned", `location.pathname.endsWith("/plan") && document.getElementById("form-invitation")`)
	m.path = strings.TrimSuffix(strings.Split(x.Where(), "?")[0], "/plan")
	m.id = strings.TrimPrefix(m.path, "/conferences/")

	put(x, `#form-invitation [name="invitation.purpose"]`, "Enas om vilka vägar som hålls öppna i natt, så att alla kan handla")
	put(x, `#form-invitation [name="invitation.goals"]`, "Ett beslut om vägar\nEn lista över åtgärder med ägare")
	x.Click(`#form-invitation .panel-head [type="submit"]`)
	m.await("the purpose is saved", func(c *conference.Conference) bool {
		return strings.HasPrefix(c.Plan.Invitation.Purpose, "Enas om vilka vägar") && len(c.Plan.Invitation.Goals) == 2
	})
	put(x, `#form-agenda [name="agenda.0.title"]`, "Upprop och ordning")
	x.Click(`#form-agenda .panel-head [type="submit"]`)
	m.await("the agenda is saved", func(c *conference.Conference) bool { return c.Plan.Agenda[0].Title == "Upprop och ordning" })
	for _, r := range []webtest.Role{webtest.Leader, webtest.Secretary, webtest.Listener} {
		n := ""
		x.Eval(fmt.Sprintf(`document.querySelector('#roles [type=hidden][value=%q]').name.split(".")[1]`, string(r)), &n)
		put(x, fmt.Sprintf(`#roles [name="roles.%s.actor"]`, n), webtest.Host)
		put(x, fmt.Sprintf(`#roles [name="roles.%s.member"]`, n), r.Identity().Member)
	}
	x.Click(`#roles .panel-head [type="submit"]`)
	m.await("the roles are given", func(c *conference.Conference) bool {
		given := 0
		for _, h := range c.Plan.Roles {
			if h.Member != "" {
				given++
			}
		}
		return given == 3
	})
	if c := m.now(); len(c.Plan.Participants) < 10 || len(c.Plan.Agenda) < 3 {
		m.t.Fatalf("%d are called to %d items", len(c.Plan.Participants), len(c.Plan.Agenda))
	}
}

// call says that the kallelse has been sent.
func (m *meeting) call() {
	m.t.Helper()
	x := m.leader
	x.Visit(m.path + "/plan")
	x.Click(`[commandfor="d-send"]`)
	x.Until("it is asked how", `document.getElementById("d-send").matches(":modal")`)
	choose(x, `#d-send [name="channels"]`)
	x.Click(`#d-send .btn-primary`)
	m.await("it is sent", func(c *conference.Conference) bool { return c.Phase == conference.Called })
}

// answer has one of the called answer; the other says nothing.
func (m *meeting) answer() {
	m.t.Helper()
	x := m.ekeryd
	x.Visit(m.path)
	x.Click(`form[action$="/do/invitation.answer"] .btn-primary`)
	m.await("the answer has come", func(c *conference.Conference) bool {
		return c.Answers[webtest.Attendee.Actor()].Reply == conference.Coming
	})
	x.Until("it is said so", `document.readyState === "complete" && document.querySelector("main .panel-head .is-ok")`)
}

// enter has somebody go to the room, and waits until it is live.
func (m *meeting) enter(x *webtest.Tab) {
	m.t.Helper()
	x.Visit(m.path + "/room")
	live(x)
}

// open lets everybody in, opens the meeting, and has it recorded.
func (m *meeting) open() {
	m.t.Helper()
	m.s.Wait(time.Date(2027, 1, 6, 15, 25, 0, 0, time.UTC).Sub(m.s.Now()))
	for _, x := range []*webtest.Tab{m.ekeryd, m.tallmo, m.listener, m.secretary, m.leader} {
		m.enter(x)
	}
	m.leader.Click(`form[action$="meeting.open-lobby"] button`)
	m.ekeryd.Until("the waiting room is open", `document.getElementById("f-now").textContent.includes("Väntrummet")`)
	m.leader.Click(`#now form[action$="meeting.open"] button`)
	m.ekeryd.Until("the meeting is open", `document.getElementById("own-word").textContent.includes("Begär ordet")`)
	x := m.leader
	x.Click(`#room-state a[data-dialog="d-record"]`)
	x.Click(`form[action$="recording.inform"] button`)
	x.Click(`form[action$="recording.start"] button`)
	x.Click(`#d-record .dialog-foot a`)
	m.ekeryd.Until("it is told that it is recorded", `!document.getElementById("f-rec").hidden`)
}

// rollCall calls a few, late and absent among them, and ends with who is not there.
func (m *meeting) rollCall() {
	m.t.Helper()
	x := m.leader
	x.Click(`form[action$="rollcall.open"] button`)
	mark := func(actor, key, class string) {
		m.t.Helper()
		x.Until("it can be called", fmt.Sprintf(`document.querySelector("#seat-%s button")`, actor))
		x.Eval(fmt.Sprintf(`document.querySelector("#seat-%s button").focus(); true`, actor), nil)
		x.Press(key)
		m.await(actor+" is marked", func(c *conference.Conference) bool { return c.Attendance(actor).Status == conference.Attendance(class) })
	}
	mark(webtest.Attendee.Actor(), "1", "present")
	mark(webtest.OtherAttendee.Actor(), "2", "late")
	mark("kommun-vintervik", "1", "present")
	mark("kommun-granvik", "3", "absent")
	x.Click(`form[action$="rollcall.close"] button`)
	m.await("the roll-call is held", func(c *conference.Conference) bool { return !c.RollCall.Closed.IsZero() })
}

// say has the secretary write a line.
func (m *meeting) say(line string) {
	m.t.Helper()
	x := m.secretary
	x.Until("the field is there", `document.querySelector("x-composer[data-ready] textarea")`)
	put(x, "x-composer textarea", line)
	x.Eval(`document.querySelector("x-composer textarea").focus(); true`, nil)
	x.Click(`x-composer form [data-key="Control+Enter"]`)
	x.Until("it is taken", `document.querySelector("x-composer textarea").value === ""`)
}

// discuss goes through the first item: what is said is written, a goal conflict is heard and taken up, and the word is given.
func (m *meeting) discuss() {
	m.t.Helper()
	lead := m.leader
	first := m.now().Plan.Agenda[0].ID
	lead.Click(`#seg-` + first + ` a`)
	lead.Click(`#d-item-` + first + ` form[action$="item.start"] button`)
	m.secretary.Until("the item is taken up", `document.querySelector("[data-current-item='`+first+`']")`)
	lines := []struct {
		line string
		kind conference.NoteKind
	}{
		{"@Ekeryd Plogarna går i två skift", conference.NoteInformation},
		{"/l @Tallmo Elen är borta i norra delen", conference.NoteSituation},
		{"/f @Ekeryd Hur många är utan värme?", conference.NoteQuestion},
		{"/r @Tallmo Två aggregat till sjukhemmet !18.00", conference.NoteNeed},
		{"/e @Ekeryd Ett aggregat kan lånas ut", conference.NoteOffer},
		{"/m @Ekeryd @Tallmo Samma plogbilar till olika vägar", conference.NoteGoalConflict},
		{"/u Ingen har tagit på sig djuren", conference.NoteUnowned},
		{"/p Skolorna tas en annan dag", conference.NoteParked},
		{"/k Alla säger samma sak om väg 33", conference.NoteCommunication},
		{"/s Läget är ansträngt men känt", conference.NoteSummary},
	}
	for _, x := range lines {
		m.say(x.line)
		m.await("a note is written: "+x.line, func(c *conference.Conference) bool {
			for _, n := range c.Notes {
				if n.Kind == x.kind {
					return true
				}
			}
			return false
		})
	}
	question := ""
	for _, n := range m.now().Notes {
		if n.Kind == conference.NoteQuestion {
			question = n.ID
		}
	}
	m.say("/v #" + question + " @Ekeryd Omkring fyrtio")
	m.await("the question is answered", func(c *conference.Conference) bool {
		for _, n := range c.Notes {
			if n.Kind == conference.NoteAnswer {
				return true
			}
		}
		return false
	})
	lead.Until("the notes are seen", `document.getElementById("log").textContent.includes("Omkring fyrtio")`)

	ear := m.listener
	put(ear, `.ear-form [name="text"]`, "Räddningstjänsten vill ha samma bilar")
	ear.Click(`.ear-form [value="goal-conflict"]`)
	lead.Until("the leader hears", `document.getElementById("flags").textContent.includes("Räddningstjänsten vill ha samma bilar")`)
	lead.Click(`#flags form[action$="flag.answer"] [value="now"]`)
	ear.Until("the listener is answered", `document.querySelector("#l-flags .is-taken")`)

	m.ekeryd.Click(`#own-word form button`)
	lead.Until("somebody waits", `document.getElementById("q-kommun-ekeryd-1") && document.querySelector('#speaking [data-key="F8"]')`)
	lead.Eval(`document.getElementById("innehall").focus(); true`, nil)
	lead.Press(kb.F8)
	m.ekeryd.Until("the word is given", `document.getElementById("own-word").textContent.includes("Ni har ordet")`)
	lead.Until("it is seen", `document.querySelector('#speaking form[action$="floor.yield"] [data-key="F8"]')`)
	lead.Press(kb.F8)
	m.ekeryd.Until("it is over", `document.getElementById("own-word").textContent.includes("Begär ordet")`)
	lead.Click(`#now .point-actions form[action$="item.start"] button`)
	m.await("the next item is taken up", func(c *conference.Conference) bool { return c.Current == c.Plan.Agenda[1].ID })
	lead.Until("it is what is seen", `document.getElementById("now").textContent.includes("Punkt 1 av ")`)
}

// decide has a decision put forward, read back, answered by each for itself or through the leader, and settled.
func (m *meeting) decide() {
	m.t.Helper()
	lead := m.leader
	lead.Click(`#now a[data-dialog="d-new"]`)
	put(lead, `#d-new textarea`, "Väg 33 hålls öppen i natt. Trafikverket leder.")
	lead.Click(`#d-new [type="submit"]`)
	lead.Click(`#now form[action$="decision.read-back"] button`)
	m.ekeryd.Click(`#stand-D1 [value="stands-behind"]`)
	m.ekeryd.Until("it is told what we answered", `document.getElementById("own-stand-D1").textContent.includes("Ni står bakom")`)
	m.tallmo.Click(`#stand-D1 a[data-dialog]`)
	put(m.tallmo, `#res-why-D1`, "Vi har bara en bil.")
	m.tallmo.Click(`#d-res-D1 [type="submit"]`)
	lead.Until("the reservation is heard", `document.querySelector("#now .reserv")?.textContent.includes("Vi har bara en bil.")`)
	lead.Click(`#ask-kommun-vintervik [value="stands-behind"]`)
	lead.Until("nobody is left to ask", `!document.querySelector("#now .ask li")`)
	lead.Click(`#settle-D1 [type="submit"]`)
	m.tallmo.Until("it is decided", `document.getElementById("own-dec-D1")?.textContent.includes("Ni reserverade er")`)
}

// agree has measures agreed on, one taken on by its owner, and the next meeting set.
func (m *meeting) agree() {
	m.t.Helper()
	m.say("/å @Ekeryd Flyttar ett aggregat till Tallmo !18.00")
	m.ekeryd.Until("it is asked of us", `document.querySelector('#own-tasks form[action$="measure.accept"]')`)
	m.ekeryd.Click(`#own-tasks form[action$="measure.accept"] [type="submit"]`)
	m.await("it is taken on", func(c *conference.Conference) bool {
		return len(c.Measures) == 1 && c.Measures[0].Accepted != nil && *c.Measures[0].Accepted
	})
	m.say("/n !22.00")
	m.await("the next meeting is set", func(c *conference.Conference) bool { return c.Next != nil && !c.Next.Start.IsZero() })
}

// close ends the meeting, past what hinders it.
func (m *meeting) close() {
	m.t.Helper()
	x := m.leader
	x.Click(`#room-state a[data-dialog="d-end"]`)
	x.Until("it is said that it is still recorded", `document.getElementById("hinder-recording")`)
	x.Click(`#d-end .dialog-foot [data-close]`)
	x.Click(`#room-state a[data-dialog="d-record"]`)
	x.Click(`form[action$="recording.stop"] button`)
	x.Until("it is recorded no more", `!document.querySelector('form[action$="recording.stop"]')`)
	x.Click(`#d-record .dialog-foot a`)
	x.Click(`#room-state a[data-dialog="d-end"]`)
	x.Eval(`document.querySelectorAll("#ending [name=carry]").forEach((e) => { e.checked = true; }); true`, nil)
	x.Click(`#d-end [type="submit"]`)
	m.await("it is closed", func(c *conference.Conference) bool { return c.Phase == conference.Closed })
	m.ekeryd.Until("it is over for all", `document.querySelector("#f-now a[href$='/minutes']")`)
}

// publish has the minutes checked by who wrote, approved by who led, and published.
func (m *meeting) publish() {
	m.t.Helper()
	x := m.secretary
	x.Visit(m.path + "/minutes")
	x.Click(`.minutes-work .act > summary`)
	x.Click(`.minutes-work form[action$="minutes.check"] [type="submit"]`)
	m.await("they are checked", func(c *conference.Conference) bool { return len(c.Minutes.Versions[0].Checks) == 1 })
	x = m.leader
	x.Visit(m.path + "/minutes")
	x.Click(`form[action$="minutes.approve"] [type="submit"]`)
	m.await("they are approved", func(c *conference.Conference) bool { return c.Phase == conference.Approved })
	x.Until("they can be published", `document.readyState === "complete" && document.querySelector('form[action$="minutes/publish"]')`)
	x.Eval(`document.querySelector('form[action$="minutes/publish"]').closest("details").open = true; true`, nil)
	put(x, `form[action$="minutes/publish"] [name="area"]`, webtest.Area)
	x.Click(`form[action$="minutes/publish"] [type="submit"]`)
	m.await("they are published", func(c *conference.Conference) bool { return c.Phase == conference.Published })
}

// read has one who took part read the minutes, fetch them, and find them in the area.
func (m *meeting) read() {
	m.t.Helper()
	x := m.ekeryd
	x.Visit(m.path + "/minutes")
	x.Until("the decision is read", `document.querySelector("article.doc").textContent.includes("Väg 33 hålls öppen i natt.")`)
	var pdf string
	x.Eval(`(async () => { const a = document.querySelector('.dl a[href*=".pdf"]'); const b = new Uint8Array(await (await fetch(a.href)).arrayBuffer()); let s = ""; for (const c of b) s += String.fromCharCode(c); return btoa(s); })()`, &pdf)
	got, err := base64.StdEncoding.DecodeString(pdf)
	if err != nil || !strings.HasPrefix(string(got), "%PDF") {
		m.t.Fatalf("it is no PDF: %v, %d bytes", err, len(got))
	}
	if tool, err := exec.LookPath("pdftotext"); err == nil {
		cmd := exec.CommandContext(m.t.Context(), tool, "-", "-")
		cmd.Stdin = strings.NewReader(string(got))
		text, err := cmd.Output()
		if all := strings.Join(strings.Fields(string(text)), " "); err != nil || !strings.Contains(all, "Väg 33 hålls öppen i natt.") || !strings.Contains(all, "Vi har bara en bil.") {
			m.t.Errorf("%v: the PDF says %.2000s", err, all)
		}
	}
	x.Visit("/areas/" + webtest.Area)
	x.Until("it is in the area", `document.getElementById("poster").textContent.includes("Vägarna i natt")`)
	x.Visit(m.path)
	for _, x := range []*webtest.Tab{m.leader, m.secretary, m.listener, m.ekeryd, m.tallmo} {
		if wrong := x.Complaints(); len(wrong) > 0 {
			m.t.Errorf("%s: %q", x.Role, wrong)
		}
	}
}
