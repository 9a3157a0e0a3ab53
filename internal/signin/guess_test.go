package signin_test

import (
	"net/http"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/signin"
)

// Who asks about an account learns nothing from the answer (faults.md D15): status, headers and every byte of the page are alike
// for one that exists, one that does not, one that is disabled and one that was never opened.
func TestEnumeration(t *testing.T) {
	w := open(t).stock()
	w.person("finns@ek.se", host, directory.Writer, false)
	off := w.person("stangd@ek.se", host, directory.Writer, false)
	w.administer(clerk.DisableAccount{Member: off})
	must(w.Invite(t.Context(), clerk.OwnerIdentity(), directory.Member{Name: "B", Actor: host, SystemRole: directory.Writer}, "bjuden@ek.se", false, "sv"))(t)
	logins := []string{"finns@ek.se", "ingen@ek.se", "stangd@ek.se", "bjuden@ek.se", "inte en adress", strings.Repeat("å", 300)}
	nonce := regexp.MustCompile(`nonce(-|=")[\w-]{43}`) // another each time, whoever asks
	for try := range 12 {                               // until after the lock
		var first answer
		for i, login := range logins {
			password := "fel lösenord här"
			if login == "stangd@ek.se" {
				password = phrase
			}
			b := w.browser()
			got := b.send("POST", "/sign-in", map[string][]string{"login": {login}, "password": {password}})
			got.body = nonce.ReplaceAllString(strings.ReplaceAll(got.body, login, "X"), "")
			got.header.Set("Content-Security-Policy", nonce.ReplaceAllString(got.header.Get("Content-Security-Policy"), ""))
			got.header.Del("Date")
			got.header.Del("Content-Length")
			if i == 0 {
				first = got
			}
			if got.status != first.status || got.body != first.body || !sameHeader(got.header, first.header) {
				t.Fatalf("try %d of %s: %d %v, of %s: %d %v\n%s", try+1, logins[0], first.status, first.header, login, got.status, got.header, got.body)
			}
		}
		if want := 401; try < 10 && first.status != want || try >= 10 && first.status != 429 {
			t.Fatalf("try %d: %d", try+1, first.status)
		}
	}
	// A link that was used, one that has expired, and one that never was.
	a, b := w.browser().send("GET", "/link/aldrig", nil), w.browser().send("GET", "/guest/aldrig", nil)
	if a.status != 410 || b.status != 410 || a.body != b.body {
		t.Fatal(a.status, b.status)
	}
}

func sameHeader(a, b http.Header) bool {
	if len(a) != len(b) {
		return false
	}
	for k := range a {
		if strings.Join(a[k], "\n") != strings.Join(b[k], "\n") {
			return false
		}
	}
	return true
}

// Ten thousand guesses from one address come to nothing, while somebody else behind the same address, and the person itself
// in a browser of its own, get in (D16).
func TestBruteForce(t *testing.T) {
	w := open(t).stock()
	w.person("mal@ek.se", host, directory.Writer, false)
	w.person("granne@ek.se", host, directory.Writer, false)
	own := w.browser()
	own.signIn("mal@ek.se")
	own.post("/sign-out", 303)

	var wrong, locked, busy, others atomic.Int64
	var guessing sync.WaitGroup
	for worker := range 20 {
		guessing.Go(func() {
			b := w.browser()
			for i := range 500 {
				a := b.send("POST", "/sign-in", map[string][]string{"login": {"mal@ek.se"}, "password": {numbered("gissning %d", worker*500+i)}})
				switch {
				case a.status == 401:
					wrong.Add(1)
				case a.status == 429 && strings.Contains(a.body, "misslyckade"):
					locked.Add(1)
				case a.status == 429 && a.header.Get("Retry-After") != "":
					busy.Add(1)
				default:
					others.Add(1)
				}
			}
		})
	}
	guessing.Wait()
	if wrong.Load() > 12 || wrong.Load() < 10 || others.Load() != 0 || locked.Load() < 9000 {
		t.Fatalf("%d guesses were looked at, %d were locked out, %d had to wait, %d other", wrong.Load(), locked.Load(), busy.Load(), others.Load())
	}
	w.browser().signIn("granne@ek.se")
	own.signIn("mal@ek.se") // a browser that is known for it
	elsewhere := w.browser()
	elsewhere.address = "198.51.100.7"
	elsewhere.signIn("mal@ek.se")
	stranger := w.browser()
	stranger.post("/sign-in", 429, "login", "mal@ek.se", "password", phrase)
	w.clock.pass(15*time.Minute + time.Second)
	stranger.signIn("mal@ek.se")
}

