package store

import "samverkan/internal/journal"

// EntryOf gives the entry with a hash at a number, in whichever stream it is; false when there is none. The number is asked for
// because it makes the question a look in each stream instead of a reading of all of them.
func (tx *Tx) EntryOf(seq int64, hash journal.Hash) (journal.Entry, bool, error) {
	return one(tx, scanEntry, `SELECT `+entryColumns+` FROM entry WHERE seq = $1 AND hash = $2
		AND stream IN (SELECT h.stream FROM stream_head h WHERE h.seq >= $1)`, seq, hash[:])
}

// WithDigest gives the ids of the items that have a file of a digest among their versions.
func (tx *Tx) WithDigest(digest string) ([]string, error) {
	return all(tx, text, `SELECT DISTINCT item FROM area_item_version WHERE digest = $1 ORDER BY item`, digest)
}
