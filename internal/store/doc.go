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
// The database is a SQLite file, in WAL mode with synchronous=FULL, through modernc.org/sqlite, or one on a PostgreSQL
// server (13 or later), through pgx. One SQL text serves both: $1…$n in the order of first use, ON CONFLICT, times as
// milliseconds since 1970, TEXT ids, INTEGER truth values, and nothing done in a transaction after a statement of it
// has failed. What differs is in dialect.go; the errors of the drivers are told apart in driver.go; the migrations stand
// side by side in the same numbers, with the same tables. A server's database sorts text by its bytes, as SQLite does;
// another is refused, because lists and their order would differ.
//
// On PostgreSQL several nodes may use one database. One transaction writes at a time over all of them, by a lock that
// belongs to the database: so all that the desk looked at before it decided holds until the commit, as on SQLite, and
// nodes cannot block each other. A node that goes silent in the middle loses the lock after 15 seconds. A connection that
// is lost is made anew, and what had not been committed is decided again. When it is lost during the commit itself, the
// server is asked what became of the transaction of that number: the answer to the caller is true, or store.unsure when
// the server cannot be asked. (A standby that took over without having received the transaction answers for itself:
// replicate synchronously where that matters.) [Store.Listen] tells what any node has appended.
//
// A service opens its file with Options.Exclusive, so that there is one of them; verbs of the command line may read and
// write beside it. [Copy] moves an installation from one database to another.
//
// Migrations only add. An existing file is copied to one beside it before it is migrated; of several nodes one migrates
// while the others wait. A database newer than the program is refused.
//
// What is expunged is overwritten in the file (secure_delete) and the write-ahead log is emptied after it; on
// PostgreSQL the tables are written anew, and its log is the server's to reuse. Copies made earlier (backups, the copy
// before a migration) are not reached, and are the archive owner's to remove.
package store
