//go:build unix

package cli

import "io/fs"

// readableByOthers tells whether others on the machine may read a file.
func readableByOthers(info fs.FileInfo) bool { return info.Mode().Perm()&0o077 != 0 }
