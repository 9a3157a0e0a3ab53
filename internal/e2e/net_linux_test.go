package e2e_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync"
	"testing"
	"time"

	"samverkan/internal/client"
	"samverkan/internal/wire"
)

// badNet stands before the service like a net that flaps: it loses every so manieth answer to what is posted, after the service has
// done what was asked, and cuts everything now and then.
type badNet struct {
	*httptest.Server
	mu     sync.Mutex
	chance *rand.Rand
	posted int
	lost   int
}

func newBadNet(t *testing.T, to string, seed uint64) *badNet {
	t.Helper()
	target, err := url.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	n := &badNet{chance: rand.New(rand.NewPCG(seed, 2))}
	through := httputil.NewSingleHostReverseProxy(target)
	through.FlushInterval = -1
	through.ModifyResponse = n.lose
	through.ErrorHandler = func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) }
	n.Server = httptest.NewServer(through)
	t.Cleanup(func() { n.CloseClientConnections(); n.Close() })
	return n
}

// lose loses three of ten.
func (n *badNet) lose(a *http.Response) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if a.Request.Method != http.MethodPost {
		return nil
	}
	n.posted++
	if n.chance.IntN(10) < 3 {
		n.lost++
		return errors.New("lost on the way")
	}
	return nil
}

// Two hundred commands over a net that is cut every third second and loses three answers of ten: each is carried out once, in the
// order in which it was given, and somebody who follows over the same net gets every entry once and in order.
func TestFlappingNet(t *testing.T) {
	long(t)
	const commands, spell, cut, seed = 200, 30 * time.Second, 3 * time.Second, 20270108
	p := newInstallation(t)
	s := p.serves("--log-level", "warn")
	s.as(p.people["leader"].Token).begin()
	net := newBadNet(t, s.url, seed)
	follower := follows(t, p.people["ekeryd"].Readers[0], net.URL)
	chance := rand.New(rand.NewPCG(seed, 3))
	c, err := client.New(client.Options{Server: net.URL, Token: p.people["secretary"].Token, Now: time.Now, Chance: chance.Float64})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 5*spell)
	defer cancel()
	cuts, done := 0, make(chan struct{})
	var cutting sync.WaitGroup
	cutting.Go(func() {
		tick := time.NewTicker(cut)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				net.CloseClientConnections()
				cuts++
			}
		}
	})
	begun := time.Now()
	receipts := map[string]int64{}
	last := int64(0)
	for i := range commands {
		// So that it lasts as long as the net flaps, however fast the machine is.
		if early := spell*time.Duration(i)/commands - time.Since(begun); early > 0 {
			time.Sleep(early)
		}
		w := note(fmt.Sprintf("nät-%d", i), fmt.Sprintf("Anteckning %d", i))
		got, err := c.Commands(ctx, regional, []wire.Command{w})
		if err != nil {
			t.Fatalf("%s: %v", w.ID, err)
		}
		if got[0].Last <= last {
			t.Errorf("%s stands at %d, after %d", w.ID, got[0].Last, last)
		}
		last = got[0].Last
		receipts[w.ID] = last
	}
	close(done)
	cutting.Wait()
	all := s.as(p.people["leader"].Token).journal()
	in := kept(t, all)
	for id, seq := range receipts {
		if in[id] != seq {
			t.Errorf("%s stands at %d, and the client was told %d", id, in[id], seq)
		}
	}
	end := int64(len(all))
	eventually(t, "who follows has everything", func() bool { return follower.last() >= end })
	follower.inOrder(t, end)
	if cuts < 5 || net.lost < commands/10 || follower.connections() < 5 {
		t.Errorf("the net was too good: %d cuts, %d answers lost, %d connections", cuts, net.lost, follower.connections())
	}
	t.Logf("seed %d: %d commands in %v, %d posts of which %d answers were lost, %d cuts, %d connections of the follower", seed, commands,
		time.Since(begun).Round(time.Second), net.posted, net.lost, cuts, follower.connections())
}
