package client

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"samverkan/internal/wire"
)

// errSeen ends a test's following.
var errSeen = errors.New("seen")

// hub is a service with entries 1 … n, as the live hub sends them.
type hub struct {
	t  *testing.T
	mu sync.Mutex
	n  atomic.Int64
	// stream is what is done to the follower's connection instead of sending everything and waiting; nil does nothing else.
	stream func(w http.ResponseWriter, r *http.Request, connection int) bool
	count  int
}

func newHub(t *testing.T, n int64) *hub {
	h := &hub{t: t}
	h.n.Store(n)
	return h
}

func (h *hub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	h.count++
	nth := h.count
	h.mu.Unlock()
	after, err := strconv.ParseInt(r.URL.Query().Get("after"), 10, 64)
	if err != nil {
		after = h.n.Load()
	}
	switch r.URL.Path {
	case "/api/v1/conferences/k/stream":
		if last := r.Header.Get("Last-Event-ID"); last != "" && last != strconv.FormatInt(after, 10) {
			h.t.Errorf("Last-Event-ID %s, after %d", last, after)
		}
		if h.stream != nil && h.stream(w, r, nth) {
			return
		}
		h.hello(w)
		h.send(w, after+1, h.n.Load())
		<-r.Context().Done()
	case "/api/v1/conferences/k/follow":
		answer(w, 200, map[string]any{"entries": h.entries(after+1, h.n.Load()), "next": h.n.Load()})
	case "/api/v1/conferences/k/entries":
		answer(w, 200, h.entries(after+1, min(h.n.Load(), after+pageSize)))
	default:
		http.NotFound(w, r)
	}
}

func (h *hub) hello(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/event-stream")
	fmt.Fprintf(w, "retry: 1000\nevent: hello\ndata: {\"head\":%d,\"presence\":true}\n\n", h.n.Load())
	flush(w)
}

func flush(w http.ResponseWriter) { _ = http.NewResponseController(w).Flush() }

// frame is entry seq; every third may not be read.
func frame(seq int64) string {
	if seq%3 == 0 {
		return fmt.Sprintf("id: %d\n\n", seq)
	}
	return fmt.Sprintf("id: %d\nevent: note.written\ndata: {\"seq\":%d,\"name\":\"note.written\",\"payload\":{\"id\":\"I%d\"}}\n\n", seq, seq, seq)
}

func (h *hub) send(w http.ResponseWriter, from, to int64) {
	for seq := from; seq <= to; seq++ {
		fmt.Fprint(w, frame(seq))
	}
	flush(w)
}

func (h *hub) entries(from, to int64) []wire.Entry {
	out := []wire.Entry{}
	for seq := from; seq <= to; seq++ {
		e := wire.Entry{Seq: seq}
		if seq%3 != 0 {
			e.Name = "note.written"
		}
		out = append(out, e)
	}
	return out
}

// followed is what a follower is told, until entry last.
type followed struct {
	seqs  []int64
	kinds map[NewsKind]int
}

func follow(t *testing.T, c *Client, after, last int64) (followed, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second) // a watchdog
	defer cancel()
	f := followed{kinds: map[NewsKind]int{}}
	err := c.Follow(ctx, "k", after, func(n News) error {
		f.kinds[n.Kind]++
		if n.Kind == Entered {
			f.seqs = append(f.seqs, n.Entry.Seq)
			if (n.Entry.Name == "") != (n.Entry.Seq%3 == 0) {
				t.Errorf("entry %d: name %q", n.Entry.Seq, n.Entry.Name)
			}
			if n.Entry.Seq >= last {
				return errSeen
			}
		}
		return nil
	})
	return f, err
}

// whole checks that every entry after the first number came once and in order.
func (f followed) whole(t *testing.T, after, last int64) {
	t.Helper()
	for i, seq := range f.seqs {
		if seq != after+int64(i)+1 {
			t.Fatalf("entry %d came as number %d after %d: %v", seq, i+1, after, f.seqs)
		}
	}
	if int64(len(f.seqs)) != last-after {
		t.Fatalf("%d entries came, want %d", len(f.seqs), last-after)
	}
}

