package sound

import (
	"encoding/binary"
	"io"
	"math"
)

// silenceWAV writes the sound with the samples of the spans silent. Only what describes the samples goes with it: not LIST,
// INFO, bext, cue, iXML, id3 or anything else that may hold words.
func silenceWAV(out *sink, s *source, spans []Span) error {
	f, err := wavHeader(s)
	if err != nil {
		return err
	}
	if !f.plain() {
		return cannotSilence()
	}
	f.writeHeader(out, f.bytes)
	return f.copy(out, s, 0, f.bytes/int64(f.frame), spans)
}

// copy writes the frames from one to another, silent in the spans.
func (f wavFile) copy(out *sink, s *source, from, to int64, spans []Span) error {
	if !s.seek(f.at + from*int64(f.frame)) {
		return first(s.err, damaged())
	}
	buf := make([]byte, max(1, readAhead/f.frame)*f.frame)
	for at := from; at < to && out.err == nil; {
		n := min(to-at, int64(len(buf)/f.frame))
		b := buf[:n*int64(f.frame)]
		if !s.fill(b) {
			return first(s.err, io.ErrUnexpectedEOF)
		}
		for _, span := range spans {
			if span.To <= span.From {
				continue
			}
			// Outwards to whole samples: nothing of the stretch is left at its ends.
			a, z := max(f.frameAt(span.From), at), min(f.frameAt(span.To)+1, at+n)
			for i := (a - at) * int64(f.frame); i < (z-at)*int64(f.frame); i++ {
				b[i] = f.silent()
			}
		}
		out.write(b)
		at += n
	}
	if (to-from)*int64(f.frame)%2 == 1 {
		out.write([]byte{0})
	}
	return nil
}

// writeHeader writes all that stands before size bytes of sound: RIFF, or RF64 when they are too many for it (EBU Tech 3306).
func (f wavFile) writeHeader(out *sink, size int64) {
	le := binary.LittleEndian
	format := f.format[:min(len(f.format), 40)&^1]
	if f.tag == tagPCM && le.Uint16(f.format) == tagPCM {
		format = f.format[:16] // nothing more belongs there, and what is there could be anything
	}
	padded := size + size&1
	riff := 4 + 8 + int64(len(format)) + 8 + padded
	name, short := "RIFF", uint32(size)
	var ds64 []byte
	if riff > math.MaxUint32 {
		name, short = "RF64", math.MaxUint32
		ds64 = append(ds64, "ds64\x1c\x00\x00\x00"...)
		ds64 = le.AppendUint64(ds64, uint64(riff+36))
		ds64 = le.AppendUint64(ds64, uint64(size))
		ds64 = le.AppendUint64(ds64, uint64(size/int64(f.frame)))
		ds64 = le.AppendUint32(ds64, 0)
		riff = math.MaxUint32
	}
	head := le.AppendUint32([]byte(name), uint32(riff))
	head = append(append(head, "WAVE"...), ds64...)
	head = le.AppendUint32(append(head, "fmt "...), uint32(len(format)))
	head = append(head, format...)
	head = le.AppendUint32(append(head, "data"...), short)
	out.write(head)
}
