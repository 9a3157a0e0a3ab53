package web_test

import (
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"samverkan/conference"
	"samverkan/internal/web/webtest"
)

// Given one person in a browser and nobody else, then the regional meeting of the exercise is led from the first alarm to published minutes:
// 41 simulated actors answer, report, ask for the word, reserve themselves and take on what they are asked to do, and the one sees it all in
// the pages that a meeting has.
func TestOneLeadsFortyOneInABrowser(t *testing.T) {
	s := webtest.Start(t, webtest.Planned)
	tab := s.Browser(t).As(webtest.Leader)
	tab.Size(1440, 900)
	tab.Media("prefers-reduced-motion", "reduce")
	x := &training{t: t, s: s}
	m := &meeting{t: t, s: s, id: webtest.Conference, path: "/conferences/" + webtest.Conference, leader: tab, secretary: tab}

	tab.Visit(m.path + "/plan")
	tab.Click(`main a[href="` + exerciseAt + `"]`)
	tab.Until("the lists are offered", `document.querySelector('form[action="`+exerciseAt+`"] [name="ready"]')`)
	put(tab, `form[action="`+exerciseAt+`"] [name="ready"]`, "inspelslista-regional")
	tab.Click(`form[action="` + exerciseAt + `"] .btn-primary`)
	tab.Until("it is played", `document.getElementById("exercise-live")`)

	m.call()
	x.wait(60, 10*time.Second)
	tab.Visit(m.path + "/receipts")
	tab.Until("the one sees who comes and whom to ring", `/(3[89]|4[01])\s*svarat/.test(document.querySelector("main").textContent) && document.querySelector("main").textContent.includes("saknas")`)
	if n := len(x.now().Answers); n < 38 {
		t.Errorf("%d have answered", n)
	}
	tab.Visit(exerciseAt)
	tab.Until("what is to be said to the one stands there", `document.getElementById("exercise-live").textContent.includes("Tallmos tekniska chef ringer")`)
	for start := time.Date(2027, 1, 6, 17, 45, 0, 0, time.UTC); s.Now().Before(start); {
		x.wait(1, 10*time.Minute)
		tab.Visit(exerciseAt) // who sits there is not signed out
	}
	tab.Visit(m.path + "/situation")
	tab.Until("the reports are put together", `document.querySelector("main").textContent.includes("Ekeryd")`)

	m.enter(tab)
	tab.Click(`form[action$="meeting.open-lobby"] button`)
	tab.Click(`#now form[action$="meeting.open"] button`)
	tab.Click(`form[action$="rollcall.open"] button`)
	tab.Until("the host can be called", `document.querySelector("#seat-`+webtest.Host+` button")`)
	tab.Eval(`document.querySelector("#seat-`+webtest.Host+` button").focus(); true`, nil)
	tab.Press("1")
	m.await("the host is there", func(c *conference.Conference) bool { return c.Attendance(webtest.Host).Status == conference.Present })
	tab.Visit(exerciseAt)
	tab.Click(`form[action="` + exerciseAt + `/roll-call"] button`)
	tab.Until("those that are played have answered", `document.readyState === "complete" && !document.querySelector('form[action$="/exercise/roll-call"]')`)
	m.enter(tab)
	tab.Click(`form[action$="rollcall.close"] button`)
	m.await("the roll-call is held", func(c *conference.Conference) bool { return !c.RollCall.Closed.IsZero() })
	if n := x.now().AtRollCall(); n.Present < 38 || n.Unknown > 0 || n.Absent == 0 {
		t.Errorf("at the roll-call: %+v", n)
	}

	for _, item := range []string{"p2", "p3", "p5"} {
		x.take(tab, item)
		x.wait(20, 10*time.Second)
		x.hear(tab)
	}
	if n := len(x.now().Speakers.Talks); n < 8 {
		t.Errorf("%d talks", n)
	}

	x.take(tab, "p8")
	tab.Click(`#now a[data-dialog="d-new"]`)
	put(tab, `#d-new textarea`, "Vägen till vattentornet plogas först. Väg och Snö leder.")
	tab.Click(`#d-new [type="submit"]`)
	tab.Click(`#now form[action$="decision.read-back"] button`)
	tab.Click(`#ask-` + webtest.Host + ` [value="stands-behind"]`)
	m.await("the host stands behind it", func(c *conference.Conference) bool {
		d, ok := c.Decision("D1")
		return ok && d.Stances[webtest.Host].Kind == conference.StandBehind
	})
	x.until("everybody has answered", func(c *conference.Conference) bool {
		d, ok := c.Decision("D1")
		return ok && len(c.Unanswered(d)) == 0
	})
	tab.Until("the one sees the reservation, and that nobody is left to ask", `document.querySelector("#now .reserv") && !document.querySelector("#now .ask li")`)
	tab.Click(`#settle-D1 [type="submit"]`)
	m.await("it is settled with who reserves itself", func(c *conference.Conference) bool {
		d, _ := c.Decision("D1")
		return d.Settled != nil && d.Settled.Outcome == conference.AdoptedReservations
	})

	tab.Visit(m.path + "/room?view=desk")
	live(tab)
	m.say("/å @Tallmo Visar plogen vägen till vattentornet !23.00")
	m.await("the measure is agreed on", func(c *conference.Conference) bool { return len(c.Measures) == 1 })
	x.until("the measure is taken on", func(c *conference.Conference) bool { return len(c.Measures) == 1 && c.Measures[0].Accepted != nil })
	m.say("/n !22.00")
	m.await("the next meeting is set", func(c *conference.Conference) bool { return c.Next != nil && !c.Next.Start.IsZero() })

	m.enter(tab)
	tab.Click(`#room-state a[data-dialog="d-end"]`)
	tab.Until("it is asked", `document.getElementById("d-end").matches(":modal")`)
	tab.Eval(`document.querySelectorAll("#ending [name=carry]").forEach((e) => { e.checked = true; }); true`, nil)
	tab.Click(`#d-end [type="submit"]`)
	m.await("it is over", func(c *conference.Conference) bool { return c.Phase == conference.Closed })
	m.publish()

	tab.Visit(exerciseAt + "/review")
	tab.Until("the one is told how it went", `["Svarade på kallelsen i tid", "Beslut som lästes upp: 1 av 1", "1 reserverade sig", "Lägesrapporter i tid"].every((w) => document.querySelector("main").textContent.includes(w))`)
	if wrong := tab.Complaints(); len(wrong) > 0 {
		t.Errorf("%q", wrong)
	}
}

