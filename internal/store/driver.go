package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"

	moderncsqlite "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"samverkan/internal/fault"
)

// faultOf tells the driver's errors apart, by code and never by text. Faults pass through, nil stays nil.
func faultOf(err error) error {
	var coded *moderncsqlite.Error
	_, is := fault.As(err)
	switch {
	case err == nil || is:
		return err
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return fault.Wrap(err, fault.Unavailable, "store.cancelled")
	case errors.Is(err, driver.ErrBadConn), errors.Is(err, sql.ErrConnDone), errors.Is(err, sql.ErrTxDone):
		return fault.Wrap(err, fault.Unavailable, "store.closed")
	case errors.As(err, &coded):
		return sqliteFault(coded)
	}
	return fault.Wrap(err, fault.Internal, "store.failed")
}

// sqliteFault maps extended codes first and then the primary ones (https://www.sqlite.org/rescode.html).
func sqliteFault(err *moderncsqlite.Error) error {
	switch err.Code() {
	case sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_UNIQUE:
		return fault.Wrap(err, fault.Conflict, "store.exists")
	case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
		return fault.Wrap(err, fault.Conflict, "store.dangling")
	case sqlite3.SQLITE_CONSTRAINT_TRIGGER:
		return fault.Wrap(err, fault.Forbidden, "store.sealed")
	case sqlite3.SQLITE_IOERR_SHMSIZE: // the index of the log could not grow
		return fault.Wrap(err, fault.Full, "store.full")
	}
	switch err.Code() & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return fault.Wrap(err, fault.Unavailable, "store.locked")
	case sqlite3.SQLITE_FULL:
		return fault.Wrap(err, fault.Full, "store.full")
	case sqlite3.SQLITE_READONLY:
		return fault.Wrap(err, fault.Unavailable, "store.read-only")
	case sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH:
		return fault.Wrap(err, fault.Unavailable, "store.cannot-open")
	case sqlite3.SQLITE_NOTADB:
		return fault.Wrap(err, fault.Invalid, "store.not-a-database")
	case sqlite3.SQLITE_CORRUPT:
		return fault.Wrap(err, fault.Unavailable, "store.corrupt")
	case sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOMEM:
		return fault.Wrap(err, fault.Unavailable, "store.io")
	case sqlite3.SQLITE_TOOBIG:
		return fault.Wrap(err, fault.TooLarge, "store.too-large")
	case sqlite3.SQLITE_INTERRUPT:
		return fault.Wrap(err, fault.Unavailable, "store.cancelled")
	}
	return fault.Wrap(err, fault.Internal, "store.failed")
}
