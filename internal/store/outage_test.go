package store_test

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/journal"
	"samverkan/internal/store"
	"samverkan/internal/store/pgtest"
)

// A cut is where a proxy breaks a connection that a COMMIT passes.
type cut int32

const (
	nowhere   cut = iota
	before        // the COMMIT does not reach the server
	after         // the answer does not reach the store
	beginning     // the connection breaks when the next transaction is begun
)

// proxy stands between a store and its server, and breaks connections when it is told to.
type proxy struct {
	listener net.Listener
	server   string
	next     atomic.Int32 // where to cut, once
	leaves   atomic.Bool  // with the next cut the server is away
	away     atomic.Bool  // new connections are refused
	mu       sync.Mutex
	open     map[net.Conn]bool
	wg       sync.WaitGroup
}

func startProxy(t *testing.T, port int) *proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{listener: l, server: net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), open: map[net.Conn]bool{}}
	p.wg.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			p.wg.Go(func() { p.serve(c) })
		}
	})
	t.Cleanup(func() { l.Close(); p.cutAll(); p.wg.Wait() })
	return p
}

// through gives an address that passes the proxy.
func (p *proxy) through(address string) string {
	return strings.Replace(address, p.server, p.listener.Addr().String(), 1)
}

func (p *proxy) cutAll() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.open {
		c.Close()
	}
}

func (p *proxy) keep(c net.Conn) {
	p.mu.Lock()
	p.open[c] = true
	p.mu.Unlock()
}

func (p *proxy) serve(client net.Conn) {
	defer client.Close()
	if p.away.Load() {
		return
	}
	server, err := net.Dial("tcp", p.server)
	if err != nil {
		return
	}
	defer server.Close()
	p.keep(client)
	p.keep(server)
	var mute atomic.Bool // nothing more reaches the client
	done := make(chan bool)
	go func() {
		defer close(done)
		defer client.Close()
		buf := make([]byte, 64<<10)
		for {
			n, err := server.Read(buf)
			if mute.Load() || err != nil {
				return
			}
			if _, err := client.Write(buf[:n]); err != nil {
				return
			}
		}
	}()
	if p.forward(client, server, &mute, done) && p.leaves.CompareAndSwap(true, false) {
		p.away.Store(true)
		p.cutAll()
	}
	server.Close()
	<-done
}

func (p *proxy) forward(client, server net.Conn, mute *atomic.Bool, done <-chan bool) (wasCut bool) {
	buf := make([]byte, 64<<10)
	for {
		n, err := client.Read(buf)
		if err != nil {
			return false
		}
		switch {
		case bytes.Contains(buf[:n], []byte("COMMIT\x00")) && p.next.CompareAndSwap(int32(before), int32(nowhere)):
			return true
		case bytes.Contains(buf[:n], []byte("BEGIN ISOLATION")) && p.next.CompareAndSwap(int32(beginning), int32(nowhere)):
			return true
		case bytes.Contains(buf[:n], []byte("COMMIT\x00")) && p.next.CompareAndSwap(int32(after), int32(nowhere)):
			mute.Store(true)
			server.Write(buf[:n])
			<-done // the server has answered, and the answer was dropped
			return true
		}
		if _, err := server.Write(buf[:n]); err != nil {
			return false
		}
	}
}

