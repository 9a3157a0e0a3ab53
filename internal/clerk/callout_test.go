package clerk_test

import (
	"sync"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
)

// The same call pressed many times at once is one call, though each press had decided a time of its own; and nobody else can find out that
// it was made.
func TestTheSameCallAtOnce(t *testing.T) {
	w := outward(t, "stocked")
	p := plan(t, "regional")
	w.clock.set(p.Start.Add(-time.Hour))
	const presses = 8
	var all sync.WaitGroup
	already := make([]bool, presses)
	for i := range presses {
		all.Go(func() {
			mine := p
			mine.Start, mine.End = p.Start.Add(time.Duration(i)*time.Second), p.End.Add(time.Duration(i)*time.Second)
			x, err := w.CallOut(t.Context(), tib(host), clerk.CallOut{Plan: mine})
			if err != nil {
				t.Error(err)
				return
			}
			already[i] = x.Already
		})
	}
	all.Wait()
	first := 0
	for _, again := range already {
		if !again {
			first++
		}
	}
	if first != 1 || len(w.view(tib(host), p.ID).Conference.Issues) != 1 {
		t.Errorf("%d calls", first)
	}
	if x, err := w.CallOut(t.Context(), tib(outsider), clerk.CallOut{Plan: conference.Plan{ID: p.ID}}); err == nil || x.Conference != nil {
		t.Errorf("somebody else sees it: %+v", x)
	}
}
