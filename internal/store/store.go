package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"samverkan/internal/fault"
)

// DefaultBusyTimeout is how long a transaction waits for another process that holds the database.
const DefaultBusyTimeout = 5 * time.Second

// Options say how to open a database.
type Options struct {
	// Path is the file, made when it does not exist, in a directory that does; or a database on a PostgreSQL server, as
	// postgres://user:password@host/database, which exists and may be used by several nodes at once.
	Path        string
	KeyPath     string           // the file of the private signing key; beside the database's file when empty
	Now         func() time.Time // the clock; needed
	Random      io.Reader        // for salts and keys; the operating system's when nil
	BusyTimeout time.Duration    // DefaultBusyTimeout when zero
	ReadOnly    bool             // nothing is written, not even a migration; the file must exist
	Exclusive   bool             // for a service: a second one on the same file is refused

	// EmptyLog, when set, says that another one in this process follows the write-ahead log and decides when it is
	// emptied: a replica. It is called when something was expunged, and sees to that the log is emptied soon.
	EmptyLog func()
}

// Store is an open database. Its methods may be used by several goroutines.
type Store struct {
	path    string // without password
	keyPath string
	dialect dialect
	now     func() time.Time
	random  io.Reader
	busy    time.Duration
	server  *pgx.ConnConfig // nil for a file
	empties func()          // nil when the log is our own

	lock            *os.File // held while a service has the file
	writeDB, readDB *sql.DB
	reading         chan *session // readers that are free
	writing         *writer       // nil when read-only
	backup          string
	ending          chan struct{} // closed with the store
	blockTexts      int           // how many texts a block of the index has
	ended           sync.Once
}

// Open opens the database and brings its schema up to date. It answers with
//
//	store.no-directory, store.not-a-file, store.no-file, store.cannot-open, store.read-only  the place is wrong
//	store.not-a-database, store.not-ours, store.corrupt                                    the file is
//	store.locked, store.locked-by-server                                                    another process holds it
//	store.full                                                                              no space left
//	store.newer-schema, store.older-schema, store.sqlite-too-old                            the versions do not fit
//
// and for a server with
//
//	store.bad-address, store.no-login, store.no-server-database, store.no-privilege  the address or the user is wrong
//	store.unreachable, store.server-busy                                             it does not answer
//	store.wrong-collation, store.not-ours, store.postgres-too-old                    it cannot be used
func Open(ctx context.Context, o Options) (*Store, error) {
	if o.Now == nil {
		panic("store: no clock in Options")
	}
	s := &Store{blockTexts: blockTexts, dialect: onSQLite(), now: o.Now, random: o.Random, busy: o.BusyTimeout, keyPath: o.KeyPath, empties: o.EmptyLog,
		ending: make(chan struct{})}
	if s.random == nil {
		s.random = rand.Reader
	}
	if s.busy == 0 {
		s.busy = DefaultBusyTimeout
	}
	if err := s.place(o.Path); err != nil {
		return nil, err
	}
	if err := s.open(ctx, o); err != nil {
		s.closeDB()
		return nil, named(faultOf(misshapen(err)), s.path)
	}
	return s, nil
}

// place finds out what kind of database the path names.
func (s *Store) place(path string) (err error) {
	if isServer(path) {
		s.dialect = onPostgres()
		if s.server, err = serverConfig(path, s.busy); err != nil {
			return err
		}
		s.path = fmt.Sprintf("postgres://%s@%s/%s", s.server.User, s.server.Host, s.server.Database)
		return nil
	}
	if s.path, err = filepath.Abs(path); err != nil || path == "" {
		return fault.New(fault.Unavailable, "store.no-directory", "Path", path)
	}
	if s.keyPath == "" {
		s.keyPath = s.path + ".key"
	}
	return nil
}

func (s *Store) open(ctx context.Context, o Options) error {
	if s.dialect.server {
		return s.openServer(ctx, o.ReadOnly)
	}
	if o.Exclusive && !o.ReadOnly {
		if err := s.lockFile(); err != nil {
			return err
		}
	}
	return s.openFile(ctx, o.ReadOnly)
}

func (s *Store) openFile(ctx context.Context, readOnly bool) error {
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
	if err := s.connect(ctx); err != nil {
		return err
	}
	if err := s.migrate(ctx); err != nil {
		return err
	}
	if s.readDB, err = sql.Open(s.dialect.driver, s.readSource()); err != nil {
		return err
	}
	if err := s.startReaders(ctx); err != nil {
		return err
	}
	s.writing, err = s.startWriter(ctx)
	return err
}

// connect makes the writing connection. Where two make a file at once, both put it in WAL mode, and SQLite tells one of
// them that it is locked without the wait that it was asked for.
func (s *Store) connect(ctx context.Context) error {
	within, cancel := context.WithTimeout(ctx, s.busy)
	defer cancel()
	for {
		err := s.writeDB.PingContext(ctx)
		if fault.CodeOf(faultOf(err)) != "store.locked" {
			return err
		}
		select {
		case <-within.Done():
			return err
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// startReaders readies the pool; connections are made when they are first needed.
func (s *Store) startReaders(ctx context.Context) error {
	n := s.dialect.readers
	s.readDB.SetMaxOpenConns(n)
	s.reading = make(chan *session, n)
	for range n {
		s.reading <- &session{db: s.readDB, server: s.dialect.server}
	}
	return s.readDB.PingContext(ctx)
}

// Close waits for transactions that have begun, and closes the database. Later ones get store.closed.
func (s *Store) Close() error {
	s.ended.Do(func() { close(s.ending) })
	if s.writing != nil {
		s.writing.stop()
	}
	for range cap(s.reading) {
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
	if s.lock != nil {
		s.lock.Close() // and the lock goes with it
		s.lock = nil
	}
	return first
}

// Path is the database's file, or its address on a server without the password.
func (s *Store) Path() string { return s.path }

// MigrationBackup is the copy that was made before this opening migrated the database; "" when none was needed.
func (s *Store) MigrationBackup() string { return s.backup }

func (s *Store) closed() error { return fault.New(fault.Unavailable, "store.closed") }
