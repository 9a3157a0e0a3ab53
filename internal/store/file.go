package store

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
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
	// Another process may be making the database meanwhile, or have been killed at it: the list of migrations is there a moment before the
	// first of them, which brings all other tables and says whose they are. So what is asked for first is the tables.
	var id, tables int64
	err = db.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema WHERE tbl_name <> 'goose_db_version' AND name NOT LIKE 'sqlite~_%' ESCAPE '~'").
		Scan(&tables)
	if err == nil {
		err = db.QueryRowContext(ctx, "PRAGMA application_id").Scan(&id)
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

// openReadOnly opens for reading. In a directory where nothing can be written, and on a disk that is full, SQLite cannot
// make the index of its log. When there is no log, nobody is writing, and the file can be read as it stands. When
// there is one, left by a process that was killed, the index can be kept in memory by one that has the file alone.
func (s *Store) openReadOnly(ctx context.Context) (*sql.DB, error) {
	db, err := s.tryReading(ctx, s.readSource())
	code := fault.CodeOf(err)
	if code != "store.cannot-open" && code != "store.read-only" && code != "store.full" {
		return db, err
	}
	if log, statErr := os.Stat(s.path + "-wal"); statErr == nil && log.Size() > 0 {
		if code != "store.full" {
			return nil, err
		}
		s.dialect.readers = 1
		return s.tryReading(ctx, s.aloneSource())
	}
	return s.tryReading(ctx, s.unchangingSource())
}

// tryReading opens, and sees whether anything can be read.
func (s *Store) tryReading(ctx context.Context, source string) (*sql.DB, error) {
	db, err := sql.Open(s.dialect.driver, source)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(s.dialect.readers)
	var n int64
	if err := db.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&n); err != nil {
		db.Close()
		return nil, named(faultOf(err), s.path)
	}
	return db, nil
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

// readSource is the data source of connections that only read.
func (s *Store) readSource() string {
	q := s.pragmas("query_only(1)")
	q.Set("mode", "ro")
	return s.source(q)
}

// unchangingSource promises that nobody writes.
func (s *Store) unchangingSource() string {
	q := s.pragmas("query_only(1)")
	q.Set("mode", "ro")
	q.Set("immutable", "1")
	return s.source(q)
}

// aloneSource is for a connection that has the file to itself: it reads only, though SQLite will not lock what it may not
// write. The driver gives pragmas in the order of their names, and the size of the cache, which comes before the
// lock, would have SQLite look into the file, and so into the log.
func (s *Store) aloneSource() string {
	q := s.pragmas("locking_mode(EXCLUSIVE)", "query_only(1)")
	q["_pragma"] = slices.DeleteFunc(q["_pragma"], func(p string) bool { return strings.HasPrefix(p, "cache_size") })
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
