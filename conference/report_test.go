package conference

import (
	"bytes"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// lagom is a report with the least in it.
func lagom(text string) Report {
	return Report{Statements: []Statement{{Theme: ThemeIncident, Text: text}}}
}

// secretNeeds is a report with one theme marked.
func secretNeeds(text string) Report {
	return Report{Statements: []Statement{{Theme: ThemeIncident, Text: "Snö."}, {Theme: ThemeNeeds, Text: text, Secrecy: marked()}}}
}

func plannedWithCarried(r Report) []Command {
	p := smallPlan()
	p.Carried.Reports = []CarriedReport{{Conference: "konf-1", Participant: "kommun-a", Report: r, At: hhmm("08:00")}}
	return []Command{&PlanConference{Plan: p}, &IssueInvitation{}}
}

func reportRows() []row {
	due := hhmm("17:30")
	ask := &RequestReports{Deadline: due}
	submit := func(r Report) *SubmitReport { return &SubmitReport{Participant: "kommun-a", Report: r} }
	refused := func(name, code string, r Report) row {
		return row{name: name, given: called(), when: submit(r), code: code}
	}
	rows := []row{
		{name: "of everybody", given: planned(), when: ask,
			then: []Event{&ReportsRequested{Actors: []string{"kommun-a", "kommun-b", "kommun-c"}, Deadline: due}},
			check: func(t *testing.T, c *Conference) {
				if p := c.Plan.Reporting; p.Expected != 3 || p.Received != 0 || !p.Deadline.Equal(due) {
					t.Errorf("%+v", p)
				}
			}},
		{name: "of some, with questions", given: called(submit(lagom("Snö."))), when: &RequestReports{Actors: []string{"smhi", "kommun-a"}, Deadline: due, Questions: []string{" Ström?\r\n"}},
			then: []Event{&ReportsRequested{Actors: []string{"smhi", "kommun-a"}, Deadline: due, Questions: []string{"Ström?"}}},
			check: func(t *testing.T, c *Conference) {
				if diff := cmp.Diff([]string{"smhi"}, c.ReportsMissing()); diff != "" || c.Plan.Reporting.Received != 1 {
					t.Error(diff, c.Plan.Reporting)
				}
			}},
		{name: "already so", given: planned(ask), when: ask},
		{name: "a new deadline", given: planned(ask), when: &RequestReports{Deadline: hhmm("17:45")},
			then: []Event{&ReportsRequested{Actors: []string{"kommun-a", "kommun-b", "kommun-c"}, Deadline: hhmm("17:45")}}},
		{name: "no deadline", given: planned(), when: &RequestReports{}, code: "report.no-deadline"},
		{name: "nobody", given: []Command{&PlanConference{Plan: func() Plan { p := smallPlan(); p.Participants = p.Participants[:1]; return p }()}}, when: ask, code: "report.nobody"},
		{name: "not invited", given: planned(), when: &RequestReports{Actors: []string{"msb"}, Deadline: due}, code: "participant.unknown"},
		{name: "twice", given: planned(), when: &RequestReports{Actors: []string{"smhi", "smhi"}, Deadline: due}, code: "report.actor-twice"},
		{name: "the same question twice", given: planned(), when: &RequestReports{Deadline: due, Questions: []string{"Ström?", "Ström? "}}, code: "report.question-twice"},
		{name: "an empty question", given: planned(), when: &RequestReports{Deadline: due, Questions: []string{" "}}, code: "text.empty"},

		{name: "tidied and in order", given: called(), when: submit(Report{Function: " TiB ",
			Statements: []Statement{{Theme: ThemeNeeds, Text: " Bandvagn.\r\n"}, {Theme: ThemeForecast, Text: " "}, {Theme: ThemeIncident, Text: "Snö."}},
			Answers:    []QuestionAnswer{{Question: "Ström?", Text: "Ja"}, {Question: "Vatten?", Text: " "}}}),
			then: []Event{&ReportSubmitted{Participant: "kommun-a", Report: Report{Function: "TiB",
				Statements: []Statement{{Theme: ThemeIncident, Text: "Snö."}, {Theme: ThemeNeeds, Text: "Bandvagn."}},
				Answers:    []QuestionAnswer{{Question: "Ström?", Text: "Ja"}}}}}},
		{name: "in time", given: called(ask), when: submit(lagom("Snö.")), then: []Event{&ReportSubmitted{Participant: "kommun-a", Report: lagom("Snö.")}},
			check: func(t *testing.T, c *Conference) {
				if r := c.Report("kommun-a"); r.Late || r.Unchanged || len(r.Earlier) > 0 || c.Plan.Reporting.Received != 1 {
					t.Errorf("%+v, %+v", r, c.Plan.Reporting)
				}
			}},
		{name: "late", given: called(ask), after: time.Hour, when: submit(lagom("Snö.")), then: []Event{&ReportSubmitted{Participant: "kommun-a", Report: lagom("Snö.")}},
			check: func(t *testing.T, c *Conference) {
				if !c.Report("kommun-a").Late {
					t.Error("it is not late")
				}
			}},
		{name: "in the meeting", given: rolled(), when: submit(lagom("Snö.")), then: []Event{&ReportSubmitted{Participant: "kommun-a", Report: lagom("Snö.")}}},
		{name: "the tests alone", given: called(), when: submit(Report{Tests: Tests{Load: Strained}}), then: []Event{&ReportSubmitted{Participant: "kommun-a", Report: Report{Tests: Tests{Load: Strained}}}}},
		{name: "a new one", given: called(submit(lagom("Snö."))), when: submit(lagom("Mer snö.")), then: []Event{&ReportSubmitted{Participant: "kommun-a", Report: lagom("Mer snö.")}},
			check: func(t *testing.T, c *Conference) {
				if r := c.Report("kommun-a"); len(r.Earlier) != 1 || r.Earlier[0].Statements[0].Text != "Snö." || len(r.Origin) != 2 {
					t.Errorf("%+v", r)
				}
			}},
		{name: "the same at once", given: called(submit(lagom("Snö."))), after: time.Second, when: submit(lagom("Snö."))},
		{name: "the same later", given: called(submit(lagom("Snö."))), after: time.Hour, when: submit(lagom("Snö.")), then: []Event{&ReportKept{Participant: "kommun-a"}}},
		{name: "what was marked stays marked", given: called(submit(secretNeeds("A"))), when: submit(Report{Statements: []Statement{{Theme: ThemeNeeds, Text: "B"}}}),
			then: []Event{&ReportSubmitted{Participant: "kommun-a", Report: Report{Statements: []Statement{{Theme: ThemeNeeds, Text: "B", Secrecy: marked()}}}}}},
		{name: "marked now, marked before", given: called(submit(Report{Statements: []Statement{{Theme: ThemeNeeds, Text: "A"}}})),
			when: submit(Report{Statements: []Statement{{Theme: ThemeNeeds, Text: "B", Secrecy: marked()}}}),
			then: []Event{&ReportSubmitted{Participant: "kommun-a", Report: Report{Statements: []Statement{{Theme: ThemeNeeds, Text: "B", Secrecy: marked()}}}}},
			check: func(t *testing.T, c *Conference) {
				if r := c.Report("kommun-a"); !r.Earlier[0].Statements[0].Secrecy.Marked() || len(c.Withheld("kommun-c")) != 2 {
					t.Errorf("%+v, withheld %v", r, c.Withheld("kommun-c"))
				}
			}},
		{name: "no seat", given: called(), when: &SubmitReport{Participant: "msb", Report: lagom("Snö.")}, code: "participant.unknown"},
		refused("says nothing", "report.empty", Report{Function: "TiB", Statements: []Statement{{Theme: ThemeNeeds, Text: " "}}}),
		refused("no such theme", "report.theme", Report{Statements: []Statement{{Theme: "väder", Text: "Snö."}}}),
		refused("a theme twice", "report.theme-twice", Report{Statements: []Statement{{Theme: ThemeNeeds, Text: "A"}, {Theme: ThemeNeeds, Text: "B"}}}),
		refused("no such strain", "report.strain", Report{Tests: Tests{Load: "much"}}),
		refused("a question twice", "report.question-twice", Report{Answers: []QuestionAnswer{{Question: "Ström?", Text: "Ja"}, {Question: "Ström?", Text: "Nej"}}}),
		refused("a marking without ground", "secrecy.no-ground", Report{Statements: []Statement{{Theme: ThemeNeeds, Text: "A", Secrecy: Secrecy{Owner: "lst"}}}}),
		{name: "carried reports of one seat", when: &PlanConference{Plan: func() Plan {
			p := smallPlan()
			x := CarriedReport{Conference: "konf-1", Participant: "kommun-a", Report: lagom("Snö.")}
			p.Carried.Reports = []CarriedReport{x, x}
			return p
		}()}, code: "report.actor-twice"},

		{name: "holds still", given: called(submit(lagom("Snö."))), when: &KeepReport{Participant: "kommun-a"}, then: []Event{&ReportKept{Participant: "kommun-a"}},
			check: func(t *testing.T, c *Conference) {
				if r := c.Report("kommun-a"); !r.Unchanged || r.Statements[0].Text != "Snö." || !r.At.After(r.Earlier[0].At) || len(r.Origin) != 1 {
					t.Errorf("%+v", r)
				}
			}},
		{name: "pressed twice", given: called(submit(lagom("Snö."))), after: time.Second, when: &KeepReport{Participant: "kommun-a"}},
		{name: "as in the conference before", given: plannedWithCarried(secretNeeds("A")), when: &KeepReport{Participant: "kommun-a"}, then: []Event{&ReportKept{Participant: "kommun-a"}},
			check: func(t *testing.T, c *Conference) {
				if r := c.Report("kommun-a"); !r.Unchanged || r.Statements[1].Text != "A" || !r.Statements[1].Secrecy.Marked() {
					t.Errorf("%+v", r)
				}
			}},
		{name: "nothing said before", given: called(), when: &KeepReport{Participant: "kommun-a"}, code: "report.nothing-before"},
		{name: "no seat", given: called(), when: &KeepReport{Participant: "msb"}, code: "participant.unknown"},

		{name: "a whole report", given: called(submit(lagom("Snö."))), when: &MarkSecrecy{ID: ReportRef("kommun-a", ""), Secrecy: marked()}, then: []Event{&SecrecyMarked{ID: "report/kommun-a", Secrecy: marked()}},
			check: func(t *testing.T, c *Conference) {
				if len(c.Withheld("kommun-c")) != 1 || len(c.Withheld("lst")) != 0 {
					t.Errorf("withheld %v", c.Withheld("kommun-c"))
				}
			}},
		{name: "a theme of a report is opened", given: called(submit(secretNeeds("A")), submit(secretNeeds("B"))), when: &MarkSecrecy{ID: ReportRef("kommun-a", ThemeNeeds)},
			then: []Event{&SecrecyMarked{ID: "report/kommun-a#needs"}}, check: func(t *testing.T, c *Conference) {
				if len(c.Withheld("kommun-c")) != 0 {
					t.Errorf("withheld %v", c.Withheld("kommun-c"))
				}
			}},
		{name: "no such report", given: called(), when: &MarkSecrecy{ID: "report/kommun-a", Secrecy: marked()}, code: "note.unknown"},
		{name: "no such theme of a report", given: called(submit(lagom("Snö."))), when: &MarkSecrecy{ID: "report/kommun-a#needs", Secrecy: marked()}, code: "note.unknown"},
	}
	for _, cmd := range []Command{ask, submit(lagom("Snö.")), &KeepReport{Participant: "kommun-a"}} {
		rows = append(rows, row{name: "not planned", when: cmd, code: "conference.unknown"}, row{name: "cancelled", given: cancelled(), when: cmd, code: "conference.cancelled"},
			row{name: "closed", given: closed(), when: cmd, code: "meeting.closed"})
	}
	return rows
}

// Every combination of answers has the grade of the published scale.
func TestGrade(t *testing.T) {
	all := append(Strains(), StrainUnknown)
	for _, plan := range all {
		for _, resources := range all {
			for _, load := range all {
				n := map[Strain]int{}
				for _, s := range []Strain{plan, resources, load} {
					n[s]++
				}
				want := 1
				switch {
				case n[StrainUnknown] > 0:
					want = 0
				case n[Exhausted] == 3:
					want = 5
				case n[Exhausted] > 0:
					want = 4
				case n[Strained] == 3:
					want = 3
				case n[Strained] > 0:
					want = 2
				}
				if got := (Tests{plan, resources, load}).Grade(); got != want {
					t.Errorf("%q %q %q: %d, want %d", plan, resources, load, got, want)
				}
			}
		}
	}
}

// The next conference is filled in with what was said in this one, or before it.
func TestReportsAreCarried(t *testing.T) {
	given := append(plannedWithCarried(lagom("Från förra.")), &SubmitReport{Participant: "kommun-b", Report: secretNeeds("B")})
	s := tell(t, given...)
	p := s.c.Successor("konf-3", hhmm("22:00"), hhmm("23:00"))
	var got []string
	for _, x := range p.Carried.Reports {
		got = append(got, x.Conference+" "+x.Participant)
	}
	if diff := cmp.Diff([]string{"konf-2 kommun-b", "konf-1 kommun-a"}, got); diff != "" {
		t.Error(diff)
	}
	next := tell(t, &PlanConference{Plan: p}, &IssueInvitation{})
	if r, at, ok := next.c.LastReport("kommun-a"); !ok || r.Statements[0].Text != "Från förra." || !at.Equal(hhmm("08:00")) {
		t.Errorf("%+v %v %v", r, at, ok)
	}
	if len(next.c.Withheld("kommun-c")) != 1 {
		t.Errorf("the plan carries something marked: %v", next.c.Withheld("kommun-c"))
	}
}

// What was said openly the last time, said to hold still and then marked, tells nobody how hard the actor is hit: neither now nor as what
// it was before.
func TestMarkedAsBefore(t *testing.T) {
	open := lagom("Snö.")
	open.Tests = Tests{Plan: Exhausted, Resources: Exhausted, Load: Exhausted}
	given := append(plannedWithCarried(open), &KeepReport{Participant: "kommun-a"}, &MarkSecrecy{ID: "report/kommun-a", Secrecy: Secrecy{Ground: "OSL 8 kap. 1 §", Owner: "lst"}})
	s := tell(t, given...)
	for actor, want := range map[string]int{"kommun-c": 0, "lst": open.Tests.Grade()} {
		got := Compile(s.c, Compiling{May: func(s Secrecy) bool { return s.ReadableBy(actor, "lst") }})
		if x := got.Actors[0]; x.Grade != want || x.Was != 0 || len(x.Changed) != 0 {
			t.Errorf("%s: grade %d, before %d, changed %v", actor, x.Grade, x.Was, x.Changed)
		}
	}
	if s.c.Withheld("kommun-c")[1] != true || s.c.Withheld("lst")[1] {
		t.Errorf("%v", s.c.Withheld("kommun-c"))
	}
}

// A version that was marked for other readers than the newest is read by those that both markings let read, now and as it stood then.
func TestMarkedForOthersBefore(t *testing.T) {
	first, then := lagom("Kanariefågel ett."), lagom("Kanariefågel två.")
	first.Secrecy = Secrecy{Ground: "OSL 8 kap. 1 §", Owner: "kommun-a", Readers: []string{"kommun-b"}}
	then.Secrecy = Secrecy{Ground: "OSL 8 kap. 1 §", Owner: "kommun-a", Readers: []string{"kommun-c"}}
	s := tell(t, append(called(), &SubmitReport{Participant: "kommun-a", Report: first}, &SubmitReport{Participant: "kommun-a", Report: then})...)
	for actor, want := range map[string][2]bool{"kommun-b": {false, false}, "kommun-c": {false, true}, "kommun-a": {true, true}, "lst": {true, true}} {
		may := func(s Secrecy) bool { return s.ReadableBy(actor, "lst") }
		data, err := Snapshot(s.c, Reading{Actor: actor, May: may})
		got := [2]bool{bytes.Contains(data, []byte("ett")), bytes.Contains(data, []byte("två"))}
		if err != nil || got != want {
			t.Errorf("%s reads %v in the snapshot, not %v (%v)", actor, got, want, err)
		}
		r := s.c.Report("kommun-a")
		then := Compile(s.c, Compiling{At: r.Earlier[0].At, May: may})
		if got := then.Actors[0].Report.Statements[0].Text == "Kanariefågel ett."; got != want[0] {
			t.Errorf("%s reads %v of the situation as it was, not %v", actor, got, want[0])
		}
	}
}

// What is marked in a report is in no snapshot for whoever may not read it, whatever was said, kept and marked in which order.
func TestMarkedReportsAreLeftOut(t *testing.T) {
	const canary = "kanariefågel"
	rapid.Check(t, func(t *rapid.T) {
		c, seq := New(), int64(0)
		now := day
		do := func(cmd Command) {
			now = now.Add(2 * time.Minute)
			m := Meta{Member: "m", Actor: "lst", At: now, OccurredAt: now}
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
		first := secretNeeds(canary)
		opened := rapid.Bool().Draw(t, "said openly the last time")
		if opened {
			first.Statements[1].Secrecy = Secrecy{}
		}
		for _, cmd := range plannedWithCarried(first) {
			do(cmd)
		}
		for range rapid.IntRange(1, 8).Draw(t, "steps") {
			switch rapid.IntRange(0, 3).Draw(t, "step") {
			case 0:
				do(&SubmitReport{Participant: "kommun-a", Report: secretNeeds(canary + rapid.SampledFrom([]string{"a", "b"}).Draw(t, "text"))})
			case 1:
				do(&SubmitReport{Participant: "kommun-a", Report: Report{Statements: []Statement{{Theme: ThemeNeeds, Text: canary, Secrecy: marked()}}, Secrecy: marked()}})
			case 2:
				do(&KeepReport{Participant: "kommun-a"})
			case 3:
				if c.Report("kommun-a") != nil {
					do(&MarkSecrecy{ID: "report/kommun-a", Secrecy: Secrecy{Ground: "OSL 8 kap. 1 §", Owner: "lst"}})
				}
			}
		}
		if opened && len(c.Markings()) == 0 {
			return // nobody has marked it yet
		}
		if !c.Withheld("kommun-c")[1] {
			t.Fatal("the plan carries the report to who may not read it")
		}
		for actor, hears := range map[string]bool{"kommun-c": false, "lst": true} {
			data, err := Snapshot(c, Reading{Actor: actor, May: func(s Secrecy) bool { return s.ReadableBy(actor, "lst") }})
			if err != nil || bytes.Contains(data, []byte(canary)) != hears {
				t.Fatalf("%s, %v:\n%s", actor, err, data)
			}
		}
		before := c.Copy()
		Compile(c, Compiling{At: now, May: func(Secrecy) bool { return false }})
		if !reflect.DeepEqual(before, c) {
			t.Fatal("compiling changed the conference")
		}
	})
}
