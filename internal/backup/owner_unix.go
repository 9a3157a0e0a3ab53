//go:build unix

package backup

import (
	"io/fs"
	"os"
	"syscall"
)

// chownLike gives a file the owner that info tells of. Only root can, and only root needs to.
func chownLike(info fs.FileInfo, path string) error {
	owner, ok := info.Sys().(*syscall.Stat_t)
	if !ok || os.Geteuid() != 0 {
		return nil
	}
	return os.Lchown(path, int(owner.Uid), int(owner.Gid))
}
