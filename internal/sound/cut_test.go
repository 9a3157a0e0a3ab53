package sound

import (
	"bytes"
	"io"
	"testing"
	"time"

	"samverkan/internal/fault"
)

// Cut in parts, every part is sound by itself and small enough, they follow one another, and together they are as long as the whole.
func TestCut(t *testing.T) {
	t.Parallel()
	files := map[string][]byte{"wav": wavOf(1, 2, 8000, 16, chunk("LIST", []byte("HEMLIGT")), bytes.Repeat([]byte{1, 2, 3, 4}, 20001))}
	for _, name := range []string{"chrome.webm", "voip.webm", "voip.ogg", "stereo60.ogg"} {
		files[name] = sample(t, name)
	}
	for name, file := range files {
		t.Run(name, func(t *testing.T) {
			whole, err := Probe(bytes.NewReader(file))
			if err != nil {
				t.Fatal(err)
			}
			most := int64(len(file)/3 + 1024)
			parts, end := 0, time.Duration(0)
			err = Cut(bytes.NewReader(file), most, func(p Part) error {
				parts++
				if p.Size > most || (p.At-end).Abs() > 10*time.Millisecond {
					t.Errorf("part %d is %d bytes and begins at %v, after %v", parts, p.Size, p.At, end)
				}
				info, err := Probe(p.Content)
				if err != nil || (info.Length-p.Length).Abs() > 10*time.Millisecond {
					t.Errorf("part %d is %+v, to be %v: %v", parts, info, p.Length, err)
				}
				end = p.At + p.Length
				return nil
			})
			if err != nil || parts < 3 || (end-whole.Length).Abs() > 65*time.Millisecond {
				t.Errorf("%d parts to %v of %v: %v", parts, end, whole.Length, err)
			}
		})
	}
}

func TestCutSmallAndImpossible(t *testing.T) {
	t.Parallel()
	m4a := sample(t, "end.m4a")
	err := Cut(bytes.NewReader(m4a), 1<<20, func(p Part) error {
		b, err := io.ReadAll(p.Content)
		if err != nil || !bytes.Equal(b, m4a) || p.Name != "ljud.m4a" {
			t.Errorf("%s %v", p.Name, err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	if err := Cut(bytes.NewReader(m4a), 100, func(Part) error { return nil }); fault.CodeOf(err) != "sound.cannot-cut" {
		t.Error(err)
	}
}
