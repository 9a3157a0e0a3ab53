package store

import (
	"iter"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/journal"
)

// AtHead, as the expected seq of [Tx.Append], appends wherever the stream ends. It is for streams where the
// order is nobody's decision, such as the audit log.
const AtHead int64 = -1

const entryColumns = `stream, seq, recorded_at, occurred_at, member, actor, role, command_id, name, version,
	payload, salt, digest, prev, hash`

// Append seals entries and adds them to the stream, whose last seq the caller believes to be expected. Of each
// entry the caller gives Member, Actor, Role, CommandID, Name, Version, Payload and OccurredAt; RecordedAt is
// tx.Now unless given, Salt is made, and the journal's own fields are set. It gives the entries as they stand.
//
// It answers with journal.moved-on (Conflict, with Stream, Expected and Actual) when the stream has moved on,
// and with journal.bad-entry or journal.payload-too-large.
func (tx *Tx) Append(stream string, expected int64, entries ...journal.Entry) ([]journal.Entry, error) {
	head, err := tx.lockHead(stream)
	if err != nil {
		return nil, err
	}
	if expected != AtHead && expected != head.Seq {
		return nil, movedOn(stream, expected, head.Seq)
	}
	sealed := make([]journal.Entry, 0, len(entries))
	for _, e := range entries {
		if e.RecordedAt.IsZero() {
			e.RecordedAt = tx.Now
		}
		if e.Salt, err = journal.NewSalt(tx.store.random); err != nil {
			return nil, err
		}
		if e, err = journal.Seal(head, e); err != nil {
			return nil, err
		}
		if err := tx.insertEntry(e, expected); err != nil {
			return nil, err
		}
		head, sealed = e.Head(), append(sealed, e)
	}
	if tx.moved == nil {
		tx.moved = map[string]int64{}
	}
	tx.moved[stream] = head.Seq
	if len(sealed) > 0 {
		tx.proof = &sealed[len(sealed)-1]
	}
	_, err = tx.exec(`UPDATE stream_head SET seq = $1, hash = $2 WHERE stream = $3`, head.Seq, head.Hash[:], stream)
	return sealed, err
}

func movedOn(stream string, expected, actual int64) error {
	return fault.New(fault.Conflict, "journal.moved-on", "Stream", stream, "Expected", expected, "Actual", actual)
}

func (tx *Tx) insertEntry(e journal.Entry, expected int64) error {
	n, err := tx.exec(`INSERT INTO entry (`+entryColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
		ON CONFLICT (stream, seq) DO NOTHING`,
		e.Stream, e.Seq, e.RecordedAt.UnixMilli(), e.OccurredAt.UnixMilli(), e.Member, e.Actor, e.Role, e.CommandID,
		e.Name, e.Version, string(e.Payload), e.Salt, e.Digest[:], e.Prev[:], e.Hash[:])
	if err == nil && n == 0 { // the head says otherwise than the entries: another writer, or damage
		return movedOn(e.Stream, expected, e.Seq)
	}
	return err
}

// lockHead gives the stream's head and keeps others from appending until the transaction ends.
func (tx *Tx) lockHead(stream string) (journal.Head, error) {
	head, found, err := one(tx, scanHead, `SELECT stream, seq, hash FROM stream_head WHERE stream = $1`+tx.store.dialect.lockRow, stream)
	if err != nil || found {
		return head, err
	}
	head = journal.Start(stream)
	_, err = tx.exec(`INSERT INTO stream_head (stream, seq, hash) VALUES ($1, $2, $3) ON CONFLICT (stream) DO NOTHING`,
		stream, head.Seq, head.Hash[:])
	return head, err
}

// Head gives the end of a stream; that of an empty one when there is none of the name.
func (tx *Tx) Head(stream string) (journal.Head, error) {
	head, found, err := one(tx, scanHead, `SELECT stream, seq, hash FROM stream_head WHERE stream = $1`, stream)
	if err != nil || found {
		return head, err
	}
	return journal.Start(stream), nil
}

// Heads gives the end of every stream, by name.
func (tx *Tx) Heads() ([]journal.Head, error) {
	return all(tx, scanHead, `SELECT stream, seq, hash FROM stream_head ORDER BY stream`)
}

func scanHead(s scan) (h journal.Head, err error) {
	return h, s(&h.Stream, &h.Seq, hashInto{&h.Hash})
}

// Entries gives at most limit entries of a stream after the seq, in order.
func (tx *Tx) Entries(stream string, after int64, limit int) ([]journal.Entry, error) {
	return all(tx, scanEntry, `SELECT `+entryColumns+` FROM entry WHERE stream = $1 AND seq > $2 ORDER BY seq LIMIT $3`,
		stream, after, limit)
}

// AllEntries gives a whole stream, read a few hundred entries at a time.
func (tx *Tx) AllEntries(stream string) iter.Seq2[journal.Entry, error] {
	const page = 500
	return func(yield func(journal.Entry, error) bool) {
		after := int64(0)
		for {
			entries, err := tx.Entries(stream, after, page)
			if err != nil {
				yield(journal.Entry{}, err)
				return
			}
			for _, e := range entries {
				if !yield(e, nil) {
					return
				}
				after = e.Seq
			}
			if len(entries) < page {
				return
			}
		}
	}
}

func scanEntry(s scan) (journal.Entry, error) {
	var e journal.Entry
	var payload *string
	err := s(&e.Stream, &e.Seq, msInto{&e.RecordedAt}, msInto{&e.OccurredAt}, &e.Member, &e.Actor, &e.Role, &e.CommandID,
		&e.Name, &e.Version, &payload, &e.Salt, hashInto{&e.Digest}, hashInto{&e.Prev}, hashInto{&e.Hash})
	if payload != nil {
		e.Payload = []byte(*payload)
	}
	return e, err
}

// Newest gives when the newest entry of any stream was written; zero when there is none.
func (tx *Tx) Newest() (time.Time, error) {
	at, _, err := one(tx, func(s scan) (at time.Time, err error) { return at, s(msInto{&at}) },
		`SELECT max(e.recorded_at) FROM stream_head h JOIN entry e ON e.stream = h.stream AND e.seq = h.seq`)
	return at, err
}
