package exercise_test

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"samverkan/agenda"
	"samverkan/conference"
	"samverkan/internal/exercise"
	"samverkan/internal/fault"
)

var noon = time.Date(2027, 1, 6, 12, 0, 0, 0, time.UTC)

// scene is a conference that is led by somebody, with what is played in it.
type scene struct {
	t    testing.TB
	c    *conference.Conference
	p    *exercise.Play
	now  time.Time
	gave []string // what the simulated actors have done, in order
}

// plan calls n actors besides the host: every fifth by Rakel, the last as observer.
func plan(n int) conference.Plan {
	p := conference.Plan{ID: "ovning", Title: "Prov", Level: conference.Regional, SeriesNo: 1, Purpose: agenda.ForSituation, Host: "lst", Exercise: true, Start: noon.Add(2 * time.Hour), End: noon.Add(3 * time.Hour)}
	p.Reporting.Deadline = noon.Add(time.Hour)
	p.Participants = []conference.Participant{{Actor: "lst", Role: conference.Attendee, Mandate: true}}
	for i := range n {
		s := conference.Participant{Actor: fmt.Sprintf("aktor-%d", i+1), Role: conference.Attendee, Function: "TiB", Mode: conference.Web, Mandate: true}
		if i%5 == 4 {
			s.Mode = conference.Rakel
		}
		if i > 0 && i == n-1 {
			s.Role, s.Mandate = conference.Observer, false
		}
		p.Participants = append(p.Participants, s)
	}
	p.Agenda = agenda.Agenda{{ID: "p1", Number: 1, Title: "Läget", Kind: agenda.Information, Minutes: 10}, {ID: "p2", Number: 2, Title: "Beslut", Kind: agenda.Decision, Minutes: 5}}
	return p
}

func script(seed uint64) exercise.Script {
	return exercise.Script{Title: "Prov", Seed: seed, Substitute: "Ersättare", Reports: []exercise.Routine{{Text: "Oförändrat lugnt.", Impact: 1}, {Text: "Ansträngt.", Impact: 3}},
		Injects: []exercise.Inject{
			{ID: "svar", After: exercise.Called, Delay: time.Minute, Kind: exercise.Answer, Actors: []string{"aktor-1"}, Reply: conference.Declined, Words: "Vi kan inte."},
			{ID: "rapport", After: exercise.Called, Delay: 2 * time.Minute, Kind: exercise.Report, Actors: []string{"aktor-2"}, Words: "Strömlöst.", Needs: "Diesel.", Impact: 5},
			{ID: "ring", After: exercise.AtStart, Delay: time.Minute, Kind: exercise.Phone, Words: "En reporter ringer."},
			{ID: "lage", After: exercise.Item, Item: "p1", Delay: 5 * time.Second, Kind: exercise.Floor, Actors: []string{"aktor-2", "aktor-3"}, Topic: "Läget", Words: "Det är kallt.", Seconds: 40},
			{ID: "behov", After: exercise.Opened, Delay: 4 * time.Minute, Kind: exercise.Need, Actors: []string{"aktor-4"}, Words: "Två tankar till i natt."},
			{ID: "reservation", After: exercise.ReadBack, Item: "p2", Kind: exercise.Stance, Actors: []string{"aktor-3"}, Stance: conference.Reserve, Words: "Vi har lovat annat."},
			{ID: "okand", After: exercise.Item, Item: "p1", Kind: exercise.Floor, Actors: []string{"lst"}, Words: "Värden talar själv."},
		}}
}

func begin(t testing.TB, n int, seed uint64, speed int) *scene {
	s := &scene{t: t, c: conference.New(), now: noon, p: &exercise.Play{Conference: "ovning", Script: script(seed), Started: noon, Marks: map[string]exercise.Mark{}}}
	if err := s.p.SetSpeed(speed, noon); err != nil {
		t.Fatal(err)
	}
	s.lead(&conference.PlanConference{Plan: plan(n)})
	return s
}

// give decides on a command and folds what comes of it.
func (s *scene) give(member, actor string, cmd conference.Command) error {
	m := conference.Meta{Member: member, Actor: actor, Role: conference.Leader, At: s.now, OccurredAt: s.now, Seq: s.c.Seq}
	events, err := s.c.Decide(cmd, m)
	for _, e := range events {
		m.Seq++
		s.c.Apply(e, m)
	}
	return err
}

func (s *scene) lead(cmd conference.Command) {
	s.t.Helper()
	if err := s.give("ledare", "lst", cmd); err != nil {
		s.t.Fatalf("%s: %v", cmd.Name(), err)
	}
}

