package mailtest

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"slices"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"
)

// The ways to the server, as package mail calls them.
const (
	StartTLS = "starttls"
	TLS      = "tls"
	Plain    = "none"
)

// Options say what kind of server it is. The zero value speaks plainly, and takes everything from everybody.
type Options struct {
	Security   string // Plain when empty; TLS takes a letter over an open line too when it is StartTLS
	User       string // who may send, "" for anybody
	Password   string
	Mechanisms []string // ways to sign in, PLAIN when nil
	PerSession int      // letters on one connection, then 452 4.5.3; 0 is any number
	Greylist   bool     // puts each recipient off the first time (450 4.7.1)
	MaxBytes   int64    // of a letter
	// Fault gives what happens to a letter: to whom, and how many times that recipient has been named, 1 at first. It may be called
	// from several goroutines. nil is no fault.
	Fault func(to string, try int) Fault
}

// Letter is what the server has taken.
type Letter struct {
	From, To string
	Data     []byte
	Session  int // on which connection, from 1
}

// Sink is a running server.
type Sink struct {
	Addr  string         // host:port
	Roots *x509.CertPool // vouch for it; nil without encryption

	o      Options
	server *smtp.Server
	listen net.Listener
	done   chan struct{}

	mu       sync.Mutex
	taken    []Letter
	tries    map[string]int
	sessions int
	signed   int
}

// Start starts a server that is stopped when the test ends.
func Start(t testing.TB, o Options) *Sink {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &Sink{Addr: l.Addr().String(), o: o, done: make(chan struct{}), tries: map[string]int{}}
	s.server = smtp.NewServer(s)
	s.server.Domain, s.server.ErrorLog = "post.example", log.New(io.Discard, "", 0)
	s.server.AllowInsecureAuth = true // so that a client that would show its password is found out
	s.server.MaxMessageBytes = o.MaxBytes
	if o.Security == StartTLS || o.Security == TLS {
		cert, pool, err := certificate()
		if err != nil {
			t.Fatal(err)
		}
		s.Roots, s.server.TLSConfig = pool, &tls.Config{Certificates: []tls.Certificate{cert}}
	}
	if o.Security == TLS {
		l = tls.NewListener(l, s.server.TLSConfig)
	}
	s.listen = l
	served := make(chan error, 1)
	go func() { served <- s.server.Serve(l) }()
	t.Cleanup(func() {
		s.Stop()
		if err := <-served; err != nil && !errors.Is(err, smtp.ErrServerClosed) && !errors.Is(err, net.ErrClosed) {
			t.Error(err)
		}
	})
	return s
}

// Stop ends the server before the test does. What it has taken stays.
func (s *Sink) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case <-s.done:
	default:
		close(s.done)
		s.server.Close()
		s.listen.Close() // which the server does not know of before it serves
	}
}

// Taken gives what the server has taken, in order.
func (s *Sink) Taken() []Letter {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.taken)
}

// Counts gives how many letters each recipient has got.
func (s *Sink) Counts() map[string]int {
	all := map[string]int{}
	for _, l := range s.Taken() {
		all[l.To]++
	}
	return all
}

// Sessions is how many connections there have been that said who they were.
func (s *Sink) Sessions() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sessions
}

// SignedIn is how many times somebody has shown the right password.
func (s *Sink) SignedIn() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.signed
}
