package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"

	"github.com/jackc/pgx/v5/pgconn"
	moderncsqlite "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"samverkan/internal/fault"
)

// faultOf tells the drivers' errors apart, by code and never by text. Faults pass through, nil stays nil.
func faultOf(err error) error {
	if _, is := fault.As(err); err == nil || is {
		return err
	}
	var ofSQLite *moderncsqlite.Error
	var ofPostgres *pgconn.PgError
	switch {
	case errors.As(err, &ofSQLite):
		return sqliteFault(ofSQLite)
	case errors.As(err, &ofPostgres):
		return postgresFault(ofPostgres, err)
	case isConnecting(err):
		return fault.Wrap(err, fault.Unavailable, "store.unreachable")
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return fault.Wrap(err, fault.Unavailable, "store.cancelled")
	case isLost(err):
		return fault.Wrap(err, fault.Unavailable, "store.unreachable")
	case errors.Is(err, sql.ErrConnDone), errors.Is(err, sql.ErrTxDone):
		return fault.Wrap(err, fault.Unavailable, "store.closed")
	}
	return fault.Wrap(err, fault.Internal, "store.failed")
}

// isConnecting tells an error of making a connection, whatever hindered it.
func isConnecting(err error) bool {
	var connecting *pgconn.ConnectError
	return errors.As(err, &connecting)
}

// isLost tells that a connection that was there is not there any more.
func isLost(err error) bool {
	var onTheWay *net.OpError
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, net.ErrClosed) || errors.As(err, &onTheWay) || pgconn.SafeToRetry(err)
}

// postgresFault maps whole codes first and then their classes (https://www.postgresql.org/docs/current/errcodes-appendix.html).
func postgresFault(coded *pgconn.PgError, err error) error {
	switch coded.Code {
	case "23505":
		return fault.Wrap(err, fault.Conflict, "store.exists")
	case "23503":
		return fault.Wrap(err, fault.Conflict, "store.dangling")
	case "P0001": // raised by our triggers
		return fault.Wrap(err, fault.Forbidden, "store.sealed")
	case "40001", "40P01": // serialisation and deadlock: another one went first
		return fault.Wrap(err, fault.Unavailable, "store.contended")
	case "55P03":
		return fault.Wrap(err, fault.Unavailable, "store.locked")
	case "57014":
		return fault.Wrap(err, fault.Unavailable, "store.cancelled")
	case "53100":
		return fault.Wrap(err, fault.Full, "store.full")
	case "53300":
		return fault.Wrap(err, fault.Unavailable, "store.server-busy")
	case "25006":
		return fault.Wrap(err, fault.Unavailable, "store.read-only")
	case "42501", "3F000":
		return fault.Wrap(err, fault.Unavailable, "store.no-privilege")
	case "3D000":
		return fault.Wrap(err, fault.Unavailable, "store.no-server-database")
	case "22021", "22P05":
		return fault.Wrap(err, fault.Invalid, "store.bad-text")
	case "25P03", "57P01", "57P02", "57P03", "57P05":
		return fault.Wrap(err, fault.Unavailable, "store.unreachable")
	}
	switch coded.Code[:min(2, len(coded.Code))] {
	case "08":
		return fault.Wrap(err, fault.Unavailable, "store.unreachable")
	case "28":
		return fault.Wrap(err, fault.Unavailable, "store.no-login")
	case "53", "58":
		return fault.Wrap(err, fault.Unavailable, "store.io")
	case "54":
		return fault.Wrap(err, fault.TooLarge, "store.too-large")
	case "XX":
		return fault.Wrap(err, fault.Unavailable, "store.corrupt")
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
