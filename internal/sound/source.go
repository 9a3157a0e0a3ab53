package sound

import (
	"bufio"
	"encoding/binary"
	"io"
)

// source reads a file forward, with jumps. It knows where it is, and remembers an error of the reader underneath, so that a
// disk that fails is never taken for a file that is cut off.
type source struct {
	r    io.ReadSeeker
	b    *bufio.Reader
	pos  int64
	size int64
	err  error // of the reader underneath
}

// readAhead is how much is read from the file at a time.
const readAhead = 64 << 10

func newSource(r io.ReadSeeker) (*source, error) {
	size, err := r.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, err
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	return &source{r: r, b: bufio.NewReaderSize(r, readAhead), size: size}, nil
}

// fill reads all of p; false when the file ends before, or cannot be read.
func (s *source) fill(p []byte) bool {
	n, err := io.ReadFull(s.b, p)
	s.pos += int64(n)
	return s.went(err)
}

func (s *source) went(err error) bool {
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		s.err = err
	}
	return err == nil
}

// peek gives the next n bytes without taking them, fewer at the end.
func (s *source) peek(n int) []byte {
	p, err := s.b.Peek(n)
	s.went(err)
	return p
}

// skip goes n bytes forward; false when the file ends before.
func (s *source) skip(n int64) bool {
	if n < 0 || n > s.size-s.pos {
		return false
	}
	return s.seek(s.pos + n)
}

// seek goes to a place from the beginning of the file.
func (s *source) seek(to int64) bool {
	if to < 0 || to > s.size {
		return false
	}
	if ahead := to - s.pos; ahead >= 0 && ahead <= int64(s.b.Buffered()) {
		s.b.Discard(int(ahead))
		s.pos = to
		return true
	}
	if _, err := s.r.Seek(to, io.SeekStart); err != nil {
		s.err = err
		return false
	}
	s.b.Reset(s.r)
	s.pos = to
	return true
}

// left is how much of the file follows.
func (s *source) left() int64 { return s.size - s.pos }

func (s *source) be32() (uint32, bool) {
	var p [4]byte
	ok := s.fill(p[:])
	return binary.BigEndian.Uint32(p[:]), ok
}

// sink writes, and remembers the first error.
type sink struct {
	w   io.Writer
	n   int64
	err error
}

func (s *sink) write(parts ...[]byte) {
	for _, p := range parts {
		if s.err != nil {
			return
		}
		n, err := s.w.Write(p)
		s.n, s.err = s.n+int64(n), err
	}
}
