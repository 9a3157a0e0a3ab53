package sound

import (
	"bytes"
	"io"
	"os"
	"testing"
	"time"
)

// FuzzSound reads anything as anything: no file makes a function panic, take more memory than it is given, or say that a silenced
// copy is sound when it is not.
func FuzzSound(f *testing.F) {
	for _, name := range []string{"voip.webm", "voip.ogg", "bare.mp3", "pieces.mp4", "end.m4a", "vorbis.ogg"} {
		b, err := os.ReadFile("testdata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b[:min(len(b), 3000)])
	}
	f.Add(wavOf(1, 1, 8000, 16, chunk("LIST", []byte("INFO")), make([]byte, 100)))
	f.Add(wavOf(0xfffe, 2, 8000, 8, "", nil))
	f.Fuzz(func(t *testing.T, b []byte) {
		info, err := Probe(bytes.NewReader(b))
		if err == nil && (info.Length < 0 || info.Length > longest || info.Format == "") {
			t.Errorf("%+v", info)
		}
		if _, err := Peaks(bytes.NewReader(b), time.Second); err != nil {
			_ = err // a fault, and no panic, is what is asked for
		}
		var out bytes.Buffer
		if err := Silence(&out, bytes.NewReader(b), []Span{{0, time.Hour}}); err == nil && out.Len() > 44 {
			if _, err := Probe(bytes.NewReader(out.Bytes())); err != nil {
				t.Errorf("the copy is no sound: %v", err)
			}
		}
		if front, err := Head(bytes.NewReader(b)); err == nil {
			if _, err := io.Copy(io.Discard, front.Seeker(bytes.NewReader(b))); err != nil {
				t.Error(err)
			}
		}
	})
}
