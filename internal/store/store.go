package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"io"
	"path/filepath"
	"time"

	"samverkan/internal/fault"
)

// DefaultBusyTimeout is how long a transaction waits for another process that holds the database.
const DefaultBusyTimeout = 5 * time.Second

// readers is how many transactions may read at the same time.
const readers = 4

// Options say how to open a database.
type Options struct {
	Path        string           // the file; made when it does not exist, in a directory that does
	Now         func() time.Time // the clock; needed
	Random      io.Reader        // for salts and keys; the operating system's when nil
	BusyTimeout time.Duration    // DefaultBusyTimeout when zero
	ReadOnly    bool             // nothing is written, not even a migration; the file must exist

	// EmptyLog, when set, says that another one in this process follows the write-ahead log and decides when it is
	// emptied: a replica. It is called when something was expunged, and sees to that the log is emptied soon.
	EmptyLog func()
}

// Store is an open database. Its methods may be used by several goroutines.
type Store struct {
	path    string
	dialect dialect
	now     func() time.Time
	random  io.Reader
	busy    time.Duration
	empties func() // nil when the log is our own

	writeDB, readDB *sql.DB
	reading         chan *session // readers that are free
	writing         *writer       // nil when read-only
	backup          string
}

// Open opens the database and brings its schema up to date. It answers with
//
//	store.no-directory, store.not-a-file, store.no-file, store.cannot-open, store.read-only  the place is wrong
//	store.not-a-database, store.not-ours, store.corrupt                                    the file is
//	store.locked                                                                            another process holds it
//	store.full                                                                              no space left
//	store.newer-schema, store.older-schema, store.sqlite-too-old                            the versions do not fit
func Open(ctx context.Context, o Options) (*Store, error) {
	if o.Now == nil {
		panic("store: no clock in Options")
	}
	path, err := filepath.Abs(o.Path)
	if err != nil || o.Path == "" {
		return nil, fault.New(fault.Unavailable, "store.no-directory", "Path", o.Path)
	}
	s := &Store{path: path, dialect: onSQLite(), now: o.Now, random: o.Random, busy: o.BusyTimeout, empties: o.EmptyLog}
	if s.random == nil {
		s.random = rand.Reader
	}
	if s.busy == 0 {
		s.busy = DefaultBusyTimeout
	}
	if err := s.open(ctx, o.ReadOnly); err != nil {
		s.closeDB()
		return nil, named(faultOf(err), path)
	}
	return s, nil
}

func (s *Store) open(ctx context.Context, readOnly bool) error {
	if err := s.lookAtFile(ctx, readOnly); err != nil {
		return err
	}
	var err error
	if readOnly {
		if s.readDB, err = s.openReadOnly(ctx); err != nil {
			return err
		}
		if err := s.refuseOtherSchema(ctx); err != nil {
			return err
		}
		return s.startReaders(ctx)
	}
	if s.writeDB, err = sql.Open(s.dialect.driver, s.writeSource()); err != nil {
		return err
	}
	s.writeDB.SetMaxOpenConns(1)
	if err := s.migrate(ctx); err != nil {
		return err
	}
	if s.readDB, err = sql.Open(s.dialect.driver, s.readSource(false)); err != nil {
		return err
	}
	if err := s.startReaders(ctx); err != nil {
		return err
	}
	s.writing, err = s.startWriter(ctx)
	return err
}

// startReaders readies the pool; connections are made when they are first needed.
func (s *Store) startReaders(ctx context.Context) error {
	s.readDB.SetMaxOpenConns(readers)
	s.reading = make(chan *session, readers)
	for range readers {
		s.reading <- &session{db: s.readDB}
	}
	return s.readDB.PingContext(ctx)
}

// Close waits for transactions that have begun, and closes the database. Later ones get store.closed.
func (s *Store) Close() error {
	if s.writing != nil {
		s.writing.stop()
	}
	for range readers {
		r := <-s.reading
		r.close()
		r.db = nil
		defer func() { s.reading <- r }()
	}
	return faultOf(s.closeDB())
}

func (s *Store) closeDB() error {
	var first error
	for _, db := range []*sql.DB{s.readDB, s.writeDB} { // the writer last: it empties the log
		if db != nil {
			if err := db.Close(); err != nil && first == nil {
				first = err
			}
		}
	}
	return first
}

// Path is the database's file.
func (s *Store) Path() string { return s.path }

// MigrationBackup is the copy that was made before this opening migrated the database; "" when none was needed.
func (s *Store) MigrationBackup() string { return s.backup }

func (s *Store) closed() error { return fault.New(fault.Unavailable, "store.closed") }
