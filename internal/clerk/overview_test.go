package clerk_test

import (
	"encoding/json"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
)

func (w *world) overview(who clerk.Identity) *clerk.Overview {
	w.t.Helper()
	now := w.clock.now()
	o, err := w.Overview(w.t.Context(), who, now.Add(-24*time.Hour), now.Add(24*time.Hour))
	if err != nil {
		w.t.Fatal(err)
	}
	return o
}

// An invitation waits for its actor until it is answered, and waits anew when the time is moved. Before it is sent it is the
// host's draft, and nobody else's.
func TestOverviewFollowsTheInvitation(t *testing.T) {
	w := at(t, "planned")
	if o := w.overview(tib(host)); len(o.Drafts) != 1 || len(o.Next) != 0 || len(o.Invitations) != 0 {
		t.Errorf("the host before the call: %+v", o)
	}
	if o := w.overview(tib(attendee)); len(o.Drafts)+len(o.Next)+len(o.Invitations)+len(o.Day.Meetings) != 0 {
		t.Errorf("the invited before the call: %+v", o)
	}
	w = at(t, "called")
	o := w.overview(tib(attendee))
	if len(o.Drafts) != 0 || len(o.Next) != 1 || len(o.Invitations) != 1 || o.Invitations[0].Seats[0] != attendee || o.Invitations[0].Deadline.IsZero() {
		t.Fatalf("the invited after the call: %+v", o)
	}
	if len(o.Day.Meetings) != 1 || o.Day.Meetings[0].Part != conference.Joins || w.overview(tib(host)).Day.Meetings[0].Part != conference.Leads {
		t.Errorf("the day: %+v", o.Day.Meetings)
	}
	answer := func(r conference.Reply) {
		w.do(tib(attendee), regional, time.Time{}, "", &conference.AnswerInvitation{Participant: attendee, Reply: r})
	}
	answer(conference.Acknowledged)
	if o := w.overview(tib(attendee)); len(o.Invitations) != 1 {
		t.Error("acknowledging answers")
	}
	answer(conference.Coming)
	if o := w.overview(tib(attendee)); len(o.Invitations) != 0 || len(o.Next) != 1 {
		t.Errorf("after the answer: %+v", o)
	}
	p := w.view(tib(host), regional).Conference.Plan
	w.do(tib(host), regional, time.Time{}, "", &conference.Reschedule{Start: p.Start.Add(time.Hour), End: p.End.Add(time.Hour)})
	if o := w.overview(tib(attendee)); len(o.Invitations) != 1 {
		t.Error("a new time waits for no new answer")
	}
	if o := w.overview(tib(outsider)); len(o.Next)+len(o.Invitations)+len(o.Day.Meetings)+len(o.Areas) != 0 {
		t.Errorf("an outsider: %+v", o)
	}
	if _, err := w.Overview(t.Context(), clerk.Identity{Member: "gast", Actor: attendee, Only: regional}, time.Time{}, time.Time{}); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("a guest: %v", err)
	}
	if _, err := w.Overview(t.Context(), clerk.Identity{}, time.Time{}, time.Time{}); fault.KindOf(err) != fault.Unauthenticated {
		t.Errorf("nobody: %v", err)
	}
}

// Minutes wait for those who may check them until one of the actor has, and then for the leader; an actor's open measures stand
// with how many are late.
func TestOverviewAfterTheMeeting(t *testing.T) {
	w := at(t, "open")
	w.do(holder(conference.Secretary), regional, w.clock.now(), "", &conference.AgreeMeasure{Text: "Kör vatten", Owner: attendee, Due: w.clock.now().Add(time.Hour)})
	if o := w.overview(tib(attendee)); len(o.Ongoing) != 1 || o.Open != 1 || o.Late != 0 || len(o.Measures) != 1 || len(o.Minutes) != 0 {
		t.Errorf("in the meeting: %+v", o)
	}
	w.clock.set(w.clock.now().Add(2 * time.Hour))
	if o := w.overview(tib(attendee)); o.Late != 1 || !clerk.MeasureLate(o.Measures[0], o.At) {
		t.Errorf("later: %d late", o.Late)
	}
	w = at(t, "closed")
	leader, secretary := holder(conference.Leader), holder(conference.Secretary)
	for who, want := range map[clerk.Identity]bool{tib(attendee): true, tib(observer): false, leader: true, tib(outsider): false,
		member("las", attendee, directory.Reader): false} {
		if o := w.overview(who); (len(o.Minutes) == 1 && o.Minutes[0].Check) != want {
			t.Errorf("%s %s may check: %+v", who.Actor, who.Member, o.Minutes)
		}
	}
	v := w.view(secretary, regional).Conference.Version().Number
	w.do(tib(attendee), regional, time.Time{}, "", &conference.CheckMinutes{Version: v})
	if o := w.overview(tib(attendee)); len(o.Minutes) != 0 {
		t.Errorf("checked: %+v", o.Minutes)
	}
	if o := w.overview(leader); len(o.Minutes) != 1 || !o.Minutes[0].Approve || o.Minutes[0].Version != v {
		t.Errorf("the leader: %+v", o.Minutes)
	}
	if o := w.overview(secretary); len(o.Minutes) != 1 || o.Minutes[0].Approve {
		t.Errorf("the secretary approves: %+v", o.Minutes)
	}
	w.do(secretary, regional, time.Time{}, "", note("efter justeringen"))
	if o := w.overview(leader); len(o.Minutes) != 1 || o.Minutes[0].Approve || !o.Minutes[0].Check {
		t.Errorf("written after the check: %+v", o.Minutes)
	}
	if o := w.overview(tib(attendee)); len(o.Minutes) != 1 || !o.Minutes[0].Check {
		t.Errorf("written after the check, for who had checked: %+v", o.Minutes)
	}
}

// Nothing of what is marked is in the overview of who may not read it.
func TestOverviewDoesNotSing(t *testing.T) {
	w, k := secretMeeting(t)
	for _, who := range []clerk.Identity{tib(attendee), tib(observer)} {
		o := w.overview(who)
		b, err := json.Marshal(o)
		if err != nil {
			t.Fatal(err)
		}
		if heard := k.sing(b); len(heard) > 0 {
			t.Errorf("%s hears %v", who.Actor, heard)
		}
	}
}
