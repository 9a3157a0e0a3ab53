package rehearsal

import (
	"bytes"
	"context"
	"encoding/binary"
	"math"
	"time"

	"samverkan/conference"
	"samverkan/internal/area"
	"samverkan/internal/clerk"
)

// Record attaches a file in the place of a meeting's recording: a hum as long as the recording, and named so. A meeting that was not
// recorded is left as it is.
func (d *Desk) Record(ctx context.Context, p conference.Plan, at time.Time) error {
	v, err := d.Clerk.Conference(ctx, clerk.OwnerIdentity(), p.ID)
	if err != nil || len(v.Conference.Recording.Runs) == 0 {
		return err
	}
	length := RecordedLength(v.Conference.Recording, at)
	sound := Hum(length)
	digest, size, err := d.Clerk.PutFile(ctx, bytes.NewReader(sound), int64(len(sound)))
	if err != nil {
		return err
	}
	return d.Do(ctx, p, conference.Technician, at, &conference.AttachRecording{File: conference.AudioFile{Name: HumName(p), Digest: digest,
		Size: size, MediaType: "audio/wav", StartsAt: v.Conference.Recording.Runs[0].Start, Length: length}})
}

// HumName is what the file is called: nobody is to take it for what was said.
func HumName(p conference.Plan) string {
	return area.FileName{Start: p.Start, Level: string(p.Level), SeriesNo: p.SeriesNo, Document: "recording", Variant: "ton", Exercise: true, Ext: "wav"}.String()
}

// RecordedLength is how long a recording is from its beginning to its end, pauses counted; at ends one that goes on.
func RecordedLength(r conference.Recording, at time.Time) time.Duration {
	last := r.Runs[len(r.Runs)-1].End
	if last.IsZero() {
		last = at
	}
	return max(last.Sub(r.Runs[0].Start), time.Second).Truncate(time.Second)
}

// humRate is how many samples a second a hum has: the fewest that browsers play.
const humRate = 3000

// Hum is a WAV file in which a low tone rises and falls as when people speak in turn, so that a picture of it looks like one of a
// meeting. It is the same each time.
func Hum(length time.Duration) []byte {
	n := int(length.Seconds() * humRate)
	out := wavHead(n)
	var sine [256]int8
	for i := range sine {
		sine[i] = int8(math.Round(110 * math.Sin(2*math.Pi*float64(i)/256)))
	}
	phase, swell, left, tone, loud, chance := uint32(0), uint32(0), 0, uint32(0), 0, uint32(2027)
	for range n {
		if left == 0 { // somebody else speaks: higher or lower, louder or softer, after a breath
			chance = chance*1664525 + 1013904223
			left = humRate * int(4+chance>>24%26)
			tone = (95 + chance>>16%90) * (math.MaxUint32 / humRate)
			loud = 40 + int(chance>>8%60)
		}
		left--
		phase += tone
		swell += 3 * (math.MaxUint32 / humRate) // three syllables a second
		level := loud * (130 + int(sine[swell>>24])) / 240
		if left < humRate {
			level = 1
		}
		out = append(out, byte(128+int(sine[phase>>24])*level/100))
	}
	return out
}

// wavHead begins a WAV file of n one-byte samples.
func wavHead(n int) []byte {
	b := make([]byte, 0, 44+n)
	u32 := func(v int) { b = binary.LittleEndian.AppendUint32(b, uint32(v)) }
	b = append(b, "RIFF"...)
	u32(36 + n)
	b = append(b, "WAVEfmt "...)
	u32(16)
	b = append(b, 1, 0, 1, 0) // PCM, one channel
	u32(humRate)
	u32(humRate)
	b = append(b, 1, 0, 8, 0) // bytes and bits of a sample
	b = append(b, "data"...)
	u32(n)
	return b
}
