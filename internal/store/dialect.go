package store

import (
	"embed"

	"github.com/pressly/goose/v3"
)

//go:embed migrations
var migrations embed.FS

// dialect is everything in which the databases differ, but for how they name their errors (driver.go).
type dialect struct {
	driver     string // of database/sql
	goose      goose.Dialect
	migrations string // folder of migrations
	beginRead  string
	beginWrite string
	lockRow    string // what is added to a SELECT whose row will be changed in the same transaction
	wholeFile  bool   // one file with one writer: it is looked at before it is opened, and its log is emptied
	checkFile  string // gives one row, ok, when the database finds nothing wrong with itself
	checkKeys  string // gives a row for each reference to nothing: table, row, parent, key
}

// onSQLite: the write lock is taken at the beginning, so that no transaction finds at its end that it cannot write.
func onSQLite() dialect {
	return dialect{
		driver: "sqlite", goose: goose.DialectSQLite3, migrations: "migrations/sqlite",
		beginRead: "BEGIN DEFERRED", beginWrite: "BEGIN IMMEDIATE", wholeFile: true,
		checkFile: "PRAGMA quick_check", checkKeys: "PRAGMA foreign_key_check",
	}
}

// onPostgres: the stream's head row is locked while it is appended to, and the primary key of entry is the last guard.
func onPostgres() dialect {
	return dialect{
		driver: "pgx", goose: goose.DialectPostgres, migrations: "migrations/postgres",
		beginRead:  "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
		beginWrite: "BEGIN ISOLATION LEVEL READ COMMITTED", lockRow: " FOR UPDATE",
		checkFile: "SELECT 'ok'", checkKeys: "SELECT '', '', '', '' WHERE false", // it keeps its references itself
	}
}
