package store_test

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"samverkan/internal/fault"
	"samverkan/internal/journal"
	"samverkan/internal/store"
)

const (
	crashEnv = "SAMVERKAN_TEST_APPEND_UNTIL_KILLED"
	roundEnv = "SAMVERKAN_TEST_ROUND"
	holdEnv  = "SAMVERKAN_TEST_HOLD_LOCK"
	crashes  = 50
)

// TestMain lets the test's own program be the one that is killed.
func TestMain(m *testing.M) {
	if path, limit := os.Getenv(crashEnv), os.Getenv(limitEnv); path != "" && limit != "" {
		n, _ := strconv.ParseUint(limit, 10, 64)
		appendToTheLimit(path, n)
	}
	if path := os.Getenv(crashEnv); path != "" {
		appendUntilKilled(path, os.Getenv(roundEnv))
	}
	if path := os.Getenv(holdEnv); path != "" {
		holdLock(path)
	}
	// A store that is closed leaves nothing running. The pipe to the server is waited for by the system's poller only.
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) { postgres.Stop(); os.Exit(code) }))
}

// appendUntilKilled appends from four goroutines at once, and tells of each entry after Update has answered.
func appendUntilKilled(path, round string) {
	s, err := store.Open(context.Background(), store.Options{Path: path, Now: time.Now})
	if err != nil {
		fmt.Println("fault", err)
		os.Exit(1)
	}
	var mu sync.Mutex // a line is told whole
	for g := range 4 {
		go func() {
			stream := "konf-" + strconv.Itoa(g%2)
			for i := 0; ; i++ {
				var e journal.Entry
				err := s.Update(context.Background(), func(tx *store.Tx) error {
					sealed, err := tx.Append(stream, store.AtHead, entry(fmt.Sprint(round, "-", g, "-", i, strings.Repeat(" Älvnäs", i%200))))
					if err == nil {
						e = sealed[0]
						err = tx.PutCommand(store.Command{Stream: stream, ID: fmt.Sprint(round, "-", g, "-", i), First: e.Seq, Last: e.Seq})
					}
					return err
				})
				mu.Lock()
				if err != nil {
					fmt.Println("fault", err)
					os.Exit(1)
				}
				fmt.Println(stream, e.Seq, e.Hash)
				mu.Unlock()
			}
		}()
	}
	select {}
}

// holdLock keeps the write lock of a file until its standard input ends.
func holdLock(path string) {
	db, err := sql.Open("sqlite", "file:"+path)
	if err == nil {
		db.SetMaxOpenConns(1)
		_, err = db.Exec("BEGIN IMMEDIATE")
	}
	if err != nil {
		fmt.Println("fault", err)
		os.Exit(1)
	}
	fmt.Println("held")
	io.Copy(io.Discard, os.Stdin)
	os.Exit(0)
}

// TestLockedByAnotherProcess (faults.md A5): for ten seconds, and who waits is told after five; reading goes on, and so does writing
// once the lock is gone.
func TestLockedByAnotherProcess(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "samverkan.db")
	o := options(path)
	o.BusyTimeout = 0 // the default
	s, err := store.Open(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	fill(t, s, "a", 1)
	holder := exec.Command(os.Args[0])
	holder.Env = append(os.Environ(), holdEnv+"="+path)
	life, err := holder.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := holder.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := holder.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "held\n" {
		t.Fatal(line, err)
	}
	time.AfterFunc(10*time.Second, func() { life.Close() })
	begun := time.Now()
	err = s.Update(context.Background(), func(tx *store.Tx) error { _, err := tx.Append("a", 1, entry("x")); return err })
	if took := time.Since(begun); took > 5*5500*time.Millisecond {
		t.Errorf("told after %v", took)
	}
	if fault.CodeOf(err) != "store.locked" || fault.KindOf(err) != fault.Unavailable {
		t.Fatal(err)
	}
	if c := check(t, s); c.Entries != 1 || len(c.Faults) != 0 {
		t.Fatalf("%+v", c)
	}
	until(t, "the lock is gone", func() bool {
		return s.Update(context.Background(), func(tx *store.Tx) error { _, err := tx.Append("a", 1, entry("x")); return err }) == nil
	})
	holder.Wait()
}

