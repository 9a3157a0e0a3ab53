package store

import (
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"samverkan/internal/fault"
)

// lockFile takes the lock that a service has on its database's file as long as it runs. It stands in a file beside the
// database, with the number of the process and since when, for the message to the second. The operating system lets
// go of it when the process ends, however that happens; the file itself stays, because removing it would let two have it.
//
// It keeps out other services only. A verb of the command line on the same file is a second clerk at the same desk: SQLite
// keeps the two apart, and Listen sees what it wrote.
func (s *Store) lockFile() error {
	if dir := s.directory(); !isDir(dir) {
		return fault.New(fault.Unavailable, "store.no-directory", "Path", dir)
	}
	f, err := os.OpenFile(s.path+".lock", os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fileFault(err, s.path)
	}
	taken, err := tryLock(f)
	switch {
	case err != nil:
		f.Close()
		return fileFault(err, s.path)
	case !taken:
		defer f.Close()
		return lockedBy(f, s.path)
	}
	s.lock = f
	// The message is worth having, and not worth failing for: the disk may be full.
	if f.Truncate(0) == nil {
		f.WriteAt([]byte(strconv.Itoa(os.Getpid())+" "+s.stamp().Format(time.RFC3339)+"\n"), 0)
	}
	return nil
}

// lockedBy says who has the lock, as far as the file tells.
func lockedBy(f *os.File, path string) error {
	text, _ := io.ReadAll(io.LimitReader(f, 100))
	pid, since, _ := strings.Cut(strings.TrimSpace(string(text)), " ")
	if pid == "" {
		pid, since = "?", "?"
	}
	return fault.New(fault.Unavailable, "store.locked-by-server", "Path", path, "Process", pid, "Since", since)
}
