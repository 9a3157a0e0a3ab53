package cli

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// onDisk runs the program against a database in a directory, now.
func onDisk(dir string, args ...string) (code int, out string) {
	var b bytes.Buffer
	code = Run(context.Background(), args, World{In: strings.NewReader(""), Out: &b, Err: &b, Now: time.Now, Env: func(name string) string {
		if name == envDB {
			return filepath.Join(dir, "a.db")
		}
		return ""
	}})
	return code, b.String()
}

func mustOnDisk(t *testing.T, dir string, args ...string) string {
	t.Helper()
	code, out := onDisk(dir, args...)
	if code != 0 {
		t.Fatalf("samverkan %s: exit code %d\n%s", strings.Join(args, " "), code, out)
	}
	return out
}

// tmpfs mounts a small disk of its own. Only root can.
func tmpfs(t *testing.T, size string) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
		if os.Getenv("SAMVERKAN_REQUIRE_ALL") == "1" {
			t.Fatalf("a small disk cannot be mounted: %v", err)
		}
		t.Skipf("SKIPPED: a small disk cannot be mounted (it needs root): %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

func begin(t *testing.T, dir string) {
	t.Helper()
	mustOnDisk(t, dir, "incident", "open", "sno", "Snökaos", "--owner", "lst-ostergotland")
	mustOnDisk(t, dir, "conference", "new", "k1", "--incident", "sno", "--level", "regional", "--purpose", "lägesbild",
		"--start", time.Now().Add(24*time.Hour).Format(time.RFC3339), "--length", "60m")
	mustOnDisk(t, dir, "plan", "invite", "linköping", "-C", "k1")
	mustOnDisk(t, dir, "meeting", "open", "-C", "k1")
	mustOnDisk(t, dir, "note", "write", "info", "Det som redan var sparat", "-C", "k1")
}

// On a medium that cannot be written, everything is read, and writing is refused with what to do.
func TestReadOnlyMedium(t *testing.T) {
	dir := tmpfs(t, "8m")
	begin(t, dir)
	if err := syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	if out := mustOnDisk(t, dir, "note", "list", "k1"); !strings.Contains(out, "Det som redan var sparat") {
		t.Error(out)
	}
	mustOnDisk(t, dir, "minutes", "show", "k1")
	mustOnDisk(t, dir, "verify")
	for lang, word := range map[string]string{"sv": "skriv", "en": "writ"} {
		if code, out := onDisk(dir, "note", "write", "info", "x", "-C", "k1", "--lang", lang); code != 6 || !strings.Contains(out, word) {
			t.Errorf("writing on it: exit code %d, %s", code, out)
		}
	}
	if code, out := onDisk(dir, "plan", "export", "k1", "--out", filepath.Join(dir, "k1.yaml")); code != 6 {
		t.Errorf("a file on it: exit code %d, %s", code, out)
	}
	if err := syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT, ""); err != nil {
		t.Fatal(err)
	}
}

// On a full disk nothing that was acknowledged is lost, and writing goes on when there is room again.
func TestFullDisk(t *testing.T) {
	dir := tmpfs(t, "4m")
	begin(t, dir)
	filler := filepath.Join(dir, "filler")
	f, err := os.Create(filler)
	if err != nil {
		t.Fatal(err)
	}
	for block := make([]byte, 4096); ; {
		if _, err := f.Write(block); err != nil {
			break
		}
	}
	f.Close()
	long := strings.Repeat("snö ", 4000)
	code, out := onDisk(dir, "note", "write", "info", long, "-C", "k1")
	if code != 6 || !strings.Contains(out, "utrymme") && !strings.Contains(out, "plats") {
		t.Errorf("writing on a full disk: exit code %d, %s", code, out)
	}
	if code, out := onDisk(dir, "plan", "export", "k1", "--out", filepath.Join(dir, "k1.yaml")); code != 6 {
		t.Errorf("a file on a full disk: exit code %d, %s", code, out)
	}
	if _, err := os.Stat(filepath.Join(dir, "k1.yaml")); err == nil {
		t.Error("half a file was left")
	}
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	if out := mustOnDisk(t, dir, "note", "list", "k1"); !strings.Contains(out, "Det som redan var sparat") {
		t.Error(out)
	}
	mustOnDisk(t, dir, "note", "write", "info", long, "-C", "k1")
	mustOnDisk(t, dir, "verify")
}
