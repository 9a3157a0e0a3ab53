package sound

import (
	"encoding/binary"
)

// oggPage is a page of Ogg: pieces of packets of one stream (RFC 3533, 6).
type oggPage struct {
	flags   byte  // 1 goes on from the page before, 2 begins the stream, 4 ends it
	granule int64 // where the last packet that ends on the page ends; -1 when none does
	serial  uint32
	lacing  []byte
	body    []byte
	buf     [255 + 255*255]byte
}

const (
	oggContinued = 1
	oggBegins    = 2
	oggEnds      = 4
)

// next reads the next page; false at the end. What is no page is passed over, so that a file with a damaged place is read on both sides.
func (p *oggPage) next(s *source) bool {
	for {
		head := s.peek(27)
		if len(head) < 27 {
			return false
		}
		if string(head[:4]) != "OggS" || head[4] != 0 {
			s.skip(1)
			continue
		}
		at := s.pos
		le := binary.LittleEndian
		p.flags, p.granule, p.serial = head[5], int64(le.Uint64(head[6:])), le.Uint32(head[14:])
		sum, n := le.Uint32(head[22:]), int(head[26])
		var whole [27]byte
		copy(whole[:], head)
		s.skip(27)
		p.lacing = p.buf[:n]
		if !s.fill(p.lacing) {
			return false
		}
		size := 0
		for _, l := range p.lacing {
			size += int(l)
		}
		p.body = p.buf[n : n+size]
		if !s.fill(p.body) {
			return false // cut off
		}
		clear(whole[22:26])
		if crc := oggSum(oggSum(oggSum(0, whole[:]), p.lacing), p.body); crc == sum {
			return true
		}
		if !s.seek(at + 1) {
			return false
		}
	}
}

// oggTable is for the checksum of pages: the polynomial 0x04c11db7, not turned around, from zero (RFC 3533, 6).
var oggTable = func() (t [256]uint32) {
	for i := range t {
		r := uint32(i) << 24
		for range 8 {
			if r&0x80000000 != 0 {
				r = r<<1 ^ 0x04c11db7
			} else {
				r <<= 1
			}
		}
		t[i] = r
	}
	return t
}()

func oggSum(crc uint32, b []byte) uint32 {
	for _, c := range b {
		crc = crc<<8 ^ oggTable[byte(crc>>24)^c]
	}
	return crc
}

// oggStream puts the packets of one stream together from its pages.
type oggStream struct {
	part    []byte // of a packet that goes on on the next page
	broken  bool   // what goes on has lost its beginning
	packets [][]byte
}

// maxPacket is the longest packet that is put together; comments with pictures are longer, and nobody needs them here.
const maxPacket = 256 << 10

// take gives the packets that end on a page; they are good until the next call.
func (o *oggStream) take(p *oggPage) [][]byte {
	o.packets = o.packets[:0]
	if p.flags&oggContinued == 0 {
		o.part, o.broken = o.part[:0], false
	} else if len(o.part) == 0 {
		o.broken = true
	}
	body := p.body
	for start, i := 0, 0; i < len(p.lacing); i++ {
		start += int(p.lacing[i])
		if p.lacing[i] == 255 && i < len(p.lacing)-1 {
			continue
		}
		piece, ended := body[:start], p.lacing[i] < 255
		body, start = body[start:], 0
		switch {
		case o.broken || len(o.part)+len(piece) > maxPacket:
			o.part, o.broken = o.part[:0], !ended
			continue
		case !ended:
			o.part = append(o.part, piece...)
			continue
		case len(o.part) > 0:
			piece = append(o.part, piece...)
			o.part = nil // the packet keeps it
		}
		o.packets = append(o.packets, piece)
	}
	return o.packets
}

// oggPages writes pages of one stream.
type oggPages struct {
	out    *sink
	serial uint32
	n      uint32
}

// write writes packets, all of which end on the page; more pages than one when they do not fit. ends tells where each packet
// ends, in samples.
func (w *oggPages) write(flags byte, packets [][]byte, ends []int64) {
	var lacing, body []byte
	from := 0
	flush := func(to int, last bool) {
		f := flags &^ oggContinued
		if !last {
			f &^= oggEnds
		}
		if from > 0 {
			f &^= oggBegins
		}
		w.page(f, ends[to-1], lacing, body)
		lacing, body, from = lacing[:0], body[:0], to
	}
	for i, p := range packets {
		if i > from && len(lacing)+len(p)/255+1 > 255 {
			flush(i, false)
		}
		for range len(p) / 255 {
			lacing = append(lacing, 255)
		}
		lacing, body = append(lacing, byte(len(p)%255)), append(body, p...)
	}
	if len(packets) > 0 {
		flush(len(packets), true)
	}
}

// page writes one page. No packet of more than 255 pieces comes here.
func (w *oggPages) page(flags byte, granule int64, lacing, body []byte) {
	head := append(make([]byte, 0, 27), "OggS\x00"...)
	head = append(head, flags)
	le := binary.LittleEndian
	head = le.AppendUint64(head, uint64(granule))
	head = le.AppendUint32(head, w.serial)
	head = le.AppendUint32(head, w.n)
	head = le.AppendUint32(head, 0)
	head = append(head, byte(len(lacing)))
	le.PutUint32(head[22:], oggSum(oggSum(oggSum(0, head), lacing), body))
	w.n++
	w.out.write(head, lacing, body)
}
