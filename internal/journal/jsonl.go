package journal

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"time"

	"samverkan/internal/fault"
)

// maxLine is the longest line that can hold an entry: every byte of the payload as \u00xx, and the header.
const maxLine = 6*MaxPayload + 6*8*MaxField + 4096

// line is an entry as one line of a bundle's journal.jsonl. Payload is the very text that was hashed, as a
// JSON string. Payload and salt are absent together: with withheld, the reader has no right to them; without,
// they were expunged.
type line struct {
	Stream   string  `json:"stream"`
	Seq      int64   `json:"seq"`
	Recorded string  `json:"recorded"`
	Occurred string  `json:"occurred"`
	Member   string  `json:"member"`
	Actor    string  `json:"actor"`
	Role     string  `json:"role"`
	Command  string  `json:"command"`
	Name     string  `json:"name"`
	Version  int     `json:"version"`
	Payload  *string `json:"payload,omitempty"`
	Salt     string  `json:"salt,omitempty"`
	Withheld bool    `json:"withheld,omitempty"`
	Digest   string  `json:"digest"`
	Prev     string  `json:"prev"`
	Hash     string  `json:"hash"`
}

// WriteLine writes e as one line of JSON. It answers with journal.bad-entry for an entry that could not be
// read back, and with w's own errors.
func WriteLine(w io.Writer, e Entry) error {
	if err := e.check(); err != nil {
		return err
	}
	b, err := e.line()
	if err != nil {
		return err
	}
	_, err = w.Write(b)
	return err
}

func (e *Entry) line() ([]byte, error) {
	l := line{
		Stream: e.Stream, Seq: e.Seq,
		Recorded: e.RecordedAt.UTC().Format(timeForm), Occurred: e.OccurredAt.UTC().Format(timeForm),
		Member: e.Member, Actor: e.Actor, Role: e.Role, Command: e.CommandID, Name: e.Name, Version: e.Version,
		Withheld: e.Withheld, Digest: e.Digest.String(), Prev: e.Prev.String(), Hash: e.Hash.String(),
	}
	if e.HasPayload() {
		text := string(e.Payload)
		l.Payload, l.Salt = &text, hex.EncodeToString(e.Salt)
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(l); err != nil {
		return nil, fault.Wrap(err, fault.Internal, "journal.bad-entry", "Field", "line")
	}
	return b.Bytes(), nil
}

// ReadLines reads what WriteLine wrote, one entry a line. A line written in any other way (other order, other
// spelling, a key twice, no newline at the end) is refused, so that no two programs can read it differently.
// It yields journal.bad-line with Line, and r's own errors, and stops there. It does not check the chain.
func ReadLines(r io.Reader) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		in := bufio.NewReaderSize(r, 64<<10)
		for n := 1; ; n++ {
			raw, err := readLine(in)
			if err == io.EOF && len(raw) == 0 {
				return
			}
			var e Entry
			if err == nil {
				e, err = parseLine(raw)
			}
			if err == io.EOF || errors.Is(err, errBadLine) {
				err = &fault.Fault{Kind: fault.Invalid, Code: "journal.bad-line", Args: fault.Args{"Line": n}, Err: err}
			}
			if !yield(e, err) || err != nil {
				return
			}
		}
	}
}

var errBadLine = errors.New("not the line that the writer would have written")

// readLine gives the next line with its newline, or what there is and io.EOF.
func readLine(in *bufio.Reader) ([]byte, error) {
	var raw []byte
	for {
		part, err := in.ReadSlice('\n')
		raw = append(raw, part...)
		if len(raw) > maxLine {
			return raw, errBadLine
		}
		if err != bufio.ErrBufferFull {
			return raw, err
		}
	}
}

func parseLine(raw []byte) (Entry, error) {
	var l line
	if err := json.Unmarshal(raw, &l); err != nil {
		return Entry{}, errors.Join(errBadLine, err)
	}
	e, err := l.entry()
	if err != nil {
		return Entry{}, errors.Join(errBadLine, err)
	}
	if err := e.check(); err != nil {
		return Entry{}, errors.Join(errBadLine, err)
	}
	if back, err := e.line(); err != nil || !bytes.Equal(back, raw) {
		return Entry{}, errBadLine
	}
	return e, nil
}

func (l *line) entry() (Entry, error) {
	e := Entry{
		Stream: l.Stream, Seq: l.Seq, Member: l.Member, Actor: l.Actor, Role: l.Role,
		CommandID: l.Command, Name: l.Name, Version: l.Version, Withheld: l.Withheld,
	}
	var errs [6]error
	e.RecordedAt, errs[0] = time.Parse(timeForm, l.Recorded)
	e.OccurredAt, errs[1] = time.Parse(timeForm, l.Occurred)
	e.Digest, errs[2] = ParseHash(l.Digest)
	e.Prev, errs[3] = ParseHash(l.Prev)
	e.Hash, errs[4] = ParseHash(l.Hash)
	if l.Payload != nil {
		e.Payload = []byte(*l.Payload)
		e.Salt, errs[5] = hex.DecodeString(l.Salt)
	}
	return e, errors.Join(errs[:]...)
}

// VerifyLines reads a whole journal.jsonl, which holds one stream after the other, and verifies each. It
// answers with the faults of [ReadLines] and [Verify], and with journal.broken-sequence for a stream that
// begins a second time.
func VerifyLines(r io.Reader) ([]Report, error) {
	var reports []Report
	var c *Checker
	begun := map[string]bool{}
	end := func() error {
		if c == nil {
			return nil
		}
		report, err := c.Done()
		reports = append(reports, report)
		return err
	}
	for e, err := range ReadLines(r) {
		if err != nil {
			return reports, err
		}
		if c == nil || c.report.Head.Stream != e.Stream {
			if err := end(); err != nil {
				return reports, err
			}
			if begun[e.Stream] {
				return reports, broken("sequence", e.Stream, e.Seq, "Found", e.Seq)
			}
			begun[e.Stream] = true
			c = NewChecker(e.Stream)
		}
		if err := c.Add(e); err != nil {
			return reports, err
		}
	}
	return reports, end()
}
