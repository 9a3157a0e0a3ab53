package sound

import (
	"encoding/binary"
	"math"
	"time"
)

// wavFile is what the header of a WAV says.
type wavFile struct {
	tag      uint16 // 1 PCM, 3 float, 6 A-law, 7 µ-law
	channels int
	rate     int
	bits     int    // of a sample
	frame    int    // bytes of one sample of all channels
	format   []byte // the chunk "fmt "
	at       int64  // where the sound begins
	bytes    int64  // of sound that is there, in whole frames
}

// The tags of a WAV's formats.
const (
	tagPCM        = 1
	tagFloat      = 3
	tagALaw       = 6
	tagMuLaw      = 7
	tagExtensible = 0xfffe
)

// maxFormat is how long a "fmt " chunk may be; the longest in use is 40 bytes.
const maxFormat = 1 << 10

// wavHeader reads up to the sound. A file that a recorder never finished says 0 or the largest number of bytes in its header,
// and one that was cut off says more than there is: the sound is then what is there.
func wavHeader(s *source) (wavFile, error) {
	var f wavFile
	var head [12]byte
	if !s.fill(head[:]) {
		return f, damaged()
	}
	big := string(head[:4]) != "RIFF" // RF64, BW64: the true size stands in a chunk of its own
	var size64 int64
	for {
		var c [8]byte
		if !s.fill(c[:]) {
			return f, damaged()
		}
		size := int64(binary.LittleEndian.Uint32(c[4:]))
		switch name := string(c[:4]); {
		case name == "data":
			return f.sound(s, size, big, size64)
		case name == "fmt " && size >= 16 && size <= maxFormat:
			f.format = make([]byte, size)
			if !s.fill(f.format) {
				return f, damaged()
			}
			size = 0
		case name == "ds64" && size >= 16:
			var sizes [16]byte
			if !s.fill(sizes[:]) {
				return f, damaged()
			}
			size64 = int64(binary.LittleEndian.Uint64(sizes[8:]))
			size -= 16
		}
		if !s.skip(size + size&1) {
			return f, damaged()
		}
	}
}

// sound reads the format, with the source where the sound begins.
func (f wavFile) sound(s *source, size int64, big bool, size64 int64) (wavFile, error) {
	if f.format == nil {
		return f, damaged()
	}
	le := binary.LittleEndian
	f.tag, f.channels, f.rate = le.Uint16(f.format), int(le.Uint16(f.format[2:])), int(le.Uint32(f.format[4:]))
	f.frame, f.bits = int(le.Uint16(f.format[12:])), int(le.Uint16(f.format[14:]))
	if f.tag == tagExtensible && len(f.format) >= 26 {
		f.tag = le.Uint16(f.format[24:])
	}
	if f.channels == 0 || f.rate == 0 || f.frame == 0 {
		return f, damaged()
	}
	if big && size == math.MaxUint32 {
		size = size64
	}
	if size <= 0 || size == math.MaxUint32 || size > s.left() {
		size = s.left()
	}
	f.at, f.bytes = s.pos, size-size%int64(f.frame)
	return f, nil
}

func (f wavFile) info() Info {
	codec, ok := map[uint16]string{tagPCM: "pcm", tagFloat: "float", tagALaw: "alaw", tagMuLaw: "mulaw"}[f.tag]
	if !ok {
		codec = "wav-" + hex16(f.tag)
	}
	out := Info{Format: wav, Codec: codec, MediaType: "audio/wav", Channels: f.channels, Rate: f.rate}
	if f.plain() {
		out.Length = length(f.bytes/int64(max(f.frame, 1)), int64(f.rate))
	} else if len(f.format) >= 12 {
		out.Length = length(f.bytes, int64(binary.LittleEndian.Uint32(f.format[8:]))) // bytes a second
	}
	return out
}

func hex16(n uint16) string {
	const digits = "0123456789abcdef"
	return string([]byte{digits[n>>12], digits[n>>8&15], digits[n>>4&15], digits[n&15]})
}

// plain tells whether each sample stands for itself, so that one can be read and changed without the others.
func (f wavFile) plain() bool {
	if f.frame != f.channels*f.bits/8 {
		return false
	}
	switch f.tag {
	case tagPCM:
		return f.bits == 8 || f.bits == 16 || f.bits == 24 || f.bits == 32
	case tagFloat:
		return f.bits == 32 || f.bits == 64
	case tagALaw, tagMuLaw:
		return f.bits == 8
	}
	return false
}

// silent is the byte of which silence is made: 8 bits have their middle at 128 (Multimedia Programming Interface 1.0), and
// the two laws of telephones count from elsewhere (ITU-T G.711).
func (f wavFile) silent() byte {
	switch {
	case f.tag == tagALaw:
		return 0xd5
	case f.tag == tagMuLaw:
		return 0xff
	case f.tag == tagPCM && f.bits == 8:
		return 0x80
	}
	return 0
}

// loud gives how loud a sample is, 0 to 1.
func (f wavFile) loud(b []byte) float64 {
	le := binary.LittleEndian
	switch {
	case f.tag == tagALaw:
		return math.Abs(float64(alaw(b[0]))) / 32768
	case f.tag == tagMuLaw:
		return math.Abs(float64(mulaw(b[0]))) / 32768
	case f.tag == tagFloat && f.bits == 32:
		return math.Abs(float64(math.Float32frombits(le.Uint32(b))))
	case f.tag == tagFloat:
		return math.Abs(math.Float64frombits(le.Uint64(b)))
	case f.bits == 8:
		return math.Abs(float64(b[0])-128) / 128
	case f.bits == 16:
		return math.Abs(float64(int16(le.Uint16(b)))) / (1 << 15)
	case f.bits == 24:
		return math.Abs(float64(int32(b[0])<<8|int32(b[1])<<16|int32(b[2])<<24)) / (1 << 31)
	}
	return math.Abs(float64(int32(le.Uint32(b)))) / (1 << 31)
}

// frameAt gives which frame a moment is in.
func (f wavFile) frameAt(d time.Duration) int64 {
	frames := f.bytes / int64(f.frame)
	if d <= 0 {
		return 0
	}
	if d >= length(frames, int64(f.rate)) {
		return frames
	}
	return int64(d/time.Second)*int64(f.rate) + int64(d%time.Second)*int64(f.rate)/int64(time.Second)
}

// alaw and mulaw expand one sample of a telephone to 16 bits (ITU-T G.711).
func alaw(b byte) int {
	b ^= 0x55
	n := int(b&0x0f)<<4 + 8
	if e := b >> 4 & 7; e > 0 {
		n = (n + 0x100) << (e - 1)
	}
	if b&0x80 == 0 {
		return -n
	}
	return n
}

func mulaw(b byte) int {
	b = ^b
	n := (int(b&0x0f)<<3+0x84)<<(b>>4&7) - 0x84
	if b&0x80 != 0 {
		return -n
	}
	return n
}
