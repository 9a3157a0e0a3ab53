package e2e_test

import (
	"context"
	"database/sql"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"samverkan/internal/client"
	"samverkan/internal/wire"
)

// smallDisk gives a file system of so many bytes. Only root may mount one.
func smallDisk(t *testing.T, options string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "disk")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, options); err != nil {
		if os.Getenv("SAMVERKAN_REQUIRE_ALL") != "" {
			t.Fatalf("a file system of its own cannot be mounted: %v", err)
		}
		t.Skipf("SKIPPED: a file system of its own cannot be mounted (needs root): %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Errorf("unmount: %v", err)
		}
	})
	return dir
}

// moved gives the installation in another directory.
func (i installation) moved(dir string) installation {
	i.t.Helper()
	if err := os.CopyFS(dir, os.DirFS(i.dir)); err != nil {
		i.t.Fatal(err)
	}
	for _, key := range []string{"samverkan.db.key", "secret.key"} {
		if err := os.Chmod(filepath.Join(dir, key), 0o600); err != nil {
			i.t.Fatal(err)
		}
	}
	i.dir = dir
	return i
}

// fill writes a file until nothing more goes in.
func fill(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for size := 1 << 20; size > 0; {
		if _, err := f.Write(make([]byte, size)); err != nil {
			size /= 2
		}
	}
}

// The disk fills while the meeting goes on: who writes is told so, who reads is not disturbed, and when there is room again the same
// command gets in.
func TestDiskFull(t *testing.T) {
	p := newInstallation(t).moved(smallDisk(t, "size=48m"))
	s := p.serves("--log-level", "warn", "--disk-free", "2")
	leader := s.as(p.people["leader"].Token)
	leader.begin()
	d := newDesk("full")
	for range 5 {
		if !d.gives(leader, d.next()) {
			t.Fatal(d.other)
		}
	}
	filler := filepath.Join(p.dir, "fyllnad")
	fill(t, filler)
	var refused wire.Command
	for refused.ID == "" { // what the database has made room for already still goes in
		w := d.next()
		a := leader.ask(http.MethodPost, here("/commands"), wanted(w))
		if a.Status == http.StatusOK {
			d.gives(leader, w)
			continue
		}
		if problem := a.problem(t); a.Status != http.StatusInsufficientStorage || problem.Kind != "full" {
			t.Fatalf("with a full disk: %d %s", a.Status, a.Body)
		}
		refused = w
	}
	if got := leader.journal(); len(got) < 8 {
		t.Errorf("%d entries are read with a full disk", len(got))
	}
	leader.get(here("/documents/minutes.pdf"))
	time.Sleep(2100 * time.Millisecond) // the health is looked at every other second
	if a := leader.ask(http.MethodGet, "/readyz", nil); a.Status != http.StatusServiceUnavailable || !strings.Contains(string(a.Body), "disk") {
		t.Errorf("with a full disk the service calls itself ready: %d %s", a.Status, a.Body)
	}
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	if !d.gives(leader, refused) {
		t.Errorf("with room again: %v", d.other)
	}
	d.all(t, leader)
	d.stands(t, leader)
	s.stop()
	p.verified()
}

// Another process holds the database: who writes is told to come again, who reads is not disturbed, and a client that tries again by
// itself gets in when the database is free, once.
func TestDatabaseLockedByAnother(t *testing.T) {
	long(t)
	p := newInstallation(t)
	s := p.serves("--log-level", "warn")
	leader := s.as(p.people["leader"].Token)
	leader.begin()
	db, err := sql.Open("sqlite", "file:"+p.database())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.Exec("BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	a := leader.ask(http.MethodPost, here("/commands"), wanted(note("låst-1", "En")))
	took := time.Since(begun)
	if after, err := strconv.Atoi(a.Header.Get("Retry-After")); a.Status != http.StatusServiceUnavailable || err != nil || after < 1 {
		t.Errorf("locked: %d, Retry-After %q: %s", a.Status, a.Header.Get("Retry-After"), a.Body)
	}
	a.problem(t)
	if took > 5*5500*time.Millisecond {
		t.Errorf("it took %v to say so", took)
	}
	if len(leader.journal()) < 4 {
		t.Error("nothing can be read")
	}
	freed := false
	c, err := client.New(client.Options{Server: s.url, Token: p.people["secretary"].Token, Now: time.Now, Chance: func() float64 { return 0.5 },
		Trying: func(error, time.Duration) {
			if !freed {
				freed = true
				if _, err := db.Exec("ROLLBACK"); err != nil {
					t.Error(err)
				}
			}
		}})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if got, err := c.Commands(context.Background(), regional, []wire.Command{note("låst-2", "Två")}); err != nil || got[0].Status != "accepted" || !freed {
		t.Errorf("%+v, %v, tried again: %v", got, err, freed)
	}
	if seq := kept(t, leader.journal())["låst-2"]; seq == 0 {
		t.Error("what the client gave is not there")
	}
	t.Logf("the service said so after %v", took.Round(time.Millisecond))
}
