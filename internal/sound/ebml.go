package sound

import (
	"encoding/binary"
	"math"
	"math/bits"
)

// EBML is how Matroska and WebM are written: elements with an identity, a size and their content (RFC 8794).

// The elements that are known here (RFC 9559, 5).
const (
	idHeader     = 0x1a45dfa3
	idDocType    = 0x4282
	idSegment    = 0x18538067
	idSeekHead   = 0x114d9b74
	idSeek       = 0x4dbb
	idSeekID     = 0x53ab
	idSeekPos    = 0x53ac
	idInfo       = 0x1549a966
	idScale      = 0x2ad7b1
	idDuration   = 0x4489
	idMuxer      = 0x4d80
	idWriter     = 0x5741
	idTracks     = 0x1654ae6b
	idTrack      = 0xae
	idNumber     = 0xd7
	idUID        = 0x73c5
	idType       = 0x83
	idCodec      = 0x86
	idPrivate    = 0x63a2
	idCodecDelay = 0x56aa
	idPreRoll    = 0x56bb
	idAudio      = 0xe1
	idRate       = 0xb5
	idChannels   = 0x9f
	idEncodings  = 0x6d80
	idCluster    = 0x1f43b675
	idTime       = 0xe7
	idSimple     = 0xa3
	idGroup      = 0xa0
	idBlock      = 0xa1
	idCues       = 0x1c53bb6b
	idCuePoint   = 0xbb
	idCueTime    = 0xb3
	idCuePlace   = 0xb7
	idCueTrack   = 0xf7
	idCueCluster = 0xf1
	idTags       = 0x1254c367
	idFiles      = 0x1941a469
	idChapters   = 0x1043a770
	idVoid       = 0xec
	idCRC        = 0xbf
)

// unknown is the size of an element that ends where the next one of its level begins.
const unknown = -1

// element reads the head of an element; false where none stands.
func (s *source) element() (id uint32, size int64, ok bool) {
	first := s.peek(1)
	if len(first) == 0 || first[0] < 0x10 { // identities have at most four bytes
		return 0, 0, false
	}
	var p [8]byte
	n := bits.LeadingZeros8(first[0]) + 1
	if !s.fill(p[:n]) {
		return 0, 0, false
	}
	for _, b := range p[:n] {
		id = id<<8 | uint32(b)
	}
	first = s.peek(1)
	if len(first) == 0 || first[0] == 0 {
		return 0, 0, false
	}
	n = bits.LeadingZeros8(first[0]) + 1
	if !s.fill(p[:n]) {
		return 0, 0, false
	}
	return id, vint(p[:n]), true
}

// vint reads a number as sizes and tracks are written; unknown when all its bits are set.
func vint(p []byte) int64 {
	n := uint64(p[0]) & (0xff >> len(p))
	for _, b := range p[1:] {
		n = n<<8 | uint64(b)
	}
	if n == 1<<(7*len(p))-1 {
		return unknown
	}
	return int64(n)
}

// children walks the elements in b, which is the content of one. It stops where something is wrong.
func children(b []byte, each func(id uint32, content []byte)) {
	for len(b) > 0 {
		n := bits.LeadingZeros8(b[0]) + 1
		if n > 4 || len(b) <= n {
			return
		}
		var id uint32
		for _, c := range b[:n] {
			id = id<<8 | uint32(c)
		}
		b = b[n:]
		if n = bits.LeadingZeros8(b[0]) + 1; n > 8 || len(b) < n {
			return
		}
		size := vint(b[:n])
		if b = b[n:]; size < 0 || size > int64(len(b)) {
			return
		}
		each(id, b[:size])
		b = b[size:]
	}
}

func ebmlUint(b []byte) uint64 {
	var n uint64
	for _, c := range b[:min(len(b), 8)] {
		n = n<<8 | uint64(c)
	}
	return n
}

func ebmlFloat(b []byte) float64 {
	switch len(b) {
	case 4:
		return float64(math.Float32frombits(binary.BigEndian.Uint32(b)))
	case 8:
		return math.Float64frombits(binary.BigEndian.Uint64(b))
	}
	return 0
}

// appendID and the following write elements. Sizes always take eight bytes where the content is large, so that nothing moves when
// it becomes known.
func appendID(b []byte, id uint32) []byte {
	for shift := 24; shift >= 0; shift -= 8 {
		if id>>shift != 0 {
			b = append(b, byte(id>>shift))
		}
	}
	return b
}

func appendSize(b []byte, n int64) []byte { return binary.BigEndian.AppendUint64(b, 1<<56|uint64(n)) }

func appendElement(b []byte, id uint32, content []byte) []byte {
	b = appendID(b, id)
	if len(content) < 0x7f {
		return append(append(b, 0x80|byte(len(content))), content...)
	}
	return append(appendSize(b, int64(len(content))), content...)
}

// appendUint writes a number in eight bytes.
func appendUint(b []byte, id uint32, n uint64) []byte {
	return binary.BigEndian.AppendUint64(append(appendID(b, id), 0x88), n)
}

func appendFloat(b []byte, id uint32, f float64) []byte {
	return appendUint(b, id, math.Float64bits(f))
}
