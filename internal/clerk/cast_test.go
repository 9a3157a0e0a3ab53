package clerk_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/area"
	"samverkan/internal/attachment"
	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/fixture"
	"samverkan/internal/id"
	"samverkan/internal/journal"
	"samverkan/internal/scenario"
	"samverkan/internal/store"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares got with a file of testdata, or writes it.
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
	if bytes.Equal(got, want) {
		return
	}
	is, was := bytes.Split(got, []byte("\n")), bytes.Split(want, []byte("\n"))
	for i := range max(len(is), len(was)) {
		var a, b []byte
		if i < len(was) {
			a = was[i]
		}
		if i < len(is) {
			b = is[i]
		}
		if !bytes.Equal(a, b) {
			t.Errorf("%s:%d\n was %s\n is  %s", path, i+1, a, b)
		}
	}
}

// The exercise's conferences, and some who play in it.
const (
	regional  = "konf-regional-1"
	local     = "konf-lokal-1"
	host      = "lst-allmanlan"
	attendee  = "kommun-ekeryd"
	observer  = "myndighet-mcf"
	expert    = "myndighet-smhi"
	volunteer = "frivillig-bilkaren-allmanlan"
	outsider  = "lst-skane" // in the directory, and called to nothing
)

var stream = "conference/" + regional

// clock is a clock that the tests set.
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

// chance gives the same random bytes each time.
func chance(seed byte) *rand.ChaCha8 { return rand.NewChaCha8([32]byte{seed}) }

// disk keeps files in a directory.
type disk struct{ *attachment.Disk }

func (d disk) Put(_ context.Context, r io.Reader, limit int64) (string, int64, error) {
	stored, err := d.Disk.Put(r, limit)
	return string(stored.Digest), stored.Size, err
}

func (d disk) Open(digest string) (io.ReadSeekCloser, error) {
	f, err := d.Disk.Open(attachment.Digest(digest))
	if err != nil {
		return nil, err
	}
	return f, nil
}

func (d disk) Verify(_ context.Context, digest string) error {
	return d.Disk.Verify(attachment.Digest(digest))
}

// world is an installation: a database and files in a directory, and one clerk at its desk.
type world struct {
	*clerk.Clerk
	t     testing.TB
	dir   string
	store *store.Store
	files disk
	clock *clock
	key   journal.PrivateKey
}

// open opens the installation in a directory, as one more process would. seed tells processes apart.
func open(t testing.TB, dir string, seed byte, change ...func(*clerk.Options)) *world {
	t.Helper()
	return openOn(t, filepath.Join(dir, "samverkan.db"), dir, seed, change...)
}

// openOn opens an installation whose database is somewhere else than its key and files.
func openOn(t testing.TB, database, dir string, seed byte, change ...func(*clerk.Options)) *world {
	t.Helper()
	w := &world{t: t, dir: dir, clock: &clock{at: time.Date(2027, 1, 6, 10, 0, 0, 0, time.UTC)}}
	var err error
	w.store, err = store.Open(t.Context(), store.Options{Path: database, KeyPath: filepath.Join(dir, "samverkan.db.key"),
		Now: w.clock.now, Random: chance(seed)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.store.Close(); err != nil {
			t.Error(err)
		}
	})
	if w.key, err = w.store.SigningKey(t.Context(), "samverkan"); err != nil {
		t.Fatal(err)
	}
	kept := filepath.Join(dir, "files")
	if err := os.MkdirAll(kept, 0o700); err != nil {
		t.Fatal(err)
	}
	if w.files.Disk, err = attachment.Open(kept, chance(seed+100)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.files.Close() })
	o := clerk.Options{Store: w.store, Files: w.files, NewID: id.NewSource(w.clock.now, chance(seed+50)).New, Now: w.clock.now,
		Key: w.key, Origin: "samverkan"}
	for _, c := range change {
		c(&o)
	}
	w.Clerk = clerk.New(o)
	return w
}

func member(name, actor string, role directory.SystemRole) clerk.Identity {
	return clerk.Identity{Member: name, Actor: actor, SystemRole: role}
}

// tib is the duty officer of an actor, who acts for it.
func tib(actor string) clerk.Identity { return member("tib."+actor, actor, directory.Writer) }

// holder is the account that holds an internal role at the host of the regional conference.
func holder(role conference.Role) clerk.Identity {
	return member(string(role)+"."+host, host, directory.Writer)
}