// TestNothingAnsweredIsLostWhenKilled (faults.md A1): kill -9 at random times, each time on the same file.
func TestNothingAnsweredIsLostWhenKilled(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	path := filepath.Join(t.TempDir(), "samverkan.db")
	told := map[string]string{}
	for round := range crashes {
		for _, line := range killed(t, path, round, time.Duration(30+random.IntN(40))*time.Millisecond) {
			at, hash, _ := cutLast(line)
			if before, twice := told[at]; twice {
				t.Fatalf("%s was answered twice: %s and %s", at, before, hash)
			}
			told[at] = hash
		}
	}
	if len(told) < crashes {
		t.Fatalf("only %d entries were answered; the test shows nothing", len(told))
	}
	s := open(t, path)
	c := check(t, s) // quick_check and the chains
	if len(c.Faults) != 0 {
		t.Fatalf("%+v", c.Faults)
	}
	view(t, s, func(tx *store.Tx) error {
		for _, stream := range []string{"konf-0", "konf-1"} {
			for e, err := range tx.AllEntries(stream) {
				if err != nil {
					return err
				}
				at := fmt.Sprint(stream, " ", e.Seq)
				if hash, is := told[at]; is && hash != e.Hash.String() {
					t.Errorf("%s was answered as %s and is %s", at, hash, e.Hash)
				}
				delete(told, at)
			}
		}
		return nil
	})
	for at := range told {
		t.Errorf("%s was answered and is lost", at)
	}
	t.Logf("%d entries after %d kills", c.Entries, crashes)
}

func cutLast(line string) (before, after string, ok bool) {
	i := strings.LastIndexByte(line, ' ')
	if i < 0 {
		return line, "", false
	}
	return line[:i], line[i+1:], true
}

// killed runs the appending program, kills it a while after its start, and gives the lines it told.
func killed(t *testing.T, path string, round int, after time.Duration) []string {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), crashEnv+"="+path, roundEnv+"="+strconv.Itoa(round))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var told []string
	in := bufio.NewReader(out)
	for {
		line, err := in.ReadString('\n')
		if err != nil { // a line without an end was not told
			break
		}
		if strings.HasPrefix(line, "fault") {
			t.Errorf("round %d: %s", round, line)
		}
		if len(told) == 0 { // from the first answer, so that it is killed at work and not at its start
			time.AfterFunc(after, func() { cmd.Process.Kill() })
		}
		told = append(told, strings.TrimSpace(line))
	}
	cmd.Wait()
	return told
}

// TestAKilledMigrationIsFinished (faults.md A2): kill -9 while a database of schema 1 is opened.
func TestAKilledMigrationIsFinished(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	for range 12 {
		path := frozen(t, 1)
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), crashEnv+"="+path, roundEnv+"=m")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(random.IntN(40)) * time.Millisecond)
		cmd.Process.Kill()
		cmd.Wait()
		s := open(t, path)
		c := check(t, s)
		if len(c.Faults) != 0 || c.Entries < 13 {
			t.Fatalf("%+v", c)
		}
		if halves, err := filepath.Glob(path + "*.half"); err != nil || s.MigrationBackup() != "" && len(halves) > 0 {
			t.Fatalf("%q, %v", halves, err)
		}
	}
}

// tmpfs mounts a small disk of its own. Only root can.
func tmpfs(t *testing.T, size string) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
		if os.Getenv("SAMVERKAN_REQUIRE_ALL") == "1" {
			t.Fatalf("a small disk cannot be mounted: %v", err)
		}
		t.Skipf("SKIPPED: a small disk cannot be mounted (it needs root): %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

func remount(t *testing.T, dir string, flags uintptr, data string) {
	t.Helper()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT|flags, data); err != nil {
		t.Fatal(err)
	}
}

