//go:build unix

package backup

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
)

const lockName = ".lock"

// lock marks a directory as one that a living process works in. It ends with the process, however that ends.
type lock struct{ *os.File }

func hold(dir string) (lock, error) {
	path := filepath.Join(dir, lockName)
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return lock{}, diskFault(err, path)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		return lock{}, diskFault(err, path)
	}
	return lock{f}, nil
}

// release takes the mark away.
func (l lock) release() error {
	return diskFault(errors.Join(os.Remove(l.Name()), l.Close()), l.Name())
}

// abandoned tells whether nobody works in the directory.
func abandoned(dir string) bool {
	l, err := hold(dir)
	if err != nil {
		return false
	}
	return l.Close() == nil
}
