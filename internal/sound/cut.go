package sound

import (
	"bytes"
	"io"
	"time"

	"samverkan/internal/fault"
)

// Part is a piece of a recording that can be played by itself.
type Part struct {
	At      time.Duration // where in the recording it begins
	Length  time.Duration
	Name    string // with the ending of its format
	Content io.ReadSeeker
	Size    int64
}

// Cut gives a recording in parts of at most so many bytes, in order. One that is no larger is given as it is, in whichever format. A larger one
// is cut between samples (WAV) or packets (Opus, which comes as Ogg); each part is in memory while it is given. Fault: sound.cannot-cut for
// any other format, and errors of each.
func Cut(r io.ReadSeeker, most int64, each func(Part) error) error {
	s, err := newSource(r)
	if err != nil {
		return err
	}
	kind := sniff(s)
	if s.size <= most {
		info, err := Probe(r)
		if err != nil {
			return err
		}
		if _, err := r.Seek(0, io.SeekStart); err != nil {
			return err
		}
		return each(Part{Length: info.Length, Name: "ljud." + ending(kind), Content: r, Size: s.size})
	}
	switch kind {
	case wav:
		err = cutWAV(s, most, each)
	case webm, ogg:
		err = cutOpus(s, kind, most, each)
	default:
		err = cannotCut()
	}
	return first(s.err, err)
}

func cannotCut() error { return fault.New(fault.Conflict, "sound.cannot-cut") }

// ending is what files of a format end with.
func ending(kind string) string {
	if kind == mp4 {
		return "m4a"
	}
	return kind
}

func cutWAV(s *source, most int64, each func(Part) error) error {
	f, err := wavHeader(s)
	if err != nil {
		return err
	}
	frames, n := f.bytes/int64(f.frame), (most-1024)/int64(f.frame)
	if !f.plain() || n <= 0 {
		return cannotCut()
	}
	for at := int64(0); at < frames; at += n {
		end := min(at+n, frames)
		var b bytes.Buffer
		out := &sink{w: &b}
		f.writeHeader(out, (end-at)*int64(f.frame))
		if err := first(f.copy(out, s, at, end, nil), out.err); err != nil {
			return err
		}
		start := length(at, int64(f.rate))
		p := Part{At: start, Length: length(end, int64(f.rate)) - start, Name: "ljud.wav", Content: bytes.NewReader(b.Bytes()), Size: int64(b.Len())}
		if err := each(p); err != nil {
			return err
		}
	}
	return nil
}

// opusCutter writes packets into an Ogg until it is large enough.
type opusCutter struct {
	head  opusHead
	most  int64
	each  func(Part) error
	b     bytes.Buffer
	pages oggPages
	start time.Duration
	pos   int64 // samples in this part
	queue [][]byte
	ends  []int64
	bytes int64
}

// pageOf is how much sound stands on one page.
const pageOf = opusRate

func (c *opusCutter) add(at time.Duration, p []byte) error {
	if c.pos > 0 && int64(c.b.Len())+c.bytes+int64(len(p))+1024 > c.most {
		if err := c.end(); err != nil {
			return err
		}
	}
	if c.pos == 0 {
		c.start = at
		c.b.Reset()
		c.pages = oggPages{out: &sink{w: &c.b}, serial: 1}
		c.pages.write(oggBegins, [][]byte{c.head.bytes()}, []int64{0})
		c.pages.write(0, [][]byte{opusTags()}, []int64{0})
	}
	c.pos += int64(opusLength(p))
	c.queue, c.ends, c.bytes = append(c.queue, bytes.Clone(p)), append(c.ends, c.pos), c.bytes+int64(len(p))+1
	if c.ends[len(c.ends)-1]-c.ends[0] >= pageOf {
		c.flush(0)
	}
	return nil
}

func (c *opusCutter) flush(flags byte) {
	c.pages.write(flags, c.queue, c.ends)
	c.queue, c.ends, c.bytes = c.queue[:0], c.ends[:0], 0
}

func (c *opusCutter) end() error {
	if c.pos == 0 {
		return nil
	}
	c.flush(oggEnds)
	n := opusTime(c.pos)
	c.pos = 0
	return c.each(Part{At: c.start, Length: n, Name: "ljud.ogg", Content: bytes.NewReader(c.b.Bytes()), Size: int64(c.b.Len())})
}

func cutOpus(s *source, kind string, most int64, each func(Part) error) error {
	c := &opusCutter{most: most, each: each}
	if err := c.read(s, kind); err != nil {
		return err
	}
	return c.end()
}

func (c *opusCutter) read(s *source, kind string) error {
	if kind == ogg {
		o := newOgg(s)
		for packets, ends, ok := o.next(); ok; packets, ends, ok = o.next() {
			if o.codec != "opus" || !o.head.simple() {
				return cannotCut()
			}
			c.head = o.head
			for i, p := range packets {
				if n := opusLength(p); n > 0 && len(p) <= maxOpus {
					if err := c.add(o.at(ends[i]-int64(n)), p); err != nil {
						return err
					}
				}
			}
		}
		return nil
	}
	w := newWebM(s)
	for b, ok := w.next(); ok; b, ok = w.next() {
		t := w.head.track
		head, ok := readOpusHead(t.private)
		if t.encoded || t.codec != "A_OPUS" || b.laced() || !ok || !head.simple() {
			return cannotCut()
		}
		c.head = head
		if n := b.length(t); n > 0 && len(b.data) <= maxOpus {
			if err := c.add(b.time, b.data); err != nil {
				return err
			}
		}
	}
	return nil
}
