//go:build unix

package attachment

import (
	"os"

	"golang.org/x/sys/unix"
)

// lockFile keeps other processes away from a partial file. The lock goes with the open file, and so with the process.
func lockFile(f *os.File) error {
	return unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
}

// free tells how many bytes of a file system the program may use.
func free(dir string) (int64, bool) {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return 0, false
	}
	return int64(st.Bavail) * int64(st.Bsize), true
}