// take takes up an item of the agenda by its card.
func (x *training) take(tab *webtest.Tab, item string) {
	x.t.Helper()
	tab.Click(`#seg-` + item + ` a`)
	tab.Click(`#d-item-` + item + ` form[action$="item.start"] button`)
	tab.Until("the card is put away", `!document.querySelector("dialog:modal")`)
	for end := time.Now().Add(30 * time.Second); x.now().Current != item; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			x.t.Fatalf("%s is never taken up", item)
		}
	}
}

// hear gives the word with the key for it until nobody wants it, and reads in the room what whoever has it says.
func (x *training) hear(tab *webtest.Tab) {
	x.t.Helper()
	for range 40 {
		x.wait(3, 15*time.Second)
		if x.now().Speakers.OnAir != nil {
			x.until("the speaker is done", func(c *conference.Conference) bool { return c.Speakers.OnAir == nil })
		}
		c := x.now()
		if len(c.Speakers.Queue) == 0 {
			return
		}
		// Who is next may be another by then, for the exercise goes on by itself too: then it is pressed again, as one does.
		talks := len(c.Speakers.Talks)
		for end := time.Now().Add(30 * time.Second); ; {
			tab.Until("the room shows who waits, who speaks, or nobody", `document.querySelector("#queue li[id^=q-]") && document.querySelector('#speaking [data-key="F8"]') || document.querySelector("#speaking .live") || !document.querySelector("#queue li[id^=q-]")`)
			if c := x.now(); c.Speakers.OnAir != nil || len(c.Speakers.Talks) > talks || len(c.Speakers.Queue) == 0 {
				break
			}
			if time.Now().After(end) {
				x.t.Fatal("F8 gives nobody the word")
			}
			tab.Eval(`document.getElementById("innehall").focus(); true`, nil)
			tab.Press(kb.F8)
			for n := 0; n < 100 && x.now().Speakers.OnAir == nil && len(x.now().Speakers.Talks) == talks; n++ {
				time.Sleep(20 * time.Millisecond)
			}
		}
	}
	x.t.Fatal("they never stop talking")
}
