// Package journal is the record that cannot be changed unseen.
//
// A stream is a numbered list of entries. Each [Entry] carries a header (who,
// when, which command, what it is called), a payload of bytes with a random
// salt, and three hashes:
//
//	digest = H(salt, payload)
//	hash   = H(prev, every header field, digest)
//	prev   = hash of the entry before, or Genesis(stream) for the first
//
// H is SHA-256 over fields, each after its length as eight bytes, most significant
// first; a number is a field of eight such bytes, a time is milliseconds since 1970.
// The fields, in this order:
//
//	genesis  "samverkan/journal/genesis/1", stream
//	digest   "samverkan/journal/payload/1", salt, payload
//	hash     "samverkan/journal/entry/1", prev, stream, seq, recorded, occurred,
//	         member, actor, role, command, name, version, digest
//
// So no two different entries can give the same bytes. Whoever changes,
// removes, inserts or moves one entry breaks the chain at a place that [Verify]
// names.
//
// The digest stands between payload and chain for two reasons. A payload may be
// withheld from a reader without the right to it ([Entry.Withhold]), and it may
// be removed for good when the law says so ([Expunged]: gallring, or a
// correction of what should never have been written). The chain still verifies
// in both cases. The salt keeps a short payload from being guessed from its
// digest, and goes when the payload goes. A removal is an entry of its own in
// the same stream; a payload that is gone without one is reported as damage.
//
// What the chain alone cannot show: that entries at the end were cut off, and
// that the owner of the database made the whole chain anew. Therefore the head
// is signed ([Checkpoint], Ed25519, in the format of golang.org/x/mod/sumdb/note)
// and copies of it leave the house in documents, mails and bundles.
// [Report.Reaches] compares.
//
// Times have millisecond precision, in UTC; [Seal] cuts finer ones.
//
// The package knows bytes, names and hashes, and nothing of conferences. One
// name is its own: entries called [ExpungedName].
package journal
