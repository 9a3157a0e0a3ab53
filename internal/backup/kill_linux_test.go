package backup

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"samverkan/internal/journal"
	"samverkan/internal/store"
)

// What the test's own program does when it is started to be killed, and where.
const (
	workEnv = "SAMVERKAN_TEST_WORK" // backup, restore, follow
	fromEnv = "SAMVERKAN_TEST_FROM"
	toEnv   = "SAMVERKAN_TEST_TO"
	stepEnv = "SAMVERKAN_TEST_STEP" // the step at which it ends as if killed; 0 for none
	kills   = 50
)

// TestMain lets the test's own program be the one that is killed.
func TestMain(m *testing.M) {
	from, to := os.Getenv(fromEnv), os.Getenv(toEnv)
	var err error
	switch os.Getenv(workEnv) {
	case "":
		os.Exit(m.Run())
	case "backup":
		o := installation{database: filepath.Join(from, databaseName), files: filepath.Join(from, databaseName+".files")}.options(to)
		o.step = dieAt(os.Getenv(stepEnv))
		_, err = Make(context.Background(), o)
	case "restore":
		_, err = restore(context.Background(), from, to, time.Now, dieAt(os.Getenv(stepEnv)))
	case "follow":
		err = writeUntilKilled(from, to)
	}
	if err != nil {
		fmt.Println("fault", err)
		os.Exit(1)
	}
	os.Exit(0)
}

// dieAt ends the process at the k-th step, with nothing cleaned up after it.
func dieAt(k string) func(string) {
	left, _ := strconv.Atoi(k)
	return func(string) {
		if left--; left == 0 {
			os.Exit(137)
		}
	}
}

// child starts the test's own program.
func child(work, from, to string, step int) *exec.Cmd {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), workEnv+"="+work, fromEnv+"="+from, toEnv+"="+to, stepEnv+"="+strconv.Itoa(step))
	return cmd
}

// endings runs the work so often: to its 1st, 2nd, 3rd… step until it runs to its end, and then killed at random times. check
// is called after each.
func endings(t *testing.T, work string, from, to func() string, check func(done bool)) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	step, ended := 1, 0
	for range kills {
		cmd := child(work, from(), to(), step)
		var out strings.Builder
		cmd.Stdout = &out
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if step == 0 {
			time.AfterFunc(time.Duration(5+random.IntN(60))*time.Millisecond, func() { cmd.Process.Kill() })
		}
		err := cmd.Wait()
		var exit *exec.ExitError
		switch {
		case err == nil:
			check(true)
			step = 0
			continue
		case !errors.As(err, &exit) || exit.ExitCode() != 137 && exit.ExitCode() != -1:
			t.Fatalf("step %d: %v: %s", step, err, out.String())
		}
		ended++
		check(false)
		if step > 0 {
			step++
		}
	}
	if ended < 8 {
		t.Fatalf("ended early only %d times; the test shows nothing", ended)
	}
}

// TestABackupThatIsKilledIsWholeOrNotThere (faults.md A2).
func TestABackupThatIsKilledIsWholeOrNotThere(t *testing.T) {
	t.Parallel()
	i := install(t)
	to := t.TempDir()
	fixed := func(s string) func() string { return func() string { return s } }
	seen := map[string]bool{}
	n := 0
	endings(t, "backup", fixed(i.dir), fixed(to), func(done bool) {
		n++
		write(t, i.live, "konf-1", 1)
		keep(t, i.files, fmt.Sprint("fil ", n)) // so that there is always one to copy
		found, err := List(to)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range found {
			if seen[path] {
				continue
			}
			seen[path] = true
			if v, err := Verify(context.Background(), path, time.Now); err != nil || len(v.Faults) != 0 {
				t.Fatalf("a half backup has a name: %+v, %v", v.Faults, err)
			}
		}
		if done && len(found) == 0 {
			t.Fatal("it was done, and nothing is there")
		}
	})
	takeBackup(t, i.options(to))
	if halves, err := filepath.Glob(filepath.Join(to, halfPrefix+"*")); err != nil || len(halves) != 0 {
		t.Fatalf("left behind: %q", halves)
	}
	t.Logf("%d backups after %d endings", len(seen), kills)
}

// TestARestoreThatIsKilledCanBeDoneAgain (faults.md A2): a database is there whole or not at all.
func TestARestoreThatIsKilledCanBeDoneAgain(t *testing.T) {
	t.Parallel()
	i := install(t)
	o := i.options(t.TempDir())
	o.WithKey = true
	made := takeBackup(t, o)
	want := heads(t, i.live)
	home, rounds := t.TempDir(), 0
	next := func() string {
		if exists(filepath.Join(home, databaseName)) {
			rounds++
			home = filepath.Join(t.TempDir(), strconv.Itoa(rounds))
		}
		return home
	}
	endings(t, "restore", func() string { return made.Path }, next, func(done bool) {
		path := filepath.Join(home, databaseName)
		if done != exists(path) && done {
			t.Fatal("it was done, and nothing is there")
		}
		if !exists(path) {
			return
		}
		s := open(t, path)
		defer s.Close()
		if got := heads(t, s); got != want {
			t.Fatalf("restored %s, want %s", got, want)
		}
		if files, err := filesIn(path + ".files"); err != nil || len(files) != 2 || !exists(path+".key") {
			t.Fatalf("the database is there without its files or key: %v, %v", files, err)
		}
	})
}