func (w *world) administer(cmd clerk.AdminCommand) {
	w.t.Helper()
	if _, err := w.Administer(w.t.Context(), clerk.OwnerIdentity(), "", cmd); err != nil {
		w.t.Fatalf("%s: %v", cmd.Name(), err)
	}
}

// do gives a command that must be accepted.
func (w *world) do(who clerk.Identity, conf string, at time.Time, role conference.Role, cmd conference.Command) clerk.Receipt {
	w.t.Helper()
	r, err := w.Do(w.t.Context(), who, conf, clerk.Wish{Role: role, OccurredAt: at, Command: cmd})
	if err != nil {
		w.t.Fatalf("%s: %v", cmd.Name(), err)
	}
	return r
}

func (w *world) view(who clerk.Identity, conf string) *clerk.View {
	w.t.Helper()
	v, err := w.Conference(w.t.Context(), who, conf)
	if err != nil {
		w.t.Fatal(err)
	}
	return v
}

func (w *world) journal(who clerk.Identity, conf string) []journal.Entry {
	w.t.Helper()
	entries, err := w.Journal(w.t.Context(), who, conf)
	if err != nil {
		w.t.Fatal(err)
	}
	return entries
}

// whole fails the test when the database or a chain in it is not.
func (w *world) whole() store.Checked {
	w.t.Helper()
	c, err := w.Verify(w.t.Context(), clerk.OwnerIdentity())
	if err != nil {
		w.t.Fatal(err)
	}
	for _, f := range c.Faults {
		w.t.Error(f)
	}
	return c
}