// TestTheConnectionIsLostDuringCommit (faults.md C14): whatever the moment, the answer is true and nothing is done twice.
func TestTheConnectionIsLostDuringCommit(t *testing.T) {
	postgres.Need(t)
	p := startProxy(t, postgres.Port())
	s := openPatient(t, p.through(postgres.Database(t)))
	fill(t, s, "a", 1)
	for at := range 3 * 5 {
		where := []cut{before, after, beginning}[at%3]
		p.next.Store(int32(where))
		id := fmt.Sprint("c", at)
		if got, err := carryOut(s, "a", id, "x", 1); err != nil || got.Last != int64(at+2) {
			t.Fatalf("cut %d: %+v, %v", where, got, err)
		}
		if p.next.Load() != int32(nowhere) {
			t.Fatalf("cut %d did not happen; the test shows nothing", where)
		}
	}
	if c := check(t, s); c.Entries != 16 || len(c.Faults) != 0 {
		t.Fatalf("%+v", c)
	}
	// Many at once: none but those in the cut batch notice, and not even they have to be told.
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for i := range 10 {
				if i == 5 {
					p.next.Store(int32([]cut{before, after}[g%2]))
				}
				if _, err := carryOut(s, "a", fmt.Sprint(g, "-", i), "x", 1); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if c := check(t, s); c.Entries != 96 || len(c.Faults) != 0 {
		t.Fatalf("%+v", c)
	}
}

// TestANumberIsGivenAnew: a server that falls may give the number of a lost transaction to another one, which then happens. What did not
// happen is not answered as done for that.
func TestANumberIsGivenAnew(t *testing.T) {
	postgres.Need(t)
	p := startProxy(t, postgres.Port())
	s := openPatient(t, p.through(postgres.Database(t)))
	another := ""
	update(t, s, func(tx *store.Tx) error {
		another = tx.Number()
		_, err := tx.Append("a", store.AtHead, entry("den andras"))
		return err
	})
	tries := 0
	var ours []journal.Entry
	update(t, s, func(tx *store.Tx) (err error) {
		if tries++; tries == 1 {
			tx.CallIt(another)
			p.next.Store(int32(before))
		}
		ours, err = tx.Append("a", store.AtHead, entry("vår"))
		return err
	})
	if tries != 2 || p.next.Load() != int32(nowhere) {
		t.Fatalf("tried %d times; the commit was not lost, or not found to be", tries)
	}
	view(t, s, func(tx *store.Tx) error {
		for e, err := range tx.AllEntries("a") {
			if err != nil {
				return err
			}
			if e.Seq == 2 && e.Hash == ours[0].Hash {
				return nil
			}
		}
		t.Error("answered, and not there")
		return nil
	})
}

// openPatient opens with the time that is usual.
func openPatient(t *testing.T, place string) *store.Store {
	t.Helper()
	o := options(place)
	o.BusyTimeout = store.DefaultBusyTimeout
	s, err := store.Open(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// TestTheServerIsGoneDuringCommit: when nobody can be asked what became of it, the answer says that it is not known. The
// command given again is carried out once in all.
func TestTheServerIsGoneDuringCommit(t *testing.T) {
	postgres.Need(t)
	p := startProxy(t, postgres.Port())
	s := open(t, p.through(postgres.Database(t)))
	fill(t, s, "a", 1)
	last := int64(1)
	for i, where := range []cut{before, after} {
		p.next.Store(int32(where))
		p.leaves.Store(true)
		id := fmt.Sprint("c", i)
		_, err := carryOut(s, "a", id, "x", 1)
		if fault.CodeOf(err) != "store.unsure" || fault.KindOf(err) != fault.Unavailable {
			t.Fatalf("cut %d: %v", where, err)
		}
		_, err = carryOut(s, "a", id, "x", 1)
		wantCode(t, err, "store.unreachable")
		wantCode(t, s.View(context.Background(), func(tx *store.Tx) error { _, err := tx.Heads(); return err }), "store.unreachable")
		p.away.Store(false)
		got, err := carryOut(s, "a", id, "x", 1)
		if err != nil || got.First != last+1 || got.Last != last+1 {
			t.Fatalf("cut %d, given again: %+v, %v", where, got, err)
		}
		last++
	}
	if c := check(t, s); c.Entries != last || len(c.Faults) != 0 {
		t.Fatalf("%+v", c)
	}
}

// TestTheServerIsKilled (faults.md C14): kill -9 in the middle of work on two nodes, and a start some time later. What was
// answered is there once; while it is away everybody is told so; afterwards everything works without a new start.
func TestTheServerIsKilled(t *testing.T) {
	var mortal pgtest.Server
	t.Cleanup(mortal.Stop)
	address := mortal.Database(t)
	nodes := []*store.Store{openPatient(t, address), openPatient(t, address)}
	var mu sync.Mutex
	answered := map[string]int64{}
	heard := map[string]bool{}
	told := 0 // faults
	work, stop := context.WithCancel(context.Background())
	defer stop()
	var wg sync.WaitGroup
	for g := range 6 {
		wg.Go(func() {
			s := nodes[g%2]
			for i := 0; work.Err() == nil; i++ {
				id := fmt.Sprint(g, "-", i)
				var got store.Command
				var err error = fault.New(fault.Unavailable, "test.begin")
				for err != nil && work.Err() == nil { // a client gives a command until it has an answer
					if got, err = carryOut(s, "a", id, "x", 1); err != nil {
						if fault.KindOf(err) != fault.Unavailable {
							t.Errorf("%s: %v of kind %v", id, err, fault.KindOf(err))
						}
						mu.Lock()
						told++
						mu.Unlock()
						time.Sleep(5 * time.Millisecond)
					}
					if readErr := s.View(context.Background(), func(tx *store.Tx) error { _, err := tx.Head("a"); return err }); readErr != nil &&
						fault.KindOf(readErr) != fault.Unavailable {
						t.Errorf("reading: %v", readErr)
					}
				}
				mu.Lock()
				if err == nil {
					answered[id] = got.First
				}
				mu.Unlock()
			}
		})
	}
	for _, s := range nodes {
		wg.Go(func() {
			s.Listen(work, func(stream string) {
				mu.Lock()
				defer mu.Unlock()
				heard[stream] = true
			})
		})
	}
	count := func() int { mu.Lock(); defer mu.Unlock(); return len(answered) }
	for round := range 3 {
		until(t, "the nodes work", func() func() bool { n := count(); return func() bool { return count() > n+40 } }())
		if err := mortal.Kill(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(round) * 300 * time.Millisecond)
		n := count()
		if err := mortal.Start(); err != nil {
			t.Fatal(err)
		}
		back := time.Now()
		until(t, "the nodes work again", func() bool { return count() > n+10 })
		t.Logf("round %d: at work %v after the server was back", round, time.Since(back).Round(time.Millisecond))
	}
	fill(t, nodes[0], "after", 1)
	until(t, "the listeners hear again", func() bool { mu.Lock(); defer mu.Unlock(); return heard["after"] })
	stop()
	wg.Wait()
	c := check(t, nodes[1])
	if len(c.Faults) != 0 {
		t.Fatalf("%+v", c.Faults)
	}
	at := map[string]int64{}
	view(t, nodes[0], func(tx *store.Tx) error {
		for e, err := range tx.AllEntries("a") {
			if err != nil {
				return err
			}
			if before, twice := at[e.CommandID]; twice {
				t.Errorf("%s stands at %d and at %d", e.CommandID, before, e.Seq)
			}
			at[e.CommandID] = e.Seq
		}
		return nil
	})
	for id, seq := range answered {
		if at[id] != seq {
			t.Errorf("%s was answered as %d and stands at %d", id, seq, at[id])
		}
	}
	t.Logf("%d answered, %d entries, %d times told that the server is away", len(answered), len(at), told)
	if told == 0 {
		t.Error("nobody noticed; the test shows nothing")
	}
}

// until waits for something, five times as long as it may take (10 s).
func until(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(50 * time.Second); !is(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("in vain: %s", what)
		}
	}
}

// TestTheSameCommandToTwoNodes (faults.md C4): each of 100 commands twice to each of two nodes, eight at a time.
func TestTheSameCommandToTwoNodes(t *testing.T) {
	eachDatabase(t, func(t *testing.T, place string) {
		o := options(place)
		o.BusyTimeout = store.DefaultBusyTimeout
		var nodes [2]*store.Store
		for i := range nodes {
			o.Random = chance(uint64(i + 1))
			s, err := store.Open(context.Background(), o)
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			nodes[i] = s
		}
		answers := make([][8]store.Command, 100)
		var wg sync.WaitGroup
		for w := range 8 {
			wg.Go(func() {
				for i := range answers {
					id := fmt.Sprint("c", i)
					for range 2 {
						a, err := carryOut(nodes[w%2], "a", id, "x", 2)
						if err != nil {
							t.Error(err)
						}
						answers[i][w] = a
					}
				}
			})
		}
		wg.Wait()
		for i, a := range answers {
			for _, b := range a {
				if b != a[0] || b.Last != b.First+1 {
					t.Fatalf("command %d: %+v", i, a)
				}
			}
		}
		for _, s := range nodes {
			if c := check(t, s); c.Entries != 200 || len(c.Faults) != 0 {
				t.Fatalf("%+v", c)
			}
		}
		err := nodes[0].Update(context.Background(), func(tx *store.Tx) error {
			_, err := tx.Append("a", 199, journal.Entry{Name: "n", Version: 1, Payload: []byte("{}")})
			return err
		})
		wantCode(t, err, "journal.moved-on")
	})
}
