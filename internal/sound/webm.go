package sound

import (
	"bytes"
	"math"
	"strings"
	"time"
)

// matroska is what stands before the sound in a WebM.
type matroska struct {
	scale    time.Duration // of times
	duration time.Duration // as the file says; 0 when it does not
	cues     bool          // it has a list of places already
	track    track
}

// track is the sound among what a WebM holds.
type track struct {
	number   int64
	codec    string
	private  []byte
	delay    uint64 // nanoseconds
	preRoll  uint64
	rate     float64
	channels int
	encoded  bool // packed once more; not read here
}

// block is a stretch of sound in a WebM, most often one packet.
type block struct {
	time  time.Duration
	flags byte // lacing
	data  []byte
}

const (
	maxTracks = 1 << 20 // of what describes tracks, kept in memory
	maxBlock  = 1 << 20 // of one block; a packet of Opus is at most some kilobytes

	maxPrivate = 32 << 10 // of what a decoder needs to begin; 19 bytes for Opus, some kilobytes for Vorbis
)

func (b block) laced() bool { return b.flags&6 != 0 }

// length gives how long a block of Opus is; 0 when that cannot be told.
func (b block) length(t track) time.Duration {
	if t.codec != "A_OPUS" || b.laced() {
		return 0
	}
	return opusTime(int64(opusLength(b.data)))
}

// webmReader walks a WebM. Elements that hold others are gone into without a look at their sizes, since a browser that records
// does not know them; what stands inside tells by itself where it belongs.
type webmReader struct {
	s       *source
	head    matroska
	cluster int64 // where the cluster that we are in began
	first   int64 // where the first one did; 0 before
	end     int64 // of the last whole block
	base    int64 // time of the cluster, in units of the scale
	buf     []byte
}

func newWebM(s *source) *webmReader {
	return &webmReader{s: s, head: matroska{scale: time.Millisecond}}
}

// next gives the next block of the sound; false at the end. The block's data is good until the next call.
func (w *webmReader) next() (block, bool) {
	for {
		at := w.s.pos
		id, size, ok := w.s.element()
		if !ok {
			if w.s.err != nil || !w.resync(at) {
				return block{}, false
			}
			continue
		}
		switch id {
		case idSegment, idGroup:
			continue
		case idCluster:
			w.cluster, w.base = at, 0
			if w.first == 0 {
				w.first = at
			}
			continue
		case idSimple, idBlock:
			if b, ok := w.block(size); ok {
				return b, true
			}
			continue
		case idInfo, idTracks, idTime:
			if content, ok := w.content(size, maxTracks); ok {
				w.take(id, content)
				continue
			}
		case idCues:
			w.head.cues = true
		}
		if size < 0 || !w.s.skip(size) {
			if w.s.err != nil || !w.resync(at+1) {
				return block{}, false
			}
		}
	}
}

// resync goes to the next cluster after a place that is damaged, as when a piece was lost on the way; false when there is none.
func (w *webmReader) resync(from int64) bool {
	mark := []byte{0x1f, 0x43, 0xb6, 0x75}
	if !w.s.seek(max(from, w.s.pos)) {
		return false
	}
	for {
		p := w.s.peek(readAhead)
		if i := bytes.Index(p, mark); i >= 0 {
			return w.s.seek(w.s.pos + int64(i))
		}
		if len(p) < readAhead {
			return false
		}
		w.s.seek(w.s.pos + int64(len(p)-len(mark)+1))
	}
}

// content reads what is in an element, which must not be more than most.
func (w *webmReader) content(size, most int64) ([]byte, bool) {
	if size < 0 || size > most || size > w.s.left() {
		return nil, false
	}
	if int64(cap(w.buf)) < size {
		w.buf = make([]byte, size)
	}
	b := w.buf[:size]
	return b, w.s.fill(b)
}

func (w *webmReader) take(id uint32, content []byte) {
	switch id {
	case idTime:
		w.base = int64(min(ebmlUint(content), math.MaxInt64/2))
	case idInfo:
		units := 0.0
		children(content, func(id uint32, b []byte) {
			switch id {
			case idScale:
				if n := ebmlUint(b); n > 0 && n <= uint64(time.Second) {
					w.head.scale = time.Duration(n)
				}
			case idDuration:
				units = ebmlFloat(b)
			}
		})
		if d := units * float64(w.head.scale); d > 0 && d < float64(longest) {
			w.head.duration = time.Duration(d)
		}
	case idTracks:
		children(content, func(id uint32, b []byte) {
			if t, ok := readTrack(b); ok && id == idTrack && w.head.track.number == 0 {
				w.head.track = t
			}
		})
	}
}

