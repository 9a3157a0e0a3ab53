package sound

import "time"

// A packet of Opus says in its first byte how long its frames are and how many there are (RFC 6716, 3.1).

// opusFrame gives how long each frame of a packet is, in samples of 48 kHz.
func opusFrame(toc byte) int {
	switch config := toc >> 3; {
	case config < 12: // SILK: 10, 20, 40, 60 ms
		return [...]int{480, 960, 1920, 2880}[config&3]
	case config < 16: // both: 10, 20 ms
		return [...]int{480, 960}[config&1]
	default: // CELT: 2.5, 5, 10, 20 ms
		return 120 << (config & 3)
	}
}

// opusLength gives how long a packet is, in samples of 48 kHz; 0 when it is none: the longest is 120 ms.
func opusLength(p []byte) int {
	if len(p) == 0 {
		return 0
	}
	frames := 1
	switch p[0] & 3 {
	case 1, 2:
		frames = 2
	case 3:
		if len(p) < 2 {
			return 0
		}
		frames = int(p[1] & 0x3f)
	}
	if n := frames * opusFrame(p[0]); n <= opusLongest {
		return n
	}
	return 0
}

const (
	opusRate    = 48000
	opusLongest = 120 * opusRate / 1000
)

// opusSilence gives a packet of silence as long as p, with as many channels: frames of CELT that hold the flag for silence
// and nothing else (RFC 6716, 4.3), which every decoder understands as no sound at all. What a decoder does when a packet is
// missing would draw out the sound before it instead. nil when p is no packet.
func opusSilence(p []byte) []byte {
	n := opusLength(p)
	if n == 0 {
		return nil
	}
	size, config := 120, byte(28) // CELT, the whole band, 2.5 ms
	for config < 31 && n%(size*2) == 0 {
		size, config = size*2, config+1
	}
	toc := config<<3 | p[0]&4
	if n == size {
		return []byte{toc, 0xff, 0xfe}
	}
	out := []byte{toc | 3, byte(n / size)} // several frames of one size, no padding (3.2.5)
	for range n / size {
		out = append(out, 0xff, 0xfe)
	}
	return out
}

func opusTime(samples int64) time.Duration { return length(samples, opusRate) }
