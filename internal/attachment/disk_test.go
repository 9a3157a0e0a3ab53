package attachment_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"samverkan/internal/attachment"
	"samverkan/internal/fault"
)

func open(t testing.TB, dir string) *attachment.Disk {
	t.Helper()
	d, err := attachment.Open(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

func put(t testing.TB, d *attachment.Disk, text string) attachment.Stored {
	t.Helper()
	s, err := d.Put(strings.NewReader(text), math.MaxInt64)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func wantCode(t testing.TB, err error, code string) {
	t.Helper()
	if fault.CodeOf(err) != code {
		t.Fatalf("got %v, want %s", err, code)
	}
}

// files gives every file below dir, by path.
func files(t testing.TB, dir string) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			rel, _ := filepath.Rel(dir, path)
			names = append(names, rel)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func place(dir string, d attachment.Digest) string {
	return filepath.Join(dir, "sha256", string(d[:2]), string(d[2:4]), string(d))
}

func TestAFileIsKeptOnceByWhatItContains(t *testing.T) {
	dir := t.TempDir()
	d := open(t, dir)
	text := "%PDF-1.7 Minnesanteckningar från Älvnäs"
	sum := sha256.Sum256([]byte(text))
	for range 3 {
		s := put(t, d, text)
		if s.Digest != attachment.Digest(hex.EncodeToString(sum[:])) || s.Size != int64(len(text)) || s.MediaType != "application/pdf" {
			t.Fatalf("%+v", s)
		}
	}
	empty := put(t, d, "")
	want := []string{
		"sha256/" + string(empty.Digest[:2]) + "/" + string(empty.Digest[2:4]) + "/" + string(empty.Digest),
		"sha256/" + hex.EncodeToString(sum[:1]) + "/" + hex.EncodeToString(sum[1:2]) + "/" + hex.EncodeToString(sum[:]),
	}
	slices.Sort(want)
	if got := files(t, dir); !slices.Equal(got, want) {
		t.Fatalf("%q", got)
	}
	f, err := d.Open(attachment.Digest(hex.EncodeToString(sum[:])))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if b, err := io.ReadAll(f); err != nil || string(b) != text || f.Size != int64(len(text)) {
		t.Fatalf("%q, %v", b, err)
	}
	var all []attachment.Digest
	for digest, err := range d.All {
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Verify(digest); err != nil {
			t.Fatal(err)
		}
		all = append(all, digest)
	}
	if len(all) != 2 || !slices.IsSorted(all) {
		t.Fatalf("%q", all)
	}
	for info := range d.All {
		_ = info
		break // stopping early is no fault
	}
	if err := d.Remove(empty.Digest); err != nil {
		t.Fatal(err)
	}
	_, err = d.Open(empty.Digest)
	wantCode(t, err, "attachment.unknown")
	wantCode(t, d.Remove(empty.Digest), "attachment.unknown")
	wantCode(t, d.Verify(empty.Digest), "attachment.unknown")
}

func TestNothingIsKeptOfAFileThatFails(t *testing.T) {
	dir := t.TempDir()
	d := open(t, dir)
	if _, err := d.Put(strings.NewReader("1234"), 4); err != nil {
		t.Fatal(err)
	}
	kept := files(t, dir)
	_, err := d.Put(strings.NewReader("12345"), 4)
	wantCode(t, err, "attachment.too-large")
	torn := errors.New("torn cable")
	_, err = d.Put(io.MultiReader(strings.NewReader("half of it"), iotest.ErrReader(torn)), 1<<20)
	if err != torn {
		t.Fatalf("got %v, want the reader's own error", err)
	}
	if got := files(t, dir); !slices.Equal(got, kept) {
		t.Fatalf("left behind: %q", got)
	}
	if _, err := attachment.Open(filepath.Join(dir, "no"), nil); fault.CodeOf(err) != "attachment.no-directory" {
		t.Fatal(err)
	}
	if _, err := attachment.Open(filepath.Join(dir, kept[0]), nil); fault.CodeOf(err) != "attachment.no-directory" {
		t.Fatal(err)
	}
}

func TestADamagedFileIsSeenAndMended(t *testing.T) {
	dir := t.TempDir()
	d := open(t, dir)
	s := put(t, d, "en ljudupptagning")
	path := place(dir, s.Digest)
	for _, bad := range []string{"en ljudupptagninG", "en ljud", ""} {
		if err := os.WriteFile(path, []byte(bad), 0o600); err != nil {
			t.Fatal(err)
		}
		wantCode(t, d.Verify(s.Digest), "attachment.damaged")
		put(t, d, "en ljudupptagning")
		if err := d.Verify(s.Digest); err != nil {
			t.Fatal(err)
		}
	}
}

// TestNoNameLeadsAnywhere (faults.md D6).
func TestNoNameLeadsAnywhere(t *testing.T) {
	dir := t.TempDir()
	d := open(t, dir)
	s := put(t, d, "x")
	names := []string{
		"", ".", "..", "../" + string(s.Digest), "/etc/passwd", "%2e%2e%2fetc%2fpasswd", `..\..\x`, "CON", "a\x00b",
		strings.ToUpper(string(s.Digest)), string(s.Digest)[:63], string(s.Digest) + "/", string(s.Digest) + "\x00",
		strings.Repeat("../", 21) + "x", strings.Repeat("a", 5000), "ååååååååååååååååååååååååååååååååååå"[:64],
	}
	for _, name := range names {
		_, err := d.Open(attachment.Digest(name))
		wantCode(t, err, "attachment.bad-digest")
		wantCode(t, d.Remove(attachment.Digest(name)), "attachment.bad-digest")
		wantCode(t, d.Verify(attachment.Digest(name)), "attachment.bad-digest")
	}
}

// TestSymbolicLinksAreRefused: out of the directory, inside it, at the file and at each directory above it.
func TestSymbolicLinksAreRefused(t *testing.T) {
	outside := t.TempDir()
	for _, at := range []string{"file", "cd", "ab", "sha256"} {
		for _, inside := range []bool{false, true} {
			dir := t.TempDir()
			d := open(t, dir)
			s := put(t, d, "hemligt")
			from := place(dir, s.Digest)
			switch at {
			case "cd":
				from = filepath.Dir(from)
			case "ab":
				from = filepath.Dir(filepath.Dir(from))
			case "sha256":
				from = filepath.Join(dir, "sha256")
			}
			to := filepath.Join(outside, at+filepath.Base(dir))
			if inside {
				to = filepath.Join(dir, "elsewhere")
			}
			if err := os.Rename(from, to); err != nil {
				t.Fatal(err)
			}
			target := to
			if inside {
				target, _ = filepath.Rel(filepath.Dir(from), to)
			}
			if err := os.Symlink(target, from); err != nil {
				t.Fatal(err)
			}
			_, err := d.Open(s.Digest)
			wantCode(t, err, "attachment.tampered")
			wantCode(t, d.Verify(s.Digest), "attachment.tampered")
			wantCode(t, d.Remove(s.Digest), "attachment.tampered")
			_, err = d.Put(strings.NewReader("hemligt"), 100)
			if fault.KindOf(err) != fault.Unavailable {
				t.Fatalf("%s, inside %v: Put followed the link: %v", at, inside, err)
			}
			if _, err := os.Stat(to); err != nil {
				t.Fatalf("%s: what the link led to is gone: %v", at, err)
			}
		}
	}
	dir := t.TempDir()
	if err := os.Symlink(outside, filepath.Join(dir, "tmp")); err != nil {
		t.Fatal(err)
	}
	_, err := attachment.Open(dir, nil)
	wantCode(t, err, "attachment.tampered")
}

func TestManyPutTheSame(t *testing.T) {
	dir := t.TempDir()
	d := open(t, dir)
	text := strings.Repeat("samma bilaga ", 10_000)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 5 {
				if s, err := d.Put(strings.NewReader(text), 1<<20); err != nil || d.Verify(s.Digest) != nil {
					t.Error(s, err)
				}
			}
		})
	}
	wg.Wait()
	if got := files(t, dir); len(got) != 1 {
		t.Fatalf("%q", got)
	}
}

