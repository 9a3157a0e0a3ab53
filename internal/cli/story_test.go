package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"io"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/spf13/cobra"

	"samverkan/internal/clerk"
	"samverkan/internal/fixture"
	"samverkan/internal/i18n"
	"samverkan/internal/id"
)

var update = flag.Bool("update", false, "write golden files and stories anew")

// TestMain lets a story start the program as a process of its own, under the name "program".
func TestMain(m *testing.M) {
	// Each of some thousand runs makes a tree of verbs and a database anew, and throws them away: cleaning up less often takes less time.
	debug.SetGCPercent(400)
	testscript.Main(m, map[string]func(){
		"program": func() {
			os.Exit(Run(context.Background(), os.Args[1:], World{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Env: os.Getenv, Now: time.Now}))
		},
	})
}

// stage is the world of one story: its own clock and chance, so that it always plays the same.
type stage struct {
	mu      sync.Mutex // a service looks at the clock too
	now     time.Time
	random  io.Reader
	input   []byte
	service *running
	besides *besides
}

// clock is what the clock shows.
func (on *stage) clock() time.Time {
	on.mu.Lock()
	defer on.mu.Unlock()
	return on.now
}

// move moves the clock on.
func (on *stage) move(d time.Duration) {
	on.mu.Lock()
	defer on.mu.Unlock()
	on.now = on.now.Add(d)
}

// wait moves the clock instead of waiting.
func (on *stage) wait(ctx context.Context, d time.Duration) error {
	on.move(d)
	return ctx.Err()
}

type stageKey struct{}

// played remembers which verbs the stories have run, and how.
type played struct {
	mu    sync.Mutex
	forms map[string]map[string]bool // verb -> table, json, jsonl
}

func (p *played) note(verb, form string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.forms[verb] == nil {
		p.forms[verb] = map[string]bool{}
	}
	p.forms[verb][form] = true
}

// TestStories plays testdata/script/*.txtar. A story is written as an official would type it; "samverkan" runs the whole
// program in this process. Besides what a story says itself, every run is held to the promises that all verbs make.
func TestStories(t *testing.T) {
	seen := &played{forms: map[string]map[string]bool{}}
	t.Run("scripts", func(t *testing.T) {
		testscript.Run(t, testscript.Params{
			Dir:           "testdata/script",
			UpdateScripts: *update,
			Setup: func(env *testscript.Env) error {
				env.Values[stageKey{}] = &stage{now: time.Date(2027, 1, 6, 15, 0, 0, 0, time.UTC), random: rand.NewChaCha8([32]byte{1})}
				env.Setenv("SAMVERKAN_DB", env.WorkDir+"/samverkan.db")
				return nil
			},
			Cmds: with(serviceCommands(), map[string]func(*testscript.TestScript, bool, []string){
				"samverkan": func(ts *testscript.TestScript, neg bool, args []string) {
					code := play(ts, seen, args)
					if (code != 0) != neg {
						ts.Fatalf("exit code %d", code)
					}
				},
				// exits CODE ARGUMENTS... runs the program and wants that exit code.
				"exits": func(ts *testscript.TestScript, _ bool, args []string) {
					want, err := strconv.Atoi(args[0])
					ts.Check(err)
					if code := play(ts, seen, args[1:]); code != want {
						ts.Fatalf("exit code %d, want %d", code, want)
					}
				},
				// clock TIME sets the clock; every run of the program moves it on by a second.
				"clock": func(ts *testscript.TestScript, _ bool, args []string) {
					at, err := time.Parse(time.RFC3339, args[0])
					ts.Check(err)
					on := ts.Value(stageKey{}).(*stage)
					on.move(at.Sub(on.clock()))
				},
				// input FILE is what the next run reads.
				"input": func(ts *testscript.TestScript, _ bool, args []string) {
					ts.Value(stageKey{}).(*stage).input = []byte(ts.ReadFile(args[0]))
				},
				// bytes FILE TEXT writes a file of Go-quoted text, repeated as often as the third argument says.
				"bytes": func(ts *testscript.TestScript, _ bool, args []string) {
					text, err := strconv.Unquote(`"` + args[1] + `"`)
					ts.Check(err)
					n := 1
					if len(args) > 2 {
						n, err = strconv.Atoi(args[2])
						ts.Check(err)
					}
					ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Repeat(text, n)), 0o644))
				},
				// cast writes the files of the exercise Snökaos i Allmänsta to a directory.
				"cast": func(ts *testscript.TestScript, _ bool, args []string) {
					files, err := fs.Sub(fixture.Snokaos, "snokaos")
					ts.Check(err)
					ts.Check(os.CopyFS(ts.MkAbs(args[0]), files))
				},
				// spoil FILE changes a byte of what the journal of a database says, in its middle where it says nothing.
				"spoil": func(ts *testscript.TestScript, _ bool, args []string) {
					data, err := os.ReadFile(ts.MkAbs(args[0]))
					ts.Check(err)
					at := bytes.Index(data, []byte("conference.planned"))
					if at < 0 {
						at = len(data) / 2
					}
					data[at+len("conference.")] ^= 0x01
					ts.Check(os.WriteFile(ts.MkAbs(args[0]), data, 0o644))
				},
			}),
		})
	})
	if flag.Lookup("test.run").Value.String() != "" || t.Failed() {
		return // only some stories were played
	}
	for _, verb := range leaves(tree(t, i18n.Swedish)) {
		for _, form := range []string{outTable, outJSON} {
			// A second demonstration would take as long as all other stories together.
			// A service that runs does not end, and so is no story; package e2e has many.
			if !seen.forms[verb][form] && (verb != "demo" || form == outTable) && verb != "serve" && verb != "mail test" { // that one sends: TestMailTest
				t.Errorf("no story runs %q with -o %s", verb, form)
			}
		}
	}
}

