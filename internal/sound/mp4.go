package sound

import (
	"encoding/binary"
	"time"
)

// mp4File gathers what is said of the first track of sound in an MP4 (ISO/IEC 14496-12).
type mp4File struct {
	s     *source
	scale int64         // of the movie's times
	movie time.Duration // of all
	frag  time.Duration // as the head of a file in fragments says
	trak  mp4Track      // that is being read
	sound mp4Track
	deflt map[uint32]uint32 // how long samples are in fragments, where they do not say it themselves
	run   struct {
		track  uint32
		sample uint32
	}
	pieces int64 // in the scale of the track, of all fragments
	boxes  int
}

type mp4Track struct {
	id       uint32
	scale    int64
	length   int64
	isSound  bool
	codec    string
	channels int
	rate     int
}

// maxBoxes bounds how many boxes are looked at; a day in fragments of a second has half a million.
const maxBoxes = 4 << 20

func probeMP4(s *source) (Info, error) {
	f := &mp4File{s: s, deflt: map[uint32]uint32{}}
	f.walk(s.size, 0)
	t := f.sound
	if t.id == 0 {
		return Info{}, damaged()
	}
	out := Info{Format: mp4, Codec: t.codec, MediaType: "audio/mp4", Channels: t.channels, Rate: t.rate}
	for _, d := range []time.Duration{length(t.length, t.scale), length(f.pieces, t.scale), f.frag, f.movie} {
		if out.Length = d; d > 0 {
			break
		}
	}
	return out, nil
}

// walk reads the boxes up to a place. Those that hold others are gone into, and the large ones, with the sound, are jumped over.
func (f *mp4File) walk(to int64, depth int) {
	for f.s.pos+8 <= to && f.boxes < maxBoxes && depth < 12 {
		f.boxes++
		start := f.s.pos
		size32, ok := f.s.be32()
		var name [4]byte
		if !ok || !f.s.fill(name[:]) {
			return
		}
		size := int64(size32)
		switch size {
		case 0:
			size = to - start
		case 1:
			var p [8]byte
			if !f.s.fill(p[:]) {
				return
			}
			size = int64(binary.BigEndian.Uint64(p[:]))
		}
		if size < f.s.pos-start || size > to-start {
			if size < 0 || string(name[:]) != "mdat" && string(name[:]) != "moov" {
				return
			}
			size = to - start // cut off
		}
		f.box(string(name[:]), start+size, depth)
		if !f.s.seek(start + size) {
			return
		}
	}
}

// box reads one box, which ends at a place.
func (f *mp4File) box(name string, end int64, depth int) {
	switch name {
	case "moov", "mdia", "minf", "stbl", "mvex", "moof", "traf":
		f.walk(end, depth+1)
	case "trak":
		f.trak = mp4Track{}
		f.walk(end, depth+1)
		if f.trak.isSound && f.trak.id != 0 && f.sound.id == 0 {
			f.sound = f.trak
		}
	case "trun":
		f.samples(end)
	default:
		var b [96]byte
		n := min(int64(len(b)), end-f.s.pos)
		if n > 0 && f.s.fill(b[:n]) {
			f.leaf(name, b[:])
		}
	}
}

// leaf reads a box that holds no other, from its first bytes; what it is too short for is zero.
func (f *mp4File) leaf(name string, b []byte) {
	be := binary.BigEndian
	long := b[0] == 1
	// duration reads a scale and a length, which stand after two times.
	duration := func() (scale, n int64) {
		if long {
			return int64(be.Uint32(b[20:])), int64(be.Uint64(b[24:]) &^ (1 << 63))
		}
		if n := be.Uint32(b[16:]); n != 1<<32-1 {
			return int64(be.Uint32(b[12:])), int64(n)
		}
		return int64(be.Uint32(b[12:])), 0
	}
	switch name {
	case "mvhd":
		scale, n := duration()
		f.movie, f.scale = length(n, scale), scale
	case "mehd":
		n := int64(be.Uint32(b[4:]))
		if long {
			n = int64(be.Uint64(b[4:]) &^ (1 << 63))
		}
		f.frag = length(n, f.scale)
	case "tkhd":
		if f.trak.id = be.Uint32(b[12:]); long {
			f.trak.id = be.Uint32(b[20:])
		}
	case "mdhd":
		f.trak.scale, f.trak.length = duration()
	case "hdlr":
		f.trak.isSound = string(b[8:12]) == "soun"
	case "stsd":
		f.trak.codec = mp4Codec(string(b[12:16]))
		f.trak.channels, f.trak.rate = int(be.Uint16(b[32:])), int(be.Uint32(b[40:])>>16)
	case "trex":
		f.deflt[be.Uint32(b[4:])] = be.Uint32(b[12:])
		if len(f.deflt) > 64 {
			clear(f.deflt)
		}
	case "tfhd":
		f.fragment(b)
	}
}

func mp4Codec(entry string) string {
	switch entry {
	case "mp4a":
		return "aac"
	case "Opus":
		return "opus"
	case ".mp3":
		return "mp3"
	case "fLaC":
		return "flac"
	}
	for _, c := range []byte(entry) {
		if c < ' ' || c > '~' {
			return "unknown"
		}
	}
	return entry
}

// fragment reads which track a fragment belongs to, and how long its samples are.
func (f *mp4File) fragment(b []byte) {
	be := binary.BigEndian
	flags, at := be.Uint32(b)&0xffffff, 8
	f.run.track = be.Uint32(b[4:])
	f.run.sample = f.deflt[f.run.track]
	if flags&1 != 0 {
		at += 8
	}
	if flags&2 != 0 {
		at += 4
	}
	if flags&8 != 0 {
		f.run.sample = be.Uint32(b[at:])
	}
}

// samples adds up how long the samples of a run are.
func (f *mp4File) samples(end int64) {
	flags, ok := f.s.be32()
	count, ok2 := f.s.be32()
	if !ok || !ok2 || f.run.track != f.sound.id {
		return
	}
	if flags&0x100 == 0 {
		f.pieces += int64(count) * int64(f.run.sample)
		return
	}
	for _, bit := range []uint32{1, 4} {
		if flags&bit != 0 {
			f.s.be32()
		}
	}
	more := int64(0)
	for _, bit := range []uint32{0x200, 0x400, 0x800} {
		if flags&bit != 0 {
			more += 4
		}
	}
	for range count {
		if f.s.pos+4+more > end {
			return
		}
		n, ok := f.s.be32()
		if !ok || !f.s.skip(more) {
			return
		}
		f.pieces += int64(n)
	}
}
