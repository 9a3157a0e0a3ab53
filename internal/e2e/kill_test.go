package e2e_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"samverkan/internal/fixture"
)

// TestKilledReplayLosesNothing kills the program in the middle of a replay, over and over: after k acknowledged commands, with
// k from a logged seed. Every acknowledged command must be in the journal afterwards, the chain must hold, and a replay that is
// resumed to its end must give the same minutes as one that was never disturbed.
func TestKilledReplayLosesNothing(t *testing.T) {
	kills := 10
	if os.Getenv("SAMVERKAN_REQUIRE_ALL") != "" {
		kills = 100
	}
	const seed = 20270106
	t.Logf("%d kills, seed %d", kills, seed)
	dice := rand.New(rand.NewPCG(seed, 1))
	p := start(t)
	calm := p.database("calm")
	calm.replay(-1)
	want := calm.minutes()

	done := 0
	for round := 0; done < kills; round++ {
		db := p.database("killed" + string(rune('a'+round)))
		acknowledged := map[int64]string{}
		for done < kills {
			finished := db.replayNoting(1+dice.IntN(5), acknowledged)
			db.holds(acknowledged)
			if finished {
				break
			}
			if done++; done%10 == 0 {
				db.run("verify")
			}
		}
		db.replay(-1)
		db.run("verify")
		if diff := cmp.Diff(want, db.minutes()); diff != "" {
			t.Fatalf("the minutes differ from those of an undisturbed replay:\n%s", diff)
		}
	}
	t.Logf("%d kills, nothing lost", done)
}

const killedConference = "konf-regional-1"

// program is the built program with the files it is given.
type program struct {
	t    *testing.T
	path string
	dir  string
}

// start builds the program and lays out the exercise.
func start(t *testing.T) *program {
	t.Helper()
	p := &program{t: t, dir: t.TempDir()}
	p.path = filepath.Join(p.dir, "samverkan")
	if out, err := exec.Command("go", "build", "-o", p.path, "samverkan/cmd/samverkan").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, name := range []string{"event.yaml", "actors.csv", "conference-regional.yaml", "run-regional.jsonl"} {
		b, err := fixture.Snokaos.ReadFile("snokaos/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(p.dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

// database is one database of the program, with the regional conference planned.
type database struct {
	*program
	file string
}

func (p *program) database(name string) *database {
	p.t.Helper()
	db := &database{program: p, file: filepath.Join(p.dir, name+".db")}
	db.run("import", filepath.Join(p.dir, "actors.csv"))
	db.run("plan", "import", filepath.Join(p.dir, "conference-regional.yaml"), "--incident", filepath.Join(p.dir, "event.yaml"))
	return db
}

func (db *database) command(args ...string) *exec.Cmd {
	cmd := exec.Command(db.path, append([]string{"--db", db.file}, args...)...)
	cmd.Env = append(os.Environ(), "SAMVERKAN_DB=", "SAMVERKAN_AS=", "SAMVERKAN_CONFERENCE=", "SAMVERKAN_LANG=sv")
	return cmd
}

func (db *database) run(args ...string) []byte {
	db.t.Helper()
	cmd := db.command(args...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		db.t.Fatalf("%v: %v\n%s%s", args, err, out.Bytes(), errs.Bytes())
	}
	return out.Bytes()
}

// acknowledgement is what a replay writes for each command that is safe.
type acknowledgement struct {
	Line    int    `json:"line"`
	Command int    `json:"command"`
	Status  string `json:"status"`
	Last    int64  `json:"last"`
}

func (db *database) replay(after int) bool { return db.replayNoting(after, map[int64]string{}) }

// replayNoting replays until so many new commands are acknowledged, and kills the program then; below 0 it lets it finish. It
// notes the newest entry of each acknowledged command, and tells whether the replay came to its end.
func (db *database) replayNoting(after int, into map[int64]string) (finished bool) {
	db.t.Helper()
	cmd := db.command("replay", filepath.Join(db.dir, "run-regional.jsonl"), killedConference, "--resume", "-o", "jsonl")
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.StdoutPipe()
	if err != nil {
		db.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		db.t.Fatal(err)
	}
	fresh := 0
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		var a acknowledgement
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil || a.Line == 0 {
			continue // the sum at the end, or a line that was cut off by the kill
		}
		if a.Last > 0 {
			into[a.Last] = a.Status
		}
		if a.Status == "accepted" {
			if fresh++; fresh == after {
				if err := cmd.Process.Kill(); err != nil {
					db.t.Fatal(err)
				}
			}
		}
	}
	err = cmd.Wait()
	if after < 0 || fresh < after {
		if err != nil {
			db.t.Fatalf("replay: %v\n%s", err, errs.Bytes())
		}
		return true
	}
	return false
}

// holds fails when an acknowledged command is not in the journal.
func (db *database) holds(acknowledged map[int64]string) {
	db.t.Helper()
	there := map[int64]bool{}
	lines := bufio.NewScanner(bytes.NewReader(db.run("journal", "list", killedConference, "-o", "jsonl")))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var row struct {
			Seq int64 `json:"seq"`
		}
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			db.t.Fatalf("%v: %s", err, lines.Bytes())
		}
		there[row.Seq] = true
	}
	for seq := range acknowledged {
		if !there[seq] {
			db.t.Fatalf("entry %d was acknowledged and is not in the journal", seq)
		}
	}
}

// minutes are the minutes as data, without what says when and from which chain they were composed.
func (db *database) minutes() map[string]any {
	db.t.Helper()
	var m map[string]any
	if err := json.Unmarshal(db.run("minutes", "show", killedConference, "--format", "json", "--out", "-"), &m); err != nil {
		db.t.Fatal(err)
	}
	delete(m, "composed")
	delete(m, "seal")
	return m
}
