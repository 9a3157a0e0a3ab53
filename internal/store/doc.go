// Package store keeps everything in one database and is the only one that speaks SQL.
//
// There are two kinds of tables. The journal (entry, stream_head, command) is the
// truth about conferences: rows are appended, hash-chained by package journal, and
// refuse to be changed. Everything else is plain: actors, rosters, members,
// incidents, areas and settings are kept as they are, and conference, measure and
// decision are projections, written in the same transaction as the entries they
// come from, that can be truncated and made again from the journal
// ([Tx.TruncateProjections]).
//
// [Store.View] gives a transaction to read in, [Store.Update] one to write in. All
// SQL is methods on [Tx]. Its Now is the time of the whole transaction; functions
// given to [Tx.AfterCommit] run when everything is safe on disk, and only then.
//
// One writer at a time. Calls of Update that wait while another commits are taken
// together into the next commit: each has its own savepoint, so that one's fault
// does not touch the others, and nobody gets an answer before the shared commit has
// reached the disk. When a disk fault loses such a batch, the innocent are run
// again; therefore a function given to Update may run more than once and must not
// keep what it learned in an earlier run. It must not call Update itself.
//
// Listing methods take a [Reader] and filter in SQL, before any limit: what an
// actor may not know of is not there.
//
// The database is SQLite, in WAL mode with synchronous=FULL, through
// modernc.org/sqlite. The SQL is written for PostgreSQL too: one text with $1…$n
// in the order of first use, ON CONFLICT, times as milliseconds since 1970, TEXT
// ids, INTEGER truth values. What differs is in dialect.go, and the errors of the
// driver are told apart in driver.go. The migrations for PostgreSQL stand beside
// SQLite's, in the same numbers with the same tables, but no driver for it is
// linked and the store does not yet open one.
//
// Migrations only add. An existing database is copied to a file beside it before it
// is migrated; a database newer than the program is refused.
//
// What is expunged is overwritten in the database (secure_delete) and the
// write-ahead log is emptied after it. Copies made earlier (backups, the copy
// before a migration) are not reached, and are the archive owner's to remove.
package store
