package e2e_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"
	"time"

	"samverkan/internal/wire"
)

// desk gives commands until it is told to stop, and remembers what was acknowledged.
type desk struct {
	mu     sync.Mutex
	safe   map[string]int64 // command id to number
	asked  []string         // in order, answered or not
	other  map[string]int   // other answers, by status and code
	prefix string
	n      int
}

func newDesk(prefix string) *desk {
	return &desk{safe: map[string]int64{}, other: map[string]int{}, prefix: prefix}
}

// next is a command that nobody has given.
func (d *desk) next() wire.Command {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.n++
	id := fmt.Sprintf("%s-%d", d.prefix, d.n)
	d.asked = append(d.asked, id)
	return note(id, "Anteckning "+id)
}

// gives gives one command once. It answers false when the connection broke or the service said no.
func (d *desk) gives(c *caller, w wire.Command) bool {
	a, err := c.try(http.MethodPost, here("/commands"), wanted(w))
	d.mu.Lock()
	defer d.mu.Unlock()
	if err != nil {
		d.other["broken"]++
		return false
	}
	var r wire.Receipt
	if a.Status != http.StatusOK || json.Unmarshal(a.Body, &r) != nil || r.Last == 0 {
		var p wire.Problem
		json.Unmarshal(a.Body, &p)
		d.other[fmt.Sprint(a.Status, " ", p.Code)]++
		return false
	}
	if seq, before := d.safe[w.ID]; before && seq != r.Last {
		d.other[fmt.Sprintf("%s has another number: %d, %d", w.ID, seq, r.Last)]++
	}
	d.safe[w.ID] = r.Last
	return true
}

// work lets so many callers give commands at once, until the returned function is called, which waits for them.
func (d *desk) work(callers ...*caller) (stop func()) {
	end := make(chan struct{})
	var all sync.WaitGroup
	for _, c := range callers {
		all.Go(func() {
			for {
				select {
				case <-end:
					return
				default:
				}
				if !d.gives(c, d.next()) {
					time.Sleep(20 * time.Millisecond)
				}
			}
		})
	}
	return func() {
		close(end)
		all.Wait()
	}
}

func (d *desk) count() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.safe)
}

// all gives every command that was ever asked for once more: what was acknowledged is so already, with the same number, and what was
// not is carried out, if it was not already.
func (d *desk) all(t *testing.T, c *caller) {
	t.Helper()
	for _, id := range d.asked {
		seq, safe := d.safe[id]
		r := c.give(note(id, "Anteckning "+id))
		if safe && (r.Status != "already" || r.Last != seq) {
			t.Errorf("%s was acknowledged with %d, and is now %+v", id, seq, r)
		}
		d.safe[id] = r.Last
	}
}

// stands fails when an acknowledged command does not stand where the service said, or twice.
func (d *desk) stands(t *testing.T, c *caller) {
	t.Helper()
	in := kept(t, c.journal())
	for id, seq := range d.safe {
		if in[id] != seq {
			t.Errorf("%s was acknowledged with %d and stands at %d", id, seq, in[id])
		}
	}
}

// The service is killed with SIGKILL while commands come in, over and over, and started again: what it acknowledged is there with the
// number it gave, each command that is sent again is carried out once, and the chain holds.
func TestKilledServiceLosesNothing(t *testing.T) {
	long(t)
	const seed, kills = 20270107, 20
	chance := rand.New(rand.NewPCG(seed, 1))
	p := newInstallation(t)
	s := p.serves("--log-level", "warn")
	s.as(p.people["leader"].Token).begin()
	d := newDesk("slag")
	checker := s.as(p.people["listener"].Token)
	for range kills {
		before := d.count()
		stop := d.work(s.as(p.people["secretary"].Token), s.as(p.people["leader"].Token), s.as(p.people["technician"].Token))
		for begun := time.Now(); d.count() < before+3 && time.Since(begun) < patience; {
			time.Sleep(time.Millisecond)
		}
		time.Sleep(time.Duration(chance.IntN(40_000)) * time.Microsecond)
		s.kill()
		stop()
		s.again()
		d.stands(t, checker)
	}
	acknowledged := d.count()
	d.all(t, s.as(p.people["technician"].Token))
	d.stands(t, checker)
	if t.Failed() {
		t.Fatal(d.other)
	}
	t.Logf("seed %d: killed %d times; %d commands acknowledged, %d more asked for; %v", seed, kills, acknowledged, len(d.asked)-acknowledged, d.other)
	s.stop()
	p.verified()
}
