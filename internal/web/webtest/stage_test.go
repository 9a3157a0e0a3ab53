package webtest_test

import (
	"os"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/web/webtest"
)

func TestMain(m *testing.M) {
	code := m.Run()
	webtest.Forget()
	os.Exit(code)
}

// Every state is what its name says, and the second that is started is there at once.
func TestStates(t *testing.T) {
	for _, state := range webtest.States() {
		t.Run(string(state), func(t *testing.T) {
			webtest.Start(t, state)
			again := time.Now()
			s := webtest.Start(t, state)
			if took := time.Since(again); took > 20*time.Second { // it takes a tenth of one; a busy machine takes longer, and making the state anew longer still
				t.Errorf("started again in %v", took)
			}
			page := s.As(webtest.Leader).Get("/").Want(200)
			if state == webtest.Empty {
				page.SaysNot("Allmänlän, nr 1")
				return
			}
			v, err := s.Clerk().Conference(t.Context(), clerk.OwnerIdentity(), webtest.Conference)
			if err != nil {
				t.Fatal(err)
			}
			c := v.Conference
			want := map[webtest.State]conference.Phase{webtest.Planned: conference.Planned, webtest.Called: conference.Called, webtest.Lobby: conference.Lobby,
				webtest.RollCall: conference.Open, webtest.Live: conference.Open, webtest.Closed: conference.Closed, webtest.Approved: conference.Approved,
				webtest.Published: conference.Published}[state]
			if c.Phase != want {
				t.Errorf("phase %q, want %q", c.Phase, want)
			}
			if c.Latest.After(s.Now()) {
				t.Errorf("the last thing happened at %v, and it is %v", c.Latest, s.Now())
			}
		})
	}
}

// The meeting that goes on has something of everything.
func TestLive(t *testing.T) {
	s := webtest.Start(t, webtest.Live)
	v, err := s.Clerk().Conference(t.Context(), clerk.OwnerIdentity(), webtest.Conference)
	if err != nil {
		t.Fatal(err)
	}
	c := v.Conference
	if len(c.Speakers.Queue) != 3 || c.Speakers.OnAir == nil || c.Speakers.OnAir.Actor != "foretag-lantbrukarforbundet" {
		t.Errorf("queue %v, on air %v", c.Speakers.Queue, c.Speakers.OnAir)
	}
	d, ok := c.Decision("D1")
	if !ok || d.Settled != nil || len(d.ReadBacks) != 1 || len(d.Stances) != 25 {
		t.Errorf("%+v", d)
	}
	if it, ok := c.Plan.Agenda.Find(c.Current); !ok || it.Number != 5 || it.Kind != "decision" {
		t.Errorf("item %q: %+v", c.Current, it)
	}
	if runs := c.Recording.Runs; len(runs) != 1 || !runs[0].End.IsZero() {
		t.Errorf("recording %+v", c.Recording)
	}
	kinds := map[conference.NoteKind]bool{}
	for _, n := range c.Notes {
		kinds[n.Kind] = true
	}
	for _, k := range []conference.NoteKind{conference.NoteInformation, conference.NoteQuestion, conference.NoteAnswer, conference.NoteNeed, conference.NoteOffer,
		conference.NoteGoalConflict, conference.NoteUnowned, conference.NoteParked, conference.NoteCommunication, conference.NoteSummary,
		conference.NoteCorrection, conference.NoteRemark} {
		if !kinds[k] {
			t.Errorf("no note of the kind %s", k)
		}
	}
}

// Each role comes in, and is who it says.
func TestRoles(t *testing.T) {
	s := webtest.Start(t, webtest.Live)
	for _, r := range webtest.Roles() {
		c := s.As(r)
		a := c.Send("GET", "/api/v1/me", "", map[string]string{"Accept": "application/json"})
		if r == webtest.Nobody {
			if a.Status != 401 {
				t.Errorf("%s: %d", r, a.Status)
			}
			continue
		}
		if a.Status != 200 {
			t.Errorf("%s: %d %s", r, a.Status, a.Body)
		}
	}
}