func TestFollow(t *testing.T) {
	h := newHub(t, 9)
	c, _ := serve(t, h)
	f, err := follow(t, c, 4, 9)
	if !errors.Is(err, errSeen) || f.kinds[Followed] != 1 || f.kinds[Lost]+f.kinds[Back]+f.kinds[Polling] != 0 {
		t.Errorf("%v %v", f.kinds, err)
	}
	f.whole(t, 4, 9)
}

// Who begins now hears nothing old, and after a broken connection what came meanwhile.
func TestFollowFromNow(t *testing.T) {
	h := newHub(t, 9)
	h.stream = func(w http.ResponseWriter, _ *http.Request, nth int) bool {
		if nth > 1 {
			return false
		}
		h.hello(w)
		h.n.Store(12) // while it is away
		cut(w)
		return true
	}
	c, _ := serve(t, h)
	f, err := follow(t, c, -1, 12)
	if !errors.Is(err, errSeen) || f.kinds[Lost] != 1 || f.kinds[Back] != 1 {
		t.Errorf("%v %v", f.kinds, err)
	}
	f.whole(t, 9, 12)
}

// The connection is cut at any byte, again and again: every entry comes once, and in order.
func TestFollowOverABadConnection(t *testing.T) {
	var mu sync.Mutex // connections that are cut may end after the next has begun
	dice := rand.New(rand.NewPCG(1, 2))
	chance := func(n int) int {
		mu.Lock()
		defer mu.Unlock()
		return dice.IntN(n)
	}
	h := newHub(t, 60)
	h.stream = func(w http.ResponseWriter, r *http.Request, _ int) bool {
		if chance(4) == 0 {
			cut(w)
		}
		h.hello(w)
		after, err := strconv.ParseInt(r.URL.Query().Get("after"), 10, 64)
		if err != nil {
			t.Error(err)
		}
		var all string
		for seq := after + 1; seq <= h.n.Load(); seq++ {
			all += frame(seq)
		}
		fmt.Fprint(w, all[:min(chance(500), len(all))])
		flush(w)
		cut(w)
		return true
	}
	c, _ := serve(t, h)
	f, err := follow(t, c, 0, 60)
	if !errors.Is(err, errSeen) || f.kinds[Lost] == 0 {
		t.Errorf("%v %v", f.kinds, err)
	}
	f.whole(t, 0, 60)
}

// A stream that never begins is swallowed by something on the way: then the news are asked for.
func TestFollowWhereStreamsAreSwallowed(t *testing.T) {
	for name, how := range map[string]func(w http.ResponseWriter, r *http.Request){
		"nothing comes": func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		"only headers": func(w http.ResponseWriter, r *http.Request) {
			flush(w)
			<-r.Context().Done()
		},
	} {
		h := newHub(t, 5)
		h.stream = func(w http.ResponseWriter, r *http.Request, _ int) bool { how(w, r); return true }
		c, _ := serve(t, h, func(o *Options) { o.Hello = 30 * time.Millisecond })
		f, err := follow(t, c, 2, 5)
		if !errors.Is(err, errSeen) || f.kinds[Polling] != 1 || f.kinds[Followed] != 1 || f.kinds[Lost] != 0 {
			t.Errorf("%s: %v %v", name, f.kinds, err)
		}
		f.whole(t, 2, 5)
	}
}

// A line that has gone dead without a word is found by its silence.
func TestFollowFindsADeadLine(t *testing.T) {
	h := newHub(t, 5)
	h.stream = func(w http.ResponseWriter, r *http.Request, nth int) bool {
		if nth > 1 {
			return false
		}
		h.hello(w)
		h.send(w, 1, 2)
		<-r.Context().Done()
		return true
	}
	c, _ := serve(t, h, func(o *Options) { o.Silence = 30 * time.Millisecond })
	f, err := follow(t, c, 0, 5)
	if !errors.Is(err, errSeen) || f.kinds[Lost] != 1 || f.kinds[Back] != 1 || f.kinds[Polling] != 0 {
		t.Errorf("%v %v", f.kinds, err)
	}
	f.whole(t, 0, 5)
}

