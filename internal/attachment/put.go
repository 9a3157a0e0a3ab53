package attachment

import (
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"math"
	"os"
	"path"

	"samverkan/internal/fault"
)

// Stored says what a file is that was put.
type Stored struct {
	Digest    Digest
	Size      int64  // bytes
	MediaType string // by its first bytes, see Sniff
}

// Put reads r to its end and keeps what it read, at most limit bytes. When it answers, the file is safe on
// disk. A file that is there already is kept as it is, or mended when it had been damaged.
//
// It answers with attachment.too-large (Limit in bytes), attachment.full or attachment.cannot-write, and with
// r's own error. Nothing is kept then.
func (d *Disk) Put(r io.Reader, limit int64) (Stored, error) {
	name, err := d.tmpName()
	if err != nil {
		return Stored{}, err
	}
	f, err := d.root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return Stored{}, diskFault(err)
	}
	stored, err := fill(f, r, limit)
	if closeErr := f.Close(); err == nil && closeErr != nil {
		err = diskFault(closeErr)
	}
	if err == nil {
		err = d.settle(name, stored.Digest)
	}
	if err != nil {
		d.root.Remove(name)
		return Stored{}, err
	}
	return stored, nil
}

// fill writes r to f, and f to the disk.
func fill(f *os.File, r io.Reader, limit int64) (Stored, error) {
	var head prefix
	source := &source{r: r}
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(f, sum, &head), io.LimitReader(source, min(limit, math.MaxInt64-1)+1))
	switch {
	case source.err != nil:
		return Stored{}, source.err
	case err != nil:
		return Stored{}, diskFault(err)
	case n > limit:
		return Stored{}, fault.New(fault.TooLarge, "attachment.too-large", "Limit", limit)
	}
	if err := f.Sync(); err != nil {
		return Stored{}, diskFault(err)
	}
	return Stored{digestOf(sum.Sum(nil)), n, Sniff(head.b)}, nil
}

// settle gives the finished file its name.
func (d *Disk) settle(name string, digest Digest) error {
	dir := digest.dir()
	for _, dir := range []string{path.Dir(dir), dir} {
		if err := d.mkdir(dir); err != nil {
			return err
		}
	}
	switch err := d.Verify(digest); fault.CodeOf(err) {
	case "": // there already
		return diskFault(d.root.Remove(name))
	case "attachment.unknown", "attachment.damaged":
	default:
		return err
	}
	if err := d.root.Rename(name, digest.path()); err != nil {
		return diskFault(err)
	}
	return d.sync(dir)
}

// Verify reads the file of a digest and answers with attachment.damaged when it is not what it was, and with
// attachment.unknown or attachment.tampered.
func (d *Disk) Verify(digest Digest) error {
	f, err := d.Open(digest)
	if err != nil {
		return err
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return diskFault(err)
	}
	if digestOf(sum.Sum(nil)) != digest {
		return fault.New(fault.Unavailable, "attachment.damaged", "Digest", string(digest))
	}
	return nil
}

// source tells an error of the reader from one of the disk.
type source struct {
	r   io.Reader
	err error
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if err != nil && err != io.EOF {
		s.err = err
	}
	return n, err
}

// prefix keeps the first bytes that are written to it.
type prefix struct{ b []byte }

func (p *prefix) Write(b []byte) (int, error) {
	if room := sniffLen - len(p.b); room > 0 {
		p.b = append(p.b, b[:min(room, len(b))]...)
	}
	return len(b), nil
}

// diskFault tells the operating system's errors apart. Faults pass through, nil stays nil.
func diskFault(err error) error {
	if _, is := fault.As(err); err == nil || is {
		return err
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fault.Wrap(err, fault.NotFound, "attachment.unknown")
	case errors.Is(err, fs.ErrPermission), readOnlyDisk(err):
		return fault.Wrap(err, fault.Unavailable, "attachment.cannot-write")
	case diskFull(err):
		return fault.Wrap(err, fault.Full, "attachment.full")
	}
	return fault.Wrap(err, fault.Unavailable, "attachment.failed")
}