// A restore that is killed while it clears away what an earlier one left can be done again, however far it came: the half, which tells
// that the rest is ours, goes last.
func TestTheHalfGoesLast(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{".half-restore", databaseName + ".files", keyName, secretName, "lost+found"} {
		if err := os.Mkdir(filepath.Join(dir, name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	p := &place{dir: dir, half: filepath.Join(dir, ".half-restore")}
	for n := 4; n >= 0; n-- {
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		left, err := p.left(entries)
		if err != nil || len(left) != n || n > 0 && left[n-1] != ".half-restore" {
			t.Fatalf("%d left: %v, %v", n, left, err)
		}
		if n > 0 {
			if err := os.RemoveAll(filepath.Join(dir, left[0])); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "mitt.txt"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := newPlace(dir); err == nil {
		t.Error("restored beside what is somebody's own")
	}
}

// writeUntilKilled follows a database with a replica that empties the log all the time, and tells each entry after it was
// answered.
func writeUntilKilled(from, to string) error {
	path := filepath.Join(from, databaseName)
	r := NewReplica(ReplicaOptions{Database: path, Files: path + ".files", To: to, Now: time.Now,
		Log: slog.New(slog.DiscardHandler), Every: 5 * time.Millisecond})
	r.db.MinCheckpointPageN = 8
	s, err := store.Open(context.Background(), store.Options{Path: path, Now: time.Now, EmptyLog: r.EmptyLog})
	if err != nil {
		return err
	}
	r.Start(s)
	for i := 0; ; i++ {
		var sealed []journal.Entry
		err := s.Update(context.Background(), func(tx *store.Tx) (err error) {
			sealed, err = tx.Append("konf-1", store.AtHead, entry(strings.Repeat("Älvnäs ", 100)))
			return err
		})
		if err != nil {
			return err
		}
		fmt.Println(sealed[0].Seq, sealed[0].Hash)
		time.Sleep(time.Millisecond)
	}
}

// TestNothingIsLostWhenKilledInACheckpoint (faults.md A2): of the database nothing that was answered, and the replica can be
// restored to something that was true after each kill.
func TestNothingIsLostWhenKilledInACheckpoint(t *testing.T) {
	t.Parallel()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	dir, to := t.TempDir(), t.TempDir()
	path := filepath.Join(dir, databaseName)
	told := map[string]string{}
	behind := 0
	for round := range kills {
		for _, line := range killed(t, child("follow", dir, to, 0), time.Duration(40+random.IntN(100))*time.Millisecond) {
			seq, hash, _ := strings.Cut(line, " ")
			if told[seq] != "" {
				t.Fatalf("%s was answered twice", seq)
			}
			told[seq] = hash
		}
		if round%10 != 9 {
			continue
		}
		r, err := RestoreReplica(context.Background(), to, filepath.Join(t.TempDir(), "ny"), time.Now)
		if err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		behind = max(behind, len(told)-int(r.Entries))
		holds(t, r.Database, told, r.Entries)
	}
	if len(told) < kills {
		t.Fatalf("only %d entries were answered; the test shows nothing", len(told))
	}
	holds(t, path, told, int64(len(told)))
	t.Logf("%d entries after %d kills; the replica was at most %d entries behind", len(told), kills, behind)
}

// holds holds the first entries of a database against what was told.
func holds(t *testing.T, path string, told map[string]string, least int64) {
	t.Helper()
	s := open(t, path)
	defer s.Close()
	if c, err := s.Check(context.Background()); err != nil || len(c.Faults) != 0 || c.Entries < least {
		t.Fatalf("%+v, %v", c, err)
	}
	err := s.View(context.Background(), func(tx *store.Tx) error {
		for e, err := range tx.AllEntries("konf-1") {
			if err != nil {
				return err
			}
			if hash := told[strconv.FormatInt(e.Seq, 10)]; hash != "" && hash != e.Hash.String() {
				t.Errorf("%d was answered as %s and is %s", e.Seq, hash, e.Hash)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// killed runs a program, kills it a while after its first answer, and gives the lines it told.
func killed(t *testing.T, cmd *exec.Cmd, after time.Duration) (told []string) {
	t.Helper()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	in := bufio.NewReader(out)
	for {
		line, err := in.ReadString('\n')
		if err != nil { // a line without an end was not told
			break
		}
		if strings.HasPrefix(line, "fault") {
			t.Error(line)
		}
		if len(told) == 0 {
			time.AfterFunc(after, func() { cmd.Process.Kill() })
		}
		told = append(told, strings.TrimSpace(line))
	}
	cmd.Wait()
	return told
}
