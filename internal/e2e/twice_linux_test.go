package e2e_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"testing"

	"samverkan/internal/wire"
)

// Every request comes twice, from eight at once: each command is carried out once, and everybody is told the same number.
func TestEveryRequestTwiceFromEightAtOnce(t *testing.T) {
	const commands, at = 40, 8
	p := newInstallation(t)
	s := p.serves("--log-level", "warn")
	s.as(p.people["leader"].Token).begin()
	var mu sync.Mutex
	seqs := map[string]map[int64]int{} // how often each command was answered with each number
	accepted := map[string]int{}
	var all sync.WaitGroup
	for i := range at {
		who := []string{"leader", "secretary", "technician", "listener"}[i%4] // the same command from others than its sender, too
		c := s.as(p.people[who].Token)
		all.Go(func() {
			for n := range commands {
				w := note(fmt.Sprintf("dubbel-%d", n), fmt.Sprintf("Anteckning %d", n))
				for range 2 {
					a, err := c.try(http.MethodPost, here("/commands"), wanted(w))
					var r wire.Receipt
					if err == nil {
						err = json.Unmarshal(a.Body, &r)
					}
					mu.Lock()
					if err != nil || a.Status != http.StatusOK || r.Last == 0 {
						t.Errorf("%s: %v %d %s", w.ID, err, a.Status, a.Body)
					}
					if seqs[w.ID] == nil {
						seqs[w.ID] = map[int64]int{}
					}
					seqs[w.ID][r.Last]++
					if r.Status == "accepted" {
						accepted[w.ID]++
					}
					mu.Unlock()
				}
			}
		})
	}
	all.Wait()
	in := kept(t, s.as(p.people["listener"].Token).journal())
	for id, n := range seqs {
		if len(n) != 1 || n[in[id]] != 2*at || accepted[id] != 1 {
			t.Errorf("%s stands at %d and was answered with %v, accepted %d times", id, in[id], n, accepted[id])
		}
	}
	if len(seqs) != commands {
		t.Errorf("%d commands were answered", len(seqs))
	}
	// The same id with other content is a conflict, and nothing of it is carried out.
	a := s.as(p.people["leader"].Token).ask(http.MethodPost, here("/commands"), wanted(note("dubbel-0", "Något annat")))
	if a.Status != http.StatusConflict {
		t.Errorf("other content under the same id: %d %s", a.Status, a.Body)
	}
	a.problem(t)
}
