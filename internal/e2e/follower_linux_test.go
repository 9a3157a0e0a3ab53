package e2e_test

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"samverkan/internal/client"
	"samverkan/internal/wire"
)

// follower follows the conference as a browser does: it reads a stream, and comes back with the number of the last entry that it
// got, at the next of the addresses that it knows.
type follower struct {
	places []string
	token  string
	cookie string // instead of a token

	mu       sync.Mutex
	seqs     []int64           // as they came, also over connections
	commands map[string]bool   // of the entries
	named    map[string]int    // frames without a number, by name
	presence []wire.Presence   // the newest
	opened   int               // connections
	statuses map[int]int       // answers other than a stream
	ended    map[string]string // why streams ended: name of the last frame to its data
}

// follows lets somebody follow from the beginning until the test ends.
func follows(t *testing.T, token string, places ...string) *follower {
	t.Helper()
	f := &follower{places: places, token: token}
	f.begin(t)
	return f
}

func (f *follower) begin(t *testing.T) {
	t.Helper()
	f.commands, f.named, f.statuses, f.ended = map[string]bool{}, map[string]int{}, map[int]int{}, map[string]string{}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		for at := 0; ctx.Err() == nil; at++ {
			f.connection(ctx, f.places[at%len(f.places)])
			select {
			case <-ctx.Done():
			case <-time.After(50 * time.Millisecond):
			}
		}
	}()
	t.Cleanup(func() { cancel(); <-done })
}

func (f *follower) connection(ctx context.Context, place string) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, place+here("/stream?after=0"), nil)
	if err != nil {
		return
	}
	if f.cookie != "" {
		r.Header.Set("Cookie", f.cookie)
	} else {
		r.Header.Set("Authorization", "Bearer "+f.token)
	}
	if last := f.last(); last > 0 {
		r.Header.Set("Last-Event-ID", itoa(last))
	}
	transport := &http.Transport{DisableKeepAlives: true}
	a, err := (&http.Client{Transport: transport}).Do(r)
	if err != nil {
		return
	}
	defer a.Body.Close()
	f.mu.Lock()
	if a.StatusCode != http.StatusOK {
		f.statuses[a.StatusCode]++
		f.mu.Unlock()
		return
	}
	f.opened++
	f.mu.Unlock()
	for stream := client.NewStream(a.Body); ; {
		e, err := stream.Next()
		if err != nil {
			return
		}
		f.took(e)
	}
}

func (f *follower) took(e client.Event) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if seq, err := strconv.ParseInt(e.ID, 10, 64); err == nil {
		f.seqs = append(f.seqs, seq)
		var entry wire.Entry
		if json.Unmarshal(e.Data, &entry) == nil {
			f.commands[entry.Command] = true
		}
		return
	}
	f.named[e.Name]++
	switch e.Name {
	case "presence":
		f.presence = nil
		json.Unmarshal(e.Data, &f.presence)
	case "gone", "reconnect", "reset":
		f.ended[e.Name] = string(e.Data)
	}
}

func (f *follower) last() int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.seqs) == 0 {
		return 0
	}
	return f.seqs[len(f.seqs)-1]
}

func (f *follower) got(name string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.named[name]
}

func (f *follower) connections() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.opened
}

// refused is how often something other than a stream was answered, with a status.
func (f *follower) refused(status int) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.statuses[status]
}

// present is how many follow, by what was told last.
func (f *follower) present() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := 0
	for _, p := range f.presence {
		n += p.Count
	}
	return n
}

// inOrder fails when what came is not every entry once and in order, up to the last.
func (f *follower) inOrder(t *testing.T, last int64) {
	t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	for i, seq := range f.seqs {
		if seq != int64(i+1) {
			t.Errorf("entry %d came as number %d: %v", seq, i+1, f.seqs[max(0, i-3):min(len(f.seqs), i+4)])
			return
		}
	}
	if n := int64(len(f.seqs)); n != last {
		t.Errorf("%d entries came, of %d (%d connections, refused %v, ended %v)", n, last, f.opened, f.statuses, f.ended)
	}
}

// eventually waits until something is so.
func eventually(t *testing.T, what string, so func() bool) time.Duration {
	t.Helper()
	begun := time.Now()
	for !so() {
		if time.Since(begun) > patience {
			t.Fatalf("not within %v: %s", patience, what)
		}
		time.Sleep(10 * time.Millisecond)
	}
	return time.Since(begun)
}

// all tells whether it is so for each.
func all(list []*follower, so func(*follower) bool) bool {
	return !slices.ContainsFunc(list, func(f *follower) bool { return !so(f) })
}
