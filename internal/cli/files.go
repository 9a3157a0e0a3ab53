package cli

import (
	"context"
	"io"
	"os"
	"sync"

	"samverkan/internal/attachment"
	"samverkan/internal/clerk"
)

// shelf keeps files in a directory beside the database. It is opened when the first file is: most verbs need none, and on
// a medium that cannot be written it could not be made.
type shelf struct {
	dir    string
	random io.Reader

	mu   sync.Mutex
	disk *attachment.Disk
}

// files gives the place where files are kept.
func (s *session) files() clerk.Files {
	if s.kept == nil {
		s.kept = &shelf{dir: s.store.Path() + ".files", random: s.world.Random}
	}
	return s.kept
}

func (f *shelf) open(mayMake bool) (*attachment.Disk, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.disk != nil {
		return f.disk, nil
	}
	if mayMake {
		if err := os.MkdirAll(f.dir, 0o700); err != nil {
			return nil, fileFault(err, f.dir)
		}
	}
	var err error
	f.disk, err = attachment.Open(f.dir, f.random)
	return f.disk, err
}

// Put keeps what r gives.
func (f *shelf) Put(ctx context.Context, r io.Reader, limit int64) (digest string, size int64, err error) {
	disk, err := f.open(true)
	if err != nil {
		return "", 0, err
	}
	stored, err := disk.Put(reading{ctx, r}, limit)
	return string(stored.Digest), stored.Size, err
}

// Open opens what was kept.
func (f *shelf) Open(digest string) (io.ReadSeekCloser, error) {
	d, err := attachment.ParseDigest(digest)
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
func (f *shelf) Verify(_ context.Context, digest string) error {
	d, err := attachment.ParseDigest(digest)
	if err != nil {
		return err
	}
	disk, err := f.open(false)
	if err != nil {
		return err
	}
	return disk.Verify(d)
}

func (f *shelf) close() error {
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
