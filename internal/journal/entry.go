package journal

import (
	"bytes"
	"encoding/hex"
	"strings"
	"time"
	"unicode/utf8"

	"samverkan/internal/fault"
)

// The limits of an entry, in bytes.
const (
	MaxField   = 256     // of each text in the header
	MaxPayload = 4 << 20 // of the payload
	MinSalt    = 16      // of the salt
	MaxSalt    = 64
)

// Hash is a SHA-256 sum. It is written as 64 lower-case hex digits.
type Hash [32]byte

// String gives the hash as 64 hex digits.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// Short gives the first 12 hex digits, for people to compare by eye.
func (h Hash) Short() string { return hex.EncodeToString(h[:6]) }

// ParseHash reads what String wrote. It answers with journal.bad-hash.
func ParseHash(s string) (Hash, error) {
	var h Hash
	if len(s) != 2*len(h) || strings.ToLower(s) != s {
		return Hash{}, fault.New(fault.Invalid, "journal.bad-hash")
	}
	if _, err := hex.Decode(h[:], []byte(s)); err != nil {
		return Hash{}, fault.Wrap(err, fault.Invalid, "journal.bad-hash")
	}
	return h, nil
}

// Entry is one row of a stream.
//
// Who fills in what: the caller gives who, when, which command, name, version and
// payload; [Seal] gives Seq, Digest, Prev and Hash.
type Entry struct {
	Stream     string    // the stream's name
	Seq        int64     // 1, 2, 3 … without gaps
	RecordedAt time.Time // when the server wrote it down; millisecond precision, UTC
	OccurredAt time.Time // when it happened, by the claim of who reported it; as RecordedAt when zero
	Member     string    // the person who did it
	Actor      string    // the organisation the person acted for
	Role       string    // the role the person acted in
	CommandID  string    // the command that led to it
	Name       string    // what the payload is: a dotted word
	Version    int       // of the payload's form, from 1
	Payload    []byte    // UTF-8 text without NUL; nil when withheld or expunged
	Salt       []byte    // random; nil when the payload is withheld or expunged
	Withheld   bool      // the payload exists, but was left out for this reader
	Digest     Hash      // of salt and payload
	Prev       Hash      // the hash of the entry before
	Hash       Hash      // of prev, header and digest
}

// HasPayload tells whether the payload is here, that is, neither withheld nor expunged.
func (e Entry) HasPayload() bool { return len(e.Salt) > 0 }

// Withhold gives e as a reader without the right to its payload sees it. The chain still verifies.
// Who removed something, and why, is open to every reader of the stream: such an entry is given as it is.
func (e Entry) Withhold() Entry {
	if e.HasPayload() && e.Name != ExpungedName {
		e.Payload, e.Salt, e.Withheld = nil, nil, true
	}
	return e
}

// Expunge gives e with payload and salt gone. Only together with an [Expunged] entry does the chain still verify.
func (e Entry) Expunge() Entry {
	e.Payload, e.Salt, e.Withheld = nil, nil, false
	return e
}

// stamp cuts a time to what the journal keeps.
func stamp(t time.Time) time.Time { return time.UnixMilli(t.UnixMilli()).UTC() }

// check refuses an entry that could not be written down and read back as it is.
func (e *Entry) check() error {
	texts := [...]struct {
		name, value string
		needed      bool
	}{
		{"stream", e.Stream, true}, {"name", e.Name, true}, {"member", e.Member, false},
		{"actor", e.Actor, false}, {"role", e.Role, false}, {"command", e.CommandID, false},
	}
	for _, t := range texts {
		if t.needed && t.value == "" || len(t.value) > MaxField || !plain(t.value) {
			return badEntry(t.name)
		}
	}
	switch {
	case e.Seq < 1:
		return badEntry("seq")
	case e.Version < 1 || e.Version > 1<<30:
		return badEntry("version")
	case !writable(e.RecordedAt):
		return badEntry("recorded")
	case !writable(e.OccurredAt):
		return badEntry("occurred")
	}
	return e.checkPayload()
}

func (e *Entry) checkPayload() error {
	switch {
	case len(e.Payload) > MaxPayload:
		return fault.New(fault.TooLarge, "journal.payload-too-large", "Limit", MaxPayload, "Size", len(e.Payload))
	case !utf8.Valid(e.Payload) || bytes.IndexByte(e.Payload, 0) >= 0:
		return badEntry("payload")
	case len(e.Salt) != 0 && (len(e.Salt) < MinSalt || len(e.Salt) > MaxSalt):
		return badEntry("salt")
	case len(e.Salt) == 0 && len(e.Payload) != 0, len(e.Salt) != 0 && e.Withheld:
		return badEntry("salt")
	}
	return nil
}

func badEntry(field string) error {
	return fault.New(fault.Invalid, "journal.bad-entry", "Field", field)
}

// plain tells whether s is text that both databases and a line of JSON keep as it is.
func plain(s string) bool {
	if !utf8.ValidString(s) {
		return false
	}
	for i := range len(s) {
		if s[i] < ' ' || s[i] == 0x7f {
			return false
		}
	}
	return true
}

// writable tells whether t fits RFC 3339, which has four digits for the year.
func writable(t time.Time) bool {
	y := t.UTC().Year()
	return y >= 1 && y <= 9999
}
