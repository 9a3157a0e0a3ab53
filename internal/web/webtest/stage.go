package webtest

import (
	"bytes"
	"context"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/i18n"
	"samverkan/internal/id"
	"samverkan/internal/notify/link"
	"samverkan/internal/server"
)

// Stage is a service of its own, with a meeting in a state, that runs until the test is over.
type Stage struct {
	URL   string // http://localhost:PORT, which browsers trust as they trust https
	State State
	Texts *i18n.Catalogue

	t      testing.TB
	end    func()
	server *server.Server
	dir    string
	began  time.Time
	late   atomic.Int64
	log    *logged
}

// logged keeps what the service writes.
type logged struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// Start starts the service in a state.
func Start(t testing.TB, state State) *Stage { t.Helper(); return StartWith(t, state, nil) }

// StartWith starts the service in a state, with settings besides its own: for what goes out of it.
func StartWith(t testing.TB, state State, more map[string]string) *Stage {
	t.Helper()
	from, err := prepare(t.Context(), state)
	if err != nil {
		t.Fatal(err)
	}
	dir, err := os.MkdirTemp(memory(), "samverkan-stage-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) }) // also when it does not start
	if err := copied(from, dir); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(l.Addr().String())
	s := &Stage{URL: "http://localhost:" + port, State: state, t: t, dir: dir, began: time.Now(), log: &logged{}}
	c, err := settings(dir, s.URL, more)
	if err != nil {
		t.Fatal(err)
	}
	if s.Texts, err = i18n.Load(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	s.server, err = server.Open(ctx, server.Options{Config: c, Texts: s.Texts, Log: slog.New(slog.NewJSONHandler(s.log, nil)), Listener: l,
		Now: s.Now, NewID: id.NewSource(s.Now, nil).New, Version: "prov"})
	if err != nil {
		cancel()
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- s.server.Run(ctx) }()
	s.end = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if err := s.server.Close(); err != nil {
			t.Error(err)
		}
		s.server = nil // what it held is let go, though the stage is still known to somebody
		os.RemoveAll(dir)
	})
	t.Cleanup(s.end)
	return s
}

// End ends the service before its test is over, for a test that goes through several.
func (s *Stage) End() { s.end() }

// Now is the time of the service: the state's moment, and what has gone by since it was started.
func (s *Stage) Now() time.Time {
	return s.State.Moment().Add(time.Since(s.began) + time.Duration(s.late.Load())).In(i18n.Stockholm())
}

// Wait lets time go by for the service, at once.
func (s *Stage) Wait(d time.Duration) { s.late.Add(int64(d)) }

// Holds gives the files of the installation in which some bytes lie: the database, its log, what people have put there.
func (s *Stage) Holds(text []byte) (found []string) {
	s.t.Helper()
	err := filepath.WalkDir(s.dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(name)
		if bytes.Contains(b, text) {
			found = append(found, name)
		}
		if os.IsNotExist(err) { // what is written first lies beside its place for a moment
			err = nil
		}
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return found
}

// Log is what the service has written.
func (s *Stage) Log() string { return s.log.String() }

// Clerk is the desk behind the pages, for what a test must do without them.
func (s *Stage) Clerk() *clerk.Clerk { return s.server.Clerk() }

// Do gives a command in the conference as a role, past the pages: for what others do while a page is looked at.
func (s *Stage) Do(r Role, cmd conference.Command) {
	s.t.Helper()
	m := r.member()
	who := clerk.Identity{Member: m.ID, Actor: m.Actor, SystemRole: directory.Writer}
	got, err := s.Clerk().Do(s.t.Context(), who, Conference, clerk.Wish{OccurredAt: s.Now(), Command: cmd})
	if err == nil {
		err = got.Fault
	}
	if err != nil {
		s.t.Fatalf("%s as %s: %v", cmd.Name(), r, err)
	}
}

// As gives somebody at a screen without a script, signed in.
func (s *Stage) As(r Role) *Client {
	s.t.Helper()
	return s.newClient(r, s.enter(r))
}

func (s *Stage) newClient(r Role, c *http.Cookie) *Client {
	b := &Client{Role: r, stage: s, t: s.t, cookies: map[string]*http.Cookie{}, Lang: i18n.Swedish}
	if c != nil {
		b.cookies[c.Name] = c
	}
	return b
}

// AnswerLink is the path by which a delivery is answered without an account.
func (s *Stage) AnswerLink(delivery string) string {
	s.t.Helper()
	token, err := s.server.Links().Sign(link.Ticket{Delivery: delivery, Expires: s.Now().Add(24 * time.Hour)})
	if err != nil {
		s.t.Fatal(err)
	}
	return link.Path + token
}
