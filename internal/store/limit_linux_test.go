package store_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/journal"
	"samverkan/internal/store"
)

const limitEnv = "SAMVERKAN_TEST_FILE_LIMIT"

// appendToTheLimit appends until a file may grow no more, tells of each entry after Update has answered, then of the fault, and of
// how many entries can still be read.
func appendToTheLimit(path string, limit uint64) {
	signal.Ignore(syscall.SIGXFSZ) // so that the write is refused instead
	s, err := store.Open(context.Background(), store.Options{Path: path, Now: time.Now})
	if err == nil {
		err = syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: limit, Max: limit})
	}
	for i := 0; err == nil; i++ {
		var e journal.Entry
		err = s.Update(context.Background(), func(tx *store.Tx) error {
			sealed, err := tx.Append("konf", store.AtHead, entry(fmt.Sprint(i, strings.Repeat(" Älvnäs", i%50))))
			if err == nil {
				e = sealed[0]
			}
			return err
		})
		if err == nil {
			fmt.Println("konf", e.Seq, e.Hash)
		}
	}
	fmt.Println("fault", fault.KindOf(err), fault.CodeOf(err))
	if s != nil {
		n := 0
		err = s.View(context.Background(), func(tx *store.Tx) error {
			for _, err := range tx.AllEntries("konf") {
				if err != nil {
					return err
				}
				n++
			}
			return nil
		})
		fmt.Println("read", n, fault.CodeOf(err))
	}
	os.Exit(0)
}

// Every write of the database can be the one that the system refuses (faults.md A3): the limit of a file is raised a page at a time,
// so that each run fails at a later write. Who was answered keeps its entry, who was not is told, reading goes on, and nothing is
// half written.
func TestEveryWriteCanBeRefused(t *testing.T) {
	runs := 25
	if os.Getenv("SAMVERKAN_REQUIRE_ALL") == "1" {
		runs = 200
	}
	base := filepath.Join(t.TempDir(), "samverkan.db")
	empty := open(t, base)
	if err := empty.Close(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(base)
	if err != nil {
		t.Fatal(err)
	}
	answered := 0
	for k := 1; k <= runs; k++ {
		path := filepath.Join(t.TempDir(), "samverkan.db")
		if err := os.WriteFile(path, whole, 0o600); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), crashEnv+"="+path, limitEnv+"="+strconv.Itoa(k*2048))
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%d: %v", k, err)
		}
		told := map[string]string{}
		refused, read := "", -1
		for line := range strings.Lines(string(out)) {
			switch f := strings.Fields(line); f[0] {
			case "konf":
				told[f[1]] = f[2]
			case "fault":
				refused = strings.Join(f[1:], " ")
			case "read":
				read, _ = strconv.Atoi(f[1])
			}
		}
		if !strings.HasPrefix(refused, "full ") && !strings.HasPrefix(refused, "unavailable ") {
			t.Fatalf("%d: the writer was told %q", k, refused)
		}
		if read < len(told) {
			t.Errorf("%d: %d entries were answered and %d could be read", k, len(told), read)
		}
		s := open(t, path)
		if c := check(t, s); len(c.Faults) != 0 {
			t.Fatalf("%d: %+v", k, c.Faults)
		}
		view(t, s, func(tx *store.Tx) error {
			for e, err := range tx.AllEntries("konf") {
				if err != nil {
					return err
				}
				seq := strconv.FormatInt(e.Seq, 10)
				if hash, is := told[seq]; is && hash != e.Hash.String() {
					t.Errorf("%d: %s is another entry", k, seq)
				}
				delete(told, seq)
				answered++
			}
			return nil
		})
		if len(told) > 0 {
			t.Errorf("%d: answered and lost: %v", k, told)
		}
		if err := s.Update(t.Context(), func(tx *store.Tx) error {
			_, err := tx.Append("konf", store.AtHead, entry("igen"))
			return err
		}); err != nil {
			t.Errorf("%d: writing again: %v", k, err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	if answered < runs/2 {
		t.Errorf("only %d entries were answered; the test shows nothing", answered)
	}
}
