package attachment

import (
	"bytes"
	"context"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"samverkan/internal/fault"
)

// bucket gives a service that speaks S3, in this process, and a shelf in a bucket there.
func inTestBucket(t testing.TB) (*Shelf, *s3mem.Backend, string) {
	t.Helper()
	memory := s3mem.New()
	server := httptest.NewServer(gofakes3.New(memory).Server())
	t.Cleanup(server.Close)
	if err := memory.CreateBucket("filer"); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	keys := filepath.Join(dir, "nycklar")
	if err := os.WriteFile(keys, []byte("nyckel\nhemlig\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := Place{Directory: filepath.Join(dir, "filer"), Bucket: "s3://filer/lan/norr", Endpoint: server.URL, Region: "se-1", Keys: keys}.Shelf(nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s, memory, dir
}

// A bucket keeps files as a directory does: whole, by their digest, once, readable from anywhere, checked, removed.
func TestBucket(t *testing.T) {
	t.Parallel()
	for name, shelf := range map[string]func() *Shelf{
		"bucket":    func() *Shelf { s, _, _ := inTestBucket(t); return s },
		"directory": func() *Shelf { return NewShelf(filepath.Join(t.TempDir(), "filer"), nil) },
	} {
		t.Run(name, func(t *testing.T) {
			s, ctx := shelf(), t.Context()
			defer s.Close()
			for range s.All(ctx) {
				t.Fatal("there is something in it from the beginning")
			}
			digest, size, err := s.Put(ctx, strings.NewReader("hej hopp"), 100)
			if err != nil || size != 8 || digest != string(digestOf(sum256("hej hopp"))) {
				t.Fatal(digest, size, err)
			}
			if again, _, err := s.Put(ctx, strings.NewReader("hej hopp"), 100); err != nil || again != digest {
				t.Fatal(again, err)
			}
			_, _, err = s.Put(ctx, strings.NewReader("för mycket"), 5)
			wantFault(t, err, "attachment.too-large")
			r, err := s.Open(digest)
			if err != nil {
				t.Fatal(err)
			}
			if at, err := r.Seek(4, io.SeekStart); err != nil || at != 4 {
				t.Fatal(at, err)
			}
			if b, err := io.ReadAll(r); err != nil || string(b) != "hopp" {
				t.Fatal(string(b), err)
			}
			if end, err := r.Seek(0, io.SeekEnd); err != nil || end != 8 {
				t.Fatal(end, err)
			}
			r.Close()
			if err := s.Verify(ctx, digest); err != nil {
				t.Fatal(err)
			}
			var all []string
			for d, err := range s.All(ctx) {
				if err != nil {
					t.Fatal(err)
				}
				all = append(all, string(d))
			}
			if !slices.Equal(all, []string{digest}) {
				t.Fatal(all)
			}
			if err := s.Remove(ctx, digest); err != nil {
				t.Fatal(err)
			}
			if err := s.Remove(ctx, digest); err != nil {
				t.Fatal("what is not there is removed already:", err)
			}
			_, err = s.Open(digest)
			wantFault(t, err, "attachment.unknown")
			wantFault(t, s.Verify(ctx, digest), "attachment.unknown")
			_, err = s.Open("../../etc/passwd")
			wantFault(t, err, "attachment.bad-digest")
		})
	}
}

// What comes in pieces lies on the disk until it is whole, and nowhere but in the bucket then.
func TestPiecesToABucket(t *testing.T) {
	t.Parallel()
	s, _, dir := inTestBucket(t)
	if err := s.Begin("a"); err != nil {
		t.Fatal(err)
	}
	p, err := s.Take("a")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Append(strings.NewReader("hej hopp"), 8, nil); err != nil {
		t.Fatal(err)
	}
	stored, err := s.Keep(t.Context(), p)
	p.Close()
	if err != nil {
		t.Fatal(err)
	}
	if again, ok := s.Kept(t.Context(), "a"); !ok || again != stored {
		t.Fatal(again, ok)
	}
	if err := s.Drop("a"); err != nil {
		t.Fatal(err)
	}
	if err := s.Verify(t.Context(), string(stored.Digest)); err != nil {
		t.Fatal(err)
	}
	err = filepath.WalkDir(filepath.Join(dir, "filer"), func(path string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			t.Error("left on the disk:", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A damaged object is seen, and a service that is gone is told from a file that is not there.
func TestBucketTroubles(t *testing.T) {
	t.Parallel()
	s, memory, dir := inTestBucket(t)
	digest, _, err := s.Put(t.Context(), strings.NewReader("hej"), 100)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := memory.PutObject("filer", s.bucket.key(Digest(digest)), map[string]string{}, strings.NewReader("haj"), 3, nil); err != nil {
		t.Fatal(err)
	}
	wantFault(t, s.Verify(t.Context(), digest), "attachment.damaged")
	if err := s.bucket.Look(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ bucket, endpoint, keys, code string }{
		{"s3://", "https://s3.example", "nycklar", "attachment.bucket-address"},
		{"s3://a:b@c/d", "https://s3.example", "nycklar", "attachment.bucket-address"},
		{"s3://filer", "s3.example", "nycklar", "attachment.bucket-address"},
		{"s3://filer", "https://s3.example/path", "nycklar", "attachment.bucket-address"},
		{"s3://filer", "https://s3.example", "ingen", "attachment.bucket-keys"},
	} {
		_, err := Place{Directory: dir, Bucket: c.bucket, Endpoint: c.endpoint, Keys: filepath.Join(dir, c.keys)}.Shelf(nil)
		wantFault(t, err, c.code)
	}
	other, err := NewBucket(BucketOptions{Place: "s3://annan", Endpoint: s.bucket.client.EndpointURL().String(), Region: "se-1", AccessKey: "a", SecretKey: "b"})
	if err != nil {
		t.Fatal(err)
	}
	wantFault(t, other.Look(t.Context()), "attachment.no-bucket")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := s.Put(ctx, strings.NewReader("hej"), 100); err != context.Canceled {
		t.Error(err)
	}
}

func BenchmarkPutWhole(b *testing.B) {
	const size = 16 << 20
	block := bytes.Repeat([]byte("samverkan konferens 0123456789\n"), size/31+1)[:size]
	remote, _, _ := inTestBucket(b)
	for name, s := range map[string]*Shelf{"disk": NewShelf(filepath.Join(b.TempDir(), "filer"), nil), "bucket": remote} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(size)
			for b.Loop() {
				d, _, err := s.Put(b.Context(), bytes.NewReader(block), size)
				if err == nil {
					err = s.Remove(b.Context(), d)
				}
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// A bucket is tried by writing to it, and is as it was afterwards; one that is not there, or does not answer, is told of.
func TestTryBucket(t *testing.T) {
	t.Parallel()
	memory := s3mem.New()
	server := httptest.NewServer(gofakes3.New(memory).Server())
	defer server.Close()
	if err := memory.CreateBucket("filer"); err != nil {
		t.Fatal(err)
	}
	keys := filepath.Join(t.TempDir(), "nycklar")
	if err := os.WriteFile(keys, []byte("nyckel\nhemlig\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	p := Place{Bucket: "s3://filer/lan", Endpoint: server.URL, Region: "se-1", Keys: keys}
	if err := p.TryBucket(t.Context()); err != nil {
		t.Fatal(err)
	}
	if left, err := memory.ListBucket("filer", nil, gofakes3.ListBucketPage{}); err != nil || len(left.Contents) > 0 {
		t.Errorf("left there: %+v %v", left, err)
	}
	p.Bucket = "s3://annan/lan"
	if err := p.TryBucket(t.Context()); fault.CodeOf(err) != "attachment.no-bucket" {
		t.Error(err)
	}
	p.Keys = keys + "-borta"
	if err := p.TryBucket(t.Context()); fault.CodeOf(err) != "attachment.bucket-keys" {
		t.Error(err)
	}
}
