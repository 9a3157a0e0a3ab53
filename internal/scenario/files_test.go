package scenario_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/fault"
	"samverkan/internal/fixture"
	"samverkan/internal/scenario"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares got with a file of testdata, or writes it.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (run with -update to write it)", err)
	}
	is, was := strings.Split(string(got), "\n"), strings.Split(string(want), "\n")
	for i := range max(len(is), len(was)) {
		a, b := "", ""
		if i < len(was) {
			a = was[i]
		}
		if i < len(is) {
			b = is[i]
		}
		if a != b {
			t.Fatalf("%s:%d\n was %s\n is  %s", path, i+1, a, b)
		}
	}
}

func script(t *testing.T, name string) []byte {
	t.Helper()
	b, err := fixture.Snokaos.ReadFile("snokaos/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// What each line of the exercise's run files says in commands, and each plan in the plan's own form.
func TestTheExerciseAsCommands(t *testing.T) {
	for _, name := range []string{"local", "regional", "national"} {
		var b bytes.Buffer
		fmt.Fprintf(&b, "%s\n", conference.Encode(plan(t, "conference-"+name+".yaml")))
		for _, s := range run(t, "run-"+name+".jsonl") {
			for _, cmd := range s.Commands {
				fmt.Fprintf(&b, "%d %s %s %s %s\n", s.Line, s.At.UTC().Format(time.TimeOnly), s.Role, cmd.Name(), conference.Encode(cmd))
			}
		}
		golden(t, name+".txt", b.Bytes())
	}
}

const opened = `{"at":"2027-01-06T19:00:00+01:00","by":"leader","type":"meeting","action":"start"}`

// line is a line of a run file at one time.
func line(rest string) string { return `{"at":"2027-01-06T19:01:00+01:00","by":"leader",` + rest + `}` }

// Words of every kind, in Swedish and English, and what they become.
func TestLines(t *testing.T) {
	for rest, want := range map[string]string{
		`"type":"meeting","action":"lobby_open","note":"x"`:                                      `meeting.open-lobby {"note":"x"}`,
		`"type":"meeting","action":"adjourn","reason":"r","until":"2027-01-06T19:30:00+01:00"`:   `meeting.adjourn {"until":"2027-01-06T19:30:00+01:00","reason":"r"}`,
		`"type":"meeting","action":"resume"`:                                                     `meeting.resume {}`,
		`"type":"meeting","action":"extend","until":"2027-01-06T20:30:00+01:00"`:                 `meeting.extend {"to":"2027-01-06T20:30:00+01:00"}`,
		`"type":"meeting","action":"end","carry":["U1"]`:                                         `meeting.close {"carry":["U1"]}`,
		`"type":"meeting","action":"reopen","reason":"r"`:                                        `meeting.reopen {"reason":"r"}`,
		`"type":"roll_call","action":"skip","reason":"r"`:                                        `rollcall.skip {"reason":"r"}`,
		`"type":"attendance","actor":"a","unit":"b","status":"late","channel":"rakel"`:           `rollcall.mark {"participant":"a/b","status":"late","mode":"rakel"}`,
		`"type":"attendance","actor":"a","status":"present","channel":"fysiskt"`:                 `rollcall.mark {"participant":"a","status":"present","mode":"room"}`,
		`"type":"agenda","action":"end","item":"p1"`:                                             `item.finish {"item":"p1"}`,
		`"type":"speaker","action":"request","actor":"a","topic":"t","as":"reply"`:               `floor.request {"actor":"a","kind":"reply","topic":"t"}`,
		`"type":"speaker","action":"withdraw","actor":"a"`:                                       `floor.withdraw {"actor":"a"}`,
		`"type":"speaker","action":"round","topic":"t"`:                                          `floor.round {"topic":"t"}`,
		`"type":"talk","action":"start","actor":"a"`:                                             `floor.grant {"actor":"a"}`,
		`"type":"talk","action":"stop","actor":"a","note":"n"`:                                   `floor.yield {"actor":"a","note":"n"}`,
		`"type":"recording","action":"pause","reason":"r"`:                                       `recording.pause {"reason":"r"}`,
		`"type":"recording","action":"resume"`:                                                   `recording.resume {}`,
		`"type":"note","id":"T1","item":"p1","text":"å"`:                                         `note.write {"id":"T1","item":"p1","kind":"remark","text":"å"}`,
		`"type":"entry","kind":"need","actor":"a","text":"t","needed_by":"2027-01-07T06:00:00Z"`: `note.write {"kind":"need","actor":"a","text":"t","neededBy":"2027-01-07T06:00:00Z"}`,
		`"type":"entry","kind":"situation","text":"t","impact":{"b":3,"a":null}`:                 `note.write {"kind":"situation","text":"t","impact":[{"actor":"b","grade":3},{"actor":"a","grade":0}]}`,
		`"type":"entry","kind":"information","actor":"a","text":"t","secrecy":{"suspected":true,"legal_basis":"OSL 18 kap. 13 §","assessed_by":"b","readers":["c"]}`: `note.write {"kind":"information","actor":"a","text":"t","secrecy":{"ground":"OSL 18 kap. 13 §","suspected":true,"owner":"b","readers":["c","a"]}}`,
		`"type":"entry","kind":"measure","id":"A1","text":"t","owner":"a","accepted":false`:                                                                          `measure.agree {"id":"A1","text":"t","owner":"a","accepted":false}`,
		`"type":"decision_proposal","decision":"D1","item":"p1","text":"t","actor":"a"`:                                                                              `decision.propose {"id":"D1","item":"p1","text":"t","actor":"a"}`,
		`"type":"read_back","decision":"D1","text":"t"`:                                                                                                              `decision.read-back {"id":"D1","text":"t"}`,
		`"type":"stance","decision":"D1","actor":"a","stance":"no_mandate","motivation":"m"`:                                                                         `decision.take-stance {"id":"D1","actors":["a"],"stance":"no-mandate","reason":"m"}`,
		`"type":"minutes","action":"published","version":2,"channel":"WIS"`:                                                                                          `minutes.publish {"version":2,"channel":"WIS"}`,
		`"type":"entry","kind":"evaluation","text":"t","grades":{"leading":5,"result":4}`:                                                                            `evaluation.give {"leading":5,"result":4,"text":"t"}`,
	} {
		r, err := scenario.ReadRun(strings.NewReader(line(rest)))
		if err != nil || len(r) != 1 || len(r[0].Commands) != 1 {
			t.Errorf("%s: %v", rest, err)
			continue
		}
		cmd := r[0].Commands[0]
		if got := cmd.Name() + " " + string(conference.Encode(cmd)); got != want {
			t.Errorf("%s\n is   %s\n want %s", rest, got, want)
		}
		if r[0].Role != conference.Leader || r[0].Line != 1 {
			t.Errorf("%s: %+v", rest, r[0])
		}
	}
}

// What is wrong is named with its line, and nothing of the file is taken.
func TestBrokenRuns(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		line int
		code string
	}{
		"two values on a line":        {opened + opened, 1, "run.two-values"},
		"something after the value":   {opened + "\n" + line(`"type":"meeting","action":"resume"`) + " x", 2, "run.two-values"},
		"Latin-1":                     {opened + "\n" + line(`"type":"note","text":"`+"\xe5\xe4\xf6"+`"`), 2, "run.not-utf8"},
		"UTF-16":                      {"\xff\xfe{\x00", 1, "run.not-utf8"},
		"a lone surrogate":            {opened + "\n\n\n" + line(`"type":"note","text":"\ud800"`) + "\n{", 5, "run.malformed"},
		"an array":                    {"[]", 1, "run.malformed"},
		"a number":                    {"7", 1, "run.malformed"},
		"NUL":                         {opened + "\x00", 1, "run.two-values"},
		"no time":                     {`{"by":"leader","type":"note"}`, 1, "run.time"},
		"no role":                     {`{"at":"2027-01-06T19:00:00+01:00","type":"note"}`, 1, "run.unknown-word"},
		"no type":                     {line(`"text":"x"`), 1, "run.unknown-word"},
		"no action":                   {line(`"type":"meeting"`), 1, "run.unknown-word"},
		"unknown action of an item":   {line(`"type":"agenda","action":"skip"`), 1, "run.unknown-word"},
		"unknown action of a talk":    {line(`"type":"talk","action":"shout"`), 1, "run.unknown-word"},
		"unknown action of a speaker": {line(`"type":"speaker","action":"shout"`), 1, "run.unknown-word"},
		"unknown action of recording": {line(`"type":"recording","action":"rewind"`), 1, "run.unknown-word"},
		"unknown action of roll-call": {line(`"type":"roll_call","action":"again"`), 1, "run.unknown-word"},
		"unknown action of minutes":   {line(`"type":"minutes","action":"burnt"`), 1, "run.unknown-word"},
		"unknown stance":              {line(`"type":"stance","decision":"D1","actor":"a","stance":"maybe"`), 1, "run.unknown-word"},
		"unknown kind":                {line(`"type":"entry","kind":"rumour","text":"x"`), 1, "run.unknown-word"},
		"unknown way in":              {line(`"type":"attendance","actor":"a","status":"present","channel":"duva"`), 1, "run.unknown-word"},
		"a time that is none":         {line(`"type":"entry","kind":"measure","text":"t","owner":"a","due":"i morgon"`), 1, "run.time"},
		"an end that is none":         {line(`"type":"entry","kind":"next_meeting","start":"2027-01-07T10:00:00Z","end":"klockan elva"`), 1, "run.time"},
		"the impact is a list":        {line(`"type":"entry","kind":"summary","text":"t","impact":[1,2]`), 1, "run.malformed"},
		"the impact is a word":        {line(`"type":"entry","kind":"summary","text":"t","impact":{"a":"stor"}`), 1, "run.malformed"},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := scenario.ReadRun(strings.NewReader(c.text))
			f, ok := fault.As(err)
			if !ok || f.Code != c.code || f.Args["Line"] != c.line || f.Kind != fault.Invalid || r != nil {
				t.Errorf("%v, %d steps, want %s on line %d", err, len(r), c.code, c.line)
			}
		})
	}
}

