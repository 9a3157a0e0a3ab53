package store

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"samverkan/internal/fault"
)

// applicationID marks our database files; migration 1 sets it.
const applicationID = 0x53564b4e // "SVKN"

// smallest is the least that a database takes, in bytes: one page. SQLite would take less for a new one.
const smallest = 512

// lookAtFile refuses what is not a database of ours before anything is changed in it, and makes a new file
// that only its owner may read.
func (s *Store) lookAtFile(ctx context.Context, readOnly bool) error {
	if dir := s.directory(); !isDir(dir) {
		return fault.New(fault.Unavailable, "store.no-directory", "Path", dir)
	}
	info, err := os.Stat(s.path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && readOnly:
		return fault.New(fault.NotFound, "store.no-file", "Path", s.path)
	case errors.Is(err, fs.ErrNotExist):
		return s.makeFile()
	case err != nil:
		return fileFault(err, s.path)
	case !info.Mode().IsRegular():
		return fault.New(fault.Invalid, "store.not-a-file", "Path", s.path)
	case info.Size() == 0:
		return nil
	case info.Size() < smallest:
		return fault.New(fault.Invalid, "store.not-a-database", "Path", s.path)
	}
	return s.lookInside(ctx)
}

func (s *Store) directory() string { return filepath.Dir(s.path) }

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

func (s *Store) makeFile() error {
	f, err := os.OpenFile(s.path, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fileFault(err, s.path)
	}
	return f.Close()
}

// lookInside opens the file for reading only, so that somebody else's database is left as it is.
func (s *Store) lookInside(ctx context.Context) error {
	f, err := os.Open(s.path)
	if err != nil {
		return fileFault(err, s.path)
	}
	f.Close()
	db, err := s.openReadOnly(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	var id, tables int64
	err = db.QueryRowContext(ctx, "PRAGMA application_id").Scan(&id)
	if err == nil {
		err = db.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&tables)
	}
	if err != nil {
		return named(faultOf(err), s.path)
	}
	if id != applicationID && tables > 0 {
		return fault.New(fault.Invalid, "store.not-ours", "Path", s.path)
	}
	if tables == 0 {
		return nil
	}
	// Where the list of migrations cannot be read, it would be begun anew over what is there.
	_, err = schemaVersion(ctx, db)
	if err = faultOf(err); fault.KindOf(err) == fault.Internal && err != nil {
		err = fault.Wrap(err, fault.Unavailable, "store.corrupt")
	}
	return named(err, s.path)
}

// openReadOnly opens for reading. In a directory where nothing can be written SQLite cannot make the index of
// its log; when there is no log, nobody is writing, and the file can be read as it stands.
func (s *Store) openReadOnly(ctx context.Context) (*sql.DB, error) {
	db, err := sql.Open(s.dialect.driver, s.readSource(false))
	if err != nil {
		return nil, err
	}
	var n int64
	err = db.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&n)
	if err == nil {
		return db, nil
	}
	db.Close()
	err = named(faultOf(err), s.path)
	if code := fault.CodeOf(err); code != "store.cannot-open" && code != "store.read-only" {
		return nil, err
	}
	if log, statErr := os.Stat(s.path + "-wal"); statErr == nil && log.Size() > 0 {
		return nil, err
	}
	return sql.Open(s.dialect.driver, s.readSource(true))
}

// writeSource is the data source of the writing connection.
func (s *Store) writeSource() string {
	q := s.pragmas("journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "secure_delete(1)",
		"journal_size_limit(67108864)")
	if s.empties != nil {
		q.Add("_pragma", "wal_autocheckpoint(16384)") // only should the follower of the log fail; 64 MiB
	}
	q.Set("_txlock", "immediate")
	return s.source(q)
}

// readSource is the data source of connections that only read. unchanging promises that nobody writes.
func (s *Store) readSource(unchanging bool) string {
	q := s.pragmas("query_only(1)")
	q.Set("mode", "ro")
	if unchanging {
		q.Set("immutable", "1")
	}
	return s.source(q)
}

func (s *Store) pragmas(more ...string) url.Values {
	q := url.Values{"_error_rc": {"1"}, "_dqs": {"0"}, "_defensive": {"1"}}
	for _, p := range append(more, "busy_timeout("+milliseconds(s.busy)+")",
		"trusted_schema(0)", "cache_size(-32000)", "mmap_size(0)") {
		q.Add("_pragma", p)
	}
	return q
}

func milliseconds(d time.Duration) string { return strconv.FormatInt(d.Milliseconds(), 10) }

func (s *Store) source(q url.Values) string {
	path := filepath.ToSlash(s.path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // a drive letter
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}

// fileFault tells the operating system's errors apart.
func fileFault(err error, path string) error {
	switch {
	case errors.Is(err, fs.ErrPermission), isReadOnlyFS(err):
		return fault.Wrap(err, fault.Unavailable, "store.cannot-open", "Path", path)
	case isFull(err):
		return fault.Wrap(err, fault.Full, "store.full")
	}
	return fault.Wrap(err, fault.Unavailable, "store.io")
}

// named adds the path to a fault that has none.
func named(err error, path string) error {
	if f, ok := fault.As(err); ok {
		return f.With("Path", path)
	}
	return err
}
