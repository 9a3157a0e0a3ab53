package e2e_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"samverkan/internal/journal"
	"samverkan/internal/store"
)

// acknowledged is what the program writes when a command is safe.
type acknowledged struct {
	Line    int
	Command int
	Status  string
	Last    int64
}

// killedAfter starts the replay where it was, lets it acknowledge so many commands more, waits a little, and kills it. It gives
// everything that was acknowledged, and whether the replay came to its end before that.
func (p place) killedAfter(more int, wait time.Duration) (all []acknowledged, ended bool) {
	p.t.Helper()
	cmd := p.command("replay", "run-regional.jsonl", regional, "--resume", "-o", "jsonl")
	out, err := cmd.StdoutPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	var errs bytes.Buffer
	cmd.Stderr = &errs
	if err := cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	killed := false
	for {
		line, err := lines.ReadString('\n')
		if err == io.EOF {
			break // a line without its end was never acknowledged
		}
		if err != nil {
			p.t.Fatal(err)
		}
		if strings.Contains(line, `"conference"`) {
			continue // the sum, when all is done
		}
		var a acknowledged
		if err := json.Unmarshal([]byte(line), &a); err != nil {
			p.t.Fatalf("%q: %v", line, err)
		}
		all = append(all, a)
		if a.Status == "accepted" {
			more--
		}
		if more <= 0 && !killed {
			time.Sleep(wait) // so that it is killed in the middle of what follows
			if err := cmd.Process.Kill(); err != nil && !errors.Is(err, syscall.ESRCH) {
				p.t.Logf("kill: %v", err)
			}
			killed = true
		}
	}
	err = cmd.Wait()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return all, true
	case errors.As(err, &exit) && exit.Sys().(syscall.WaitStatus).Signaled():
		return all, false
	}
	p.t.Fatalf("the replay ended by itself: %v\n%s", err, errs.Bytes())
	return nil, false
}

// kept opens the database as it was left, checks all of it, and gives the journal of the conference.
func (p place) kept() []journal.Entry {
	p.t.Helper()
	s, err := store.Open(p.t.Context(), store.Options{Path: filepath.Join(p.dir, "samverkan.db"), Now: time.Now})
	if err != nil {
		p.t.Fatal(err)
	}
	defer s.Close()
	c, err := s.Check(p.t.Context())
	if err != nil || len(c.Faults) > 0 {
		p.t.Fatalf("%v, %v", err, c.Faults)
	}
	var out []journal.Entry
	if err := s.View(p.t.Context(), func(tx *store.Tx) error {
		for e, err := range tx.AllEntries("conference/" + regional) {
			if err != nil {
				return err
			}
			out = append(out, e)
		}
		return nil
	}); err != nil {
		p.t.Fatal(err)
	}
	return out
}

// row is what the program lists of the journal.
type row struct {
	Seq     int64
	Command string
	Hash    string
}

// listed gives the journal as the program lists it.
func (p place) listed() []row {
	p.t.Helper()
	var out []row
	dec := json.NewDecoder(bytes.NewReader(p.run("journal", "list", regional, "-o", "jsonl")))
	for dec.More() {
		var r row
		if err := dec.Decode(&r); err != nil {
			p.t.Fatal(err)
		}
		out = append(out, r)
	}
	return out
}

// TestKilledReplayLosesNothing kills the replay of the regional conference with SIGKILL, over and over, after so many acknowledged
// commands as chance says and a little later: nothing that was acknowledged is lost, nothing is double, every chain holds, and in the
// end the minutes are those of a replay that nobody disturbed. A hundred times when nothing may be left out, ten times otherwise.
func TestKilledReplayLosesNothing(t *testing.T) {
	kills := 10
	if os.Getenv("SAMVERKAN_REQUIRE_ALL") != "" {
		kills = 100
	}
	const seed = 20270106
	chance := rand.New(rand.NewPCG(seed, 1))
	start := planned(t)
	undisturbed := start.copied()
	undisturbed.run("replay", "run-regional.jsonl", regional)
	want, wantRows := undisturbed.minutesOf(regional), len(undisturbed.kept())
	finish := func(p place) {
		p.run("replay", "run-regional.jsonl", regional, "--resume")
		p.run("verify")
		if n := len(p.kept()); n != wantRows {
			t.Errorf("%d rows, undisturbed %d", n, wantRows)
		}
		if diff := cmp.Diff(want, p.minutesOf(regional)); diff != "" {
			t.Errorf("undisturbed (-), killed (+):\n%s", diff)
		}
	}

	began := time.Now()
	p, known := start.copied(), acks{}
	done, untold := 0, 0
	for done < kills {
		all, ended := p.killedAfter(1+chance.IntN(4), time.Duration(chance.IntN(3000))*time.Microsecond)
		known.take(t, all)
		entries := p.kept()
		known.standIn(t, entries)
		if ended { // it came to its end before the signal: begin again
			finish(p)
			p, known = start.copied(), acks{}
			continue
		}
		done++
		if int64(len(entries)) > all[len(all)-1].Last {
			untold++
		}
		if done%10 == 0 { // and as the program itself says it
			p.run("verify")
			p.lists(entries)
		}
	}
	finish(p)
	t.Logf("seed %d: killed %d times in %v; %d times something was safe that nobody had been told of", seed, done,
		time.Since(began).Round(time.Millisecond), untold)
}

// acks are the acknowledged commands by the end of their ids.
type acks map[string]acknowledged

// take notes what was acknowledged, and fails when something was acknowledged otherwise before.
func (k acks) take(t *testing.T, all []acknowledged) {
	t.Helper()
	for i, a := range all {
		id := fmt.Sprintf("-%d-%d", a.Line, a.Command)
		if was, again := k[id]; again && (was.Last != a.Last || a.Status != "already") {
			t.Fatalf("line %d was acknowledged with row %d, and then: %+v", a.Line, was.Last, a)
		}
		if i > 0 && a.Line < all[i-1].Line {
			t.Fatalf("line %d after line %d", a.Line, all[i-1].Line)
		}
		k[id] = a
	}
}

// standIn fails when an acknowledged command is not in the journal at its place.
func (k acks) standIn(t *testing.T, entries []journal.Entry) {
	t.Helper()
	for id, a := range k {
		if a.Last == 0 {
			continue // it was so already, and left no row
		}
		if a.Last > int64(len(entries)) || !strings.HasSuffix(entries[a.Last-1].CommandID, id) {
			t.Fatalf("what was acknowledged for line %d is not at row %d", a.Line, a.Last)
		}
	}
}

// lists fails when the program does not list these rows of the journal.
func (p place) lists(entries []journal.Entry) {
	p.t.Helper()
	rows := p.listed()
	if len(rows) != len(entries) {
		p.t.Fatalf("%d rows are listed, %d are kept", len(rows), len(entries))
	}
	for i, r := range rows {
		if e := entries[i]; r.Seq != e.Seq || r.Hash != e.Hash.String() || r.Command != e.CommandID {
			p.t.Fatalf("row %d is listed as %+v", e.Seq, r)
		}
	}
}

// Without --resume a replay that has begun is not begun again, and what is there is left as it is.
func TestReplayIsNotBegunTwice(t *testing.T) {
	p := planned(t)
	p.killedAfter(5, 0)
	before := p.kept()
	cmd := p.command("replay", "run-regional.jsonl", regional)
	var exit *exec.ExitError
	if err := cmd.Run(); !errors.As(err, &exit) || exit.ExitCode() != 5 {
		t.Errorf("%v, want exit code 5", err)
	}
	if diff := cmp.Diff(before, p.kept()); diff != "" {
		t.Error(diff)
	}
}