// Files as programs for Windows write them, and empty ones.
func TestRunsFromElsewhere(t *testing.T) {
	for name, c := range map[string]struct {
		text  string
		lines []int
	}{
		"nothing": {"", nil}, "empty lines": {"\n \r\n\t\n", nil}, "a byte order mark": {"\ufeff" + opened, []int{1}},
		"CR LF":                 {opened + "\r\n\r\n" + line(`"type":"meeting","action":"resume"`) + "\r\n", []int{1, 3}},
		"no newline at the end": {opened + "\n" + line(`"type":"meeting","action":"resume"`), []int{1, 2}},
	} {
		r, err := scenario.ReadRun(strings.NewReader(c.text))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		var got []int
		for _, s := range r {
			got = append(got, s.Line)
		}
		if fmt.Sprint(got) != fmt.Sprint(c.lines) {
			t.Errorf("%s: lines %v, want %v", name, got, c.lines)
		}
	}
}

// A line that says more than it does is held against the conference.
func TestLinesAreHeldAgainstTheMeeting(t *testing.T) {
	p := plan(t, "conference-regional.yaml")
	whole := run(t, "run-regional.jsonl")
	raw := string(script(t, "run-regional.jsonl"))
	for name, change := range map[string][2]string{
		"seconds of a talk":   {`"seconds": 185`, `"seconds": 186`},
		"how many are called": {`"expected": 42`, `"expected": 41`},
		"how many came":       {`"present_count": `, `"present_count": 1`},
	} {
		if !strings.Contains(raw, change[0]) {
			t.Fatalf("%s: the run has no %s", name, change[0])
		}
		r, err := scenario.ReadRun(strings.NewReader(strings.Replace(raw, change[0], change[1], 1)))
		if err != nil || len(r) != len(whole) {
			t.Fatalf("%s: %d steps, %v", name, len(r), err)
		}
		if err := playUntilWrong(t, p, r); fault.CodeOf(err) != "run.differs" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := playUntilWrong(t, p, whole); err != nil {
		t.Error(err)
	}
}

func playUntilWrong(t *testing.T, p conference.Plan, r scenario.Run) error {
	t.Helper()
	c, seq := conference.New(), int64(0)
	do := func(cmd conference.Command, m conference.Meta) {
		events, err := c.Decide(cmd, m)
		if err != nil {
			t.Fatalf("%s: %v", cmd.Name(), err)
		}
		for _, e := range events {
			seq++
			m.Seq = seq
			c.Apply(e, m)
		}
	}
	do(&conference.PlanConference{Plan: p}, conference.Meta{Actor: p.Host, At: p.Start.Add(-time.Hour), OccurredAt: p.Start.Add(-time.Hour)})
	for _, s := range r {
		for _, cmd := range s.Commands {
			do(cmd, conference.Meta{Member: string(s.Role), Actor: p.Host, Role: s.Role, At: s.At, OccurredAt: s.At})
		}
		if s.Check != nil {
			if err := s.Check(c); err != nil {
				return err
			}
		}
	}
	return nil
}

func TestBrokenPlans(t *testing.T) {
	good := string(script(t, "conference-regional.yaml"))
	for name, c := range map[string]struct{ text, code string }{
		"nothing":               {"", "plan.empty"},
		"only remarks":          {"# ÖVNING\n", "plan.empty"},
		"two plans":             {good + "\n---\n" + good, "plan.two-documents"},
		"Latin-1":               {strings.Replace(good, "Allmänlän", "Allm\xe4nl\xe4n", 1), "plan.not-utf8"},
		"a key twice":           {strings.Replace(good, "series_no: 1", "series_no: 1\nseries_no: 2", 1), "plan.malformed"},
		"a list of plans":       {"- id: x\n", "plan.malformed"},
		"a tab":                 {"id: x\n\tlevel: lokal\n", "plan.malformed"},
		"a number for a text":   {strings.Replace(good, "series_no: 1", "series_no: ett", 1), "plan.malformed"},
		"an unknown purpose":    {strings.Replace(good, "meeting_type: skeendetolkning-samlad-lagesbild", "meeting_type: fika", 1), "plan.unknown-word"},
		"an unknown role":       {strings.Replace(good, "role: observatör", "role: åskådare", 1), "plan.unknown-word"},
		"an unknown way in":     {strings.Replace(good, "channel: rakel", "channel: brevduva", 1), "plan.unknown-word"},
		"an unknown form":       {strings.Replace(good, "kind: webb", "kind: brevduva", 1), "plan.unknown-word"},
		"an unknown item kind":  {strings.Replace(good, "kind: diskussion", "kind: gräl", 1), "plan.unknown-word"},
		"an unknown own role":   {strings.Replace(good, "listener:", "lurker:", 1), "plan.unknown-word"},
		"an own role twice":     {strings.Replace(good, "listener:", "dokumentatör:", 1), "plan.unknown-word"},
		"a key of a holder":     {strings.Replace(good, "actor: lst-allmanlan, function: Analysfunktion", "aktör: lst-allmanlan, function: Analysfunktion", 1), "plan.unknown-key"},
		"a key of a speaker":    {strings.Replace(good, "minutes: 4, topic: SMARR", "minuter: 4, topic: SMARR", 1), "plan.unknown-key"},
		"a holder that is none": {strings.Replace(good, "{actor: lst-allmanlan, function: Analysfunktion}", "Analysfunktion", 1), "plan.malformed"},
		"roles as a list":       {strings.Replace(good, "  leader: {", "  - {", 1), "plan.malformed"},
		"a merged role":         {strings.Replace(good, "  listener:", "  <<: &x {leader: {actor: a}}\n  listener:", 1), "plan.unknown-key"},
		"larger than any plan":  {good + strings.Repeat("# "+strings.Repeat("x", 1000)+"\n", 5000), "plan.too-large"},
		"a bomb of references":  {"a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b]\nid: *c\n", "plan.unknown-key"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := scenario.ReadPlan(strings.NewReader(c.text))
			f, ok := fault.As(err)
			if !ok || f.Code != c.code {
				t.Fatalf("%v, want %s", err, c.code)
			}
			if n, has := f.Args["Line"]; has && n.(int) < 1 {
				t.Errorf("line %v", n)
			}
		})
	}
	for _, text := range []string{"\ufeff" + good, strings.ReplaceAll(good, "\n", "\r\n")} {
		if p, err := scenario.ReadPlan(strings.NewReader(text)); err != nil || p.ID != "konf-regional-1" || len(p.Participants) != 42 {
			t.Errorf("%+v, %v", p.ID, err)
		}
	}
}

// The incident file of the exercise, and what is wrong with others.
func TestIncident(t *testing.T) {
	x, err := scenario.ReadIncident(bytes.NewReader(script(t, "event.yaml")))
	if err != nil || x.ID != "snokaos-allmansta" || !x.Exercise || x.Owner != "lst-allmanlan" || x.Title == "" || x.Started.IsZero() || len(x.Consequences) == 0 {
		t.Fatalf("%+v, %v", x, err)
	}
	if err := x.Check(); err != nil {
		t.Error(err)
	}
	_, err = scenario.ReadIncident(strings.NewReader("id: x\nägare: y\n"))
	if f, ok := fault.As(err); !ok || f.Code != "plan.unknown-key" || f.Args["Line"] != 2 {
		t.Error(err)
	}
}