// readTrack reads a track; false when it is none of sound.
func readTrack(b []byte) (track, bool) {
	t, audio := track{rate: 8000, channels: 1}, false
	children(b, func(id uint32, b []byte) {
		switch id {
		case idNumber:
			t.number = int64(min(ebmlUint(b), math.MaxInt64))
		case idType:
			audio = ebmlUint(b) == 2
		case idCodec:
			t.codec = strings.TrimRight(string(b[:min(len(b), 64)]), "\x00")
		case idPrivate:
			if t.encoded = t.encoded || len(b) > maxPrivate; len(b) <= maxPrivate {
				t.private = bytes.Clone(b)
			}
		case idCodecDelay:
			t.delay = ebmlUint(b)
		case idPreRoll:
			t.preRoll = ebmlUint(b)
		case idEncodings:
			t.encoded = true
		case idAudio:
			children(b, func(id uint32, b []byte) {
				switch id {
				case idRate:
					t.rate = ebmlFloat(b)
				case idChannels:
					t.channels = int(min(ebmlUint(b), 255))
				}
			})
		}
	})
	return t, audio && t.number > 0
}

// block reads a block; false when it is of another track or damaged.
func (w *webmReader) block(size int64) (block, bool) {
	start := w.s.pos
	b, ok := w.content(size, maxBlock)
	if !ok || len(b) == 0 {
		switch {
		case size >= 0 && size <= w.s.size-start:
			w.s.seek(start + size)
		case !w.resync(start): // it was cut off
			w.s.seek(w.s.size)
		}
		return block{}, false
	}
	number := trackNumber(b)
	if len(b) < number.size+3 || number.of != w.head.track.number {
		return block{}, false
	}
	b = b[number.size:]
	units := max(0, w.base+int64(int16(uint16(b[0])<<8|uint16(b[1]))))
	at := longest
	if units < int64(longest/w.head.scale) {
		at = time.Duration(units) * w.head.scale
	}
	w.end = w.s.pos
	return block{time: at, flags: b[2], data: b[3:]}, true
}

// trackNumber reads the number that a block begins with.
func trackNumber(b []byte) (n struct {
	of   int64
	size int
}) {
	for n.size = 1; n.size < 8 && b[0]>>(8-n.size) == 0; n.size++ {
	}
	if n.size <= len(b) {
		n.of = vint(b[:n.size])
	}
	return n
}

// codecs of WebM as they are called here.
var webmCodecs = map[string]string{"A_OPUS": "opus", "A_VORBIS": "vorbis", "A_PCM/INT/LIT": "pcm", "A_PCM/FLOAT/IEEE": "float", "A_AAC": "aac",
	"A_MPEG/L3": "mp3", "A_FLAC": "flac"}

// probeWebM reads the whole file, since what a browser recorded does not say how long it is, and what says it may have been cut off.
func probeWebM(s *source) (Info, error) {
	w := newWebM(s)
	var end, last, step time.Duration
	var n int
	for {
		b, ok := w.next()
		if !ok {
			break
		}
		d := b.length(w.head.track)
		if d == 0 && b.time > last {
			step = b.time - last // the last block is taken to be as long as the one before
		}
		last = b.time
		end = max(end, b.time+max(d, 0))
		n++
	}
	t := w.head.track
	if n == 0 || t.number == 0 {
		return Info{}, damaged()
	}
	if t.codec != "A_OPUS" && step < time.Second {
		end = max(end, last+step)
	}
	codec, ok := webmCodecs[t.codec]
	if !ok {
		codec = strings.ToLower(strings.TrimPrefix(t.codec, "A_"))
	}
	out := Info{Format: webm, Codec: codec, MediaType: "audio/webm", Length: end, Channels: t.channels}
	if t.rate > 0 && t.rate < 1e7 {
		out.Rate = int(t.rate)
	}
	return out, nil
}