func script(t testing.TB, name string) []byte {
	t.Helper()
	b, err := fixture.Snokaos.ReadFile("snokaos/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// plan reads the plan of one of the exercise's conferences, with an account for each of the host's roles.
func plan(t testing.TB, level string) conference.Plan {
	t.Helper()
	p, err := scenario.ReadPlan(bytes.NewReader(script(t, "conference-"+level+".yaml")))
	if err != nil {
		t.Fatal(err)
	}
	for i, h := range p.Roles {
		p.Roles[i].Member = string(h.Role) + "." + h.Actor
	}
	p.Callout.SentAt = time.Time{}
	return p
}

func run(t testing.TB, level string) scenario.Run {
	t.Helper()
	r, err := scenario.ReadRun(bytes.NewReader(script(t, "run-"+level+".jsonl")))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// stock fills the directory and opens the incident.
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
	w.administer(clerk.ImportActors{Actors: append(slices.Clone(sweden.All()), fictive...)})
	x, err := scenario.ReadIncident(bytes.NewReader(script(w.t, "event.yaml")))
	if err != nil {
		w.t.Fatal(err)
	}
	w.administer(clerk.SaveIncident{Incident: x})
	p := plan(w.t, "regional")
	a := area.Area{ID: "yta-snokaos", Name: "Snökaos Allmänlän", Owner: host, Incident: p.Incident, Exercise: true}
	for _, actor := range p.Actors() {
		if actor != host {
			a.Grants = append(a.Grants, area.Grant{Actor: actor, Right: area.Read})
		}
	}
	w.administer(clerk.CreateArea{Area: a})
	for _, m := range []directory.Member{{ID: "tib.kommun-ekeryd", Name: "TiB Ekeryd", Actor: attendee, SystemRole: directory.Writer},
		{ID: "leader." + host, Name: "Karin Ek", Actor: host, SystemRole: directory.Writer}} {
		w.administer(clerk.SaveMember{Member: m})
	}
	w.administer(clerk.SaveRoster{Roster: directory.Roster{ID: "natverk-regional", Name: "Regionalt nätverk", Owner: host, Members: p.Actors()}})
}

// planned plans a conference, and nothing more: nobody but the host knows of it.
func (w *world) planned(p conference.Plan) {
	w.t.Helper()
	w.clock.set(p.Start.Add(-6 * time.Hour))
	w.do(tib(p.Host), p.ID, time.Time{}, "", &conference.PlanConference{Plan: p})
}

// called plans a conference and sends its invitation.
func (w *world) called(p conference.Plan) {
	w.t.Helper()
	w.planned(p)
	w.clock.set(p.Start.Add(-3 * time.Hour))
	w.do(tib(p.Host), p.ID, time.Time{}, "", &conference.IssueInvitation{Channels: p.Callout.Channels, AckDeadline: p.Callout.AckDeadline})
}

// wish is one command of a run, as a door would give it.
type wish struct {
	who  clerk.Identity
	line int
	clerk.Wish
}

// wishes gives the commands of a run in order, with ids of their own.
func wishes(p conference.Plan, r scenario.Run) []wish {
	var out []wish
	for _, s := range r {
		for i, cmd := range s.Commands {
			who := member(string(s.Role)+"."+p.Host, p.Host, directory.Writer)
			out = append(out, wish{who, s.Line, clerk.Wish{ID: fmt.Sprintf("run-%d-%d", s.Line, i), Role: s.Role, OccurredAt: s.At, Command: cmd}})
		}
	}
	return out
}

// play gives the commands of a run until one that until names; nil plays to the end.
func (w *world) play(p conference.Plan, until func(conference.Command) bool) {
	w.t.Helper()
	for _, x := range wishes(p, run(w.t, string(p.Level))) {
		if until != nil && until(x.Command) {
			return
		}
		w.clock.set(x.OccurredAt)
		if _, err := w.Do(w.t.Context(), x.who, p.ID, x.Wish); err != nil {
			w.t.Fatalf("line %d: %s: %v", x.line, x.Command.Name(), err)
		}
	}
}

// until tells the first command of a kind.
func until[T conference.Command]() func(conference.Command) bool {
	return func(cmd conference.Command) bool {
		_, is := cmd.(T)
		return is
	}
}

// stage is how far an installation has come. Each is made once, and copied for every test that wants it.
type stage struct {
	name string
	make func(w *world)
	once sync.Once
	dir  string
	ok   bool
}

var stages = []*stage{
	{name: "stocked", make: func(w *world) { w.stock() }},
	{name: "planned", make: func(w *world) { w.stock(); w.planned(plan(w.t, "regional")) }},
	{name: "called", make: func(w *world) { w.stock(); w.called(plan(w.t, "regional")) }},
	{name: "open", make: func(w *world) {
		w.stock()
		p := plan(w.t, "regional")
		w.called(p)
		w.play(p, until[*conference.CloseMeeting]())
	}},
	{name: "closed", make: func(w *world) {
		w.stock()
		p := plan(w.t, "regional")
		w.called(p)
		w.play(p, until[*conference.CheckMinutes]())
	}},
	{name: "held", make: func(w *world) {
		w.stock()
		p := plan(w.t, "regional")
		w.called(p)
		w.play(p, nil)
	}},
	{name: "approved", make: func(w *world) {
		w.stock()
		p := plan(w.t, "regional")
		w.called(p)
		w.play(p, until[*conference.PublishMinutes]())
	}},
}

var scratch string

func TestMain(m *testing.M) {
	if err := flag.Set("rapid.checks", "15"); err != nil { // each draws a meeting of some dozens of commands on a disk
		panic(err)
	}
	flag.Parse()
	var err error
	if scratch, err = os.MkdirTemp("", "clerk-stages-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	postgres.Stop()
	os.RemoveAll(scratch)
	os.Exit(code)
}

// at gives an installation that has come to a stage, in a directory of its own, with its clock where the stage ended.
func at(t *testing.T, name string, change ...func(*clerk.Options)) *world {
	t.Helper()
	i := slices.IndexFunc(stages, func(s *stage) bool { return s.name == name })
	s := stages[i]
	s.once.Do(func() {
		s.dir = filepath.Join(scratch, name)
		if err := os.Mkdir(s.dir, 0o700); err != nil {
			t.Fatal(err)
		}
		t.Run("make stage "+name, func(t *testing.T) { s.make(open(t, s.dir, 1)) })
		s.ok = !t.Failed()
	})
	if !s.ok {
		t.Fatalf("stage %s could not be made", name)
	}
	dir := t.TempDir()
	copyDir(t, s.dir, dir)
	w := open(t, dir, 2, change...)
	if name != "stocked" {
		w.clock.set(w.view(clerk.OwnerIdentity(), regional).Conference.Latest)
	}
	return w
}

func copyDir(t testing.TB, from, to string) {
	t.Helper()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(to, "samverkan.db.key"), 0o600); err != nil {
		t.Fatal(err)
	}
}

func wantCode(t testing.TB, err error, code string) {
	t.Helper()
	if fault.CodeOf(err) != code {
		t.Fatalf("got %v, want %s", err, code)
	}
}

// everyRow is whether tests that go row by row through the journal take all rows, as they do when nothing may be left out, or every
// seventh, the first and the last.
func everyRow(row, last int64) bool {
	return os.Getenv("SAMVERKAN_REQUIRE_ALL") != "" || row%7 == 1 || row == last
}

func newReader(b []byte) io.Reader { return bytes.NewReader(b) }
