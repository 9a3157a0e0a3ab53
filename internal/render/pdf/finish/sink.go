package finish

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"fmt"
	"hash"
	"io"
)

// sink writes numbered objects, and remembers where they went.
type sink struct {
	w      *bufio.Writer
	digest hash.Hash
	offset int
	next   int // first number nobody has

	at     []int    // number -> offset, for objects that stand by themselves
	packed bool     // objects without streams go into object streams (PDF 1.5)
	in     [][2]int // number -> object stream and index
	queue  []object // for the next object stream
	zip    *zlib.Writer
	err    error
}

type object struct {
	number int
	body   []byte
}

// perStream is how many objects share an object stream: enough to compress well,
// few enough that a reader need not unpack the whole file for one of them.
const perStream = 200

func newSink(w io.Writer, next int, packed bool) *sink {
	return &sink{w: bufio.NewWriterSize(w, 64<<10), digest: sha256.New(), next: next, packed: packed}
}

func (s *sink) number() int { n := s.next; s.next++; return n }

func (s *sink) Write(b []byte) (int, error) {
	s.offset += len(b)
	s.digest.Write(b)
	n, err := s.w.Write(b)
	if err != nil && s.err == nil {
		s.err = err
	}
	return n, err
}

func (s *sink) printf(format string, a ...any) { fmt.Fprintf(s, format, a...) }

// put writes an object. One with a stream must not be packed.
func (s *sink) put(n int, body []byte) {
	if s.packed && !bytes.Contains(body, []byte("stream\n")) {
		s.queue = append(s.queue, object{n, body})
		if len(s.queue) == perStream {
			s.flush()
		}
		return
	}
	for len(s.at) <= n {
		s.at = append(s.at, 0)
	}
	s.at[n] = s.offset
	s.printf("%d 0 obj\n", n)
	s.Write(body)
	if !bytes.HasSuffix(body, []byte("\n")) {
		s.printf("\n")
	}
	s.printf("endobj\n")
}

func (s *sink) putf(n int, format string, a ...any) { s.put(n, fmt.Appendf(nil, format, a...)) }

// stream writes a stream with the entries of its dictionary.
func (s *sink) stream(n int, entries string, data []byte, compress bool) {
	if compress {
		data = s.compress(data)
		entries += " /Filter /FlateDecode"
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "<<%s /Length %d>>\nstream\n", entries, len(data))
	b.Write(data)
	b.WriteString("\nendstream\n")
	s.put(n, b.Bytes())
}

// level packs the pages almost as well as the standard one (6), in half the time.
const level = 3

// compress packs data. There is one compressor for the whole file, since a new
// one takes most of a megabyte.
func (s *sink) compress(data []byte) []byte {
	var z bytes.Buffer
	if s.zip == nil {
		s.zip, _ = zlib.NewWriterLevel(&z, level) // the level is one that exists
	} else {
		s.zip.Reset(&z)
	}
	s.zip.Write(data) // a bytes.Buffer takes everything
	s.zip.Close()
	return z.Bytes()
}

// flush writes the waiting objects as an object stream (ISO 32000-1, 7.5.7).
func (s *sink) flush() {
	if len(s.queue) == 0 {
		return
	}
	queue := s.queue
	s.queue = nil
	n := s.number()
	var head, body bytes.Buffer
	for i, o := range queue {
		fmt.Fprintf(&head, "%d %d ", o.number, body.Len())
		body.Write(o.body)
		body.WriteByte(' ')
		for len(s.in) <= o.number {
			s.in = append(s.in, [2]int{})
		}
		s.in[o.number] = [2]int{n, i}
	}
	first := head.Len()
	head.Write(body.Bytes())
	s.stream(n, fmt.Sprintf("/Type /ObjStm /N %d /First %d", len(queue), first), head.Bytes(), true)
}

// close writes the cross-references and ends the file. trailer is source for the
// trailer dictionary, without size and identifier.
func (s *sink) close(trailer string) error {
	s.flush()
	id := fmt.Sprintf("%X", s.digest.Sum(nil)[:16])
	trailer += fmt.Sprintf(" /ID [<%s> <%s>]", id, id)
	start := s.offset
	if s.packed {
		start = s.xrefStream(trailer)
	} else {
		s.printf("xref\n0 %d\n0000000000 65535 f \n", s.next)
		for n := 1; n < s.next; n++ {
			s.printf("%010d 00000 n \n", s.at[n])
		}
		s.printf("trailer\n<</Size %d%s>>\n", s.next, trailer)
	}
	s.printf("startxref\n%d\n%%%%EOF\n", start)
	if s.err != nil {
		return s.err
	}
	return s.w.Flush()
}

func (s *sink) xrefStream(trailer string) (start int) {
	n := s.number()
	start = s.offset
	b := []byte{0, 0, 0, 0, 0, 0xff, 0xff}
	for i := 1; i <= n; i++ {
		switch {
		case i == n:
			b = appendEntry(b, 1, start, 0)
		case i < len(s.in) && s.in[i][0] > 0:
			b = appendEntry(b, 2, s.in[i][0], s.in[i][1])
		case i < len(s.at) && s.at[i] > 0:
			b = appendEntry(b, 1, s.at[i], 0)
		default:
			b = appendEntry(b, 0, 0, 0) // numbered but never written
		}
	}
	s.stream(n, fmt.Sprintf("/Type /XRef /W [1 4 2] /Size %d%s", n+1, trailer), b, true)
	return start
}

func appendEntry(b []byte, kind byte, v, w int) []byte {
	return append(b, kind, byte(v>>24), byte(v>>16), byte(v>>8), byte(v), byte(w>>8), byte(w))
}
