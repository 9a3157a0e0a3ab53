package attachment

import (
	"bytes"
	"crypto/sha1"
	"crypto/sha256"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"

	"samverkan/internal/fault"
)

func wantFault(t testing.TB, err error, code string) {
	t.Helper()
	if fault.CodeOf(err) != code {
		t.Fatalf("got %v, want %s", err, code)
	}
}

func begun(t testing.TB, id string) (*Disk, string) {
	t.Helper()
	dir := t.TempDir()
	d, err := Open(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	if err := d.Begin(id); err != nil {
		t.Fatal(err)
	}
	return d, dir
}

func taken(t testing.TB, d *Disk, id string) *Partial {
	t.Helper()
	p, err := d.Take(id)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

func sha1Of(s string) *Checksum {
	sum := sha1.Sum([]byte(s))
	return &Checksum{New: sha1.New, Want: sum[:]}
}

// What is added piece by piece is one file in the end, and nothing of the pieces is left.
func TestPiecesBecomeAFile(t *testing.T) {
	t.Parallel()
	d, dir := begun(t, "a-1")
	for _, piece := range []string{"%PDF-", "ett", "", "två"} {
		p := taken(t, d, "a-1")
		if n, err := p.Append(strings.NewReader(piece), 100, nil); err != nil || n != int64(len(piece)) {
			t.Fatal(n, err)
		}
		p.Close()
	}
	p := taken(t, d, "a-1")
	s, err := p.Keep()
	if err != nil {
		t.Fatal(err)
	}
	p.Close()
	want := digestOf(sum256("%PDF-etttvå"))
	if s != (Stored{want, 12, "application/pdf"}) {
		t.Fatalf("%+v", s)
	}
	if got, size, ok := d.Kept("a-1"); !ok || got != want || size != 12 {
		t.Fatal("what was kept is not known:", got, size, ok)
	}
	if err := errors.Join(d.Verify(want), d.Drop("a-1"), d.Drop("a-1")); err != nil {
		t.Fatal(err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, partialDir, "*")); len(left) > 0 {
		t.Fatal("left:", left)
	}
	if _, _, ok := d.Kept("a-1"); ok {
		t.Fatal("what was dropped is still known")
	}
}

func sum256(s string) []byte { sum := sha256.Sum256([]byte(s)); return sum[:] }

// Given a file with "hej" in it, when a piece goes wrong, it is as it was.
func TestAPieceThatGoesWrong(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	for name, c := range map[string]struct {
		r     io.Reader
		most  int64
		check *Checksum
		code  string // "" for the reader's own error
		size  int64
	}{
		"more than there may be":     {strings.NewReader("svejs"), 4, nil, "attachment.longer", 3},
		"another checksum":           {strings.NewReader("svejs"), 9, sha1Of("svajs"), "attachment.bad-checksum", 3},
		"breaks off":                 {io.MultiReader(strings.NewReader("sv"), iotest.ErrReader(broken)), 9, nil, "", 5},
		"breaks off with a checksum": {io.MultiReader(strings.NewReader("sv"), iotest.ErrReader(broken)), 9, sha1Of("svejs"), "", 3},
	} {
		t.Run(name, func(t *testing.T) {
			d, _ := begun(t, "a")
			p := taken(t, d, "a")
			if _, err := p.Append(strings.NewReader("hej"), 3, sha1Of("hej")); err != nil {
				t.Fatal(err)
			}
			_, err := p.Append(c.r, c.most, c.check)
			if c.code != "" {
				wantFault(t, err, c.code)
			} else if !errors.Is(err, broken) {
				t.Fatal(err)
			}
			p.Close()
			p = taken(t, d, "a")
			if p.Size() != c.size {
				t.Fatalf("%d bytes, want %d", p.Size(), c.size)
			}
			if _, err := p.Append(strings.NewReader("hejsvejs"[c.size:]), 9, nil); err != nil {
				t.Fatal(err)
			}
			if s, err := p.Keep(); err != nil || s.Digest != digestOf(sum256("hejsvejs")) {
				t.Fatal(s, err)
			}
		})
	}
}

// One at a time has a file, and whoever lets go of it leaves nothing.
func TestOneAtATime(t *testing.T) {
	t.Parallel()
	d, dir := begun(t, "a")
	other, err := Open(dir, nil) // as another process
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	p := taken(t, d, "a")
	_, err = d.Take("a")
	wantFault(t, err, "attachment.busy")
	wantFault(t, d.Drop("a"), "attachment.busy")
	if _, err = other.Take("a"); err == nil {
		t.Log("there are no locks between processes here")
	} else {
		wantFault(t, err, "attachment.busy")
	}
	p.Close()
	q := taken(t, other, "a")
	q.Close()
	if err := d.Drop("a"); err != nil {
		t.Fatal(err)
	}
	_, err = other.Take("a")
	wantFault(t, err, "attachment.unknown")
}

// What a killed process left is told by the disk: bytes after the last record are kept, and hashed anew; those of a piece that was to
// be held against a checksum are not.
func TestKilledBetween(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		checking, damage bool
		size             int64
	}{"a piece": {size: 7}, "a checked piece": {checking: true, size: 3}, "a half-written record": {damage: true, size: 7}} {
		t.Run(name, func(t *testing.T) {
			d, dir := begun(t, "a")
			p := taken(t, d, "a")
			if _, err := p.Append(strings.NewReader("hej"), 3, nil); err != nil {
				t.Fatal(err)
			}
			if c.checking {
				if err := p.remember(true, true); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := p.f.WriteAt([]byte("svej"), 3); err != nil { // and there it died
				t.Fatal(err)
			}
			p.Close()
			if c.damage {
				if err := os.Truncate(filepath.Join(dir, partialDir, "a"+sumEnding), 20); err != nil {
					t.Fatal(err)
				}
			}
			p = taken(t, d, "a")
			if p.Size() != c.size {
				t.Fatalf("%d bytes, want %d", p.Size(), c.size)
			}
			if _, err := p.Append(strings.NewReader("hejsvejs"[c.size:]), 9, nil); err != nil {
				t.Fatal(err)
			}
			if s, err := p.Keep(); err != nil || s.Digest != digestOf(sum256("hejsvejs")) {
				t.Fatal(s, err)
			}
		})
	}
}

// No id becomes a path, and no link is followed.
func TestPartialNames(t *testing.T) {
	t.Parallel()
	d, dir := begun(t, "a")
	for _, id := range []string{"", ".", "..", "../a", "a/b", `a\b`, "A", "å", "a.sum", "a\x00", strings.Repeat("a", maxPartial+1), "/etc/passwd", "%2e%2e"} {
		_, err := d.Take(id)
		wantFault(t, err, "attachment.unknown")
		wantFault(t, d.Begin(id), "attachment.unknown")
		if err := d.Drop(id); err != nil {
			t.Error(id, err)
		}
	}
	if err := os.Symlink(filepath.Join(dir, partialDir, "a"), filepath.Join(dir, partialDir, "b")); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	_, err := d.Take("b")
	wantFault(t, err, "attachment.tampered")
}

// However a file is cut in pieces, and whatever goes wrong between, it is the same file.
func TestAnyPieces(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	d, err := Open(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	rapid.Check(t, func(rt *rapid.T) {
		whole := rapid.SliceOfN(rapid.Byte(), 0, 4000).Draw(rt, "whole")
		if err := errors.Join(d.Drop("x"), d.Begin("x")); err != nil {
			rt.Fatal(err)
		}
		for {
			p, err := d.Take("x")
			if err != nil {
				rt.Fatal(err)
			}
			at := p.Size()
			if at == int64(len(whole)) {
				s, err := p.Keep()
				p.Close()
				if err != nil || s.Digest != digestOf(sum256(string(whole))) {
					rt.Fatal(s, err)
				}
				return
			}
			n := rapid.Int64Range(1, int64(len(whole))-at).Draw(rt, "piece")
			piece := whole[at : at+n]
			var r io.Reader = bytes.NewReader(piece)
			var check *Checksum
			switch rapid.IntRange(0, 3).Draw(rt, "how") {
			case 1:
				check = sha1Of(string(piece))
			case 2:
				r = io.MultiReader(bytes.NewReader(piece[:n/2+1]), iotest.ErrReader(io.ErrUnexpectedEOF))
			case 3:
				if _, err := p.f.WriteAt(piece, at); err != nil { // killed after it was written
					rt.Fatal(err)
				}
				r = nil
			}
			if r != nil {
				_, _ = p.Append(r, int64(len(whole))-at, check)
			}
			p.Close()
		}
	})
}

func BenchmarkAppend(b *testing.B) {
	const size = 64 << 20
	block := bytes.Repeat([]byte("samverkan konferens 0123456789\n"), size/31+1)[:size]
	b.Run("plain copy", func(b *testing.B) {
		b.SetBytes(size)
		dir := b.TempDir()
		for b.Loop() {
			f, err := os.Create(filepath.Join(dir, "x"))
			if err != nil {
				b.Fatal(err)
			}
			_, err = io.Copy(f, struct{ io.Reader }{bytes.NewReader(block)})
			if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
				b.Fatal(err)
			}
		}
	})
	for name, piece := range map[string]int{"pieces of 8 MiB": 8 << 20, "one piece": size} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(size)
			d, err := Open(b.TempDir(), nil)
			if err != nil {
				b.Fatal(err)
			}
			defer d.Close()
			for b.Loop() {
				if err := errors.Join(d.Drop("x"), d.Begin("x")); err != nil {
					b.Fatal(err)
				}
				for at := 0; at < size; at += piece {
					p, err := d.Take("x")
					if err == nil {
						_, err = p.Append(bytes.NewReader(block[at:at+piece]), size, nil)
						p.Close()
					}
					if err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}
