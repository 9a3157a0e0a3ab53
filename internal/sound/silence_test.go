package sound

import (
	"bytes"
	"io"
	"testing"
	"time"

	"samverkan/internal/fault"
)

// packet is one of a file, with when it begins.
type packet struct {
	at, to time.Duration
	data   []byte
}

func packetsOf(t *testing.T, file []byte) []packet {
	t.Helper()
	s, err := newSource(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	var out []packet
	if sniff(s) == webm {
		w := newWebM(s)
		for b, ok := w.next(); ok; b, ok = w.next() {
			out = append(out, packet{b.time, b.time + b.length(w.head.track), bytes.Clone(b.data)})
		}
		return out
	}
	o := newOgg(s)
	for packets, ends, ok := o.next(); ok; packets, ends, ok = o.next() {
		for i, p := range packets {
			out = append(out, packet{o.at(ends[i] - int64(opusLength(p))), o.at(ends[i]), bytes.Clone(p)})
		}
	}
	return out
}

// Given sound all the way, when a stretch is silenced, then nothing is heard in it, none of its packets is anywhere in the copy, nor is any
// word that the file held; every packet outside has its bytes and its time; and the copy is as long as before.
func TestSilence(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"chrome.webm", "voip.webm", "voip.ogg", "stereo60.ogg"} {
		for _, span := range []Span{{500 * time.Millisecond, 1500 * time.Millisecond}, {0, 300 * time.Millisecond}, {2500 * time.Millisecond, time.Hour}} {
			t.Run(name+" "+span.From.String(), func(t *testing.T) {
				t.Parallel()
				file := sample(t, name)
				var out bytes.Buffer
				if err := Silence(&out, bytes.NewReader(file), []Span{span}); err != nil {
					t.Fatal(err)
				}
				before, err := Probe(bytes.NewReader(file))
				if err != nil {
					t.Fatal(err)
				}
				if after, err := Probe(bytes.NewReader(out.Bytes())); err != nil || after != before {
					t.Errorf("%+v became %+v %v", before, after, err)
				}
				if bytes.Contains(out.Bytes(), []byte("HEMLIG")) {
					t.Error("the title is still there")
				}
				comparePackets(t, packetsOf(t, file), packetsOf(t, out.Bytes()), span, out.Bytes())
				silentWithin(t, out.Bytes(), span)
			})
		}
	}
}

func comparePackets(t *testing.T, was, is []packet, span Span, copied []byte) {
	t.Helper()
	if len(was) != len(is) || len(was) < 20 {
		t.Fatalf("%d packets became %d", len(was), len(is))
	}
	gone := 0
	outside := map[string]bool{} // silence of its own is the same bytes wherever it is
	for _, p := range was {
		if !within(p.at, p.to, []Span{span}, Margin) {
			outside[string(p.data)] = true
		}
	}
	for i, p := range was {
		if p.at != is[i].at || p.to != is[i].to {
			t.Fatalf("packet %d was %v–%v and is %v–%v", i, p.at, p.to, is[i].at, is[i].to)
		}
		switch {
		case within(p.at, p.to, []Span{span}, 0):
			gone++
			if len(p.data) > 8 && !outside[string(p.data)] && bytes.Contains(copied, p.data[1:]) {
				t.Errorf("the packet at %v is in the copy", p.at)
			}
		case !within(p.at, p.to, []Span{span}, Margin) && !bytes.Equal(p.data, is[i].data):
			t.Errorf("the packet at %v, outside, is another", p.at)
		}
	}
	if gone == 0 {
		t.Error("nothing was silenced")
	}
}

func silentWithin(t *testing.T, file []byte, span Span) {
	t.Helper()
	p, err := Peaks(bytes.NewReader(file), 10*time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	loud := 0
	for i, v := range p {
		at := time.Duration(i) * 10 * time.Millisecond
		if at >= span.From && at+10*time.Millisecond <= span.To && v > 1 {
			t.Errorf("at %v it is %d", at, v)
		}
		if v > 100 {
			loud++
		}
	}
	if loud < 50 {
		t.Errorf("%d hundredths are loud", loud)
	}
}

// Two spans, one within the margin of the other, and one that is empty.
func TestSilenceSeveral(t *testing.T) {
	t.Parallel()
	spans := []Span{{time.Second, 1200 * time.Millisecond}, {1300 * time.Millisecond, 2 * time.Second}, {5 * time.Second, 4 * time.Second}}
	var out bytes.Buffer
	if err := Silence(&out, bytes.NewReader(sample(t, "chrome.webm")), spans); err != nil {
		t.Fatal(err)
	}
	p, err := Peaks(bytes.NewReader(out.Bytes()), 100*time.Millisecond)
	if err != nil || p[14] != 0 || p[46] < 100 {
		t.Errorf("%v %v", p, err)
	}
}

func TestCannotSilence(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"cbr.mp3", "end.m4a", "vorbis.ogg"} {
		if err := Silence(io.Discard, bytes.NewReader(sample(t, name)), nil); fault.CodeOf(err) != "sound.cannot-silence" {
			t.Errorf("%s: %v", name, err)
		}
	}
	adpcm := wavOf(0x11, 2, 8000, 4, "", make([]byte, 100))
	if err := Silence(io.Discard, bytes.NewReader(adpcm), nil); fault.CodeOf(err) != "sound.cannot-silence" {
		t.Errorf("a WAV that is packed: %v", err)
	}
}

// A packet of silence is as long as the one that it stands for, of one or two channels, whatever it was made of.
func TestOpusSilence(t *testing.T) {
	t.Parallel()
	d, err := newOpusDecoder()
	if err != nil {
		t.Fatal(err)
	}
	for toc := range 256 {
		for frames := range 64 {
			p := []byte{byte(toc), byte(frames), 1, 2, 3}
			n := opusLength(p)
			s := opusSilence(p)
			if (n == 0) != (s == nil) || n != opusLength(s) {
				t.Fatalf("%x of %d frames: %d samples became %d", toc, frames, n, opusLength(s))
			}
			if s != nil && s[0]&4 != p[0]&4 {
				t.Fatalf("%x: the channels are others", toc)
			}
			if s != nil && (frames < 3 || frames == 48) {
				for _, v := range d.decode(s) {
					if v != 0 {
						t.Fatalf("%x of %d frames is heard", toc, frames)
					}
				}
			}
		}
	}
}
