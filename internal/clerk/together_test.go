package clerk_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/journal"
)

// everything compares conferences with all that is in them.
var everything = cmp.Options{cmp.Exporter(func(reflect.Type) bool { return true })}

// keptAsFolded fails the test when what the clerk keeps of a conference is not what its journal adds up to.
func keptAsFolded(w *world, id string) {
	w.t.Helper()
	folded, head, err := w.Folded(w.t.Context(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	kept, at := w.Kept(id)
	if at != head {
		w.t.Fatalf("kept up to %v, the journal is at %v", at, head)
	}
	if reflect.DeepEqual(folded, kept) {
		return // which is a hundred times faster than to look for differences
	}
	if diff := cmp.Diff(folded, kept, everything); diff != "" {
		w.t.Fatalf("folded (-), kept (+):\n%s", diff)
	}
}

// Two processes at one conference, taking turns by chance and often giving what the other has given: nothing is lost, nothing
// is double, and both end with what one process alone makes of it.
func TestTwoProcesses(t *testing.T) {
	p := plan(t, "regional")
	alone := at(t, "held")
	want := alone.journal(clerk.OwnerIdentity(), p.ID)
	for seed := range uint64(3) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			chance := rand.New(rand.NewPCG(seed, 1))
			a := at(t, "called")
			b := open(t, a.dir, 3)
			desks := []*world{a, b}
			list := wishes(p, run(t, "regional"))
			last := map[string]int64{}
			for i, x := range list {
				for n := 0; n == 0 || chance.IntN(4) == 0; n++ {
					w := desks[chance.IntN(2)]
					w.clock.set(x.OccurredAt)
					r, err := w.Do(t.Context(), x.who, p.ID, x.Wish)
					if err != nil {
						t.Fatalf("line %d: %v", x.line, err)
					}
					if seen, again := last[x.ID]; again && (seen != r.Last || r.Status != clerk.Already) {
						t.Errorf("line %d: %+v, the first time %d", x.line, r, seen)
					}
					last[x.ID] = r.Last
				}
				if back := list[chance.IntN(i+1)]; chance.IntN(8) == 0 {
					if r, err := desks[chance.IntN(2)].Do(t.Context(), back.who, p.ID, back.Wish); err != nil || r.Last != last[back.ID] {
						t.Errorf("line %d, long after: %+v, %v", back.line, r, err)
					}
				}
			}
			got := a.journal(clerk.OwnerIdentity(), p.ID)
			same := cmpopts.IgnoreFields(journal.Entry{}, "Salt", "Digest", "Prev", "Hash", "RecordedAt", "CommandID")
			if diff := cmp.Diff(want, got, same); diff != "" {
				t.Error(diff)
			}
			for _, w := range desks {
				w.whole()
				w.do(holder(conference.Leader), p.ID, time.Time{}, "", &conference.Evaluate{Text: w.dir}) // it must catch up first
				keptAsFolded(w, p.ID)
			}
		})
	}
}

// Many at once, through two processes, each command sent twice at the same time.
func TestManyAtOnce(t *testing.T) {
	const writers, each = 8, 12
	a := at(t, "open")
	b := open(t, a.dir, 3)
	b.clock.set(a.clock.now())
	before, head, _ := a.Folded(t.Context(), regional)
	var mu sync.Mutex
	numbers := map[string]map[int64]bool{}
	accepted := 0
	var wg sync.WaitGroup
	for g := range writers {
		for _, w := range []*world{a, b} {
			wg.Go(func() {
				for i := range each {
					id := fmt.Sprintf("g%d-%d", g, i)
					r, err := w.Do(t.Context(), holder(conference.Secretary), regional, clerk.Wish{ID: id, Command: note(id)})
					if err != nil {
						t.Error(id, err)
						return
					}
					mu.Lock()
					if numbers[id] == nil {
						numbers[id] = map[int64]bool{}
					}
					numbers[id][r.Last] = true
					if r.Status == clerk.Accepted {
						accepted++
					}
					mu.Unlock()
				}
			})
		}
	}
	wg.Wait()
	if accepted != writers*each || len(numbers) != writers*each {
		t.Errorf("%d accepted of %d, want %d", accepted, len(numbers), writers*each)
	}
	for id, n := range numbers {
		if len(n) != 1 {
			t.Errorf("%s stands at %v", id, n)
		}
	}
	for _, w := range []*world{a, b} {
		c, now, err := w.Folded(t.Context(), regional)
		if err != nil || now.Seq != head.Seq+writers*each || len(c.Notes) != len(before.Notes)+writers*each {
			t.Errorf("%d entries, %d notes, %v", now.Seq-head.Seq, len(c.Notes)-len(before.Notes), err)
		}
		labels, texts := map[string]bool{}, map[string]bool{}
		for _, n := range c.Notes {
			labels[n.ID] = true
		}
		for _, n := range c.Notes[len(before.Notes):] {
			texts[n.Text] = true
		}
		if len(labels) != len(c.Notes) || len(texts) != writers*each {
			t.Errorf("%d labels for %d notes, %d texts", len(labels), len(c.Notes), len(texts))
		}
	}
	a.whole()
}

// Two who open the same meeting, mark the same actor, settle the same decision at the same time: one does it, and the other hears that
// it is done or why not. Nothing happens twice.
func TestTheSameWishFromTwo(t *testing.T) {
	a := at(t, "called")
	b := open(t, a.dir, 3)
	b.clock.set(a.clock.now())
	give := func(name string, cmd func() conference.Command) (accepted int) {
		var mu sync.Mutex
		var wg sync.WaitGroup
		for _, w := range []*world{a, b, a, b} {
			wg.Go(func() {
				r, err := w.Do(t.Context(), holder(conference.Leader), regional, clerk.Wish{Command: cmd()})
				mu.Lock()
				defer mu.Unlock()
				if err != nil {
					t.Errorf("%s: %v", name, err)
				}
				if r.Status == clerk.Accepted {
					accepted++
				}
			})
		}
		wg.Wait()
		return accepted
	}
	for _, c := range []struct {
		name string
		cmd  func() conference.Command
	}{
		{"open", func() conference.Command { return &conference.OpenMeeting{} }},
		{"roll-call", func() conference.Command { return &conference.OpenRollCall{} }},
		{"mark", func() conference.Command {
			return &conference.MarkAttendance{Participant: attendee, Status: conference.Present}
		}},
		{"item", func() conference.Command { return &conference.StartItem{Item: "p1"} }},
		{"own label", func() conference.Command {
			n := note("Med eget namn")
			n.ID = "eget"
			return n
		}},
	} {
		if n := give(c.name, c.cmd); n != 1 {
			t.Errorf("%s happened %d times", c.name, n)
		}
	}
	a.whole()
}
