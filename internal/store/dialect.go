package store

import (
	"embed"

	"github.com/pressly/goose/v3"
)

//go:embed migrations
var migrations embed.FS

// dialect is everything in which the databases differ, but for how they name their errors (driver.go), and for what
// only a file (file.go, lock.go) or only a server (postgres.go) needs.
type dialect struct {
	driver     string // of database/sql
	goose      goose.Dialect
	migrations string // folder of migrations
	beginRead  string
	beginWrite string // takes the lock that lets one transaction write at a time
	lockRow    string // what is added to a SELECT whose row will be changed in the same transaction
	server     bool   // several programs use it at once, each statement is a journey, and connections get lost
	readers    int    // how many transactions may read at the same time
	checkFile  string // gives one row, ok, when the database finds nothing wrong with itself
	checkKeys  string // gives a row for each reference to nothing: table, row, parent, key
	tables     string // names the tables of the schema, but for goose's
	columns    string // names the columns of a table, in their order
	references string // gives a row for each table that another one refers to: who refers, to whom

	numbers string // a table of n, of the numbers of a JSON array
}

// onSQLite: the write lock is taken at the beginning, so that no transaction finds at its end that it cannot write.
func onSQLite() dialect {
	return dialect{
		driver: "sqlite", goose: goose.DialectSQLite3, migrations: "migrations/sqlite", readers: 4,
		beginRead: "BEGIN DEFERRED", beginWrite: "BEGIN IMMEDIATE",
		checkFile: "PRAGMA quick_check", checkKeys: "PRAGMA foreign_key_check",
		tables: `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\'
			AND name <> 'goose_db_version' ORDER BY name`,
		columns: `SELECT name FROM pragma_table_info($1) ORDER BY cid`,
		references: `SELECT m.name, k."table" FROM sqlite_schema m JOIN pragma_foreign_key_list(m.name) k
			WHERE m.type = 'table'`,
		numbers: `(SELECT value AS n FROM json_each(?))`,
	}
}

// onPostgres: one transaction writes at a time there too, over all nodes: what the desk looked at before it decided still
// holds when it commits, in every table, and no two can wait for each other's rows. The number of the transaction is asked
// for with the lock: it tells what became of a COMMIT that got no answer. The head's row is locked, and the primary key of
// entry is the last guard, against a program that does not take the lock.
func onPostgres() dialect {
	return dialect{
		driver: "pgx", goose: goose.DialectPostgres, migrations: "migrations/postgres", server: true, readers: 8,
		beginRead: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
		beginWrite: "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SELECT pg_advisory_xact_lock(" + writeLock + ");" +
			" SELECT pg_current_xact_id()::text",
		lockRow:   " FOR UPDATE",
		checkFile: "SELECT 'ok'", checkKeys: "SELECT '', '', '', '' WHERE false", // it keeps its references itself
		tables: `SELECT table_name::text FROM information_schema.tables WHERE table_schema = current_schema()
			AND table_type = 'BASE TABLE' AND table_name <> 'goose_db_version' ORDER BY table_name COLLATE "C"`,
		columns: `SELECT column_name::text FROM information_schema.columns WHERE table_schema = current_schema()
			AND table_name = $1 ORDER BY ordinal_position`,
		references: `SELECT f.relname::text, t.relname::text FROM pg_constraint c JOIN pg_class f ON f.oid = c.conrelid
			JOIN pg_class t ON t.oid = c.confrelid WHERE c.contype = 'f' AND c.connamespace = current_schema()::regnamespace`,
		numbers: `(SELECT unnest(CAST(translate(CAST(? AS TEXT), '[]', '{}') AS BIGINT[])) AS n)`,
	}
}
