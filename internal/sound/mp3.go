package sound

import (
	"encoding/binary"
	"time"
)

// mp3Frame is the head of a frame of MPEG audio, layer III (ISO/IEC 11172-3, 2.4.1.3; 13818-3 for the lower rates).
type mp3Frame struct {
	version  byte // 3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5
	rate     int
	channels int
	samples  int
	size     int // bytes, with its head
}

// mp3Window is how far the first frame is searched for: what stands before it is short, or has an ID3 tag that says how long it is.
const mp3Window = 16 << 10

var mp3Rates = [...]int{44100, 48000, 32000}

var mp3Bits = [...][15]int{ // kbit/s
	{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320},
	{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},
}

func readMP3Frame(b []byte) (f mp3Frame, ok bool) {
	if len(b) < 4 || b[0] != 0xff || b[1]&0xe0 != 0xe0 {
		return f, false
	}
	f.version = b[1] >> 3 & 3
	bitrate, rate, padding := b[2]>>4, b[2]>>2&3, int(b[2]>>1&1)
	if f.version == 1 || b[1]>>1&3 != 1 || bitrate == 0 || bitrate == 15 || rate == 3 || b[3]&3 == 2 {
		return f, false // of another layer, or of a rate that stands nowhere
	}
	f.rate, f.samples, f.channels = mp3Rates[rate], 1152, 2
	kbit := mp3Bits[0][bitrate]
	if f.version != 3 {
		f.rate, f.samples, kbit = f.rate/2, 576, mp3Bits[1][bitrate]
		if f.version == 0 {
			f.rate /= 2
		}
	}
	if b[3]>>6 == 3 {
		f.channels = 1
	}
	f.size = f.samples/8*kbit*1000/f.rate + padding
	return f, f.size > 4
}

// alike tells whether two frames can be of one recording.
func (f mp3Frame) alike(o mp3Frame) bool { return f.version == o.version && f.rate == o.rate }

// mp3Sync finds the first frame in b: one that is followed by another like it, or by the end.
func mp3Sync(b []byte) (at int, ok bool) {
	for at = 0; at+4 <= len(b); at++ {
		f, ok := readMP3Frame(b[at:])
		if !ok {
			continue
		}
		if next := at + f.size; next+4 <= len(b) {
			if g, ok := readMP3Frame(b[next:]); !ok || !f.alike(g) {
				continue
			}
		} else if len(b) == mp3Window || at > 0 {
			continue // too far to be seen, or a chance hit in the last bytes
		}
		return at, true
	}
	return 0, false
}

// skipID3 goes past the tags that a file may begin with (id3.org, ID3v2.4, 3.1).
func skipID3(s *source) {
	for {
		h := s.peek(10)
		if len(h) < 10 || string(h[:3]) != "ID3" {
			return
		}
		size := int64(h[6]&0x7f)<<21 | int64(h[7]&0x7f)<<14 | int64(h[8]&0x7f)<<7 | int64(h[9]&0x7f)
		if h[5]&0x10 != 0 {
			size += 10
		}
		if !s.skip(10 + size) {
			s.seek(s.size)
			return
		}
	}
}

// mp3Start goes to the first frame.
func mp3Start(s *source) (mp3Frame, bool) {
	skipID3(s)
	for range 64 { // a cover badly written may be longer than its tag says
		b := s.peek(mp3Window)
		if at, ok := mp3Sync(b); ok {
			f, _ := readMP3Frame(b[at:])
			return f, s.skip(int64(at))
		}
		if len(b) < mp3Window || !s.skip(mp3Window-2048) {
			break
		}
	}
	return mp3Frame{}, false
}

// probeMP3 believes the number of frames that a coder wrote into the first one, when the file is as long as it says; otherwise
// it goes from frame to frame.
func probeMP3(s *source) (Info, error) {
	f, ok := mp3Start(s)
	if !ok {
		return Info{}, damaged()
	}
	out := Info{Format: mp3, Codec: "mp3", MediaType: "audio/mpeg", Channels: f.channels, Rate: f.rate}
	begin := s.pos
	if frames, bytes, is := mp3Told(s.peek(min(f.size, 512)), f); is {
		begin += int64(f.size)
		if frames > 0 && bytes > 0 && bytes <= s.left() && bytes >= s.left()-s.left()/20-64<<10 {
			out.Length = length(frames*int64(f.samples), int64(f.rate))
			return out, nil
		}
	}
	s.seek(begin)
	out.Length = mp3Scan(s, f)
	return out, nil
}

// mp3Told reads what a coder wrote into the first frame, which holds no sound then: Xing and Info by LAME and others, VBRI by Fraunhofer.
func mp3Told(b []byte, f mp3Frame) (frames, bytes int64, is bool) {
	side := 4 + 32
	switch {
	case f.version == 3 && f.channels == 1, f.version != 3 && f.channels == 2:
		side = 4 + 17
	case f.version != 3:
		side = 4 + 9
	}
	be := binary.BigEndian
	if len(b) >= side+16 && (string(b[side:side+4]) == "Xing" || string(b[side:side+4]) == "Info") {
		if be.Uint32(b[side+4:])&3 == 3 {
			return int64(be.Uint32(b[side+8:])), int64(be.Uint32(b[side+12:])), true
		}
		return 0, 0, true
	}
	if len(b) >= 36+18 && string(b[36:40]) == "VBRI" {
		return int64(be.Uint32(b[36+14:])), int64(be.Uint32(b[36+10:])), true
	}
	return 0, 0, false
}

// mp3Scan counts the frames.
func mp3Scan(s *source, like mp3Frame) time.Duration {
	var samples int64
	for {
		f, ok := readMP3Frame(s.peek(4))
		if ok && f.alike(like) {
			if s.left() < int64(f.size) {
				break // cut off
			}
			samples += int64(f.samples)
			s.skip(int64(f.size))
			continue
		}
		b := s.peek(mp3Window)
		if string(b[:min(3, len(b))]) == "TAG" && s.left() <= 128 || len(b) < 4 {
			break
		}
		at, ok := mp3Sync(b[1:])
		if ok {
			s.skip(int64(at + 1))
		} else if !s.skip(int64(max(1, len(b)-2048))) {
			break
		}
	}
	return length(samples, int64(like.rate))
}