// A follower that is far behind reads by pages, and then follows on.
func TestFollowCatchesUp(t *testing.T) {
	h := newHub(t, 1300)
	h.stream = func(w http.ResponseWriter, _ *http.Request, nth int) bool {
		if nth > 1 {
			h.n.Store(1305)
			return false
		}
		h.hello(w)
		fmt.Fprint(w, "event: reset\ndata: {\"head\":1300}\n\n")
		return true
	}
	c, _ := serve(t, h)
	f, err := follow(t, c, 10, 1305)
	if !errors.Is(err, errSeen) || f.kinds[Lost] != 0 {
		t.Errorf("%v %v", f.kinds, err)
	}
	f.whole(t, 10, 1305)
}

// A service that restarts says so: nobody needs to hear of it, and nobody comes back at once.
func TestFollowComesBackWhenAsked(t *testing.T) {
	h := newHub(t, 4)
	h.stream = func(w http.ResponseWriter, _ *http.Request, nth int) bool {
		if nth > 1 {
			return false
		}
		h.hello(w)
		h.send(w, 1, 2)
		fmt.Fprint(w, "retry: 3000\nevent: reconnect\ndata: {\"retry\":3000}\n\n")
		return true
	}
	c, k := serve(t, h)
	f, err := follow(t, c, 0, 4)
	if !errors.Is(err, errSeen) || f.kinds[Lost]+f.kinds[Back] != 0 {
		t.Errorf("%v %v", f.kinds, err)
	}
	if w := k.waited(); len(w) != 1 || w[0] < 3*time.Second {
		t.Errorf("waited %v", w)
	}
	f.whole(t, 0, 4)
}

// Who may not follow any more is told why, and no more is asked.
func TestFollowEndsWhenItMustNot(t *testing.T) {
	h := newHub(t, 4)
	h.stream = func(w http.ResponseWriter, _ *http.Request, nth int) bool {
		if nth > 1 {
			answer(w, 401, wire.Problem{Kind: "unauthenticated", Code: "access.sign-in"})
			return true
		}
		h.hello(w)
		fmt.Fprint(w, "event: gone\ndata: {\"why\":\"signed-out\"}\n\n")
		return true
	}
	c, _ := serve(t, h)
	f, err := follow(t, c, 0, 4)
	wantCode(t, err, "access.sign-in")
	if len(f.seqs) != 0 || h.count != 2 {
		t.Errorf("%v, %d connections", f.seqs, h.count)
	}
}

// Presence is told, and what it holds is for the one who asked.
func TestFollowTellsWhoIsThere(t *testing.T) {
	h := newHub(t, 1)
	h.stream = func(w http.ResponseWriter, r *http.Request, _ int) bool {
		h.hello(w)
		fmt.Fprint(w, "event: presence\ndata: [{\"actor\":\"a\",\"count\":2}]\n\n", frame(1))
		flush(w)
		<-r.Context().Done()
		return true
	}
	c, _ := serve(t, h)
	var here []wire.Presence
	err := c.Follow(context.Background(), "k", 0, func(n News) error {
		if n.Kind == Present {
			here = n.Presence
		}
		if n.Kind == Entered {
			return errSeen
		}
		return nil
	})
	if !errors.Is(err, errSeen) || len(here) != 1 || here[0] != (wire.Presence{Actor: "a", Count: 2}) {
		t.Errorf("%v %v", here, err)
	}
}

// The one who is told decides when it is over, and so does the context.
func TestFollowEnds(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		flush(w)
		<-r.Context().Done()
	}))
	defer server.Close()
	c, err := New(Options{Server: server.URL, Now: time.Now, Chance: func() float64 { return 0 }})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Millisecond)
	defer cancel()
	if err := c.Follow(ctx, "k", 0, func(News) error { return nil }); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
}
