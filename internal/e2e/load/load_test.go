//go:build linux

package main

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// The children of the program are this test binary, when it is a test that starts them.
func TestMain(m *testing.M) {
	if slices.Contains(os.Args, "-as") {
		main()
		return
	}
	os.Exit(m.Run())
}

// A few followers for a second: everything comes, once, and the tables say so. How fast is nobody's business here.
func TestEverythingComesOnce(t *testing.T) {
	s := settings{rates: list{20}, followers: list{50}, duration: time.Second, storm: true, servers: "floor,hub,service"}
	all, err := starters(s, t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var results []result
	for _, x := range all {
		r, err := measureOne(s, x.start, 50)
		if err != nil {
			t.Fatalf("%s: %v", x.name, err)
		}
		results = append(results, r...)
	}
	for _, r := range results {
		if r.Lost+r.Doubled+r.Closed > 0 || r.refused+r.Incomplete > 0 {
			t.Errorf("%s %s: %+v", r.target, r.what, r)
		}
		if r.what == "" && (r.Entries != 20 || r.P99 <= 0 || r.cpu <= 0) {
			t.Errorf("%s: %+v", r.target, r)
		}
		if r.what == "storm" && r.target != "floor (C)" && r.target != "floor (Go)" && r.back <= 0 {
			t.Errorf("nobody came back: %+v", r)
		}
	}
	var b bytes.Buffer
	writeTables(&b, results)
	for _, part := range []string{"| floor", "| hub | 50 | 20/s", "| service | 50 | 20/s", "G1", "G2", "G3", "G7"} {
		if !strings.Contains(b.String(), part) {
			t.Errorf("%s is missing in\n%s", part, &b)
		}
	}
}

func TestLinesAreCounted(t *testing.T) {
	h := &herd{recording: true}
	var s stream
	for _, b := range []string{
		"event: hello\ndata: {}\n\nid: 4\nda", "ta: x @T0000000000000000005@ y\n", "\nid: 5\n\nid: 5\n\nid", ": 9\n\n",
	} {
		h.take(&s, []byte(b), 12)
	}
	r := h.result
	if r.Delivered != 4 || r.Lost != 3 || r.Doubled != 1 || r.Head != 9 || s.last != 9 {
		t.Errorf("it counts %+v", r)
	}
	if len(h.samples) != 1 || h.samples[0] != (sample{posted: 5, took: 7}) {
		t.Errorf("it times %v", h.samples)
	}
}

func TestMediansOverRounds(t *testing.T) {
	var rounds []result
	for _, n := range []int64{30, 10, 20} {
		rounds = append(rounds, result{target: "hub", followers: 9, rate: 1, seen: seen{P99: n, Lost: n}, cpu: float64(n)})
	}
	m := medians(rounds)
	if len(m) != 1 || m[0].P99 != 20 || m[0].cpu != 20 || m[0].Lost != 30 {
		t.Errorf("%+v", m)
	}
}
