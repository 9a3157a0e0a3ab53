package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/web/webtest"
)

// training is one person who leads 41 simulated actors, by forms alone.
type training struct {
	t    *testing.T
	s    *webtest.Stage
	one  *webtest.Client
	acts int
}

const exerciseAt = "/conferences/" + webtest.Conference + "/exercise"

// put sends a form, and must be taken.
func (x *training) put(path string, fields ...string) {
	x.t.Helper()
	x.acts++
	fields = append(fields, "_form", "prov", "_back", exerciseAt, "_id", fmt.Sprintf("alone-%d", x.acts))
	x.one.Post(path, fields...).Want(http.StatusOK)
}

// do gives a command in the conference.
func (x *training) do(command string, fields ...string) {
	x.t.Helper()
	x.put("/conferences/"+webtest.Conference+"/do/"+command, fields...)
}

// wait lets the clock of the service go, and the simulated actors act in each step of it.
func (x *training) wait(steps int, step time.Duration) {
	x.t.Helper()
	for range steps {
		x.s.Wait(step)
		if _, err := x.s.Clerk().RunExercises(x.t.Context()); err != nil {
			x.t.Fatal(err)
		}
	}
}

func (x *training) now() *conference.Conference {
	x.t.Helper()
	v, err := x.s.Clerk().Conference(x.t.Context(), clerk.OwnerIdentity(), webtest.Conference)
	if err != nil {
		x.t.Fatal(err)
	}
	return v.Conference
}

// until waits until something holds.
func (x *training) until(what string, holds func(*conference.Conference) bool) {
	x.t.Helper()
	for range 200 {
		if holds(x.now()) {
			return
		}
		x.wait(1, 10*time.Second)
	}
	x.t.Fatal("it never came to that " + what)
}

// floor gives the word until nobody wants it, as the leader does.
func (x *training) floor() {
	x.t.Helper()
	for range 40 {
		x.wait(3, 15*time.Second)
		c := x.now()
		if c.Speakers.OnAir != nil {
			x.until("the speaker is done", func(c *conference.Conference) bool { return c.Speakers.OnAir == nil })
			c = x.now()
		}
		if len(c.Speakers.Queue) == 0 {
			return
		}
		x.do("floor.grant")
		if page := x.one.Get(exerciseAt).Want(http.StatusOK); len(page.Find("h2", "id", "h-sags")) != 1 {
			x.t.Errorf("nobody says anything when %s has the word", x.now().Speakers.OnAir.Actor)
		}
	}
	x.t.Fatal("they never stop talking")
}

// One person leads the regional meeting of the exercise from the first alarm to published minutes, with 41 simulated actors, and then
// reads how it went. Nobody else signs in.
func TestOneLeadsFortyOneAlone(t *testing.T) {
	s := webtest.Start(t, webtest.Planned)
	x := &training{t: t, s: s, one: s.As(webtest.Leader)}

	x.one.Get("/conferences/" + webtest.Conference + "/plan").Says("Inspelslista")
	x.one.Get(exerciseAt).Want(http.StatusOK).Says("Ingen inspelslista spelas")
	if got := s.As(webtest.Leader).Send(http.MethodGet, exerciseAt+"/now", "", nil); got.Status != http.StatusOK {
		t.Errorf("asked how nothing stands: %d", got.Status)
	}
	x.put(exerciseAt, "ready", "inspelslista-regional", "speed", "2")
	x.one.Get(exerciseAt).Says("Går 2 gånger så fort", "41 simulerade aktörer")

	x.do("invitation.issue", "channels", "Rakel", "ackDeadline", "16:15")
	x.wait(60, 10*time.Second)
	if c := x.now(); len(c.Answers) < 38 || c.Answers["kommun-rassjo"].Reply != conference.Substitute || c.Answers["kommun-ekeryd"].By != clerk.Spelledning {
		t.Errorf("%d have answered: %+v, %+v", len(c.Answers), c.Answers["kommun-rassjo"], c.Answers["kommun-ekeryd"])
	}
	x.one.Get(exerciseAt).Says("Tallmos tekniska chef ringer")
	x.put(exerciseAt+"/speed", "speed", "0")
	before := x.now().Seq
	x.wait(3, time.Minute)
	if c := x.now(); c.Seq != before {
		t.Errorf("something happened while it stood still: %d rows", c.Seq-before)
	}
	x.put(exerciseAt+"/speed", "speed", "1")
	x.put(exerciseAt+"/inject", "inject", "ring-journalist", "do", "skip")
	for start := time.Date(2027, 1, 6, 17, 45, 0, 0, time.UTC); s.Now().Before(start); {
		x.wait(1, 10*time.Minute)
		x.one.Get(exerciseAt) // who sits there is not signed out
	}
	if c := x.now(); len(c.Reports) < 30 {
		t.Errorf("%d reports", len(c.Reports))
	}

	x.do("meeting.open-lobby")
	x.do("meeting.open")
	x.do("item.start", "item", "p1")
	x.do("rollcall.open")
	x.do("rollcall.mark", "participant", webtest.Host, "status", "present")
	x.put(exerciseAt + "/roll-call")
	x.do("rollcall.close")
	if n := x.now().AtRollCall(); n.Present < 38 || n.Unknown > 0 || n.Absent == 0 {
		t.Errorf("at the roll-call: %+v", n)
	}
	for _, item := range []string{"p2", "p3", "p5", "p6", "p7"} {
		x.do("item.start", "item", item)
		x.wait(20, 10*time.Second)
		x.floor()
	}
	if n := len(x.now().Speakers.Talks); n < 12 {
		t.Errorf("%d talks", n)
	}
	x.do("item.start", "item", "p8")
	x.do("decision.propose", "text", "Vägen till vattentornet plogas först. Väg och Snö leder.")
	x.do("decision.read-back", "id", "D1")
	x.do("decision.take-stance", "id", "D1", "actors", webtest.Host, "stance", "stands-behind")
	x.until("everybody has answered", func(c *conference.Conference) bool { d, _ := c.Decision("D1"); return len(c.Unanswered(d)) == 0 })
	x.do("decision.settle", "id", "D1")
	x.floor()
	d, _ := x.now().Decision("D1")
	if got := d.Stances["kommun-ekeryd"]; got.Kind != conference.Reserve || got.By != clerk.Spelledning || d.Settled.Outcome != conference.AdoptedReservations {
		t.Errorf("the reservation: %+v, %+v", got, d.Settled)
	}
	x.do("item.start", "item", "p9")
	x.do("measure.agree", "text", "Plogar till vattentornet.", "owner", "foretag-vag-och-sno", "due", "23:00")
	x.until("the measure is taken on", func(c *conference.Conference) bool { return c.Measures[0].Accepted != nil })
	x.do("next.plan", "start", "22:00")
	x.do("meeting.close")
	x.do("minutes.check", "version", "1")
	x.do("minutes.approve", "version", "1")
	x.do("minutes.publish", "version", "1", "channel", "WIS")
	c := x.now()
	if c.Phase != conference.Published {
		t.Fatalf("it is %s", c.Phase)
	}
	x.wait(1, time.Second)
	v, err := s.Clerk().Exercise(t.Context(), clerk.OwnerIdentity(), webtest.Conference)
	if err != nil || v.Running() {
		t.Errorf("it goes on when all is over: %v", err)
	}
	page := x.one.Get(exerciseAt+"/review").Want(http.StatusOK).Says("Svarade på kallelsen i tid", "Beslut som lästes upp: 1 av 1", "Lägesrapporter i tid", "Tid per punkt", "sade aldrig något", "1 reserverade sig")
	if strings.Contains(page.Text(), "konf-") || strings.Contains(page.Text(), "kommun-ekeryd") {
		t.Error("it speaks of ids")
	}
	x.one.Get(exerciseAt + "/review?acknowledge=1").Says("Mål: högst 1 min")
	x.one.Get(exerciseAt).Says("Mötet är avslutat")
}