func TestSweepTakesOnlyWhatIsOld(t *testing.T) {
	dir := t.TempDir()
	d := open(t, dir)
	s := put(t, d, "x")
	old, young := filepath.Join(dir, "tmp", "old"), filepath.Join(dir, "tmp", "young")
	for _, name := range []string{old, young} {
		if err := os.WriteFile(name, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	at := time.Date(2027, 1, 6, 18, 0, 0, 0, time.UTC)
	for name, age := range map[string]time.Duration{old: 25 * time.Hour, young: 23 * time.Hour, place(dir, s.Digest): 99 * time.Hour} {
		if err := os.Chtimes(name, time.Time{}, at.Add(-age)); err != nil {
			t.Fatal(err)
		}
	}
	n, err := d.Sweep(at.Add(-24 * time.Hour))
	if err != nil || n != 1 || len(files(t, dir)) != 2 {
		t.Fatal(n, err, files(t, dir))
	}
	if err := d.Verify(s.Digest); err != nil {
		t.Fatal(err)
	}
}

func FuzzParseDigest(f *testing.F) {
	f.Add(strings.Repeat("0a", 32))
	f.Add("../../etc/passwd")
	f.Fuzz(func(t *testing.T, s string) {
		d, err := attachment.ParseDigest(s)
		if err != nil {
			wantCode(t, err, "attachment.bad-digest")
			return
		}
		if b, err := hex.DecodeString(s); err != nil || len(b) != 32 || hex.EncodeToString(b) != string(d) {
			t.Fatalf("accepted %q", s)
		}
	})
}

func BenchmarkPut(b *testing.B) {
	d := open(b, b.TempDir())
	data := bytes.Repeat([]byte("0123456789abcdef"), 1<<16) // 1 MiB
	b.SetBytes(int64(len(data)))
	for i := 0; b.Loop(); i++ {
		data[i%len(data)]++
		if _, err := d.Put(bytes.NewReader(data), 1<<30); err != nil {
			b.Fatal(err)
		}
	}
}
