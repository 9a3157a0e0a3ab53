package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"runtime/pprof"
	"strconv"
	"sync"
	"syscall"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/live"
)

// entries is a journal in memory, for what the hub costs by itself.
type entries struct {
	mu     sync.Mutex
	frames []live.Frame
}

func (e *entries) add(body []byte) int64 {
	e.mu.Lock()
	defer e.mu.Unlock()
	seq := int64(len(e.frames)) + 1
	e.frames = append(e.frames, live.Event(seq, "entry", body))
	return seq
}

// Head tells how many there are.
func (e *entries) Head(context.Context, string) (int64, string, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return int64(len(e.frames)), "", nil
}

// Frames gives those that were asked for.
func (e *entries) Frames(_ context.Context, _ live.Topic, after int64, limit int) ([]live.Frame, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.frames[after:min(int64(len(e.frames)), after+int64(limit))], nil
}

// Admit lets everybody in.
func (e *entries) Admit(_ context.Context, _ string, tickets []any) ([]live.Admission, error) {
	out := make([]live.Admission, len(tickets))
	for i := range out {
		out[i].Class = "all"
	}
	return out, nil
}

// runHub is a server with nothing but the hub. It says where it listens, and ends when its input does.
func runHub(s settings) error {
	journal := &entries{}
	hub := live.New(journal, live.Options{Now: time.Now, Random: rand.Reader, Limit: 60_000})
	mux := http.NewServeMux()
	mux.HandleFunc("GET /stream", func(w http.ResponseWriter, r *http.Request) {
		who := live.Follower{Conference: "c", Form: "json", Fresh: true}
		if id := r.Header.Get("Last-Event-ID"); id != "" {
			who.Fresh = false
			who.After, _ = strconv.ParseInt(id, 10, 64)
		}
		if err := hub.Serve(w, r, who); err != nil {
			http.Error(w, fault.CodeOf(err), fault.KindOf(err).HTTPStatus())
		}
	})
	mux.HandleFunc("POST /entries", func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 64<<10))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		seq := journal.add(body)
		hub.Wake("c")
		w.WriteHeader(http.StatusCreated)
		fmt.Fprintln(w, seq)
	})
	if s.profile != "" {
		stop, err := profileTo(s.profile)
		if err != nil {
			return err
		}
		defer stop()
	}
	return serveUntilInputEnds(mux, func() error {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		err := hub.Close(ctx)
		fmt.Fprintf(os.Stderr, "hub: %+v\n", hub.Stats())
		return err
	})
}

func profileTo(name string) (stop func(), err error) {
	f, err := os.Create(name)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return nil, err
	}
	return func() { pprof.StopCPUProfile(); f.Close() }, nil
}

func serveUntilInputEnds(handler http.Handler, end func() error) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 5 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 16 << 10}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	ended := make(chan struct{})
	go func() { io.Copy(io.Discard, os.Stdin); close(ended) }()
	go server.Serve(listener) // answers with an error when the listener is closed, below
	fmt.Println(listener.Addr())
	select {
	case <-ctx.Done():
	case <-ended:
	}
	err = end()
	server.Close()
	return err
}
