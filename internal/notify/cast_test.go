package notify_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/attachment"
	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/i18n"
	"samverkan/internal/id"
	"samverkan/internal/notify"
	"samverkan/internal/notify/link"
	"samverkan/internal/rehearsal"
	"samverkan/internal/store"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares got with a file of testdata, or writes it.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
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
			t.Fatalf("%s:%d\n was %s\n is  %s", path, i+1, a, b)
		}
	}
}

const (
	from     = "konferens@lst-allmanlan.example"
	regional = "konf-regional-1"
	host     = "lst-allmanlan"
	attendee = "kommun-ekeryd"
)

// chance gives the same random bytes each time.
func chance(seed byte) *rand.ChaCha8 { return rand.NewChaCha8([32]byte{seed}) }

// locked lets several goroutines read the same chance.
type locked struct {
	mu sync.Mutex
	r  io.Reader
}

func (l *locked) Read(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.r.Read(p)
}

// world is an installation with the exercise in it, a clerk that queues what is to be told, and its own clock.
type world struct {
	maxPackage int // that a mail may hold
	*clerk.Clerk
	t     testing.TB
	clock *rehearsal.Clock
	store *store.Store
	newID func() string
	texts *i18n.Catalogue
	dir   string
}

// open opens the installation in a directory. With no clock of its own it has one that the test sets.
func open(t testing.TB, dir string, clock *rehearsal.Clock) *world {
	t.Helper()
	w, err := opened(t.Context(), dir, clock.Now, 1)
	if err != nil {
		t.Fatal(err)
	}
	w.t, w.clock = t, clock
	t.Cleanup(func() { w.store.Close() }) // a test that kills services has closed it
	return w
}

func opened(ctx context.Context, dir string, now func() time.Time, seed byte) (*world, error) {
	w := &world{dir: dir}
	var err error
	if w.store, err = store.Open(ctx, store.Options{Path: filepath.Join(dir, "samverkan.db"), KeyPath: filepath.Join(dir, "samverkan.db.key"),
		Now: now, Random: &locked{r: chance(seed)}}); err != nil {
		return nil, err
	}
	key, err := w.store.SigningKey(ctx, "samverkan")
	if err != nil {
		return nil, err
	}
	if w.texts, err = i18n.Load(); err != nil {
		return nil, err
	}
	w.newID = id.NewSource(now, &locked{r: chance(seed + 50)}).New
	w.Clerk = clerk.New(clerk.Options{Store: w.store, Files: attachment.NewShelf(filepath.Join(dir, "files"), &locked{r: chance(seed + 100)}),
		NewID: w.newID, Now: now, Key: key, Origin: "samverkan", Outgoing: &clerk.Outgoing{}})
	return w, nil
}

func (w *world) administer(cmd clerk.AdminCommand) {
	w.t.Helper()
	if _, err := w.Administer(w.t.Context(), clerk.OwnerIdentity(), "", cmd); err != nil {
		w.t.Fatalf("%s: %v", cmd.Name(), err)
	}
}

// do gives a command as the owner, who may everything, at the clock's time.
func (w *world) do(conf string, cmd conference.Command) {
	w.t.Helper()
	if _, err := w.Do(w.t.Context(), clerk.OwnerIdentity(), conf, clerk.Wish{Command: cmd}); err != nil {
		w.t.Fatalf("%s: %v", cmd.Name(), err)
	}
}

// exercise gives an installation with the regional conference planned, and contacts for everybody in it.
func exercise(t testing.TB) (*world, rehearsal.Meeting) {
	t.Helper()
	m, err := rehearsal.Read("regional")
	if err != nil {
		t.Fatal(err)
	}
	clock := &rehearsal.Clock{}
	clock.Set(m.Plan.Start.Add(-6 * time.Hour))
	w := open(t, quick(t), clock)
	desk := rehearsal.Desk{Clerk: w.Clerk, Clock: clock}
	if err := desk.Stock(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.administer(clerk.ImportContacts{Contacts: contacts(m.Plan.Actors())})
	if err := desk.Plan(t.Context(), m.Plan, m.Plan.Start.Add(-4*time.Hour)); err != nil {
		t.Fatal(err)
	}
	return w, m
}

// quick gives a directory where nothing waits for a disk, where there is such a place: what is safe when the power goes is for others
// to test.
func quick(t testing.TB) string {
	t.Helper()
	const memory = "/dev/shm"
	if info, err := os.Stat(memory); err != nil || !info.IsDir() {
		return t.TempDir()
	}
	dir, err := os.MkdirTemp(memory, "samverkan-notify-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// contacts makes a duty officer for each actor: mail, and for every one a fictive number.
func contacts(actors []string) []directory.Contact {
	var out []directory.Contact
	for i, a := range actors {
		out = append(out, directory.Contact{ID: a + ".tib", Actor: a, Function: "TiB", Ways: []directory.Way{
			{Channel: directory.Mail, Address: mailbox(a)}, {Channel: directory.SMS, Address: fmt.Sprintf("+467017406%02d", 5+i%94)}}})
	}
	return out
}

func mailbox(actor string) string { return "tib@" + actor + ".example" }

func (w *world) renderer() *notify.Renderer {
	w.t.Helper()
	r, err := w.makeRenderer(w.clock.Now)
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

func (w *world) makeRenderer(now func() time.Time) (*notify.Renderer, error) {
	links, err := link.New(bytes.Repeat([]byte{7}, 32))
	if err != nil {
		return nil, err
	}
	return notify.NewRenderer(notify.RendererOptions{Clerk: w.Clerk, Texts: w.texts, Links: links, Now: now,
		Base: "https://samverkan.lst-allmanlan.example", From: from, Name: "Samverkan", MaxPackage: w.maxPackage})
}
