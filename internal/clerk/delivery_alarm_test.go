package clerk_test

import (
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/delivery"
)

// A forewarning in the evening waits for the morning; a kallelse that is an alarm takes it with it.
func TestAnAlarmWakesWhatStandsBeforeIt(t *testing.T) {
	w := outward(t, "planned")
	p := plan(t, "regional")
	c := contactOf(attendee)
	c.Quiet = "22:00-06:00"
	w.administer(clerk.SaveContact{Contact: c})
	w.planned(p)
	w.clock.set(p.Start.Truncate(24 * time.Hour).Add(-2 * time.Hour)) // 23 in Sweden
	if _, err := w.QueueDeliveries(t.Context(), delivery.Fact{Kind: delivery.Forewarning, Conference: p.ID, To: []delivery.Recipient{{Participant: attendee, Actor: attendee}}}); err != nil {
		t.Fatal(err)
	}
	if n := w.send(delivery.Outcome{State: delivery.Sent}); n != 0 {
		t.Fatalf("%d sent in the night", n)
	}
	w.do(tib(host), p.ID, time.Time{}, "", &conference.IssueInvitation{Channels: []string{clerk.ByAlarm}})
	w.send(delivery.Outcome{State: delivery.Sent})
	wantTally(t, tally(w.sent(p.ID), attendee), map[string]int{"forewarning 0 sent": 1, "invitation 0 sent": 2, "invitation 1 queued": 1})
}

// A cancellation goes to whom the kallelse has reached, at once and not further: nobody can answer it, so that nothing would stop it from
// ringing everybody in turn.
func TestACancelledAlarm(t *testing.T) {
	for name, c := range map[string]struct {
		waits time.Duration
		want  map[string]int
	}{
		"before the telephone": {time.Minute, map[string]int{"invitation 0 sent": 2, "invitation 1 stopped": 1, "cancel 0 queued": 2}},
		"after the telephone":  {6 * time.Minute, map[string]int{"invitation 0 sent": 2, "invitation 1 sent": 1, "cancel 0 queued": 3}},
	} {
		t.Run(name, func(t *testing.T) {
			w := outward(t, "planned")
			p := plan(t, "regional")
			w.called(p)
			w.send(delivery.Outcome{State: delivery.Sent})
			w.clock.set(w.clock.now().Add(c.waits))
			w.send(delivery.Outcome{State: delivery.Sent})
			w.do(tib(host), p.ID, time.Time{}, "", &conference.CancelConference{Reason: "Läget är under kontroll"})
			wantTally(t, tally(w.sent(p.ID), attendee), c.want)
			lanes := map[string]bool{}
			for _, d := range w.sent(p.ID) {
				if d.Kind == delivery.Cancel && lanes[d.Participant+d.Lane] {
					t.Errorf("twice to %s by %s", d.Participant, d.Channel)
				}
				lanes[d.Participant+d.Lane] = d.Kind == delivery.Cancel
			}
		})
	}
}
