package sound

import (
	"bytes"
	"testing"
	"time"
)

// BenchmarkPeaks tells how long the picture of a recording takes, in seconds for an hour of sound.
func BenchmarkPeaks(b *testing.B) {
	files := map[string][]byte{"wav": wavOf(1, 1, 48000, 16, "", make([]byte, 48000*2*60))}
	for _, name := range []string{"chrome.webm", "voip.ogg", "vbr.mp3"} {
		files[name] = sample(b, name)
	}
	for name, file := range files {
		b.Run(name, func(b *testing.B) {
			info, err := Probe(bytes.NewReader(file))
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Peaks(bytes.NewReader(file), 100*time.Millisecond); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)/info.Length.Hours(), "s/h")
		})
	}
}