// Given an exercise, then only the host's people know what comes in it.
func TestOnlyTheHostReadsTheList(t *testing.T) {
	s := webtest.Start(t, webtest.Called)
	lead := &training{t: t, s: s, one: s.As(webtest.Secretary)}
	lead.put(exerciseAt, "ready", "inspelslista-regional", "speed", "1")
	for role, want := range map[webtest.Role]int{webtest.Attendee: http.StatusForbidden, webtest.Observer: http.StatusForbidden, webtest.Guest: http.StatusForbidden,
		webtest.Outsider: http.StatusNotFound, webtest.Listener: http.StatusOK} {
		one := s.As(role)
		for _, path := range []string{"", "/now", "/review"} {
			if got := one.Send(http.MethodGet, exerciseAt+path, "", nil); got.Status != want || want != http.StatusOK && strings.Contains(got.Body, "Tallmos tekniska chef") {
				t.Errorf("%s reads %s: %d", role, path, got.Status)
			}
		}
		if want != http.StatusOK {
			if got := one.Send(http.MethodPost, exerciseAt+"/speed", "speed=5", nil); got.Status != want {
				t.Errorf("%s changes the speed: %d", role, got.Status)
			}
		}
	}
	if got := s.As(webtest.Leader).Send(http.MethodGet, "/conferences/"+webtest.Conference+"/room", "", nil); !strings.Contains(got.Body, exerciseAt) {
		t.Error("the leader finds no way to the list")
	}
	if got := s.As(webtest.Attendee).Send(http.MethodGet, "/conferences/"+webtest.Conference+"/room", "", nil); strings.Contains(got.Body, exerciseAt) {
		t.Error("somebody who is trained is shown the way to the list")
	}
}

// In a browser the page of the list shows what the simulated actors do while it stands open, in both languages, on any screen, without
// anything wrong in it.
func TestTheListInABrowser(t *testing.T) {
	s := webtest.Start(t, webtest.Called)
	x := s.Browser(t).As(webtest.Leader)
	x.Size(1440, 900)
	x.Visit(exerciseAt)
	x.Click(`form[action="` + exerciseAt + `"] .btn-primary`)
	x.Until("it is played", `document.getElementById("exercise-live")`)
	s.Wait(12 * time.Minute)
	x.Until("a call is to be read out, without the page being asked for anew", `document.getElementById("sagt-ring-tallmo")`)
	x.Click(`#f-stop button`)
	x.Until("it stands still", `document.querySelector("#f-stop button.btn-primary")`)
	for _, wide := range []int64{1440, 390} {
		x.Size(wide, 900)
		for i, path := range []string{exerciseAt, exerciseAt + "/review"} {
			x.Visit(path)
			if found := x.Wider(); found != "" {
				t.Errorf("%s on %d: %s", path, wide, found)
			}
			for _, f := range x.Axe() {
				t.Errorf("%s on %d: %s", path, wide, f)
			}
			x.Shot(fmt.Sprintf("exercise-%d-%d", i, wide))
		}
	}
	if wrong := x.Complaints(); len(wrong) > 0 {
		t.Errorf("%q", wrong)
	}
}
