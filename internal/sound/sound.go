package sound

import (
	"io"
	"time"

	"samverkan/internal/fault"
)

// Info says what a recording is.
type Info struct {
	Format    string // wav, webm, ogg, mp3, mp4
	Codec     string // pcm, float, alaw, mulaw, opus, vorbis, mp3, aac, …; as the file says when it is none of the known
	MediaType string // as it is served: audio/wav, audio/webm, audio/ogg, audio/mpeg, audio/mp4
	Length    time.Duration
	Channels  int
	Rate      int // samples a second
}

// Span is a stretch of the sound, from its beginning.
type Span struct{ From, To time.Duration }

// The formats.
const (
	wav  = "wav"
	webm = "webm"
	ogg  = "ogg"
	mp3  = "mp3"
	mp4  = "mp4"
)

// Probe tells what a recording is and how long. Faults: sound.unknown-format when it is none of the formats,
// sound.damaged when it begins as one and holds no sound that can be read.
func Probe(r io.ReadSeeker) (Info, error) {
	s, err := newSource(r)
	if err != nil {
		return Info{}, err
	}
	info, err := probe(s)
	if s.err != nil {
		return Info{}, s.err
	}
	return info, err
}

func probe(s *source) (Info, error) {
	switch sniff(s) {
	case wav:
		f, err := wavHeader(s)
		return f.info(), err
	case webm:
		return probeWebM(s)
	case ogg:
		return probeOgg(s)
	case mp3:
		return probeMP3(s)
	case mp4:
		return probeMP4(s)
	}
	return Info{}, fault.New(fault.Invalid, "sound.unknown-format")
}

// sniff tells the format from the first bytes; "" when it is none.
func sniff(s *source) string {
	head := s.peek(16)
	at := func(i int, magic string) bool {
		return len(head) >= i+len(magic) && string(head[i:i+len(magic)]) == magic
	}
	switch {
	case (at(0, "RIFF") || at(0, "RF64") || at(0, "BW64")) && at(8, "WAVE"):
		return wav
	case at(0, "\x1a\x45\xdf\xa3"):
		return webm
	case at(0, "OggS"):
		return ogg
	case at(4, "ftyp"), at(4, "moov"), at(4, "mdat"), at(4, "styp"):
		return mp4
	case at(0, "ID3"):
		return mp3
	}
	if _, ok := mp3Sync(s.peek(mp3Window)); ok {
		return mp3
	}
	return ""
}

// Silence writes a copy of r that is silent in the spans, and without the descriptions that stand in the file. In WAV it is
// exactly those samples; in Opus whole packets, and those within [Margin] of them, because a packet can repeat something of
// the one before. What is outside has its bytes unchanged. Fault: sound.cannot-silence for any other format, and for what is in
// one of these in a way that is not known; nothing can have been written then but a beginning, so w is to be thrown away.
func Silence(w io.Writer, r io.ReadSeeker, spans []Span) error {
	s, err := newSource(r)
	if err != nil {
		return err
	}
	out := &sink{w: w}
	switch sniff(s) {
	case wav:
		err = silenceWAV(out, s, spans)
	case webm:
		err = silenceWebM(out, s, spans)
	case ogg:
		err = silenceOgg(out, s, spans)
	default:
		err = cannotSilence()
	}
	return first(out.err, s.err, err)
}

// Margin is how far outside a span packets of Opus are silenced too: the longest packet is 120 ms, a packet may hold a second
// copy of the one before (RFC 6716, 2.1.7), and what is heard overlaps its neighbours by some milliseconds.
const Margin = 120 * time.Millisecond

func cannotSilence() error { return fault.New(fault.Conflict, "sound.cannot-silence") }
func damaged() error       { return fault.New(fault.Invalid, "sound.damaged") }

// first gives the first error that is one.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// within tells whether a stretch meets any of the spans, made longer by a margin on both sides.
func within(from, to time.Duration, spans []Span, margin time.Duration) bool {
	for _, s := range spans {
		if s.To > s.From && from < s.To+margin && to > s.From-margin {
			return true
		}
	}
	return false
}

// length gives how long a number of samples is, without overflow; 0 when the rate is none.
func length(samples, rate int64) time.Duration {
	if rate <= 0 || samples <= 0 {
		return 0
	}
	if most := int64(longest / time.Second); samples/rate >= most {
		return longest
	}
	return time.Duration(samples/rate)*time.Second + time.Duration(samples%rate)*time.Second/time.Duration(rate)
}

// longest is the longest that a recording can say it is: more than any file of sound that exists. What says more is damaged.
const longest = 366 * 24 * time.Hour
