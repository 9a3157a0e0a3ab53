package api_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"

	"samverkan/conference"
	"samverkan/internal/api"
	"samverkan/internal/area"
	"samverkan/internal/attachment"
	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/fixture"
	"samverkan/internal/i18n"
	"samverkan/internal/id"
	"samverkan/internal/scenario"
	"samverkan/internal/signin"
	"samverkan/internal/store"
	"samverkan/internal/upload"
	"samverkan/internal/wire"
)

var update = flag.Bool("update", false, "write the golden files anew")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (run with -update to write it)", err)
	}
	is, was := strings.Split(string(got), "\n"), strings.Split(string(want), "\n")
	for i := range max(len(is), len(was)) {
		var a, b string
		if i < len(was) {
			a = was[i]
		}
		if i < len(is) {
			b = is[i]
		}
		if a != b {
			t.Errorf("%s:%d\n was %s\n is  %s", path, i+1, a, b)
		}
	}
}

const (
	regional = "konf-regional-1"
	host     = "lst-allmanlan"
	attendee = "kommun-ekeryd"
	observer = "myndighet-mcf"
	outsider = "lst-skane" // in the directory, and called to nothing
)

type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = at
}

func chance(seed byte) *rand.ChaCha8 { return rand.NewChaCha8([32]byte{seed}) }

// world is a service: a database, files, the desk, and the door on a loopback port.
type world struct {
	*clerk.Clerk
	t     testing.TB
	store *store.Store
	clock *clock
	log   *lockedBuffer
	url   string

	signin *signin.Service

	mu     sync.Mutex
	tokens map[string]clerk.Identity
}

// locked gives random bytes to several requests at a time.
type locked struct {
	mu sync.Mutex
	r  io.Reader
}

func (l *locked) Read(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.r.Read(b)
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

var texts = sync.OnceValues(i18n.Load)

// open starts a service on a directory.
func open(t testing.TB, dir string, change ...func(*api.Options)) *world {
	t.Helper()
	w := &world{t: t, clock: &clock{at: time.Date(2027, 1, 6, 10, 0, 0, 0, time.UTC)}, tokens: map[string]clerk.Identity{}, log: &lockedBuffer{}}
	var err error
	w.store, err = store.Open(t.Context(), store.Options{Path: filepath.Join(dir, "samverkan.db"), Now: w.clock.now, Random: chance(1)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.store.Close(); err != nil {
			t.Error(err)
		}
	})
	key, err := w.store.SigningKey(t.Context(), "samverkan")
	if err != nil {
		t.Fatal(err)
	}
	kept := filepath.Join(dir, "files")
	if err := os.MkdirAll(kept, 0o700); err != nil {
		t.Fatal(err)
	}
	files := attachment.NewShelf(kept, chance(2))
	t.Cleanup(func() { files.Close() })
	ids := id.NewSource(w.clock.now, chance(3))
	w.Clerk = clerk.New(clerk.Options{Store: w.store, Files: files, NewID: ids.New, Now: w.clock.now, Key: key, Origin: "samverkan"})
	catalogue, err := texts()
	if err != nil {
		t.Fatal(err)
	}
	secret, err := signin.LoadKey(filepath.Join(t.TempDir(), "secret.key"), chance(4))
	if err != nil {
		t.Fatal(err)
	}
	base := &url.URL{Scheme: "https", Host: "samverkan.example"}
	w.signin, err = signin.New(signin.Options{Clerk: w.Clerk, Now: w.clock.now, Random: &locked{r: chance(5)}, NewID: ids.New, Key: secret, Base: base,
		Texts: catalogue})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.signin.Close)
	o := api.Options{Clerk: w.Clerk, Identify: w.identify, SignIn: w.signin, Texts: catalogue, Now: w.clock.now, NewID: ids.New,
		Log: slog.New(slog.NewTextHandler(w.log, nil)), MaxFile: 1 << 20, Version: "1.0.0"}
	for _, c := range change {
		c(&o)
	}
	router := chi.NewRouter()
	door := api.New(o)
	door.Mount(router)
	uploads := upload.New(upload.Options{Clerk: w.Clerk, Identify: w.identify, Refuse: door.Refuse, Log: o.Log,
		Limits: clerk.UploadLimits{Largest: o.MaxFile, Keep: time.Hour}})
	for _, path := range upload.Paths() {
		router.Handle(path, uploads)
		router.Handle(path+"/{id}", uploads)
	}
	for _, page := range w.signin.Routes() { // a person says yes to a program there
		router.Method(page.Method, page.Path, page.Handler)
	}
	server := httptest.NewServer(router)
	t.Cleanup(server.Close)
	w.url = server.URL
	return w
}

