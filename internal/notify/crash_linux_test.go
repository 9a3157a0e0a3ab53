package notify_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"samverkan/internal/directory"
	"samverkan/internal/mail"
	"samverkan/internal/mail/mailtest"
	"samverkan/internal/rehearsal"
)

const (
	crashEnv = "SAMVERKAN_TEST_SEND_UNTIL_KILLED" // directory of the installation
	relayEnv = "SAMVERKAN_TEST_RELAY"
	timeEnv  = "SAMVERKAN_TEST_TIME"
	roundEnv = "SAMVERKAN_TEST_ROUND"
)

// TestMain lets the test's own program be the one that is killed.
func TestMain(m *testing.M) {
	if dir := os.Getenv(crashEnv); dir != "" {
		if err := sendUntilKilled(dir, os.Getenv(relayEnv), os.Getenv(timeEnv), os.Getenv(roundEnv)); err != nil {
			fmt.Println("fault", err)
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}

// since is a clock that goes on from another time than the machine's.
type since struct{ at, began time.Time }

func (c since) Now() time.Time                         { return c.at.Add(time.Since(c.began)) }
func (c since) After(d time.Duration) <-chan time.Time { return time.After(d) }

// sendUntilKilled is a service that hands over what is due.
func sendUntilKilled(dir, relay, at, round string) error {
	start, err := time.Parse(time.RFC3339, at)
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(round)
	if err != nil {
		return err
	}
	clock := since{start, time.Now()}
	w, err := opened(context.Background(), dir, clock.Now, byte(n))
	if err != nil {
		return err
	}
	r, err := mail.NewRelay(mail.RelayOptions{Address: relay, Security: mail.Plain, Now: time.Now})
	if err != nil {
		return err
	}
	k, err := w.makeWorker(post{clock: clock, name: "round-" + round, relay: r}, clock.Now)
	if err != nil {
		return err
	}
	fmt.Println("works")
	k.Run(context.Background())
	return nil
}

// Given seven hundred mails to hand over, and a service that is killed in the midst of it again and again, then each arrives; again
// only the one that was on the connection when it was killed, under the same Message-ID.
func TestNoneIsLostWhenKilled(t *testing.T) {
	clock := &rehearsal.Clock{}
	w, m := exercise(t)
	to := crowd(t, w, m, 700)
	at := w.clock.Now()
	clock.Set(at)
	dir := w.dir
	if err := w.store.Close(); err != nil {
		t.Fatal(err)
	}
	sink := mailtest.Start(t, mailtest.Options{PerSession: 100})
	kills, midst := 0, 0
	for round := 2; len(sink.Counts()) < len(to) && round < 60; round++ {
		at = at.Add(2 * time.Minute)
		kills++
		if killed(t, dir, sink, at, round, 60+13*round) {
			midst++
		}
	}
	if midst < 4 {
		t.Fatalf("killed only %d times in the midst of it; the test shows nothing", midst)
	}
	w2 := open(t, dir, clock)
	clock.Set(at.Add(10 * time.Minute))
	run(t, w2.worker(post{clock: hasty{clock}, name: "last", relay: relay(t, sink, 5*time.Second)}), w2.settled(directory.Mail))
	repeats := once(t, w2, sink, to, true)
	// The last kill may find every mail taken, but the reply to the last of them not yet noted: then that one comes again too.
	if repeats > kills {
		t.Errorf("%d came again after %d kills", repeats, kills)
	}
	t.Logf("%d mails, %d kills, %d came again", len(sink.Taken()), kills, repeats)
}

// killed starts the service and kills it when it has handed over so many more, or all; it tells whether there was more to hand over.
func killed(t *testing.T, dir string, sink *mailtest.Sink, at time.Time, round, after int) bool {
	t.Helper()
	before := len(sink.Taken())
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), crashEnv+"="+dir, relayEnv+"="+sink.Addr, timeEnv+"="+at.Format(time.RFC3339), roundEnv+"="+strconv.Itoa(round))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	in := bufio.NewReader(out)
	if line, err := in.ReadString('\n'); line != "works\n" {
		t.Fatal(line, err)
	}
	limit := time.Now().Add(time.Minute)
	for len(sink.Taken())-before < after && time.Now().Before(limit) {
		if len(sink.Counts()) == 700 {
			break
		}
		time.Sleep(time.Millisecond)
	}
	all := len(sink.Counts()) == 700
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	rest, _ := io.ReadAll(in)
	_ = cmd.Wait() // it was killed
	if len(rest) > 0 {
		t.Errorf("round %d: %s", round, rest)
	}
	if _, err := os.Stat(filepath.Join(dir, "samverkan.db")); err != nil {
		t.Fatal(err)
	}
	return !all
}
