package attachment

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"time"

	"samverkan/internal/fault"
)

const (
	kindDir = "sha256"
	tmpDir  = "tmp"
)

// Disk keeps files in a directory. Its methods may be used by several goroutines and processes.
type Disk struct {
	root   *os.Root
	random io.Reader
	held   held
}

// Open opens the directory, which must exist; what is needed below it is made. random gives names to unfinished
// files; the operating system's is used when nil. It answers with attachment.no-directory,
// attachment.cannot-write or attachment.full.
func Open(dir string, random io.Reader) (*Disk, error) {
	if random == nil {
		random = rand.Reader
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "attachment.no-directory", "Path", dir)
	}
	d := &Disk{root: root, random: random}
	for _, name := range []string{kindDir, tmpDir} {
		if err := d.mkdir(name); err != nil {
			root.Close()
			return nil, err
		}
	}
	return d, nil
}

// Close lets go of the directory.
func (d *Disk) Close() error { return d.root.Close() }

// mkdir makes a directory below the root, unless it is there. Something else of that name, a symbolic link too,
// is refused.
func (d *Disk) mkdir(name string) error {
	err := d.root.Mkdir(name, 0o700)
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return diskFault(err)
	}
	info, err := d.root.Lstat(name)
	if err != nil {
		return diskFault(err)
	}
	if !info.IsDir() {
		return fault.New(fault.Unavailable, "attachment.tampered")
	}
	return d.sync(path.Dir(name)) // also when it was there: who made it may have been killed before this
}

// sync brings a directory to the disk, so that a name in it lasts through a power cut.
func (d *Disk) sync(dir string) error {
	f, err := d.root.Open(dir)
	if err != nil {
		return diskFault(err)
	}
	defer f.Close()
	if err := f.Sync(); err != nil && diskFull(err) {
		return diskFault(err)
	} // a file system that cannot do it is left as it is
	return nil
}

// File is an open file. It is read only.
type File struct {
	*os.File
	Size int64 // bytes
}

// Open gives the file of a digest. It is not checked against it: see [Disk.Verify]. It answers with
// attachment.unknown, and with attachment.tampered when something else than a file has its name.
func (d *Disk) Open(digest Digest) (*File, error) {
	if _, err := ParseDigest(string(digest)); err != nil {
		return nil, err
	}
	before, err := d.stat(digest)
	if err != nil {
		return nil, err
	}
	f, err := d.root.Open(digest.path())
	if err != nil {
		return nil, diskFault(err)
	}
	after, err := f.Stat()
	if err != nil || !os.SameFile(before, after) { // exchanged between the look and the opening
		f.Close()
		return nil, fault.Wrap(err, fault.Unavailable, "attachment.tampered")
	}
	return &File{f, after.Size()}, nil
}

// stat looks at each part of the path, so that no symbolic link is followed, not even inside the root.
func (d *Disk) stat(digest Digest) (fs.FileInfo, error) {
	for _, dir := range []string{kindDir, path.Dir(digest.dir()), digest.dir()} {
		info, err := d.root.Lstat(dir)
		if err != nil {
			return nil, diskFault(err)
		}
		if !info.IsDir() {
			return nil, fault.New(fault.Unavailable, "attachment.tampered")
		}
	}
	info, err := d.root.Lstat(digest.path())
	if err != nil {
		return nil, diskFault(err)
	}
	if !info.Mode().IsRegular() {
		return nil, fault.New(fault.Unavailable, "attachment.tampered")
	}
	return info, nil
}

// Remove deletes a file for good. It answers with attachment.unknown.
func (d *Disk) Remove(digest Digest) error {
	if _, err := ParseDigest(string(digest)); err != nil {
		return err
	}
	if _, err := d.stat(digest); err != nil {
		return err
	}
	if err := d.root.Remove(digest.path()); err != nil {
		return diskFault(err)
	}
	return d.sync(digest.dir())
}

// Sweep removes unfinished files that nobody has written to since before: what killed processes left. It gives
// how many.
func (d *Disk) Sweep(before time.Time) (int, error) {
	entries, err := fs.ReadDir(d.root.FS(), tmpDir)
	if err != nil {
		return 0, diskFault(err)
	}
	n := 0
	for _, e := range entries {
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return n, diskFault(err)
		}
		if info.Mode().IsRegular() && info.ModTime().Before(before) {
			if err := d.root.Remove(tmpDir + "/" + e.Name()); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return n, diskFault(err)
			}
			n++
		}
	}
	return n, nil
}

func (d *Disk) tmpName() (string, error) {
	var b [16]byte
	if _, err := io.ReadFull(d.random, b[:]); err != nil {
		return "", fault.Wrap(err, fault.Internal, "attachment.failed")
	}
	return tmpDir + "/" + hex.EncodeToString(b[:]), nil
}

// All calls yield for every file that is kept, in the order of their digests, until it answers false.
func (d *Disk) All(yield func(Digest, error) bool) {
	errStop := errors.New("stop")
	err := fs.WalkDir(d.root.FS(), kindDir, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		digest, err := ParseDigest(e.Name())
		if e.IsDir() || err != nil || digest.path() != name {
			return nil
		}
		if !yield(digest, nil) {
			return errStop
		}
		return nil
	})
	if err != nil && err != errStop {
		yield("", diskFault(err))
	}
}