// door opens another door to the same service, at another desk.
func (w *world) door(t *testing.T, desk *clerk.Clerk) *world {
	t.Helper()
	catalogue, err := texts()
	if err != nil {
		t.Fatal(err)
	}
	router := chi.NewRouter()
	api.New(api.Options{Clerk: desk, Identify: w.identify, SignIn: w.signin, Texts: catalogue, Now: w.clock.now, NewID: id.NewSource(w.clock.now, chance(8)).New,
		Log: slog.New(slog.NewTextHandler(w.log, nil)), MaxFile: 1 << 20, Version: "1.0.0"}).Mount(router)
	server := httptest.NewServer(router)
	t.Cleanup(server.Close)
	return &world{Clerk: desk, t: t, store: w.store, clock: w.clock, log: w.log, url: server.URL, signin: w.signin}
}

// identify takes the names that the tests give as tokens, and real ones.
func (w *world) identify(r *http.Request) (clerk.Identity, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	who, ok := w.tokens[strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")]
	if !ok {
		return w.signin.Identify(r)
	}
	return who, nil
}

// as gives a token for an identity.
func (w *world) as(name string, who clerk.Identity) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.tokens[name] = who
	return name
}

func member(name, actor string, role directory.SystemRole) clerk.Identity {
	return clerk.Identity{Member: name, Actor: actor, SystemRole: role, Session: "s-" + name}
}

func tib(actor string) clerk.Identity { return member("tib."+actor, actor, directory.Writer) }

func holder(role conference.Role) clerk.Identity {
	return member(string(role)+"."+host, host, directory.Writer)
}

func (w *world) administer(cmd clerk.AdminCommand) {
	w.t.Helper()
	if _, err := w.Administer(w.t.Context(), clerk.OwnerIdentity(), "", cmd); err != nil {
		w.t.Fatalf("%s: %v", cmd.Name(), err)
	}
}

