package sound

import (
	"io"
	"time"

	"samverkan/internal/fault"
)

// Front is what makes a WebM seekable: Head, followed by the bytes of the file from From to To as they are. There is no sound
// in Head. An empty Head means that the file is good as it is.
type Front struct {
	Head     []byte
	From, To int64
}

// Head reads a WebM as a browser recorded it, without length and list of places, and gives what it needs to have both. It is at
// most a quarter of a megabyte, and one for the same file is the same each time. What was cut off at the end is left outside, so
// that a player does not stop at it. Faults: sound.not-webm for any other file, sound.damaged.
func Head(r io.ReadSeeker) (Front, error) {
	s, err := newSource(r)
	if err != nil {
		return Front{}, err
	}
	f, err := front(s)
	return f, first(s.err, err)
}

func front(s *source) (Front, error) {
	if sniff(s) != webm {
		return Front{}, fault.New(fault.Invalid, "sound.not-webm")
	}
	w := newWebM(s)
	h := webmHead{}
	var places cueList
	var last int64
	for {
		b, ok := w.next()
		if !ok {
			break
		}
		if w.cluster != last {
			places.add(cue{b.time, w.cluster - w.first})
			last = w.cluster
		}
		h.duration = max(h.duration, b.time+b.length(w.head.track))
	}
	if h.track = w.head.track; h.track.number == 0 || w.end == 0 {
		return Front{}, damaged()
	}
	if w.head.duration > 0 && w.head.cues {
		return Front{To: s.size}, nil
	}
	if w.head.scale != time.Millisecond || h.track.encoded || w.first == 0 {
		return Front{To: s.size}, nil // of another making than a browser's; it is served as it came
	}
	h.cues, h.size = places.list, unknown // clusters of unknown size may only stand in a segment of unknown size
	return Front{Head: h.bytes(), From: w.first, To: w.end}, nil
}

// Seekable writes a WebM with its length and a list of places. Faults as [Head].
func Seekable(w io.Writer, r io.ReadSeeker) error {
	f, err := Head(r)
	if err != nil {
		return err
	}
	out := &sink{w: w}
	out.write(f.Head)
	if out.err != nil {
		return out.err
	}
	if _, err := r.Seek(f.From, io.SeekStart); err != nil {
		return err
	}
	_, err = io.CopyN(w, r, f.To-f.From)
	return err
}

// Seeker gives the file with its front as one thing to read, for serving parts of it.
func (f Front) Seeker(r io.ReadSeeker) io.ReadSeeker {
	return &fronted{f: f, r: r, at: 0}
}

type fronted struct {
	f  Front
	r  io.ReadSeeker
	at int64
}

// Read reads from the head, and then from the file.
func (x *fronted) Read(p []byte) (int, error) {
	if head := int64(len(x.f.Head)); x.at < head {
		n := copy(p, x.f.Head[x.at:])
		x.at += int64(n)
		return n, nil
	}
	place := x.f.From + x.at - int64(len(x.f.Head))
	if place >= x.f.To {
		return 0, io.EOF
	}
	if _, err := x.r.Seek(place, io.SeekStart); err != nil {
		return 0, err
	}
	n, err := x.r.Read(p[:min(int64(len(p)), x.f.To-place)])
	x.at += int64(n)
	return n, err
}

// Seek goes to a place, as io.Seeker.
func (x *fronted) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += x.at
	case io.SeekEnd:
		offset += int64(len(x.f.Head)) + x.f.To - x.f.From
	}
	if offset < 0 {
		return 0, fault.New(fault.Invalid, "sound.damaged")
	}
	x.at = offset
	return offset, nil
}
