package client

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strconv"
	"time"

	"samverkan/internal/fault"
)

// maxEvent is the largest event that is read, in bytes: an entry of the journal is at most 4 MiB.
const maxEvent = 8 << 20

// Event is one server-sent event, or a sign of life without one.
type Event struct {
	ID    string // "" when it has none
	Name  string // "" is an ordinary one
	Data  []byte // nil when it has none
	Retry time.Duration
}

// Stream reads server-sent events (WHATWG HTML, 9.2). Unlike a browser it gives an event that is only an id, too: that is
// how an entry comes which the reader may not read.
type Stream struct {
	r     *bufio.Reader
	begun bool
	cr    bool // the line before ended in CR: a LF belongs to it
}

// NewStream reads from r.
func NewStream(r io.Reader) *Stream { return &Stream{r: bufio.NewReaderSize(r, 32<<10)} }

// Next gives the next event. An event that the connection broke in is not given; io.EOF is the end. Fault: client.bad-stream
// for what is too large.
func (s *Stream) Next() (Event, error) {
	var e Event
	some, size := false, 0
	for {
		line, err := s.line()
		if err != nil {
			return Event{}, err
		}
		if len(line) == 0 {
			if some {
				return e, nil
			}
			continue
		}
		if size += len(line); size > maxEvent {
			return Event{}, fault.New(fault.Unavailable, "client.bad-stream")
		}
		if e.field(line) {
			some = true
		}
	}
}

// field takes in one line, and tells whether it was one of an event.
func (e *Event) field(line []byte) bool {
	name, value, _ := bytes.Cut(line, []byte(":"))
	value = bytes.TrimPrefix(value, []byte(" "))
	switch string(name) {
	case "id":
		if bytes.IndexByte(value, 0) >= 0 {
			return false
		}
		e.ID = string(value)
	case "event":
		e.Name = string(value)
	case "data":
		if e.Data != nil {
			e.Data = append(e.Data, '\n')
		} else {
			e.Data = []byte{}
		}
		e.Data = append(e.Data, value...)
	case "retry":
		n, err := strconv.ParseUint(string(value), 10, 31)
		if err != nil {
			return false
		}
		e.Retry = time.Duration(n) * time.Millisecond
	default: // a comment, or something of a later day
		return false
	}
	return true
}

// line reads a line that ends in LF, CR or both. It is good until the next.
func (s *Stream) line() ([]byte, error) {
	if !s.begun {
		s.begun = true
		if mark, err := s.r.Peek(3); err == nil && string(mark) == "\ufeff" {
			if _, err := s.r.Discard(3); err != nil {
				return nil, err
			}
		}
	}
	var line []byte
	for {
		b, err := s.r.ReadByte()
		if err != nil {
			if errors.Is(err, io.EOF) && len(line) > 0 {
				return nil, io.ErrUnexpectedEOF
			}
			return nil, err
		}
		after := s.cr
		s.cr = b == '\r'
		switch {
		case b == '\n' && after: // the second half of an end
			continue
		case b == '\n' || b == '\r':
			return line, nil
		}
		if len(line) >= maxEvent {
			return nil, fault.New(fault.Unavailable, "client.bad-stream")
		}
		line = append(line, b)
	}
}
