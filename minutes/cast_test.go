package minutes_test

import (
	"encoding/csv"
	"strings"
	"sync"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/fixture"
	"samverkan/internal/i18n"
	"samverkan/internal/scenario"
	"samverkan/minutes"
)

// recorder plays commands to the domain, as the clerk would.
type recorder struct {
	tb  testing.TB
	c   *conference.Conference
	seq int64
}

func (r *recorder) try(cmd conference.Command, m conference.Meta) error {
	events, err := r.c.Decide(cmd, m)
	for _, e := range events {
		r.seq++
		m.Seq = r.seq
		r.c.Apply(e, m)
	}
	return err
}

func (r *recorder) do(at time.Time, role conference.Role, cmd conference.Command) {
	r.tb.Helper()
	m := conference.Meta{Member: string(role), Actor: r.c.Plan.Host, Role: role, At: at, OccurredAt: at}
	if err := r.try(cmd, m); err != nil {
		r.tb.Fatalf("%s: %v", cmd.Name(), err)
	}
}

// exercise plays one of the conferences of the exercise Snökaos i Allmänsta.
func exercise(tb testing.TB, name string) *conference.Conference {
	tb.Helper()
	return exerciseUntil(tb, name, func(*conference.Conference) bool { return false })
}

// exerciseUntil stops when stop says so, before the next step.
func exerciseUntil(tb testing.TB, name string, stop func(*conference.Conference) bool) *conference.Conference {
	tb.Helper()
	f, err := fixture.Snokaos.Open("snokaos/conference-" + name + ".yaml")
	if err != nil {
		tb.Fatal(err)
	}
	plan, err := scenario.ReadPlan(f)
	if err != nil {
		tb.Fatal(err)
	}
	g, err := fixture.Snokaos.Open("snokaos/run-" + name + ".jsonl")
	if err != nil {
		tb.Fatal(err)
	}
	run, err := scenario.ReadRun(g)
	if err != nil {
		tb.Fatal(err)
	}
	r := &recorder{tb: tb, c: conference.New()}
	r.do(plan.Start.Add(-3*time.Hour), "", &conference.PlanConference{Plan: plan})
	for _, s := range run {
		if stop(r.c) {
			break
		}
		for _, cmd := range s.Commands {
			m := conference.Meta{Member: string(s.Role), Actor: plan.Host, Role: s.Role, At: s.At, OccurredAt: s.At}
			if err := r.try(cmd, m); err != nil {
				tb.Fatalf("line %d: %s: %v", s.Line, cmd.Name(), err)
			}
		}
	}
	return r.c
}

// names are the actors of the exercise.
func names(tb testing.TB) func(string) (string, string) {
	tb.Helper()
	f, err := fixture.Snokaos.Open("snokaos/actors.csv")
	if err != nil {
		tb.Fatal(err)
	}
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		tb.Fatal(err)
	}
	type pair struct{ name, short string }
	byID := map[string]pair{
		"myndighet-polismyndigheten": {"Polismyndigheten", "Polisen"}, "myndighet-trafikverket": {"Trafikverket", "Trafikverket"},
		"myndighet-smhi":             {"Sveriges meteorologiska och hydrologiska institut", "SMHI"},
		"myndighet-livsmedelsverket": {"Livsmedelsverket", "Livsmedelsverket"}, "myndighet-mcf": {"Myndigheten för civilt försvar", "MCF"},
		"myndighet-forsvarsmakten": {"Försvarsmakten", "Försvarsmakten"}, "foretag-sos-alarm": {"SOS Alarm Sverige AB", "SOS Alarm"},
	}
	for _, row := range rows[1:] {
		byID[row[0]] = pair{row[1], row[2]}
	}
	return func(id string) (string, string) { return byID[id].name, byID[id].short }
}

var catalogue = sync.OnceValues(i18n.Load)

func printer(tb testing.TB, lang string) *i18n.Printer {
	tb.Helper()
	cat, err := catalogue()
	if err != nil {
		tb.Fatal(err)
	}
	return cat.For(lang)
}

// options are those of the host, or of another actor when reader is given.
func options(tb testing.TB, c *conference.Conference, lang, reader string) minutes.Options {
	tb.Helper()
	o := minutes.Options{Now: c.Latest, Names: names(tb), Printer: printer(tb, lang),
		Seal: &minutes.Seal{Seq: c.Seq, Hash: strings.Repeat("7f3a91c2e04d5b18", 4), SignedBy: "Länsstyrelsen i Allmänlän", KeyID: "c91e4483"}}
	if reader != "" {
		o.May = func(s conference.Secrecy) bool { return s.ReadableBy(reader, c.Plan.Host) }
	}
	return o
}
