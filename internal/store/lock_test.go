package store_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"samverkan/internal/fault"
	"samverkan/internal/store"
)

// TestTwoServicesOnOneFile (faults.md A9): the second is refused and told who has it; others may read and write; and when the
// first has ended, another may begin.
func TestTwoServicesOnOneFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "samverkan.db")
	serve := options(path)
	serve.Exclusive = true
	first, err := store.Open(context.Background(), serve)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		_, err = store.Open(context.Background(), serve)
		f, _ := fault.As(err)
		if f == nil || f.Code != "store.locked-by-server" || f.Kind != fault.Unavailable || f.Args["Process"] != fmt.Sprint(os.Getpid()) ||
			f.Args["Since"] != "2027-01-06T18:00:01Z" || f.Args["Path"] != path {
			t.Fatalf("%+v", err)
		}
	}
	fill(t, first, "a", 1)
	verb := open(t, path)
	fill(t, verb, "a", 1)
	reading := serve
	reading.ReadOnly = true
	r, err := store.Open(context.Background(), reading)
	if err != nil {
		t.Fatal(err)
	}
	if c := check(t, r); c.Entries != 2 {
		t.Fatalf("%+v", c)
	}
	r.Close()
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	second, err := store.Open(context.Background(), serve)
	if err != nil {
		t.Fatal(err)
	}
	second.Close()
	serve.Path = filepath.Join(t.TempDir(), "no", "samverkan.db")
	_, err = store.Open(context.Background(), serve)
	wantCode(t, err, "store.no-directory")
}
