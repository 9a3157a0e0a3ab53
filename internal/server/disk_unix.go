//go:build unix

package server

import "golang.org/x/sys/unix"

// freePercent tells how much of a file system is free to the service.
func freePercent(dir string) (float64, bool) {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil || st.Blocks == 0 {
		return 0, false
	}
	return 100 * float64(st.Bavail) / float64(st.Blocks), true
}