// with adds one list of commands to another.
func with[V any](all, more map[string]V) map[string]V {
	maps.Copy(all, more)
	return all
}

// play runs the program as it stands on the stage, and holds the run to what every verb promises.
func play(ts *testscript.TestScript, seen *played, args []string) int {
	on := ts.Value(stageKey{}).(*stage)
	on.move(time.Second)
	var out, errs bytes.Buffer
	code := Run(context.Background(), args, World{In: bytes.NewReader(on.input), Out: &out, Err: &errs, Env: ts.Getenv,
		Now: on.clock, Wait: on.wait, Random: on.random})
	on.input = nil
	if _, err := io.Copy(ts.Stdout(), bytes.NewReader(out.Bytes())); err != nil {
		ts.Fatalf("%v", err)
	}
	if _, err := io.Copy(ts.Stderr(), bytes.NewReader(errs.Bytes())); err != nil {
		ts.Fatalf("%v", err)
	}
	verb, form := verbOf(args, ts.Getenv)
	for _, problem := range broken(verb, form, code, out.String(), errs.String()) {
		ts.Fatalf("samverkan %s: %s\nstdout: %s\nstderr: %s", strings.Join(args, " "), problem, &out, &errs)
	}
	if code == 0 {
		seen.note(verb, form)
	}
	return code
}

// deliver documents, whatever the form of output.
func deliversDocument(verb string) bool {
	return strings.HasPrefix(verb, "documents ") && verb != "documents all" || verb == "calendar" || verb == "invitation document" || verb == "area get" || verb == "contacts export" || verb == "completion" || verb == ""
}

// broken tells which of the promises that all verbs make a run has broken.
func broken(verb, form string, code int, out, errs string) []string {
	var problems []string
	for _, mark := range []string{"⟦", "<no value>", "%!"} {
		if strings.Contains(out, mark) || strings.Contains(errs, mark) {
			problems = append(problems, "a text is missing: "+mark)
		}
	}
	if code == 1 || strings.Contains(errs, "level=ERROR") {
		problems = append(problems, "an internal error")
	}
	if code != 0 && strings.TrimSpace(errs) == "" && strings.TrimSpace(out) == "" {
		problems = append(problems, "it failed without a word")
	}
	if code == 0 && !deliversDocument(verb) {
		switch form {
		case outJSON:
			if !json.Valid([]byte(out)) {
				problems = append(problems, "not JSON")
			}
		case outLines:
			for _, line := range strings.Split(strings.TrimSpace(out), "\n") {
				if line != "" && !json.Valid([]byte(line)) {
					problems = append(problems, "a line that is not JSON: "+line)
				}
			}
		}
	}
	if code != 0 && (form == outJSON || form == outLines) && strings.TrimSpace(errs) != "" {
		lines := strings.Split(strings.TrimSpace(errs), "\n")
		var p problem
		if err := json.Unmarshal([]byte(lines[len(lines)-1]), &p); err != nil || p.Code == "" || p.Kind == "" || p.Text == "" {
			problems = append(problems, "the error is not a problem document")
		}
	}
	return problems
}

// tree gives the whole tree of verbs.
func tree(t *testing.T, lang string) *cobra.Command {
	t.Helper()
	texts, err := catalogue()
	if err != nil {
		t.Fatal(err)
	}
	return bareSession(texts.For(lang)).root()
}

func bareSession(p *i18n.Printer) *session {
	return &session{p: p, world: World{Env: func(string) string { return "" }, Now: time.Now}, ids: id.NewSource(time.Now, nil), who: clerk.OwnerIdentity()}
}

// leaves lists the verbs that do something, by their words.
func leaves(c *cobra.Command) []string {
	var out []string
	for _, sub := range c.Commands() {
		switch {
		case sub.Hidden || sub.Name() == "help":
		case sub.HasSubCommands():
			out = append(out, leaves(sub)...)
		default:
			out = append(out, strings.TrimPrefix(sub.CommandPath(), "samverkan "))
		}
	}
	slices.Sort(out)
	return out
}

// swedishTree is one tree for all stories to find their verbs in; finding guards it, since cobra completes a tree as it looks.
var (
	finding     sync.Mutex
	swedishTree = sync.OnceValues(func() (*cobra.Command, error) {
		texts, err := catalogue()
		if err != nil {
			return nil, err
		}
		return bareSession(texts.For(i18n.Swedish)).root(), nil
	})
)

// verbOf tells which verb arguments run, and with which form of output.
func verbOf(args []string, env func(string) string) (verb, form string) {
	_, form = beforehand(args, env)
	finding.Lock()
	defer finding.Unlock()
	root, err := swedishTree()
	if err != nil {
		return "", form
	}
	found, _, err := root.Find(args)
	if err != nil || found == root {
		return "", form
	}
	return strings.TrimPrefix(found.CommandPath(), "samverkan "), form
}

// sortedKeys is for tables of tests.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