func script(t testing.TB, name string) []byte {
	t.Helper()
	b, err := fixture.Snokaos.ReadFile("snokaos/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func plan(t testing.TB) conference.Plan {
	t.Helper()
	p, err := scenario.ReadPlan(bytes.NewReader(script(t, "conference-regional.yaml")))
	if err != nil {
		t.Fatal(err)
	}
	for i, h := range p.Roles {
		p.Roles[i].Member = string(h.Role) + "." + h.Actor
	}
	p.Callout.SentAt = time.Time{}
	return p
}

// until says before which command of the exercise a stage ends.
type until func(conference.Command) bool

func before[T conference.Command](cmd conference.Command) bool {
	_, is := cmd.(T)
	return is
}

var (
	stagesMu sync.Mutex
	stages   = map[string]string{}
	scratch  string
)

func TestMain(m *testing.M) {
	flag.Parse()
	var err error
	if scratch, err = os.MkdirTemp("", "api-stages-"); err != nil {
		panic(err)
	}
	code := m.Run()
	os.RemoveAll(scratch)
	os.Exit(code)
}

// at starts a service in which the exercise has come to a stage: called, open, approved.
func at(t *testing.T, stage string, change ...func(*api.Options)) *world {
	t.Helper()
	stagesMu.Lock()
	dir, made := stages[stage]
	if !made {
		dir = filepath.Join(scratch, stage)
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		t.Run("make stage "+stage, func(t *testing.T) {
			w := open(t, dir)
			w.stock()
			w.play(map[string]until{"called": before[*conference.OpenLobby], "open": before[*conference.CloseMeeting],
				"approved": before[*conference.PublishMinutes]}[stage])
		})
		stages[stage] = dir
	}
	stagesMu.Unlock()
	own := t.TempDir()
	if err := os.CopyFS(own, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(own, "samverkan.db.key"), 0o600); err != nil {
		t.Fatal(err)
	}
	w := open(t, own, change...)
	v, err := w.Conference(t.Context(), clerk.OwnerIdentity(), regional)
	if err != nil {
		t.Fatal(err)
	}
	w.clock.set(v.Conference.Latest)
	return w
}

func (w *world) stock() {
	w.t.Helper()
	sweden, err := directory.Sweden()
	if err != nil {
		w.t.Fatal(err)
	}
	fictive, err := directory.ReadActors(bytes.NewReader(script(w.t, "actors.csv")))
	if err != nil {
		w.t.Fatal(err)
	}
	w.administer(clerk.ImportActors{Actors: append(sweden.All(), fictive...)})
	x, err := scenario.ReadIncident(bytes.NewReader(script(w.t, "event.yaml")))
	if err != nil {
		w.t.Fatal(err)
	}
	w.administer(clerk.SaveIncident{Incident: x})
	p := plan(w.t)
	a := area.Area{ID: "yta-snokaos", Name: "Snökaos Allmänlän", Owner: host, Incident: p.Incident, Exercise: true}
	for _, actor := range p.Actors() {
		if actor != host {
			a.Grants = append(a.Grants, area.Grant{Actor: actor, Right: area.Read})
		}
	}
	w.administer(clerk.CreateArea{Area: a})
	w.administer(clerk.SaveMember{Member: directory.Member{ID: "leader." + host, Name: "Karin Ek", Actor: host, SystemRole: directory.Writer}})
	w.administer(clerk.SaveRoster{Roster: directory.Roster{ID: "natverk-regional", Name: "Regionalt nätverk", Owner: host, Members: p.Actors()}})
	w.clock.set(p.Start.Add(-6 * time.Hour))
	for _, cmd := range []conference.Command{&conference.PlanConference{Plan: p}, &conference.IssueInvitation{Channels: p.Callout.Channels}} {
		if _, err := w.Do(w.t.Context(), tib(host), regional, clerk.Wish{Command: cmd}); err != nil {
			w.t.Fatal(err)
		}
	}
}

func (w *world) play(stop until) {
	w.t.Helper()
	run, err := scenario.ReadRun(bytes.NewReader(script(w.t, "run-regional.jsonl")))
	if err != nil {
		w.t.Fatal(err)
	}
	for _, s := range run {
		for _, cmd := range s.Commands {
			if stop(cmd) {
				return
			}
			w.clock.set(s.At)
			if _, err := w.Do(w.t.Context(), holder(s.Role), regional, clerk.Wish{Role: s.Role, OccurredAt: s.At, Command: cmd}); err != nil {
				w.t.Fatalf("line %d: %s: %v", s.Line, cmd.Name(), err)
			}
		}
	}
}

// reply is an answer read to its end.
type reply struct {
	status int
	header http.Header
	body   []byte
}

func (r reply) problem(t testing.TB) wire.Problem {
	t.Helper()
	var p wire.Problem
	if err := json.Unmarshal(r.body, &p); err != nil || r.header.Get("Content-Type") != "application/problem+json" || p.Status != r.status {
		t.Fatalf("%d %s: %.300s: %v", r.status, r.header.Get("Content-Type"), r.body, err)
	}
	return p
}

// into reads the JSON of an answer that says yes.
func (r reply) into(t testing.TB, v any) {
	t.Helper()
	if r.status != http.StatusOK {
		t.Fatalf("%d: %s", r.status, r.body)
	}
	if err := json.Unmarshal(r.body, v); err != nil {
		t.Fatalf("%v: %.300s", err, r.body)
	}
}

// ask puts a question. headers are name, value pairs; body is nil for none.
func (w *world) ask(token, method, path string, body []byte, headers ...string) reply {
	w.t.Helper()
	r, err := http.NewRequestWithContext(w.t.Context(), method, w.url+path, bytes.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		w.t.Fatal(err)
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return reply{answer.StatusCode, answer.Header, b}
}

func (w *world) get(token, path string, headers ...string) reply {
	return w.ask(token, http.MethodGet, path, nil, headers...)
}

func (w *world) post(token, path string, v any, headers ...string) reply {
	w.t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		w.t.Fatal(err)
	}
	return w.ask(token, http.MethodPost, path, b, headers...)
}
