package clerk_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/journal"
	"samverkan/internal/store/pgtest"
	"samverkan/minutes"
)

// postgres is the server of this test binary; TestMain stops it.
var postgres pgtest.Server

// TestTheMeetingOnAServer holds the whole regional conference on PostgreSQL, its commands given to two nodes in turn. State, rows and
// minutes are those of the same meeting on SQLite, and the same random bytes give the very same chain.
func TestTheMeetingOnAServer(t *testing.T) {
	address, dir := postgres.Database(t), t.TempDir()
	a := openOn(t, address, dir, 1)
	b := openOn(t, address, dir, 2)
	p := plan(t, "regional")
	a.stock()
	a.called(p)
	for i, x := range wishes(p, run(t, "regional")) {
		w := []*world{a, b}[i%2]
		w.clock.set(x.OccurredAt)
		if _, err := w.Do(t.Context(), x.who, p.ID, x.Wish); err != nil {
			t.Fatalf("line %d: %s: %v", x.line, x.Command.Name(), err)
		}
	}
	file := at(t, "held")
	for _, w := range []*world{a, b} {
		same(t, file, w)
		w.whole()
	}

	alone := openOn(t, postgres.Database(t), t.TempDir(), 1)
	alone.stock()
	alone.called(p)
	alone.play(p, nil)
	ours, theirs := file.journal(clerk.OwnerIdentity(), regional), alone.journal(clerk.OwnerIdentity(), regional)
	if len(ours) == 0 || len(ours) != len(theirs) || ours[len(ours)-1].Hash != theirs[len(theirs)-1].Hash {
		t.Errorf("%d rows, %d on the server; the chains end differently", len(ours), len(theirs))
	}
}

// same compares what two installations say of the regional conference.
func same(t *testing.T, a, b *world) {
	t.Helper()
	for _, who := range []clerk.Identity{clerk.OwnerIdentity(), tib(host), tib(attendee), tib(observer)} {
		x, y := a.view(who, regional), b.view(who, regional)
		if d := cmp.Diff(x.Conference, y.Conference, cmpopts.EquateEmpty(), everything); d != "" {
			t.Errorf("%s: the state differs:\n%s", who.Actor, d)
		}
		if d := cmp.Diff(minutes.Compose(x.Conference, minutes.Options{May: x.May}), minutes.Compose(y.Conference, minutes.Options{May: y.May}),
			cmpopts.EquateEmpty(), everything, cmp.FilterValues(func(x, y func(conference.Secrecy) bool) bool { return true }, cmp.Ignore())); d != "" {
			t.Errorf("%s: the minutes differ:\n%s", who.Actor, d)
		}
		if d := cmp.Diff(a.journal(who, regional), b.journal(who, regional),
			cmpopts.IgnoreFields(journal.Entry{}, "Salt", "Digest", "Prev", "Hash", "CommandID")); d != "" {
			t.Errorf("%s: the rows differ:\n%s", who.Actor, d)
		}
	}
}

// TestTwoNodesAtOneMeeting: two nodes' secretaries write at the same time, and each command is given to both. Every note stands
// once, with a label of its own, and both nodes see the same.
func TestTwoNodesAtOneMeeting(t *testing.T) {
	address, dir := postgres.Database(t), t.TempDir()
	a := openOn(t, address, dir, 1)
	p := plan(t, "regional")
	a.stock()
	a.called(p)
	a.play(p, until[*conference.CloseMeeting]())
	b := openOn(t, address, dir, 2)
	b.clock.set(a.clock.now())
	before := len(a.view(clerk.OwnerIdentity(), regional).Conference.Notes)
	const writers, each = 4, 10
	var wg sync.WaitGroup
	for g := range writers {
		wg.Go(func() {
			for i := range each {
				text := fmt.Sprint("Samtidigt ", g, " ", i)
				for _, w := range []*world{a, b}[g%2:] {
					if _, err := w.Do(t.Context(), holder(conference.Secretary), regional, clerk.Wish{ID: text, Command: note(text)}); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	wg.Wait()
	for _, w := range []*world{a, b} {
		notes := w.view(clerk.OwnerIdentity(), regional).Conference.Notes
		labels := map[string]bool{}
		for _, n := range notes {
			labels[n.ID] = true
		}
		if len(notes) != before+writers*each || len(labels) != len(notes) {
			t.Errorf("%d notes with %d labels, want %d", len(notes), len(labels), before+writers*each)
		}
		w.whole()
	}
}
