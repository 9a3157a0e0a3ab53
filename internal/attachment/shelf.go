package attachment

import (
	"context"
	"io"
	"os"
	"sync"
)

// Shelf keeps files in a directory by their digest, for a desk that works with contexts and plain texts. The directory is opened
// when the first file is, and made when the first is put there: most work needs none, and on a medium that cannot be written it
// could not be made. Its methods may be used by several goroutines.
type Shelf struct {
	dir    string
	random io.Reader

	mu   sync.Mutex
	disk *Disk
}

// NewShelf gives the shelf of a directory. random is as for [Open].
func NewShelf(dir string, random io.Reader) *Shelf { return &Shelf{dir: dir, random: random} }

func (f *Shelf) open(mayMake bool) (*Disk, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.disk != nil {
		return f.disk, nil
	}
	if mayMake {
		if err := os.MkdirAll(f.dir, 0o700); err != nil {
			return nil, diskFault(err)
		}
	}
	var err error
	f.disk, err = Open(f.dir, f.random)
	return f.disk, err
}

// Put keeps what r gives.
func (f *Shelf) Put(ctx context.Context, r io.Reader, limit int64) (digest string, size int64, err error) {
	disk, err := f.open(true)
	if err != nil {
		return "", 0, err
	}
	stored, err := disk.Put(reading{ctx, r}, limit)
	return string(stored.Digest), stored.Size, err
}

// Open opens what was kept.
func (f *Shelf) Open(digest string) (io.ReadSeekCloser, error) {
	d, err := ParseDigest(digest)
	if err != nil {
		return nil, err
	}
	disk, err := f.open(false)
	if err != nil {
		return nil, err
	}
	return disk.Open(d)
}

// Verify holds what was kept against its digest.
func (f *Shelf) Verify(_ context.Context, digest string) error {
	d, err := ParseDigest(digest)
	if err != nil {
		return err
	}
	disk, err := f.open(false)
	if err != nil {
		return err
	}
	return disk.Verify(d)
}

// Close lets go of the directory. That of no shelf at all is nothing.
func (f *Shelf) Close() error {
	if f == nil || f.disk == nil {
		return nil
	}
	return f.disk.Close()
}

// reading ends when the one who asked for it goes away.
type reading struct {
	ctx context.Context
	r   io.Reader
}

func (r reading) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}