// TestDiskFull (faults.md A4): told as such, nothing answered is lost, reading works, and writing works again
// when there is room.
func TestDiskFull(t *testing.T) {
	dir := tmpfs(t, "2m")
	s := open(t, filepath.Join(dir, "samverkan.db"))
	kept := int64(0)
	var full error
	for i := 0; full == nil && i < 100_000; i++ {
		full = s.Update(context.Background(), func(tx *store.Tx) error {
			_, err := tx.Append("a", kept, entry(strings.Repeat("Älvnäs ", 500)))
			return err
		})
		if full == nil {
			kept++
		}
	}
	if fault.CodeOf(full) != "store.full" || fault.KindOf(full) != fault.Full || kept == 0 {
		t.Fatalf("after %d entries: %v", kept, full)
	}
	for range 3 {
		err := s.Update(context.Background(), func(tx *store.Tx) error {
			_, err := tx.Append("a", kept, entry(strings.Repeat("Älvnäs ", 500)))
			return err
		})
		wantCode(t, err, "store.full")
	}
	if c := check(t, s); c.Entries != kept || len(c.Faults) != 0 {
		t.Fatalf("%d kept, %+v", kept, c)
	}
	remount(t, dir, 0, "size=8m")
	for range 3 {
		update(t, s, func(tx *store.Tx) error { _, err := tx.Append("a", kept, entry("igen")); kept++; return err })
	}
	if c := check(t, s); c.Entries != kept || len(c.Faults) != 0 {
		t.Fatalf("%d kept, %+v", kept, c)
	}
}

// TestDiskFullSparesTheOthers: of many at once, those that fit or fail each get their own true answer.
func TestDiskFullSparesTheOthers(t *testing.T) {
	dir := tmpfs(t, "2m")
	s := open(t, filepath.Join(dir, "samverkan.db"))
	var wg sync.WaitGroup
	var mu sync.Mutex
	kept := map[string]bool{}
	for g := range 8 {
		wg.Go(func() {
			for i := range 60 {
				id := fmt.Sprint(g, "-", i)
				err := s.Update(context.Background(), func(tx *store.Tx) error {
					_, err := tx.Append("a", store.AtHead, entry(id+strings.Repeat(" ", 20_000*(g%2))))
					return err
				})
				switch fault.KindOf(err) {
				default:
					t.Errorf("%s: %v", id, err)
				case fault.Full, fault.Unavailable:
				case fault.Internal:
					if err != nil {
						t.Errorf("%s: %v", id, err)
					}
					mu.Lock()
					kept[id] = true
					mu.Unlock()
				}
			}
		})
	}
	wg.Wait()
	if c := check(t, s); c.Entries != int64(len(kept)) || len(c.Faults) != 0 || len(kept) == 8*60 {
		t.Fatalf("%d answered, %+v", len(kept), c)
	}
}

func TestOpenOnAFullDisk(t *testing.T) {
	dir := tmpfs(t, "64k")
	if err := os.WriteFile(filepath.Join(dir, "filler"), make([]byte, 60<<10), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := store.Open(context.Background(), options(filepath.Join(dir, "samverkan.db")))
	wantCode(t, err, "store.full")
}

// TestReadOnlyDisk (faults.md A9): writing is refused with a reason; reading works, with and without a log.
func TestReadOnlyDisk(t *testing.T) {
	dir := tmpfs(t, "4m")
	path := filepath.Join(dir, "samverkan.db")
	s := open(t, path)
	fill(t, s, "a", 3)
	fill(t, s, "a", 1)
	s.Close()
	remount(t, dir, syscall.MS_RDONLY, "")
	_, err := store.Open(context.Background(), options(path))
	if code := fault.CodeOf(err); code != "store.read-only" && code != "store.cannot-open" || fault.KindOf(err) != fault.Unavailable {
		t.Fatal(err)
	}
	_, err = store.Open(context.Background(), options(filepath.Join(dir, "new.db")))
	wantCode(t, err, "store.cannot-open")
	o := options(path)
	o.ReadOnly = true
	r, err := store.Open(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	if c := check(t, r); c.Entries != 4 || len(c.Faults) != 0 {
		t.Fatalf("%+v", c)
	}
	r.Close()
	remount(t, dir, 0, "")
}
