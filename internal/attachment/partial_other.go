//go:build !unix

package attachment

import "os"

// lockFile is nothing here: one process at a time has the files.
func lockFile(*os.File) error { return nil }

// free is not known here.
func free(string) (int64, bool) { return 0, false }
