//go:build unix

package cli

import (
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"
)

// freeSpace tells how much of a file system is free for those who are not root, in bytes and percent.
func freeSpace(dir string) (free int64, percent float64, known bool) {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil || st.Blocks == 0 {
		return 0, 0, false
	}
	return int64(st.Bavail) * int64(st.Bsize), 100 * float64(st.Bavail) / float64(st.Blocks), true
}

// anothers tells whether a file belongs to somebody else than the owner of its directory: what root made by hand, the service
// cannot write to.
func anothers(path string) (owner string, is bool) {
	file, err1 := os.Stat(path)
	dir, err2 := os.Stat(filepath.Dir(path))
	if err1 != nil || err2 != nil {
		return "", false
	}
	f, ok1 := file.Sys().(*syscall.Stat_t)
	d, ok2 := dir.Sys().(*syscall.Stat_t)
	if !ok1 || !ok2 || f.Uid == d.Uid {
		return "", false
	}
	id := strconv.Itoa(int(f.Uid))
	if u, err := user.LookupId(id); err == nil {
		return u.Username, true
	}
	return id, true
}

// filesLimit is how many files a process may have open.
func filesLimit() (uint64, bool) {
	var l unix.Rlimit
	err := unix.Getrlimit(unix.RLIMIT_NOFILE, &l)
	return uint64(l.Cur), err == nil
}