// turn has the simulated actors do what they do now, and tells how much that was.
func (s *scene) turn() int {
	s.t.Helper()
	before := s.c.Seq
	due := s.p.Due(s.c, s.now)
	if again := s.p.Due(s.c, s.now); !reflect.DeepEqual(due, again) {
		s.t.Fatalf("asked twice: %v and %v", due, again)
	}
	if s.c.Seq != before {
		s.t.Fatal("asking changed the conference")
	}
	for _, x := range due.Acts {
		if !slices.Contains(s.p.Simulated(&s.c.Plan), x.Actor) {
			s.t.Fatalf("%s acts, which nobody simulates", x.Actor)
		}
		if err := s.give("spelledning", x.Actor, x.Command); err != nil {
			s.t.Fatalf("%s gives %s, which is refused: %v", x.Actor, x.Command.Name(), err)
		}
		s.gave = append(s.gave, fmt.Sprintf("%s %s %s", s.now.Format("15:04:05"), x.Actor, conference.Encode(x.Command)))
	}
	maps.Copy(s.p.Marks, due.Marks)
	return len(due.Acts) + len(due.Marks)
}

// wait lets time go, with a turn every second.
func (s *scene) wait(d time.Duration) {
	s.t.Helper()
	for end := s.now.Add(d); s.now.Before(end); s.now = s.now.Add(time.Second) {
		s.turn()
	}
}

// meeting leads the whole conference, from kallelse to published, as one person does.
func (s *scene) meeting() {
	s.t.Helper()
	s.lead(&conference.IssueInvitation{Channels: []string{"e-post"}})
	s.wait(65 * time.Minute)
	s.lead(&conference.OpenLobby{})
	s.lead(&conference.OpenMeeting{})
	s.lead(&conference.OpenRollCall{})
	for _, x := range s.p.RollCall(s.c) {
		status := conference.Absent
		if x.Present {
			status = conference.Present
		}
		s.lead(&conference.MarkAttendance{Participant: x.Seat.Key(), Status: status})
	}
	s.lead(&conference.MarkAttendance{Participant: "lst", Status: conference.Present})
	s.lead(&conference.CloseRollCall{})
	s.lead(&conference.StartItem{Item: "p1"})
	for range 15 {
		s.wait(20 * time.Second)
		if len(s.c.Speakers.Queue) > 0 && s.c.Speakers.OnAir == nil {
			s.lead(&conference.GrantFloor{})
		}
	}
	s.lead(&conference.StartItem{Item: "p2"})
	s.lead(&conference.ProposeDecision{Text: "Vi håller vägen öppen."})
	s.lead(&conference.ReadBackDecision{ID: "D1"})
	s.lead(&conference.TakeStance{ID: "D1", Actors: []string{"lst"}, Stance: conference.StandBehind})
	s.lead(&conference.AgreeMeasure{Text: "Ring.", Owner: "aktor-2"})
	s.wait(3 * time.Minute)
}

