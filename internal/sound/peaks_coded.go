package sound

import (
	"encoding/binary"
	"errors"
	"io"
	"math"
	"time"

	gomp3 "github.com/hajimehoshi/go-mp3"
	"github.com/pion/opus"
)

// opusDecoder decodes packets to one channel. What it cannot decode is silence: a picture of the sound is no reason to stop.
type opusDecoder struct {
	d   opus.Decoder
	pcm []float32
}

func newOpusDecoder() (*opusDecoder, error) {
	d, err := opus.NewDecoderWithOutput(opusRate, 1)
	if err != nil {
		return nil, noPeaks()
	}
	return &opusDecoder{d: d, pcm: make([]float32, opusLongest)}, nil
}

// decode gives the samples of a packet. The decoder is somebody else's, and packets come from anywhere: one that makes it panic
// is silent like any other that cannot be read.
func (o *opusDecoder) decode(p []byte) (pcm []float32) {
	defer func() {
		if recover() != nil {
			if d, err := opus.NewDecoderWithOutput(opusRate, 1); err == nil {
				o.d = d
			}
			pcm = nil
		}
	}()
	n, err := o.d.DecodeToFloat32(p, o.pcm)
	if err != nil || n > len(o.pcm) {
		return nil
	}
	return o.pcm[:n]
}

// packet adds a packet of Opus that begins at a moment.
func (p *peaks) packet(d *opusDecoder, at time.Duration, b []byte) {
	pcm := d.decode(b)
	for i := 0; i < len(pcm); {
		// All samples of one interval at a time.
		now := at + opusTime(int64(i))
		n := i + 1
		if room := p.per - max(now, 0)%p.per; room > 0 {
			n = min(len(pcm), i+max(1, int(room*opusRate/time.Second)))
		}
		loud := float32(0)
		for _, v := range pcm[i:n] {
			loud = max(loud, float32(math.Abs(float64(v))))
		}
		p.add(now, float64(loud))
		i = n
	}
	if len(pcm) == 0 {
		p.add(at, 0)
	}
}

func (p *peaks) readOgg(s *source) error {
	o := newOgg(s)
	d, err := newOpusDecoder()
	if err != nil {
		return err
	}
	for {
		packets, ends, ok := o.next()
		if !ok {
			break
		}
		if o.codec != "opus" || !o.head.simple() {
			return noPeaks()
		}
		for i, b := range packets {
			p.packet(d, o.at(ends[i]-int64(opusLength(b))), b)
		}
	}
	if o.codec == "" || !o.begun {
		return damaged()
	}
	p.fit(length(o.end, o.rate))
	return nil
}

func (p *peaks) readWebM(s *source) error {
	w := newWebM(s)
	d, err := newOpusDecoder()
	if err != nil {
		return err
	}
	var end time.Duration
	for {
		b, ok := w.next()
		if !ok {
			break
		}
		t := w.head.track
		if head, ok := readOpusHead(t.private); t.codec != "A_OPUS" || t.encoded || b.laced() || ok && !head.simple() {
			return noPeaks()
		}
		p.packet(d, b.time, b.data)
		end = max(end, b.time+b.length(t))
	}
	if w.end == 0 {
		return damaged()
	}
	p.fit(end)
	return nil
}

// readMP3 decodes with a decoder that knows MPEG 1 and 2; the lowest rates of MPEG 2.5 it does not.
func (p *peaks) readMP3(s *source) (err error) {
	f, ok := mp3Start(s)
	if !ok {
		return damaged()
	}
	if f.version == 0 {
		return noPeaks()
	}
	defer func() {
		if recover() != nil { // it is somebody else's, and files come from anywhere
			err = p.soFar()
		}
	}()
	d, err := gomp3.NewDecoder(onlyReader{s})
	if err != nil {
		return p.soFar()
	}
	rate := int64(d.SampleRate())
	buf := make([]byte, 32<<10)
	for at := int64(0); ; {
		n, err := io.ReadFull(d, buf)
		for i := 0; i+4 <= n; i += 4 { // two channels of 16 bits
			l := math.Abs(float64(int16(binary.LittleEndian.Uint16(buf[i:]))))
			r := math.Abs(float64(int16(binary.LittleEndian.Uint16(buf[i+2:]))))
			p.add(length(at, rate), max(l, r)/(1<<15))
			at++
		}
		if err != nil {
			if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
				return p.soFar()
			}
			p.fit(length(at, rate))
			return nil
		}
	}
}

// soFar takes what was decoded before something that could not be.
func (p *peaks) soFar() error {
	if len(p.out) == 0 {
		return noPeaks()
	}
	return nil
}

// onlyReader hides that the source can jump: the decoder would read the whole file to learn how long it is.
type onlyReader struct{ s *source }

func (o onlyReader) Read(p []byte) (int, error) {
	n, err := o.s.b.Read(p)
	o.s.pos += int64(n)
	if err != nil {
		o.s.went(err)
	}
	return n, err
}