// From many addresses, each further guess has to wait; who signs in where it usually does, does not.
func TestBruteForceFromManyAddresses(t *testing.T) {
	w := open(t).stock()
	w.person("mal@ek.se", host, directory.Writer, false)
	usual := w.browser()
	usual.address = "198.51.100.1"
	usual.signIn("mal@ek.se")
	looked := 0
	for i := range 200 {
		b := w.browser()
		b.address = numbered("203.0.113.%d", i)
		if a := b.send("POST", "/sign-in", map[string][]string{"login": {"mal@ek.se"}, "password": {"gissning som är fel"}}); a.status == 401 {
			looked++
		}
		w.clock.pass(100 * time.Millisecond)
	}
	if looked < 30 || looked > 45 {
		t.Fatalf("%d guesses were looked at", looked)
	}
	new := w.browser()
	new.address = "198.51.100.1" // another browser at the usual place
	new.signIn("mal@ek.se")
	away := w.browser()
	away.address = "198.51.100.2"
	away.post("/sign-in", 429, "login", "mal@ek.se", "password", phrase)
	w.clock.pass(30 * time.Second)
	away.signIn("mal@ek.se")
}

// One guess for each of many names: the address as a whole is held back, and known browsers behind it are not.
func TestSpraying(t *testing.T) {
	w := open(t).stock()
	w.person("granne@ek.se", host, directory.Writer, false)
	known := w.browser()
	known.signIn("granne@ek.se")
	known.post("/sign-out", 303)
	looked, held := 0, 0
	b := w.browser()
	for i := range 700 {
		switch a := b.send("POST", "/sign-in", map[string][]string{"login": {numbered("namn%d@ek.se", i)}, "password": {"Sommar2027!!"}}); a.status {
		case 401:
			looked++
		case 429:
			held++
		}
	}
	if held == 0 || looked > 620 {
		t.Fatalf("%d looked at, %d held back", looked, held)
	}
	known.signIn("granne@ek.se")
}

// Ten thousand guesses of links, guest links, tokens and codes of devices.
func TestGuessingSecrets(t *testing.T) {
	w := open(t).stock()
	w.person("a@ek.se", host, directory.Writer, false)
	b := w.browser()
	b.signIn("a@ek.se")
	got := map[int]int{}
	for i := range 1500 {
		got[b.send("GET", numbered("/link/gissning-%d", i), nil).status]++
		got[b.send("POST", numbered("/guest/gissning-%d", i), map[string][]string{"name": {"X"}}).status]++
		got[b.send("POST", "/device", map[string][]string{"code": {"BCDFGHJK"}, "answer": {"yes"}}).status]++
	}
	if got[410]+got[404]+got[429] != 4500 || got[429] < 3000 || got[404] != 5 {
		t.Fatalf("%v", got)
	}
	for range 10_000 {
		if _, err := w.bearer(w.NewToken()); err == nil {
			t.Fatal("a guessed token let somebody in")
		}
	}
}

// Five hundred who sign in at once, at full cost: memory stays bounded, those who find no place are told when to come back,
// and everybody who keeps trying gets an answer (D17).
func TestFlood(t *testing.T) {
	w := open(t)
	w.stock()
	w.person("mal@ek.se", host, directory.Writer, false)
	full := open(t, func(o *signin.Options) { o.Clerk = w.clerk })
	full.Costly()
	runtime.GC()
	var peak atomic.Uint64
	stop := make(chan struct{})
	var watching, flood sync.WaitGroup
	watching.Go(func() {
		for {
			select {
			case <-stop:
				return
			case <-time.After(2 * time.Millisecond):
				peak.Store(max(peak.Load(), resident(t)))
			}
		}
	})
	var looked, busy, others atomic.Int64
	for i := range 500 {
		flood.Go(func() {
			a := full.browser().send("POST", "/sign-in", map[string][]string{"login": {numbered("namn%d@ek.se", i)}, "password": {"Sommar2027!!"}})
			switch {
			case a.status == 401:
				looked.Add(1)
			case a.status == 429 && a.header.Get("Retry-After") != "":
				busy.Add(1)
			default:
				others.Add(1)
			}
		})
	}
	flood.Wait()
	close(stop)
	watching.Wait()
	t.Logf("%d looked at, %d asked to come back, %d MB resident at the most", looked.Load(), busy.Load(), peak.Load()>>20)
	if others.Load() != 0 || busy.Load() == 0 || looked.Load() < 2 {
		t.Fatal(looked.Load(), busy.Load(), others.Load())
	}
	if peak.Load() > 300<<20 {
		t.Fatalf("%d MB resident", peak.Load()>>20)
	}
}
