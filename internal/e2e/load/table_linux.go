package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"
)

func tell(r result) { fmt.Fprintf(os.Stderr, "%s\n", row(r)) }

func ms(ns int64) string {
	if ns < int64(10*time.Millisecond) {
		return fmt.Sprintf("%.2f", float64(ns)/1e6)
	}
	return fmt.Sprintf("%.0f", float64(ns)/1e6)
}

func row(r result) string {
	what := r.target
	switch {
	case r.what == "storm":
		return fmt.Sprintf("| %s, all at once | %d | connected %.2f s, back %.2f s | %.0f us/connection"+
			" | lost %d, doubled %d, closed %d |", what, r.followers, r.connected.Seconds(), r.back.Seconds(), r.cpu, r.Lost, r.Doubled, r.Closed)
	case r.what != "":
		what += ", " + r.what + fmt.Sprintf(" (%d cut)", r.SlowClosed)
	}
	return fmt.Sprintf("| %s | %d | %g/s | %s | %s | %s | %s | %s | %s | %.2f | %.1f | %d / %d / %d / %d | %.2f |",
		what, r.followers, r.rate, ms(r.P50), ms(r.P99), ms(r.Max), ms(r.Last), ms(r.postP50), ms(r.postP99), r.cpu, r.memory,
		r.Lost, r.Doubled, r.Incomplete, r.refused, r.others)
}

// writeTables shows the median of each column over the rounds, and what the goals are about.
func writeTables(w io.Writer, results []result) {
	fmt.Fprintln(w, "| server | followers | rate | p50 ms | p99 ms | max ms | last ms | POST p50 ms | POST p99 ms | CPU us/delivery"+
		" | KiB/follower | lost / doubled / incomplete / refused | other work, cores |")
	fmt.Fprintln(w, "|---|---|---|---|---|---|---|---|---|---|---|---|---|")
	middle := medians(results)
	for _, r := range middle {
		if r.what != "storm" {
			fmt.Fprintln(w, row(r))
		}
	}
	fmt.Fprintln(w)
	for _, r := range middle {
		if r.what == "storm" {
			fmt.Fprintln(w, row(r))
		}
	}
	writeGoals(w, middle)
}

// medians puts the rounds of the same measurement together, in the order in which they first came.
func medians(results []result) []result {
	var out []result
	for i, r := range results {
		same := func(o result) bool {
			return o.target == r.target && o.what == r.what && o.followers == r.followers && o.rate == r.rate
		}
		if slices.ContainsFunc(results[:i], same) {
			continue
		}
		var rounds []result
		for _, o := range results[i:] {
			if same(o) {
				rounds = append(rounds, o)
			}
		}
		out = append(out, median(rounds))
	}
	return out
}

// median takes the middle of each time, and the worst of each count.
func median(rounds []result) result {
	m := rounds[0]
	for _, f := range []func(*result) *int64{
		func(r *result) *int64 { return &r.P50 }, func(r *result) *int64 { return &r.P99 },
		func(r *result) *int64 { return &r.Max }, func(r *result) *int64 { return &r.Last },
		func(r *result) *int64 { return &r.postP50 }, func(r *result) *int64 { return &r.postP99 },
		func(r *result) *int64 { return (*int64)(&r.connected) }, func(r *result) *int64 { return (*int64)(&r.back) },
	} {
		*f(&m) = middleOf(rounds, f)
	}
	for _, f := range []func(*result) *float64{
		func(r *result) *float64 { return &r.cpu }, func(r *result) *float64 { return &r.memory },
		func(r *result) *float64 { return &r.others },
	} {
		*f(&m) = middleOf(rounds, f)
	}
	for _, r := range rounds {
		m.Lost, m.Doubled = max(m.Lost, r.Lost), max(m.Doubled, r.Doubled)
		m.Incomplete, m.refused = max(m.Incomplete, r.Incomplete), max(m.refused, r.refused)
		m.Closed, m.SlowClosed = max(m.Closed, r.Closed), min(m.SlowClosed, r.SlowClosed)
	}
	return m
}

func middleOf[T int64 | float64](rounds []result, field func(*result) *T) T {
	var all []T
	for _, r := range rounds {
		all = append(all, *field(&r))
	}
	slices.Sort(all)
	return all[len(all)/2]
}

// writeGoals holds each server beside the floor.
func writeGoals(w io.Writer, results []result) {
	find := func(target, what string, followers int, rate float64) (result, bool) {
		i := slices.IndexFunc(results, func(r result) bool {
			return strings.HasPrefix(r.target, target) && r.what == what && r.followers == followers && r.rate == rate
		})
		if i < 0 {
			return result{}, false
		}
		return results[i], true
	}
	fmt.Fprintln(w, "\n| goal | server | followers | rate | measured | wanted |\n|---|---|---|---|---|---|")
	say := func(goal string, r result, measured, wanted float64) {
		fmt.Fprintf(w, "| %s | %s | %d | %g/s | %.2f | %.2f |\n", goal, r.target, r.followers, r.rate, measured, wanted)
	}
	for _, r := range results {
		if strings.HasPrefix(r.target, "floor") || r.what != "" {
			continue
		}
		if f, ok := find("floor", "", r.followers, r.rate); ok {
			say("G1 CPU for each delivery, times the floor's", r, r.cpu/f.cpu, 1.3)
			say("G2 p99, times the floor's", r, float64(r.P99)/float64(f.P99), 1.4)
		}
		say("G3 memory of the server, KiB for each follower", r, r.memory, 3)
		if few, ok := find(r.target, "", 1000, r.rate); ok && r.followers > 1000 {
			say("G4 POST p50, times that with 1,000 followers", r, float64(r.postP50)/float64(few.postP50), 1.5)
		}
		if slower, ok := find(r.target, "", r.followers, 5); ok && r.rate == 40 {
			say("G5 p99, times that at 5/s", r, float64(r.P99)/float64(slower.P99), 1.5)
		}
	}
	for _, r := range results {
		if r.what == "storm" && r.back > 0 {
			say("G7 all back with 20 entries each, times connecting alone", r, float64(r.back)/float64(r.connected), 1.2)
		}
		if r.what != "slow 200" {
			continue
		}
		if without, ok := find(r.target, "slow 0", slowFollowers, r.rate); ok {
			say("G9 p99 of the others, times that without slow ones", r, float64(r.P99)/float64(without.P99), 1.1)
		}
		say("G9 slow ones cut, of 200", r, float64(r.SlowClosed), 200)
	}
	fmt.Fprintf(w, "\n%s, %s, load of the machine at the end %s\n", time.Now().UTC().Format(time.DateOnly), machine(), loadOfMachine())
}

// loadOfMachine is how many wanted to run in the last minute.
func loadOfMachine() string {
	b, _ := os.ReadFile("/proc/loadavg")
	one, _, _ := strings.Cut(string(b), " ")
	return one
}

// machine names the processor.
func machine() string {
	b, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(b)) {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return "an unknown processor"
}
