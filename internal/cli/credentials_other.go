//go:build !unix

package cli

import "io/fs"

// readableByOthers is for systems where the directory of a user is closed to others, and modes of files say nothing.
func readableByOthers(fs.FileInfo) bool { return false }
