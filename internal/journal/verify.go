package journal

import (
	"iter"
	"slices"
	"strings"

	"samverkan/internal/fault"
)

// Head is the end of a stream: its last seq and hash; 0 and [Genesis] for an empty one.
type Head struct {
	Stream string
	Seq    int64
	Hash   Hash
}

// Start is the head of an empty stream.
func Start(stream string) Head { return Head{Stream: stream, Hash: Genesis(stream)} }

// Head gives the head of the stream as it is with e as the last entry.
func (e Entry) Head() Head { return Head{Stream: e.Stream, Seq: e.Seq, Hash: e.Hash} }

// Report says what a verified stream holds.
type Report struct {
	Head     Head
	Withheld int64   // payloads left out for this reader; their digests are in the chain
	Expunged int64   // payloads removed, each named by an entry that says why and by whom
	Kept     []int64 // seqs that an entry says were expunged, and whose payload is still here
}

// Reaches checks the verified stream against a head that is known from elsewhere, such as a signed
// checkpoint, taken when the stream ended there. It shows that entries at the end were cut off.
// It answers with journal.broken-head when r.Head is not want.
func (r Report) Reaches(want Head) error {
	if r.Head != want {
		return broken("head", want.Stream, min(r.Head.Seq, want.Seq), "Want", want.Seq, "Have", r.Head.Seq)
	}
	return nil
}

// Verify reads a whole stream from its first entry and checks every link. It keeps nothing in memory but
// the numbers of payloads that are gone, so a million entries are no trouble.
//
// It stops at the first entry where the proof fails. The fault's Seq is the place: the entry that was
// changed, or the number where one is missing, too many or moved. Codes, all of kind Invalid:
//
//	journal.broken-sequence  another number than the next: removed, inserted or moved
//	journal.broken-stream    the entry belongs to another stream
//	journal.broken-link      prev is not the hash of the entry before
//	journal.broken-header    a header field, the digest or the hash was changed
//	journal.broken-payload   payload or salt was changed
//	journal.broken-missing   the payload is gone, and no entry says that it was expunged
//
// Errors of the sequence itself are passed on.
func Verify(stream string, entries iter.Seq2[Entry, error]) (Report, error) {
	c := NewChecker(stream)
	for e, err := range entries {
		if err != nil {
			return c.report, err
		}
		if err := c.Add(e); err != nil {
			return c.report, err
		}
	}
	return c.Done()
}

// Checker is Verify for who has the entries one at a time.
type Checker struct {
	report Report
	gone   map[int64]bool // seqs whose payload is gone; true when an entry has accounted for it
	buf    []byte
}

// NewChecker begins a check of a stream from its first entry.
func NewChecker(stream string) *Checker {
	return &Checker{report: Report{Head: Start(stream)}, gone: map[int64]bool{}}
}

// Add checks the next entry. After a fault the checker is of no more use.
func (c *Checker) Add(e Entry) error {
	head := c.report.Head
	at := head.Seq + 1
	switch {
	case e.Stream != head.Stream:
		return broken("stream", head.Stream, at, "Found", e.Stream)
	case e.Seq != at:
		return broken("sequence", head.Stream, at, "Found", e.Seq)
	case e.Prev != head.Hash:
		return broken("link", head.Stream, at)
	}
	var sum Hash
	if sum, c.buf = e.sum(c.buf); sum != e.Hash {
		return broken("header", head.Stream, at)
	}
	if err := c.payload(e); err != nil {
		return err
	}
	c.report.Head = e.Head()
	return nil
}

func (c *Checker) payload(e Entry) error {
	if e.checkPayload() != nil {
		return broken("payload", e.Stream, e.Seq)
	}
	if e.HasPayload() {
		var digest Hash
		if digest, c.buf = digestOf(e.Salt, e.Payload, c.buf); digest != e.Digest {
			return broken("payload", e.Stream, e.Seq)
		}
	}
	switch {
	case e.Withheld:
		c.report.Withheld++
	case !e.HasPayload():
		c.gone[e.Seq] = false
	case e.Name == ExpungedName:
		c.account(e)
	}
	return nil
}

// account ticks off what an expunge record names. A record that cannot be read accounts for nothing, and what
// it should have named will be reported as missing.
func (c *Checker) account(e Entry) {
	x, err := ReadExpunged(e)
	if err != nil {
		return
	}
	for _, seq := range x.Seqs {
		accounted, gone := c.gone[seq]
		switch {
		case !gone:
			c.report.Kept = append(c.report.Kept, seq)
		case !accounted:
			c.gone[seq] = true
			c.report.Expunged++
		}
	}
}

// Done ends the check. It answers with journal.broken-missing for the first payload that nobody accounts for.
func (c *Checker) Done() (Report, error) {
	var missing []int64
	for seq, accounted := range c.gone {
		if !accounted {
			missing = append(missing, seq)
		}
	}
	if len(missing) > 0 {
		return c.report, broken("missing", c.report.Head.Stream, slices.Min(missing))
	}
	return c.report, nil
}

func broken(what, stream string, seq int64, kv ...any) error {
	return fault.New(fault.Invalid, "journal.broken-"+what, append([]any{"Stream", stream, "Seq", seq}, kv...)...)
}

// Broken tells whether err says that a chain does not hold, and if so at which seq of which stream.
func Broken(err error) (stream string, seq int64, is bool) {
	f, ok := fault.As(err)
	if !ok || !strings.HasPrefix(f.Code, "journal.broken-") {
		return "", 0, false
	}
	stream, _ = f.Args["Stream"].(string)
	seq, _ = f.Args["Seq"].(int64)
	return stream, seq, true
}
