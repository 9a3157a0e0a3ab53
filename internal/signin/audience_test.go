package signin_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
)

// Many follow, more than one statement asks about; the answer for each is its own, whatever happened to the others.
func TestAdmitLooksAtEachOfMany(t *testing.T) {
	w := open(t).stock()
	p := w.called()
	const n = 250
	all := make([]clerk.Identity, n)
	for i := range all {
		actor := []string{host, invited, "lst-skane"}[i%3]
		m := w.person(fmt.Sprintf("p%d@ek.se", i), actor, directory.Writer, false)
		c := must(w.SessionFor(t.Context(), m, "prov"))(t)
		b := w.browser()
		b.setCookie(c.Value)
		all[i] = w.who(b)
	}
	ended, disabled := 4, 7
	if err := w.clerk.EndSession(t.Context(), all[ended], ""); err != nil {
		t.Fatal(err)
	}
	w.administer(clerk.DisableAccount{Member: all[disabled].Member})
	said := must(w.clerk.Admit(t.Context(), p.ID, all))(t)
	for i, x := range said {
		want := ""
		switch {
		case i == ended, i == disabled:
			want = "access.session-over"
		case i%3 == 2:
			want = "conference.unknown"
		}
		if fault.CodeOf(x.Err) != want || want == "" && (x.Class == "" || !x.Until.After(w.clock.now())) {
			t.Errorf("%d: %+v, want %q", i, x, want)
		}
	}
}

// However many come at once, every one of them is known to have been there.
func TestSeenAtOnce(t *testing.T) {
	w := open(t).stock()
	const n = 60
	browsers, members := make([]*browser, n), make([]string, n)
	for i := range browsers {
		members[i] = w.person(fmt.Sprintf("p%d@ek.se", i), host, directory.Writer, false)
		c := must(w.SessionFor(t.Context(), members[i], "prov"))(t)
		browsers[i] = w.browser()
		browsers[i].setCookie(c.Value)
	}
	w.clock.pass(25 * time.Minute)
	var together sync.WaitGroup
	for _, b := range browsers {
		together.Go(func() { b.in() })
	}
	together.Wait()
	seen := func() (late int) {
		for _, m := range members {
			own := must(w.clerk.Sessions(t.Context(), w.as(m)))(t)
			if w.clock.now().Sub(own[0].Seen) > time.Minute {
				late++
			}
		}
		return late
	}
	for end := time.Now().Add(10 * time.Second); seen() > 0; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%d of %d are not known to have been there", seen(), n)
		}
	}
}
