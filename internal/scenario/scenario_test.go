package scenario_test

import (
	"strings"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/fault"
	"samverkan/internal/fixture"
	"samverkan/internal/scenario"
)

func plan(t *testing.T, name string) conference.Plan {
	t.Helper()
	f, err := fixture.Snokaos.Open("snokaos/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	p, err := scenario.ReadPlan(f)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func run(t *testing.T, name string) scenario.Run {
	t.Helper()
	f, err := fixture.Snokaos.Open("snokaos/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r, err := scenario.ReadRun(f)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// play gives a run to the domain, as the clerk would.
func play(t *testing.T, p conference.Plan, r scenario.Run) *conference.Conference {
	t.Helper()
	c := conference.New()
	seq := int64(0)
	do := func(cmd conference.Command, m conference.Meta) error {
		events, err := c.Decide(cmd, m)
		if err != nil {
			return err
		}
		for _, e := range events {
			seq++
			m.Seq = seq
			c.Apply(e, m)
		}
		return nil
	}
	if err := do(&conference.PlanConference{Plan: p}, conference.Meta{At: p.Start.Add(-time.Hour), OccurredAt: p.Start.Add(-time.Hour)}); err != nil {
		t.Fatal(err)
	}
	for _, s := range r {
		for _, cmd := range s.Commands {
			m := conference.Meta{Member: string(s.Role), Actor: p.Host, Role: s.Role, At: s.At, OccurredAt: s.At}
			if err := do(cmd, m); err != nil {
				t.Fatalf("line %d: %s: %v", s.Line, cmd.Name(), err)
			}
		}
		if s.Check != nil {
			if err := s.Check(c); err != nil {
				t.Fatal(err)
			}
		}
	}
	return c
}

func TestEveryConferenceOfTheExerciseRuns(t *testing.T) {
	for _, name := range []string{"local", "regional", "national"} {
		t.Run(name, func(t *testing.T) {
			c := play(t, plan(t, "conference-"+name+".yaml"), run(t, "run-"+name+".jsonl"))
			if c.Phase != conference.Published {
				t.Fatalf("phase %q", c.Phase)
			}
		})
	}
}

func TestRegionalRun(t *testing.T) {
	c := play(t, plan(t, "conference-regional.yaml"), run(t, "run-regional.jsonl"))
	if n := len(c.Plan.Participants); n != 42 {
		t.Errorf("%d participants", n)
	}
	if n := len(c.Measures); n != 13 {
		t.Errorf("%d measures", n)
	}
	if n := len(c.Speakers.Talks); n != 36 {
		t.Errorf("%d talks", n)
	}
	d, _ := c.Decision("D2")
	if d.Settled.Outcome != conference.AdoptedReservations || len(d.Stances) != 42 {
		t.Errorf("D2: %s, %d stances", d.Settled.Outcome, len(d.Stances))
	}
	u, _ := c.Note("U1")
	if got := c.OwnerOf(*u); got != "lst-allmanlan" {
		t.Errorf("U1 is owned by %q", got)
	}
	p1, _ := c.Note("P1")
	if p1.Secrecy.ReadableBy("kommun-ekeryd", c.Plan.Host) || !p1.Secrecy.ReadableBy("foretag-allmanvatten", c.Plan.Host) {
		t.Error("P1 is readable by the wrong ones")
	}
	if got := c.Attendance("kommun-karrboda"); got.Status != conference.Late {
		t.Errorf("Kärrboda: %+v", got)
	}
}

func TestReadRunTellsTheLine(t *testing.T) {
	good := `{"seq":1,"at":"2027-01-06T19:00:00+01:00","by":"leader","type":"meeting","action":"start"}` + "\n"
	for name, c := range map[string]struct{ text, code string }{
		"not JSON":          {good + "{", "run.malformed"},
		"unknown field":     {good + `{"at":"2027-01-06T19:00:00+01:00","by":"leader","type":"note","tekst":"x"}`, "run.unknown-key"},
		"unknown type":      {good + `{"at":"2027-01-06T19:00:00+01:00","by":"leader","type":"dance"}`, "run.unknown-word"},
		"unknown role":      {good + `{"at":"2027-01-06T19:00:00+01:00","by":"king","type":"note","text":"x"}`, "run.unknown-word"},
		"time without zone": {good + `{"at":"2027-01-06T19:00:00","by":"leader","type":"note","text":"x"}`, "run.time"},
		"leap second":       {good + `{"at":"2027-01-06T23:59:60+01:00","by":"leader","type":"note","text":"x"}`, "run.time"},
		"time backwards":    {good + `{"at":"2027-01-06T18:59:59+01:00","by":"leader","type":"note","text":"x"}`, "run.time-backwards"},
		"impact grade 6":    {good + `{"at":"2027-01-06T19:00:00+01:00","by":"leader","type":"entry","kind":"summary","text":"x","impact":{"a":6}}`, "run.malformed"},
		"line of 2 MB":      {good + `{"text":"` + strings.Repeat("x", 2<<20) + `"}`, "run.line-too-long"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := scenario.ReadRun(strings.NewReader(c.text))
			f, ok := fault.As(err)
			if !ok || f.Code != c.code || f.Args["Line"] != 2 {
				t.Fatalf("%v", err)
			}
		})
	}
}

func TestReadPlanTellsTheLine(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		line int
		code string
	}{
		"unknown key":   {"id: x\nsyftte: y\n", 2, "plan.unknown-key"},
		"unknown level": {"id: x\nlevel: galax\n", 2, "plan.unknown-word"},
		"bad time":      {"id: x\nlevel: lokal\nstart: \"2027-01-06\"\n", 3, "plan.time"},
		"broken YAML":   {"id: x\n  title: [\n", 2, "plan.malformed"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := scenario.ReadPlan(strings.NewReader(c.text))
			f, ok := fault.As(err)
			if !ok || f.Code != c.code || f.Args["Line"] != c.line {
				t.Fatalf("%v", err)
			}
		})
	}
}

func FuzzReadRun(f *testing.F) {
	b, _ := fixture.Snokaos.ReadFile("snokaos/run-regional.jsonl")
	for _, l := range strings.Split(string(b), "\n") {
		f.Add(l)
	}
	f.Fuzz(func(t *testing.T, s string) {
		run, err := scenario.ReadRun(strings.NewReader(s))
		if err != nil && fault.KindOf(err) == fault.Internal {
			t.Fatalf("%v is nobody's fault", err)
		}
		for _, step := range run {
			if len(step.Commands) == 0 {
				t.Fatal("a line that does nothing")
			}
		}
	})
}

func FuzzReadPlan(f *testing.F) {
	b, _ := fixture.Snokaos.ReadFile("snokaos/conference-regional.yaml")
	f.Add(string(b))
	for _, s := range []string{"id: x\nlevel: lokal\n", "roles: {<<: *x}", "a: &a [1]\nroles: *a", "agenda: [{speakers: [a, {actor: b}]}]", "level: lokal\nroles: {leader: {actor: x}}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if _, err := scenario.ReadPlan(strings.NewReader(s)); err != nil && fault.KindOf(err) == fault.Internal {
			t.Fatalf("%v is nobody's fault", err)
		}
	})
}