// Given one who leads and the simulated actors, when a meeting is held, then they do what people would: most answer in time, one never
// and one through another, they report, speak and stop, one reserves itself as the list says, and what is given to them is taken on.
func TestOneLeadsMany(t *testing.T) {
	s := begin(t, 41, 7, 1)
	s.meeting()
	c := s.c
	r := exercise.Measure(c, s.p, exercise.DefaultTargets(), s.now)
	if a := r.Answers; a.Asked != 41 || len(a.Never) != 1 || len(a.Late) == 0 || a.Within < 30 || !a.Started || a.Opened != 65*time.Minute {
		t.Errorf("answers: %+v", a)
	}
	if c.Answers["aktor-1"].Reply != conference.Declined || c.Attendance("aktor-1").Status != conference.Absent {
		t.Errorf("who declined: %+v, %+v", c.Answers["aktor-1"], c.Attendance("aktor-1"))
	}
	replies := map[conference.Reply]int{}
	for _, a := range c.Answers {
		replies[a.Reply]++
	}
	if replies[conference.Substitute] != 1 || replies[conference.Coming] != 38 {
		t.Errorf("replies: %v", replies)
	}
	if x := c.Report("aktor-2"); x == nil || x.Tests.Grade() != 5 || len(x.Statements) != 2 {
		t.Errorf("the report: %+v", x)
	}
	if x := r.Reports; x.Asked != 40 || len(x.Missing) == 0 || x.InTime < 30 || x.InTime+len(x.Late)+len(x.Missing) != x.Asked {
		t.Errorf("reports: %+v", x)
	}
	d, _ := c.Decision("D1")
	if got := c.Unanswered(d); len(got) != 0 || d.Stances["aktor-3"].Kind != conference.Reserve || d.Stances["aktor-3"].Reason != "Vi har lovat annat." {
		t.Errorf("unanswered %v, %+v", got, d.Stances["aktor-3"])
	}
	if m := c.Measures[0]; m.Accepted == nil || !*m.Accepted {
		t.Errorf("the measure: %+v", m)
	}
	if len(c.Speakers.Talks) != 3 || c.Speakers.OnAir != nil {
		t.Errorf("talks: %+v, on air %+v", c.Speakers.Talks, c.Speakers.OnAir)
	}
	if got := r.Talk.Longest; got.Time < 40*time.Second || got.Time > 95*time.Second {
		t.Errorf("the longest: %+v", got)
	}
	if len(r.Talk.Silent) != len(c.Plan.Actors())-3-2-1 { // three spoke, two are away, one is asked for nothing
		t.Errorf("%d never spoke: %v", len(r.Talk.Silent), r.Talk.Silent)
	}
	if x := r.Decisions[0]; !x.ReadBack || x.Settled || len(x.Reserved) != 1 || len(x.Missing) != 0 {
		t.Errorf("the decision: %+v", x)
	}
	for id, want := range map[string]exercise.State{"svar": exercise.Done, "rapport": exercise.Done, "ring": exercise.Done, "lage": exercise.Done, "behov": exercise.Done,
		"reservation": exercise.Done, "okand": exercise.Refused} {
		if got := s.p.Marks[id]; got.State != want {
			t.Errorf("%s: %+v, wanted %s", id, got, want)
		}
	}
}

// Given the same seed, then the same is done; given another, not.
func TestTheSeedDecides(t *testing.T) {
	played := func(seed uint64) []string {
		s := begin(t, 12, seed, 3)
		s.meeting()
		return s.gave
	}
	one, again, other := played(1), played(1), played(2)
	if !slices.Equal(one, again) || slices.Equal(one, other) {
		t.Errorf("the same: %v; another: %v", slices.Equal(one, again), !slices.Equal(one, other))
	}
}

// Given time that goes at several speeds and stands still between, then the time of the exercise follows.
func TestElapsed(t *testing.T) {
	p := &exercise.Play{}
	at := func(minutes int) time.Time { return noon.Add(time.Duration(minutes) * time.Minute) }
	for _, x := range []struct{ minute, speed int }{{0, 1}, {10, 10}, {12, 0}, {20, 2}} {
		if err := p.SetSpeed(x.speed, at(x.minute)); err != nil {
			t.Fatal(err)
		}
	}
	for minute, want := range map[int]int{-5: 0, 0: 0, 10: 10, 11: 20, 12: 30, 20: 30, 25: 40} {
		if got := p.Elapsed(at(minute)); got != time.Duration(want)*time.Minute {
			t.Errorf("minute %d is %s, wanted %d minutes", minute, got, want)
		}
	}
	if got := p.Between(at(-5), at(11)); got != 25*time.Minute {
		t.Errorf("from before it began: %s", got)
	}
	if err := p.SetSpeed(exercise.MaxSpeed+1, at(30)); fault.CodeOf(err) != "exercise.speed" {
		t.Errorf("faster than can be: %v", err)
	}
}

// Given an inject, when it is taken at once or skipped, then it happens once or never.
func TestNowAndSkip(t *testing.T) {
	s := begin(t, 6, 1, 1)
	s.lead(&conference.IssueInvitation{Channels: []string{"e-post"}})
	if x, ok := s.p.Next(s.c); !ok || x.ID != "svar" && x.ID != "ring" {
		t.Errorf("next is %v", x.ID)
	}
	turn, err := s.p.Now(s.c, "rapport", s.now)
	if err != nil || len(turn.Acts) != 1 || turn.Marks["rapport"].State != exercise.Done {
		t.Errorf("now: %+v, %v", turn, err)
	}
	for id, code := range map[string]string{"lage": "exercise.inject-refused", "reservation": "exercise.not-read-back", "ingen": "exercise.inject-unknown"} {
		if _, err := s.p.Now(s.c, id, s.now); fault.CodeOf(err) != code {
			t.Errorf("%s now: %v, wanted %s", id, err, code)
		}
	}
	m, err := s.p.Skip("svar", s.now)
	if err != nil {
		t.Fatal(err)
	}
	s.p.Marks["svar"] = m
	if _, err := s.p.Skip("svar", s.now); fault.CodeOf(err) != "exercise.inject-over" {
		t.Errorf("skipped twice: %v", err)
	}
	s.wait(20 * time.Minute)
	if got := s.c.Answers["aktor-1"].Reply; got != conference.Coming {
		t.Errorf("who was not to decline answers %q", got)
	}
}

