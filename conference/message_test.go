package conference

import (
	"testing"
	"time"

	"samverkan/agenda"
)

// What an actor writes to the host with its answer is between the two.
func TestAMessageWithAnAnswerIsForTheHost(t *testing.T) {
	c := New()
	at := time.Date(2027, 1, 6, 16, 0, 0, 0, time.UTC)
	seq := int64(0)
	give := func(cmd Command) {
		t.Helper()
		m := Meta{Member: "m", Actor: "lst", At: at, OccurredAt: at}
		events, err := c.Decide(cmd, m)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			seq++
			m.Seq = seq
			c.Apply(e, m)
		}
	}
	give(&PlanConference{Plan: Plan{ID: "k", Title: "K", Level: Regional, SeriesNo: 1, Host: "lst", Start: at.Add(time.Hour), End: at.Add(2 * time.Hour),
		Agenda:       agenda.Agenda{{ID: "p1", Number: 1, Title: "Läget", Kind: agenda.Information, Minutes: 60}},
		Participants: []Participant{{Actor: "lst", Role: Attendee}, {Actor: "ekeryd", Role: Attendee}, {Actor: "storsjo", Role: Attendee}}}})
	give(&IssueInvitation{})
	give(&AnswerInvitation{Participant: "storsjo", Reply: Coming})
	give(&AnswerInvitation{Participant: "ekeryd", Reply: Declined, Message: "Jag är sjuk."})
	for actor, want := range map[string]bool{"lst": false, "ekeryd": false, "storsjo": true} {
		if got := c.Withheld(actor)[seq]; got != want {
			t.Errorf("%s: withheld %v", actor, got)
		}
	}
	if c.Withheld("ekeryd")[seq-1] {
		t.Error("an answer without a message is for all")
	}
}
