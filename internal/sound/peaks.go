package sound

import (
	"io"
	"math"
	"time"

	"samverkan/internal/fault"
)

// maxPeaks bounds how many intervals are kept: nine days of tenths of a second. What comes after them is left out of the picture.
const maxPeaks = 8 << 20

// leastPer is the shortest interval.
const leastPer = 10 * time.Millisecond

// Peaks gives the loudest sample of each interval, 0 for silence to 255 for as loud as can be, the loudest channel where there
// are several. The last interval may be short. Faults: sound.no-peaks for a format or codec that is not decoded here, such as AAC,
// and for intervals under 10 ms; sound.unknown-format and sound.damaged as [Probe].
func Peaks(r io.ReadSeeker, per time.Duration) ([]byte, error) {
	s, err := newSource(r)
	if err != nil {
		return nil, err
	}
	p := &peaks{per: per}
	err = p.read(s)
	if err := first(s.err, err); err != nil {
		return nil, err
	}
	return p.out, nil
}

func noPeaks() error { return fault.New(fault.Conflict, "sound.no-peaks") }

// peaks gathers the loudest of each interval.
type peaks struct {
	per time.Duration
	out []byte
}

func (p *peaks) read(s *source) error {
	if p.per < leastPer {
		return noPeaks()
	}
	switch sniff(s) {
	case wav:
		return p.readWAV(s)
	case mp3:
		return p.readMP3(s)
	case ogg:
		return p.readOgg(s)
	case webm:
		return p.readWebM(s)
	case mp4:
		return noPeaks()
	}
	return fault.New(fault.Invalid, "sound.unknown-format")
}

// add says how loud it was at a moment, 0 to 1.
func (p *peaks) add(at time.Duration, loud float64) {
	i := int64(max(at, 0) / p.per)
	if i >= maxPeaks {
		return
	}
	for int64(len(p.out)) <= i {
		p.out = append(p.out, make([]byte, min(i+1-int64(len(p.out)), 4096))...)
	}
	v := byte(0)
	switch {
	case loud >= 1:
		v = 255
	case loud > 0: // which what is not a number is not
		v = byte(math.Round(loud * 255))
	}
	p.out[i] = max(p.out[i], v)
}

// fit makes the picture as long as the sound.
func (p *peaks) fit(length time.Duration) {
	if n := int64((length + p.per - 1) / p.per); n < int64(len(p.out)) {
		p.out = p.out[:n]
	}
}

func (p *peaks) readWAV(s *source) error {
	f, err := wavHeader(s)
	if err != nil {
		return err
	}
	if !f.plain() {
		return noPeaks()
	}
	size := f.bits / 8
	buf := make([]byte, max(1, readAhead/f.frame)*f.frame)
	frames := f.bytes / int64(f.frame)
	for at := int64(0); at < frames; {
		n := min(frames-at, int64(len(buf)/f.frame))
		if !s.fill(buf[:n*int64(f.frame)]) {
			break
		}
		for i := int64(0); i < n; {
			// All samples of one interval at a time.
			now := length(at+i, int64(f.rate))
			end := min(n, max(i+1, f.frameAt(now-now%p.per+p.per)-at))
			loud := 0.0
			for b := buf[i*int64(f.frame) : end*int64(f.frame)]; len(b) > 0; b = b[size:] {
				loud = max(loud, f.loud(b[:size]))
			}
			p.add(now, loud)
			i = end
		}
		at += n
	}
	p.fit(f.info().Length)
	return nil
}
