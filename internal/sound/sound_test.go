package sound

import (
	"bytes"
	"errors"
	"io"
	"os"
	"testing"
	"time"

	"samverkan/internal/fault"
)

func sample(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// What these files are is known from what made them: chrome.webm is a recording by Chromium, 60 ms to the packet, with no length;
// the others are three seconds by ffmpeg, of which the second is silent.
func TestProbe(t *testing.T) {
	t.Parallel()
	rows := []struct {
		file   string
		info   Info
		within time.Duration
	}{
		{"chrome.webm", Info{webm, "opus", "audio/webm", 7320 * time.Millisecond, 1, 48000}, 0},
		{"voip.webm", Info{webm, "opus", "audio/webm", 3 * time.Second, 1, 48000}, 30 * time.Millisecond},
		{"voip.ogg", Info{ogg, "opus", "audio/ogg", 3 * time.Second, 1, 48000}, 0},
		{"stereo60.ogg", Info{ogg, "opus", "audio/ogg", 3 * time.Second, 2, 48000}, 0},
		{"vorbis.ogg", Info{ogg, "vorbis", "audio/ogg", 3 * time.Second, 1, 48000}, 0},
		{"cbr.mp3", Info{mp3, "mp3", "audio/mpeg", 3 * time.Second, 1, 22050}, 80 * time.Millisecond},
		{"vbr.mp3", Info{mp3, "mp3", "audio/mpeg", 3 * time.Second, 1, 48000}, 80 * time.Millisecond},
		{"bare.mp3", Info{mp3, "mp3", "audio/mpeg", 3 * time.Second, 1, 44100}, 80 * time.Millisecond},
		{"end.m4a", Info{mp4, "aac", "audio/mp4", 3 * time.Second, 2, 48000}, 30 * time.Millisecond},
		{"front.m4a", Info{mp4, "aac", "audio/mp4", 3 * time.Second, 2, 48000}, 30 * time.Millisecond},
		{"pieces.mp4", Info{mp4, "aac", "audio/mp4", 3 * time.Second, 2, 48000}, 30 * time.Millisecond},
	}
	for _, r := range rows {
		t.Run(r.file, func(t *testing.T) {
			got, err := Probe(bytes.NewReader(sample(t, r.file)))
			if off := (got.Length - r.info.Length).Abs(); err != nil || off > r.within {
				t.Fatalf("%+v %v", got, err)
			}
			if got.Length = r.info.Length; got != r.info {
				t.Errorf("%+v", got)
			}
		})
	}
}

// A recording that was cut off is as long as what is there of it, and its picture is that of the beginning.
func TestCutOff(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"chrome.webm", "voip.webm", "voip.ogg", "cbr.mp3", "vbr.mp3", "bare.mp3"} {
		t.Run(name, func(t *testing.T) {
			b := sample(t, name)
			whole, err := Probe(bytes.NewReader(b))
			if err != nil {
				t.Fatal(err)
			}
			got, err := Probe(bytes.NewReader(b[:len(b)/2]))
			if err != nil || got.Length >= whole.Length || got.Length == 0 && name != "voip.ogg" { // one page is a second there
				t.Errorf("half of %v is %v %v", whole.Length, got.Length, err)
			}
		})
	}
}

// A hole in the middle costs what was in it.
func TestHole(t *testing.T) {
	t.Parallel()
	b := sample(t, "voip.ogg")
	at := bytes.LastIndex(b[:len(b)*3/4], []byte("OggS"))
	holed := append(bytes.Clone(b[:at]), b[at+100:]...)
	got, err := Probe(bytes.NewReader(holed))
	if err != nil || got.Length != 3*time.Second {
		t.Errorf("%+v %v", got, err)
	}
}

func TestPeaks(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"voip.webm", "voip.ogg", "stereo60.ogg", "cbr.mp3", "vbr.mp3", "bare.mp3"} {
		t.Run(name, func(t *testing.T) {
			p, err := Peaks(bytes.NewReader(sample(t, name)), 100*time.Millisecond)
			if err != nil || len(p) < 30 || len(p) > 31 {
				t.Fatalf("%d %v", len(p), err)
			}
			for i, v := range p[:30] {
				switch {
				case (i < 10 || i > 20) && v < 120:
					t.Errorf("at %d ms it is %d", i*100, v)
				case i > 11 && i < 19 && v > 8:
					t.Errorf("at %d ms it is %d, which was silent", i*100, v)
				}
			}
		})
	}
	for _, name := range []string{"end.m4a", "vorbis.ogg"} {
		if _, err := Peaks(bytes.NewReader(sample(t, name)), time.Second); fault.CodeOf(err) != "sound.no-peaks" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Chromium recorded a tone that is on and off by turns of 0,7 s.
func TestPeaksOfBrowser(t *testing.T) {
	t.Parallel()
	p, err := Peaks(bytes.NewReader(sample(t, "chrome.webm")), 100*time.Millisecond)
	if err != nil || len(p) != 74 {
		t.Fatalf("%d %v", len(p), err)
	}
	if p[3] < 190 || p[10] != 0 || p[17] < 190 || p[24] != 0 {
		t.Errorf("%v", p)
	}
}

func TestNoSound(t *testing.T) {
	t.Parallel()
	rows := []struct{ name, file, code string }{
		{"nothing", "", "sound.unknown-format"},
		{"text", "Minnesanteckningar från mötet den 22 november", "sound.unknown-format"},
		{"a PDF", "%PDF-1.7\n1 0 obj", "sound.unknown-format"},
		{"a WAV without sound", "RIFF\x04\x00\x00\x00WAVE", "sound.damaged"},
		{"a WebM that ends", "\x1a\x45\xdf\xa3\x80", "sound.damaged"},
		{"an Ogg that ends", "OggS\x00\x02", "sound.damaged"},
		{"an MP4 without tracks", "\x00\x00\x00\x08ftyp\x00\x00\x00\x08moov", "sound.damaged"},
		{"a tag and nothing after it", "ID3\x04\x00\x00\x00\x00\x00\x00", "sound.damaged"},
	}
	for _, r := range rows {
		if _, err := Probe(bytes.NewReader([]byte(r.file))); fault.CodeOf(err) != r.code {
			t.Errorf("%s: %v", r.name, err)
		}
	}
}

// failing is a disk that fails in the middle.
type failing struct {
	*bytes.Reader
	after int64
}

var errDisk = errors.New("the disk fails")

func (f *failing) Read(p []byte) (int, error) {
	if at, _ := f.Seek(0, io.SeekCurrent); at >= f.after {
		return 0, errDisk
	}
	return f.Reader.Read(p[:min(len(p), 1000)])
}

// A disk that fails is never taken for a file that ends.
func TestDiskFails(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"chrome.webm", "voip.ogg", "bare.mp3", "end.m4a"} {
		b := sample(t, name)
		if _, err := Probe(&failing{bytes.NewReader(b), 3000}); !errors.Is(err, errDisk) {
			t.Errorf("%s: %v", name, err)
		}
		if name != "end.m4a" {
			if _, err := Peaks(&failing{bytes.NewReader(b), 3000}, time.Second); !errors.Is(err, errDisk) {
				t.Errorf("%s, peaks: %v", name, err)
			}
		}
	}
	if err := Silence(io.Discard, &failing{bytes.NewReader(sample(t, "chrome.webm")), 3000}, nil); !errors.Is(err, errDisk) {
		t.Error(err)
	}
}
