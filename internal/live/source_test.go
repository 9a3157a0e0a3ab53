package live_test

import (
	"bufio"
	"context"
	crand "crypto/rand"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/live"
)

// journal is the source of these tests: entries in memory, each for the class it is open to ("" is all), and the class of each
// ticket. A class that was taken away, and an entry that was closed, change the mark.
type journal struct {
	mu      sync.Mutex
	only    []string // of entry i+1: the class that may read it
	classes map[any]string
	until   map[any]time.Time
	mark    int
	fails   error // what every call answers, when it is not nil
	hub     *live.Hub
	reads   int // calls of Frames
	pad     string
}

func newJournal() *journal {
	return &journal{classes: map[any]string{}, until: map[any]time.Time{}}
}

func (j *journal) Head(context.Context, string) (int64, string, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return int64(len(j.only)), strconv.Itoa(j.mark), j.fails
}

func (j *journal) Admit(_ context.Context, _ string, tickets []any) ([]live.Admission, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	out := make([]live.Admission, len(tickets))
	for i, ticket := range tickets {
		class, ok := j.classes[ticket]
		out[i] = live.Admission{Class: class, Until: j.until[ticket]}
		if !ok {
			out[i].Err = fault.New(fault.NotFound, "store.no-conference", "ID", "c")
		}
	}
	return out, j.fails
}

func (j *journal) Frames(_ context.Context, t live.Topic, after int64, limit int) ([]live.Frame, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.reads++
	var frames []live.Frame
	for seq := after + 1; seq <= int64(len(j.only)) && len(frames) < limit; seq++ {
		if only := j.only[seq-1]; only != "" && only != t.Class {
			frames = append(frames, live.Withheld(seq))
			continue
		}
		frames = append(frames, live.Event(seq, "entry", fmt.Appendf(nil, `{"seq":%d,"class":%q,"pad":%q}`, seq, t.Class, j.pad)))
	}
	return frames, j.fails
}

// change does something to the journal, and wakes the hub as after a commit.
func (j *journal) change(do func()) {
	j.mu.Lock()
	do()
	j.mu.Unlock()
	j.hub.Wake("c")
}

// add appends n entries that everybody may read.
func (j *journal) add(n int) { j.change(func() { j.only = append(j.only, make([]string, n)...) }) }

// service is a hub behind a real HTTP server. The query says who follows: ?ticket=&after=&actor=&session=&presence=.
type service struct {
	*journal
	hub    *live.Hub
	server *httptest.Server
}

func options() live.Options {
	return live.Options{Now: time.Now, Random: crand.Reader}
}

func serve(t *testing.T, o live.Options) *service {
	t.Helper()
	s := start(t, o)
	s.server = httptest.NewServer(s)
	t.Cleanup(s.server.Close)
	return s
}

func start(t *testing.T, o live.Options) *service {
	t.Helper()
	j := newJournal()
	j.classes["all"] = "all"
	h := live.New(j, o)
	j.hub = h
	t.Cleanup(func() { closeHub(t, h) })
	return &service{journal: j, hub: h}
}

func closeHub(t *testing.T, h *live.Hub) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := h.Close(ctx); err != nil {
		t.Errorf("the hub did not close: %v", err)
	}
}

func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := s.hub.Serve(w, r, asked(r)); err != nil {
		http.Error(w, fault.CodeOf(err), fault.KindOf(err).HTTPStatus())
	}
}

func asked(r *http.Request) live.Follower {
	q := r.URL.Query()
	f := live.Follower{
		Conference: "c", Form: "json", Ticket: q.Get("ticket"), Actor: q.Get("actor"), Session: q.Get("session"),
		Presence: q.Has("presence"),
	}
	after := q.Get("after")
	if id := r.Header.Get("Last-Event-ID"); id != "" {
		after = id
	}
	f.Fresh = after == ""
	f.After, _ = strconv.ParseInt(after, 10, 64)
	return f
}

// event is what a browser's EventSource would tell.
type event struct {
	id, name, data string
	hasData        bool
}

// follow opens a stream and gives its events, in a channel that is closed when the stream ends. The stream is cut with the test,
// or by the function given back.
func follow(t *testing.T, client *http.Client, url string) (<-chan event, func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := client.Do(request)
	if err != nil {
		cancel()
		t.Fatal(err)
	}
	if response.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(response.Body)
		cancel()
		t.Fatalf("%s answers %s %s", url, response.Status, text)
	}
	events := make(chan event, 10_000)
	var reading sync.WaitGroup
	reading.Go(func() {
		defer close(events)
		defer response.Body.Close()
		readEvents(response.Body, func(e event) { events <- e })
	})
	stop := func() { cancel(); reading.Wait() }
	t.Cleanup(stop)
	return events, stop
}

// readEvents parses a stream as the HTML standard says, and gives every block that has an id or data.
func readEvents(r io.Reader, each func(event)) {
	lines := bufio.NewReader(r)
	var e event
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimSuffix(line, "\n")
		if line == "" {
			if e != (event{}) {
				each(e)
			}
			e = event{}
			continue
		}
		field, value, _ := strings.Cut(line, ":")
		value = strings.TrimPrefix(value, " ")
		switch field {
		case "id":
			e.id = value
		case "event":
			e.name = value
		case "data":
			if e.hasData {
				e.data += "\n"
			}
			e.data, e.hasData = e.data+value, true
		}
	}
}

// next gives the next event, or fails the test when none comes; the time is a watchdog only.
func next(t *testing.T, events <-chan event) event {
	t.Helper()
	select {
	case e, ok := <-events:
		if !ok {
			t.Fatal("the stream has ended")
		}
		return e
	case <-time.After(30 * time.Second):
		t.Fatal("nothing came")
	}
	return event{}
}

// expect reads entries from one number to another and nothing else.
func expect(t *testing.T, events <-chan event, from, to int64) {
	t.Helper()
	for want := from; want <= to; want++ {
		if e := next(t, events); e.id != strconv.FormatInt(want, 10) {
			t.Fatalf("entry %d was to come, and %+v came", want, e)
		}
	}
}

func hello(t *testing.T, events <-chan event) event {
	t.Helper()
	e := next(t, events)
	if e.name != "hello" {
		t.Fatalf("hello was to come, and %+v came", e)
	}
	return e
}

// transports are the ways to follow: each test that is about what arrives runs over all of them.
func transports(t *testing.T, run func(t *testing.T, s *service, client *http.Client)) {
	t.Run("hijacked", func(t *testing.T) {
		s := serve(t, options())
		run(t, s, s.server.Client())
	})
	t.Run("flushed", func(t *testing.T) {
		o := options()
		o.NoHijack = true
		s := serve(t, o)
		run(t, s, s.server.Client())
	})
	t.Run("http2", func(t *testing.T) {
		s := start(t, options())
		s.server = httptest.NewUnstartedServer(s)
		s.server.EnableHTTP2 = true
		s.server.StartTLS()
		t.Cleanup(s.server.Close)
		run(t, s, s.server.Client())
	})
	t.Run("wrapped", func(t *testing.T) { // a connection that can be hijacked but is not net's own
		s := start(t, options())
		s.server = httptest.NewUnstartedServer(s)
		s.server.Listener = wrapping{s.server.Listener}
		s.server.Start()
		t.Cleanup(s.server.Close)
		run(t, s, s.server.Client())
	})
}

type wrapping struct{ net.Listener }

func (l wrapping) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	return struct{ net.Conn }{c}, err
}
