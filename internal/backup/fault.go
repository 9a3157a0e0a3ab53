package backup

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"samverkan/internal/fault"
)

// diskFault tells the operating system's errors apart. Faults pass through, nil stays nil.
func diskFault(err error, path string) error {
	if _, is := fault.As(err); err == nil || is {
		return err
	}
	switch {
	case isFull(err):
		return fault.Wrap(err, fault.Full, "backup.full", "Path", path)
	case errors.Is(err, fs.ErrPermission), isReadOnly(err):
		return fault.Wrap(err, fault.Unavailable, "backup.denied", "Path", path)
	case errors.Is(err, fs.ErrNotExist):
		return fault.Wrap(err, fault.NotFound, "backup.missing", "Path", path)
	}
	return fault.Wrap(err, fault.Unavailable, "backup.io", "Path", path)
}

// syncDir makes new names in a directory last through a power cut.
func syncDir(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return diskFault(err, path)
	}
	defer d.Close()
	if err := d.Sync(); err != nil && isFull(err) {
		return diskFault(err, path)
	} // a file system that cannot do it is left as it is
	return nil
}

// rename gives something its name, and makes the name last.
func rename(from, to string) error {
	if err := os.Rename(from, to); err != nil {
		return diskFault(err, to)
	}
	return syncDir(filepath.Dir(to))
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return !errors.Is(err, fs.ErrNotExist)
}
