//go:build soak

package signin_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"samverkan/internal/directory"
)

// The time of an answer does not tell whether an account exists (D15): 200 of each, in turn, at full cost; the Mann–Whitney
// test must not tell them apart.
func TestTiming(t *testing.T) {
	w := open(t).stock()
	var known []string
	for i := range 25 {
		known = append(known, numbered("finns%d@ek.se", i))
		w.person(known[i], host, directory.Writer, false)
	}
	w.Costly()
	for _, login := range known { // their passwords get the same cost as the one of nobody
		w.browser().signIn(login)
	}
	var times [2][]float64
	for i := range 200 {
		for which, login := range []string{known[i%25], numbered("finnsinte%d@ek.se", i%25)} {
			b := w.browser()
			b.address = numbered("192.0.2.%d", i)
			start := time.Now()
			b.post("/sign-in", 401, "login", login, "password", "fel lösenord")
			times[which] = append(times[which], time.Since(start).Seconds())
		}
	}
	if z := mannWhitney(times[0], times[1]); math.Abs(z) > 3.3 { // one in a thousand by chance
		t.Fatalf("z = %.2f: the two can be told apart", z)
	}
}

// mannWhitney gives how many standard deviations the sum of ranks of a is from what chance would make it.
func mannWhitney(a, b []float64) float64 {
	all := slices.Sorted(slices.Values(slices.Concat(a, b)))
	rank := map[float64]float64{}
	for i, v := range all {
		rank[v] = float64(i + 1)
	}
	sum, n, m := 0.0, float64(len(a)), float64(len(b))
	for _, v := range a {
		sum += rank[v]
	}
	return (sum - n*(n+m+1)/2) / math.Sqrt(n*m*(n+m+1)/12)
}
