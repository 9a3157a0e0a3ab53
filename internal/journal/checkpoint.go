package journal

import (
	"encoding/base64"
	"strconv"
	"strings"
	"time"

	"samverkan/internal/fault"
)

const (
	checkpointTitle = "samverkan journal checkpoint 1"
	timeForm        = "2006-01-02T15:04:05.000Z"
)

// Checkpoint says that a stream ended in a certain head at a certain time. Signed, it is the outside copy
// that makes a rewritten chain visible.
//
// Its text is six lines: a title, the origin (which installation), the stream, the seq, the hash in base64,
// and the time in UTC with milliseconds.
type Checkpoint struct {
	Origin string // who says so: the name of the installation
	Head   Head
	At     time.Time // millisecond precision, UTC
}

// Sign gives the checkpoint as a signed note. It answers with journal.bad-checkpoint when a field could not
// be read back.
func (c Checkpoint) Sign(keys ...PrivateKey) (string, error) {
	c.At = stamp(c.At)
	text := c.text()
	if back, err := parseCheckpoint(text); err != nil || back != c || len(keys) == 0 {
		return "", fault.New(fault.Invalid, "journal.bad-checkpoint")
	}
	return signNote(text, keys...), nil
}

// OpenCheckpoint checks the signatures of a note and reads the checkpoint in it. At least one of the known
// keys must have signed; by names those that did. It answers with journal.bad-checkpoint, journal.bad-note,
// journal.signature-wrong or journal.signature-unknown.
func OpenCheckpoint(note string, known ...PublicKey) (c Checkpoint, by []string, err error) {
	text, by, err := openNote(note, known...)
	if err != nil {
		return Checkpoint{}, nil, err
	}
	c, err = parseCheckpoint(text)
	if err != nil {
		return Checkpoint{}, nil, err
	}
	return c, by, nil
}

func (c Checkpoint) text() string {
	return strings.Join([]string{
		checkpointTitle, c.Origin, c.Head.Stream, strconv.FormatInt(c.Head.Seq, 10),
		base64.StdEncoding.EncodeToString(c.Head.Hash[:]), c.At.UTC().Format(timeForm), "",
	}, "\n")
}

// parseCheckpoint reads the text and refuses every other way to write the same thing.
func parseCheckpoint(text string) (Checkpoint, error) {
	bad := fault.New(fault.Invalid, "journal.bad-checkpoint")
	lines := strings.Split(text, "\n")
	if len(lines) != 7 || lines[0] != checkpointTitle {
		return Checkpoint{}, bad
	}
	seq, err1 := strconv.ParseInt(lines[3], 10, 64)
	hash, err2 := base64.StdEncoding.Strict().DecodeString(lines[4])
	at, err3 := time.Parse(timeForm, lines[5])
	c := Checkpoint{Origin: lines[1], Head: Head{Stream: lines[2], Seq: seq}, At: at.UTC()}
	copy(c.Head.Hash[:], hash)
	switch {
	case err1 != nil || err2 != nil || err3 != nil || seq < 0 || len(hash) != len(c.Head.Hash):
	case c.Origin == "" || len(c.Origin) > MaxField || !plain(c.Origin):
	case c.Head.Stream == "" || len(c.Head.Stream) > MaxField || !plain(c.Head.Stream):
	case c.text() != text:
	default:
		return c, nil
	}
	return Checkpoint{}, bad
}
