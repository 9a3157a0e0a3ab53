// Package backup keeps an installation safe against the loss of its disk: backups that somebody makes, and a replica that
// follows by itself.
//
// A backup is a directory in a directory of backups:
//
//	2027-01-06T180000Z/manifest.json    what it holds: heads of every chain, digests, versions
//	2027-01-06T180000Z/samverkan.db     the database, packed
//	2027-01-06T180000Z/samverkan.db.key only when asked for: who has it can sign in the installation's name
//	2027-01-06T180000Z/secret.key       likewise: it opens the second factors
//	files/sha256/ab/cd/abcd…            files, shared by all backups, since their names say what they contain
//
// [Make] takes it while the service runs, and it is there whole or not at all: the copy is opened and every chain in it
// checked before the directory gets its name. [Verify] checks it again years later, [Restore] puts it where the service can
// use it, and never over anything that is there. [Prune] removes the oldest, but never the newest.
//
// A [Replica] is a directory on another disk that is at most a second or so behind. It is made by litestream, which follows
// SQLite's write-ahead log; nothing else in the module knows of it. Since a replica that has silently stopped looks like one
// that is well, health is never what the copying says of itself: every ten minutes the replica is restored aside and its
// chains held against the live ones. When that fails, the replica is begun anew beside the old one, which stays until the new
// one has passed.
//
// Both are for SQLite. PostgreSQL has its own tools (docs/operations.md).
//
// What is expunged in the database is still in backups made before; they are the archive owner's to remove. The replica is
// begun anew after an expunging, and what it held before is removed as soon as the new one has passed its test.
package backup
