package sound

import (
	"bytes"
	"encoding/binary"
	"io"
	"testing"
	"time"
)

// wavOf makes a WAV: a format, chunks before the sound, and the sound.
func wavOf(tag uint16, channels, rate, bits int, before string, data []byte) []byte {
	le := binary.LittleEndian
	var f []byte
	f = le.AppendUint16(f, tag)
	f = le.AppendUint16(f, uint16(channels))
	f = le.AppendUint32(f, uint32(rate))
	f = le.AppendUint32(f, uint32(rate*channels*bits/8))
	f = le.AppendUint16(f, uint16(channels*bits/8))
	f = le.AppendUint16(f, uint16(bits))
	body := chunk("fmt ", f) + before + chunk("data", data)
	return []byte("RIFF" + string(le.AppendUint32(nil, uint32(4+len(body)))) + "WAVE" + body)
}

func chunk(name string, b []byte) string {
	out := name + string(binary.LittleEndian.AppendUint32(nil, uint32(len(b)))) + string(b)
	if len(b)%2 == 1 {
		out += "\x00"
	}
	return out
}

// lasting is a reader that is as long as it says, and zeros after its beginning.
type lasting struct {
	head     []byte
	size, at int64
}

func (l *lasting) Read(p []byte) (int, error) {
	if l.at >= l.size {
		return 0, io.EOF
	}
	n := int(min(int64(len(p)), l.size-l.at))
	clear(p[:n])
	if l.at < int64(len(l.head)) {
		copy(p[:n], l.head[l.at:])
	}
	l.at += int64(n)
	return n, nil
}

func (l *lasting) Seek(to int64, whence int) (int64, error) {
	l.at = to + []int64{0, l.at, l.size}[whence]
	return l.at, nil
}

func TestWAV(t *testing.T) {
	t.Parallel()
	le := binary.LittleEndian
	loud := func(one []byte, n int) []byte { return bytes.Repeat(one, n) }
	list := chunk("LIST", []byte("INFOINAM\x0c\x00\x00\x00HEMLIGTITEL\x00"))
	sixteen := wavOf(1, 1, 8000, 16, list, loud([]byte{0, 0x40}, 8000))
	unfinished := bytes.Clone(sixteen)
	le.PutUint32(unfinished[4:], 0)
	le.PutUint32(unfinished[bytes.Index(unfinished, []byte("data"))+4:], 0)
	rows := []struct {
		name   string
		file   []byte
		codec  string
		length time.Duration
		peak   byte // of the first interval
	}{
		{"8 bits", wavOf(1, 1, 8000, 8, "", loud([]byte{192}, 8000)), "pcm", time.Second, 128},
		{"16 bits with words before", sixteen, "pcm", time.Second, 128},
		{"24 bits in stereo, one side silent", wavOf(1, 2, 48000, 24, "", loud([]byte{0, 0, 0, 0, 0, 0xc0}, 24000)), "pcm", time.Second / 2, 128},
		{"32 bits", wavOf(1, 1, 8000, 32, "", loud([]byte{0, 0, 0, 0x40}, 4000)), "pcm", time.Second / 2, 128},
		{"floating", wavOf(3, 1, 8000, 32, "", loud([]byte{0, 0, 0, 0x3f}, 8000)), "float", time.Second, 128},
		{"A-law", wavOf(6, 1, 8000, 8, "", loud([]byte{0xaa}, 8000)), "alaw", time.Second, 251},
		{"µ-law", wavOf(7, 1, 8000, 8, "", loud([]byte{0x80}, 8000)), "mulaw", time.Second, 250},
		{"a recorder that was never stopped", unfinished, "pcm", time.Second, 128},
		{"cut off in the middle of a sample", sixteen[:len(sixteen)-8001], "pcm", time.Second/2 - 125*time.Microsecond, 128},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			info, err := Probe(bytes.NewReader(r.file))
			if err != nil || info.Codec != r.codec || info.Length != r.length || info.MediaType != "audio/wav" {
				t.Fatalf("%+v %v", info, err)
			}
			p, err := Peaks(bytes.NewReader(r.file), 100*time.Millisecond)
			if err != nil || len(p) == 0 || p[0] != r.peak {
				t.Fatalf("peaks %v %v", p, err)
			}
			var out bytes.Buffer
			if err := Silence(&out, bytes.NewReader(r.file), []Span{{100 * time.Millisecond, 200 * time.Millisecond}}); err != nil {
				t.Fatal(err)
			}
			if bytes.Contains(out.Bytes(), []byte("HEMLIG")) {
				t.Error("the title is still there")
			}
			after, err := Probe(bytes.NewReader(out.Bytes()))
			if err != nil || after != info {
				t.Errorf("became %+v %v", after, err)
			}
			q, err := Peaks(bytes.NewReader(out.Bytes()), 10*time.Millisecond)
			if err != nil {
				t.Fatal(err)
			}
			for i, v := range q {
				if silent := i >= 10 && i < 20; silent != (v == 0) && i != 20 { // one sample of the next interval goes with it
					t.Errorf("at %d ms it is %d", i*10, v)
				}
			}
		})
	}
}

// Given more than fits in a RIFF, then the length is what the chunk for it says, the copy is RF64 too, and no more is kept in memory
// than a piece.
func TestWAVOver4GiB(t *testing.T) {
	t.Parallel()
	le := binary.LittleEndian
	const seconds = 7 * 3600
	size := uint64(seconds) * 96000 * 2
	head := []byte("RF64\xff\xff\xff\xffWAVE" + chunk("ds64", le.AppendUint32(le.AppendUint64(le.AppendUint64(le.AppendUint64(nil, size+100), size), size/2), 0)))
	plain := wavOf(1, 1, 96000, 16, "", nil)
	head = append(head, plain[12:len(plain)-4]...)
	head = append(head, 0xff, 0xff, 0xff, 0xff)
	file := &lasting{head: head, size: int64(len(head)) + int64(size)}
	info, err := Probe(file)
	if err != nil || info.Length != seconds*time.Second {
		t.Fatalf("%+v %v", info, err)
	}
	s, err := newSource(file)
	if err != nil {
		t.Fatal(err)
	}
	f, err := wavHeader(s)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	f.writeHeader(&sink{w: &out}, f.bytes)
	again, err := Probe(&lasting{head: out.Bytes(), size: int64(out.Len()) + f.bytes})
	if err != nil || again != info || out.String()[:4] != "RF64" {
		t.Errorf("written as %+v %v", again, err)
	}
}
