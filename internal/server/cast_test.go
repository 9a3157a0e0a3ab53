package server_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"samverkan/internal/clerk"
	"samverkan/internal/config"
	"samverkan/internal/directory"
	"samverkan/internal/i18n"
	"samverkan/internal/id"
	"samverkan/internal/server"
)

const (
	phrase = "sju gröna paraplyer dansar"
	actor  = "lst-skane" // of the directory that ships
)

// service is the whole program, running on a port of its own.
type service struct {
	*server.Server
	t    *testing.T
	base string
	late atomic.Int64 // how far its clock is ahead
	log  *logged
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

// start starts the service with settings as a file has them. Its address is http://localhost, which browsers trust as they trust
// https.
func start(t *testing.T, settings string) *service {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(l.Addr().String())
	s := &service{t: t, base: "http://localhost:" + port, log: &logged{}}
	o := options(t, settings, s.base)
	o.Log, o.Listener = slog.New(slog.NewJSONHandler(s.log, nil)), l
	o.Now, o.NewID = s.now, id.NewSource(s.now, nil).New
	ctx, cancel := context.WithCancel(context.Background())
	if s.Server, err = server.Open(ctx, o); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// options are what a service with these settings and this address is opened with.
func options(t *testing.T, settings, address string) server.Options {
	t.Helper()
	dir := t.TempDir()
	c, err := config.Load(config.Sources{Home: dir, File: "prov", Env: func(string) string { return "" },
		Flags: map[string]string{"db": filepath.Join(dir, "samverkan.db"), "url": address, "metrics": "", "listen": "127.0.0.1:0"},
		Open:  func(string) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(settings)), nil }})
	if err != nil {
		t.Fatal(err)
	}
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	return server.Options{Config: c, Texts: texts, Log: slog.New(slog.DiscardHandler), Now: time.Now, NewID: id.NewSource(time.Now, nil).New, Version: "prov"}
}

func (s *service) now() time.Time { return time.Now().Add(time.Duration(s.late.Load())) }

// person makes an account with the password phrase, and gives the member and a browser that is signed in.
func (s *service) person(login, actor string) (string, *browser) {
	s.t.Helper()
	got, err := s.SignIn().Invite(s.t.Context(), clerk.OwnerIdentity(),
		directory.Member{Name: "Anna Alm", Actor: actor, SystemRole: directory.Writer}, login, false, "sv")
	if err != nil {
		s.t.Fatal(err)
	}
	b := s.browser()
	b.post(strings.TrimPrefix(got.Link, s.base), 303, "password", phrase)
	return got.Member, b
}

func (s *service) disable(member string) {
	s.t.Helper()
	if _, err := s.Clerk().Administer(s.t.Context(), clerk.OwnerIdentity(), "", clerk.DisableAccount{Member: member}); err != nil {
		s.t.Fatal(err)
	}
}

// browser is somebody at a screen.
type browser struct {
	s      *service
	client http.Client
}

func (s *service) browser() *browser {
	jar, _ := cookiejar.New(nil)
	return &browser{s, http.Client{Jar: jar, Timeout: time.Minute,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// answer is a response that has been read.
type answer struct {
	status int
	body   string
	header http.Header
}

func (b *browser) send(method, path string, form url.Values) answer {
	b.s.t.Helper()
	req, err := http.NewRequest(method, b.s.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		b.s.t.Fatal(err)
	}
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Origin", b.s.base)
	}
	res, err := b.client.Do(req)
	if err != nil {
		b.s.t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		b.s.t.Fatal(err)
	}
	return answer{res.StatusCode, string(text), res.Header}
}

func (b *browser) get(path string, status int) answer {
	b.s.t.Helper()
	a := b.send(http.MethodGet, path, nil)
	if a.status != status {
		b.s.t.Fatalf("GET %s: %d, want %d\n%s", path, a.status, status, a.body)
	}
	return a
}

func (b *browser) post(path string, status int, fields ...string) answer {
	b.s.t.Helper()
	form := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	a := b.send(http.MethodPost, path, form)
	if a.status != status {
		b.s.t.Fatalf("POST %s: %d, want %d\n%s", path, a.status, status, a.body)
	}
	return a
}

// in tells whether the browser is signed in.
func (b *browser) in() bool { return b.send(http.MethodGet, "/account", nil).status == http.StatusOK }

// find gives the first group of a pattern in a page.
func (s *service) find(page, pattern string) string {
	s.t.Helper()
	m := regexp.MustCompile(pattern).FindStringSubmatch(page)
	if m == nil {
		s.t.Fatalf("no %s in\n%s", pattern, page)
	}
	return m[1]
}

// says holds a page against a text of the catalogue.
func (s *service) says(page, key string, args ...any) {
	s.t.Helper()
	texts, err := i18n.Load()
	if err != nil {
		s.t.Fatal(err)
	}
	if want := texts.For(i18n.Swedish).T(key, args...); !strings.Contains(page, want) {
		s.t.Errorf("the page does not say %q:\n%s", want, page)
	}
}
