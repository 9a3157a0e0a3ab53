package e2e_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"testing"
	"time"
)

// A credential that asks too much is told to wait, and it alone: others behind the same address go on, also when somebody there loads
// the page of signing in again and again, and shows one wrong credential after the other.
func TestOneThatAsksTooMuchIsHeldBackAlone(t *testing.T) {
	b := besiege(t, "--log-level", "warn")
	eager, other := b.as(b.people["leader"].Token), b.as(b.people["secretary"].Token)
	browser := b.comesIn(t, "technician")
	asked, held := 0, false
	for ; asked < 2600 && !held; asked++ {
		a := eager.ask(http.MethodGet, "/api/v1/me", nil)
		if held = a.Status == http.StatusTooManyRequests; held {
			if a.Header.Get("Retry-After") == "" || a.problem(t).Code != "http.too-many" {
				t.Errorf("it is not told how long to wait: %v %s", a.Header, a.Body)
			}
		} else if a.Status != http.StatusOK {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
	}
	if !held || asked < 1000 {
		t.Errorf("held back after %d: %v", asked, held)
	}
	others := func(when string) {
		t.Helper()
		for range 20 {
			if a := other.ask(http.MethodGet, "/api/v1/me", nil); a.Status != http.StatusOK {
				t.Fatalf("%s, a program with its own token: %d", when, a.Status)
			}
			if a := browser.ask(http.MethodGet, "/account", nil); a.Status != http.StatusOK {
				t.Fatalf("%s, somebody who has signed in: %d", when, a.Status)
			}
		}
	}
	others("when one asks too much")
	for range 600 {
		if a := b.as("").ask(http.MethodGet, "/sign-in", nil); a.Status != http.StatusOK {
			t.Fatalf("the page of signing in: %d", a.Status)
		}
	}
	others("when many load the page of signing in")
	got := map[int]int{}
	for i := range 700 {
		got[b.as(fmt.Sprintf("svk_%032d_00000000", i)).ask(http.MethodGet, "/api/v1/me", nil).Status]++
		got[b.as("").ask(http.MethodGet, "/api/v1/me", nil, "Cookie", fmt.Sprintf("samverkan=gissning-%d", i)).Status]++
	}
	t.Logf("held back after %d; wrong credentials were answered with %v", asked, got)
	if got[http.StatusOK] > 0 {
		t.Errorf("%v", got)
	}
	others("when somebody guesses at credentials")
	b.comesIn(t, "colleague").get("/account") // and who comes now comes in
	b.alive(t)
}

// A hundred who try to sign in at once cost a bounded amount of memory, and nobody else notices much.
func TestManySignInsAtOnce(t *testing.T) {
	b := besiege(t, "--log-level", "warn")
	before := b.procs(t, "VmRSS")
	var flood sync.WaitGroup
	var mu sync.Mutex
	got := map[int]int{}
	for i := range 100 {
		c := b.browser()
		flood.Go(func() {
			a, err := c.try(http.MethodPost, "/sign-in", []byte(url.Values{"login": {fmt.Sprintf("flod%d@ovning.example", i)}, "password": {"ett-lösenord-som-är-fel"}}.Encode()),
				"Content-Type", "application/x-www-form-urlencoded")
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Errorf("no answer: %v", err)
			}
			got[a.Status]++
		})
	}
	done := make(chan struct{})
	go func() {
		flood.Wait()
		close(done)
	}()
	var took []time.Duration
	leader := b.as(b.people["leader"].Token)
	for over := false; !over; {
		for _, ask := range []func(){func() { b.as("").get("/readyz") }, func() { leader.get(here("")) }} {
			begun := time.Now()
			ask()
			took = append(took, time.Since(begun))
		}
		select {
		case <-done:
			over = true
		case <-time.After(5 * time.Millisecond):
		}
	}
	slices.Sort(took)
	p99 := took[len(took)*99/100]
	peak := b.procs(t, "VmHWM")
	t.Logf("answered with %v; %d others meanwhile, the slowest in a hundred %v; memory %d MB, at the most %d MB", got, len(took), p99.Round(time.Millisecond), before>>10, peak>>10)
	if got[http.StatusUnauthorized] == 0 || got[http.StatusTooManyRequests] == 0 || got[http.StatusUnauthorized]+got[http.StatusTooManyRequests] != 100 {
		t.Errorf("answered with %v", got)
	}
	if p99 > 5*time.Second {
		t.Errorf("others wait %v", p99)
	}
	if peak > 300<<10 {
		t.Errorf("%d MB", peak>>10)
	}
	b.comesIn(t, "leader")
}
