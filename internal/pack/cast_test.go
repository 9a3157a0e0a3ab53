package pack_test

import (
	"bytes"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/directory"
	"samverkan/internal/fixture"
	"samverkan/internal/i18n"
	"samverkan/internal/journal"
	"samverkan/internal/pack"
	"samverkan/internal/render/ical"
	"samverkan/internal/scenario"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares got with a file of testdata, or writes it.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (run with -update to write it)", err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs (run with -update and read the difference):\n%s", name, got)
	}
}

const attendee = "kommun-ekeryd" // may not read what is marked

var levels = []string{"local", "regional", "national"}

func script(t testing.TB, name string) []byte {
	t.Helper()
	b, err := fixture.Snokaos.ReadFile("snokaos/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// recorder gives commands to a conference and seals what happens, as the desk does.
type recorder struct {
	t       testing.TB
	c       *conference.Conference
	entries []journal.Entry
	head    journal.Head
	salt    *rand.ChaCha8
}

func record(t testing.TB, p conference.Plan) *recorder {
	r := &recorder{t: t, c: conference.New(), head: journal.Start("conference/" + p.ID), salt: rand.NewChaCha8([32]byte{9})}
	r.do("leader", p.Start.Add(-time.Hour), &conference.PlanConference{Plan: p})
	return r
}

func (r *recorder) do(role conference.Role, at time.Time, cmd conference.Command) {
	r.t.Helper()
	host := r.c.Plan.Host
	events, err := r.c.Decide(cmd, conference.Meta{Member: string(role), Actor: host, Role: role, At: at, OccurredAt: at})
	if err != nil {
		r.t.Fatalf("%s: %v", cmd.Name(), err)
	}
	for _, e := range events {
		salt, err := journal.NewSalt(r.salt)
		if err != nil {
			r.t.Fatal(err)
		}
		sealed, err := journal.Seal(r.head, journal.Entry{RecordedAt: at, OccurredAt: at, Member: string(role), Actor: host, Role: string(role),
			CommandID: fmt.Sprintf("c%d", r.head.Seq+1), Name: e.Name(), Version: conference.EventVersion, Payload: conference.Encode(e), Salt: salt})
		if err != nil {
			r.t.Fatal(err)
		}
		r.c.Apply(e, conference.Meta{Member: string(role), Actor: host, Role: role, At: at, OccurredAt: at, Seq: sealed.Seq})
		r.entries, r.head = append(r.entries, sealed), sealed.Head()
	}
}

// held is one of the exercise's conferences, from its plan to its end.
func held(t testing.TB, level string) *recorder {
	t.Helper()
	p, err := scenario.ReadPlan(bytes.NewReader(script(t, "conference-"+level+".yaml")))
	if err != nil {
		t.Fatal(err)
	}
	run, err := scenario.ReadRun(bytes.NewReader(script(t, "run-"+level+".jsonl")))
	if err != nil {
		t.Fatal(err)
	}
	r := record(t, p)
	for _, s := range run {
		for _, cmd := range s.Commands {
			r.do(s.Role, s.At, cmd)
		}
	}
	return r
}

var catalogue = sync.OnceValues(i18n.Load)

var actors = sync.OnceValues(func() (*directory.Directory, error) {
	b, err := fixture.Snokaos.ReadFile("snokaos/actors.csv")
	if err != nil {
		return nil, err
	}
	fictive, err := directory.ReadActors(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	sweden, err := directory.Sweden()
	if err != nil {
		return nil, err
	}
	return directory.New(append(fictive, sweden.All()...))
})

func maker(t testing.TB, lang string, now time.Time) pack.Maker {
	t.Helper()
	all, err := catalogue()
	if err != nil {
		t.Fatal(err)
	}
	dir, err := actors()
	if err != nil {
		t.Fatal(err)
	}
	return pack.Maker{Printer: all.For(lang), Now: now,
		Names: func(id string) (string, string) {
			a, _ := dir.ByID(id)
			return a.Name, a.ShortName
		},
		Person:     func(member string) string { return strings.ToUpper(member[:1]) + member[1:] },
		Conference: func(id string) string { return "Konferensen " + id },
		Calendar:   pack.Calendar{Domain: "samverkan.example", Method: ical.Publish, Now: now}}
}

// for gives what an actor may read; the host reads everything.
func reader(c *conference.Conference, actor string) pack.Reader {
	if actor == "" || actor == c.Plan.Host {
		return pack.Reader{}
	}
	return pack.Reader{Variant: "offentlig", May: func(s conference.Secrecy) bool { return s.ReadableBy(actor, c.Plan.Host) }}
}

// seen gives the rows of a journal as an actor may see them.
func (r *recorder) seen(actor string) []journal.Entry {
	withheld := r.c.Withheld(actor)
	var out []journal.Entry
	for _, e := range r.entries {
		if actor != "" && withheld[e.Seq] {
			e = e.Withhold()
		}
		out = append(out, e)
	}
	return out
}
