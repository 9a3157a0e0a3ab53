package clerk_test

import (
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/delivery"
	"samverkan/internal/fault"
)

// Who is asked for a situation report is told, when the invitation is out; who has left one is told no more.
func TestReportsAreAskedForAndReminded(t *testing.T) {
	w := outward(t, "planned")
	p := plan(t, "regional")
	w.clock.set(p.Start.Add(-30 * time.Hour))
	do := func(cmd conference.Command) { w.t.Helper(); w.do(tib(host), p.ID, time.Time{}, "", cmd) }
	remind := func(want int) {
		t.Helper()
		if n, err := w.RemindReports(t.Context(), tib(host), p.ID); err != nil || n != want {
			t.Fatalf("%d reminded, want %d: %v", n, want, err)
		}
	}
	asked := []string{attendee, "kommun-tallmo"}
	do(&conference.RequestReports{Actors: asked, Deadline: p.Start.Add(-26 * time.Hour)})
	remind(0) // nobody is called yet
	if n := len(w.sent(p.ID)); n != 0 {
		t.Fatalf("%d deliveries before the invitation", n)
	}
	do(&conference.IssueInvitation{})
	due := p.Start.Add(-25 * time.Hour)
	do(&conference.RequestReports{Actors: asked, Deadline: due})
	for _, actor := range asked {
		wantTally(t, tally(w.sent(p.ID), actor), map[string]int{"invitation 0 queued": 1, "report 0 queued": 1})
	}
	for _, d := range w.sent(p.ID) {
		if d.Kind == delivery.Report && (!d.Detail().Deadline.Equal(due) || d.Alarm) {
			t.Fatalf("%+v %+v", d, d.Detail())
		}
	}
	w.do(tib(attendee), p.ID, time.Time{}, "", &conference.SubmitReport{Participant: attendee,
		Report: conference.Report{Tests: conference.Tests{Load: conference.Strained}}})
	w.clock.set(p.Start.Add(-28 * time.Hour))
	remind(1)
	remind(0) // the button was pressed twice
	wantTally(t, tally(w.sent(p.ID), asked[1]), map[string]int{"invitation 0 queued": 1, "report 0 queued": 2})
	for who, kind := range map[string]fault.Kind{attendee: fault.Forbidden, "lst-skane": fault.NotFound} {
		if _, err := w.RemindReports(t.Context(), tib(who), p.ID); fault.KindOf(err) != kind {
			t.Errorf("%s: %v", who, err)
		}
	}
}
