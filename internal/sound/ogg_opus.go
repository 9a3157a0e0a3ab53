package sound

import (
	"encoding/binary"
	"time"
)

// opusHead is the first packet of Opus in Ogg, and what describes it in WebM (RFC 7845, 5.1).
type opusHead struct {
	channels byte
	skip     uint16 // samples at the beginning that are not to be heard
	rate     uint32 // of what was recorded; it is always decoded at 48 kHz
	gain     int16
	family   byte
}

func readOpusHead(b []byte) (opusHead, bool) {
	if len(b) < 19 || string(b[:8]) != "OpusHead" || b[8]&0xf0 != 0 || b[9] == 0 {
		return opusHead{}, false
	}
	le := binary.LittleEndian
	return opusHead{b[9], le.Uint16(b[10:]), le.Uint32(b[12:]), int16(le.Uint16(b[16:])), b[18]}, true
}

// simple tells whether a packet is one packet of Opus and not several for several loudspeakers.
func (h opusHead) simple() bool { return h.family == 0 && h.channels <= 2 }

func (h opusHead) bytes() []byte {
	le := binary.LittleEndian
	out := append([]byte("OpusHead"), 1, h.channels)
	out = le.AppendUint32(le.AppendUint16(out, h.skip), h.rate)
	return append(le.AppendUint16(out, uint16(h.gain)), h.family)
}

// opusTags is the second packet, with no words in it but our name.
func opusTags() []byte {
	out := append([]byte("OpusTags"), 9, 0, 0, 0)
	return append(append(out, "samverkan"...), 0, 0, 0, 0)
}

// oggReader walks the packets of the first stream of sound in an Ogg. Streams that follow one another, as when a radio changes
// programme, are one after the other in time.
type oggReader struct {
	s      *source
	page   oggPage
	stream oggStream
	serial uint32
	codec  string // opus, vorbis; "" before the first
	head   opusHead
	rate   int64 // of granules
	chans  int
	heads  int   // packets yet to come that describe
	base   int64 // where the stream began, after those before it, in granules
	start  int64 // granule that its sound began at
	begun  bool  // start is known
	pos    int64 // granule that the last packet ended at
	end    int64 // of everything, in granules from the beginning
	links  int
	lead   bool // this page holds what describes, and no sound
}

func newOgg(s *source) *oggReader { return &oggReader{s: s} }

// next reads the next page of the stream and gives its packets with where each ends, in granules of the page's own counting; those
// of Vorbis have none. false at the end.
func (o *oggReader) next() (packets [][]byte, ends []int64, ok bool) {
	for o.page.next(o.s) {
		p := &o.page
		if p.flags&oggBegins != 0 && !o.begin(p) || o.codec == "" || p.serial != o.serial {
			continue
		}
		packets = o.stream.take(p)
		o.lead = o.heads > 0
		for o.heads > 0 && len(packets) > 0 {
			o.heads--
			packets = packets[1:]
		}
		if len(packets) > 0 {
			o.lead = false
		}
		if o.codec == "opus" {
			ends = o.times(packets, p)
		} else if p.granule > 0 && !o.lead {
			o.pos = p.granule
			if !o.begun {
				o.begun = true // Vorbis begins at zero; what does not has been cut out of a longer one, and its first page is short
				if p.granule > 10*o.rate {
					o.start = p.granule
				}
			}
		}
		if o.begun {
			o.end = max(o.end, o.base+o.pos-o.start)
		}
		return packets, ends, true
	}
	return nil, nil, false
}

// begin looks at the first page of a stream; false when it is none of sound, or plays beside the one that we read.
func (o *oggReader) begin(p *oggPage) bool {
	b := p.body
	codec, rate, chans, heads := "", int64(0), 0, 0
	head, isOpus := readOpusHead(b)
	switch {
	case isOpus:
		codec, rate, chans, heads = "opus", opusRate, int(head.channels), 2
	case len(b) >= 16 && string(b[:7]) == "\x01vorbis":
		codec, rate, chans, heads = "vorbis", int64(binary.LittleEndian.Uint32(b[12:])), int(b[11]), 3
	}
	if codec == "" || rate == 0 || o.codec != "" && (!o.begun || o.codec != codec || o.rate != rate) {
		return false
	}
	o.codec, o.head, o.rate, o.chans, o.heads = codec, head, rate, chans, heads
	o.serial, o.base, o.start, o.begun, o.pos = p.serial, o.end, 0, false, 0
	o.stream = oggStream{}
	o.links++
	return true
}

// times gives where the packets of a page of Opus end.
func (o *oggReader) times(packets [][]byte, p *oggPage) []int64 {
	var sum int64
	ends := make([]int64, len(packets))
	for i, b := range packets {
		sum += int64(opusLength(b))
		ends[i] = sum
	}
	if len(packets) == 0 {
		return ends
	}
	known := p.granule >= 0 && p.granule < int64(longest/time.Second)*o.rate
	from := o.pos
	switch {
	case !o.begun:
		// The stream may have been cut out of one that went on before (RFC 7845, 4.3).
		o.begun = true
		if known && p.granule > sum {
			o.start, from = p.granule-sum, p.granule-sum
		}
		o.start += int64(o.head.skip)
	case known && p.granule-sum > o.pos:
		from = p.granule - sum // something was lost before this page
	}
	for i := range ends {
		ends[i] += from
	}
	o.pos = from + sum
	if known && p.flags&oggEnds != 0 {
		o.pos = min(o.pos, max(p.granule, from)) // the end is cut to the sample
	}
	return ends
}

// at gives the time of a granule.
func (o *oggReader) at(granule int64) time.Duration {
	return length(o.base+granule-o.start, o.rate)
}

func probeOgg(s *source) (Info, error) {
	o := newOgg(s)
	for {
		if _, _, ok := o.next(); !ok {
			break
		}
	}
	if o.codec == "" || !o.begun {
		return Info{}, damaged()
	}
	return Info{Format: ogg, Codec: o.codec, MediaType: "audio/ogg", Length: length(o.end, o.rate), Channels: o.chans, Rate: int(o.rate)}, nil
}