// Given what is no exercise, then nobody is simulated in it.
func TestOnlyExercises(t *testing.T) {
	s := begin(t, 6, 1, 1)
	s.lead(&conference.IssueInvitation{Channels: []string{"e-post"}})
	s.c.Plan.Exercise = false
	s.now = s.now.Add(time.Hour)
	if got := s.p.Due(s.c, s.now); len(got.Acts)+len(got.Marks) > 0 {
		t.Errorf("done: %+v", got)
	}
}

// Whatever the leader does, in whatever order, nothing that a simulated actor gives is refused, what is due is done and not due again, and
// when all is over nothing more is done.
func TestNeverOutsideTheRules(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		s := begin(t, rapid.IntRange(1, 14).Draw(r, "actors"), rapid.Uint64().Draw(r, "seed"), rapid.IntRange(1, exercise.MaxSpeed).Draw(r, "speed"))
		s.t = failing{t, r}
		for range rapid.IntRange(1, 60).Draw(r, "steps") {
			if cmd := wish(r, s.c); cmd != nil {
				_ = s.give("ledare", "lst", cmd)
			}
			if rapid.IntRange(0, 9).Draw(r, "speeds") == 0 {
				_ = s.p.SetSpeed(rapid.IntRange(0, 20).Draw(r, "to"), s.now)
			}
			s.now = s.now.Add(time.Duration(rapid.IntRange(0, 400).Draw(r, "seconds")) * time.Second)
			rounds := 0
			for s.turn() > 0 {
				if rounds++; rounds > 3 {
					r.Fatalf("it never ends: %v", s.gave[len(s.gave)-5:])
				}
			}
		}
		s.c.Phase = conference.Published
		if s.turn() > 0 {
			r.Fatal("it goes on when all is over")
		}
	})
}

// failing tells the property's tool what went wrong, so that it finds the shortest way there.
type failing struct {
	testing.TB
	r *rapid.T
}

func (f failing) Helper()                           {}
func (f failing) Fatal(args ...any)                 { f.r.Fatal(args...) }
func (f failing) Fatalf(format string, args ...any) { f.r.Fatalf(format, args...) }

// wish is something that a leader may want at any time, sensible or not.
func wish(r *rapid.T, c *conference.Conference) conference.Command {
	actor := fmt.Sprintf("aktor-%d", rapid.IntRange(1, 14).Draw(r, "whom"))
	item := rapid.SampledFrom([]string{"p1", "p2"}).Draw(r, "item")
	status := rapid.SampledFrom([]conference.Attendance{conference.Present, conference.Absent, conference.Left}).Draw(r, "status")
	return rapid.SampledFrom([]conference.Command{nil, &conference.IssueInvitation{}, &conference.OpenLobby{}, &conference.OpenMeeting{}, &conference.OpenRollCall{},
		&conference.MarkAttendance{Participant: actor, Status: status}, &conference.CloseRollCall{RestAbsent: true}, &conference.SkipRollCall{Reason: "Bråttom"},
		&conference.StartItem{Item: item}, &conference.FinishItem{Item: item}, &conference.StartRound{Topic: "Läget"}, &conference.GrantFloor{}, &conference.GrantFloor{Actor: actor},
		&conference.YieldFloor{}, &conference.UndoFloor{}, &conference.ProposeDecision{Text: "Förslag " + item, Item: item}, &conference.ReadBackDecision{ID: "D1"},
		&conference.ReadBackDecision{ID: "D1", Text: "Annat " + actor}, &conference.UndoStance{ID: "D1"}, &conference.SettleDecision{ID: "D1"}, &conference.WithdrawDecision{ID: "D1"},
		&conference.TakeStance{ID: "D1", Actors: []string{"lst"}, Stance: conference.StandBehind}, &conference.AgreeMeasure{Text: "Gör.", Owner: actor},
		&conference.AdjournMeeting{Reason: "Paus"}, &conference.ResumeMeeting{}, &conference.Uninvite{Participant: actor},
		&conference.RequestReports{Deadline: c.Plan.Start}, &conference.CloseMeeting{}, &conference.CancelConference{Reason: "Nej"}}).Draw(r, "wish")
}
