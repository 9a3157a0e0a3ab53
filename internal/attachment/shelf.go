package attachment

import (
	"context"
	"io"
	"iter"
	"os"
	"sync"
	"time"

	"samverkan/internal/fault"
)

// Shelf keeps files by their digest, for a desk that works with contexts and plain texts: in a directory, or in a bucket with a
// directory for what is on its way there. The directory is opened when the first file is, and made when the first is put there: most
// work needs none, and on a medium that cannot be written it could not be made. Its methods may be used by several goroutines.
type Shelf struct {
	dir    string
	random io.Reader
	bucket *Bucket // nil: whole files are in the directory too

	mu   sync.Mutex
	disk *Disk
}

// keeper is where whole files are. The directory is one, the bucket another.
type keeper interface {
	put(ctx context.Context, r io.Reader, limit int64) (Stored, error)
	keep(ctx context.Context, p *Partial) (Stored, error)
	open(ctx context.Context, d Digest) (io.ReadSeekCloser, int64, error)
	verify(ctx context.Context, d Digest) error
	remove(ctx context.Context, d Digest) error
	all(ctx context.Context) iter.Seq2[Digest, error]
}

// NewShelf gives the shelf of a directory. random is as for [Open].
func NewShelf(dir string, random io.Reader) *Shelf { return &Shelf{dir: dir, random: random} }

// NewBucketShelf gives a shelf that keeps whole files in a bucket. In the directory lies what comes in pieces, until it is whole.
func NewBucketShelf(dir string, random io.Reader, b *Bucket) *Shelf {
	return &Shelf{dir: dir, random: random, bucket: b}
}

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

// keeper gives where whole files are.
func (f *Shelf) keeper(mayMake bool) (keeper, error) {
	if f.bucket != nil && !mayMake {
		return inBucket{f.bucket, nil}, nil
	}
	disk, err := f.open(mayMake)
	if err != nil {
		return nil, err
	}
	if f.bucket != nil {
		return inBucket{f.bucket, disk}, nil
	}
	return onDisk{disk}, nil
}

// known gives where whole files are, and the digest that a text is.
func (f *Shelf) known(digest string) (keeper, Digest, error) {
	d, err := ParseDigest(digest)
	if err != nil {
		return nil, "", err
	}
	k, err := f.keeper(false)
	return k, d, err
}

// Put keeps what r gives.
func (f *Shelf) Put(ctx context.Context, r io.Reader, limit int64) (digest string, size int64, err error) {
	k, err := f.keeper(true)
	if err != nil {
		return "", 0, err
	}
	stored, err := k.put(ctx, reading{ctx, r}, limit)
	return string(stored.Digest), stored.Size, err
}

// Open opens what was kept.
func (f *Shelf) Open(digest string) (io.ReadSeekCloser, error) {
	k, d, err := f.known(digest)
	if err != nil {
		return nil, err
	}
	r, _, err := k.open(context.Background(), d)
	return r, err
}

// Verify holds what was kept against its digest.
func (f *Shelf) Verify(ctx context.Context, digest string) error {
	k, d, err := f.known(digest)
	if err != nil {
		return err
	}
	return k.verify(ctx, d)
}

// Remove deletes what was kept, for good. What is not there is removed already. Faults: attachment.cannot-write, attachment.tampered.
func (f *Shelf) Remove(ctx context.Context, digest string) error {
	k, d, err := f.known(digest)
	if err == nil {
		err = k.remove(ctx, d)
	}
	if fault.CodeOf(err) == "attachment.unknown" {
		return nil
	}
	return err
}

// All gives the digest of everything that is kept, in order.
func (f *Shelf) All(ctx context.Context) iter.Seq2[Digest, error] {
	return func(yield func(Digest, error) bool) {
		k, err := f.keeper(false)
		if fault.CodeOf(err) == "attachment.no-directory" {
			return // nothing was ever put there
		}
		if err != nil {
			yield("", err)
			return
		}
		k.all(ctx)(yield)
	}
}

// Begin makes an empty file that comes in pieces. See [Disk.Begin].
func (f *Shelf) Begin(id string) error {
	disk, err := f.open(true)
	if err != nil {
		return err
	}
	return disk.Begin(id)
}

// Take opens a file that comes in pieces, for one alone. See [Disk.Take].
func (f *Shelf) Take(id string) (*Partial, error) {
	disk, err := f.open(true)
	if err != nil {
		return nil, err
	}
	return disk.Take(id)
}

// Keep puts a file that came in pieces among those that are whole. See [Partial.Keep].
func (f *Shelf) Keep(ctx context.Context, p *Partial) (Stored, error) {
	k, err := f.keeper(true)
	if err != nil {
		return Stored{}, err
	}
	return k.keep(ctx, p)
}

// Kept tells what a file was that came in pieces and has been kept, as long as it has not been dropped.
func (f *Shelf) Kept(ctx context.Context, id string) (Stored, bool) {
	disk, err := f.open(true)
	if err != nil {
		return Stored{}, false
	}
	d, size, ok := disk.Kept(id)
	if !ok {
		return Stored{}, false
	}
	k, err := f.keeper(false)
	if err != nil {
		return Stored{}, false
	}
	r, there, err := k.open(ctx, d)
	if err != nil {
		return Stored{}, false
	}
	defer r.Close()
	head := make([]byte, min(sniffLen, size))
	_, err = io.ReadFull(r, head)
	return Stored{d, size, Sniff(head)}, err == nil && there == size
}

// Drop takes a file that came in pieces away. See [Disk.Drop].
func (f *Shelf) Drop(id string) error {
	disk, err := f.open(true)
	if err != nil {
		return err
	}
	return disk.Drop(id)
}

// Partials lists the ids of what lies there in pieces.
func (f *Shelf) Partials() ([]string, error) {
	disk, err := f.open(false)
	if fault.CodeOf(err) == "attachment.no-directory" {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return disk.Partials()
}

// Sweep removes what killed processes left half written since before. See [Disk.Sweep].
func (f *Shelf) Sweep(before time.Time) (int, error) {
	disk, err := f.open(false)
	if fault.CodeOf(err) == "attachment.no-directory" {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return disk.Sweep(before)
}

// Free is how many bytes there are room for where files come in; false when it cannot be known.
func (f *Shelf) Free() (int64, bool) {
	if _, err := f.open(true); err != nil {
		return 0, false
	}
	return free(f.dir)
}

// Close lets go of the directory. That of no shelf at all is nothing.
func (f *Shelf) Close() error {
	if f == nil || f.disk == nil {
		return nil
	}
	return f.disk.Close()
}

// onDisk is a directory with whole files.
type onDisk struct{ *Disk }

func (d onDisk) put(_ context.Context, r io.Reader, limit int64) (Stored, error) {
	return d.Put(r, limit)
}

func (d onDisk) keep(_ context.Context, p *Partial) (Stored, error) { return p.Keep() }

func (d onDisk) open(_ context.Context, digest Digest) (io.ReadSeekCloser, int64, error) {
	f, err := d.Open(digest)
	if err != nil {
		return nil, 0, err
	}
	return f, f.Size, nil
}

func (d onDisk) verify(_ context.Context, digest Digest) error { return d.Verify(digest) }
func (d onDisk) remove(_ context.Context, digest Digest) error { return d.Remove(digest) }
func (d onDisk) all(context.Context) iter.Seq2[Digest, error]  { return d.All }

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
