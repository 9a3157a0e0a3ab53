package journal

import (
	"crypto/sha256"
	"encoding/binary"
	"io"

	"samverkan/internal/fault"
)

// The first field of everything hashed. A new way to hash is a new number, never a changed meaning.
const (
	genesisDomain = "samverkan/journal/genesis/1"
	payloadDomain = "samverkan/journal/payload/1"
	entryDomain   = "samverkan/journal/entry/1"
)

// Genesis is the Prev of a stream's first entry, and the head of an empty stream.
func Genesis(stream string) Hash {
	return sha256.Sum256(field(field(nil, genesisDomain), stream))
}

// NewSalt reads a salt of 16 bytes from random.
func NewSalt(random io.Reader) ([]byte, error) {
	salt := make([]byte, MinSalt)
	if _, err := io.ReadFull(random, salt); err != nil {
		return nil, fault.Wrap(err, fault.Internal, "journal.no-random")
	}
	return salt, nil
}

// Seal makes e the entry after head: it sets Seq, Digest, Prev and Hash, and cuts times to milliseconds.
// The salt must be there already. It answers with journal.bad-entry or journal.payload-too-large.
func Seal(head Head, e Entry) (Entry, error) {
	e.RecordedAt = stamp(e.RecordedAt)
	if e.OccurredAt.IsZero() {
		e.OccurredAt = e.RecordedAt
	}
	e.OccurredAt = stamp(e.OccurredAt)
	e.Stream, e.Seq, e.Prev = head.Stream, head.Seq+1, head.Hash
	if !e.HasPayload() {
		return Entry{}, badEntry("salt")
	}
	if err := e.check(); err != nil {
		return Entry{}, err
	}
	e.Digest, _ = digestOf(e.Salt, e.Payload, nil)
	e.Hash, _ = e.sum(nil)
	return e, nil
}

// digestOf is the digest of a payload with its salt. buf is scratch space whose content is overwritten; nil will do.
func digestOf(salt, payload, buf []byte) (Hash, []byte) {
	b := field(buf[:0], payloadDomain)
	b = field(b, salt)
	b = field(b, payload)
	return sha256.Sum256(b), b
}

// sum is the hash of the entry. buf as in digestOf.
func (e *Entry) sum(buf []byte) (Hash, []byte) {
	b := field(buf[:0], entryDomain)
	b = field(b, e.Prev[:])
	b = field(b, e.Stream)
	b = number(b, e.Seq)
	b = number(b, e.RecordedAt.UnixMilli())
	b = number(b, e.OccurredAt.UnixMilli())
	b = field(b, e.Member)
	b = field(b, e.Actor)
	b = field(b, e.Role)
	b = field(b, e.CommandID)
	b = field(b, e.Name)
	b = number(b, int64(e.Version))
	b = field(b, e.Digest[:])
	return sha256.Sum256(b), b
}

// field appends a value after its length.
func field[T string | []byte](b []byte, v T) []byte {
	return append(binary.BigEndian.AppendUint64(b, uint64(len(v))), v...)
}

// number appends a whole number as a field of eight bytes.
func number(b []byte, n int64) []byte {
	return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(b, 8), uint64(n))
}
