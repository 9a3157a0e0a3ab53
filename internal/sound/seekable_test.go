package sound

import (
	"bytes"
	"io"
	"testing"
	"testing/iotest"
	"time"

	"samverkan/internal/fault"
)

// Given a recording by a browser, then the seekable one has the same packets at the same times, says how long it is, and its places are
// where clusters begin.
func TestSeekable(t *testing.T) {
	t.Parallel()
	raw := sample(t, "chrome.webm")
	for name, file := range map[string][]byte{"whole": raw, "cut off": raw[:len(raw)-777]} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			if err := Seekable(&out, bytes.NewReader(file)); err != nil {
				t.Fatal(err)
			}
			was, is := packetsOf(t, file), packetsOf(t, out.Bytes())
			if len(was) != len(is) || len(was) < 100 {
				t.Fatalf("%d packets became %d", len(was), len(is))
			}
			for i := range was {
				if was[i].at != is[i].at || !bytes.Equal(was[i].data, is[i].data) {
					t.Fatalf("packet %d is another", i)
				}
			}
			s, _ := newSource(bytes.NewReader(out.Bytes()))
			w := newWebM(s)
			w.next()
			if end := was[len(was)-1].to; w.head.duration != end || !w.head.cues {
				t.Errorf("it says %v of %v, places %v", w.head.duration, end, w.head.cues)
			}
			again, err := Head(bytes.NewReader(out.Bytes()))
			if err != nil || len(again.Head) != 0 {
				t.Errorf("seekable made seekable: %d bytes, %v", len(again.Head), err)
			}
		})
	}
}

// The front with the file behind it reads as one, in any order.
func TestFrontReadsAsOne(t *testing.T) {
	t.Parallel()
	raw := sample(t, "chrome.webm")
	front, err := Head(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	var whole bytes.Buffer
	if err := Seekable(&whole, bytes.NewReader(raw)); err != nil {
		t.Fatal(err)
	}
	if err := iotest.TestReader(front.Seeker(bytes.NewReader(raw)), whole.Bytes()); err != nil {
		t.Error(err)
	}
}

func TestNotWebM(t *testing.T) {
	t.Parallel()
	if err := Seekable(io.Discard, bytes.NewReader(sample(t, "voip.ogg"))); fault.CodeOf(err) != "sound.not-webm" {
		t.Error(err)
	}
}

// However long a recording is, its list of places is bounded.
func TestPlacesAreBounded(t *testing.T) {
	t.Parallel()
	var l cueList
	for i := range 100_000 {
		l.add(cue{time.Duration(i) * 5 * time.Second, int64(i)})
	}
	if n := len(l.list); n > maxCues || n < maxCues/4 {
		t.Errorf("%d places", n)
	}
	for i := 1; i < len(l.list); i++ {
		if l.list[i].time <= l.list[i-1].time {
			t.Fatal("they go backwards")
		}
	}
}
